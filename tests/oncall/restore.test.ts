/** A database of yesterday comes back (scenario 25), two schema versions at once (27), persons forgotten (26). */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { forgetPersons, oncallMigrations, verifyLog } from "../../alerts/oncall/service.ts";
import { makeBackup } from "../../app/backup.ts";
import { migrate, openDatabase } from "../../app/database.ts";
import { fourQuestions } from "./four-questions.ts";
import { later, newerMigrations } from "./newer.ts";
import {
  acknowledgeByMail,
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openOnCallDatabase,
  openWorld,
  temporaryFolder,
  waitFor,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";
const listed = (alert: ReturnType<typeof alertJson>, fingerprint: string) => ({
  ...alert,
  fingerprint,
  updatedAt: "2026-11-24T02:00:00Z",
  status: { state: "active" as const },
});

test("yesterday's database: no heap of old pages, what still fires pages at once, the rest ends as one list, and the log names the hole", async (t) => {
  const clock = clockAt(night);
  const db = await openOnCallDatabase(t);
  const mailbox = await openMailbox(t);
  await t.test("yesterday", async (t) => {
    const world = await openWorld(t, { ports: [mailbox.port], db, clock });
    const alerts = Array.from({ length: 30 }, (_, index) => alertJson({ name: "DeviceSilent", device: `sw-${index}` }));
    await world.post(bodyOf(alertJson(), ...alerts));
    await mailbox.until(4);
  });
  // A page that never left stays behind in the copy as well.
  await db
    .updateTable("oncall_delivery")
    .set({ state: "pending", next_at: "2026-11-23T02:05:00.000Z" })
    .where("state", "=", "held")
    .execute();
  const before = mailbox.mails.length;
  clock.pass(86_400);
  const ups = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("labels", "like", "%UpsOnBattery%")
    .executeTakeFirstOrThrow();
  const watchdog = { ...listed(alertJson({ name: "Watchdog" }), "00000000000000aa") };
  const world = await openWorld(t, {
    ports: [mailbox.port],
    db,
    clock,
    activeAlerts: () => Promise.resolve([watchdog, listed(alertJson(), ups.fingerprint)]),
  });
  await waitFor(
    "the end of what no longer fires",
    async () => ((await world.oncall.openIncidents()).length === 1 ? true : undefined),
    30_000,
  );
  await mailbox.until(before + 2);
  clock.pass(25);
  world.oncall.wake();
  const mails = (await mailbox.until(before + 4)).slice(before);
  assert.equal(
    mails.filter(({ subject }) => /USV A/.test(subject ?? "")).length,
    2,
    "both persons on duty hear what still fires",
  );
  assert.ok(mails.length <= 6, mails.map(({ subject }) => subject).join("\n"));
  const hole = await db.selectFrom("oncall_log").selectAll().where("kind", "=", "hole").execute();
  assert.equal(hole.length, 1);
  assert.match(hole[0]?.data ?? "", /2026-11-23T02:0/);
  const site = exampleSite();
  await fourQuestions(t, { db, site, now: clock.now, mails: mailbox.mails, turn: () => world.oncall.wake(), waitMs: 30_000 });
});

test("a copy made while mails are on their way is whole: databases that open, a chain that verifies, sums that fit", async (t) => {
  const folder = temporaryFolder(t);
  const db = openDatabase<Parameters<typeof verifyLog>[0] extends import("kysely").Kysely<infer Tables> ? Tables : never>({
    file: join(folder, "oncall.db"),
    synchronous: "full",
  });
  t.after(() => db.destroy());
  await migrate(db, "oncall", oncallMigrations);
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], db });
  await world.post(bodyOf(alertJson({ startsAt: new Date().toISOString() })));
  const to = join(folder, "copy");
  const files = await makeBackup({ folder, siteFile: join(folder, "none.yaml"), database: undefined, to, now: new Date() });
  assert.deepEqual(files, ["oncall.db"]);
  assert.ok(!existsSync(`${to}.part`));
  const manifest = JSON.parse(readFileSync(join(to, "manifest.json"), "utf8")) as { files: Record<string, string> };
  assert.match(manifest.files["oncall.db"] ?? "", /^[0-9a-f]{64}$/);
  const copy = openDatabase<object>({ file: join(to, "oncall.db"), synchronous: "full" });
  t.after(() => copy.destroy());
  const check = await verifyLog(copy);
  assert.ok(check.ok && check.entries >= 1);
  await assert.rejects(makeBackup({ folder, siteFile: "", database: undefined, to, now: new Date() }), /exists/);
});

test("a newer Leitstand has added columns and tables: the older one goes on working, also after its own restart", async (t) => {
  const db = await openOnCallDatabase(t, join(temporaryFolder(t), "oncall.db"));
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], db, clock });
  await world.post(bodyOf(alertJson()));
  await mailbox.until(2);
  assert.deepEqual(await migrate(db, "oncall", newerMigrations), [], "the new one updates under the running old one");
  await world.post(bodyOf(alertJson({ device: "usv-b" })));
  await mailbox.until(4);
  assert.deepEqual(await migrate(db, "oncall", oncallMigrations), [later], "the old one starts again");
  await world.post(bodyOf(alertJson({ status: "resolved" }), alertJson({ device: "usv-b", status: "resolved" })));
  await waitFor("the end", async () => ((await world.oncall.openIncidents()).length === 0 ? true : undefined));
  await fourQuestions(t, { db, site: exampleSite(), now: clock.now, mails: mailbox.mails, turn: () => world.oncall.wake() });
});

test("after its time nothing in the record names a person, and the chain still verifies", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  await acknowledgeByMail(mail);
  await world.post(bodyOf(alertJson({ status: "resolved" })));
  await mailbox.until(4);
  await waitFor("the last word", async () => {
    const open = await world.db.selectFrom("oncall_delivery").select("id").where("state", "in", ["pending", "leased"]).execute();
    return open.length === 0 ? true : undefined;
  });
  assert.equal(await forgetPersons(world.db, new Date("2026-11-23T02:00:00Z"), clock.now()), 0);
  const count = await forgetPersons(world.db, new Date("2027-02-21T00:00:00Z"), new Date("2027-02-21T00:00:00Z"));
  assert.ok(count >= 5, `${count} entries`);
  const { oncall_log, oncall_delivery, oncall_incident } = {
    oncall_log: await world.db.selectFrom("oncall_log").selectAll().execute(),
    oncall_delivery: await world.db.selectFrom("oncall_delivery").selectAll().execute(),
    oncall_incident: await world.db.selectFrom("oncall_incident").selectAll().execute(),
  };
  const left = JSON.stringify([oncall_log, oncall_delivery, oncall_incident]);
  for (const word of ["it-2", "technik", "Bereitschaft"]) assert.ok(!left.includes(word), `${word} is still there`);
  const check = await verifyLog(world.db);
  assert.deepEqual([check.ok, check.entries], [true, oncall_log.length]);
});
