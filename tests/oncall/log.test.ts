import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { sql } from "kysely";
import { appendLog, readLog, verifyLog, type LogLine } from "../../alerts/oncall/log.ts";
import { oncallMigrations, type Database, type OnCallTables } from "../../alerts/oncall/tables.ts";
import { migrate, openDatabase } from "../../app/database.ts";
import { openOnCallDatabase } from "./setup.ts";

const at = new Date("2026-11-23T02:04:30Z");

async function openLog(t: TestContext, entries = 12): Promise<Database> {
  const db = await openOnCallDatabase(t);
  for (let index = 0; index < entries; index++) {
    await db.transaction().execute((tx) =>
      appendLog(tx, {
        kind: "notified",
        at,
        incident: "i",
        data: { step: index },
        personal: { contact: "it-1", name: "Bereitschaft IT 1" },
      }),
    );
  }
  return db;
}

test("an untouched log verifies, an empty one too", async (t) => {
  assert.deepEqual(await verifyLog(await openLog(t)), { ok: true, entries: 12 });
  assert.deepEqual(await verifyLog(await openLog(t, 0)), { ok: true, entries: 0 });
});

test("a log that a running service goes on writing verifies at every look", async (t) => {
  const db = await openLog(t);
  const writing = (async () => {
    for (let index = 0; index < 150; index++) {
      await db.transaction().execute((tx) => appendLog(tx, { kind: "notified", at, data: { step: index } }));
    }
  })();
  for (let look = 0; look < 60; look++) assert.deepEqual({ ...(await verifyLog(db)), entries: 0 }, { ok: true, entries: 0 });
  await writing;
  assert.deepEqual(await verifyLog(db), { ok: true, entries: 162 });
});

const tampering: readonly [what: string, statement: string, brokenAt: number][] = [
  ["a changed fact", `update oncall_log set data = '{"step":99}' where seq = 5`, 5],
  ["a changed time", `update oncall_log set at = '2026-11-23T02:04:31.000Z' where seq = 1`, 1],
  ["a changed name", `update oncall_log set personal = replace(personal, 'IT 1', 'IT 2') where seq = 7`, 7],
  ["an entry taken out", `delete from oncall_log where seq = 6`, 6],
  ["the last entry cut off", `delete from oncall_log where seq = 12`, 12],
  [
    "an entry put in",
    `insert into oncall_log select 13, at, kind, incident, data, personal, salt, commitment, previous, hash from oncall_log where seq = 12`,
    13,
  ],
  ["a reattributed incident", `update oncall_log set incident = 'other' where seq = 3`, 3],
];
for (const [what, statement, brokenAt] of tampering) {
  test(`the log finds ${what}`, async (t) => {
    const db = await openLog(t);
    await sql.raw(statement).execute(db);
    const check = await verifyLog(db);
    assert.ok(!check.ok);
    assert.equal(check.brokenAt, brokenAt);
  });
}

test("one changed byte is found wherever it stands: every byte of every column, and of the head", async (t) => {
  const db = openDatabase<OnCallTables>({ file: ":memory:", synchronous: "normal" });
  t.after(() => db.destroy());
  await migrate(db, "oncall", oncallMigrations);
  await appendLog(
    db,
    { kind: "opened", at, incident: "i", data: { alert: "UpsOnBattery", fingerprint: "0123456789abcdef" } },
    { kind: "notified", at, incident: "i", data: { step: 0 }, personal: { contact: "it-1", name: "Jörg Übigau" } },
    { kind: "weekly-report", at },
  );
  let changed = 0;
  for (const [table, key] of [
    ["oncall_log", "seq"],
    ["oncall_log_head", "id"],
  ] as const) {
    const { rows } = await sql<Record<string, string | number | null>>`select * from ${sql.table(table)}`.execute(db);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (typeof value !== "string") continue;
        const put = (bytes: Buffer) =>
          sql
            .raw(`update ${table} set ${column} = cast(x'${bytes.toString("hex")}' as text) where ${key} = ${row[key]}`)
            .execute(db);
        const bytes = Buffer.from(value);
        for (let index = 0; index < bytes.length; index++) {
          const other = Buffer.from(bytes);
          other[index] = (other[index] ?? 0) ^ (1 << (index % 8));
          await put(other);
          const check = await verifyLog(db);
          assert.ok(!check.ok, `${table}.${column} of ${row[key]}, byte ${index}: not found`);
          changed++;
        }
        await put(bytes);
      }
    }
  }
  assert.ok(changed > 700, String(changed));
  assert.deepEqual(await verifyLog(db), { ok: true, entries: 3 });
});

test("the personal part of an entry can be erased without breaking the chain", async (t) => {
  const db = await openLog(t);
  await db.updateTable("oncall_log").set({ personal: null, salt: null }).where("seq", "<=", 6).execute();
  assert.deepEqual(await verifyLog(db), { ok: true, entries: 12 });
});

test("an act that is rolled back leaves no entry", async (t) => {
  const db = await openLog(t, 3);
  const act = db.transaction().execute(async (tx) => {
    await appendLog(tx, { kind: "ended", at });
    throw new Error("no");
  });
  await assert.rejects(act);
  assert.deepEqual(await verifyLog(db), { ok: true, entries: 3 });
});

test("the log is read from a day on, page by page, and an erased person is not named", async (t) => {
  const db = await openLog(t, 0);
  const entries = Array.from({ length: 1200 }, (_, step) => ({
    kind: "notified" as const,
    at: new Date(at.getTime() + step * 1000),
    data: { step },
    personal: { contact: "it-1" },
  }));
  await db.transaction().execute((tx) => appendLog(tx, ...entries));
  await sql`update oncall_log set personal = null, salt = null where seq = 1200`.execute(db);
  const lines: LogLine[] = [];
  for await (const line of readLog(db, new Date(at.getTime() + 100_000))) lines.push(line);
  assert.deepEqual(
    lines.map(({ data }) => data["step"]),
    Array.from({ length: 1100 }, (_, index) => index + 100),
  );
  assert.deepEqual(lines.map(({ personal }) => personal).slice(-2), [{ contact: "it-1" }, undefined]);
});
