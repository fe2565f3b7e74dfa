/** Tables of energies are read and booked in a process of their own: a year of fifty meters would hold up the pager for seconds. */
import { runProgram } from "../energy-audit/child.ts";
import { oneAtATime } from "../energy-audit/one-at-a-time.ts";
import type { TableAnswer, TableOrder } from "../energy-audit/service.ts";

/** A year of fifty meters takes half a minute. */
const timeoutMs = 300_000;
const program = new URL("table-process.ts", import.meta.url);

/** @returns what works on a table of the ledger in this file; one at a time. It rejects with the reason of a process that failed. */
export function tableWorker(file: string): (order: TableOrder) => Promise<TableAnswer> {
  const inTurn = oneAtATime();
  return (order) => inTurn(() => run(file, order));
}

async function run(file: string, order: TableOrder): Promise<TableAnswer> {
  const { output } = await runProgram(program, { file, order }, "the table was not read", { timeoutMs });
  return JSON.parse(output.toString("utf8")) as TableAnswer;
}
