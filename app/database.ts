/**
 * The database files of the service: Kysely over `node:sqlite`, one file per purpose (PostgreSQL: `postgres.ts`). Each room
 * owns its tables and brings its migrations; here they are only opened and brought up to date.
 */
import { mkdirSync } from "node:fs";
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

export interface DatabaseOptions {
  /** Path of the database file (its folder is made), or `:memory:`. Local file systems only: WAL does not work over NFS. */
  readonly file: string;
  /** `full`: a commit survives a power cut (on-call). `normal`: it survives a killed process (big, rebuildable data). */
  readonly synchronous: "full" | "normal";
}

/** Statements kept prepared; when there are more different texts, all are dropped and prepared anew. */
const keptStatements = 300;

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
function adapt(database: DatabaseSync): SqliteDatabase {
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
  return {
    close: () => database.close(),
    prepare: (sql): SqliteStatement => {
      const prepared = prepare(sql);
      const { statement } = prepared;
      return {
        reader: prepared.names.length > 0,
        all: (parameters) => rowsOf(prepared, statement.all(...bind(parameters)) as unknown as unknown[][]),
        run: (parameters) => statement.run(...bind(parameters)),
        // A running iteration must not share its cursor with another one of the same text.
        iterate: (parameters) => database.prepare(sql).iterate(...bind(parameters)),
      };
    },
  };
}

/** How long a transaction waits for a writer of another process; the sender of a webhook waits 10 s in all. */
const turnMs = 5000;
const busy = 5;

/**
 * Every transaction takes the write lock at its start: one that reads first can then never fail at its first write. It
 * waits for its turn without holding up anything else in this process, which SQLite's own waiting would.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const until = performance.now() + turnMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 20)) {
      try {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
        return;
      } catch (error) {
        const locked = error instanceof Error && "errcode" in error && error.errcode === busy;
        if (!locked || performance.now() > until) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** SQLite rolls table changes back too, so a migration that fails half way leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Opens the database file, or makes it. Other processes may have it open too (WAL); a transaction waits up to 5 s for another.
 * @throws Error  the file cannot be opened or is no database
 */
export function openDatabase<Tables>({ file, synchronous }: DatabaseOptions): Kysely<Tables> {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 50 });
  database.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}`);
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => new ImmediateDriver({ database: adapt(database) }),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new TransactionalDdlAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
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
