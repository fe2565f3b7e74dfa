/** Label values by label name, as Prometheus knows them. */
export type Labels = Readonly<Record<string, string>>;

/** One value of one series at one instant. A state set gives one sample per state, 0 or 1. */
export interface Sample {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
  /** Instant of the value; undefined means now, at the scrape. */
  readonly at?: Date;
}

/** Values of one series over time, oldest first. */
export interface Series {
  readonly metric: string;
  readonly labels: Labels;
  readonly points: readonly { readonly at: Date; readonly value: number }[];
}

/**
 * How a room reads samples; `app/` hands in the one that asks Prometheus.
 * Every method rejects with an Error when the store does not answer; an empty list means "no such series now".
 */
export interface SampleReader {
  /** PromQL at one instant (`/api/v1/query`); NaN values are left out. */
  instant(expression: string, at?: Date): Promise<Sample[]>;
  /** PromQL over time (`/api/v1/query_range`). */
  range(expression: string, from: Date, to: Date, stepSeconds: number): Promise<Series[]>;
  /** Raw samples as scraped, from ≤ t ≤ to: a range selector on an instant query, never `increase()`. */
  raw(selector: string, from: Date, to: Date): Promise<Series[]>;
  /** Instant of the store's last answer, while none comes; undefined while answers come, or when none ever came. */
  silentSince?(): Date | undefined;
}

const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };

/** A label value as it stands between quotes in PromQL and in the exposition format. */
export function escapeLabel(value: string): string {
  return value.replaceAll(/[\\"\n]/g, (character) => escapes[character] ?? character);
}

/**
 * Samples in the Prometheus text exposition format 0.0.4, grouped by metric in the order given.
 * @param meta  help and type of a metric; unknown metrics are written as untyped
 */
export function exposition(
  samples: Iterable<Sample>,
  meta: (metric: string) => { readonly help: string; readonly type: string } | undefined,
): string {
  const groups = new Map<string, string[]>();
  for (const sample of samples) {
    const labels = Object.entries(sample.labels)
      .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
      .join(",");
    const line = `${sample.metric}${labels === "" ? "" : `{${labels}}`} ${sample.value}`;
    const group = groups.get(sample.metric);
    if (group === undefined) groups.set(sample.metric, [line]);
    else group.push(line);
  }
  const parts: string[] = [];
  for (const [metric, lines] of groups) {
    const about = meta(metric);
    if (about !== undefined) parts.push(`# HELP ${metric} ${about.help}`, `# TYPE ${metric} ${about.type}`);
    parts.push(...lines);
  }
  return parts.length === 0 ? "" : `${parts.join("\n")}\n`;
}
