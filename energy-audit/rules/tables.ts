/**
 * What the law asks, as dated tables: figures with status and source, never constants in code. A draft is shown as a preview
 * and never decides anything. Re-read the sources before each report season and add a row; rows are not changed.
 */

export interface Dated {
  /** In force from this day on (ISO date). */
  readonly from: string;
  readonly value: number;
}

/** Where a row comes from. A directive that no national law has taken over is a draft to a data centre: it decides nothing. */
export interface Sourced {
  readonly status: "in_force" | "draft";
  readonly source: string;
  /** Day on which the source was read. */
  readonly readOn: string;
}

export interface Ruleset extends Sourced {
  readonly id: string;
  readonly law: string;
  /** PUE limits of sites that ran before the key date, annual mean; null: the draft's were not to be found. */
  readonly pueExisting: readonly Dated[] | null;
  /** PUE limit of sites from the key date on, and years after start until it must be met. */
  readonly pueNew: number;
  readonly newYears: number;
  /** Share of renewable electricity, balance-wise. */
  readonly renewable: readonly Dated[];
  /** Share of reused energy (ERF) by day of commissioning, sites from the key date on. */
  readonly reuse: readonly Dated[];
}

/** Sites in operation before this day are existing ones (EnEfG § 11). */
export const keyDate = "2026-07-01";

const reuse: readonly Dated[] = [
  { from: "2026-07-01", value: 0.1 },
  { from: "2027-07-01", value: 0.15 },
  { from: "2028-07-01", value: 0.2 },
];
const renewable: readonly Dated[] = [
  { from: "2024-01-01", value: 0.5 },
  { from: "2027-01-01", value: 1 },
];

/** EnEfG § 11: the law and what is planned. */
export const rulesets: readonly Ruleset[] = [
  {
    id: "enefg-2023-11-18",
    law: "EnEfG § 11",
    status: "in_force",
    source: "Energieeffizienzgesetz, konsolidierter Stand 2026-08-19",
    readOn: "2026-11-23",
    pueExisting: [
      { from: "2027-07-01", value: 1.5 },
      { from: "2030-07-01", value: 1.3 },
    ],
    pueNew: 1.2,
    newYears: 2,
    renewable,
    reuse,
  },
  {
    id: "draft-bmwe-2026-04-09",
    law: "EnEfG § 11",
    status: "draft",
    source: "Referentenentwurf des BMWE, 2026-04-09 (Berichte von Kanzleien)",
    readOn: "2026-11-23",
    pueExisting: [
      { from: "2027-07-01", value: 1.6 },
      { from: "2030-07-01", value: 1.4 },
    ],
    pueNew: 1.3,
    newYears: 2,
    renewable,
    reuse,
  },
  {
    id: "draft-cabinet-2026-06-24",
    law: "EnEfG § 11",
    status: "draft",
    source: "Kabinettsbeschluss, 2026-06-24 (Berichte eines Verbands und der Presse; Grenzen für Bestand nicht zu finden)",
    readOn: "2026-11-23",
    pueExisting: null,
    pueNew: 1.2,
    newYears: 4,
    renewable: [
      { from: "2024-01-01", value: 0.5 },
      { from: "2030-01-01", value: 1 },
    ],
    reuse,
  },
];

/** What verdicts are made from. The checks of a report refuse anything but a law in force here. */
export const ruleInForce: Ruleset | undefined = rulesets.find(({ status }) => status === "in_force");

const enefg = {
  status: "in_force",
  source: "Energieeffizienzgesetz, konsolidierter Stand 2026-08-19",
  readOn: "2026-11-23",
} as const satisfies Sourced;
const edlg = {
  status: "in_force",
  source: "Gesetz über Energiedienstleistungen (EDL-G), Stand August 2026",
  readOn: "2026-11-23",
} as const satisfies Sourced;
const eu = {
  status: "in_force",
  source: "Delegierte Verordnung (EU) 2024/1364",
  readOn: "2026-11-23",
} as const satisfies Sourced;
const eed = {
  status: "draft",
  source: "Richtlinie (EU) 2023/1791 Art. 11, ohne deutsches Gesetz dazu",
  readOn: "2026-11-23",
} as const satisfies Sourced;

