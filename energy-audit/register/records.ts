/**
 * The follow-up of energy audits as records: audits, what they found, and the measures that came of it. Field names are those
 * of the file and of the pages. Sources: DIN EN 16247-1 (content), EDL-G § 8a and § 8c (data to keep and to declare).
 */
import { z } from "zod";

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/, "letters, digits, dot, hyphen, at most 41");
const text = z.string().min(1).max(2000);
const day = z.iso.date();
const euro = z.number();

export const audit = z.strictObject({
  kind: z.literal("audit"),
  id,
  standard: z.string().min(1).describe("Standard with edition: DIN EN 16247-1:2022-11"),
  auditor: z.string().min(1),
  basis: z.enum(["voluntary", "mandatory"]).describe("EDL-G § 8 or of one's own accord"),
  scope: text,
  completed: day,
  /** Share of all consumption that was examined; EDL-G wants 0.9. */
  coverage: z.number().min(0).max(1).optional(),
  /** Declared to the authority on this day (EDL-G § 8c: within two months). */
  declared: day.optional(),
  cost_internal_eur: euro.optional(),
  cost_external_eur: euro.optional(),
});

export const findingTypes = ["none", "positive", "note", "recommendation", "metering", "opportunity"] as const;

export const finding = z.strictObject({
  kind: z.literal("finding"),
  id,
  audit: id,
  page: z.string().max(20).optional(),
  /** `none`: no mandatory measure was found, which is a result and stays visible. */
  type: z.enum(findingTypes),
  text,
  /** What came of it: a measure, or a sentence. */
  measure: id.optional(),
  settled: z.string().max(500).optional(),
});

export const statuses = ["proposed", "in_review", "accepted", "deferred", "rejected", "implemented", "verified"] as const;

export const measureUses = ["ups", "cooling", "it", "other", "metering"] as const;
export const measureTypes = ["organisational", "investment"] as const;

export const measure = z
  .strictObject({
    kind: z.literal("measure"),
    id,
    title: z.string().min(1).max(200),
    finding: id.optional(),
    /** Significant energy use that it touches. */
    use: z.enum(measureUses),
    type: z.enum(measureTypes),
    status: z.enum(statuses),
    reason: text.optional().describe("Why rejected or deferred"),
    /** Duty, never a private person. */
    owner: z.string().min(1).max(120),
    due: day.optional(),
    decided: day.optional(),
    implemented: day.optional(),
    investment_eur: euro.min(0),
    funding_eur: euro.min(0).default(0),
    actual_cost_eur: euro.min(0).optional(),
    useful_life_years: z.int().min(1).max(60),
    saving_kwh_per_year: z.number(),
    /** Assumption behind the saving and how exact it is. */
    assumption: text.optional(),
    /** Half of the interval around the saving, as a share of it. */
    accuracy: z.number().min(0).max(1).optional(),
    /** What it changes about other measures, and they about it (DIN EN 16247-1). */
    interactions: text.optional(),
    price_change_per_year: z.number().min(-0.5).max(0.5).default(0),
    opex_eur_per_year: euro.default(0),
    opex_change_per_year: z.number().min(-0.5).max(0.5).default(0),
    degradation_per_year: z.number().min(0).max(0.5).default(0),
    residual_value_eur: euro.default(0),
    /** Parts that must be bought again within the useful life (VALERI): end of which year, and what it costs. */
    reinvestments: z.array(z.strictObject({ year: z.int().min(1).max(60), eur: euro.min(0) })).optional(),
    verification_plan: text.optional(),
    verified: z
      .strictObject({
        kwh: z.number(),
        low: z.number(),
        high: z.number(),
        from: day,
        to: day,
        outside_share: z.number().min(0).max(1),
      })
      .optional()
      .describe("Saving with its interval (90 %) and the share of days outside the baseline's range"),
    persistence: z.array(z.strictObject({ on: day, holds: z.boolean(), note: z.string().max(500) })).default([]),
  })
  .check((context) => {
    const { status, reason, decided, implemented, verified, reinvestments = [], useful_life_years: life } = context.value;
    const wrong = (path: string, message: string): void => {
      context.issues.push({ code: "custom", message, path: [path], input: context.value });
    };
    if ((status === "rejected" || status === "deferred") && reason === undefined) wrong("reason", `${status} needs a reason`);
    if (["accepted", "rejected", "deferred"].includes(status) && decided === undefined)
      wrong("decided", `${status} needs the day of the decision`);
    if ((status === "implemented" || status === "verified") && implemented === undefined)
      wrong("implemented", `${status} needs the day`);
    for (const { year } of reinvestments)
      if (year > life) wrong("reinvestments", `year ${year} is after the useful life of ${life} years`);
    if (status === "verified" && verified === undefined) wrong("verified", "verified needs the result with its interval");
  });

const range = z.tuple([z.number(), z.number()]);

/** A fitted baseline with the range it has seen. Its versions are the baselines that were; none is overwritten. */
export const baseline = z.strictObject({
  kind: z.literal("baseline"),
  id,
  title: z.string().min(1).max(200),
  use: z.literal("cooling"),
  from: day,
  to: day.describe("Last day"),
  /** What must stay as it is for the baseline to hold: halls, redundancy, metering. */
  static_factors: text,
  model: z.strictObject({
    change_point: z.number(),
    /** Intercept, per kWh of IT a day, per kelvin above the change point. */
    coefficients: z.array(z.number()).length(3),
    n: z.int(),
    n_prime: z.number(),
    cv_rmse: z.number(),
    /** Bias on its own days, and on days that it has not seen; baselines made before 2026-11-28 have none. */
    nmbe: z.number().optional(),
    nmbe_unseen: z.number().optional(),
    r2_adjusted: z.number(),
    it_range: range,
    temperature_range: range,
  }),
});

export const record = z.discriminatedUnion("kind", [audit, finding, measure, baseline]);

export type Audit = z.output<typeof audit>;
export type Finding = z.output<typeof finding>;
export type Measure = z.output<typeof measure>;
export type Baseline = z.output<typeof baseline>;
export type RegisterRecord = z.output<typeof record>;

/** All records in force, by kind. */
export interface Register {
  readonly audits: readonly Audit[];
  readonly findings: readonly Finding[];
  readonly measures: readonly Measure[];
  readonly baselines: readonly Baseline[];
}

/** Records by kind; each kind in the order of its dates, then ids. */
export function registerOf(records: readonly RegisterRecord[]): Register {
  const by = <Kind extends RegisterRecord["kind"]>(kind: Kind) =>
    records.filter((one): one is Extract<RegisterRecord, { kind: Kind }> => one.kind === kind);
  return {
    audits: by("audit").sort((a, b) => (a.completed < b.completed ? -1 : 1)),
    findings: by("finding").sort((a, b) => (a.audit + a.id < b.audit + b.id ? -1 : 1)),
    measures: by("measure").sort((a, b) => (a.id < b.id ? -1 : 1)),
    baselines: by("baseline").sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
