/**
 * The database files of the service: Kysely over `node:sqlite`, one file per purpose (PostgreSQL: `postgres.ts`). Each room
 * owns its tables and brings its migrations; here they are only opened and brought up to date.
 */
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type DatabaseConnection,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { makeFolder } from "./make-folder.ts";

export interface DatabaseOptions {
  /** Path of the database file (its folder is made), or `:memory:`. Local file systems only: WAL does not work over NFS. */
  readonly file: string;
  /** `full`: a commit survives a power cut (on-call). `normal`: it survives a killed process (big, rebuildable data). */
  readonly synchronous: "full" | "normal";
  /** Told, in the middle of the statement that fails, that the disk has no room (SQLITE_FULL); whoever writes tries again. */
  readonly onFull?: () => void;
  /** Told when a transaction finds that the file has been deleted or replaced. */
  readonly onReplaced?: () => void;
}

/**
 * The file is not the one that was opened. SQLite would go on writing into what nobody finds again: what is answered with
 * "stored" would be gone at the next start.
 */
export class FileReplacedError extends Error {
  constructor(file: string) {
    super(`${file} was deleted or replaced while it was open`);
  }
}

/** @returns throws when the file is no longer the one that it was */
function sameFile(file: string, onReplaced: (() => void) | undefined): () => void {
  if (file === ":memory:") return () => undefined;
  const { ino, dev } = statSync(file);
  return () => {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino === ino && now.dev === dev) return;
    onReplaced?.();
    throw new FileReplacedError(file);
  };
}

/** Statements kept prepared; when there are more different texts, all are dropped and prepared anew. */
const keptStatements = 300;

/** Primary result codes of SQLite. */
const busy = 5;
const full = 13;
const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;

interface Prepared {
  readonly statement: StatementSync;
  names: readonly string[];
}

const namesOf = (statement: StatementSync): string[] => statement.columns().map(({ name }) => name);

/** Rows as plain objects. Built from arrays: node:sqlite's own objects have no prototype, and copying them takes three times as long. */
function rowsOf(prepared: Prepared, rows: readonly (readonly unknown[])[]): Record<string, unknown>[] {
  // A column that was added after the statement was prepared: SQLite has prepared it anew by itself.
  if (rows[0] !== undefined && rows[0].length !== prepared.names.length) prepared.names = namesOf(prepared.statement);
  const { names } = prepared;
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) row[names[index] ?? ""] = values[index];
    return row;
  });
}

/** `node:sqlite` in the shape that Kysely's driver expects. */
function adapt(database: DatabaseSync, onFull: (() => void) | undefined): SqliteDatabase {
  const kept = new Map<string, Prepared>();
  const prepare = (sql: string): Prepared => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    if (kept.size >= keptStatements) kept.clear();
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, names: namesOf(statement) };
    kept.set(sql, prepared);
    return prepared;
  };
  // SQLite has no boolean; everything else that it cannot hold is refused by node:sqlite with a TypeError.
  const bind = (parameters: readonly unknown[]): SQLInputValue[] =>
    parameters.map((value) => (typeof value === "boolean" ? Number(value) : (value as SQLInputValue)));
  const judged = <Value>(run: () => Value): Value => {
    try {
      return run();
    } catch (error) {
      if (codeOf(error) === full) onFull?.();
      throw error;
    }
  };
  return {
    close: () => database.close(),
    prepare: (sql): SqliteStatement => {
      const prepared = prepare(sql);
      const { statement } = prepared;
      return {
        reader: prepared.names.length > 0,
        all: (parameters) => judged(() => rowsOf(prepared, statement.all(...bind(parameters)) as unknown as unknown[][])),
        run: (parameters) => judged(() => statement.run(...bind(parameters))),
        // A running iteration must not share its cursor with another one of the same text.
        iterate: (parameters) => database.prepare(sql).iterate(...bind(parameters)),
      };
    },
  };
}

/** How long a transaction waits for a writer of another process; the sender of a webhook waits 10 s in all. */
const turnMs = 5000;
/** A reader may meet the moment in which another process opens or closes the file. */
const readerMs = 50;

