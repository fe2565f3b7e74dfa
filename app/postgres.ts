/**
 * PostgreSQL for two active instances: Kysely over a pool of connections. A transaction has the database to itself among
 * the writers, as one of SQLite has (`database.ts`), so that what is proved on one holds on the other.
 */
import { readFileSync } from "node:fs";
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type PostgresPool,
  type PostgresPoolClient,
} from "kysely";
import { sharedClock, type SharedClock } from "./shared-clock.ts";
import { DatabaseError, Pool, types as pgTypes, type CustomTypesConfig, type PoolClient, type PoolConfig } from "pg";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/name`, or `postgres:///name?host=/run/postgresql` for a socket. */
  readonly url: string;
  /** `verify`: TLS with a certificate that is checked. A socket needs none. */
  readonly tls: "none" | "verify";
  /** File with the certificates (PEM) that vouch for the server; those of the system when left out. */
  readonly ca?: string | undefined;
  /** For migrations and copies: statements may take as long as they need. */
  readonly patient?: boolean;
  /** Told of connections that broke while nobody used them. */
  readonly onLost?: (error: Error) => void;
  /** A query for the time, as text in a column `at`, at which anybody last left a sign of life; without one every step of the clock is taken over at once. */
  readonly lastSign?: string;
}

export interface Postgres<Tables> {
  readonly db: Kysely<Tables>;
  /** The database's clock, the same for all instances. */
  readonly clock: SharedClock;
}

/**
 * What every session wants. A writer that stops in mid-transaction (a frozen process, a machine without power) is thrown
 * out by the server after 3 s, before the other instance gives up waiting for its turn; `synchronous_commit` makes an answer of
 * "stored" true.
 */
const session = (patient: boolean): string =>
  Object.entries({
    timezone: "UTC",
    application_name: "leitstand",
    synchronous_commit: "on",
    idle_in_transaction_session_timeout: "3s",
    lock_timeout: patient ? "60s" : "5s",
    statement_timeout: patient ? "0" : "15s",
    // Dead peers are found by probes of the kernel in 20 s, not in two hours.
    tcp_keepalives_idle: "10",
    tcp_keepalives_interval: "5",
    tcp_keepalives_count: "2",
  })
    .map(([name, value]) => `set ${name} to '${value}'`)
    .join("; ");

/** Connections of one instance; two of them and a standby fit into the server's usual hundred. */
const mostConnections = 16;
/** A server that does not take us within this time is out of reach: the sender of a webhook waits. */
const connectMs = 3000;
/** Longer than the server's own limit: what has no answer then has lost its server. */
const answerMs = 20_000;

/** Errors after which a connection is worth nothing: it is gone, going, or leads to a standby that takes no writes. */
const lost = /^(08|57P)|^25006$|^25P03$/;

/** Numbers of the database as numbers; one that JavaScript cannot hold exactly is a broken promise of ours. */
function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`a whole number of the database that no number holds: ${text}`);
  return number;
}
const int8 = 20;
const numeric = 1700;
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary"): unknown => {
    if (oid === int8) return wholeNumber;
    if (oid === numeric) return Number;
    return pgTypes.getTypeParser(oid, format);
  }) as typeof pgTypes.getTypeParser,
};

