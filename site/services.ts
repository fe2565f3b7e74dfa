/**
 * Services beyond SNMP that are checked from outside: municipal applications, citizen terminals, gateways, name servers.
 * What stands here is what a person would try by hand: open the page, ask the name, reach the port.
 */
import { z } from "zod";
import type { Form } from "./forms.ts";

/** What a service is; on-call policies select by it, like by the class of a device. */
export const serviceClasses = ["application", "terminal", "gateway", "name_service"] as const;

const text = (form: Form, pattern: RegExp) => z.string().regex(pattern, form);
const id = text("id", /^[a-z0-9][a-z0-9-]{0,62}$/).describe("Identifier: lower-case letters, digits and hyphens, at most 63");
const place = id.optional();
const address = text("host_port", /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+):[0-9]{1,5}$/);

const common = {
  id,
  name: text("line", /^[^\r\n\t]*$/)
    .min(1)
    .max(120)
    .describe("Name as people say it; stands in mails and on pages"),
  class: z.enum(serviceClasses).describe("What it is; on-call policies select by it"),
  severity: z
    .enum(["critical", "warning"])
    .default("warning")
    .describe("critical pages at any time when it fails, warning in working hours"),
  role: z
    .enum(["remote_access"])
    .optional()
    .describe("remote_access: where people log in to the VPN, checked from outside; all of them failing pages"),
  room: place.describe("Id of the room it stands in; room or house, or neither"),
  house: place.describe("Id of the house it stands in or serves"),
};
const certificate = {
  ca_file: z.string().min(1).optional().describe("Certificates of an authority of your own (PEM file on this machine)"),
  certificate_days: z
    .int()
    .min(1)
    .max(365)
    .default(21)
    .describe("Days before its certificate ends to warn, at least as long as a new one takes"),
};

export const service = z.discriminatedUnion("check", [
  z.strictObject({
    ...common,
    check: z.literal("http").describe("http, tls, tcp, icmp or dns"),
    url: text("http_url", /^https?:\/\/[^\s/@?#]+(?:[/?#]\S*)?$/).describe(
      "Page that answers when all is well; without user and password",
    ),
    status: z.array(z.int().min(100).max(599)).min(1).optional().describe("Answers that are right; left out: 200 to 299"),
    contains: z.string().min(1).optional().describe("Text that the page must contain"),
    ...certificate,
  }),
  z.strictObject({
    ...common,
    check: z.literal("tls").describe("http, tls, tcp, icmp or dns"),
    address: address.describe("host:port that speaks TLS"),
    server_name: z.string().min(1).optional().describe("Name in the certificate, if it is another than the host"),
    ...certificate,
  }),
  z.strictObject({
    ...common,
    check: z.literal("tcp").describe("http, tls, tcp, icmp or dns"),
    address: address.describe("host:port that accepts connections"),
  }),
  z.strictObject({
    ...common,
    check: z.literal("icmp").describe("http, tls, tcp, icmp or dns"),
    host: text("host", /^[^\s:/@[\]]+$|^[0-9A-Fa-f:]+$/).describe("Host that answers a ping"),
  }),
  z.strictObject({
    ...common,
    check: z.literal("dns").describe("http, tls, tcp, icmp or dns"),
    server: text("host", /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+)(?::[0-9]{1,5})?$/).describe(
      "Name server, port 53 unless another stands behind it",
    ),
    query: z.string().min(1).describe("Name it is asked for"),
    type: z
      .enum(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"])
      .default("A")
      .describe("Type of the record that must exist"),
  }),
]);

export type Service = z.output<typeof service>;

/** What the blackbox exporter is given as target. */
export function checkTarget(service: Service): string {
  switch (service.check) {
    case "http":
      return service.url;
    case "tls":
    case "tcp":
      return service.address;
    case "icmp":
      return service.host;
    case "dns":
      return /(?:^[^[\]:]+|\]):\d+$/.test(service.server) ? service.server : `${service.server}:53`;
  }
}

/** Seconds before its end that the certificate of a service must be renewed; undefined for one that has none. */
export function certificateLimit(service: Service): number | undefined {
  const has = service.check === "tls" || (service.check === "http" && service.url.startsWith("https:"));
  return has ? service.certificate_days * 86_400 : undefined;
}

/** Identity labels of a service, given to Prometheus by its configuration; empty ones are left out. */
export function serviceLabels(
  siteId: string,
  { id: name, class: kind, severity, role, room, house }: Service,
): Record<string, string> {
  return {
    service: name,
    class: kind,
    severity,
    site: siteId,
    ...(role !== undefined && { role }),
    ...(room !== undefined && { room }),
    ...(house !== undefined && { house }),
  };
}
