/**
 * What the law asks, as dated tables: figures with status and source, never constants in code. A draft is shown as a preview
 * and never decides anything. Re-read the sources before each report season and add a row; rows are not changed.
 */

export interface Dated {
  /** In force from this day on (ISO date). */
  readonly from: string;
  readonly value: number;
}

export interface Ruleset {
  readonly id: string;
  readonly law: string;
  readonly status: "in_force" | "draft";
  readonly source: string;
  /** Day on which the source was read. */
  readonly readOn: string;
  /** PUE limits of sites that ran before the key date, annual mean. */
  readonly pueExisting: readonly Dated[];
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

/** EnEfG § 11. The cabinet draft of 2026-06-24 is left out: its limits for existing sites were not to be found. */
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
];

/** What verdicts are made from. The checks of a report refuse anything but a law in force here. */
export const ruleInForce: Ruleset | undefined = rulesets.find(({ status }) => status === "in_force");

/** Thresholds and days of the other duties. kW: non-redundant connected load, or installed IT power for the EU. */
export const thresholds = {
  enefgScopeKw: { value: 300, clause: "EnEfG § 3 Nr. 24", from: "2023-11-18" },
  managementSystem: { clause: "EnEfG § 12 Abs. 1", from: "2025-07-01" },
  certification: { privateKw: 1000, publicKw: 300, clause: "EnEfG § 12 Abs. 3", from: "2026-01-01" },
  implementationPlans: { gwh: 2.5, clause: "EnEfG § 9", from: "2023-11-18" },
  registerReport: { month: 3, day: 31, clause: "EnEfG § 13, Anlage 3", from: "2024-08-15" },
  customerStatement: { clause: "EnEfG § 15", from: "2024-01-01" },
  euReporting: { itKw: 500, month: 5, day: 15, clause: "VO (EU) 2024/1364", from: "2024-09-15" },
  audit: { years: 4, clause: "EDL-G § 8 Abs. 1", shortFormKwh: 500_000, coverage: 0.9, declarationMonths: 2 },
} as const;

/** Blue Angel DE-UZ 228: PUE (category 2) and CER by year of commissioning. A benchmark, no duty. */
export const blueAngel: readonly { readonly from: number; readonly pue: number; readonly cer: number }[] = [
  { from: 0, pue: 1.6, cer: 5 },
  { from: 2015, pue: 1.5, cer: 7 },
  { from: 2019, pue: 1.3, cer: 8 },
  { from: 2024, pue: 1.25, cer: 9 },
];
