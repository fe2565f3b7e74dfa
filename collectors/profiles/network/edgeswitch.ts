import { asText, column, info, joinedText, profile, stateColumn, text, value, type Rows } from "../../profile.ts";

const box = "1.3.6.1.4.1.4413.1.1.43.1";
const switching = "1.3.6.1.4.1.4413.1.1.1.1";
const unit = asText(0, {}, "unit ");
const fans: Rows = { labels: { unit: joinedText(" ", unit, asText(-1, {}, "fan ")) } };
const supplies: Rows = { labels: { unit: joinedText(" ", unit, asText(-1, {}, "power supply ")) } };
const sensors: Rows = { labels: { sensor: joinedText(" ", unit, asText(-1, {}, "sensor ")) } };
// notpresent, operational, failed, powering, nopower, notpowering, incompatible
const item = { 1: "absent", 2: "ok", 3: "failed", 4: "ok", 5: "failed", 6: "failed", 7: "failed" } as const;

/** Ubiquiti EdgeSwitch and UniFi switches on Broadcom FASTPATH. Sources: EdgeSwitch-BOXSERVICES-PRIVATE-MIB, EdgeSwitch-SWITCHING-MIB. */
export const edgeSwitch = profile({
  id: "edgeswitch",
  vendor: "Ubiquiti",
  of: "network",
  source: "EdgeSwitch-BOXSERVICES-PRIVATE-MIB, EdgeSwitch-SWITCHING-MIB",
  evidence: "mib",
  recognises: { answers: [box, `${switching}.1`, `${switching}.4`] },
  reads: {
    device_info: info({
      model: text([`${switching}.1.3.0`, `${switching}.1.2.0`]),
      firmware: text(`${switching}.1.13.0`),
      serial: text(`${switching}.1.4.0`),
    }),
    device_cpu_utilisation_ratio: value(`${switching}.4.9.0`, { pattern: /60 Secs \(\s*([\d.]+)%\)/, scale: 0.01 }),
    device_memory_free_bytes: value(`${switching}.4.1.0`, { scale: 1024 }),
    device_memory_size_bytes: value(`${switching}.4.2.0`, { scale: 1024 }),
    device_fan_state: stateColumn(`${box}.6.1.3`, item, { rows: fans }),
    device_fan_speed_rpm: column(`${box}.6.1.4`, { rows: fans }),
    device_psu_state: stateColumn(`${box}.7.1.3`, item, { rows: supplies }),
    device_temperature_celsius: column(`${box}.8.1.5`, { rows: sensors, zeroIsAbsent: true }),
    device_component_state: [
      stateColumn(
        `${box}.8.1.4`,
        { 0: "ok", 1: "ok", 2: "warning", 3: "failed", 4: "failed", 5: "absent", 6: "failed" },
        { labels: { component: joinedText(" ", unit, asText(-1, {}, "sensor ")) } },
      ),
      stateColumn(
        `${box}.15.1.2`,
        { 0: "ok", 1: "ok", 2: "warning", 3: "failed", 4: "failed" },
        { labels: { component: asText(-1, {}, "temperature of unit ") } },
      ),
    ],
  },
  lacks: { optics_power_dbm: "not in these MIBs" },
});
