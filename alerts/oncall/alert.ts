/** One alert as Alertmanager tells it, in our shape: what the webhook and the API have in common. */
import type { Labels } from "../../site/series.ts";

export interface Alert {
  /** Alertmanager's hash of the labels: the same alert always has the same one. */
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Labels;
  /** When the rule's condition began to hold; Alertmanager may move it, mostly to an earlier one. */
  readonly startsAt: Date;
  /** When it ended; undefined while it fires. */
  readonly endsAt?: Date;
  /** When the annotations were rendered, if the sender says so. */
  readonly renderedAt?: Date;
}

/** An alert of Alertmanager's own list (`/api/v2/alerts`), as it gives them. */
export interface ActiveAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** RFC 3339. */
  readonly startsAt: string;
  /** When Prometheus last told it; without it the figures in its texts are not taken over. RFC 3339. */
  readonly updatedAt?: string;
  /** Suppressed: silenced or inhibited; it fires, but nobody is to be told. */
  readonly status: { readonly state: "unprocessed" | "active" | "suppressed" };
}

export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** The severity label; an alert without a known one is critical, for whoever forgot the label must not lose the page. */
export function severityOf(labels: Labels): Severity {
  return severities.find((severity) => severity === labels["severity"]) ?? "critical";
}

/** The rule's name, in a length that every table and page holds; `Alert` when the sender gave none. */
export function alertName(labels: Labels): string {
  return (labels["alertname"] ?? "Alert").slice(0, 200);
}

/** The rule that always fires and so proves the way to us; it is a heartbeat, never an incident. */
export const watchdog = "Watchdog";

/**
 * Fingerprint of a label set as Prometheus and Alertmanager compute it: FNV-1a, 64 bit, over names and values in
 * order of names (by code unit), each ended by the byte 255; 16 hexadecimal digits. Empty values count as absent.
 */
export function fingerprintOf(labels: Labels): string {
  // In two halves of 32 bits: the prime is 2^40 + 435, and numbers hold 2^32 times 435 exactly. BigInt takes ten times as long.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const add = (byte: number): void => {
    low = (low ^ byte) >>> 0;
    const product = low * 435;
    high = (high * 435 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) % 2 ** 32;
    low = product >>> 0;
  };
  const present = Object.entries(labels).filter(([, value]) => value !== "");
  for (const [name, value] of present.sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const byte of Buffer.from(name)) add(byte);
    add(255);
    for (const byte of Buffer.from(value)) add(byte);
    add(255);
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
