import { column, fixed, info, index, joinedText, profile, state, stateColumn, text } from "../../profile.ts";

/** Models that keep one map, each below a number of its own: ESB 7213 is 66, ESB 7214 is 67. */
const models = [66, 67].map((number) => `1.3.6.1.4.1.28507.${number}.1`);
const sensor = (root: string) => `${root}.6.1.1`;
const labels = (root: string) => ({ sensor: text([`${sensor(root)}.32`, `${sensor(root)}.1`]) });

/** Gude Expert Sensor Box. Source: GUDEADS-ESB7213-MIB, GUDEADS-ESB7214-MIB: tenths of °C and percent, whole hPa. -9999: no such element. */
export const gude = profile({
  id: "gude",
  vendor: "Gude",
  of: "sensor",
  source: "GUDEADS-ESB7213-MIB, GUDEADS-ESB7214-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.28507", answers: models.map((root) => `${sensor(root)}.2`) },
  absent: [-9999],
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: models.map((root) =>
      column(`${sensor(root)}.2`, { scale: 0.1, signed: true, labels: labels(root) }),
    ),
    air_humidity_ratio: models.map((root) =>
      column(`${sensor(root)}.3`, { scale: 0.001, zeroIsAbsent: true, labels: labels(root) }),
    ),
    air_pressure_pascals: models.map((root) =>
      column(`${sensor(root)}.5`, { scale: 100, zeroIsAbsent: true, labels: labels(root) }),
    ),
    air_dew_point_celsius: models.map((root) => column(`${sensor(root)}.6`, { scale: 0.1, signed: true, labels: labels(root) })),
    air_dew_point_spread_celsius: models.map((root) => column(`${sensor(root)}.7`, { scale: 0.1, labels: labels(root) })),
    contact_state: models.flatMap((root) => [
      stateColumn(
        `${root}.5.6.2.1.2`,
        { 0: "open", 1: "closed" },
        { labels: { contact: text([`${root}.5.6.2.1.32`, `${root}.5.6.2.1.1`]) } },
      ),
    ]),
    device_component_state: models.map((root) =>
      state(`${root}.5.10.0`, { 0: "off", 1: "ok" }, { labels: { component: fixed("power over Ethernet") } }),
    ),
    outlet_switches_total: models.map((root) =>
      column(`${root}.3.1.2.1.4`, { labels: { outlet: joinedText(" ", text(`${root}.3.1.2.1.2`), index()) } }),
    ),
    outlet_state: models.map((root) =>
      stateColumn(
        `${root}.3.1.2.1.3`,
        { 0: "off", 1: "on" },
        { labels: { outlet: joinedText(" ", text(`${root}.3.1.2.1.2`), index()) } },
      ),
    ),
  },
  lacks: { leak_detected: "an input does not say what hangs on it; name it in the inventory" },
});
