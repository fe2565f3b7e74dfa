import { column, info, profile, text, value, type Rows } from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const hive = "1.3.6.1.4.1.26928.1";
const radio = `${hive}.1.1.2.1.5.1`;
const radios: Rows = { labels: { radio: text([`${hive}.1.1.2.1.1.1.1`]) } };

/** Extreme access points on HiveOS (formerly Aerohive). Source: AH-INTERFACE-MIB, AH-SYSTEM-MIB. Noise comes as an octet: 161 means -95 dBm. */
export const hiveOs = profile({
  id: "hiveos",
  vendor: "Extreme Networks",
  of: "network",
  source: "AH-INTERFACE-MIB, AH-SYSTEM-MIB",
  evidence: "mib",
  recognises: { answers: [`${hive}.2`, radio] },
  reads: {
    device_info: info({ model: text(`${hive}.2.6.0`), firmware: text(`${hive}.2.12.0`), serial: text(`${hive}.2.5.0`) }),
    device_cpu_utilisation_ratio: value(`${hive}.2.3.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${hive}.2.4.0`, { scale: 0.01 }),
    device_temperature_celsius: value(`${hive}.2.10.0`, { zeroIsAbsent: true }),
    wifi_clients_active: value(`${hive}.2.9.0`),
    wifi_transmit_power_dbm: column(`${radio}.2`, { rows: radios, signed: true }),
    wifi_noise_floor_dbm: column(`${radio}.3`, { rows: radios, offset: -256, between: [-127, -20] }),
    wifi_channel_frequency_hertz: column(`${radio}.1`, { rows: radios, codes: channelHertz }),
  },
  lacks: { wifi_access_points: "the agent speaks for one access point" },
});
