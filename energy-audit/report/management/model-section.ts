/** How good the models are that the section before draws and judges with, each figure beside its limit. */
import { table, type Block } from "../blocks.ts";
import { dash } from "../format.ts";
import { modelsOf } from "../models.ts";
import type { Context } from "./input.ts";
import { modelWords } from "./model-words.ts";

export function modelBlocks({ coolingProfile, verifications, locale, f }: Context): Block[] {
  const models = modelsOf(coolingProfile, verifications);
  const [first] = models;
  if (first === undefined) return [];
  const w = modelWords[locale];
  const bias = (value: number | null): string => (value === null ? dash : f.percent(Math.abs(value) < 5e-4 ? 0 : value, 1));
  const rows = models.map((one) => [
    one.id === "period" ? w.period : one.id,
    f.number(one.days),
    f.number(one.r2_adjusted, 2),
    f.percent(one.cv_rmse, 1),
    bias(one.nmbe),
    bias(one.nmbe_unseen),
    f.number(one.rho1, 2),
  ]);
  const head = w.head(f.percent(first.cv_rmse_limit), f.percent(first.nmbe_limit));
  return [
    { kind: "heading", text: w.title },
    { kind: "table", table: table(head, rows, [1, 2, 3, 4, 5, 6]), widths: [1.7, 0.5, 0.95, 1.3, 1.35, 1.4, 0.5] },
    { kind: "text", text: w.note },
  ];
}
