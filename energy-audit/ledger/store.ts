/** The ledger's database: what was booked, and where booking stands. Amounts in base units, instants in epoch seconds. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql, type Kysely } from "kysely";
import { methods, qualities, type Booking, type LedgerEvent, type Quality, type Unit } from "./booking.ts";
import type { Booked, MeterState } from "./book.ts";
import { quarterSeconds, quartersOf, type Period } from "./calendar.ts";
import type { EnergyTables } from "./tables.ts";

/** The sum of the bookings of one quarter hour; method and quality are those of the newest booking. */
export interface LedgerEntry extends Booking {
  readonly versions: number;
}

/**
 * Bookings of one meter as columns, one place per quarter hour from `from` on: a year is 35,040 places, and a report reads
 * dozens of meters. `amounts` is NaN where nothing is booked; methods and qualities are indexes into their lists.
 */
export interface Column {
  /** Start of the first quarter hour, epoch seconds. */
  readonly from: number;
  /** Seconds of one place: 900 for bookings. */
  readonly step: number;
  readonly amounts: Float64Array;
  readonly methods: Uint8Array;
  readonly qualities: Uint8Array;
  readonly measuredSeconds: Uint16Array;
}

export interface StoredState {
  readonly state: MeterState | null;
  /** End of the last booked quarter hour; null before the first. */
  readonly bookedUntil: number | null;
}

/** Who booked what from where. */
export interface BookingAct {
  readonly source: string;
  readonly at: Date;
  /** For entries that a person made. */
  readonly person?: string;
  readonly note?: string;
}

/** Somebody else booked the same meter meanwhile: nothing was written; read the state again. */
export class LedgerMovedError extends Error {}

const firstBookings = (bookings: readonly Booking[]) => bookings.map((booking) => ({ booking, version: 1 }));

export type LedgerStore = ReturnType<typeof createLedgerStore>;

const daySeconds = 86_400;
/** Rows of one insert statement: a few milliseconds; between two of them the loop turns, so that nobody waits for a long import. */
const rowsPerInsert = 1000;
/** Bookings are read month by month for the same reason. */
const readSeconds = 30 * daySeconds;

