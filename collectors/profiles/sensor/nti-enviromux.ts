import { column, info, is, once, profile, stateColumn, text, type NumberRead, type Profile } from "../../profile.ts";

const nti = "1.3.6.1.4.1.3699.1.1";
interface Table {
  readonly at: string;
  readonly value: number;
  readonly unit: number;
}
/** Type of a row (column 2): 1 temperature, 2 humidity, 24 dew point. Unit 0 is °C, 1 °F. */
const reading = (tables: readonly Table[], kind: number, humidityScale?: number): NumberRead[] =>
  tables.map(({ at, value, unit }) =>
    column(`${at}.${value}`, {
      labels: { sensor: text(`${at}.3`) },
      where: once(is(`${at}.2`, kind)),
      ...(humidityScale === undefined
        ? { scale: 0.1, signed: true as const, unit: { at: `${at}.${unit}`, is: { "0": 1, "1": "fahrenheit" as const } } }
        : { scale: humidityScale, between: [0, 1] as const, zeroIsAbsent: true as const }),
    }),
  );

/**
 * NTI Enviromux. Source: ENVIROMUX2D, 5D, 16D, MICRO-MIB, 1W-MIB: tenths of °C or °F; humidity in whole percent with the
 * large ones, in tenths with Micro and 1W.
 */
function enviromux(id: string, model: number, tables: readonly Table[], humidityScale: number, inputs?: string): Profile {
  return profile({
    id,
    vendor: "NTI",
    of: "sensor",
    source: "ENVIROMUX2D, ENVIROMUX5D, ENVIROMUX16D, ENVIROMUXMICRO-MIB, ENVIROMUX-1W-MIB",
    evidence: model === 10 || model === 12 ? "recording" : "mib",
    recognises: { answers: tables.map(({ at }) => at) },
    reads: {
      device_info: info({ model: text(`${nti}.${model}.1.1.9.0`), firmware: text(`${nti}.${model}.1.1.8.0`) }),
      air_temperature_celsius: reading(tables, 1),
      air_humidity_ratio: reading(tables, 2, humidityScale),
      air_dew_point_celsius: reading(tables, 24),
      ...(inputs === undefined
        ? {}
        : {
            contact_state: stateColumn(`${inputs}.7`, { 0: "closed", 1: "open" }, { labels: { contact: text(`${inputs}.3`) } }),
          }),
    },
    lacks: { leak_detected: "a contact does not say what hangs on it; name it in the inventory" },
  });
}

const large = (model: number): Profile => {
  const at = `${nti}.${model}.1`;
  const tables = [
    { at: `${at}.3.1.1`, value: 6, unit: 7 },
    { at: `${at}.5.1.1`, value: 7, unit: 8 },
  ];
  return enviromux(`nti-enviromux-${{ 9: "2d", 10: "5d", 11: "16d" }[model]}`, model, tables, 0.01, `${at}.6.1.1`);
};
export const enviromux2d = large(9);
export const enviromux5d = large(10);
export const enviromux16d = large(11);
export const enviromuxMicro = enviromux(
  "nti-enviromux-micro",
  12,
  [
    { at: `${nti}.12.1.1.1.1`, value: 4, unit: 5 },
    { at: `${nti}.12.1.2.1.1`, value: 4, unit: 5 },
  ],
  0.001,
);
