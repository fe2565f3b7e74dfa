import {
  asText,
  column,
  fixed,
  index,
  info,
  profile,
  quotient,
  state,
  stateColumn,
  sum,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const hm = "1.3.6.1.4.1.248.14";
const chassis = `${hm}.1.2`;
const led = `${hm}.1.1.35.1`;
const sfp = `${hm}.1.1.13.1`;
const classic = `${hm}.2.15`;
const hios = "1.3.6.1.4.1.248.11.22.1";
const supplies: Rows = { labels: { unit: asText(-1, {}, "power supply ") } };
const ports: Rows = { labels: { interface: index() } };
const light = (direction: string): Rows => ({ labels: { interface: index(), direction: fixed(direction) } });
const free = value(`${classic}.3.2.0`, { scale: 1024 });
const allocated = value(`${classic}.3.1.0`, { scale: 1024 });
const lamp = { 1: "off", 2: "ok", 3: "warning", 4: "failed", 5: "failed" } as const;
const hiosSupply = "1.3.6.1.4.1.248.11.11.1.1.1.1";

/**
 * Hirschmann industrial switches: Classic (HMPRIV-MGMT-SNMP-MIB) and HiOS (HM2-DEVMGMT-MIB, HM2-PWRMGMT-MIB). Optical power
 * is a text in dBm.
 */
export const hirschmann = profile({
  id: "hirschmann",
  vendor: "Hirschmann",
  of: "network",
  source: "HMPRIV-MGMT-SNMP-MIB, HM2-DEVMGMT-MIB, HM2-PWRMGMT-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.248" },
  reads: {
    device_info: info({
      model: text([`${hm}.2.16.1.4.0`, "1.3.6.1.2.1.1.1.0"]),
      firmware: text(`${hm}.2.16.1.6.0`),
      serial: text(`${hm}.1.1.9.1.10.1`),
    }),
    device_cpu_utilisation_ratio: [
      value(`${classic}.2.1.0`, { scale: 0.01 }),
      value(`${hios}.8.10.1.0`, { scale: 0.01, labels: { unit: fixed("HiOS") } }),
    ],
    device_memory_used_bytes: allocated,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(allocated, sum(allocated, free), [0, 1]),
    device_temperature_celsius: [
      value(`${hm}.2.5.1.0`, { signed: true, labels: { sensor: fixed("device") } }),
      value("1.3.6.1.4.1.248.11.10.1.5.1.0", { signed: true, labels: { sensor: fixed("device HiOS") } }),
    ],
    device_psu_state: [
      stateColumn(`${chassis}.1.3`, { 1: "ok", 2: "failed", 3: "absent" }, { rows: supplies }),
      stateColumn(`${hiosSupply}.2`, { 1: "ok", 2: "failed", 3: "absent" }, { rows: supplies }),
    ],
    device_fan_state: stateColumn(`${chassis}.3.1.3`, { 1: "ok", 2: "failed" }, { labels: { unit: asText(-1, {}, "fan ") } }),
    device_component_state: [
      state(`${led}.1.0`, lamp, { labels: { component: fixed("LED power supply") } }),
      state(`${led}.2.0`, lamp, { labels: { component: fixed("LED standby") } }),
      state(`${led}.3.0`, lamp, { labels: { component: fixed("LED redundancy manager") } }),
      state(`${led}.4.0`, lamp, { labels: { component: fixed("LED fault") } }),
      state(
        `${hm}.1.10.1.0`,
        { 1: "ok", 2: "ok", 3: "standby", 4: "ok", 5: "standby" },
        { labels: { component: fixed("ring redundancy") } },
      ),
    ],
    optics_temperature_celsius: column(`${sfp}.12`, { rows: ports, signed: true, zeroIsAbsent: true }),
    optics_power_dbm: [
      column(`${sfp}.35`, { rows: light("in"), signed: true, between: [-60, 20] }),
      column(`${sfp}.34`, { rows: light("out"), signed: true, between: [-60, 20] }),
    ],
  },
  lacks: { stack_ring_redundant: "the ring's state stands in MIBs of the redundancy protocol in use" },
});
