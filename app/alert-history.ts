/** Prometheus' memory of what fired (`ALERTS`), as the spans that on-call asks for after it had not run. */
import type { AlertSpan } from "../alerts/oncall/service.ts";
import type { SampleReader, Series } from "../site/series.ts";

/** Two samples further apart than this belong to two spans: three evaluations of 10 s. */
const gapMs = 35_000;

/** Spans of one series; the last one is open when its last sample is as young as one evaluation before `until`. */
export function spansOf({ labels, points }: Series, until: Date, site: string): AlertSpan[] {
  // The alert that leaves Prometheus carries the external label `site`; `alertstate` stands only in its memory.
  const { alertstate: _, ...rest } = labels;
  const sent = { ...rest, site: rest["site"] ?? site };
  const spans: { from: Date; until: Date }[] = [];
  for (const { at } of points) {
    const last = spans.at(-1);
    if (last !== undefined && at.getTime() - last.until.getTime() <= gapMs) last.until = at;
    else spans.push({ from: at, until: at });
  }
  return spans.map((span) => ({
    labels: sent,
    from: span.from,
    ...(until.getTime() - span.until.getTime() > gapMs && { until: span.until }),
  }));
}

/** Alerts that fired between two instants. @throws Error  Prometheus does not answer */
export async function alertHistory(reader: SampleReader, from: Date, until: Date, site: string): Promise<AlertSpan[]> {
  const series = await reader.raw('ALERTS{alertstate="firing"}', from, until);
  return series.flatMap((one) => spansOf(one, until, site));
}
