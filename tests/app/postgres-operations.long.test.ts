/** Running Leitstand on PostgreSQL: TLS, backup and restore, forgetting, a server that comes later. One server for all. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { removeFolder } from "../folder.ts";
import { appendLog } from "../../alerts/oncall/log.ts";
import { verifyLog, type OnCallTables } from "../../alerts/oncall/service.ts";
import { databaseFault } from "../../app/database-fault.ts";
import { openDatabase } from "../../app/database.ts";
import { openOnCallDatabase } from "../../app/oncall-database.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { openPostgres } from "../../app/postgres.ts";
import { postgresMissing as skip, startCluster, urlOf, type Cluster } from "../oncall/postgres.ts";
import { alertJson, bodyOf, openMailbox, waitFor } from "../oncall/setup.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "leitstand-operations-"));
const [ca, wrongCa, state] = [join(folder, "ca.pem"), join(folder, "other.pem"), join(folder, "state")];
let cluster: Cluster;
let port = 0;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** An authority of its own, another one that nobody asked, and a certificate for `localhost` that the first has signed. */
function makeCertificates(): void {
  const ssl = (line: string): void => void execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "ignore" });
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  ssl(`req -x509 ${key} -keyout ca.key -out ca.pem -subj /CN=ca -days 2`);
  ssl(`req -x509 ${key} -keyout other.key -out other.pem -subj /CN=ca -days 2`);
  ssl(`req ${key} -keyout server.key -out server.csr -subj /CN=localhost`);
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost");
  ssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem");
  if (process.getuid?.() !== 0) return;
  // The server runs as another user then, and takes a key only from its owner.
  const owner = Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" }));
  execFileSync("chmod", ["755", folder]);
  for (const file of ["server.key", "server.pem"]) chownSync(join(folder, file), owner, 0);
}

const urlTo = (name: string): string => `postgres://leitstand@localhost:${port}/${name}`;

const site = (more = ""): string => `
site: { id: betrieb, name: Betrieb }
rooms: [{ id: r1, name: Raum 1 }]
credentials: [{ id: c, version: 2c, community: "\${env:COMMUNITY}" }]
devices: [{ id: usv-a, name: USV A, class: ups, address: 127.0.0.1, credentials: c, room: r1 }]
contacts: [{ id: anna, name: Anna Beispiel, email: anna@example.org, roles: [on-call, admin] }]
rotas: [{ id: r, name: R, layers: [{ participants: [anna], starts: "2026-01-05T08:00", shift: 1w }] }]
policies: [{ id: p, name: P, severity: [critical, warning, info], steps: [{ after: 0m, notify: [{ rota: r }] }], fallback: anna }]
${more}`;

/** Writes a site file. @returns its path */
function writeSite(name: string, authority: string, mail = 25, more = ""): string {
  const file = join(folder, name);
  const database = `database: { url: "\${env:DATABASE_URL}", ca: ${authority}${more} }`;
  writeFileSync(
    file,
    site(`mail: { from: a@example.org, relays: [{ host: 127.0.0.1, port: ${mail}, tls: none }] }\n${database}`),
  );
  return file;
}

const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  DATABASE_URL: urlTo("leitstand"),
  COMMUNITY: "lesen",
  LEITSTAND_WEBHOOK_TOKEN: "t",
  LANG: "de_DE.UTF-8",
  LC_ALL: "de_DE.UTF-8",
});

