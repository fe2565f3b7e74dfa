/** Why no report was made, a sentence for each reason: what, where, the numbers, and what to do. */
import { formatNumber, type Locale } from "../../site/locale.ts";
import type { Finding, StopId } from "../kpi/checks.ts";
import { managementWords } from "./management/words.ts";

export function stopLines(stops: readonly Finding<StopId>[], locale: Locale): string[] {
  const w = managementWords[locale];
  const number = (value: number): string => formatNumber(value, locale, Math.abs(value) < 10 ? 3 : 1);
  // A mains failure stops the year, its month and each UPS: once is enough.
  const once = stops.findIndex(({ id }) => id === "battery_carried_it");
  const said = stops.filter(({ id }, index) => id !== "battery_carried_it" || index === once);
  return said.map(({ id, place, value, bound }) => {
    const found = value === undefined ? "" : ` (${w.stopFound(number(value), bound === undefined ? "" : number(bound))})`;
    return `${w.stopTexts[id]}${place === "" ? "" : `: ${place}`}${found}. ${w.stopRemedies[id]}`;
  });
}
