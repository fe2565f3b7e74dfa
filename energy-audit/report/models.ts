/** How good the models behind a report are, beside the limits of ASHRAE Guideline 14: for the JSON, the workbook and the table. */
import { z } from "zod";
import { cvLimit, nmbeLimit, type BaselineResult } from "../baseline/cooling-baseline.ts";
import type { CoolingProfile } from "../baseline/cooling-profile.ts";

export const modelSchema = z.strictObject({
  id: z.string().describe("Baseline of the register; `period`: the model of the period's own days"),
  days: z.int(),
  change_point_celsius: z.number().nullable(),
  r2_adjusted: z.number(),
  cv_rmse: z.number().describe("sqrt(SSE / (n − p)) / mean"),
  cv_rmse_limit: z.number(),
  nmbe: z.number().nullable().describe("Σ residuals / ((n − p) × mean) on the model's own days: 0 by construction"),
  nmbe_unseen: z.number().nullable().describe("Larger bias of two halves of the weeks, each predicted by the model of the other"),
  nmbe_limit: z.number().describe("For both, either sign"),
  rho1: z.number().describe("Autocorrelation of the residuals"),
});
export type ModelExport = z.output<typeof modelSchema>;

/** The model of the period first, then the baselines. */
export function modelsOf({ model }: CoolingProfile, baselines: readonly BaselineResult[]): ModelExport[] {
  const limits = { cv_rmse_limit: cvLimit, nmbe_limit: nmbeLimit };
  const own: ModelExport[] =
    model === undefined
      ? []
      : [
          {
            id: "period",
            days: model.n,
            change_point_celsius: model.changePoint ?? null,
            r2_adjusted: model.r2Adjusted,
            cv_rmse: model.cvRmse,
            nmbe: model.nmbe,
            nmbe_unseen: model.nmbeUnseen ?? null,
            rho1: model.rho1,
            ...limits,
          },
        ];
  return [
    ...own,
    ...baselines.map(({ baseline: { id, model: of } }) => ({
      id,
      days: of.n,
      change_point_celsius: of.change_point,
      r2_adjusted: of.r2_adjusted,
      cv_rmse: of.cv_rmse,
      nmbe: of.nmbe ?? null,
      nmbe_unseen: of.nmbe_unseen ?? null,
      // n′ = n (1 − ρ₁) / (1 + ρ₁), the other way round.
      rho1: (of.n - of.n_prime) / (of.n + of.n_prime),
      ...limits,
    })),
  ];
}
