/** The energy audit as a service: books the ledger, shows figures, makes reports. */
import type { Router } from "express";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import type { Problem } from "../site/problem.ts";
import type { Sample, SampleReader } from "../site/series.ts";
import { readBattery, readInterim, type Interim } from "./interim.ts";
import type { SpanWish } from "./kpi/span.ts";
import { createBooker } from "./ledger/booker.ts";
import { epochSeconds, localParts } from "./ledger/calendar.ts";
import { createDrivers } from "./ledger/drivers.ts";
import type { ImportPlan } from "./ledger/import.ts";
import { createLedgerStore, type BookingAct } from "./ledger/store.ts";
import type { EnergyTables } from "./ledger/tables.ts";
import { mailReports, type SendMail } from "./mailing/mail.ts";
import { createEntryStore } from "./entry/store.ts";
import type { TableAnswer, TableOrder } from "./entry/table-work.ts";
import { createMailingStore } from "./mailing/store.ts";
import { readProvisional } from "./provisional.ts";
import type { RegisterRecord } from "./register/records.ts";
import { createRegisterStore, type Change } from "./register/store.ts";
import { createPublisher } from "./publish/publisher.ts";
import { createReleases } from "./releases.ts";
import { baselineMaker, type MakeBaseline } from "./baselines.ts";
import { importRecords, importTable, importTemperatures } from "./imports.ts";
import { interimView } from "./report/interim-view.ts";
import { renderInterim, type RenderedReport } from "./report/render.ts";
import type { Identify } from "../site/person.ts";
import { energyRouter, type FileFormat } from "./routes.ts";
import { energySamples } from "./samples.ts";

export { ReportStoppedError } from "./report/render.ts";
export { stopLines } from "./report/stop-lines.ts";
export { workOnTable, type TableAnswer, type TableOrder } from "./entry/table-work.ts";
export type { SendMail } from "./mailing/mail.ts";
export { energyMigrations, type EnergyTables } from "./ledger/tables.ts";

export interface EnergyOptions {
  /** Opened database whose tables are up to date. Management reports read its file from a process of their own. */
  readonly db: Kysely<EnergyTables>;
  readonly site: () => Site;
  readonly reader: SampleReader;
  readonly now: () => Date;
  readonly log: Logger;
  /** Who sends a request; undefined for nobody. Without it nothing can be changed in the browser. */
  readonly identify?: Identify;
  /** Base address of the pages, for links in mails; with `send` the reports of `energy.mailings` are mailed. */
  readonly baseUrl?: () => string;
  readonly send?: SendMail;
  /** Works on a table that somebody sent, in a process of its own; without it here. */
  readonly tables?: (order: TableOrder) => Promise<TableAnswer>;
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
  /** Mails the reports that are due; for the timetable. @returns mails that a relay took */
  mailReports(): Promise<number>;
  /** Computes the published figures anew if the ledger or what they are made of changed; for the timetable. Never rejects. */
  publish(): Promise<void>;
  /** Figures for the scrape. */
  samples(): Promise<Sample[]>;
  /** The interim report as PDF/UA. @throws Error  there are no samples yet, or the typesetter failed (says why) */
  report(wish?: ReportWish): Promise<RenderedReport>;
  /**
   * The management report of a year, quarter or month.
   * @throws ReportStoppedError  figures contradict each other
   * @throws RangeError  no such month or quarter; the ledger is in memory
   */
  management(span: SpanWish, format: FileFormat, locale?: Locale): Promise<Uint8Array>;
  /** The same of the version that two people released; undefined while nobody did. @throws like `management` */
  issue(span: SpanWish, format: FileFormat, locale?: Locale): Promise<Uint8Array | undefined>;
  /** The statement for a customer (PDF or CSV). @throws like `management`; RangeError  no such customer or format */
  statement(customer: string, span: SpanWish, format: FileFormat, locale?: Locale): Promise<Uint8Array>;
  /** Audits, findings and measures from a file (YAML or JSON): all of it, or the problems and nothing. */
  importRecords(text: string, file: string, change: Change): Promise<{ written: number; problems: readonly Problem[] }>;
  /** Every record in force. */
  register(): Promise<readonly RegisterRecord[]>;
  /** Interval energies from a table (CSV): all of it, or the problems and nothing. */
  importTable(text: string, plan: ImportPlan, act: BookingAct): Promise<{ written: number; problems: readonly Problem[] }>;
  /** Daily mean outdoor temperatures from a table (CSV); days that are known stay. */
  importTemperatures(
    text: string,
    file: string,
    columns: { readonly day: string; readonly value: string },
  ): Promise<{ written: number; problems: readonly Problem[] }>;
  /** A baseline of the cooling from the days of the ledger, written to the register. @throws BaselineError  too few complete days */
  readonly makeBaseline: MakeBaseline;
}

