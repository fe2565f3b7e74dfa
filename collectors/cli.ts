/** What the command line shows of a probe, and the list of canonical metrics for machines. Pure. */
import { formatDuration, formatNumber, formatPercent, type Dictionary, type Locale } from "../site/locale.ts";
import { metricOf, metrics, type Metric } from "../site/metrics.ts";
import type { Sample } from "../site/series.ts";
import type { FailureReason } from "./snmp/device.ts";
import type { ProbeResult } from "./prober.ts";
import { stateWords } from "./state-words.ts";

type Key = "answered" | "silent" | "profiles" | "metric" | "labels" | "value" | FailureReason;

const words: Dictionary<Key> = {
  de: {
    answered: "Das Gerät antwortet",
    silent: "Keine verwertbare Antwort",
    profiles: "Profile",
    metric: "Messgröße",
    labels: "Zeile",
    value: "Wert",
    timeout: "Das Gerät hat nicht geantwortet.",
    authentication: "Die Anmeldung am Gerät ist gescheitert. Zugangsdaten prüfen.",
    unreachable: "Die Adresse ist nicht erreichbar oder der Name lässt sich nicht auflösen.",
    unrecognised: "Das Gerät antwortet, aber kein Profil kennt es in dieser Klasse.",
    malformed: "Die Antwort ist nicht lesbar.",
    implausible: "Das Gerät antwortet, liefert aber keinen sinnvollen Wert.",
    deadline: "Die Antwort kam nicht rechtzeitig vollständig.",
    back_off: "Das Gerät hat mehrfach nicht geantwortet und wird gleich wieder gefragt.",
  },
  en: {
    answered: "The device answers",
    silent: "No usable answer",
    profiles: "Profiles",
    metric: "Metric",
    labels: "Row",
    value: "Value",
    timeout: "The device did not answer.",
    authentication: "The device refused the credentials. Check them.",
    unreachable: "The address cannot be reached, or the name has none.",
    unrecognised: "The device answers, but no profile knows it in this class.",
    malformed: "The answer is not readable.",
    implausible: "The device answers, but gives no sensible value.",
    deadline: "The answer was not complete in time.",
    back_off: "The device did not answer several times and is asked again shortly.",
  },
};

const symbols: Readonly<Record<string, string>> = {
  volts: "V",
  amperes: "A",
  watts: "W",
  voltamperes: "VA",
  vars: "var",
  hertz: "Hz",
  celsius: "°C",
  pascals: "Pa",
  bytes: "B",
  dbm: "dBm",
  bits_per_second: "bit/s",
  cubic_meters_per_second: "m³/s",
};

/** Digits after the comma that a person can use: fewer the larger the value. */
const digitsOf = (value: number): number => {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
};

function valueText({ metric, value }: Sample, locale: Locale): string {
  const unit = metricOf(metric)?.unit ?? "";
  if (unit === "ratio") return formatPercent(value, locale, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1);
  if (unit === "seconds")
    return value < 120 ? `${formatNumber(value, locale, digitsOf(value))} s` : formatDuration(value, locale);
  if (unit === "var_seconds") return `${formatNumber(value / 3_600_000, locale, 1)} kvarh`;
  if (unit === "joules") return `${formatNumber(value / 3_600_000, locale, 1)} kWh`;
  if (unit === "bits_per_second") return `${formatNumber(value / 1e6, locale, 0)} Mbit/s`;
  // Counters are shown whole; sizes as people say them.
  if (unit === "bytes" && metricOf(metric)?.type === "gauge" && value >= 1e6) {
    const [size, name] = value >= 1e9 ? [value / 1e9, "GB"] : [value / 1e6, "MB"];
    return `${formatNumber(size, locale, 1)} ${name}`;
  }
  return `${formatNumber(value, locale, digitsOf(value))}${unit === "" ? "" : ` ${symbols[unit] ?? unit}`}`;
}

/** A probe as a table for a person: states by name, infos as text, limits beside their values. */
export function probeTable(result: ProbeResult, locale: Locale): string {
  const w = words[locale];
  const rows: [string, string, string][] = [];
  for (const sample of result.samples) {
    const about = metricOf(sample.metric);
    if (sample.metric.startsWith("probe_") || about === undefined) continue;
    const { state, ...rest } = sample.labels;
    const labels = Object.entries(about.type === "info" ? {} : rest)
      .map(([name, text]) => `${name}=${text}`)
      .join(" ");
    if (about.states !== undefined) {
      if (sample.value === 1) rows.push([sample.metric, labels, state ?? ""]);
    } else if (about.type === "info") {
      const texts = Object.entries(rest).map(([name, text]) => `${name}=${text}`);
      rows.push([sample.metric, "", texts.join(" · ")]);
    } else rows.push([sample.metric, labels, valueText(sample, locale)]);
  }
  const head = result.success
    ? `${w.answered} (${formatNumber(result.tookSeconds, locale, 2)} s). ${w.profiles}: ${result.profiles.join(", ")}`
    : `${w.silent}: ${w[result.reason ?? "timeout"]} (${result.detail ?? ""})`;
  if (rows.length === 0) return head;
  const table = [[w.metric, w.labels, w.value] as const, ...rows];
  const width = (column: 0 | 1): number => Math.max(...table.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  const lines = table.map(([metric, labels, value]) => `${metric.padEnd(first)}  ${labels.padEnd(second)}  ${value}`.trimEnd());
  return [head, "", ...lines].join("\n");
}

/** What `metrics --json` says of one canonical metric. */
export interface MetricEntry {
  readonly name: string;
  readonly help: string;
  readonly type: Metric["type"];
  readonly unit: string;
  /** Row labels; of a state set with `state`. */
  readonly labels: readonly string[];
  /** Device classes that have it; `all` for any device. */
  readonly class: readonly string[];
  readonly states?: readonly string[];
  /**
   * Quantities of recordings that it answers: value × factor = value in the quantity's unit. Where recordings name states
   * in the words of MIBs, `words` has patterns (regular expressions for the whole word, case ignored, first match wins) and
   * what they mean here: states, or 0 and 1.
   */
  readonly quantities: readonly {
    readonly quantity: string;
    readonly factor: number;
    readonly words?: readonly { readonly pattern: string; readonly means: readonly (string | number)[] }[];
  }[];
}

const entryOf = ([name, metric]: readonly [string, Metric]): MetricEntry => ({
  name,
  help: metric.help,
  type: metric.type,
  unit: metric.unit,
  labels: metric.type === "stateset" ? [...metric.labels, "state"] : metric.labels,
  class: metric.scopes,
  ...(metric.states !== undefined && { states: metric.states }),
  quantities: metric.quantities.map(({ name: quantity, factor }) => {
    const words = stateWords[quantity]?.map(([pattern, ...means]) => ({ pattern, means }));
    return { quantity, factor, ...(words !== undefined && { words }) };
  }),
});

/** Every canonical metric, so that recordings can be compared by machines that read no profile. */
export const metricList = (): readonly MetricEntry[] => Object.entries<Metric>(metrics).map(entryOf);
