import { stringify } from "yaml";
import type { Relay, Site } from "../site/inventory.ts";
import { stateRules } from "./confirmed/state.ts";
import { inhibitions } from "./inhibition.ts";

export interface AlertmanagerOptions {
  /** Leitstand's intake, for example `http://127.0.0.1:8480/webhooks/alertmanager`. */
  readonly webhookUrl: string;
  readonly webhookToken?: string;
  /** Alerts per webhook body; 0 puts all of a group into one, however large. */
  readonly maxAlerts?: number;
  /** Who gets Alertmanager's own mail; on-call and admin contacts unless said otherwise. */
  readonly mailTo?: readonly string[];
  /**
   * Mailbox of an outside watcher that expects the watchdog's mail every `watchdogMailEvery`: the outward dead man's
   * switch. Not people: they would soon overlook it, and its absence even more.
   */
  readonly watchdogMailTo?: readonly string[];
  readonly watchdogMailEvery?: string;
}

/** Every Alertmanager that must hear of an alert: this machine's own, then those of the other machines of a pair. */
export const everyAlertmanager = (own: string, { alertmanagers }: Pick<Site, "alertmanagers">): string[] => [
  ...new Set([own, ...alertmanagers].map((url) => url.replace(/\/+$/, ""))),
];

/**
 * The relay that Alertmanager itself can speak to. It knows STARTTLS on any port but TLS from the first byte on port 465
 * alone (0.25), so a relay it cannot use is passed over if there is another.
 */
function ownRelay(relays: readonly Relay[]): Relay | undefined {
  return relays.find(({ tls, port }) => tls !== "tls" || port === 465) ?? relays[0];
}

/** People who hear from Alertmanager directly when Leitstand cannot speak; everyone rather than nobody. */
function directMail(site: Site): string[] {
  const wanted = site.contacts.filter(({ roles }) => roles.includes("on-call") || roles.includes("admin"));
  return [...new Set((wanted.length > 0 ? wanted : site.contacts).map(({ email }) => email))];
}

const text = `{{ range .Alerts }}{{ if eq .Status "resolved" }}BEENDET: {{ end }}{{ .Annotations.summary }}
{{ if eq .Status "firing" }}
{{ .Annotations.description }}

Folge: {{ .Annotations.folge }}
Zuerst: {{ .Annotations.erster_schritt }}
Runbook: {{ .Annotations.runbook_url }}
{{ end }}
{{ end }}Diese Mail kommt unmittelbar vom Alertmanager, nicht von Leitstand. Übernehmen lässt sich hier nichts.
`;

/** Alerts that a confirmed trap can bring forward. */
const broughtForward = stateRules().map(({ rule }) => rule.name);

const subject = `{{ if eq .Status "resolved" }}BEENDET{{ else }}KRITISCH{{ end }}: {{ .CommonAnnotations.summary }} ({{ .CommonLabels.site }})`;

function mailReceiver(name: string, to: readonly string[], sendResolved: boolean): Record<string, unknown> {
  return {
    name,
    email_configs: to.map((address) => ({
      to: address,
      send_resolved: sendResolved,
      html: "",
      text,
      // RFC 3834: an automatic mail must not provoke automatic answers.
      headers: { Subject: subject, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    })),
  };
}

/**
 * The Alertmanager configuration of a site: everything goes to Leitstand at once, which does all damping and digests;
 * only the alert that Leitstand is out of reach leaves by Alertmanager's own mail. It holds the webhook's token and the
 * relay's password, so the file belongs to its owner alone.
 */
export function alertmanagerConfig(site: Site, options: AlertmanagerOptions): string {
  const relay = ownRelay(site.mail.relays);
  const people = options.mailTo ?? directMail(site);
  const watchers = options.watchdogMailTo ?? [];
  const watchdog = { matchers: ['alertname="Watchdog"'] };
  return stringify(
    {
      global: {
        resolve_timeout: "5m",
        smtp_from: site.mail.from,
        ...(relay !== undefined && {
          smtp_smarthost: `${relay.host.includes(":") ? `[${relay.host}]` : relay.host}:${relay.port}`,
          smtp_require_tls: relay.tls === "starttls",
          ...(relay.user !== undefined && { smtp_auth_username: relay.user }),
          ...(relay.password !== undefined && { smtp_auth_password: relay.password }),
        }),
      },
      route: {
        receiver: "leitstand",
        group_by: ["alertname", "site"],
        group_wait: "0s",
        group_interval: "5s",
        repeat_interval: "10m",
        routes: [
          { matchers: ['alertname="AlertmanagerCannotReachLeitstand"'], receiver: "mail-direkt", repeat_interval: "30m" },
          ...(watchers.length === 0
            ? []
            : [{ ...watchdog, receiver: "mail-waechter", repeat_interval: options.watchdogMailEvery ?? "1h", continue: true }]),
          // Every minute: Leitstand misses it soon, and a webhook that fails shows without waiting for a real alert.
          { ...watchdog, receiver: "leitstand", repeat_interval: "1m" },
          // A trap has brought them forward by seconds: the second device of a group must not lose these again. They are
          // states of few devices, so that bodies stay small; all others would make a storm of devices a storm of bodies.
          { matchers: [`alertname=~"${broughtForward.join("|")}"`], receiver: "leitstand", group_interval: "1s" },
        ],
      },
      inhibit_rules: inhibitions.map(({ source, hides, same }) => ({
        source_matchers: [`alertname="${source}"`],
        target_matchers: [`alertname=~"${hides.join("|")}"`],
        equal: same,
      })),
      receivers: [
        {
          name: "leitstand",
          webhook_configs: [
            {
              url: options.webhookUrl,
              send_resolved: true,
              max_alerts: options.maxAlerts ?? 0,
              ...(options.webhookToken !== undefined && {
                http_config: { authorization: { type: "Bearer", credentials: options.webhookToken } },
              }),
            },
          ],
        },
        mailReceiver("mail-direkt", people, true),
        ...(watchers.length === 0 ? [] : [mailReceiver("mail-waechter", watchers, false)]),
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
