import { fixed, info, profile, text, value, type NumberOptions } from "../../profile.ts";

const umg = "1.3.6.1.4.1.34278";
const lines = ["L1", "L2", "L3"] as const;

/** Three instances in a row, one per phase. */
const perPhase = (first: number, options: NumberOptions, group = 1) =>
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
 * Janitza UMG 96 energy meter. Source: Janitza's MIB of the UMG 96 (units only in its comments: 0.1 V, mA, W, VA, var,
 * 0.001, 0.1 kWh, 0.01 Hz). The UMG 604 uses the same numbers for other objects, so sysObjectID decides, and under another
 * name an object that the UMG 604 does not have.
 */
export const janitzaUmg96 = profile({
  id: "janitza-umg96",
  vendor: "Janitza",
  of: "meter",
  source: "JANITZA-MIB, UMG 96",
  evidence: "recording",
  recognises: [
    { sysObjectID: `${umg}.8`, answers: `${umg}.1.1.0` },
    { sysObjectID: umg, answers: `${umg}.6.3.0` },
  ],
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /\b(UMG\s?\w+)/ }) }),
    power_voltage_volts: [
      ...perPhase(1, { scale: 0.1 }),
      ...[["L1-L2", 4] as const, ["L2-L3", 5] as const, ["L3-L1", 6] as const].map(([phase, number]) =>
        value(`${umg}.1.${number}.0`, { scale: 0.1, labels: { scope: fixed("phase"), phase: fixed(phase) } }),
      ),
    ],
    power_current_amperes: perPhase(7, { scale: 0.001 }),
    power_active_watts: [...perPhase(13, { signed: true }), total("2.1", { signed: true })],
    power_reactive_vars: [...perPhase(16, { signed: true }), total("2.2", { signed: true })],
    power_apparent_voltamperes: [...perPhase(19, {}), total("2.3")],
    power_factor_ratio: perPhase(22, { scale: 0.001, signed: true, between: [-1, 1] }),
    power_energy_joules_total: [
      ...perPhase(1, { scale: 360_000, labels: imported }, 3),
      total("4.1", { scale: 360_000, labels: imported }),
    ],
    power_reactive_energy_var_seconds: total("4.2", { scale: 360_000, signed: true }),
    power_distortion_ratio: [
      ...perPhase(1, { scale: 0.001, labels: { kind: fixed("voltage") } }, 5),
      ...perPhase(4, { scale: 0.001, labels: { kind: fixed("current") } }, 5),
    ],
    power_frequency_hertz: value(`${umg}.6.1.0`, { scale: 0.01, between: [10, 100], labels: { scope: fixed("inlet") } }),
  },
  lacks: { power_load_ratio: "a meter knows no rating" },
});
