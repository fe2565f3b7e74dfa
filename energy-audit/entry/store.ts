/** Readings and tables in the database, and what is booked from them: nothing before it was shown, nothing by halves. */
import { randomBytes } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { Meter } from "../../site/inventory.ts";
import type { Person } from "../../site/person.ts";
import type { Period } from "../ledger/calendar.ts";
import type { ImportPlan } from "../ledger/import.ts";
import type { LedgerStore } from "../ledger/store.ts";
import type { EnergyTables } from "../ledger/tables.ts";
import { workOnTable, type TableAnswer, type TableOrder } from "./table-work.ts";
import { amountsFrom, type Reading } from "./readings.ts";
import type { SentFile } from "./upload.ts";

export interface KeptReading extends Reading {
  readonly person: string;
  readonly enteredAt: Date;
  readonly note: string;
}

export interface KeptTable {
  readonly id: string;
  readonly file: string;
  /** Its beginning: the columns and some rows. */
  readonly head: string;
  readonly plan: ImportPlan;
  readonly person: string;
  readonly sentAt: Date;
  readonly booked?: { readonly at: Date; readonly quarters: number };
}

/** Characters of a kept table that a page reads. */
const headLength = 20_000;
const unit = ({ role }: Meter): "J" | "ml" => (role === "water" ? "ml" : "J");

export type EntryStore = ReturnType<typeof createEntryStore>;

