/** Quarter-hour energies of all meters as CSV: the load profiles that an auditor must get (EDL-G § 8a (2)). */
import { instantOf, quarterSeconds, type Period } from "../ledger/calendar.ts";
import { baseOf, methods, qualities } from "../ledger/booking.ts";
import type { MeterSeries } from "../kpi/energy.ts";

/**
 * One line per quarter hour: start in UTC and in local time with its offset, then kWh (m³ for water) and how it was found for
 * each meter. Empty where nothing is booked.
 */
export function loadProfile(series: readonly MeterSeries[], { from, to }: Period, timeZone: string, decimal: "." | ","): string {
  const head = [
    "start_utc",
    "start_local",
    ...series.flatMap(({ meter }) => [`${meter.id} [${meter.role === "water" ? "m3" : "kWh"}]`, `${meter.id} method`]),
  ];
  const lines = [head.join(";")];
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const offset = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" });
  let zone = "";
  for (let quarter = from; quarter < to; quarter += quarterSeconds) {
    const at = instantOf(quarter);
    // Clocks change on a full hour; asking for the offset costs more than the rest of the line.
    if (quarter === from || quarter % 3600 === 0) zone = offset.format(at).replace(/^.*GMT/, "");
    const cells = [at.toISOString().slice(0, 16) + "Z", format.format(at).replace(" ", "T") + zone];
    for (const { meter, from: start, amounts, methods: found, qualities: known } of series) {
      const index = (quarter - start) / quarterSeconds;
      const amount = amounts[index] ?? Number.NaN;
      if (Number.isNaN(amount)) cells.push("", "");
      else {
        const value = amount / baseOf(meter);
        cells.push(
          String(Math.round(value * 1e6) / 1e6).replace(".", decimal),
          `${methods[found[index] ?? 0]}/${qualities[known[index] ?? 0]}`,
        );
      }
    }
    lines.push(cells.join(";"));
  }
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
