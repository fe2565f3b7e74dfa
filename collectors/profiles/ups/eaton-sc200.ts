import { column, index, info, joinedText, profile, value, text, type NumberOptions } from "../../profile.ts";

/** Subtrees of the two generations, laid out alike. */
const generations = { "eaton-sc200": "1.3.6.1.4.1.1918.2.13", "eaton-sc300": "1.3.6.1.4.1.1918.2.14" } as const;
const rectifier: NumberOptions = { zeroIsAbsent: true, labels: { sensor: joinedText(" ", "rectifier", index()) } };

const rectifiersOf = (id: keyof typeof generations) => {
  const at = `${generations[id]}.10`;
  return profile({
    id,
    vendor: "Eaton",
    of: "ups",
    source: "RPS-SC200-MIB",
    evidence: "recording",
    recognises: { sysObjectID: generations[id], answers: `${at}.70.10.20.0` },
    reads: {
      device_info: info({
        model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(SC\d+)/ }),
        firmware: text(`${at}.20.30.0`),
        serial: text(`${at}.10.30.0`),
      }),
      ups_input_voltage_volts: value(`${at}.40.10.0`, { zeroIsAbsent: true }), // mean of the phases
      ups_output_voltage_volts: value(`${at}.70.10.20.0`, { scale: 0.01 }),
      ups_output_current_amperes: value(`${at}.50.10.0`),
      // Hundredths of kW.
      ups_output_power_watts: value(`${at}.50.30.0`, { scale: 10 }),
      ups_output_load_ratio: value(`${at}.50.20.0`, { scale: 0.01, between: [0, 1.5] }),
      ups_battery_voltage_volts: value(`${at}.70.10.20.0`, { scale: 0.01 }),
      ups_battery_temperature_celsius: value(`${at}.100.30.0`, { zeroIsAbsent: true, between: [-40, 100] }),
      device_current_amperes: column(`${at}.60.30.1.100`, rectifier),
      device_temperature_celsius: column(`${at}.60.30.1.110`, rectifier),
    },
    lacks: {
      ups_battery_current_amperes: "the MIB does not say which sign charging has",
      ups_battery_charge_ratio: "not in the part of the MIB that a recording shows",
    },
  });
};

/** Eaton rectifiers with SC200 controller. Source: RPS-SC200-MIB: whole A and V of the mains, hundredths of V. */
export const eatonSc200 = rectifiersOf("eaton-sc200");
/** The same with SC300. */
export const eatonSc300 = rectifiersOf("eaton-sc300");
