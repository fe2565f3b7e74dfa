import { asText, column, fixed, info, joinedText, profile, state, stateColumn, text, value, type Rows } from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const tlp = "1.3.6.1.4.1.850.1.1";
const ups = `${tlp}.3.1`;
const phases: Rows = { labels: { phase: asText(-1, {}, "L") } };
const outlet = `${ups}.3.5.1.1`;

/**
 * Tripp Lite UPS (PowerAlert, WEBCARDLX). Source: TRIPPLITE-PRODUCTS: tenths of V, Hz and °C, hundredths of A, rows
 * numbered device.phase. Battery temperature -273: no probe. The card may show net-snmp's sysObjectID.
 */
export const trippLite = profile({
  id: "tripp-lite",
  vendor: "Tripp Lite",
  of: "ups",
  source: "TRIPPLITE-PRODUCTS",
  evidence: "recording",
  recognises: [
    { answers: [`${ups}.3.1`, `${ups}.3.3`] },
    // Cards of the older MIB speak UPS-MIB, and of the maker's tree only what their probe measures.
    { sysObjectID: "1.3.6.1.4.1.850", answers: "1.3.6.1.4.1.850.101.1" },
  ],
  absent: [-273],
  reads: {
    device_info: info({
      model: text([`${tlp}.1.2.1.5.1`, "1.3.6.1.2.1.33.1.1.2.0"]),
      firmware: text(["1.3.6.1.2.1.33.1.1.3.0"]),
    }),
    ups_power_source: state(`${ups}.3.3.1.1.1.1`, {
      0: "unknown",
      1: "other",
      2: "off",
      3: "mains",
      4: "bypass",
      5: "battery",
      6: "booster",
      7: "reducer",
      8: "other", // second source
      9: "mains", // economy
      10: "other", // testing
    }),
    ups_battery_state: state(`${ups}.3.1.1.1.1.1`, { 1: "unknown", 2: "normal", 3: "low", 4: "depleted" }),
    ups_on_battery_seconds: value(`${ups}.3.1.1.1.2.1`),
    ups_battery_runtime_seconds: value(`${ups}.3.1.1.1.3.1`, { scale: 60 }),
    ups_battery_charge_ratio: value(`${ups}.3.1.1.1.4.1`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${ups}.3.1.2.1.1.1`, { scale: 0.1 }),
    ups_battery_charger_state: state(`${ups}.3.1.2.1.4.1`, {
      0: "floating",
      1: "charging",
      2: "resting",
      3: "discharging",
      4: "floating",
      5: "resting",
    }),
    ups_battery_replace: column(`${ups}.3.1.5.1.1`, { codes: { 0: 0, 1: 0, 2: 1, 3: 1 }, fold: "max" }),
    device_temperature_celsius: value(`${ups}.2.1.1.7.1`, { scale: 0.1, signed: true, labels: { sensor: "ups" } }),
    ups_input_frequency_hertz: column(`${ups}.3.2.2.1.2`, { rows: phases, scale: 0.1 }),
    ups_input_voltage_volts: column(`${ups}.3.2.2.1.3`, { rows: phases, scale: 0.1 }),
    ups_output_frequency_hertz: value(`${ups}.3.3.1.1.3.1`, { scale: 0.1 }),
    ups_output_voltage_volts: column(`${ups}.3.3.2.1.2`, { rows: phases, scale: 0.1 }),
    ups_output_current_amperes: column(`${ups}.3.3.2.1.3`, { rows: phases, scale: 0.01 }),
    ups_output_power_watts: column(`${ups}.3.3.2.1.4`, { rows: phases }),
    ups_output_load_ratio: column(`${ups}.3.3.2.1.5`, { rows: phases, scale: 0.01, between: [0, 3] }),
    ups_last_test: upsMib.ups_last_test,
    outlet_state: [
      state(`${ups}.2.1.1.1.1`, { 0: "unknown", 1: "off", 2: "on" }, { labels: { outlet: fixed("main") } }),
      stateColumn(
        `${outlet}.4`,
        { 0: "unknown", 1: "off", 2: "on" },
        { labels: { outlet: joinedText(" ", asText(-1, {}), text(`${outlet}.2`)) } },
      ),
    ],
    air_temperature_celsius: value("1.3.6.1.4.1.850.101.1.1.1.0", { zeroIsAbsent: true, labels: { sensor: "ambient" } }),
    air_humidity_ratio: value("1.3.6.1.4.1.850.101.1.2.1.0", { scale: 0.01, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
  },
  lacks: { ups_output_energy_joules_total: "not read: its unit differs between firmwares" },
});
