/**
 * Child process: reads or books one table of energies that somebody sent. The order comes by standard input as JSON with the
 * ledger's file, the answer goes to standard output. Exit 1 with the reason on standard error.
 */
import { text } from "node:stream/consumers";
import { workOnTable, type EnergyTables, type TableOrder } from "../energy-audit/service.ts";
import { openDatabase } from "./database.ts";

try {
  const { file, order } = JSON.parse(await text(process.stdin)) as { file: string; order: TableOrder };
  const db = openDatabase<EnergyTables>({ file, synchronous: "normal" });
  process.stdout.write(JSON.stringify(await workOnTable(db, order)));
  await db.destroy();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
