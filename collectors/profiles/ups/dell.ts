import { info, is, profile, state, text, value } from "../../profile.ts";

const mib = "1.3.6.1.4.1.674.10902.2";
const probe = { where: is(`${mib}.120.7.1.0`, 1) };

/** Dell UPS. Source: DELL-SNMP-UPS-MIB; voltages and load come from UPS-MIB, which these cards speak beside it. Runtime in seconds. */
export const dellUps = profile({
  id: "dell-ups",
  vendor: "Dell",
  of: "ups",
  source: "DELL-SNMP-UPS-MIB",
  evidence: "recording",
  recognises: { sysObjectID: mib, answers: `${mib}.120` },
  reads: {
    device_info: info({ model: text(`${mib}.100.1.0`), firmware: text(`${mib}.100.4.0`), serial: text(`${mib}.120.1.2.0`) }),
    ups_battery_runtime_seconds: value(`${mib}.120.5.3.0`),
    ups_last_test: state(`${mib}.120.5.2.0`, {
      1: "passed",
      2: "warning",
      3: "failed",
      4: "aborted",
      5: "running",
      6: "none",
      7: "none",
    }),
    device_component_state: state(
      `${mib}.110.1.0`,
      { 1: "unknown", 2: "unknown", 3: "ok", 4: "warning", 5: "failed", 6: "failed" },
      { labels: { component: "UPS" } },
    ),
    air_temperature_celsius: value(`${mib}.120.7.3.2.0`, {
      ...probe,
      scale: 0.1,
      zeroIsAbsent: true,
      labels: { sensor: "ambient" },
    }),
    air_humidity_ratio: value(`${mib}.120.7.3.3.0`, {
      ...probe,
      scale: 0.001,
      zeroIsAbsent: true,
      labels: { sensor: "ambient" },
    }),
  },
  lacks: {
    ups_output_power_watts: "the consumption told here is the mean of an hour; UPS-MIB beside it tells the present power",
    ups_power_source: "not in this MIB; UPS-MIB beside it tells it",
  },
});
