/** Where on-call and the login keep their tables: a file of SQLite in the state folder, or the PostgreSQL that `database:` names. */
import { join } from "node:path";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { lastSign, oncallMigrations, type OnCallTables } from "../alerts/oncall/service.ts";
import type { Site } from "../site/inventory.ts";
import { accessMigrations } from "./access/tables.ts";
import { databaseFault } from "./database-fault.ts";
import { claimRoom, migrate, openDatabase } from "./database.ts";
import { openPostgres } from "./postgres.ts";
import { keepReserve, reserveBytes, type Reserve } from "./reserve.ts";
import type { SharedClock } from "./shared-clock.ts";

export interface OnCallDatabase {
  readonly db: Kysely<OnCallTables>;
  /** The clock that all instances share, on PostgreSQL. */
  readonly clock?: SharedClock;
  /** Room that is kept for a file of SQLite. */
  readonly reserve?: Reserve;
  /** Brings the tables up to date. @throws Error  the database does not answer, or a migration failed */
  migrate(): Promise<readonly string[]>;
}

/** The file of SQLite in a state folder. */
export const oncallFile = (folder: string): string => join(folder, "oncall.db");

/** Opens the database; on PostgreSQL nothing is connected yet. @throws Error  file or URL cannot be read */
export function openOnCallDatabase(
  site: Pick<Site, "database">,
  folder: string,
  log?: Logger,
  onReplaced?: () => void,
): OnCallDatabase {
  const { database } = site;
  if (database === undefined) {
    const { db, reserve } = openWithReserve(folder, reserveBytes, log, onReplaced);
    return { db, reserve, migrate: () => migrateAll(db) };
  }
  const options = { url: database.url, tls: database.tls, ca: database.ca };
  const onLost = (error: Error): void => log?.warn({ err: error }, "a connection to the database is lost");
  const { db, clock } = openPostgres<OnCallTables>({ ...options, onLost, lastSign });
  return {
    db,
    clock,
    async migrate() {
      const { db } = openPostgres<OnCallTables>({ ...options, patient: true, onLost });
      try {
        return await migrateAll(db);
      } finally {
        await db.destroy();
      }
    },
  };
}

/** The file of SQLite in a folder, with room kept for it (`reserve.look` takes it). */
export function openWithReserve(
  folder: string,
  bytes: number,
  log?: Logger,
  onReplaced?: () => void,
): { readonly db: Kysely<OnCallTables>; readonly reserve: Reserve } {
  const db = openDatabase<OnCallTables>({
    file: oncallFile(folder),
    synchronous: "full",
    onFull: () => reserve.release(),
    ...(onReplaced && { onReplaced }),
  });
  const reserve = keepReserve({ folder, bytes, now: () => new Date(), log, claim: (room) => claimRoom(db, room) });
  return { db, reserve };
}

async function migrateAll(db: Kysely<OnCallTables>): Promise<readonly string[]> {
  return [...(await migrate(db, "oncall", oncallMigrations)), ...(await migrate(db, "access", accessMigrations))];
}

const againMs = 2000;

/**
 * Brings the tables up to date and resolves when that is done. A database that is out of reach is asked again and again:
 * meanwhile pages work, and a webhook is told to come again.
 * @throws Error  on SQLite, whose file nobody else can mend
 */
export async function migrateWhenReached(database: OnCallDatabase, log: Logger, stopped: () => boolean): Promise<void> {
  for (let tries = 1; !stopped(); tries++) {
    try {
      const newer = await database.migrate();
      if (newer.length > 0) log.warn({ newer }, "the tables are those of a newer Leitstand; this one works on, update it soon");
      return;
    } catch (error) {
      if (database.clock === undefined) throw error;
      const reason = databaseFault(error, "de");
      if (tries % 30 === 1) log.error({ err: error, reason }, "the database does not answer; it is tried again every 2 s");
    }
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}
