import {
  column,
  fixed,
  info,
  joinedText,
  profile,
  stateColumn,
  state,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";

const cx = "1.3.6.1.4.1.47196.4.1.1.3";
const fan = `${cx}.11.5.1.1`;
const supply = `${cx}.11.2.1.1`;
const thermometer = `${cx}.11.3.1.1`;
const member = `${cx}.15.1.2.1`;
const port = `${cx}.27.1.2.1.1`;
const lane = `${cx}.27.1.2.2.1`;
const ifName = "1.3.6.1.2.1.31.1.1.1.1";
/** Index: interface, lane. */
const lanes = { interface: text([ifName, withParts(ifName, 0)]) };
const supplies: Rows = { labels: { unit: text(`${supply}.3`) } };
const fans: Rows = { labels: { unit: text(`${fan}.4`) } };
const members: Rows = { labels: { member: joinedText(" ", "member", text(`${member}.1`)) } };

/**
 * Aruba CX switches. Sources: ARUBAWIRED-FAN-MIB, -POWERSUPPLY-MIB, -TEMPSENSOR-MIB, -VSFv2-MIB, -VSX-MIB, -PM-MIB,
 * -POE-MIB of AOS-CX 10.16. Temperatures in thousandths of a degree; states of the stack are texts. Processors and memory
 * stand in HOST-RESOURCES-MIB, older releases have ENTITY-SENSOR-MIB only.
 */
export const arubaCx = profile({
  id: "aruba-cx",
  vendor: "HPE Aruba",
  of: "network",
  source: "ARUBAWIRED-*-MIB AOS-CX 10.16",
  evidence: "recording",
  recognises: [{ sysObjectID: "1.3.6.1.4.1.47196" }, { sysObjectID: "1.3.6.1.4.1.47196", answers: [fan, supply, thermometer] }],
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.47.1.1.1.1.13.101001", "1.3.6.1.2.1.1.1.0"]),
      firmware: text(["1.3.6.1.2.1.47.1.1.1.1.10.1", "1.3.6.1.2.1.1.1.0"], { pattern: /([A-Z]{2}\.\d[\w.]+)/ }),
      serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.1", `${member}.7.1`]),
    }),
    device_temperature_celsius: column(`${thermometer}.7`, {
      labels: { sensor: text(`${thermometer}.5`) },
      scale: 0.001,
      signed: true,
      between: [-40, 150],
    }),
    device_fan_state: stateColumn(`${fan}.10`, { 2: "absent", 3: "unknown", 4: "ok", 5: "failed" }, { rows: fans }),
    device_fan_speed_rpm: column(`${fan}.8`, { rows: fans }),
    device_psu_state: stateColumn(
      `${supply}.11`,
      {
        1: "ok",
        2: "absent",
        3: "failed",
        4: "failed",
        5: "failed",
        6: "failed",
        7: "failed",
        10: "ok",
        12: "absent",
        13: "failed",
        14: "failed",
      },
      { rows: supplies },
    ),
    device_power_watts: column(`${supply}.7`, { rows: supplies }),
    stack_member_role: stateColumn(
      `${member}.2`,
      { conductor: "master", master: "master", commander: "master", standby: "standby", member: "member" },
      { rows: members },
    ),
    stack_ring_redundant: value(`${cx}.15.1.1.2.0`, { codes: { ring: 1, chain: 0, standalone: 0 } }),
    cluster_in_sync: value(`${cx}.7.2.1.1.0`, { codes: { 1: 0, 2: 0, 3: 1 }, labels: { member: fixed("VSX") } }),
    device_component_state: [
      state(
        `${cx}.15.1.1.1.0`,
        { no_split: "ok", fragment_active: "warning", fragment_inactive: "failed" },
        { labels: { component: fixed("stack") } },
      ),
      stateColumn(
        `${member}.3`,
        {
          ready: "ok",
          booting: "standby",
          in_other_fragment: "warning",
          not_present: "absent",
          version_mismatch: "failed",
          communication_failure: "failed",
        },
        { labels: { component: joinedText(" ", "stack member", text([`${member}.7`, `${member}.1`])) } },
      ),
      stateColumn(
        `${cx}.11.6.1.1.6`,
        {
          1: "ok",
          2: "absent",
          3: "failed",
          4: "failed",
          5: "warning",
          6: "standby",
          7: "off",
          8: "standby",
          9: "ok",
          10: "warning",
        },
        { labels: { component: joinedText(" ", "module", text(`${cx}.11.6.1.1.4`)) } },
      ),
      state(
        `${cx}.7.2.2.1.0`,
        { 1: "standby", 2: "standby", 3: "ok", 4: "warning", 5: "warning", 6: "failed", 7: "off" },
        { labels: { component: fixed("VSX keepalive") } },
      ),
      // Releases without hardware tables: what the sensors say of themselves.
      stateColumn(
        "1.3.6.1.2.1.99.1.1.1.5",
        { 1: "ok", 2: "unknown", 3: "failed" },
        { labels: { component: text(["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"]) } },
      ),
    ],
    optics_temperature_celsius: column(`${port}.2`, { labels: { interface: text(ifName) }, signed: true }),
    optics_voltage_volts: column(`${port}.11`, { labels: { interface: text(ifName) } }),
    optics_bias_amperes: column(`${lane}.2`, { labels: lanes, scale: 0.001 }),
    // Lanes in milliwatts.
    optics_power_dbm: [
      column(`${lane}.12`, { labels: { ...lanes, direction: fixed("in") }, milliwatts: true, between: [-60, 20] }),
      column(`${lane}.7`, { labels: { ...lanes, direction: fixed("out") }, milliwatts: true, between: [-60, 20] }),
    ],
    poe_port_power_watts: column(`${cx}.8.1.1.1.7`, { labels: { interface: text(ifName) }, scale: 0.001 }),
  },
  lacks: { poe_port_state: "states of ports stand in POWER-ETHERNET-MIB" },
});