export function createLedgerStore(db: Kysely<EnergyTables>) {
  const numbers = new Map<string, number>();

  /** Number of the meter, made on first use. */
  async function meterNumber(id: string, unit: Unit): Promise<number> {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    await db
      .insertInto("energy_meter")
      .values({ id, unit })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    const { no } = await db.selectFrom("energy_meter").select("no").where("id", "=", id).executeTakeFirstOrThrow();
    numbers.set(id, no);
    return no;
  }

  /** Where booking of the meter stands; nothing yet for a new meter. */
  async function stateOf(meter: string): Promise<StoredState> {
    const row = await db
      .selectFrom("energy_state")
      .innerJoin("energy_meter", "energy_meter.no", "energy_state.meter")
      .where("energy_meter.id", "=", meter)
      .select(["state", "booked_until"])
      .executeTakeFirst();
    if (row === undefined) return { state: null, bookedUntil: null };
    return { state: JSON.parse(row.state) as MeterState, bookedUntil: row.booked_until };
  }

  /**
   * Writes what one read of samples gave, with the new state, in one transaction.
   * @param expected  the state that the booking started from
   * @throws LedgerMovedError  the stored state is another one
   */
  async function append(meter: string, unit: Unit, booked: Booked, expected: StoredState, about: BookingAct): Promise<void> {
    const no = await meterNumber(meter, unit);
    await db.transaction().execute(async (tx) => {
      const now = await tx.selectFrom("energy_state").select(["seen_until"]).where("meter", "=", no).executeTakeFirst();
      if ((now?.seen_until ?? null) !== (expected.state?.seenUntil ?? null)) {
        throw new LedgerMovedError(`the ledger of ${meter} was booked by another process`);
      }
      const last = booked.bookings.at(-1);
      if (last !== undefined) await insert(tx, no, firstBookings(booked.bookings), about);
      for (let index = 0; index < booked.events.length; index += rowsPerInsert) {
        const events = booked.events.slice(index, index + rowsPerInsert);
        await tx
          .insertInto("energy_event")
          .values(events.map(({ at, kind, seconds }) => ({ meter: no, at, kind, seconds: seconds ?? null })))
          .onConflict((conflict) => conflict.columns(["meter", "at", "kind"]).doNothing())
          .execute();
      }
      const state = {
        booked_until: last === undefined ? expected.bookedUntil : last.quarter + 900,
        seen_until: booked.state.seenUntil,
        state: JSON.stringify(booked.state),
      };
      await tx
        .insertInto("energy_state")
        .values({ meter: no, ...state })
        .onConflict((conflict) => conflict.column("meter").doUpdateSet(state))
        .execute();
    });
  }

  /** Bookings of quarter hours as one batch. */
  async function insert(
    tx: Kysely<EnergyTables>,
    no: number,
    entries: readonly { readonly booking: Booking; readonly version: number }[],
    about: BookingAct,
  ): Promise<void> {
    const batch = await tx
      .insertInto("energy_batch")
      .values({
        meter: no,
        source: about.source,
        booked_at: about.at.toISOString(),
        person: about.person ?? null,
        note: about.note ?? null,
      })
      .returning("no")
      .executeTakeFirstOrThrow();
    // One parameter instead of eight per row: a year of a meter is written in a tenth of the time.
    for (let index = 0; index < entries.length; index += rowsPerInsert) {
      const rows = entries
        .slice(index, index + rowsPerInsert)
        .map(({ booking: { quarter, amount, method, quality, measuredSeconds }, version }) => [
          quarter,
          amount,
          methods.indexOf(method),
          qualities.indexOf(quality),
          measuredSeconds,
          version,
        ]);
      await sql`
        insert into energy_booking (meter, quarter, version, amount, method, quality, measured_seconds, batch)
        select ${no}, value ->> 0, value ->> 5, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ${batch.no}
        from json_each(${JSON.stringify(rows)})`.execute(tx);
      await nextTurn();
    }
  }

  /**
   * Bookings that do not come from samples: an import, an entry by hand, replacement values. All or nothing.
   * @param evidence  what is written with them, in the same transaction
   * @throws Error  one of the quarter hours is booked already: that needs a correction
   */
  async function enter(
    entries: readonly { readonly meter: string; readonly unit: Unit; readonly bookings: readonly Booking[] }[],
    about: BookingAct,
    evidence?: (tx: Kysely<EnergyTables>) => Promise<unknown>,
  ): Promise<void> {
    const numbered: { no: number; bookings: readonly Booking[] }[] = [];
    for (const { meter, unit, bookings } of entries) {
      if (bookings.length > 0) numbered.push({ no: await meterNumber(meter, unit), bookings });
    }
    await db.transaction().execute(async (tx) => {
      await evidence?.(tx);
      for (const { no, bookings } of numbered) await insert(tx, no, firstBookings(bookings), about);
    });
  }

  /**
   * Another amount for quarter hours, as counter-bookings: the difference is booked, what was booked stays. A quarter hour
   * without a booking gets one by hand. Amounts that are right already are left alone. All or nothing.
   * @param act  must name the person and the reason
   * @param how  quality of the bookings, seconds that new ones count as measured, and what is written with them as their evidence
   * @returns how many quarter hours got a booking
   */
  async function correct(
    meter: string,
    unit: Unit,
    amounts: readonly { readonly quarter: number; readonly amount: number }[],
    act: BookingAct & { readonly person: string; readonly note: string },
    how: {
      readonly quality?: Quality;
      readonly measuredSeconds?: number;
      readonly evidence?: (tx: Kysely<EnergyTables>) => Promise<unknown>;
    } = {},
  ): Promise<number> {
    const { quality = "substitute", measuredSeconds = 0, evidence } = how;
    const no = await meterNumber(meter, unit);
    return db.transaction().execute(async (tx) => {
      await evidence?.(tx);
      const first = amounts.reduce((least, { quarter }) => Math.min(least, quarter), Number.POSITIVE_INFINITY);
      const last = amounts.reduce((most, { quarter }) => Math.max(most, quarter), Number.NEGATIVE_INFINITY);
      const booked = new Map<number, { total: number; version: number }>();
      for (let from = first; from <= last; from += readSeconds) {
        const rows = await tx
          .selectFrom("energy_booking")
          .where("meter", "=", no)
          .where("quarter", ">=", from)
          .where("quarter", "<", Math.min(from + readSeconds, last + quarterSeconds))
          .groupBy("quarter")
          .select(({ fn }) => ["quarter", fn.sum<number>("amount").as("total"), fn.max<number>("version").as("version")])
          .execute();
        for (const { quarter, total, version } of rows) booked.set(quarter, { total, version });
        await nextTurn();
      }
      const changes = amounts.flatMap(({ quarter, amount }): { booking: Booking; version: number }[] => {
        const before = booked.get(quarter);
        if (before?.total === amount) return [];
        const kind =
          before === undefined
            ? ({ method: "manual", measuredSeconds } as const)
            : ({ method: "corrected", measuredSeconds: 0 } as const);
        const booking = { quarter, amount: amount - (before?.total ?? 0), quality, ...kind };
        return [{ booking, version: (before?.version ?? 0) + 1 }];
      });
      if (changes.length > 0) await insert(tx, no, changes, act);
      return changes.length;
    });
  }

  /** Number of the last batch: everything up to it is what a reader saw. 0 for an empty ledger. */
  async function lastBatch(): Promise<number> {
    const { no } = await db
      .selectFrom("energy_batch")
      .select(({ fn }) => fn.max<number | null>("no").as("no"))
      .executeTakeFirstOrThrow();
    return no ?? 0;
  }

  /** What was booked in the period after a batch, in base units by meter: the supplement to what was released then. */
  async function bookedAfter(
    batch: number,
    { from, to }: Period,
  ): Promise<{ meter: string; amount: number; quarters: number }[]> {
    const rows = await db
      .selectFrom("energy_booking")
      .innerJoin("energy_meter", "energy_meter.no", "energy_booking.meter")
      .where("quarter", ">=", from)
      .where("quarter", "<", to)
      .where("batch", ">", batch)
      .groupBy("energy_meter.id")
      .orderBy("energy_meter.id")
      .select(({ fn }) => [
        "energy_meter.id as meter",
        fn.sum<number>("amount").as("amount"),
        fn.countAll<number>().as("quarters"),
      ])
      .execute();
    return rows;
  }

  /** Rows of a meter in the order of quarter hour and version, month by month: the loop turns in between. */
  async function* bookings(meter: string, { from, to }: Period) {
    for (let start = from; start < to; start += readSeconds) {
      yield* await db
        .selectFrom("energy_booking")
        .where("meter", "=", (eb) => eb.selectFrom("energy_meter").select("no").where("id", "=", meter))
        .where("quarter", ">=", start)
        .where("quarter", "<", Math.min(start + readSeconds, to))
        .orderBy("quarter")
        .orderBy("version")
        .select(["quarter", "amount", "method", "quality", "measured_seconds"])
        .execute();
      if (start + readSeconds < to) await nextTurn();
    }
  }

  /** Bookings of one meter in the period, by quarter hour; what was not booked is left out. */
  async function entries(meter: string, period: Period): Promise<LedgerEntry[]> {
    const result: LedgerEntry[] = [];
    for await (const row of bookings(meter, period)) {
      const previous = result.at(-1);
      const same = previous?.quarter === row.quarter;
      const entry: LedgerEntry = {
        quarter: row.quarter,
        amount: row.amount + (same ? previous.amount : 0),
        method: methods[row.method] ?? "manual",
        quality: qualities[row.quality] ?? "substitute",
        measuredSeconds: row.measured_seconds,
        versions: same ? previous.versions + 1 : 1,
      };
      if (same) result.pop();
      result.push(entry);
    }
    return result;
  }

  /** The same as columns. */
  async function column(meter: string, period: Period): Promise<Column> {
    const length = quartersOf(period);
    const result = {
      from: period.from,
      step: quarterSeconds,
      amounts: new Float64Array(length).fill(Number.NaN),
      methods: new Uint8Array(length),
      qualities: new Uint8Array(length),
      measuredSeconds: new Uint16Array(length),
    };
    for await (const row of bookings(meter, period)) {
      const index = (row.quarter - period.from) / quarterSeconds;
      const before = result.amounts[index] ?? Number.NaN;
      result.amounts[index] = row.amount + (Number.isNaN(before) ? 0 : before);
      result.methods[index] = row.method;
      result.qualities[index] = row.quality;
      result.measuredSeconds[index] = row.measured_seconds;
    }
    return result;
  }

  /**
   * Amounts of all meters in periods, in base units, in the order of the periods; null where nothing is booked. Whole UTC days
   * come from the day sums, the hours around them from bookings: 60 months of 50 meters are read in a tenth of a second.
   */
  async function sums(periods: readonly Period[]): Promise<Map<string, (number | null)[]>> {
    const spans = periods.map(({ from, to }) => {
      const first = Math.ceil(from / daySeconds);
      return [from, to, first, Math.max(first, Math.floor(to / daySeconds))];
    });
    const part = (from: string, to: string) =>
      sql.raw(`(select sum(amount) from energy_booking
      where meter = m.no and quarter >= ${from} and quarter < ${to})`);
    const { rows } = await sql<{ id: string; place: number; amount: number | null }>`
      with span(place, starts, ends, first, last) as (
        select key, value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${JSON.stringify(spans)})),
      parts as (
        select m.id, place, ${part("starts", "min(ends, first * 86400)")} as head,
          (select sum(amount) from energy_day where meter = m.no and day >= first and day < last) as days,
          ${part("max(starts, last * 86400)", "ends")} as tail
        from energy_meter m cross join span)
      select id, place, case when coalesce(head, days, tail) is null then null
        else coalesce(head, 0) + coalesce(days, 0) + coalesce(tail, 0) end as amount
      from parts order by id, place`.execute(db);
    const result = new Map<string, (number | null)[]>();
    for (const { id, amount } of rows) result.set(id, [...(result.get(id) ?? []), amount]);
    return result;
  }

  /** First and last booked quarter hour of each meter: `bookedUntil` is the end of the last. Meters without bookings are left out. */
  async function spans(): Promise<Map<string, { readonly from: number; readonly bookedUntil: number }>> {
    const rows = await db
      .selectFrom("energy_meter")
      .select((eb) => [
        "id",
        // Two correlated look-ups at the ends of the key; a group by would read every booking.
        eb
          .selectFrom("energy_booking")
          .whereRef("meter", "=", "no")
          .select(sql<number | null>`min(quarter)`.as("q"))
          .as("first"),
        eb
          .selectFrom("energy_booking")
          .whereRef("meter", "=", "no")
          .select(sql<number | null>`max(quarter)`.as("q"))
          .as("last"),
      ])
      .execute();
    const result = new Map<string, { from: number; bookedUntil: number }>();
    for (const { id, first, last } of rows) {
      if (first !== null && last !== null) result.set(id, { from: first, bookedUntil: last + 900 });
    }
    return result;
  }

  /** What was noticed at a meter in the period, in order. */
  async function events(meter: string, { from, to }: Period): Promise<LedgerEvent[]> {
    const rows = await db
      .selectFrom("energy_event")
      .innerJoin("energy_meter", "energy_meter.no", "energy_event.meter")
      .where("energy_meter.id", "=", meter)
      .where("at", ">=", from)
      .where("at", "<", to)
      .orderBy("at")
      .select(["at", "kind", "seconds"])
      .execute();
    return rows.map(({ at, kind, seconds }) => ({
      at,
      kind: kind as LedgerEvent["kind"],
      ...(seconds === null ? {} : { seconds }),
    }));
  }

  return { stateOf, append, enter, correct, lastBatch, bookedAfter, entries, column, sums, spans, events };
}