/** Thresholds and days of the other duties. kW: non-redundant connected load, or installed IT power for the EU; GWh: a year's mean. */
export const thresholds = {
  enefgScopeKw: { value: 300, clause: "EnEfG § 3 Nr. 24", from: "2023-11-18", ...enefg },
  /** Of any enterprise, data centre or not; mean of three years. */
  generalManagement: {
    gwh: 7.5,
    clause: "EnEfG § 8 Abs. 1",
    from: "2025-07-18",
    ...enefg,
    source: "Energieeffizienzgesetz § 8; der erste Tag (20 Monate nach dem 2023-11-18) ist am Gesetzestext noch zu prüfen",
  },
  implementationPlans: { gwh: 2.5, clause: "EnEfG § 9", from: "2023-11-18", ...enefg },
  managementSystem: { clause: "EnEfG § 12 Abs. 1", from: "2025-07-01", ...enefg },
  certification: { privateKw: 1000, publicKw: 300, clause: "EnEfG § 12 Abs. 3", from: "2026-01-01", ...enefg },
  /** Who delivers half of its heat to a network and uses little, or ends soon, needs no management system. */
  managementExemption: {
    reuse: 0.5,
    gwh: 7.5,
    shutdownBefore: "2027-07-01",
    clause: "EnEfG § 12 Abs. 4, 6",
    from: "2023-11-18",
    ...enefg,
  },
  registerReport: { month: 3, day: 31, clause: "EnEfG § 13, Anlage 3", from: "2024-08-15", ...enefg },
  customerStatement: { clause: "EnEfG § 15", from: "2024-01-01", ...enefg },
  wasteHeat: { gwh: 2.5, month: 3, day: 31, clause: "EnEfG § 17", from: "2025-01-01", ...enefg },
  euReporting: { itKw: 500, month: 5, day: 15, clause: "VO (EU) 2024/1364", from: "2024-09-15", ...eu },
  audit: {
    years: 4,
    clause: "EDL-G § 8 Abs. 1",
    from: "2015-12-05",
    shortFormKwh: 500_000,
    coverage: 0.9,
    declarationMonths: 2,
    ...edlg,
  },
  /** 10 TJ a year: an audit every four years, the first by that day. */
  directiveAudit: { gwh: 2.78, clause: "EED Art. 11 Abs. 2", from: "2026-10-11", ...eed },
  /** 85 TJ a year. */
  directiveManagement: { gwh: 23.6, clause: "EED Art. 11 Abs. 1", from: "2027-10-11", ...eed },
} as const satisfies Record<
  string,
  Sourced & { readonly clause: string; readonly from: string; readonly [more: string]: unknown }
>;

const angel = {
  status: "in_force",
  source: "Blauer Engel DE-UZ 228, Kriterien 3.2.2 und 3.2.7 (be-rechenzentren.de)",
  readOn: "2026-11-23",
} as const satisfies Sourced;

/** Blue Angel DE-UZ 228: PUE (category 2) and CER by year of commissioning. A benchmark, no duty. */
export const blueAngel: readonly (Sourced & { readonly from: number; readonly pue: number; readonly cer: number })[] = [
  { from: 0, pue: 1.6, cer: 5, ...angel },
  { from: 2015, pue: 1.5, cer: 7, ...angel },
  { from: 2019, pue: 1.3, cer: 8, ...angel },
  { from: 2024, pue: 1.25, cer: 9, ...angel },
];
/** Mean utilisation of all servers that the same benchmark asks for (ITEUsv). */
export const blueAngelUtilisation = 0.2;
