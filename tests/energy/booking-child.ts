/** Books a month of 15-second samples into the ledger file given as argument, and ends; the test kills it again and again. */
import { createBooker } from "../../energy-audit/ledger/booker.ts";
import { database, exampleSite, log, recorded } from "./fixture.ts";

export const monthStart = Date.parse("2026-02-28T23:00:00Z") / 1000;
/** March 2026: 743 hours. */
export const monthSeconds = 743 * 3600;

/** Two meters with a sample every 15 s, an hour without any in the middle, and a few lost scrapes. */
export function monthReader() {
  const site = { ...exampleSite() };
  const meters = site.meters.filter(({ id }) => id === "netz" || id === "kaelte");
  const gap = monthStart + 400 * 3600;
  const has = (_meter: string, at: number): boolean => (at < gap || at > gap + 3600) && at % 8190 !== 0;
  return { site: { ...site, meters }, reader: recorded({ site, start: monthStart, every: 15, has }) };
}

const [, , file] = process.argv;
if (file !== undefined && process.argv[1]?.endsWith("booking-child.ts")) {
  const { site, reader } = monthReader();
  const db = await database(file);
  const until = new Date((monthStart + monthSeconds) * 1000);
  await createBooker({ db, site: () => site, reader, now: () => until, log }).bookUpTo(until);
  await db.destroy();
}
