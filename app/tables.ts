/** Tables of energies are read and booked in a process of their own: a year of fifty meters would hold up the pager for seconds. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { oneAtATime } from "../energy-audit/one-at-a-time.ts";
import type { TableAnswer, TableOrder } from "../energy-audit/service.ts";

/** A year of fifty meters takes half a minute. */
const timeoutMs = 300_000;
const program = fileURLToPath(new URL("table-process.ts", import.meta.url));

/** @returns what works on a table of the ledger in this file; one at a time. It rejects with the reason of a process that failed. */
export function tableWorker(file: string): (order: TableOrder) => Promise<TableAnswer> {
  const inTurn = oneAtATime();
  return (order) => inTurn(() => run(file, order));
}

async function run(file: string, order: TableOrder): Promise<TableAnswer> {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "pipe"], timeout: timeoutMs });
  // A child that dies early closes its input; its exit code says what happened.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify({ file, order }));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [answer, why, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0)
    throw new Error(`the table was not read (${code === null ? "stopped" : `exit ${code}`}): ${why.trim().slice(0, 500)}`);
  return JSON.parse(answer) as TableAnswer;
}
