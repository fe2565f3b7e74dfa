import { asText, cases, column, fixed, info, is, profile, value } from "../../profile.ts";

const sts = "1.3.6.1.4.1.705.2";
const sources = [1, 2].map((number) => ({ name: `source ${number}`, at: `${sts}.${number + 2}` }));
const phase = asText(-1, { 1: "L1", 2: "L2", 3: "L3" });
const perPhase = (number: number, scale: number) =>
  sources.map(({ name, at }) =>
    column(`${at}.2.1.${number}`, { scale, labels: { scope: fixed("phase"), component: fixed(name), phase } }),
  );

/**
 * MGE Upsilon static transfer switch. Source: MG-SNMP-STS-MIB by the readings that Checkmk shows: tenths of V, A and Hz, W. Voltages are between phases.
 * The source that is not used carries no load and is well none the less.
 */
export const mgeSts = profile({
  id: "mge-sts",
  vendor: "MGE",
  of: "meter",
  source: "MG-SNMP-STS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: [sts, "1.3.6.1.4.1.705.2.2"], answers: `${sts}.3.2.1.2` },
  reads: {
    device_info: info({ model: fixed("Upsilon STS") }),
    power_voltage_volts: perPhase(2, 0.1),
    power_current_amperes: perPhase(3, 0.1),
    power_active_watts: perPhase(4, 1),
    power_frequency_hertz: sources.map(({ name, at }) =>
      value(`${at}.16.0`, { scale: 0.1, between: [10, 100], labels: { scope: fixed(name) } }),
    ),
    device_component_state: sources.map(({ name, at }) =>
      cases(
        [
          [is(`${at}.5.0`, 1), "ok"],
          [is(`${at}.5.0`, 2), "standby"],
        ],
        { labels: { component: fixed(name) } },
      ),
    ),
  },
  lacks: { power_energy_joules_total: "a transfer switch counts no energy" },
});
