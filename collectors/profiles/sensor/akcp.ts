import { column, first, fixed, info, is, not, profile, state, stateColumn, text, type Rows } from "../../profile.ts";

const akcp = "1.3.6.1.4.1.3854";
const old = `${akcp}.1.2.2.1`;
/** Generations: sensorProbe and securityProbe, sensorProbe+, and the one after. */
const temperatures = [`${akcp}.2.3.2.1`, `${akcp}.3.5.2.1`];
const humidities = [`${akcp}.2.3.3.1`, `${akcp}.3.5.3.1`];
const contacts = [`${akcp}.2.3.4.1`, `${akcp}.3.5.4.1`];
const online = (at: string, name: number, state: number): Rows => ({
  labels: { sensor: text(`${at}.${name}`) },
  where: not(is(`${at}.${state}`, 2)),
});
const graded = { 1: "unknown", 2: "normal", 3: "warning", 4: "critical", 5: "warning", 6: "critical", 7: "unknown" } as const;

/** Sensors of one kind with columns as contacts have them: 4 and 6 while something is detected. */
const detectors = (tables: readonly string[]) =>
  tables.map((at) =>
    column(`${at}.6`, {
      codes: { 2: 0, 4: 1, 6: 1 },
      labels: { sensor: text(`${at}.2`) },
      where: not(is(`${at}.8`, 2)),
    }),
  );

/**
 * AKCP sensorProbe, securityProbe and sensorProbe+. Source: SPAGENT-MIB: whole degrees, tenths in the raw column, the
 * unit beside them (0 or "F" Fahrenheit); sensors that are offline keep their rows.
 */
export const akcpProbe = profile({
  id: "akcp",
  vendor: "AKCP",
  of: "sensor",
  source: "SPAGENT-MIB",
  // The first generation; tables of the later ones are from the MIB.
  evidence: "recording",
  recognises: {
    sysObjectID: akcp,
    answers: [`${old}.16`, `${old}.17`, `${old}.18`, ...temperatures, ...humidities, ...contacts],
  },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(\S+(?: [A-Z]+\d+)?)/ }) }),
    air_temperature_celsius: [
      first(
        column(`${old}.16.1.14`, {
          rows: online(`${old}.16.1`, 1, 5),
          scale: 0.1,
          signed: true,
          zeroIsAbsent: true,
          unit: { at: `${old}.16.1.12`, is: { "": 1, "1": 1, "0": "fahrenheit" } },
        }),
        column(`${old}.16.1.3`, {
          rows: online(`${old}.16.1`, 1, 5),
          signed: true,
          unit: { at: `${old}.16.1.12`, is: { "": 1, "1": 1, "0": "fahrenheit" } },
        }),
      ),
      ...temperatures.map((at) =>
        first(
          column(`${at}.20`, {
            rows: online(at, 2, 8),
            scale: 0.1,
            signed: true,
            unit: { at: `${at}.5`, is: { "": 1, C: 1, "°C": 1, F: "fahrenheit", "°F": "fahrenheit" } },
          }),
          column(`${at}.4`, {
            rows: online(at, 2, 8),
            signed: true,
            unit: { at: `${at}.5`, is: { "": 1, C: 1, "°C": 1, F: "fahrenheit", "°F": "fahrenheit" } },
          }),
        ),
      ),
    ],
    air_humidity_ratio: [
      // The raw column (13) is what the converter reads, not tenths of a percent.
      column(`${old}.17.1.3`, { rows: online(`${old}.17.1`, 1, 5), scale: 0.01, zeroIsAbsent: true }),
      ...humidities.map((at) => column(`${at}.4`, { rows: online(at, 2, 8), scale: 0.01, zeroIsAbsent: true })),
    ],
    device_voltage_volts: column(`${akcp}.2.5.6.1.20`, { labels: { sensor: text(`${akcp}.2.5.6.1.2`) }, scale: 0.1 }),
    device_component_state: state(
      `${akcp}.1.1.2.0`,
      { 1: "unknown", 2: "ok", 3: "warning", 4: "failed", 5: "warning", 6: "failed", 7: "failed" },
      { labels: { component: fixed("probe") } },
    ),
    air_sensor_alarm: [
      stateColumn(`${old}.16.1.4`, graded, { rows: online(`${old}.16.1`, 1, 5) }),
      stateColumn(`${old}.17.1.4`, graded, { rows: online(`${old}.17.1`, 1, 5) }),
      ...[...temperatures, ...humidities].map((at) => stateColumn(`${at}.6`, graded, { rows: online(at, 2, 8) })),
    ],
    contact_state: [
      stateColumn(
        `${old}.18.1.3`,
        { 1: "unknown", 2: "normal", 4: "alarm", 6: "alarm", 8: "closed", 9: "open" },
        { labels: { contact: text(`${old}.18.1.1`) }, where: not(is(`${old}.18.1.4`, 2)) },
      ),
      ...contacts.map((at) =>
        stateColumn(
          `${at}.6`,
          { 1: "unknown", 2: "normal", 4: "alarm", 6: "alarm", 8: "open", 9: "closed" },
          { labels: { contact: text(`${at}.2`) }, where: not(is(`${at}.8`, 2)) },
        ),
      ),
    ],
    leak_detected: detectors([`${akcp}.2.3.9.1`, `${akcp}.3.5.9.1`]),
    smoke_detected: detectors([`${akcp}.2.3.14.1`, `${akcp}.3.5.14.1`]),
  },
  lacks: { door_open: "a switch does not say what hangs on it; name it in the inventory" },
});
