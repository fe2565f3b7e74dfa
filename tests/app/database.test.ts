import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { sql, type Generated, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { removeFolder } from "../folder.ts";
import { FileReplacedError, migrate, openDatabase } from "../../app/database.ts";

interface Tables {
  note: { id: Generated<number>; text: string; done: number };
}

const notes: Record<string, Migration> = {
  "1-note": {
    up: async (db) => {
      await db.schema
        .createTable("note")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("done", "integer", (column) => column.notNull())
        .execute();
    },
  },
};

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "leitstand-database-"));
  t.after(() => removeFolder(path));
  return path;
}

function open(t: TestContext, file: string): Kysely<Tables> {
  const db = openDatabase<Tables>({ file, synchronous: "full" });
  t.after(() => db.destroy());
  return db;
}

test("rows written through one connection are read through another, as plain objects", async (t) => {
  const file = join(folder(t), "made", "a.db");
  const [one, other] = [open(t, file), open(t, file)];
  await migrate(one, "notes", notes);
  await one.insertInto("note").values({ text: "Zähler geprüft", done: 1 }).execute();
  assert.deepEqual(await other.selectFrom("note").selectAll().execute(), [{ id: 1, text: "Zähler geprüft", done: 1 }]);
});

test("a statement that was prepared before a column was added reads the new column too", async (t) => {
  const db = open(t, ":memory:");
  await migrate(db, "notes", notes);
  await db.insertInto("note").values({ text: "a", done: 0 }).execute();
  assert.deepEqual(await db.selectFrom("note").selectAll().execute(), [{ id: 1, text: "a", done: 0 }]);
  await sql`alter table note add column by_whom text default 'b'`.execute(db);
  assert.deepEqual(await db.selectFrom("note").selectAll().execute(), [{ id: 1, text: "a", done: 0, by_whom: "b" }]);
});

test("a database for on-call writes every commit to the disk: WAL and synchronous FULL", async (t) => {
  const db = open(t, join(folder(t), "a.db"));
  const { rows: journal } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
  const { rows: synchronous } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
  assert.deepEqual([journal[0]?.journal_mode, synchronous[0]?.synchronous], ["wal", 2]);
});

test("a transaction that throws leaves nothing behind, and the next one works", async (t) => {
  const db = open(t, ":memory:");
  await migrate(db, "notes", notes);
  const failing = db.transaction().execute(async (tx) => {
    await tx.insertInto("note").values({ text: "gone", done: 0 }).execute();
    throw new Error("no");
  });
  await assert.rejects(failing, /no/);
  await db.transaction().execute((tx) => tx.insertInto("note").values({ text: "kept", done: 0 }).execute());
  assert.deepEqual(await db.selectFrom("note").select("text").execute(), [{ text: "kept" }]);
});

test("two processes that read and then write at the same time lose no number, and none fails", async (t) => {
  const file = join(folder(t), "a.db");
  const db = open(t, file);
  await migrate(db, "notes", notes);
  const program = `
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, "..", "..", "app", "database.ts"))};
    const db = openDatabase({ file: process.argv[1], synchronous: "normal" });
    for (let round = 0; round < 40; round++) {
      await db.transaction().execute(async (tx) => {
        const { count } = await tx.selectFrom("note").select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow();
        await tx.insertInto("note").values({ text: String(count), done: 0 }).execute();
      });
    }
    await db.destroy();`;
  const run = promisify(execFile);
  const processes = [1, 2].map(() => run(process.execPath, ["--input-type=module-typescript", "-e", program, file]));
  await Promise.all(processes);
  const texts = await db.selectFrom("note").select("text").orderBy("id").execute();
  assert.deepEqual(
    texts.map(({ text }) => Number(text)),
    Array.from({ length: 80 }, (_, index) => index),
  );
});

test("migrations run once each, in order, and every room keeps its own list", async (t) => {
  const db = open(t, ":memory:");
  await migrate(db, "notes", notes);
  await migrate(db, "notes", notes);
  const second: Migration = {
    up: async (db) => {
      await db.schema.alterTable("note").addColumn("by", "text").execute();
    },
  };
  await migrate(db, "notes", { ...notes, "2-by": second });
  await migrate(db, "other-room", { "1-x": { up: (db) => db.schema.createTable("x").addColumn("a", "text").execute() } });
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info('note')`.execute(db);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["id", "text", "done", "by"],
  );
});

test("a migration that fails half way leaves no table behind and says why", async (t) => {
  const db = open(t, ":memory:");
  const half: Migration = {
    up: async (db) => {
      await db.schema.createTable("half").addColumn("a", "text").execute();
      await sql`this is no sql`.execute(db);
    },
  };
  await assert.rejects(migrate(db, "notes", { "1-half": half }), /syntax error/);
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where name = 'half'`.execute(db);
  assert.deepEqual(rows, []);
});

test("a file that is deleted or replaced while it is open takes no more transactions: nothing is written where nobody finds it again", async (t) => {
  for (const how of ["deleted", "replaced"] as const) {
    const file = join(folder(t), "note.db");
    let told = 0;
    const db = openDatabase<Tables>({ file, synchronous: "full", onReplaced: () => (told += 1) });
    t.after(() => db.destroy());
    await migrate(db, "notes", notes);
    const write = () => db.transaction().execute((tx) => tx.insertInto("note").values({ text: "x", done: 0 }).execute());
    await write();
    if (how === "deleted") for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
    else {
      copyFileSync(file, `${file}.backup`);
      renameSync(`${file}.backup`, file);
    }
    await assert.rejects(write(), FileReplacedError);
    assert.equal(told, 1);
    assert.equal((await db.selectFrom("note").selectAll().execute()).length, 1, "reading goes on");
  }
});
