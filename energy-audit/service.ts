/** The energy audit as a service: books the ledger, shows figures, makes reports. */
import type { Router } from "express";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import type { Sample, SampleReader } from "../site/series.ts";
import { readInterim, type Interim } from "./interim.ts";
import { createBooker } from "./ledger/booker.ts";
import { createLedgerStore } from "./ledger/store.ts";
import type { EnergyTables } from "./ledger/tables.ts";
import { interimView } from "./report/interim-view.ts";
import { readProvisional } from "./provisional.ts";
import { renderReport, type RenderedReport } from "./report/render.ts";
import { energyRouter } from "./routes.ts";
import { energySamples } from "./samples.ts";

export { energyMigrations, type EnergyTables } from "./ledger/tables.ts";

export interface EnergyOptions {
  /** Opened database whose tables are up to date. */
  readonly db: Kysely<EnergyTables>;
  readonly site: () => Site;
  readonly reader: SampleReader;
  readonly now: () => Date;
  readonly log: Logger;
}

export interface ReportWish {
  /** Length of the interim period; 4 by default, less while the ledger is younger. */
  readonly hours?: number;
  /** The site's language by default. */
  readonly locale?: Locale;
}

export interface Energy {
  readonly router: Router;
  /** Books what is complete by now; for the timetable. Never rejects. @returns quarter hours booked */
  book(): Promise<number>;
  /** Figures for the scrape. */
  samples(): Promise<Sample[]>;
  /** The report as PDF/UA. @throws Error  there are no samples yet, or the renderer failed (says why) */
  report(wish?: ReportWish): Promise<RenderedReport>;
}

/** Hours of the interim figures when nobody says otherwise. */
const interimHours = 4;

export function createEnergy({ db, site, reader, now, log }: EnergyOptions): Energy {
  const store = createLedgerStore(db);
  const booker = createBooker({ db, site, reader, now, log });
  const interim = async (hours = interimHours): Promise<Interim | undefined> =>
    (await readInterim(store, site(), hours, now())) ?? (await readProvisional(reader, site(), hours, now(), log));

  async function report({ hours, locale = site().site.locale }: ReportWish = {}): Promise<RenderedReport> {
    const state = await interim(hours);
    if (state === undefined) throw new Error("the meters that a PUE needs have no samples yet");
    return renderReport("interim", interimView(state, site(), locale));
  }

  return {
    router: energyRouter({ site, interim, report, now, log }),
    book: () => booker.bookUpTo(now()),
    samples: async () => energySamples(await interim(), site()),
    report,
  };
}