/** Where a URL leads. @throws Error  it is none of PostgreSQL's, or carries what is set elsewhere; it never quotes the password */
export function readUrl(url: string): Pick<PoolConfig, "host" | "port" | "user" | "password" | "database"> {
  // A URL without host, as sockets have, is none for URL().
  const parsed = URL.parse(url.replace(/^(postgres(?:ql)?:\/\/)(?=\/)/, "$1socket.invalid"));
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error("not of the form postgres://user@host/name");
  const { hostname, port, username, password, pathname, searchParams } = parsed;
  const unknown = [...searchParams.keys()].filter((key) => key !== "host");
  if (unknown.length > 0)
    throw new Error(`only host= may follow the name, found ${unknown.join(", ")}; TLS is set by tls: and ca:`);
  const host =
    searchParams.get("host") ?? (hostname === "socket.invalid" ? "/run/postgresql" : hostname.replaceAll(/[[\]]/g, ""));
  return {
    host,
    ...(port !== "" && { port: Number(port) }),
    ...(username !== "" && { user: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** A pool in the shape that Kysely's driver expects; connections that broke are thrown away, not handed out again. */
function adapt(pool: Pool, patient: boolean): PostgresPool {
  const prepared = new WeakSet<PoolClient>();
  const ended = new WeakSet<PoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect(): Promise<PostgresPoolClient> {
      const client = await pool.connect();
      let broken = false;
      const judged = async <Value>(answer: Promise<Value>): Promise<Value> => {
        try {
          return await answer;
        } catch (error) {
          const code = error instanceof Error && "code" in error ? String(error.code) : "";
          // Only what the server itself has answered leaves the connection in a known state.
          if (!(error instanceof DatabaseError) || lost.test(code)) broken = true;
          throw error;
        }
      };
      if (!prepared.has(client)) {
        // The server may end a session between two statements; without a listener that would end the process.
        client.on("error", () => void ended.add(client));
        try {
          await client.query(session(patient));
        } catch (error) {
          client.release(true);
          throw error;
        }
        prepared.add(client);
      }
      const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
        // Text of PostgreSQL holds no NUL; everything else that JavaScript calls text it takes.
        const values = parameters.map((value) => (typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value));
        return judged(client.query(sql, values));
      };
      return {
        query: query as PostgresPoolClient["query"],
        release: (destroy) => client.release(destroy === true || broken || ended.has(client)),
      };
    },
  };
}

/** Every transaction waits for its turn as the only writer, and reads the clock that all instances share. */
class WriterDriver extends PostgresDriver {
  readonly #clock: SharedClock;
  readonly #lastSign: string | undefined;
  constructor(pool: PostgresPool, clock: SharedClock, lastSign: string | undefined) {
    super({ pool });
    this.#clock = clock;
    this.#lastSign = lastSign;
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin"));
    try {
      const { rows } = await connection.executeQuery<{ ms: number }>(
        CompiledQuery.raw(`select pg_advisory_xact_lock(${writerLock}), extract(epoch from clock_timestamp()) * 1000 as ms`),
      );
      if (rows[0] === undefined) return;
      // Asked after the lock was taken: by then it holds what the writers before have committed.
      await this.#clock.observe(rows[0].ms, async () => {
        if (this.#lastSign === undefined) return undefined;
        const { rows: signs } = await connection.executeQuery<{ at: string }>(CompiledQuery.raw(this.#lastSign));
        return signs[0] === undefined ? undefined : Date.parse(signs[0].at);
      });
    } catch (error) {
      // Kysely rolls back only what has begun; a connection in a half-begun transaction must not go back to the pool.
      await connection.executeQuery(CompiledQuery.raw("rollback")).catch(() => undefined);
      throw error;
    }
  }
}
/** Any number, the same for ever: "LEIT" in ASCII. */
const writerLock = 0x4c454954;

/** Opens a pool; nothing is connected before the first query. @throws Error  the URL or the file of `ca` cannot be read */
export function openPostgres<Tables>({ url, tls, ca, patient = false, onLost, lastSign }: PostgresOptions): Postgres<Tables> {
  const target = readUrl(url);
  const socket = target.host?.startsWith("/") === true;
  const pool = new Pool({
    ...target,
    ssl: socket || tls === "none" ? false : { ...(ca !== undefined && { ca: readFileSync(ca, "utf8") }) },
    max: patient ? 2 : mostConnections,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(!patient && { query_timeout: answerMs }),
    types,
  });
  // Without a listener the end of an idle connection would end the process.
  pool.on("error", (error) => onLost?.(error));
  const clock = sharedClock();
  const db = new Kysely<Tables>({
    dialect: {
      createDriver: () => new WriterDriver(adapt(pool, patient), clock, lastSign),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
  return { db, clock };
}
