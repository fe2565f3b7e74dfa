import {
  column,
  index,
  info,
  is,
  joinedText,
  profile,
  scalar,
  stateColumn,
  text,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const environment = "1.3.6.1.4.1.318.1.1.10";
const em = `${environment}.1.3.3.1`;
const ems = `${environment}.3.13.1.1`;
const emsContact = `${environment}.3.14.1.1`;
const mem = `${environment}.4.2.3.1`;
const memContact = `${environment}.4.3.2.1`;

/** Only probes that talk now (2): one that was lost keeps its last reading. */
const emsRows: Rows = { labels: { sensor: text([`${ems}.2`, `${ems}.1`]) }, where: is(`${ems}.10`, 2) };
const memRows: Rows = { labels: { sensor: text(`${mem}.3`) }, where: is(`${mem}.7`, 2) };
const emRows: Rows = { labels: { sensor: text([`${em}.2`, `${em}.1`]) }, where: is(`${em}.3`, 2) };
const scale = { "": 1, "1": 1, "2": "fahrenheit" } as const;
const of = (at: string): NumberOptions => ({ unit: { at: scalar(at), is: scale }, signed: true });

/**
 * APC and Schneider environmental management units (AP9319, AP9320, AP9340, NetBotz 200 and its rack access cousins).
 * Source: PowerNet-MIB 4.5, em*, ems*, mem*: whole degrees in the scale the unit is set to, percent; humidity 0 or -1: the
 * probe has no such element.
 */
export const apcEmu = profile({
  id: "apc-emu",
  vendor: "APC",
  of: "sensor",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [ems, mem, em] },
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.1.1.0"], { pattern: /^(?:APC )?(.*?)\s*(?:\(|$)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\bAF1:(\S+)/ }),
      serial: text("1.3.6.1.2.1.1.1.0", { pattern: /\bSN:\s*([^\s)]+)/ }),
    }),
    air_temperature_celsius: [
      column(`${ems}.3`, { rows: emsRows, ...of(`${environment}.3.12.11.0`) }),
      column(`${mem}.5`, { rows: memRows, ...of(`${environment}.4.2.1.0`) }),
      column(`${em}.4`, { rows: emRows, signed: true, unit: { at: `${em}.5`, is: scale } }),
    ],
    air_humidity_ratio: [
      column(`${ems}.6`, { rows: emsRows, scale: 0.01, zeroIsAbsent: true }),
      column(`${mem}.6`, { rows: memRows, scale: 0.01, zeroIsAbsent: true }),
      column(`${em}.6`, { rows: emRows, scale: 0.01, zeroIsAbsent: true }),
    ],
    air_sensor_alarm: stateColumn(`${mem}.8`, { 1: "normal", 2: "warning", 3: "critical" }, { rows: memRows }),
    device_component_state: stateColumn(
      `${mem}.7`,
      { 1: "absent", 2: "ok", 3: "failed" },
      { labels: { component: text(`${mem}.3`) } },
    ),
    contact_state: [
      stateColumn(
        `${emsContact}.3`,
        { 1: "closed", 2: "open" },
        { labels: { contact: joinedText(" ", index(), text(`${emsContact}.2`)) } },
      ),
      stateColumn(
        `${memContact}.5`,
        { 1: "closed", 2: "open", 3: "unknown", 4: "unknown" },
        { labels: { contact: joinedText(" ", index(), text(`${memContact}.3`)) } },
      ),
    ],
  },
  lacks: { leak_detected: "a contact does not say what hangs on it; name it in the inventory" },
});