/** @param tables  works on a kept table; here and now unless somebody has a process for it */
export function createEntryStore(
  db: Kysely<EnergyTables>,
  ledger: LedgerStore,
  now: () => Date,
  meters: () => readonly Meter[],
  tables: (order: TableOrder) => Promise<TableAnswer> = (order) => workOnTable(db, order),
) {
  /** Every reading of a meter in the order of entering. */
  async function readings(meter: string): Promise<KeptReading[]> {
    const rows = await db.selectFrom("energy_reading").selectAll().where("meter", "=", meter).orderBy("no").execute();
    return rows.map(({ at, value, person, entered_at, note }) => ({ at, value, person, enteredAt: new Date(entered_at), note }));
  }

  /** Amounts of the quarter hours that a reading touches: from the one before it to the one after it. */
  function amountsAround(meter: Meter, all: readonly Reading[], at: number): ReturnType<typeof amountsFrom> {
    const others = all.map((one) => one.at).filter((one) => one !== at);
    const from = Math.max(...others.filter((one) => one < at), Number.NEGATIVE_INFINITY);
    const to = Math.min(...others.filter((one) => one > at), Number.POSITIVE_INFINITY);
    return amountsFrom(meter, all, { from: Number.isFinite(from) ? from : at, to: Number.isFinite(to) ? to : at });
  }

  async function table(id: string): Promise<KeptTable | undefined> {
    const row = await db
      .selectFrom("energy_import")
      .select(["id", "file", "plan", "person", "sent_at", "booked_at", "quarters"])
      .select(sql<string>`substr(content, 1, ${headLength})`.as("head"))
      .where("id", "=", id)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        file: row.file,
        head: row.head,
        plan: JSON.parse(row.plan) as ImportPlan,
        person: row.person,
        sentAt: new Date(row.sent_at),
        ...(row.booked_at !== null && { booked: { at: new Date(row.booked_at), quarters: row.quarters ?? 0 } }),
      }
    );
  }

  const work = (id: string, act: TableOrder["act"], person: string, path?: string): Promise<TableAnswer> =>
    tables({ id, act, meters: meters(), person, at: now().toISOString(), ...(path !== undefined && { path }) });

  return {
    readings,

    /**
     * Keeps a reading and books what follows from it, in one transaction. What is booked already and differs gets a
     * counter-booking. @returns quarter hours that got a booking
     */
    async enterReading(meter: Meter, reading: Reading, person: Person, note: string): Promise<number> {
      const amounts = amountsAround(meter, [...(await readings(meter.id)), reading], reading.at);
      const act = { source: "reading", at: now(), person: person.name, note: note === "" ? "Ablesung" : note };
      return ledger.correct(meter.id, unit(meter), amounts, act, {
        quality: "split",
        measuredSeconds: 900,
        evidence: (tx) =>
          tx
            .insertInto("energy_reading")
            .values({
              meter: meter.id,
              at: reading.at,
              value: reading.value,
              contact: person.id,
              person: person.name,
              entered_at: now().toISOString(),
              note,
            })
            .execute(),
      });
    },

    table,

    /**
     * Keeps a table until it is booked, or for a day. @returns its id
     * @param sent  its beginning and the file with all of it, which stays the caller's
     */
    async keepTable(sent: Pick<SentFile, "head" | "path">, plan: ImportPlan, person: Person): Promise<string> {
      const id = randomBytes(8).toString("hex");
      await db
        .insertInto("energy_import")
        .values({
          id,
          file: plan.file,
          content: sent.head,
          plan: JSON.stringify(plan),
          contact: person.id,
          person: person.name,
          sent_at: now().toISOString(),
          booked_at: null,
          quarters: null,
        })
        .execute();
      // Written by the process of the tables: megabytes in the database would hold up the pager, by way of a file they do not.
      try {
        await work(id, "keep", person.name, sent.path);
      } catch (error) {
        // Its beginning alone would read like a short table.
        await db.deleteFrom("energy_import").where("id", "=", id).where("booked_at", "is", null).execute();
        throw error;
      }
      return id;
    },

    async changePlan(id: string, plan: ImportPlan): Promise<void> {
      await db
        .updateTable("energy_import")
        .set({ plan: JSON.stringify(plan) })
        .where("id", "=", id)
        .where("booked_at", "is", null)
        .execute();
    },

    /** What would be booked, or every problem. */
    preview: (id: string): Promise<TableAnswer> => work(id, "preview", ""),

    /** Books the table as it was shown. A second time it finds it booked and writes nothing. */
    bookTable: (id: string, person: Person): Promise<TableAnswer> => work(id, "book", person.name),

    /** Sum and number of the booked quarter hours of a span, base units. */
    async booked(meter: string, period: Period): Promise<{ amounts: Map<number, number>; total: number }> {
      const entries = await ledger.entries(meter, period);
      const amounts = new Map(entries.map(({ quarter, amount }) => [quarter, amount]));
      return { amounts, total: entries.reduce((sum, { amount }) => sum + amount, 0) };
    },

    /** Another total for a span, as counter-bookings. @returns quarter hours that got one */
    correct: (
      meter: Meter,
      amounts: readonly { quarter: number; amount: number }[],
      person: Person,
      note: string,
    ): Promise<number> =>
      ledger.correct(meter.id, unit(meter), amounts, { source: "correction", at: now(), person: person.name, note }),
  };
}

/**
 * A total spread over the quarter hours of a span: in proportion to what is booked there, evenly where nothing is. The parts add
 * up to the total. Pure.
 */
export function spread(
  total: number,
  period: Period,
  booked: ReadonlyMap<number, number>,
): { quarter: number; amount: number }[] {
  const quarters: number[] = [];
  for (let quarter = period.from; quarter < period.to; quarter += 900) quarters.push(quarter);
  const sum = quarters.reduce((all, quarter) => all + Math.max(0, booked.get(quarter) ?? 0), 0);
  const weight = (quarter: number): number => (sum === 0 ? 1 / quarters.length : Math.max(0, booked.get(quarter) ?? 0) / sum);
  let passed = 0;
  let given = 0;
  return quarters.map((quarter, index) => {
    passed += weight(quarter);
    const until = index === quarters.length - 1 ? total : Math.round(total * passed);
    const amount = until - given;
    given = until;
    return { quarter, amount };
  });
}
