import { identityOf, type SeriesMap } from "../series.ts";

/** One situation of a rule: the series, the instant, and which alerts fire then (none: quiet). */
export interface Case {
  readonly says: string;
  readonly series: SeriesMap;
  /** Since the first sample, for example `1m30s`. */
  readonly at: string;
  /** Labels of the alerts that fire, without alertname and severity. */
  readonly firing?: readonly Readonly<Record<string, string>>[];
}

export interface Cases {
  /** Distance of samples and evaluations; 10 s unless a rule looks so far back that it would take minutes. */
  readonly step?: "10s" | "15m" | "6h";
  readonly cases: readonly Case[];
}

/** The identity that an alert about this device carries. */
export function about(device: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { role: _role, ...identity } = identityOf(device);
  return { ...identity, ...more };
}
