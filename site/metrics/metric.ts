/** The shape of a canonical metric, and short forms to write one down. */

/** Classes of inventory devices. */
export const deviceClasses = ["ups", "cooling", "sensor", "meter", "vpn", "network"] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** Who exposes a metric: a device class, every device, Leitstand itself (`service`), or checks from outside (`blackbox`). */
export type MetricScope = DeviceClass | "all" | "service" | "blackbox";

/** Quantity of a recording's expectation that a metric answers: value × factor = value in the quantity's unit. */
export interface Quantity {
  readonly name: string;
  readonly factor: number;
}

export interface Metric {
  readonly help: string;
  /** `stateset`: one series per state with the label `state`, 0 or 1. `info`: always 1, text in labels. */
  readonly type: "gauge" | "counter" | "stateset" | "info";
  /** Base unit, empty for states and counts. */
  readonly unit: string;
  readonly scopes: readonly MetricScope[];
  /** Row labels; identity labels (device, class, site, room, house, role) come from service discovery. */
  readonly labels: readonly string[];
  readonly states?: readonly string[];
  readonly quantities: readonly Quantity[];
}

export type Scopes = readonly MetricScope[];
/** `"a.b"` or `"a.b*100"`: the quantity's unit is 100 times finer than ours. */
const quantities = (list: string): Quantity[] =>
  list
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [name = "", factor = "1"] = word.split("*");
      return { name, factor: Number(factor) };
    });
export const gauge = (scopes: Scopes, unit: string, help: string, labels = "", answers = ""): Metric => ({
  help,
  type: "gauge",
  unit,
  scopes,
  labels: labels.split(" ").filter((label) => label !== ""),
  quantities: quantities(answers),
});
export const counter = (scopes: Scopes, unit: string, help: string, labels = "", answers = ""): Metric => ({
  ...gauge(scopes, unit, help, labels, answers),
  type: "counter",
});
export const info = (scopes: Scopes, help: string, labels: string): Metric & { readonly type: "info" } => ({
  ...gauge(scopes, "", help, labels),
  type: "info",
});
export const stateset = <const State extends string>(
  scopes: Scopes,
  states: readonly State[],
  help: string,
  labels = "",
  answers = "",
): Metric & { readonly states: readonly State[] } => ({ ...gauge(scopes, "", help, labels, answers), type: "stateset", states });

export const ups: Scopes = ["ups"];
export const air: Scopes = ["cooling", "sensor", "ups", "meter"];
export const cooling: Scopes = ["cooling"];
export const meter: Scopes = ["meter", "ups", "cooling"];
export const vpn: Scopes = ["vpn"];
export const net: Scopes = ["network", "vpn", "ups", "cooling", "meter", "sensor"];
export const all: Scopes = ["all"];
export const service: Scopes = ["service"];
export const blackbox: Scopes = ["blackbox"];