/** Hours of the interim figures when nobody says otherwise. */
const interimHours = 4;

export function createEnergy({ db, site, reader, now, log, identify, baseUrl, send, tables }: EnergyOptions): Energy {
  const store = createLedgerStore(db);
  const booker = createBooker({ db, site, reader, now, log });
  const figures = async (hours = interimHours): Promise<Interim | undefined> =>
    (await readInterim(store, site(), hours, now())) ?? (await readProvisional(reader, site(), hours, now(), log));

  /** For people: they must know when a battery made the figures look better. */
  async function interim(hours?: number): Promise<Interim | undefined> {
    const found = await figures(hours);
    if (found === undefined) return undefined;
    try {
      return { ...found, battery: await readBattery(reader, found.balance.period) };
    } catch (error) {
      log.info({ err: error }, "states of the UPS are not known, battery operation is seen by quarter hours only");
      return found;
    }
  }

  async function report({ hours, locale = site().site.locale }: ReportWish = {}): Promise<RenderedReport> {
    const state = await interim(hours);
    if (state === undefined) throw new Error("the meters that a PUE needs have no samples yet");
    return renderInterim(interimView(state, site(), locale));
  }

  /** Months with bookings of the meters, newest first, each year before its months; the newest 24 months. */
  async function periods(): Promise<string[]> {
    const spans = [...(await store.spans()).values()];
    if (spans.length === 0) return [];
    const zone = site().site.time_zone;
    const month = (seconds: number): string => localParts(seconds, zone).date.slice(0, 7);
    const first = month(Math.min(...spans.map(({ from }) => from)));
    const result: string[] = [];
    let [year = 0, number = 0] = month(Math.max(...spans.map(({ bookedUntil }) => bookedUntil)) - 1)
      .split("-")
      .map(Number);
    for (let count = 0; count < 24; count += 1) {
      const key = `${year}-${String(number).padStart(2, "0")}`;
      if (key < first) break;
      if (!result.includes(String(year))) result.push(String(year));
      result.push(key);
      number -= 1;
      if (number === 0) {
        number = 12;
        year -= 1;
      }
    }
    return result;
  }

  const releases = createReleases({ db, store, site, now });
  const register = createRegisterStore(db);
  const mailings = createMailingStore(db);
  const drivers = createDrivers({ db, site, reader, log });
  const entries = createEntryStore(db, store, now, () => site().meters, tables);
  const makeBaseline = baselineMaker({ db, store, register, site });
  const publisher = createPublisher({ db, site, now, log });
  let collectedOn = "";

  return {
    router: energyRouter({
      site,
      interim,
      storeSilent: () => reader.silentSince?.() !== undefined,
      report,
      releases,
      register,
      entries,
      periods,
      makeBaseline,
      mailings,
      identify,
      now,
      log,
    }),
    async book() {
      const count = await booker.bookUpTo(now());
      // Temperatures are those of whole days: once a day is enough, and once after a start.
      const today = localParts(epochSeconds(now()), site().site.time_zone).date;
      if (today !== collectedOn) {
        collectedOn = today;
        await drivers.collect(now());
      }
      return count;
    },
    async mailReports() {
      if (send === undefined || baseUrl === undefined) return 0;
      return mailReports({ site, now, log, store: mailings, releases, baseUrl, send });
    },
    publish: () => publisher.refresh(),
    samples: async () => [...energySamples(await figures(), site()), ...publisher.samples()],
    report,
    management: (span, format, locale = site().site.locale) => releases.file(span, locale, format),
    issue: (span, format, locale = site().site.locale) => releases.issue(span, locale, format),
    async statement(customer, span, format, locale = site().site.locale) {
      const file = await releases.statement(span, locale, customer, format, false);
      if (file === undefined) throw new RangeError(`no customer ${customer}`);
      return file;
    },
    register: () => register.all(),
    importRecords: (text, file, change) => importRecords(register, text, file, change),
    importTable: (text, plan, act) => importTable(store, text, plan, act, site().meters),
    importTemperatures: (text, file, columns) => importTemperatures(drivers, text, file, columns),
    makeBaseline,
  };
}
