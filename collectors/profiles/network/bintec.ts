import { column, fixed, info, is, once, profile, quotient, text } from "../../profile.ts";

const bintec = "1.3.6.1.4.1.272.4";
const cpu = `${bintec}.17.4.1.1`;
const memory = `${bintec}.17.4.2.1`;
const sensor = `${bintec}.17.7.1.1.1`;
const named = { labels: { sensor: text(`${sensor}.3`) } };
const dynamic = once(is(`${memory}.1`, 2));
const ram = { where: dynamic, labels: { unit: text(`${memory}.2`) } };
const total = column(`${memory}.4`, ram);
const used = column(`${memory}.5`, ram);
/** What is not idle; some models tell the idle part alone. */
const load = (idle: number, window: string) =>
  column(`${cpu}.${idle}`, {
    labels: { unit: text([`${cpu}.2`]), window: fixed(window) },
    scale: -0.01,
    offset: 1,
    between: [0, 1],
    signed: true,
  });

/** bintec elmeg routers and access points. Sources: BIANCA-BRICK-MIBRES-MIB, BINTEC-SENSOR-MIB: percent, °C, rpm, mV. */
export const bintecRouter = profile({
  id: "bintec",
  vendor: "bintec elmeg",
  of: "network",
  source: "BIANCA-BRICK-MIBRES-MIB, BINTEC-SENSOR-MIB",
  evidence: "recording",
  recognises: { sysObjectID: bintec, answers: [cpu, sensor] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      firmware: text(`${bintec}.1.26.0`),
      serial: text(`${bintec}.1.31.0`),
    }),
    device_cpu_utilisation_ratio: [load(14, "10s"), load(18, "1m")],
    device_memory_size_bytes: total,
    device_memory_used_bytes: used,
    device_memory_utilisation_ratio: quotient(used, total, [0, 1]),
    device_temperature_celsius: column(`${sensor}.5`, { rows: named, where: once(is(`${sensor}.4`, 1)), between: [-40, 150] }),
    device_fan_speed_rpm: column(`${sensor}.5`, { labels: { unit: text(`${sensor}.3`) }, where: once(is(`${sensor}.4`, 2)) }),
    device_voltage_volts: column(`${sensor}.5`, { rows: named, scale: 0.001, where: once(is(`${sensor}.4`, 3)) }),
  },
  lacks: { wifi_clients: "not read: no device at hand shows the tables of its radios" },
});
