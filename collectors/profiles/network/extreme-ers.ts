import {
  asText,
  column,
  difference,
  first,
  fixed,
  indexIs,
  info,
  joinedText,
  index,
  profile,
  quotient,
  stateColumn,
  text,
  type Rows,
} from "../../profile.ts";

const s5 = "1.3.6.1.4.1.45.1.6.3";
const component = `${s5}.3.1.1`;
const utilisation = `${s5}.8.1.1`;
// Index: group, unit and part of the unit (10 is unit 1).
const named = joinedText(" ", asText(1, {}, "unit "), text(`${component}.5`), index(2));
const ofGroup = (label: string, group: number): Rows => ({ labels: { [label]: named }, where: indexIs(0, group) });
const units: Rows = { labels: { unit: asText(-1, {}, "unit ") } };
const free = column(`${utilisation}.13`, { rows: units, scale: 1_048_576 });
const size = column(`${utilisation}.12`, { rows: units, scale: 1_048_576 });
const part = { 2: "absent", 3: "absent", 4: "failed", 5: "ok", 8: "ok", 9: "failed", 10: "failed", 11: "absent" } as const;

/**
 * Extreme Networks ERS (formerly Avaya and Nortel BayStack). Source: S5-CHASSIS-MIB. Components are rows of one table by
 * group: 4 supplies, 5 temperature sensors, 6 fans. Temperatures in half degrees.
 */
export const extremeErs = profile({
  id: "extreme-ers",
  vendor: "Extreme Networks",
  of: "network",
  source: "S5-CHASSIS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.45", answers: [component, utilisation] },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0"), firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /SW:v?([\w.]+)/ }) }),
    device_cpu_utilisation_ratio: first(
      column(`${utilisation}.6`, { labels: { unit: units.labels?.["unit"] ?? "", window: fixed("10m") }, scale: 0.01 }),
      column(`${utilisation}.5`, { labels: { unit: units.labels?.["unit"] ?? "", window: fixed("1m") }, scale: 0.01 }),
    ),
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
    device_temperature_celsius: column(`${s5}.7.1.1.5`, { labels: { sensor: asText(1, {}, "unit ") }, scale: 0.5 }),
    device_fan_state: stateColumn(`${component}.10`, part, { rows: ofGroup("unit", 6) }),
    device_psu_state: stateColumn(`${component}.10`, part, { rows: ofGroup("unit", 4) }),
    device_component_state: stateColumn(
      `${component}.10`,
      {
        2: "absent",
        3: "absent",
        4: "off",
        5: "ok",
        6: "standby",
        7: "standby",
        8: "warning",
        9: "failed",
        10: "failed",
        11: "absent",
      },
      { labels: { component: named } },
    ),
  },
  lacks: { stack_member_role: "not in this MIB", optics_power_dbm: "not in this MIB" },
});
