/** Reports of today and reports that were released: which figures, who signed them, what was booked since. */
import { sql, type Kysely } from "kysely";
import type { Site } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import type { Person } from "../site/person.ts";
import { auditedSite } from "./kpi/site.ts";
import { spanOf, type SpanWish } from "./kpi/span.ts";
import { joulesPerKwh } from "./ledger/booking.ts";
import { epochSeconds, localParts, type Period } from "./ledger/calendar.ts";
import type { LedgerStore } from "./ledger/store.ts";
import type { EnergyTables } from "./ledger/tables.ts";
import { createIssueStore, keptFormats } from "./register/issues.ts";
import { createSignatureStore, releaseOf, type Release, type Signature } from "./register/signatures.ts";
import type { ReportView } from "./report/blocks.ts";
import type { ReportFormat } from "./report/documents.ts";
import type { ManagementOrder } from "./report/management-process.ts";
import { managementBlocks, renderManagement, renderOne } from "./report/render.ts";

/** The figures differ from those that the person saw. */
export class FiguresChangedError extends Error {}
/** Too little is measured. */
export class NotReleasableError extends Error {}

export interface SignedReport {
  readonly signatures: readonly Signature[];
  readonly release?: Release;
}

export interface ReleaseOptions {
  readonly db: Kysely<EnergyTables>;
  readonly store: LedgerStore;
  readonly site: () => Site;
  readonly now: () => Date;
}

/** `2025`, `2025-q3`, `2025-03`. */
export function nameOf({ year, quarter, month }: SpanWish): string {
  if (month !== undefined) return `${year}-${String(month).padStart(2, "0")}`;
  return quarter === undefined ? String(year) : `${year}-q${quarter}`;
}

export type Releases = ReturnType<typeof createReleases>;

