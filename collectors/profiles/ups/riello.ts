import { info, profile, text, value } from "../../profile.ts";
import { upsMibAt } from "./rfc1628.ts";

const riello = "1.3.6.1.4.1.5491";
const rups = `${riello}.10.1`;
const inside = (at: string, sensor: string) =>
  value(`${rups}.10.${at}.0`, { zeroIsAbsent: true, between: [-20, 120], labels: { sensor } });

/**
 * Riello UPS behind NetMan. Source: RIELLOUPS-MIB: a copy of UPS-MIB in Riello's tree, with temperatures inside the
 * machine beside it. NetMan speaks UPS-MIB as well; its zero rows of phases that do not exist are left out.
 */
export const rielloUps = profile({
  id: "riello",
  vendor: "Riello",
  of: "ups",
  source: "RIELLOUPS-MIB",
  evidence: "mib",
  recognises: [{ answers: `${rups}.2` }, { sysObjectID: riello, answers: ["1.3.6.1.2.1.33.1", `${rups}.10`] }],
  absent: [65535],
  reads: {
    ...upsMibAt(rups),
    device_info: info({
      vendor: text(`${rups}.1.1.0`),
      model: text(`${rups}.1.2.0`),
      firmware: text([`${rups}.1.3.0`, `${rups}.1.4.0`]),
    }),
    ups_battery_nominal_voltage_volts: value(`${rups}.1.11.0`, { zeroIsAbsent: true }),
    device_temperature_celsius: [
      inside("1", "system"),
      inside("2", "power 1"),
      inside("3", "power 2"),
      inside("4", "power 3"),
      inside("5", "charger"),
    ],
  },
  lacks: { ups_battery_replace: "not in this MIB", ups_output_energy_joules_total: "not in this MIB" },
});
