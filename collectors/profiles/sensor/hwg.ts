import {
  all,
  cases,
  column,
  index,
  info,
  is,
  joinedText,
  matches,
  not,
  once,
  present,
  profile,
  stateColumn,
  text,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const hwg = "1.3.6.1.4.1.21796";
const poseidon = `${hwg}.3.3.3.1`;
const ste = `${hwg}.4.1.3.1`;
const ste2 = `${hwg}.4.9.3.1`;
const wld = `${hwg}.4.5.4.1`;
const perseusMeter = `${hwg}.5.1.2.1`;
const perseus = `${hwg}.5.1.3.1`;
const tables = [
  { at: poseidon, value: 6, unit: 10, name: 2, state: 4 },
  { at: ste, value: 5, unit: 7, name: 2, state: 3 },
  { at: ste2, value: 5, unit: 7, name: 2, state: 3 },
] as const;
type Table = (typeof tables)[number];
/** State 0: invalid; the value column then keeps -999.9. */
const rows = ({ at, name, state }: Table): Rows => ({
  labels: { sensor: text(`${at}.${name}`) },
  where: not(is(`${at}.${state}`, 0)),
});
/** Tenths, the unit beside them: as a text (Poseidon, whose codes differ between firmwares), or 1 °C, 2 °F, 3 K, 4 percent. */
const readings = (units: Readonly<Record<string, number | "fahrenheit">>, options: NumberOptions) =>
  tables.map((table) =>
    column(`${table.at}.${table.value}`, {
      rows: rows(table),
      unit: { at: `${table.at}.${table.unit}`, is: units },
      absent: [-9999],
      ...options,
      scale: 0.1,
    }),
  );
/** Poseidons that have no column of units write the unit behind the number: "29.6 %RH". */
const written = (pattern: RegExp, options: NumberOptions) =>
  column(`${poseidon}.5`, {
    rows: rows(tables[0]),
    where: all(matches(`${poseidon}.5`, pattern), not(present(`${poseidon}.10`))),
    ...options,
  });
const variable = (pattern: RegExp, options: NumberOptions) =>
  column(`${perseus}.4`, {
    labels: { sensor: text(`${perseus}.2`) },
    where: not(is(`${perseus}.3`, 0, 2, 3)),
    rows: { where: matches(`${perseus}.5`, pattern) },
    ...options,
  });
const inputs = (table: string, level: number, alarm: number, name: number) =>
  cases(
    [
      [is(`${table}.${alarm}`, 1), "alarm"],
      [is(`${table}.${alarm}`, 0), "normal"],
      [is(`${table}.${level}`, 0), "open"],
      [is(`${table}.${level}`, 1), "closed"],
    ],
    { per: `${table}.${level}`, labels: { contact: joinedText(" ", index(), text(`${table}.${name}`)) } },
  );
/** Of one variable of a Perseus: 0 invalid, 2 and 3 without an answer. */
const readable = { 0: "failed", 1: "ok", 2: "warning", 3: "failed" } as const;
const alarmed = { 1: "normal", 2: "warning", 3: "critical", 4: "warning", 5: "critical" } as const;

/**
 * HW group sensors (Poseidon, STE, STE2, WLD, Perseus). Source: POSEIDON-MIB, STE-MIB, STE2-MIB, HWg-WLD-MIB,
 * Perseus-MIB: tenths with a unit code; Perseus answers texts with units, of which °C may be one character (U+2103).
 */
export const hwGroup = profile({
  id: "hwg",
  vendor: "HW group",
  of: "sensor",
  source: "POSEIDON-MIB, STE2-MIB, HWg-WLD-MIB, Perseus-MIB",
  evidence: "recording",
  recognises: { sysObjectID: hwg, answers: [poseidon, ste, ste2, wld, perseus] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^([^,]+)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /(?:fw:|v)(\d\S*)/ }),
    }),
    air_temperature_celsius: [
      ...readings(
        { "1": 1, C: 1, "°C": 1, ºC: 1, "℃": 1, "2": "fahrenheit", F: "fahrenheit", "°F": "fahrenheit" },
        { signed: true },
      ),
      written(/\d\s*[°º]?C$/, { signed: true }),
      variable(/^(℃|°C|C)$/, { signed: true }),
    ],
    air_humidity_ratio: [
      ...readings({ "4": 0.01, "%": 0.01, "%RH": 0.01 }, { zeroIsAbsent: true }),
      written(/%(RH)?$/, { scale: 0.01, zeroIsAbsent: true }),
      variable(/^%(RH)?$/, { scale: 0.01 }),
    ],
    air_pressure_pascals: [variable(/^hPa$/, { scale: 100 }), variable(/^Pa$/, {})],
    air_velocity_meters_per_second: variable(/^m\/s$/, {}),
    air_sensor_alarm: tables.map((table) =>
      stateColumn(`${table.at}.${table.state}`, alarmed, { labels: { sensor: text(`${table.at}.${table.name}`) } }),
    ),
    leak_detected: [
      column(`${wld}.6`, { codes: { 0: 0, 1: 1 }, labels: { sensor: text(`${wld}.2`) } }),
      ...tables.slice(1).map((table) =>
        column(`${table.at}.${table.value}`, {
          codes: { 0: 0, 10: 1, 1: 1 },
          labels: { sensor: text(`${table.at}.${table.name}`) },
          where: once(is(`${table.at}.${table.unit}`, 5)),
        }),
      ),
    ],
    // Its own alarm goes first; where it grades none, whether it is closed.
    contact_state: [inputs(`${hwg}.3.3.1.1`, 2, 5, 3), inputs(`${hwg}.4.9.1.1`, 2, 4, 3)],
    outlet_state: stateColumn(
      `${hwg}.3.3.2.1.2`,
      { 0: "off", 1: "on" },
      { labels: { outlet: joinedText(" ", index(), text(`${hwg}.3.3.2.1.3`)) } },
    ),
    device_component_state: [
      stateColumn(
        `${perseusMeter}.3`,
        { 0: "failed", 1: "ok", 2: "warning", 3: "failed" },
        { labels: { component: text(`${perseusMeter}.2`) } },
      ),
      ...[[perseusMeter, 4] as const, [perseus, 6] as const].map(([table, enabled]) =>
        stateColumn(
          `${table}.${enabled}`,
          { 0: "off", 1: "ok" },
          { labels: { component: joinedText(" ", text(`${table}.2`), "enabled") } },
        ),
      ),
      stateColumn(`${perseus}.3`, readable, { labels: { component: joinedText(" ", text(`${perseus}.2`), "reading") } }),
      // What is wired to a leak detector: 0 dry, 1 flooded, 2 the cable is cut or not there.
      stateColumn(
        `${wld}.6`,
        { 0: "ok", 1: "ok", 2: "failed" },
        { labels: { component: joinedText(" ", text(`${wld}.2`), "cable") } },
      ),
      ...[`${hwg}.3.3.1.1`, `${hwg}.4.9.1.1`].map((table) =>
        stateColumn(
          `${table}.2`,
          { 0: "off", 1: "ok" },
          { labels: { component: joinedText(" ", "input", index(), text(`${table}.3`)) } },
        ),
      ),
    ],
  },
  lacks: { smoke_detected: "smoke detectors hang on contacts; name them in the inventory" },
});
