import { asText, column, info, joinedText, profile, stateColumn, text } from "../../profile.ts";

const os10 = "1.3.6.1.4.1.674.11000.5000.100.4.1";
/** up, down, testing, unknown, dormant, not present, lower layer down, failed */
const state = { 1: "ok", 2: "failed", 3: "ok", 4: "unknown", 5: "failed", 6: "absent", 7: "failed", 8: "failed" } as const;

/** Dell switches on OS10. Source: DELLEMC-OS10-CHASSIS-MIB: whole °C, states as IF-MIB names them. */
export const dellOs10 = profile({
  id: "dell-os10",
  vendor: "Dell",
  of: "network",
  source: "DELLEMC-OS10-CHASSIS-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.674.11000.5000.100", answers: `${os10}.1.3` },
  reads: {
    device_info: info({ model: text([`${os10}.1.4.1.3.1.1`, "1.3.6.1.2.1.1.1.0"]), serial: text(`${os10}.1.3.1.7.1`) }),
    device_temperature_celsius: [
      column(`${os10}.1.3.1.11`, { labels: { sensor: asText(0, {}, "chassis ") }, between: [1, 130] }),
      column(`${os10}.1.4.1.5`, {
        labels: { sensor: joinedText(" ", asText(0, {}, "chassis "), asText(1, {}, "card ")) },
        between: [1, 130],
      }),
    ],
    device_psu_state: stateColumn(`${os10}.2.1.1.4`, state, { labels: { unit: asText(0, {}, "power supply ") } }),
    device_fan_state: stateColumn(`${os10}.2.3.1.7`, state, { labels: { unit: asText(0, {}, "fan ") } }),
    device_component_state: stateColumn(
      `${os10}.2.2.1.4`,
      { 1: "ok", 2: "failed", 6: "absent", 8: "failed" },
      { labels: { component: asText(0, {}, "fan tray ") } },
    ),
  },
  lacks: { optics_power_dbm: "not in this MIB", device_fan_speed_rpm: "not in this MIB" },
});
