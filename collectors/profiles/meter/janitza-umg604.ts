import { fixed, info, profile, text, value, type NumberOptions } from "../../profile.ts";

const umg = "1.3.6.1.4.1.34278";
const lines = ["L1", "L2", "L3", "L4"] as const;
/** Four channels in a row; the fourth is an auxiliary one. */
const channels = (group: number, first: number, options: NumberOptions = {}) =>
  lines.map((phase, line) =>
    value(`${umg}.${group}.${first + line}.0`, {
      ...options,
      labels: { scope: fixed("phase"), phase: fixed(phase), ...options.labels },
    }),
  );
const total = (oid: string, options: NumberOptions = {}) =>
  value(`${umg}.${oid}.0`, { ...options, labels: { scope: fixed("inlet"), ...options.labels } });
const imported = { direction: fixed("import") };

/**
 * Janitza UMG 604, 605 and 511 energy meters. Source: JANITZA-MIB: 0.1 V, mA, W, VA, var, 0.001, 0.1 kWh, 0.01 Hz. A fourth
 * channel shifts every row against the UMG 96, which uses the same numbers: sysObjectID decides, and under another name the
 * frequency, which stands in a group that the UMG 96 does not have.
 */
export const janitzaUmg604 = profile({
  id: "janitza-umg604",
  vendor: "Janitza",
  of: "meter",
  source: "JANITZA-MIB, UMG 604",
  evidence: "recording",
  recognises: [
    { sysObjectID: [`${umg}.10`, `${umg}.9`, `${umg}.11`], answers: `${umg}.1.1.0` },
    { sysObjectID: umg, answers: `${umg}.8.1.0` },
  ],
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /\b(UMG\s?\w+)/ }) }),
    power_voltage_volts: [
      ...channels(1, 1, { scale: 0.1 }),
      ...[["L1-L2", 5] as const, ["L2-L3", 6] as const, ["L3-L1", 7] as const].map(([phase, number]) =>
        value(`${umg}.1.${number}.0`, { scale: 0.1, labels: { scope: fixed("phase"), phase: fixed(phase) } }),
      ),
    ],
    power_current_amperes: channels(1, 8, { scale: 0.001 }),
    power_active_watts: [...channels(1, 12, { signed: true }), total("2.1", { signed: true })],
    power_reactive_vars: [...channels(1, 16, { signed: true }), total("2.2", { signed: true })],
    power_apparent_voltamperes: [...channels(1, 20), total("2.3")],
    power_factor_ratio: channels(1, 24, { scale: 0.001, signed: true, between: [-1, 1] }),
    power_energy_joules_total: [
      ...channels(4, 1, { scale: 360_000, labels: imported }),
      total("5.1", { scale: 360_000, labels: imported }),
    ],
    power_reactive_energy_var_seconds: total("5.2", { scale: 360_000, signed: true }),
    power_distortion_ratio: [
      ...channels(7, 1, { scale: 0.001, labels: { kind: fixed("voltage") } }),
      ...channels(7, 5, { scale: 0.001, labels: { kind: fixed("current") } }),
    ],
    power_frequency_hertz: value(`${umg}.8.1.0`, { scale: 0.01, between: [10, 100], labels: { scope: fixed("inlet") } }),
  },
  lacks: { power_load_ratio: "a meter knows no rating" },
});
