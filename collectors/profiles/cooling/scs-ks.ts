import { cases, fixed, info, is, profile, value } from "../../profile.ts";
import { alarms } from "../../profile-parts.ts";

const ks = "1.3.6.1.4.1.9839.1.2";
const degrees = { scale: 0.1, signed: true, between: [-60, 125] } as const;

/** SCS KS air conditioner with a Carel cpCO controller. Source: SCS-ks-MIB: tenths of °C and percent, one scalar per alarm. */
export const scsKs = profile({
  id: "scs-ks",
  vendor: "SCS",
  of: "cooling",
  source: "SCS-ks-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.9839", answers: `${ks}.15` },
  reads: {
    device_info: info({ model: fixed("KS") }),
    air_temperature_celsius: [
      value(`${ks}.15.0`, { ...degrees, labels: { sensor: fixed("exhaust"), position: fixed("return") } }),
      value(`${ks}.16.0`, { ...degrees, labels: { sensor: fixed("supply"), position: fixed("supply") } }),
      value(`${ks}.17.0`, { ...degrees, labels: { sensor: fixed("outside"), position: fixed("outdoor") } }),
      value(`${ks}.18.0`, { ...degrees, labels: { sensor: fixed("room"), position: fixed("room") } }),
    ],
    air_humidity_ratio: value(`${ks}.19.0`, {
      scale: 0.001,
      between: [0, 1],
      labels: { sensor: fixed("room"), position: fixed("room") },
    }),
    cooling_unit_state: cases([
      [is(`${ks}.20.0`, 1), "running"],
      [is(`${ks}.20.0`, 0), "off"],
    ]),
    cooling_alarm: alarms(
      {
        evaporator_fan: `${ks}.1.0`,
        condenser_fan: `${ks}.2.0`,
        compressor: `${ks}.3.0`,
        heater: `${ks}.4.0`,
        exhaust_air_sensor: `${ks}.5.0`,
        supply_air_sensor: `${ks}.6.0`,
        outside_air_sensor: `${ks}.7.0`,
        room_temperature_sensor: `${ks}.8.0`,
        room_humidity_sensor: `${ks}.9.0`,
        exhaust_air_cold: `${ks}.10.0`,
        exhaust_air_hot: `${ks}.11.0`,
        supply_air_cold: `${ks}.12.0`,
        water: `${ks}.13.0`,
        filter: `${ks}.14.0`,
      },
      { 0: 0, 1: 1 },
    ),
  },
  lacks: { cooling_fan_speed_ratio: "not in this MIB", cooling_output_watts: "not in this MIB" },
});
