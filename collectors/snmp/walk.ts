/** Columns of an agent from their first row to the last, by GETBULK: what learning a device is made of. */
import type { Raw } from "../raw.ts";
import { SnmpError, type Binding } from "./session.ts";
import { mostVarbinds } from "./sizes.ts";

/** What was found so far: values by instance, and the rows of each column in the agent's order. */
export interface Walked {
  readonly values: Map<string, Raw>;
  readonly rows: Map<string, string[]>;
}

/** How the agent is asked. */
export interface Walking {
  /** The next rows of each of these. */
  readonly ahead: (at: readonly string[], repetitions: number) => Promise<readonly (readonly Binding[])[]>;
  /** A sign of life. @throws SnmpError when there is none */
  readonly knock: () => Promise<unknown>;
}

interface Cursor {
  readonly column: string;
  at: string;
  done: boolean;
}

const mostRows = 20_000;

/** Columns of one table are walked together, tables side by side. */
export async function walkColumns(columns: readonly string[], into: Walked, agent: Walking): Promise<void> {
  const tables = new Map<string, string[]>();
  for (const column of columns) {
    const table = column.slice(0, column.lastIndexOf("."));
    const group = tables.get(table);
    if (group === undefined) tables.set(table, [column]);
    else group.push(column);
  }
  const groups = [...tables.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / 8) }, (_, index) => group.slice(index * 8, index * 8 + 8)),
  );
  const settled = await Promise.allSettled(groups.map((group) => walkGroup(group, into, agent)));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function walkGroup(columns: readonly string[], into: Walked, agent: Walking): Promise<void> {
  let cursors = columns.map((column): Cursor => ({ column, at: column, done: false }));
  let repetitions = 6;
  while (cursors.length > 0) {
    let answer: readonly (readonly Binding[])[];
    try {
      answer = await agent.ahead(
        cursors.map(({ at }) => at),
        repetitions,
      );
    } catch (error) {
      if (!(error instanceof SnmpError)) throw error;
      if (error.failure === "no_such_name" && cursors.length === 1) return;
      if (!["no_such_name", "refused", "too_big", "timeout", "malformed"].includes(error.failure)) throw error;
      if (repetitions > 1 && error.failure !== "no_such_name") {
        repetitions = Math.max(1, repetitions >> 2);
        if (error.failure !== "timeout") continue;
      }
      if (error.failure === "timeout") await agent.knock();
      if (cursors.length === 1) {
        if (error.failure === "timeout" || error.failure === "malformed") throw error;
        return;
      }
      for (const { column, at } of cursors) await walkFrom(column, at, repetitions, into, agent);
      return;
    }
    for (const [index, cursor] of cursors.entries()) take(cursor, answer[index] ?? [], into);
    cursors = cursors.filter(({ done }) => !done);
    repetitions = Math.max(1, Math.min(25, Math.floor(mostVarbinds / Math.max(1, cursors.length))));
  }
}

/** One column to its end, from where it was left. */
async function walkFrom(column: string, from: string, repetitions: number, into: Walked, agent: Walking): Promise<void> {
  const cursor: Cursor = { column, at: from, done: false };
  let now = repetitions;
  while (!cursor.done) {
    try {
      const [bindings = []] = await agent.ahead([cursor.at], now);
      take(cursor, bindings, into);
    } catch (error) {
      if (!(error instanceof SnmpError)) throw error;
      if (error.failure === "no_such_name" || error.failure === "refused") return;
      if (now === 1) throw error;
      now = 1;
    }
  }
}

function take(cursor: Cursor, bindings: readonly Binding[], { values, rows }: Walked): void {
  const prefix = `${cursor.column}.`;
  let known = rows.get(cursor.column);
  if (known === undefined) rows.set(cursor.column, (known = []));
  if (bindings.length === 0) cursor.done = true;
  for (const [oid, raw] of bindings) {
    // The end of the column, or an agent that answers in circles.
    if (!oid.startsWith(prefix) || values.has(oid) || known.length >= mostRows || oid === cursor.at) {
      cursor.done = true;
      return;
    }
    cursor.at = oid;
    // NULL inside a table: the row has no such value, the walk goes on.
    if (raw === undefined) continue;
    values.set(oid, raw);
    known.push(oid.slice(prefix.length));
  }
}
