/** Series as promtool reads them, for devices of the example site. */
import { readFileSync } from "node:fs";
import { identityLabels } from "../../site/limits.ts";
import { metricOf } from "../../site/metrics.ts";
import { readSite } from "../../site/read.ts";

const file = new URL("../../site/example.yaml", import.meta.url);
const read = readSite(readFileSync(file, "utf8"), "example.yaml", { env: () => "secret", file: () => undefined });
if (!("site" in read)) throw new Error("the example site is broken");
export const exampleSite = read.site;
export const siteId = exampleSite.site.id;

/** The course of a series over `n` more steps than its own beginning. */
export type Course = (n: number) => string;
export type SeriesMap = Readonly<Record<string, Course>>;

export const flat =
  (value: number): Course =>
  (n) =>
    `${value}+0x${n}`;
/** First value for so many samples, then the next, the last one for ever. */
export const steps =
  (...parts: readonly (readonly [value: number, samples: number])[]): Course =>
  (n) =>
    parts.map(([value, samples], index) => `${value}+0x${index === parts.length - 1 ? n : samples - 1}`).join(" ");
/** So many samples, then the series is gone. */
export const gone =
  (value: number, samples: number): Course =>
  (n) =>
    `${value}+0x${samples - 1} stale _x${n}`;
/** A straight line, flat at first for so many samples. */
export const ramp =
  (from: number, perStep: number, flatFor = 0): Course =>
  (n) =>
    `${flatFor > 0 ? `${from}+0x${flatFor - 1} ` : ""}${from}${perStep < 0 ? "-" : "+"}${Math.abs(perStep)}x${n}`;
/** A healthy sensor: swings by a tenth. */
export const lively =
  (value: number): Course =>
  (n) =>
    Array.from({ length: n }, (_, k) => (value + (k % 3) / 10).toFixed(1)).join(" ");

/** Through these values, the last one for ever. */
export const through =
  (...values: readonly number[]): Course =>
  (n) =>
    `${values.join(" ")} ${values.at(-1) ?? 0}+0x${n}`;
/** To and fro between two values. */
export const swing =
  (low: number, high: number): Course =>
  (n) =>
    Array.from({ length: n }, (_, k) => (k % 2 === 0 ? low : high)).join(" ");

const written = (metric: string, labels: Readonly<Record<string, string>>): string =>
  `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;

/** Labels that service discovery gives a device of the example site; any other id is a UPS of the site. */
export function identityOf(id: string): Record<string, string> {
  const device = exampleSite.devices.find((one) => one.id === id);
  return device === undefined ? { device: id, class: "ups", site: siteId } : identityLabels(exampleSite, device);
}

/** Name of a series that a device exposes. */
export const at = (device: string, metric: string, labels: Readonly<Record<string, string>> = {}): string =>
  written(metric, { ...identityOf(device), job: "devices", instance: device, ...labels });

/** Name of a series that the service exposes. */
export const of = (metric: string, labels: Readonly<Record<string, string>> = {}): string =>
  written(metric, { site: siteId, job: "leitstand", instance: "leitstand", ...labels });

/** Labels that the Prometheus configuration gives a service. */
export const serviceOf = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  service: id,
  class: "application",
  severity: "critical",
  site: siteId,
  house: "oper",
  ...more,
});

/** A service that is checked over HTTPS: whether it passes, and a certificate that ends after so many seconds. */
export function checked(id: string, up: number, endsAfter = 60 * 86_400, more: Readonly<Record<string, string>> = {}): SeriesMap {
  const name = (metric: string): string => written(metric, { ...serviceOf(id, more), job: "services", instance: id });
  return {
    [name("service_up")]: flat(up),
    [name("service_http_status_code")]: flat(up === 1 ? 200 : 503),
    [name("service_certificate_expiry_timestamp_seconds")]: flat(endsAfter),
    [name("up")]: flat(1),
  };
}

/** A whole state set at rest: 1 for the state that holds, 0 for the others. */
export function state(device: string, metric: string, now: string, labels: Readonly<Record<string, string>> = {}): SeriesMap {
  return Object.fromEntries(
    (metricOf(metric)?.states ?? []).map((name) => [at(device, metric, { ...labels, state: name }), flat(name === now ? 1 : 0)]),
  );
}

/** A state set that changes after so many samples. */
export function change(
  device: string,
  metric: string,
  parts: readonly (readonly [state: string, samples: number])[],
  labels: Readonly<Record<string, string>> = {},
): SeriesMap {
  return Object.fromEntries(
    (metricOf(metric)?.states ?? []).map((name) => [
      at(device, metric, { ...labels, state: name }),
      steps(...parts.map(([now, samples]) => [now === name ? 1 : 0, samples] as const)),
    ]),
  );
}