function leitstand(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "app", "cli.ts"), ...args, "--data", state], {
    env: env(),
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

before(async () => {
  if (skip !== false) return;
  makeCertificates();
  mkdirSync(state);
  port = await freeTcpPort();
  cluster = await startCluster({
    port,
    settings: {
      listen_addresses: "127.0.0.1",
      ssl: "on",
      ssl_cert_file: join(folder, "server.pem"),
      ssl_key_file: join(folder, "server.key"),
    },
  });
  const { db } = openPostgres({ url: urlOf(cluster.socket, "postgres", port), tls: "none" });
  await sql`create database leitstand`.execute(db);
  await sql`create database restored`.execute(db);
  await db.destroy();
});
after(async () => {
  if (skip === false) await cluster.stop();
  removeFolder(folder);
});

test(
  "TLS to PostgreSQL: the right authority works and is encrypted; another authority, another name and a server without TLS are refused",
  { skip },
  async (t) => {
    const asks = async (host: string, authority: string, at = port): Promise<unknown> => {
      const { db } = openPostgres({ url: `postgres://leitstand@${host}:${at}/leitstand`, tls: "verify", ca: authority });
      try {
        return (await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(db)).rows;
      } finally {
        await db.destroy();
      }
    };
    assert.deepEqual(await asks("localhost", ca), [{ ssl: true }]);
    const fault = (refused: Promise<unknown>): Promise<string | undefined> =>
      refused.then(
        () => undefined,
        (error: unknown) => databaseFault(error, "de"),
      );
    // PostgreSQL's answer to the wish for TLS is one byte: N is no.
    const plain = createServer((socket) => socket.once("data", () => socket.write("N")));
    plain.listen(0, "127.0.0.1");
    await once(plain, "listening");
    t.after(() => plain.close());
    const refused = [asks("localhost", wrongCa), asks("127.0.0.1", ca), asks("localhost", ca, portOf(plain))];
    for (const said of await Promise.all(refused.map(fault)))
      assert.match(said ?? "", /^Das Zertifikat der Datenbank ist nicht vertrauenswürdig/);
  },
);

test(
  "backup on PostgreSQL: pg_dump over TLS, restored into another database; with the wrong authority it says why and leaves nothing",
  { skip },
  async () => {
    const siteFile = writeSite("site.yaml", ca);
    const database = openOnCallDatabase({ database: { url: urlTo("leitstand"), tls: "verify", ca } }, state);
    await database.migrate();
    const personal = { contact: "anna", name: "Anna Beispiel" };
    for (const day of ["2026-01-10", "2026-11-27"])
      await database.db
        .transaction()
        .execute((tx) => appendLog(tx, { kind: "login", at: new Date(`${day}T03:00:00Z`), personal }));
    await database.db.destroy();

    const to = join(folder, "copy");
    const made = leitstand("backup", "--site", siteFile, "--to", to);
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /^Gesichert nach .*oncall\.dump, site\.yaml/);
    const manifest = JSON.parse(readFileSync(join(to, "manifest.json"), "utf8")) as { files: Record<string, string> };
    const sum = createHash("sha256")
      .update(readFileSync(join(to, "oncall.dump")))
      .digest("hex");
    assert.equal(manifest.files["oncall.dump"], sum);
    execFileSync("pg_restore", ["--clean", "--if-exists", `--dbname=${urlTo("restored")}`, join(to, "oncall.dump")], {
      env: { ...process.env, PGSSLMODE: "verify-full", PGSSLROOTCERT: ca },
    });
    const { db } = openPostgres<OnCallTables>({ url: urlTo("restored"), tls: "verify", ca });
    assert.deepEqual(await verifyLog(db), { ok: true, entries: 2 });
    await db.destroy();

    const refused = leitstand("backup", "--site", writeSite("wrong.yaml", wrongCa), "--to", join(folder, "none"));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^Die Sicherung ist gescheitert: pg_dump: .*certificate verify failed/s);
    assert.deepEqual([existsSync(join(folder, "none")), existsSync(join(folder, "none.part"))], [false, false]);
  },
);

test("log forget: who stands before a day is erased, the chain still verifies, and what came later stays", { skip }, async () => {
  const siteFile = writeSite("site.yaml", ca);
  const forgotten = leitstand("log", "forget", "--before", "2026-08-01", "--site", siteFile);
  assert.deepEqual(
    [forgotten.code, forgotten.out],
    [0, "Angaben zu Personen vor dem 2026-08-01 gelöscht: 1 Einträge. Die Kette bleibt geschlossen.\n"],
  );
  const { db } = openPostgres<OnCallTables>({ url: urlTo("leitstand"), tls: "verify", ca });
  const rows = await db.selectFrom("oncall_log").select(["seq", "kind", "personal", "salt"]).orderBy("seq").execute();
  await db.destroy();
  assert.deepEqual(
    rows.map(({ kind, personal }) => [kind, personal?.includes("Anna") ?? null]),
    [
      ["login", null],
      ["login", true],
      ["forgotten", null],
    ],
  );
  assert.equal(rows[0]?.salt, null);
  const verified = leitstand("log", "verify", "--site", siteFile);
  assert.equal(verified.out, "Protokoll in Ordnung: 3 Einträge, Kette geschlossen.\n");
  assert.equal(leitstand("log", "forget", "--before", "gestern", "--site", siteFile).code, 2);
});

