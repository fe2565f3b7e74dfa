import {
  asText,
  column,
  difference,
  either,
  fixed,
  indexIs,
  info,
  joinedText,
  profile,
  quotient,
  stateColumn,
  text,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const foundry = "1.3.6.1.4.1.1991.1.1";
const ifName = "1.3.6.1.2.1.31.1.1.1.1";
const state = { 1: "unknown", 2: "ok", 3: "failed", 4: "absent" } as const;
const module = `${foundry}.2.2.1.1`;
const memory: Rows = { labels: { unit: text(`${module}.2`) } };
const size = column(`${module}.24`, { rows: memory });
const free = column(`${module}.25`, { rows: memory });
const optics = `${foundry}.3.3.6.1`;
const port = { interface: text([ifName, "1.3.6.1.2.1.2.2.1.2"]) };
const stacked = `${foundry}.2.13.3.1`;
const chassis = `${foundry}.2.13.1.1`;
/** `-002.7140 dBm: Normal` */
const pattern = /^\s*(-?[\d.]+)/;
/** Half degrees. */
const halves: NumberOptions = { scale: 0.5, zeroIsAbsent: true, signed: true, between: [-40, 130] };
/** Index: slot, processor, seconds over which the value is the mean; hundredths of a percent. */
const processor = (seconds: number, window: string) =>
  column(`${foundry}.2.11.1.1.6`, {
    scale: 0.0001,
    between: [0, 1],
    where: indexIs(-1, seconds),
    labels: { unit: asText(0, {}, "slot "), window: fixed(window) },
  });

/**
 * Ruckus ICX and Brocade or Foundry switches and routers. Sources: FOUNDRY-SN-AGENT-MIB, FOUNDRY-POE-MIB, FOUNDRY-SN-SWITCH-GROUP-MIB:
 * half degrees, hundredths of a percent, milliwatts; optics as texts with unit and grade.
 */
export const ruckusIcx = profile({
  id: "ruckus-icx",
  vendor: "Ruckus",
  of: "network",
  source: "FOUNDRY-SN-AGENT-MIB, FOUNDRY-POE-MIB",
  evidence: "recording",
  recognises: {
    sysObjectID: "1.3.6.1.4.1.1991",
    answers: [`${foundry}.2.11`, `${foundry}.2.13`, `${foundry}.2.1`, `${foundry}.1`],
  },
  reads: {
    device_info: info({ firmware: text(`${foundry}.2.1.11.0`), serial: text(`${foundry}.1.1.2.0`) }),
    device_cpu_utilisation_ratio: [processor(5, "5s"), processor(60, "1m"), processor(300, "5m")],
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
    // Stacks tell unit 1 in the older table as well.
    device_temperature_celsius: either(
      column(`${stacked}.5`, {
        ...halves,
        labels: { sensor: joinedText(" ", asText(0, {}, "unit "), asText(1, {}, "slot "), text(`${stacked}.4`)) },
      }),
      column(`${chassis}.4`, { ...halves, labels: { sensor: text(`${chassis}.3`) } }),
    ),
    device_fan_state: [
      stateColumn(`${foundry}.1.3.1.1.3`, state, {
        labels: { unit: joinedText(" ", asText(0, {}, "fan "), text(`${foundry}.1.3.1.1.2`)) },
      }),
      stateColumn(`${foundry}.1.3.2.1.4`, state, {
        labels: { unit: joinedText(" ", asText(0, {}, "unit "), asText(1, {}, "fan ")) },
      }),
    ],
    device_psu_state: [
      stateColumn(`${foundry}.1.2.1.1.3`, state, { labels: { unit: asText(0, {}, "power supply ") } }),
      stateColumn(`${foundry}.1.2.2.1.4`, state, {
        labels: { unit: joinedText(" ", asText(0, {}, "unit "), asText(1, {}, "power supply ")) },
      }),
    ],
    poe_port_power_watts: column(`${foundry}.2.14.2.2.1.6`, { scale: 0.001, labels: port }),
    poe_power_available_watts: column(`${foundry}.2.14.4.1.1.3`, { scale: 0.001, labels: { group: asText(0, {}, "unit ") } }),
    poe_power_limit_watts: column(`${foundry}.2.14.4.1.1.2`, { scale: 0.001, labels: { group: asText(0, {}, "unit ") } }),
    optics_temperature_celsius: column(`${optics}.1`, { labels: port, pattern, signed: true }),
    optics_power_dbm: [
      column(`${optics}.2`, { labels: { ...port, direction: fixed("out") }, pattern, signed: true }),
      column(`${optics}.3`, { labels: { ...port, direction: fixed("in") }, pattern, signed: true }),
    ],
    optics_bias_amperes: column(`${optics}.4`, { pattern, scale: 0.001, labels: port }),
  },
  lacks: { stack_member_role: "the stack's table tells states of units, not who leads it" },
});
