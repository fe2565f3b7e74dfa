import {
  all,
  asText,
  column,
  fixed,
  index,
  info,
  joinedText,
  matches,
  not,
  profile,
  stateColumn,
  text,
  type Rows,
} from "../../profile.ts";

const hp = "1.3.6.1.4.1.232.165";
/** Metered-and-switched PDU: the second generation tells thousandths, the third hundredths of A and tenths of V. */
const generations = [
  {
    at: `${hp}.7`,
    volts: 0.001,
    amperes: 0.001,
    total: 8,
    factor: 0.001,
    load: { at: 18, scale: 0.01 },
    power: 21,
    outlet: { power: 14, factor: 17, share: 12 },
  },
  {
    at: `${hp}.11`,
    volts: 0.1,
    amperes: 0.01,
    total: 9,
    factor: 0.01,
    load: { at: 17, scale: 0.001 },
    power: 20,
    outlet: { power: 13, factor: 16, share: 11 },
  },
] as const;
/** The PDU management module: percent, watts and whole volts and amperes of breakers. */
const module = `${hp}.2.3`;
const pdu = asText(0, {}, "PDU ");
const inlet = { scope: fixed("inlet"), component: pdu };
const phases = { scope: fixed("phase"), component: pdu, phase: asText(-1, {}, "L") };
const breakers: Rows = { labels: { scope: fixed("breaker"), component: joinedText(" ", pdu, asText(-1, {}, "breaker ")) } };
const outlet = (at: string) => joinedText(" ", pdu, text(`${at}.5.1.1.2`));
/** Rows of outlets that the model does not have are named with zeros. */
const outlets = (at: string): Rows => ({
  labels: { scope: fixed("outlet"), outlet: outlet(at) },
  where: not(matches(`${at}.5.1.1.2`, /^0*$/)),
});
type Generation = (typeof generations)[number];
const each = <Read>(read: (generation: Generation) => readonly Read[]): Read[] => generations.flatMap((one) => read(one));

/**
 * HPE metered and switched PDU (G2), intelligent PDU and the PDU management module. Source: CPQPOWER-MIB. Negative values:
 * not available. A power factor that is told with a sign is left out: which side of zero means what the MIB does not say.
 */
export const hpePdu = profile({
  id: "hpe-pdu",
  vendor: "HPE",
  of: "meter",
  source: "CPQPOWER-MIB",
  evidence: "recording",
  recognises: { sysObjectID: hp, answers: [`${hp}.7.2`, `${hp}.11.2`, `${module}.1`] },
  reads: {
    device_info: info({ model: text([`${hp}.1.2.2.0`]), firmware: text(`${hp}.1.2.3.0`), serial: text(`${hp}.1.2.7.0`) }),
    power_active_watts: [
      ...each(({ at, power, outlet: { power: drawn } }) => [
        column(`${at}.2.1.1.5`, { labels: inlet }),
        column(`${at}.2.2.1.${power}`, { labels: phases, rows: { phantom: { voltage: `${at}.2.2.1.3` } } }),
        column(`${at}.5.1.1.${drawn}`, { rows: outlets(at) }),
      ]),
      column(`${module}.1.1.4`, { labels: { scope: fixed("inlet"), component: joinedText(" ", "PDU", index()) } }),
    ],
    power_voltage_volts: [
      ...each(({ at, volts }) => [column(`${at}.2.2.1.3`, { labels: phases, scale: volts, zeroIsAbsent: true })]),
      column(`${module}.2.1.2`, { rows: breakers, zeroIsAbsent: true }),
    ],
    power_current_amperes: [
      ...each(({ at, amperes }) => [
        column(`${at}.2.2.1.11`, { labels: phases, scale: amperes, rows: { phantom: { voltage: `${at}.2.2.1.3` } } }),
        column(`${at}.5.1.1.5`, { rows: outlets(at), scale: amperes }),
      ]),
      column(`${module}.2.1.3`, { rows: { ...breakers, phantom: { voltage: `${module}.2.1.2` } } }),
    ],
    power_factor_ratio: each(({ at, total, factor, outlet: { factor: drawn } }) => [
      column(`${at}.2.1.1.${total}`, { labels: inlet, scale: factor, between: [0, 1] }),
      column(`${at}.5.1.1.${drawn}`, { rows: outlets(at), scale: factor, between: [0, 1] }),
    ]),
    power_load_ratio: [
      ...each(({ at, load, outlet: { share } }) => [
        column(`${at}.2.2.1.${load.at}`, {
          labels: phases,
          scale: load.scale,
          between: [0, 3],
          rows: { phantom: { voltage: `${at}.2.2.1.3` } },
        }),
        column(`${at}.5.1.1.${share}`, { rows: outlets(at), scale: load.scale, between: [0, 3] }),
      ]),
      column(`${module}.2.1.4`, { rows: { ...breakers, phantom: { voltage: `${module}.2.1.2` } }, scale: 0.01, between: [0, 3] }),
      column(`${module}.1.1.2`, {
        labels: { scope: fixed("inlet"), component: joinedText(" ", "PDU", index()) },
        scale: 0.01,
        between: [0, 3],
      }),
    ],
    power_frequency_hertz: each(({ at }) => [
      column(`${at}.2.1.1.2`, { labels: { scope: joinedText(" ", "inlet", pdu) }, scale: 0.1 }),
    ]),
    outlet_state: each(({ at }) => [
      stateColumn(
        `${at}.5.2.1.1`,
        { 1: "off", 2: "on", 3: "on", 4: "off" },
        { labels: { outlet: outlet(at) }, where: all(not(matches(`${at}.5.1.1.2`, /^0*$/))) },
      ),
    ]),
  },
  lacks: { power_energy_joules_total: "the MIB's texts and the devices differ in its unit" },
});
