/** Words of the models' quality. */
import type { Locale } from "../../../site/locale.ts";

const de = {
  title: "Güte der Modelle",
  period: "Kälte dieses Zeitraums",
  head: (cv: string, nmbe: string) => [
    "Modell",
    "Tage",
    "R² (bereinigt)",
    `CV(RMSE), höchstens ${cv}`,
    `NMBE eigene Tage, höchstens ±${nmbe}`,
    `NMBE fremde Tage, höchstens ±${nmbe}`,
    "ρ₁",
  ],
  note: "CV(RMSE): Streuung der Reste im Verhältnis zum Mittel. NMBE: mittlere Abweichung (gemessen minus Modell) im Verhältnis zum Mittel; auf den eigenen Tagen ist sie bauartbedingt 0, darum steht daneben die der fremden Tage: Jede Hälfte der Wochen wird mit dem Modell der anderen gerechnet, und der größere Fehler gilt. ρ₁: Autokorrelation der Reste; sie macht das Intervall einer Einsparung breiter. Grenzen: ASHRAE Guideline 14.",
  sheet: "Modelle",
  sheetHead: [
    "Modell",
    "Tage",
    "Knick °C",
    "R² bereinigt",
    "CV(RMSE)",
    "CV(RMSE) Grenze",
    "NMBE eigene Tage",
    "NMBE fremde Tage",
    "NMBE Grenze ±",
    "Autokorrelation ρ₁",
  ],
};

const en: typeof de = {
  title: "Quality of the models",
  period: "Cooling of this period",
  head: (cv, nmbe) => [
    "Model",
    "Days",
    "R² (adjusted)",
    `CV(RMSE), at most ${cv}`,
    `NMBE own days, at most ±${nmbe}`,
    `NMBE unseen days, at most ±${nmbe}`,
    "ρ₁",
  ],
  note: "CV(RMSE): scatter of the residuals relative to the mean. NMBE: mean deviation (measured minus model) relative to the mean; on the model's own days it is 0 by construction, so that of unseen days stands beside it: each half of the weeks is computed with the model of the other, and the larger error counts. ρ₁: autocorrelation of the residuals; it widens the interval of a saving. Limits: ASHRAE Guideline 14.",
  sheet: "Models",
  sheetHead: [
    "Model",
    "Days",
    "Change point °C",
    "R² adjusted",
    "CV(RMSE)",
    "CV(RMSE) limit",
    "NMBE own days",
    "NMBE unseen days",
    "NMBE limit ±",
    "Autocorrelation ρ₁",
  ],
};

export const modelWords: Readonly<Record<Locale, typeof de>> = { de, en };
