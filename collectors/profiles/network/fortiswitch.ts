import { all, column, difference, info, is, matches, once, profile, quotient, text, value } from "../../profile.ts";

const mib = "1.3.6.1.4.1.12356.106";
const sensor = "1.3.6.1.2.1.99.1.1.1";
const name = text(["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"]);
const used = value(`${mib}.4.1.3.0`, { scale: 1024 });
const size = value(`${mib}.4.1.4.0`, { scale: 1024, zeroIsAbsent: true });

/**
 * FortiSwitch by itself, without the FortiGate that may manage it. Source: FORTINET-FORTISWITCH-MIB: percent, KiB. Its ENTITY-SENSOR rows hold
 * whole degrees and percent, also where firmware before 7.6 claims a decimal.
 */
export const fortiSwitch = profile({
  id: "fortiswitch",
  vendor: "Fortinet",
  of: "network",
  source: "FORTINET-FORTISWITCH-MIB",
  evidence: "recording",
  recognises: { sysObjectID: mib, answers: `${mib}.4.1` },
  reads: {
    device_info: info({ firmware: text(`${mib}.4.1.1.0`), serial: text(`${mib}.1.1.1.0`) }),
    device_cpu_utilisation_ratio: value(`${mib}.4.1.2.0`, { scale: 0.01, between: [0, 1] }),
    device_temperature_celsius: column(`${sensor}.4`, {
      labels: { sensor: name },
      where: all(once(is(`${sensor}.1`, 8)), is(`${sensor}.5`, 1)),
      between: [-40, 150],
      signed: true,
    }),
    device_fan_speed_ratio: column(`${sensor}.4`, {
      labels: { unit: name },
      where: all(once(is(`${sensor}.1`, 10)), matches(`${sensor}.6`, /percent|%/i), is(`${sensor}.5`, 1)),
      scale: 0.01,
      between: [0, 1],
    }),
    device_memory_used_bytes: used,
    device_memory_size_bytes: size,
    device_memory_free_bytes: difference(size, used),
    device_memory_utilisation_ratio: quotient(used, size, [0, 1]),
  },
  lacks: {
    optics_power_dbm: "not in this MIB",
  },
});
