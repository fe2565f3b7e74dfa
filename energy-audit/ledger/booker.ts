/**
 * Reads raw samples and books them: one read per meter and six hours of samples, from where the last one ended. What was
 * missed while Leitstand or Prometheus stood still is caught up as far as the samples reach.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { escapeLabel, type SampleReader, type Series } from "../../site/series.ts";
import type { Meter, Site } from "../../site/inventory.ts";
import { baseOf, type MeterReading, type RawSample, type Unit } from "./booking.ts";
import { book } from "./book.ts";
import { epochSeconds, instantOf } from "./calendar.ts";
import { createLedgerStore, LedgerMovedError, type LedgerStore } from "./store.ts";
import type { EnergyTables } from "./tables.ts";

/** Samples read at once: six hours at 10 s are 2,160 values, a millisecond or two of work. */
const chunkSeconds = 6 * 3600;
/** How far back a new meter is searched for samples: as long as Prometheus keeps them. */
const lookbackSeconds = 180 * 86_400;
/** Reads overlap what was read before; what comes twice is dropped by its instant. */
const overlapSeconds = 60;
/** Labels that say who was asked, not what was measured: a device that moves to another room keeps its counter. */
const identity = new Set(["job", "instance", "device", "class", "site", "room", "house", "role", "replica"]);

export interface BookerOptions {
  readonly db: Kysely<EnergyTables>;
  readonly site: () => Site;
  readonly reader: SampleReader;
  readonly now: () => Date;
  readonly log: Logger;
}

/** A meter that Leitstand reads itself. */
export type ReadMeter = Meter & { readonly source: NonNullable<Meter["source"]> };

/** Meters without a source are imported or read by hand. */
export const isRead = (meter: Meter): meter is ReadMeter => meter.source !== undefined;

/** A large table is booked within a minute or two; somebody has to look when the ledger stays locked for longer than this. */
const patienceSeconds = 600;
/** Another process writes (SQLITE_BUSY). */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" && (error.errcode & 0xff) === 5;

/** How the samples of an inventory meter are read. */
export function readingOf(meter: ReadMeter): MeterReading {
  const counter = meter.source.metric.endsWith("_joules_total");
  return {
    kind: counter ? "counter" : "power",
    ...(meter.rollover_wh === undefined ? {} : { modulus: meter.rollover_wh * 3600 }),
    resolution: meter.resolution_wh * 3600,
    maxPerSecond: meter.max_watts,
    nominalSeconds: 900,
    gapSeconds: 120,
    impossibleReset: "ask",
  };
}

/** PromQL selector of the meter's series. */
export function selectorOf({ source }: ReadMeter): string {
  const labels = Object.entries({ ...source.labels, device: source.device });
  return `${source.metric}{${labels.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(",")}}`;
}

