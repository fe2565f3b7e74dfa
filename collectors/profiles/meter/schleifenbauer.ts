import { asText, column, fixed, info, joinedText, profile, state, text, value, withParts, type Rows } from "../../profile.ts";

const imported = { direction: fixed("import") };
/** The same data bus behind two enterprises: Schleifenbauer itself and Conteg. */
const buses = ["1.3.6.1.4.1.31034.12.1.1", "1.3.6.1.4.1.28402.12.1.1"].map((root) => {
  const input = `${root}.2.6.1.1`;
  const output = `${root}.2.7.2.1`;
  const device = text([withParts(`${root}.2.1.1.1.6`, 0), withParts(`${root}.2.1.1.1.2`, 0)]);
  return {
    root,
    input,
    output,
    inputs: { scope: fixed("phase"), component: joinedText(" ", asText(0, {}, "PDU "), device), phase: asText(1, {}, "L") },
    outputs: {
      scope: fixed("outlet"),
      outlet: joinedText(" ", asText(0, {}, "PDU "), asText(1, {}, "outlet ")),
    },
  };
});
type Bus = (typeof buses)[number];
const both = (
  number: number,
  outlet: number | undefined,
  options: { readonly scale?: number; readonly between?: readonly [number, number] } = {},
  extra: NonNullable<Rows["labels"]> = {},
) =>
  buses.flatMap(({ input, output, inputs, outputs }: Bus) => [
    column(`${input}.${number}`, { ...options, labels: { ...inputs, ...extra } }),
    ...(outlet === undefined ? [] : [column(`${output}.${outlet}`, { ...options, labels: { ...outputs, ...extra } })]),
  ]);

/**
 * Schleifenbauer gateways with hPDU on the data bus, and Conteg PDU built on them. Source: SCHLEIFENBAUER-DATABUS-MIB,
 * CONTEG-DATABUS-MIB: hundredths of V and A although UNITS says V and A; whole W, VA and kWh; hundredths of a percent of
 * power factor.
 */
export const schleifenbauer = profile({
  id: "schleifenbauer",
  vendor: "Schleifenbauer",
  of: "meter",
  source: "SCHLEIFENBAUER-DATABUS-MIB, CONTEG-DATABUS-MIB",
  evidence: "recording",
  recognises: { answers: buses.map(({ input }) => input) },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    power_energy_joules_total: [
      ...both(2, 2, { scale: 3_600_000 }, imported),
      // The counter that users may reset.
      ...buses.map(({ input, inputs }) =>
        column(`${input}.3`, {
          labels: { ...inputs, ...imported, component: joinedText(" ", inputs.component, "subtotal") },
          scale: 3_600_000,
        }),
      ),
    ],
    power_factor_ratio: both(4, 4, { scale: 0.0001, between: [0, 1] }),
    power_current_amperes: both(5, 5, { scale: 0.01 }),
    // Hundredths of A; PDU without the sensor answer 0.
    power_residual_current_amperes: buses.map(({ root, inputs }) =>
      column(`${root}.2.8.1.1.5`, {
        scale: 0.01,
        zeroIsAbsent: true,
        labels: { scope: fixed("inlet"), component: inputs.component, kind: fixed("rms") },
      }),
    ),
    power_voltage_volts: both(7, 7, { scale: 0.01 }),
    power_apparent_voltamperes: both(9, 10),
    power_active_watts: both(10, 11),
    device_bus_devices: buses.flatMap(({ root }) => [
      value(`${root}.1.1.3.0`, { labels: { kind: fixed("new") } }),
      value(`${root}.1.1.4.0`, { labels: { kind: fixed("duplicate") } }),
    ]),
    device_component_state: buses.map(({ root }) =>
      state(`${root}.1.1.5.0`, { 0: "warning", 1: "ok" }, { labels: { component: fixed("ring") } }),
    ),
  },
  lacks: { power_frequency_hertz: "not in this MIB", power_load_ratio: "ratings are settings of the gateway" },
});
