import { alarms } from "../../profile-parts.ts";
import {
  above,
  all,
  any,
  asText,
  cases,
  column,
  first,
  info,
  is,
  profile,
  state,
  text,
  value,
  type Rows,
} from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const mib = "1.3.6.1.4.1.4555.1.1.7.1";
const alarm = `${mib}.6.3`;
const source = `${mib}.4.1.0`;
const labels = { phase: asText(0, {}, "L") };
const inputs: Rows = { labels, phantom: { lines: `${mib}.3.1.0`, voltage: `${mib}.3.3.1.2` } };
const outputs: Rows = { labels, phantom: { lines: `${mib}.4.3.0`, voltage: `${mib}.4.4.1.2` } };
const bypasses: Rows = { labels, phantom: { lines: `${mib}.5.2.0`, voltage: `${mib}.5.3.1.2` } };
// 65535 tenths of a tenth: "not measured" scaled once too often by the card.
const absent = [65535, 655350];
const tenths = { scale: 0.1, absent };

/**
 * Socomec UPS behind NetVision. Source: SOCOMECUPS-MIB: tenths of V, A, Hz, °C and kVA; minutes of runtime; percent of
 * load per line. sysObjectID is Socomec's or net-snmp's (Modulys), so answers decide. The MIB's output source does not
 * know "on battery": the battery does.
 */
export const socomec = profile({
  id: "socomec",
  vendor: "Socomec",
  of: "ups",
  source: "SOCOMECUPS-MIB",
  evidence: "recording",
  recognises: { answers: [`${mib}.2`, `${mib}.3.3`, `${mib}.4`] },
  absent: [65535],
  reads: {
    device_info: info({ model: text(`${mib}.1.1.0`), firmware: text(`${mib}.1.5.0`), serial: text(`${mib}.1.2.0`) }),
    ups_power_source: first(
      upsMib.ups_power_source,
      cases([
        [
          all(is(source, 3, 4, 5, 9, 10), any(is(`${mib}.2.1.0`, 5), is(`${alarm}.15.0`, 1), above(`${mib}.2.2.0`, 0))),
          "battery",
        ],
        [is(source, 3, 4, 5, 9, 10), "mains"], // inverter, normal, eco, line interactive, flex
        [is(source, 2, 6), "bypass"], // 2: maintenance
        [is(source, 7, 8), "off"], // 7: standby
        [is(source, 1), "unknown"],
      ]),
    ),
    ups_battery_state: state(`${mib}.2.1.0`, {
      1: "unknown",
      2: "normal",
      3: "normal", // charging
      4: "normal", // under test
      5: "normal", // discharging
      6: "low",
      7: "depleted",
      8: "unknown", // failed: ups_battery_replace tells it
      9: "unknown", // disconnected
    }),
    ups_battery_charger_state: state(`${mib}.2.1.0`, {
      1: "unknown",
      2: "floating",
      3: "charging",
      4: "testing",
      5: "discharging",
      6: "discharging",
      7: "off",
      8: "off",
      9: "disconnected",
    }),
    ups_battery_replace: value(`${alarm}.19.0`, { codes: { 0: 0, 1: 1 } }),
    ups_on_battery_seconds: value(`${mib}.2.2.0`),
    ups_battery_runtime_seconds: value(`${mib}.2.3.0`, { scale: 60 }),
    ups_battery_charge_ratio: value(`${mib}.2.4.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${mib}.2.5.0`, tenths),
    // Tenths by the MIB; some cards answer whole degrees, which would be a battery near freezing.
    ups_battery_temperature_celsius: first(
      value(`${mib}.2.6.0`, { ...tenths, between: [6, 100] }),
      value(`${mib}.2.6.0`, { between: [6, 60] }),
    ),
    ups_battery_current_amperes: value(`${mib}.2.8.0`, { ...tenths, signed: true }),
    air_temperature_celsius: value(`${mib}.2.7.0`, { ...tenths, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
    ups_input_lines: value(`${mib}.3.1.0`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${mib}.4.3.0`, { zeroIsAbsent: true }),
    ups_input_frequency_hertz: value(`${mib}.3.2.0`, tenths),
    ups_input_voltage_volts: column(`${mib}.3.3.1.2`, { rows: inputs, ...tenths }),
    ups_input_current_amperes: column(`${mib}.3.3.1.3`, { rows: inputs, ...tenths }),
    ups_output_frequency_hertz: value(`${mib}.4.2.0`, tenths),
    ups_output_voltage_volts: column(`${mib}.4.4.1.2`, { rows: outputs, ...tenths }),
    ups_output_current_amperes: column(`${mib}.4.4.1.3`, { rows: outputs, ...tenths }),
    ups_output_load_ratio: [
      column(`${mib}.4.4.1.4`, { rows: outputs, scale: 0.01, between: [0, 3] }),
      value(`${mib}.4.7.0`, { scale: 0.01, between: [0, 3] }),
    ],
    ups_output_apparent_power_voltamperes: [
      column(`${mib}.4.4.1.5`, { rows: outputs, scale: 100, absent }),
      value(`${mib}.4.5.0`, { scale: 100, absent }),
    ],
    ups_output_power_watts: [
      column(`${mib}.4.4.1.6`, { rows: outputs, scale: 100, absent }),
      value(`${mib}.4.6.0`, { scale: 100, absent }),
    ],
    ups_bypass_frequency_hertz: value(`${mib}.5.1.0`, tenths),
    ups_bypass_voltage_volts: column(`${mib}.5.3.1.2`, { rows: bypasses, ...tenths }),
    ups_bypass_current_amperes: column(`${mib}.5.3.1.3`, { rows: bypasses, ...tenths }),
    ups_alarms_active: value(`${mib}.6.1.0`),
    ups_alarm: alarms(
      {
        imminent_stop: `${alarm}.1.0`,
        overload: `${alarm}.2.0`,
        over_temperature: `${alarm}.3.0`,
        redundancy_lost: `${alarm}.7.0`,
        general: `${alarm}.11.0`,
        battery_circuit_open: `${alarm}.12.0`,
        low_battery: `${alarm}.14.0`,
        on_battery: `${alarm}.15.0`,
        battery_temperature_high: `${alarm}.16.0`,
        replace_battery: `${alarm}.19.0`,
        rectifier_fault: `${alarm}.20.0`,
        rectifier_warning: `${alarm}.21.0`,
        input_bad: `${alarm}.22.0`,
        charger_fault: `${alarm}.24.0`,
        inverter_fault: `${alarm}.26.0`,
        bypass_supply_failure: `${alarm}.30.0`,
        fan_failure: `${alarm}.32.0`,
        maintenance_bypass: `${alarm}.33.0`,
        on_bypass: `${alarm}.55.0`,
        output_off: `${alarm}.56.0`,
        communication_lost: `${alarm}.58.0`,
      },
      { 0: 0, 1: 1 },
    ),
  },
  lacks: {
    ups_output_energy_joules_total: "not in this MIB",
    ups_efficiency_ratio: "not in this MIB",
    ups_last_test: "the MIB tells that a test runs, not how it ended",
  },
});