export function createReleases({ db, store, site, now }: ReleaseOptions) {
  const signatures = createSignatureStore(db);
  const issues = createIssueStore(db);

  async function fileOf(): Promise<string> {
    const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db);
    const file = rows[0]?.file ?? "";
    if (file === "") throw new RangeError("a ledger in memory has no file that a report could read");
    return file;
  }

  const signed = async (span: SpanWish): Promise<SignedReport> => {
    const list = await signatures.of(nameOf(span));
    const release = releaseOf(list);
    return { signatures: list, ...(release && { release }) };
  };

  const releaseNote = ({ first, second }: Release) => ({ people: [first.person, second.person] as const, at: second.at });

  /** The report as of now; after a release it names what was booked since. */
  async function today(span: SpanWish, locale: Locale): Promise<Omit<ManagementOrder, "formats">> {
    const { release } = await signed(span);
    const { period } = spanOf(span, site().site.time_zone);
    const later = release === undefined ? [] : await store.bookedAfter(release.second.lastBatch, period);
    const water = new Set(
      site()
        .meters.filter(({ role }) => role === "water")
        .map(({ id }) => id),
    );
    return {
      file: await fileOf(),
      site: auditedSite(site()),
      wish: {
        ...span,
        locale,
        day: localParts(epochSeconds(now()), site().site.time_zone).date,
        supplement: later
          .filter(({ meter }) => !water.has(meter))
          .map(({ meter, amount, quarters }) => ({ meter, kwh: amount / joulesPerKwh, quarters })),
      },
    };
  }

  /** The report as it was released: site file, ledger, register and day of then. */
  async function released(span: SpanWish, locale: Locale, release: Release): Promise<Omit<ManagementOrder, "formats">> {
    const { second } = release;
    return {
      file: await fileOf(),
      site: await signatures.siteOf(second.no),
      wish: { ...span, locale, day: second.day, release: releaseNote(release) },
      asOf: { lastBatch: second.lastBatch, at: second.at },
    };
  }

  /** Documents of the released version: those that are kept, the others from what was released, and then kept. */
  async function issued(
    span: SpanWish,
    locale: Locale,
    release: Release,
    formats: readonly ReportFormat[],
    customer?: string,
  ): Promise<Partial<Record<ReportFormat, Buffer>>> {
    const key = { signature: release.second.no, locale, ...(customer !== undefined && { customer }) };
    const kept = await issues.of(key, formats);
    const missing = formats.filter((format) => !kept.has(format));
    if (missing.length === 0) return Object.fromEntries(kept);
    const order = await released(span, locale, release);
    const made = await renderManagement({ ...order, ...(customer !== undefined && { customer }), formats: missing });
    await issues.keep(key, made);
    return { ...Object.fromEntries(kept), ...made };
  }

  return {
    signed,
    /** Makes and keeps the documents of a release, so that no later version of this program draws them otherwise. */
    async keep(span: SpanWish): Promise<void> {
      const { release } = await signed(span);
      if (release !== undefined) await issued(span, site().site.locale, release, keptFormats);
    },
    /** Periods that are released and touch these instants (epoch seconds): a booking there becomes a supplement. */
    async releasedIn({ from, to }: Period): Promise<string[]> {
      const all = await signatures.of();
      const names = [...new Set(all.filter(({ period }) => period.from < to && from < period.to).map(({ name }) => name))];
      return names.filter((name) => releaseOf(all.filter((one) => one.name === name)) !== undefined).sort();
    },
    view: async (span: SpanWish, locale: Locale): Promise<ReportView> => managementBlocks(await today(span, locale)),
    /** Several formats from one reading of the ledger, as of now; of the released version where there is one. */
    async files(span: SpanWish, locale: Locale, formats: readonly ReportFormat[]) {
      const { release } = await signed(span);
      return release === undefined
        ? renderManagement({ ...(await today(span, locale)), formats })
        : issued(span, locale, release, formats);
    },
    file: async (span: SpanWish, locale: Locale, format: ReportFormat): Promise<Buffer> =>
      renderOne(await today(span, locale), format),

    /** The statement for a customer as blocks, as of now. */
    statementView: async (span: SpanWish, locale: Locale, customer: string): Promise<ReportView> =>
      managementBlocks({ ...(await today(span, locale)), customer }),
    /** The statement for a customer; with `issue` of the released version, undefined while nobody released the period. */
    async statement(
      span: SpanWish,
      locale: Locale,
      customer: string,
      format: ReportFormat,
      issue: boolean,
    ): Promise<Buffer | undefined> {
      if (!issue) return renderOne({ ...(await today(span, locale)), customer }, format);
      const { release } = await signed(span);
      return release === undefined ? undefined : (await issued(span, locale, release, [format], customer))[format];
    },

    /** The released version in one format; undefined while nobody released the period. */
    async issue(span: SpanWish, locale: Locale, format: ReportFormat): Promise<Buffer | undefined> {
      const { release } = await signed(span);
      return release === undefined ? undefined : (await issued(span, locale, release, [format]))[format];
    },

    /**
     * Signs the figures that the person saw.
     * @param checksum  of the figures as they were shown
     * @throws FiguresChangedError  the figures are others by now
     * @throws NotReleasableError  the report is a draft
     * @throws SameSignerError  this person signed these figures already
     * @throws AlreadyReleasedError  two people did
     * @throws SameSideError  the other signature must be of the energy management, or of somebody else
     */
    async sign(span: SpanWish, checksum: string, { id, name, roles }: Person): Promise<SignedReport> {
      const at = now().toISOString();
      const lastBatch = await store.lastBatch();
      const { locale } = site().site;
      const order = await today(span, locale);
      const view = await managementBlocks({ ...order, asOf: { lastBatch, at } });
      if (view.figuresChecksum !== checksum) throw new FiguresChangedError(nameOf(span));
      if (!view.releasable) throw new NotReleasableError(nameOf(span));
      const { period } = spanOf(span, site().site.time_zone);
      const signature = { name: nameOf(span), period, person: name, signer: { id, roles }, at, checksum, lastBatch };
      await signatures.sign({ ...signature, day: order.wish.day }, order.site);
      return signed(span);
    },
  };
}
