import { parseArgs } from "node:util";
import { metricList } from "../../collectors/cli.ts";
import { metrics, type Metric } from "../../site/metrics.ts";
import type { Locale } from "../../site/locale.ts";

/** The table of docs/metrics.md: the living copy of the vocabulary. */
export function metricsMarkdown(): string {
  const rows = Object.entries<Metric>(metrics).map(([name, metric]) => {
    const labels = metric.type === "stateset" ? [...metric.labels, "state"] : metric.labels;
    const states = metric.states === undefined ? "" : ` (${metric.states.join(", ")})`;
    return `| \`${name}\` | ${metric.scopes.join(", ")} | ${metric.type} | ${labels.join(", ")} | ${metric.help}${states} |`;
  });
  return [
    "# Canonical metrics",
    "",
    "Generated from `site/metrics.ts` by `./leitstand metrics --markdown`; a test compares both. Identity labels (device,",
    "class, site, room, house, role) come from the inventory by service discovery and are not listed.",
    "",
    "| metric | exposed by | type | labels | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** `leitstand metrics [--json|--markdown]`: the canonical metrics. */
export function metricsCommand(args: string[], _locale: Locale): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      lang: { type: "string" },
    },
  });
  const all = Object.entries<Metric>(metrics);
  if (values.json) process.stdout.write(`${JSON.stringify(metricList(), null, 1)}\n`);
  else if (values.markdown) process.stdout.write(metricsMarkdown());
  else {
    const width = Math.max(...all.map(([name]) => name.length));
    for (const [name, metric] of all) process.stdout.write(`${name.padEnd(width)}  ${metric.type.padEnd(8)}  ${metric.help}\n`);
  }
  return Promise.resolve(0);
}