/** @returns what can book: `bookUpTo(instant)` books everything that is complete by then and says how many quarter hours. */
export function createBooker({ db, site, reader, now, log }: BookerOptions) {
  const store = createLedgerStore(db);
  let running: Promise<number> | undefined;
  /** Since when another process keeps the ledger for itself (a large table is booked); undefined when it does not. */
  let waitingSince: Date | undefined;

  /** Meters are booked one after the other; one that fails is logged and does not hold up the others. */
  async function bookAll(until: Date): Promise<number> {
    let count = 0;
    for (const meter of site().meters.filter(isRead)) {
      try {
        count += await bookMeter(store, meter, until);
        waitingSince = undefined;
      } catch (error) {
        if (isBusy(error)) {
          // What is not booked now is booked a minute later from the same samples; the other meters would wait as well.
          waitingSince ??= now();
          const waited = (now().getTime() - waitingSince.getTime()) / 1000;
          if (waited > patienceSeconds)
            log.error({ err: error, waitedSeconds: waited }, "another process keeps the ledger locked; nothing is booked");
          else log.debug({ meter: meter.id }, "another process writes the ledger; booked with the next run");
          return count;
        }
        if (error instanceof LedgerMovedError) log.info({ meter: meter.id }, "another process books this meter");
        else log.error({ meter: meter.id, err: error }, "the meter could not be booked");
      }
    }
    return count;
  }

  async function bookMeter(store: LedgerStore, meter: ReadMeter, until: Date): Promise<number> {
    const reading = readingOf(meter);
    const unit: Unit = meter.role === "water" ? "ml" : "J";
    const selector = selectorOf(meter);
    let count = 0;
    let expected = await store.stateOf(meter.id);
    const seen = expected.state?.seenUntil ?? null;
    const start = seen ?? (await firstSample(selector, until));
    if (start === null) return 0;
    const end = epochSeconds(until);
    for (let from = start - overlapSeconds; from < end; from += chunkSeconds) {
      const to = Math.min(from + chunkSeconds, end);
      const read = samplesOf(await reader.raw(selector, instantOf(from), instantOf(to)), reading);
      const samples = reading.kind === "counter" ? continued(read, meter, reading.modulus) : read;
      const booked = book(samples, reading, expected.state);
      if (booked.state.seenUntil !== (expected.state?.seenUntil ?? null)) {
        await store.append(meter.id, unit, booked, expected, { source: `prometheus ${selector}`, at: now() });
        const last = booked.bookings.at(-1);
        expected = { state: booked.state, bookedUntil: last === undefined ? expected.bookedUntil : last.quarter + 900 };
      }
      for (const { kind, at, seconds } of booked.events) {
        log.warn({ meter: meter.id, event: kind, at: instantOf(at).toISOString(), seconds }, "counter event");
      }
      count += booked.bookings.length;
      await nextTurn();
    }
    return count;
  }

  /** Start of the first day that has samples, or null. One query, so that a new meter costs no half year of reads. */
  async function firstSample(selector: string, until: Date): Promise<number | null> {
    const days = await reader.range(
      `count_over_time(${selector}[1d])`,
      instantOf(epochSeconds(until) - lookbackSeconds),
      until,
      86_400,
    );
    const first = days.flatMap(({ points }) => points).sort((a, b) => a.at.getTime() - b.at.getTime())[0];
    return first === undefined ? null : epochSeconds(first.at) - 86_400;
  }

  return {
    /** Books all meters; a call while another runs joins it. Never rejects: what fails is logged and tried again next time. */
    bookUpTo(until: Date): Promise<number> {
      running ??= bookAll(until).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

/**
 * A counter over the exchanges of its device: what the removed one showed more than the installed one is added to every later
 * value, so that the counter goes on as if one device had counted all the time.
 */
export function continued(samples: readonly RawSample[], meter: Meter, modulus?: number): RawSample[] {
  const base = baseOf(meter);
  const exchanges = (meter.exchanges ?? []).map(({ at, removed_kwh, installed_kwh }) => ({
    at: Date.parse(at) / 1000,
    more: Math.round((removed_kwh - installed_kwh) * base),
  }));
  if (exchanges.length === 0) return [...samples];
  return samples.map(({ at, value }) => {
    if (value === null) return { at, value };
    const shifted = exchanges.reduce((sum, exchange) => sum + (at > exchange.at ? exchange.more : 0), value);
    return { at, value: modulus === undefined ? shifted : ((shifted % modulus) + modulus) % modulus };
  });
}

/**
 * Samples of the meter from what the store returned. A device that changed its room has several series with the same row:
 * they are one. Rows of a power (phases) are added up where all are there.
 * @throws RangeError  several counter rows: their sum has no rollover; the labels of the meter must pick one
 */
export function samplesOf(series: readonly Series[], reading: MeterReading): RawSample[] {
  const rows = new Map<string, Map<number, number>>();
  for (const { labels, points } of series) {
    const row = Object.entries(labels)
      .filter(([name]) => !identity.has(name) && name !== "__name__")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}="${value}"`)
      .join(",");
    const values = rows.get(row) ?? new Map<number, number>();
    for (const { at, value } of points) values.set(epochSeconds(at), value);
    rows.set(row, values);
  }
  const [first, ...others] = rows.values();
  if (first === undefined) return [];
  if (others.length > 0 && reading.kind === "counter") {
    throw new RangeError(`${rows.size} counters match: ${[...rows.keys()].join(" and ")}; the meter's labels must pick one`);
  }
  const samples: RawSample[] = [];
  for (const [at, value] of first) {
    const rest = others.map((row) => row.get(at));
    if (rest.some((part) => part === undefined)) continue;
    samples.push({ at, value: rest.reduce<number>((sum, part) => sum + (part ?? 0), value) });
  }
  return samples;
}
