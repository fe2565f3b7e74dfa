import { fixed, info, profile, state, value } from "../../profile.ts";

const unit = "1.3.6.1.4.1.46651.1.1";
const degrees = { signed: true, absent: [-41] } as const;

/** Dantherm free-cooling units for shelters and small rooms. Source: DANTHERM-COOLING-MIB: whole °C and turns a minute. -41: no probe. */
export const dantherm = profile({
  id: "dantherm",
  vendor: "Dantherm",
  of: "cooling",
  source: "DANTHERM-COOLING-MIB",
  evidence: "recording",
  recognises: { answers: `${unit}.2.0` },
  reads: {
    device_info: info({ model: fixed("Flexibox") }),
    device_temperature_celsius: value(`${unit}.1.0`, { ...degrees, labels: { sensor: "controller" } }),
    air_temperature_celsius: [
      value(`${unit}.2.0`, { ...degrees, labels: { sensor: "room", position: "room" } }),
      value(`${unit}.3.0`, { ...degrees, labels: { sensor: "hot spot" } }),
    ],
    cooling_setpoint_celsius: value(`${unit}.29.0`, { ...degrees, labels: { sensor: "room" } }),
    device_voltage_volts: value(`${unit}.33.0`, { zeroIsAbsent: true, labels: { sensor: "supply" } }),
    device_fan_speed_rpm: [value(`${unit}.8.0`, { labels: { unit: "1" } }), value(`${unit}.9.0`, { labels: { unit: "2" } })],
    device_fan_state: [
      state(`${unit}.18.0`, { 0: "absent", 1: "ok", 2: "failed" }, { labels: { unit: "1" } }),
      state(`${unit}.19.0`, { 0: "absent", 1: "ok", 2: "failed" }, { labels: { unit: "2" } }),
    ],
  },
  lacks: { cooling_unit_state: "the agent has no state of the unit" },
});
