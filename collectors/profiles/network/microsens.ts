import { asText, column, fixed, info, profile, state, stateColumn, text, value } from "../../profile.ts";

const g6 = "1.3.6.1.4.1.3181.10.6.1";
const port = `${g6}.33.101.1`;
const module = `${g6}.34.100.1`;
const socket = { labels: { interface: asText(0, {}, "port ") } };
const slot = { labels: { interface: asText(0, {}, "SFP ") } };
const light = (number: number, direction: string) =>
  column(`${module}.${number}`, { signed: true, between: [-60, 20], labels: { ...slot.labels, direction: fixed(direction) } });
const supply = (number: number) =>
  state(
    `${g6}.31.${number}.0`,
    { 0: "ok", 1: "failed", 2: "failed", 3: "failed", 4: "absent", 6: "absent" },
    { labels: { unit: fixed(`power supply ${number - 99}`) } },
  );

/** Microsens switches of the sixth generation. Sources: G6-SYSTEM-MIB, G6-HARDWARE-MIB, G6-POE-MIB, G6-SFP-MIB: °C, mW, texts with units ("63.5C / 146.7F"). */
export const microsens = profile({
  id: "microsens-g6",
  vendor: "Microsens",
  of: "network",
  source: "G6-SYSTEM-MIB, G6-HARDWARE-MIB, G6-POE-MIB, G6-SFP-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.3181", answers: [`${g6}.30.104`, port] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^([^,]+)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version: (\S+)/ }),
    }),
    device_temperature_celsius: value(`${g6}.30.104.0`, { zeroIsAbsent: true, labels: { sensor: fixed("system") } }),
    device_psu_state: [supply(100), supply(101)],
    device_fan_state: state(`${g6}.31.103.0`, { 0: "absent", 1: "ok", 2: "failed", 3: "failed", 4: "absent" }),
    poe_power_watts: value(`${g6}.33.100.0`, { scale: 0.001 }),
    poe_port_power_watts: column(`${port}.6`, { ...socket, scale: 0.001 }),
    poe_port_state: stateColumn(
      `${port}.2`,
      {
        0: "disabled",
        1: "disabled",
        2: "searching",
        3: "delivering",
        4: "fault",
        5: "fault",
        6: "fault",
        7: "fault",
        8: "fault",
        9: "fault",
      },
      socket,
    ),
    optics_power_dbm: [light(18, "out"), light(19, "in")],
    optics_temperature_celsius: column(`${module}.20`, { ...slot, pattern: /(-?[\d.]+) ?C/, signed: true }),
  },
  lacks: { device_cpu_utilisation_ratio: "a text for people, of several lines" },
});
