/** The fields of a record as a form has them: which, of what kind, in which group. What a field means stands in `records.ts`. */
import { findingTypes, measureTypes, measureUses, statuses } from "./records.ts";

/** Kinds of records that have a form; baselines are computed. */
export const formKinds = ["measure", "finding", "audit"] as const;
export type FormKind = (typeof formKinds)[number];

export type FieldKind =
  | "id"
  | "text"
  | "long"
  | "day"
  | "number"
  | "whole"
  /** A share that people write in percent. */
  | "percent"
  /** Payments by year, written `6: 12000; 9: 3000`. */
  | "payments"
  /** Id of a record of that kind. */
  | { readonly record: "audit" | "finding" | "measure" }
  | { readonly options: readonly string[] };

export interface Field {
  /** Path inside the record: `verified.kwh`. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly required?: true;
}

export interface Group {
  /** Word of the legend. */
  readonly group: "origin" | "plan" | "decision" | "money" | "proof" | "content" | "cost";
  readonly fields: readonly Field[];
}

const id: Field = { name: "id", kind: "id", required: true };

/** In the order in which a follow-up is written: where it comes from, what is planned, decided, spent, proven. */
export const forms: Readonly<Record<FormKind, readonly Group[]>> = {
  audit: [
    {
      group: "content",
      fields: [
        id,
        { name: "standard", kind: "text", required: true },
        { name: "auditor", kind: "text", required: true },
        { name: "basis", kind: { options: ["voluntary", "mandatory"] }, required: true },
        { name: "scope", kind: "long", required: true },
        { name: "completed", kind: "day", required: true },
        { name: "coverage", kind: "percent" },
        { name: "declared", kind: "day" },
      ],
    },
    {
      group: "cost",
      fields: [
        { name: "cost_internal_eur", kind: "number" },
        { name: "cost_external_eur", kind: "number" },
      ],
    },
  ],
  finding: [
    {
      group: "origin",
      fields: [
        id,
        { name: "audit", kind: { record: "audit" }, required: true },
        { name: "page", kind: "text" },
        { name: "type", kind: { options: findingTypes }, required: true },
        { name: "text", kind: "long", required: true },
      ],
    },
    {
      group: "decision",
      fields: [
        { name: "measure", kind: { record: "measure" } },
        { name: "settled", kind: "long" },
      ],
    },
  ],
  measure: [
    {
      group: "origin",
      fields: [
        id,
        { name: "title", kind: "text", required: true },
        { name: "finding", kind: { record: "finding" } },
        { name: "use", kind: { options: measureUses }, required: true },
        { name: "type", kind: { options: measureTypes }, required: true },
      ],
    },
    {
      group: "plan",
      fields: [
        { name: "saving_kwh_per_year", kind: "number", required: true },
        { name: "assumption", kind: "long" },
        { name: "accuracy", kind: "percent" },
        { name: "interactions", kind: "long" },
        { name: "degradation_per_year", kind: "percent" },
        { name: "useful_life_years", kind: "whole", required: true },
      ],
    },
    {
      group: "money",
      fields: [
        { name: "investment_eur", kind: "number", required: true },
        { name: "funding_eur", kind: "number" },
        { name: "opex_eur_per_year", kind: "number" },
        { name: "opex_change_per_year", kind: "percent" },
        { name: "price_change_per_year", kind: "percent" },
        { name: "residual_value_eur", kind: "number" },
        { name: "reinvestments", kind: "payments" },
        { name: "actual_cost_eur", kind: "number" },
      ],
    },
    {
      group: "decision",
      fields: [
        { name: "status", kind: { options: statuses }, required: true },
        { name: "reason", kind: "long" },
        { name: "owner", kind: "text", required: true },
        { name: "decided", kind: "day" },
        { name: "due", kind: "day" },
        { name: "implemented", kind: "day" },
      ],
    },
    {
      group: "proof",
      fields: [
        { name: "verification_plan", kind: "long" },
        { name: "verified.kwh", kind: "number" },
        { name: "verified.low", kind: "number" },
        { name: "verified.high", kind: "number" },
        { name: "verified.from", kind: "day" },
        { name: "verified.to", kind: "day" },
        { name: "verified.outside_share", kind: "percent" },
      ],
    },
  ],
};

export const fieldsOf = (kind: FormKind): Field[] => forms[kind].flatMap(({ fields }) => fields);
