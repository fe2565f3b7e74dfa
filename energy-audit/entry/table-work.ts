/**
 * The heavy half of a table that somebody sent: reading it and booking it takes seconds, so it runs in a process of its own
 * (`app/table-process.ts`). Order and answer are plain data.
 */
import { readFile } from "node:fs/promises";
import type { Kysely } from "kysely";
import type { Meter } from "../../site/inventory.ts";
import type { Problem } from "../../site/problem.ts";
import { planTable } from "../imports.ts";
import type { ImportPlan } from "../ledger/import.ts";
import { createLedgerStore } from "../ledger/store.ts";
import type { EnergyTables } from "../ledger/tables.ts";
import { planProblems } from "./plan.ts";

export interface TableOrder {
  /** Of the kept table. */
  readonly id: string;
  readonly act: "keep" | "preview" | "book";
  /** File with the bytes of the table, to be kept. */
  readonly path?: string;
  /** Meters of the inventory. */
  readonly meters: readonly Meter[];
  readonly person: string;
  /** ISO instant. */
  readonly at: string;
}

/** What a table has for one meter. */
export interface TableMeter {
  readonly meter: string;
  readonly quarters: number;
  /** Intervals without a value. */
  readonly missing: number;
  /** Sum, base units. */
  readonly amount: number;
  /** First and end of the last quarter hour, epoch seconds; missing without a value. */
  readonly from?: number;
  readonly to?: number;
}

export interface TableAnswer {
  readonly problems: readonly Problem[];
  /** Empty when there are problems. */
  readonly meters: readonly TableMeter[];
}

const dayMs = 86_400_000;
const partBytes = 1024 * 1024;

/** Takes the bytes of a table over from a file, whole or not at all, and forgets what nobody booked for a day. */
async function keep(db: Kysely<EnergyTables>, { id, path, at }: TableOrder): Promise<void> {
  const content = path === undefined ? Buffer.alloc(0) : await readFile(path);
  const old = new Date(Date.parse(at) - dayMs).toISOString();
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom("energy_import").where("booked_at", "is", null).where("sent_at", "<", old).execute();
    await tx.deleteFrom("energy_import_part").where("import", "not in", tx.selectFrom("energy_import").select("id")).execute();
    for (let no = 0; no * partBytes < content.length; no += 1) {
      const bytes = content.subarray(no * partBytes, (no + 1) * partBytes);
      await tx.insertInto("energy_import_part").values({ import: id, no, bytes }).execute();
    }
  });
}

/** Says what the table would book, or books it: all of it, or the problems and nothing. A booked table is booked no second time. */
export async function workOnTable(db: Kysely<EnergyTables>, order: TableOrder): Promise<TableAnswer> {
  if (order.act === "keep") {
    await keep(db, order);
    return { problems: [], meters: [] };
  }
  const row = await db
    .selectFrom("energy_import")
    .select(["file", "content", "plan", "booked_at"])
    .where("id", "=", order.id)
    .executeTakeFirst();
  if (row === undefined || row.booked_at !== null) return { problems: [], meters: [] };
  const parts = await db.selectFrom("energy_import_part").select("bytes").where("import", "=", order.id).orderBy("no").execute();
  const content = parts.length === 0 ? row.content : Buffer.concat(parts.map(({ bytes }) => bytes)).toString("utf8");
  const plan = JSON.parse(row.plan) as ImportPlan;
  const wrong = planProblems(plan, order.meters);
  if (wrong.length > 0) return { problems: wrong, meters: [] };
  const ledger = createLedgerStore(db);
  const planned = await planTable(ledger, content, plan, order.meters);
  const meters = planned.meters.map(({ meter, bookings, missing }): TableMeter => {
    const [first, last] = [bookings[0], bookings.at(-1)];
    return {
      meter,
      quarters: bookings.length,
      missing: missing.length,
      amount: bookings.reduce((sum, { amount }) => sum + amount, 0),
      ...(first && last && { from: first.quarter, to: last.quarter + 900 }),
    };
  });
  if (planned.problems.length > 0 || order.act === "preview") return { problems: planned.problems, meters };
  const quarters = meters.reduce((sum, one) => sum + one.quarters, 0);
  const act = { source: row.file, at: new Date(order.at), person: order.person, note: `Import ${order.id}` };
  // The mark that the table is booked is written with its bookings: neither can be there without the other.
  await ledger.enter(planned.meters, act, (tx) =>
    tx.updateTable("energy_import").set({ booked_at: order.at, quarters }).where("id", "=", order.id).execute(),
  );
  return { problems: [], meters };
}
