/** The configuration of Prometheus' blackbox_exporter: one module for each service of the site, named by its id. Pure. */
import { stringify } from "yaml";
import type { Site } from "../site/inventory.ts";
import type { Service } from "../site/services.ts";

/** Shorter than the scrape's timeout, so that a slow service is a failed check and not a missing one. */
const timeout = "6s";
/** A ping and a name are answered at once or not at all. */
const shortTimeout = "3s";
const family = { preferred_ip_protocol: "ip4", ip_protocol_fallback: true } as const;

/** A text as a regular expression (RE2) that matches exactly it. */
const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

function moduleOf(service: Service): Record<string, unknown> {
  switch (service.check) {
    case "http":
      return {
        prober: "http",
        timeout,
        http: {
          ...family,
          ...(service.status !== undefined && { valid_status_codes: service.status }),
          ...(service.contains !== undefined && { fail_if_body_not_matches_regexp: [literally(service.contains)] }),
          ...(service.ca_file !== undefined && { tls_config: { ca_file: service.ca_file } }),
        },
      };
    case "tls":
      return {
        prober: "tcp",
        timeout,
        tcp: {
          ...family,
          tls: true,
          tls_config: {
            ...(service.server_name !== undefined && { server_name: service.server_name }),
            ...(service.ca_file !== undefined && { ca_file: service.ca_file }),
          },
        },
      };
    case "tcp":
      return { prober: "tcp", timeout, tcp: family };
    case "icmp":
      return { prober: "icmp", timeout: shortTimeout, icmp: family };
    case "dns":
      return {
        prober: "dns",
        timeout: shortTimeout,
        dns: {
          ...family,
          query_name: service.query,
          query_type: service.type,
          // An empty answer without an error is no answer.
          validate_answer_rrs: { fail_if_none_matches_regexp: [".+"] },
        },
      };
  }
}

export function blackboxConfig({ services }: Pick<Site, "services">): string {
  return stringify({ modules: Object.fromEntries(services.map((service) => [service.id, moduleOf(service)])) }, { lineWidth: 0 });
}
