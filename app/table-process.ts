/**
 * Child process: reads or books one table of energies that somebody sent. The order comes by standard input as JSON with the
 * ledger's file, the answer goes to standard output. Exit 1 with the reason on standard error.
 */
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { workOnTable, type EnergyTables, type TableOrder } from "../energy-audit/service.ts";
import { openDatabase } from "./database.ts";

try {
  const { file, order } = JSON.parse(await text(process.stdin)) as { file: string; order: TableOrder };
  const db = openDatabase<EnergyTables>({ file, synchronous: "normal" });
  process.stdout.write(JSON.stringify(await workOnTable(db, order)));
  // Megabytes in the write-ahead log would be moved to the file by the next one who writes: the process that must not stand still.
  if (order.act !== "preview") await sql`pragma wal_checkpoint(truncate)`.execute(db);
  await db.destroy();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
