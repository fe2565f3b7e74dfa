/**
 * The energy ledger as the service holds it. Its file is opened beside the pager, never before it: a file that is damaged, locked or
 * cannot be opened costs the energy pages and bookings, nothing else. It is tried again until it works; Prometheus remembers
 * meanwhile what is to be booked.
 */
import { Router, type NextFunction, type Request, type Response } from "express";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { createEnergy, energyMigrations, type Energy, type EnergyOptions, type EnergyTables } from "../energy-audit/service.ts";
import { html } from "../site/html.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { page } from "../site/page.ts";
import type { Sample } from "../site/series.ts";
import { databaseFault, isLocked, isOfSqlite } from "./database-fault.ts";
import { migrate, openDatabase } from "./database.ts";

export interface EnergyLedger {
  /** The energy pages, or one page that says what is wrong. */
  readonly router: Router;
  /** What is wrong with the file and since when, once it is more than another program's short work. */
  readonly fault: () => { readonly since: Date; readonly what: string } | undefined;
  /** Opens the file if it is not open, and looks whether it can be read and written. Never rejects; for the timetable. */
  look(): Promise<void>;
  book(): Promise<number>;
  publish(): Promise<void>;
  mailReports(): Promise<number>;
  samples(): Promise<Sample[]>;
  close(): Promise<void>;
}

export interface EnergyLedgerParts extends Omit<EnergyOptions, "db"> {
  readonly file: string;
  readonly log: Logger;
}

/** A backup or a person at the file may hold it for so long. */
const patienceMs = 60_000;

const words = {
  de: {
    title: "Energie",
    down: "Die Energiebuchungen sind nicht erreichbar",
    rest: "Alarmierung, Lage und Runbooks arbeiten weiter. Die Datei wird alle 10 s neu versucht; was inzwischen zu buchen ist, hält Prometheus 180 Tage vor.",
    file: "Datei",
    runbook: "Was zu tun ist, steht im Runbook",
    unknown: "Die Datei der Datenbank lässt sich nicht benutzen.",
  },
  en: {
    title: "Energy",
    down: "The energy bookings are out of reach",
    rest: "Alerting, board and runbooks go on. The file is tried again every 10 s; Prometheus keeps for 180 days what is to be booked.",
    file: "File",
    runbook: "What to do stands in the runbook",
    unknown: "The file of the database cannot be used.",
  },
} as const;

/** Nothing is opened yet; call `look`. */
export function createEnergyLedger(parts: EnergyLedgerParts): EnergyLedger {
  const { file, site, now, log } = parts;
  let open: { readonly db: Kysely<EnergyTables>; readonly energy: Energy } | undefined;
  let fault: { readonly since: Date; readonly error: unknown } | undefined;
  let looking: Promise<void> | undefined;
  const say = (error: unknown, locale: Locale): string =>
    databaseFault(error, locale) ?? `${words[locale].unknown} [${error instanceof Error ? error.message : String(error)}]`;

  function failed(error: unknown): void {
    if (fault === undefined)
      log.error({ err: error, file, reason: say(error, "de") }, "the energy ledger cannot be used; everything else goes on");
    fault = { since: fault?.since ?? now(), error };
  }
  async function lookNow(): Promise<void> {
    try {
      open ??= await openLedger(parts);
      // Takes the turn to write and asks a table: whoever may only read fails here as well.
      await open.db.transaction().execute((tx) => tx.selectFrom("energy_booking").select("meter").limit(1).execute());
      // Figures go deeper into the file than that; they may miss Prometheus, which is no fault of the file.
      await open.energy.samples().catch((error: unknown) => isOfSqlite(error) && Promise.reject(error as Error));
    } catch (error) {
      failed(error);
      // Opened anew next time: by then it may be another file, from a backup.
      if (open !== undefined && !isLocked(error)) {
        const { db } = open;
        open = undefined;
        await db.destroy();
      }
      return;
    }
    if (fault !== undefined) log.warn({ file }, "the energy ledger can be used again");
    fault = undefined;
  }

  function down(request: Request, response: Response, error: unknown): void {
    const { lang } = request.query;
    const locale = typeof lang === "string" ? localeOf(lang) : site().site.locale;
    const w = words[locale];
    const body = html`<h1>${w.down}</h1>
      <p>${say(error, locale)}</p>
      <p>${w.file}: <code>${file}</code></p>
      <p>${w.rest}</p>
      <p>${w.runbook} <a href="/runbooks/EnergyLedgerDown">EnergyLedgerDown</a>.</p>`;
    response
      .status(503)
      .set({ "Cache-Control": "no-store", "Retry-After": "10" })
      .send(page({ title: w.title, locale, body }));
  }
  const router = Router();
  router.use((request: Request, response: Response, next: NextFunction) => {
    if (open !== undefined) open.energy.router(request, response, next);
    else if (!/^\/energy(\/|$)/.test(request.path)) next();
    else down(request, response, fault?.error ?? new Error("not open yet"));
  });
  router.use("/energy", (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent || !isOfSqlite(error)) return next(error);
    failed(error);
    down(request, response, error);
  });

  return {
    router,
    fault() {
      if (fault === undefined) return undefined;
      if (isLocked(fault.error) && now().getTime() - fault.since.getTime() < patienceMs) return undefined;
      return { since: fault.since, what: `${say(fault.error, site().site.locale)} (${file})` };
    },
    look: () => (looking ??= lookNow().finally(() => (looking = undefined))),
    book: async () => (await open?.energy.book()) ?? 0,
    publish: async () => open?.energy.publish(),
    mailReports: async () => (await open?.energy.mailReports()) ?? 0,
    samples: async () => (await open?.energy.samples()) ?? [],
    close: async () => open?.db.destroy(),
  };
}

async function openLedger(parts: EnergyLedgerParts) {
  const db = openDatabase<EnergyTables>({ file: parts.file, synchronous: "normal" });
  try {
    const newer = await migrate(db, "energy", energyMigrations);
    if (newer.length > 0)
      parts.log.warn({ newer }, "the energy ledger is that of a newer Leitstand; this one works on, update it soon");
    return { db, energy: createEnergy({ ...parts, db }) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
