import {
  above,
  column,
  first,
  fixed,
  index,
  indexIs,
  info,
  is,
  not,
  profile,
  stateColumn,
  text,
  value,
  withParts,
  type Profile,
  type Rows,
} from "../../profile.ts";

/**
 * Switches on Marvell's (Radlan's) software: Cisco Small Business and Catalyst 1200/1300, Dell PowerConnect, OmniSwitch of
 * the small series. Sources: RADLAN-rndMng, RADLAN-HWENVIROMENT, RADLAN-Physicaldescription-MIB, RADLAN-PHY-MIB and their
 * CISCOSB copies: the same tree below two enterprise numbers. Transceivers are tests of a port: 5 °C, 6 µV, 7 µA, 8 sent
 * and 9 received in thousandths of dBm.
 */
function radlan(id: string, vendor: string, tree: string, firmware: string): Profile {
  const environment = `${tree}.83.1`;
  const unit = `${tree}.53.15.1`;
  const test = `${tree}.90.1.2.1.3`;
  const ifName = text(withParts("1.3.6.1.2.1.31.1.1.1.1", 0));
  const ofTest = (number: number): Rows => ({ labels: { interface: ifName }, where: indexIs(-1, number) });
  const dbm = { scale: 0.001, signed: true, between: [-60, 20] } as const;
  const monitored = { 1: "ok", 2: "ok", 3: "failed", 4: "failed", 5: "absent", 6: "failed" } as const;
  return profile({
    id,
    vendor,
    of: "network",
    source: "RADLAN-rndMng, RADLAN-HWENVIROMENT, RADLAN-Physicaldescription-MIB, RADLAN-PHY-MIB",
    evidence: "mib",
    recognises: { answers: [`${tree}.1.7`, `${tree}.1.8`, `${tree}.1.9`, environment, `${tree}.53.15`] },
    reads: {
      device_info: info({
        model: text(["1.3.6.1.2.1.47.1.1.1.1.13.67108992", "1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]),
        firmware: text(firmware),
        serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.67108992", "1.3.6.1.2.1.47.1.1.1.1.11.1"]),
      }),
      // 101: not measured
      device_cpu_utilisation_ratio: [
        value(`${tree}.1.7.0`, { scale: 0.01, absent: [101], labels: { window: fixed("1s") } }),
        value(`${tree}.1.8.0`, { scale: 0.01, absent: [101], labels: { window: fixed("1m") } }),
        value(`${tree}.1.9.0`, { scale: 0.01, absent: [101], labels: { window: fixed("5m") } }),
      ],
      device_fan_state: stateColumn(`${environment}.1.1.3`, monitored, { labels: { unit: text(`${environment}.1.1.2`) } }),
      device_psu_state: stateColumn(`${environment}.2.1.3`, monitored, { labels: { unit: text(`${environment}.2.1.2`) } }),
      device_temperature_celsius: [
        // Newer software has a sixth fan before the temperature, and its state where the temperature was.
        first(
          column(`${unit}.10`, { labels: { sensor: index() }, where: is(`${unit}.11`, 1), zeroIsAbsent: true }),
          column(`${unit}.9`, { labels: { sensor: index() }, where: not(above(`${unit}.10`, 3)), between: [7, 150] }),
        ),
        column(`${tree}.83.5.1.1.2`, { labels: { sensor: index() }, zeroIsAbsent: true }),
      ],
      optics_temperature_celsius: column(test, { rows: ofTest(5), signed: true, between: [-40, 150] }),
      optics_voltage_volts: column(test, { rows: ofTest(6), scale: 0.000001, between: [0.5, 10] }),
      optics_bias_amperes: column(test, { rows: ofTest(7), scale: 0.000001, between: [0, 1] }),
      optics_power_dbm: [
        column(test, { ...dbm, rows: ofTest(9), labels: { direction: fixed("in") } }),
        column(test, { ...dbm, rows: ofTest(8), labels: { direction: fixed("out") } }),
      ],
      poe_port_power_watts: column(`${tree}.108.1.1.5`, { labels: { interface: index() }, scale: 0.001 }),
    },
    lacks: { device_memory_utilisation_ratio: "not in these MIBs" },
  });
}

export const ciscoSmallBusiness = radlan("cisco-small-business", "Cisco", "1.3.6.1.4.1.9.6.1.101", "1.3.6.1.4.1.9.6.1.101.2.4.0");
export const radlanSwitch = radlan("radlan", "generic", "1.3.6.1.4.1.89", "1.3.6.1.4.1.89.2.4.0");
