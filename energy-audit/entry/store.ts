/** Readings and tables in the database, and what is booked from them: nothing before it was shown, nothing by halves. */
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Meter } from "../../site/inventory.ts";
import type { Person } from "../../site/person.ts";
import type { Booking } from "../ledger/booking.ts";
import type { Period } from "../ledger/calendar.ts";
import type { ImportPlan } from "../ledger/import.ts";
import type { LedgerStore } from "../ledger/store.ts";
import type { EnergyTables } from "../ledger/tables.ts";
import { planTable, type PlannedTable } from "../imports.ts";
import { planProblems } from "./plan.ts";
import { amountsFrom, type Reading } from "./readings.ts";

export interface KeptReading extends Reading {
  readonly person: string;
  readonly enteredAt: Date;
  readonly note: string;
}

export interface KeptTable {
  readonly id: string;
  readonly file: string;
  readonly content: string;
  readonly plan: ImportPlan;
  readonly person: string;
  readonly sentAt: Date;
  readonly booked?: { readonly at: Date; readonly quarters: number };
}

const dayMs = 86_400_000;
const unit = ({ role }: Meter): "J" | "ml" => (role === "water" ? "ml" : "J");

export type EntryStore = ReturnType<typeof createEntryStore>;

export function createEntryStore(db: Kysely<EnergyTables>, ledger: LedgerStore, now: () => Date, meters: () => readonly Meter[]) {
  /** Every reading of a meter in the order of entering. */
  async function readings(meter: string): Promise<KeptReading[]> {
    const rows = await db.selectFrom("energy_reading").selectAll().where("meter", "=", meter).orderBy("no").execute();
    return rows.map(({ at, value, person, entered_at, note }) => ({ at, value, person, enteredAt: new Date(entered_at), note }));
  }

  /** Books what follows from the readings around an instant. What is booked already and differs gets a counter-booking. */
  async function bookAround(meter: Meter, reading: Reading, person: Person, note: string): Promise<number> {
    const all = await readings(meter.id);
    const others = all.filter(({ at }) => at !== reading.at).map(({ at }) => at);
    const from = Math.max(...others.filter((at) => at < reading.at), Number.NEGATIVE_INFINITY);
    const to = Math.min(...others.filter((at) => at > reading.at), Number.POSITIVE_INFINITY);
    const amounts = amountsFrom(meter, all, {
      from: Number.isFinite(from) ? from : reading.at,
      to: Number.isFinite(to) ? to : reading.at,
    });
    const [first, last] = [amounts[0], amounts.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const booked = await ledger.entries(meter.id, { from: first.quarter, to: last.quarter + 900 });
    const before = new Map(booked.map(({ quarter, amount }) => [quarter, amount]));
    const act = { source: "reading", at: now(), person: person.name, note };
    const fresh = amounts
      .filter(({ quarter }) => !before.has(quarter))
      .map(({ quarter, amount }): Booking => ({ quarter, amount, method: "manual", quality: "split", measuredSeconds: 900 }));
    const changed = amounts.filter(({ quarter, amount }) => before.has(quarter) && before.get(quarter) !== amount);
    await ledger.enter([{ meter: meter.id, unit: unit(meter), bookings: fresh }], act);
    await ledger.correct(meter.id, unit(meter), changed, act, "split");
    return fresh.length + changed.length;
  }

  async function table(id: string): Promise<KeptTable | undefined> {
    const row = await db.selectFrom("energy_import").selectAll().where("id", "=", id).executeTakeFirst();
    return (
      row && {
        id: row.id,
        file: row.file,
        content: row.content,
        plan: JSON.parse(row.plan) as ImportPlan,
        person: row.person,
        sentAt: new Date(row.sent_at),
        ...(row.booked_at !== null && { booked: { at: new Date(row.booked_at), quarters: row.quarters ?? 0 } }),
      }
    );
  }

  async function preview({ content, plan }: Pick<KeptTable, "content" | "plan">): Promise<PlannedTable> {
    const problems = planProblems(plan, meters());
    return problems.length > 0 ? { problems, meters: [] } : planTable(ledger, content, plan);
  }

  return {
    readings,

    /** Keeps a reading and books what follows from it. @returns quarter hours that got a booking */
    async enterReading(meter: Meter, reading: Reading, person: Person, note: string): Promise<number> {
      await db
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
        .execute();
      return bookAround(meter, reading, person, note === "" ? "Ablesung" : note);
    },

    table,

    /** Keeps a table until it is booked, or for a day. @returns its id */
    async keepTable(content: string, plan: ImportPlan, person: Person): Promise<string> {
      const id = randomBytes(8).toString("hex");
      const old = new Date(now().getTime() - dayMs).toISOString();
      await db.deleteFrom("energy_import").where("booked_at", "is", null).where("sent_at", "<", old).execute();
      await db
        .insertInto("energy_import")
        .values({
          id,
          file: plan.file,
          content,
          plan: JSON.stringify(plan),
          contact: person.id,
          person: person.name,
          sent_at: now().toISOString(),
          booked_at: null,
          quarters: null,
        })
        .execute();
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
    preview,

    /** Books the table as it was shown. A second time it finds everything booked and writes nothing. */
    async bookTable({ id, content, plan, file }: KeptTable, person: Person): Promise<PlannedTable> {
      const planned = await preview({ content, plan });
      if (planned.problems.length > 0) return planned;
      await ledger.enter(planned.meters, { source: file, at: now(), person: person.name, note: `Import ${id}` });
      const quarters = planned.meters.reduce((sum, { bookings }) => sum + bookings.length, 0);
      await db.updateTable("energy_import").set({ booked_at: now().toISOString(), quarters }).where("id", "=", id).execute();
      return planned;
    },

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