/** One after the other, in the order in which they asked. */
class Turns {
  #taken = false;
  readonly #waiting: (() => void)[] = [];
  take(): Promise<void> {
    if (this.#taken) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
    return Promise.resolve();
  }
  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}

/** Statements run one after the other for so long before whatever else waits in this process has its turn. */
const breatheMs = 15;

/**
 * SQLite answers at once, so that a chain of statements would leave no moment for anything else: nobody would hear the webhook
 * until ten thousand incidents have been seen to.
 */
function breathing(connection: DatabaseConnection): DatabaseConnection {
  let since = performance.now();
  return {
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    async executeQuery(query) {
      if (performance.now() - since > breatheMs) {
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
      return connection.executeQuery(query);
    },
  };
}

/**
 * Every transaction takes the write lock at its start: one that reads first can then never fail at its first write. While
 * another process holds that lock, the connection is free for whoever only reads.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #turns = new Turns();
  #connection: DatabaseConnection | undefined;
  #wasFull = false;
  #lockedAt = Number.NEGATIVE_INFINITY;
  readonly #assertSameFile: () => void;
  constructor(database: DatabaseSync, onFull: (() => void) | undefined, assertSameFile: () => void) {
    const noted = (): void => {
      this.#wasFull = true;
      onFull?.();
    };
    super({ database: adapt(database, noted) });
    this.#database = database;
    this.#assertSameFile = assertSameFile;
  }
  override async init(): Promise<void> {
    await super.init();
    this.#connection = breathing(await super.acquireConnection());
  }
  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    return this.#connection ?? super.acquireConnection();
  }
  override async releaseConnection(): Promise<void> {
    this.#turns.give();
    await super.releaseConnection();
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const until = performance.now() + turnMs;
    this.#assertSameFile();
    if (this.#wasFull) {
      // The write-ahead log is begun anew: then it needs no more room than it has.
      this.#wasFull = false;
      await connection.executeQuery(CompiledQuery.raw("pragma wal_checkpoint(restart)"));
    }
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 20)) {
      // Of many that wait one asks; each question costs the others their time.
      if (performance.now() - this.#lockedAt > waitMs / 2 || performance.now() > until) {
        try {
          return this.#begin();
        } catch (error) {
          if (codeOf(error) !== busy || performance.now() > until) throw error;
          this.#lockedAt = performance.now();
        }
      }
      this.#turns.give();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      await this.#turns.take();
    }
  }
  /** Without SQLite's own waiting, which would stop this whole process. @throws Error  another process writes */
  #begin(): void {
    this.#database.exec("pragma busy_timeout = 0");
    try {
      this.#database.exec("begin immediate");
    } finally {
      this.#database.exec(`pragma busy_timeout = ${readerMs}`);
    }
  }
  /** SQLite has rolled back by itself when the disk was full; asked again it would hide that error behind another. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/**
 * SQLite rolls table changes back too, so a migration that fails half way leaves nothing behind. The driver itself lets one
 * user at a time have the connection.
 */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Opens the database file, or makes it. Other processes may have it open too (WAL); a transaction waits up to 5 s for another.
 * @throws Error  the file cannot be opened or is no database
 */
export function openDatabase<Tables>({ file, synchronous, onFull, onReplaced }: DatabaseOptions): Kysely<Tables> {
  if (file !== ":memory:") makeFolder(dirname(file));
  const database = new DatabaseSync(file, { timeout: readerMs });
  try {
    database.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}`);
  } catch (error) {
    database.close();
    throw error;
  }
  // What must go on with a full disk keeps its scratch data out of /tmp.
  if (synchronous === "full") database.exec("pragma temp_store = memory");
  const assertSameFile = sameFile(file, onReplaced);
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => new ImmediateDriver(database, onFull, assertSameFile),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new TransactionalDdlAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
}

/**
 * Makes the file and its write-ahead log own so much room each: pages that are written and given up stay in the file, free,
 * and a log that once was so long is written over from its beginning. No other program can take that room away.
 * @throws Error  there is not so much room; nothing has changed then
 */
export async function claimRoom<Tables>(db: Kysely<Tables>, bytes: number): Promise<void> {
  await sql`drop table if exists claimed_room`.execute(db);
  await db.transaction().execute(async (tx) => {
    await sql`create table claimed_room (room blob)`.execute(tx);
    await sql`insert into claimed_room values (zeroblob(${bytes}))`.execute(tx);
  });
  await sql`drop table claimed_room`.execute(db);
  await sql`pragma wal_checkpoint(restart)`.execute(db);
}

/**
 * Brings the tables of one room up to date, in the order of the migrations' names; what has run is kept per room. Tables
 * that a newer program has brought further are left as they are: in a pair the other instance is updated first, and
 * migrations only add, so the older program goes on working.
 * @param migrations  by name; names sort in their order (`2026-11-23-incidents`), and a released one never changes
 * @returns names of migrations that a newer program has run and this one does not know
 * @throws Error  a migration failed: nothing of this call stays
 */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  room: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  const name = room.replaceAll(/[^a-z0-9]/g, "_");
  const table = `migration_${name}`;
  const newer = (await namesRun(db, table)).filter((run) => !Object.hasOwn(migrations, run));
  const nothing: Migration = { up: () => Promise.resolve() };
  const all = { ...migrations, ...Object.fromEntries(newer.map((run) => [run, nothing])) };
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(all) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(`migration of ${room} failed`, { cause: error });
  return newer;
}

/** Names of the migrations that have run, whoever ran them. */
async function namesRun<Tables>(db: Kysely<Tables>, table: string): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return rows.map(({ name }) => name);
}
