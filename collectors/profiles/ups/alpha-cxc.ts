import { info, profile, text, value, type NumberOptions } from "../../profile.ts";

const cxc = "1.3.6.1.4.1.7309.5.3.1";
const milli = (number: number, options: NumberOptions = {}) => value(`${cxc}.${number}.0`, { scale: 0.001, ...options });

/** Alpha Cordex CXC rectifier system. Source: ALPHA-RECTIFIER-SYS-MIB: thousandths of V, A, W and °C. */
export const alphaCxc = profile({
  id: "alpha-cxc",
  vendor: "Alpha",
  of: "ups",
  source: "ALPHA-RECTIFIER-SYS-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.7309.5", answers: `${cxc}.10.0` },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^([^,]+)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /SW: v([\d.]+)/ }),
    }),
    ups_output_voltage_volts: milli(10),
    ups_output_current_amperes: milli(11),
    ups_output_power_watts: milli(2),
    ups_battery_voltage_volts: milli(12),
    ups_battery_temperature_celsius: milli(14, { signed: true, zeroIsAbsent: true, between: [-40, 100] }),
  },
  lacks: {
    ups_battery_current_amperes: "the MIB does not say which sign charging has",
    ups_input_voltage_volts: "one voltage for all phases, and which one is not told",
  },
});