test(
  "the database is away when the service starts: it says so in German, refuses webhooks with 503, and pages by itself once it is there",
  { skip },
  async (t) => {
    const mailbox = await openMailbox(t);
    const siteFile = writeSite("late.yaml", ca, mailbox.port, ", ledger_on: eine-andere-warte");
    await cluster.kill();
    const away = leitstand("log", "verify", "--site", siteFile);
    assert.deepEqual([away.code, away.err.slice(0, 34)], [1, "Die Datenbank antwortet nicht (Ser"]);

    const own = await freeTcpPort();
    const url = `http://127.0.0.1:${own}`;
    const nothing = `http://127.0.0.1:${await freeTcpPort()}`;
    const service = spawn(
      process.execPath,
      [
        join(root, "app", "service-process.ts"),
        `--site=${siteFile}`,
        `--state=${state}`,
        `--port=${own}`,
        `--url=${url}`,
        `--prometheus=${nothing}`,
        `--alertmanager=${nothing}`,
        `--collectors=${nothing}`,
      ],
      { env: env(), stdio: ["ignore", "ignore", "pipe"] },
    );
    t.after(() => service.kill("SIGKILL"));
    let log = "";
    service.stderr.on("data", (part: Buffer) => (log += part.toString()));
    const post = () =>
      fetch(`${url}/webhooks/alertmanager`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer t" },
        body: JSON.stringify(bodyOf(alertJson({ startsAt: new Date().toISOString() }))),
      });
    const page = await waitFor("the page that says it", () => fetch(`${url}/incidents`).catch(() => undefined));
    assert.equal(page.status, 503);
    assert.match(await page.text(), /^503: Die Datenbank antwortet nicht/);
    assert.equal((await post()).status, 503);
    assert.match(log, /"reason":"Die Datenbank antwortet nicht/);
    assert.match(log, /"on":"eine-andere-warte".*the energy ledger is kept on another machine/);

    await cluster.start();
    await waitFor("the webhook to be taken", async () => ((await post()).status === 200 ? true : undefined));
    const [mail] = await mailbox.until(1);
    assert.match(mail?.subject ?? "", /^KRITISCH: USV läuft auf Batterie/);
  },
);

test("a file of SQLite that cannot be opened ends the service with the reason as its last line", () => {
  const broken = join(folder, "broken");
  mkdirSync(join(broken, "oncall.db"), { recursive: true });
  const file = join(folder, "sqlite.yaml");
  writeFileSync(file, site("mail: { from: a@example.org, relays: [{ host: 127.0.0.1, port: 25 }] }"));
  const args = ["--site", file, "--state", broken, "--port", "0"];
  const ended = spawnSync(process.execPath, [join(root, "app", "service-process.ts"), ...args], { env: env(), encoding: "utf8" });
  assert.equal(ended.status, 1);
  const last = ended.stderr.trim().split("\n").at(-1) ?? "";
  assert.match(last, /^error: Die Datei der Datenbank lässt sich nicht öffnen/);
});

test("a file of SQLite that cannot be written, and one that is none, are named as such", async (t) => {
  const file = join(folder, "readonly.db");
  new DatabaseSync(file).exec("create table a (b)");
  const reader = new DatabaseSync(file, { readOnly: true });
  t.after(() => reader.close());
  const faultOf = (act: () => unknown): string | undefined => {
    try {
      act();
      return undefined;
    } catch (error) {
      return databaseFault(error, "de");
    }
  };
  assert.match(
    faultOf(() => reader.exec("insert into a values (1)")) ?? "",
    /^Die Datei der Datenbank lässt sich nicht beschreiben/,
  );
  writeFileSync(join(folder, "text.db"), "kein SQLite".repeat(100));
  assert.match(
    faultOf(() => openDatabase({ file: join(folder, "text.db"), synchronous: "full" })) ?? "",
    /beschädigt oder keine/,
  );
  // What is no fault of the database is not called one.
  assert.equal(databaseFault(new TypeError("fetch failed"), "de"), undefined);
  await assert.rejects(readFile(join(folder, "nothing")), (error) => databaseFault(error, "de") === undefined);
});
