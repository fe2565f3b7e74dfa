/** The call-outs of a month from the database, as CSV. */
import type { Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { callOutFacts, callOutsCsv, monthOf } from "./call-outs.ts";
import { callOuts } from "./rests.ts";
import type { Database } from "./tables.ts";

/** A call-out belongs to the month in which it began; one that lasted longer than this into the next is not looked for. */
const longestMs = 31 * 86_400_000;

/** @param month  `YYYY-MM` @returns undefined when it is none */
export async function callOutsOfMonth(db: Database, site: Site, month: string, locale: Locale): Promise<string | undefined> {
  const zone = site.site.time_zone;
  const span = monthOf(month, zone);
  if (span === undefined) return undefined;
  const all = await callOuts(db, span.from, new Date(span.until.getTime() + longestMs));
  return callOutsCsv(callOutFacts(all, span, site), locale, zone);
}
