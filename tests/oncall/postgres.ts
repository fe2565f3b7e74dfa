/**
 * A PostgreSQL server for tests: a cluster of its own in a temporary folder, reached by a socket, gone with the process.
 * `LEITSTAND_TEST_DATABASE` says where on-call tests keep their tables: nothing: SQLite; `postgres`: a cluster is started
 * for this process; a folder: the socket of a cluster that runs (tests/run.ts starts one for all files).
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { removeFolder } from "../folder.ts";
import { oncallMigrations } from "../../alerts/oncall/service.ts";
import { genesis, type Database } from "../../alerts/oncall/tables.ts";
import { migrate } from "../../app/database.ts";
import { openPostgres } from "../../app/postgres.ts";

export interface Cluster {
  /** Folder of its socket. */
  readonly socket: string;
  /** Ends the server as a crash would, or starts it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Does not keep this process alive. */
  unref(): void;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** Folder with initdb and postgres, where Debian puts them; undefined: not installed. */
export function postgresPrograms(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, "bin")).find((folder) => existsSync(join(folder, "initdb")));
}

/** Why tests on PostgreSQL are left out; false: they are not. For `test(name, { skip }, ...)`. */
export const postgresMissing: string | false =
  postgresPrograms() === undefined && "PostgreSQL is not installed (Debian package postgresql): not tested on it";

/** PostgreSQL refuses to run as root: then everything of it runs as the user that Debian made for it. */
function asOwner(command: readonly string[]): readonly [string, string[]] {
  const root = process.getuid?.() === 0;
  const user = root ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  return ["setpriv", [...user, "--pdeathsig", "QUIT", "--", ...command]];
}

/**
 * Starts a cluster.
 * @param port  that its socket's name carries, and that it listens on where `settings` give it an address
 * @param durable  every commit goes to the disk, as in earnest; else only a loss of power would show the difference
 */
export async function startCluster({
  durable = false,
  port = 5432,
  settings = {},
}: { durable?: boolean; port?: number; settings?: Record<string, string> } = {}): Promise<Cluster> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error("PostgreSQL is not installed (Debian package postgresql)");
  const folder = mkdtempSync(join(tmpdir(), "leitstand-postgres-"));
  chmodSync(folder, 0o777);
  const data = join(folder, "data");
  const [initdb, initdbArguments] = asOwner([
    join(programs, "initdb"),
    "--no-sync",
    "--auth=trust",
    "--username=leitstand",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    `--pgdata=${data}`,
  ]);
  const made = spawnSync(initdb, initdbArguments, { encoding: "utf8", cwd: "/" });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const options = {
    listen_addresses: "",
    port: String(port),
    unix_socket_directories: folder,
    max_connections: "200",
    shared_buffers: "32MB",
    ...(!durable && { fsync: "off", full_page_writes: "off" }),
    ...settings,
  };
  const [server, serverArguments] = asOwner([
    join(programs, "postgres"),
    `-D${data}`,
    ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const logFile = join(folder, "log");
  let child: ChildProcess | undefined;
  let ended = Promise.resolve();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child?.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    // A file and no pipe: a pipe would keep the process alive that reads it.
    const log = openSync(logFile, "a", 0o666);
    const process = spawn(server, serverArguments, { cwd: "/", stdio: ["ignore", log, log] });
    closeSync(log);
    child = process;
    ended = new Promise((resolve) => process.once("exit", () => resolve()));
    for (let turn = 0; ; turn++) {
      if (await answers(folder, port)) return;
      if (turn > 1200 || process.exitCode !== null)
        throw new Error(`PostgreSQL does not start: ${readFileSync(logFile, "utf8")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async (): Promise<void> => {
    await end("SIGINT");
    removeFolder(folder);
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { socket: folder, kill: () => end("SIGQUIT"), start, unref: () => child?.unref(), stop };
}

async function answers(socket: string, port: number): Promise<boolean> {
  const { db } = openPostgres({ url: urlOf(socket, "postgres", port), tls: "none" });
  try {
    await sql`select 1`.execute(db);
    return true;
  } catch {
    return false;
  } finally {
    await db.destroy();
  }
}

/** URL of a database behind a socket; the port is part of the socket's name. */
export const urlOf = (socket: string, name: string, port = 5432): string =>
  `postgres://leitstand@socket:${port}/${name}?host=${socket}`;

let own: Promise<Cluster> | undefined;

/** Socket of the cluster that this process uses; undefined: tests run on SQLite. */
export async function testCluster(): Promise<string | undefined> {
  const wish = process.env["LEITSTAND_TEST_DATABASE"];
  if (wish === undefined || wish === "" || wish === "sqlite") return undefined;
  if (wish !== "postgres") return wish;
  own ??= startCluster().then((cluster) => {
    process.env["LEITSTAND_TEST_DATABASE"] = cluster.socket;
    process.once("exit", () => removeFolder(cluster.socket));
    // It ends with this process; until then it must not keep it alive.
    cluster.unref();
    return cluster;
  });
  return (await own).socket;
}

/** Makes a database with the tables of on-call, or leaves it if there is one of that name. */
export async function makeDatabase(socket: string, name: string): Promise<void> {
  const { db } = openPostgres({ url: urlOf(socket, "postgres"), tls: "none", patient: true });
  try {
    const has = async (name: string): Promise<boolean> =>
      (await sql`select 1 from pg_database where datname = ${name}`.execute(db)).rows.length > 0;
    if (await has(name)) return;
    // Test files run side by side: the first one makes the pattern, the others wait for it.
    await db.connection().execute(async (one) => {
      await sql`select pg_advisory_lock(1)`.execute(one);
      try {
        if (!(await has("leitstand_template"))) {
          await sql`create database leitstand_template_new`.execute(one);
          const fresh = openPostgres({ url: urlOf(socket, "leitstand_template_new"), tls: "none", patient: true });
          await migrate(fresh.db, "oncall", oncallMigrations);
          await fresh.db.destroy();
          await sql`alter database leitstand_template_new rename to leitstand_template`.execute(one);
        }
        if (!(await has(name))) await sql`create database ${sql.id(name)} template leitstand_template`.execute(one);
      } finally {
        await sql`select pg_advisory_unlock(1)`.execute(one);
      }
    });
  } finally {
    await db.destroy();
  }
}

/** The database that stands for a file of SQLite: the same path leads to the same tables, from any process. */
export const databaseOf = (file: string): string => `t_${createHash("sha256").update(file).digest("hex").slice(0, 20)}`;

/** Takes every row out, as if the tables had just been made: much faster than a new database. */
export async function emptyDatabase(db: Database): Promise<void> {
  const { rows } = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where tablename like 'oncall_%' or tablename like 'access_%'`.execute(db);
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(", ")}`).execute(db);
  await db.insertInto("oncall_log_head").values({ id: 1, seq: 0, hash: genesis }).execute();
}
