/** Two instances on one PostgreSQL, as real processes: neither loses, doubles or waits for the other (scenario 4), nor while they are replaced (27). */
import assert from "node:assert/strict";
import { after, test, type TestContext } from "node:test";
import { sql } from "kysely";
import { createLeader } from "../../alerts/oncall/leader.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { migrate } from "../../app/database.ts";
import { openPostgres } from "../../app/postgres.ts";
import { fourQuestions } from "./four-questions.ts";
import { newerMigrations } from "./newer.ts";
import { startPager, type Pager } from "./pager.ts";
import { databaseOf, makeDatabase, postgresMissing as skip, startCluster, urlOf } from "./postgres.ts";
import { addressOf, alertJson, bodyOf, exampleSite, openMailbox, openOnCallDatabase, openWorld, waitFor } from "./setup.ts";

const cluster = skip === false ? await startCluster({ durable: true }) : undefined;
if (cluster !== undefined) process.env["LEITSTAND_TEST_DATABASE"] = cluster.socket;
after(() => cluster?.stop());

let number = 0;
/** A database of its own, and a view of it that outlives every instance. */
async function openShared(t: TestContext): Promise<{ readonly file: string; readonly db: Database }> {
  const file = `pair-${process.pid}-${number++}`;
  return { file, db: await openOnCallDatabase(t, file) };
}

const now = (): Date => new Date();
const body = (name: string) => bodyOf(alertJson({ name, startsAt: new Date().toISOString() }));

test("both instances healthy, every alert told to both: each page leaves once, each step is taken once", { skip }, async (t) => {
  const mailbox = await openMailbox(t);
  const { file, db } = await openShared(t);
  const pair = await Promise.all([1, 2].map(() => startPager(t, { file, ports: [mailbox.port], steps: 2 })));
  for (let round = 0; round < 8; round++) {
    const answers = await Promise.all(pair.map((pager) => pager.post(body(`Alert${round}`))));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
  }
  await secondStepOfAll(db);
  const { repeated } = await fourQuestions(t, { db, site: exampleSite(), now, mails: mailbox.mails });
  assert.deepEqual(repeated, []);
  assert.equal((await db.selectFrom("oncall_incident").select("id").execute()).length, 8);
  await assertStepsOnce(db);
});

const secondStepOfAll = (db: Database): Promise<true> =>
  waitFor("the second step of all", async () => {
    const left = await db.selectFrom("oncall_incident").select("id").where("run_steps", "<", 2).execute();
    return left.length === 0 ? true : undefined;
  });

/** Nobody was told twice of the same step of the same incident over the same channel. */
async function assertStepsOnce(db: Database): Promise<void> {
  const entries = await db.selectFrom("oncall_log").selectAll().where("kind", "in", ["notified", "held"]).execute();
  const keys = entries
    .map(({ incident, data, personal }) => ({ incident, ...(JSON.parse(data) as object), who: personal }))
    .filter((entry) => "reason" in entry && entry.reason === "step")
    .map((entry) => JSON.stringify(entry));
  assert.ok(keys.length > 0);
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  );
}

/** A lease of 10 s, and a look every second. A machine that many share says nothing about seconds; `PAUSE` is set where it is quiet. */
function assertSoon(ms: number): void {
  if (process.env["PAUSE"] !== undefined) assert.ok(ms <= 15_000, `the other instance took ${ms.toFixed(0)} ms`);
}

test(
  "one instance is stopped in mid-send and woken later: the other takes over in 15 s, the late word does not count",
  { skip },
  async (t) => {
    const pauseMs = Number(process.env["PAUSE"] ?? 16) * 1000;
    const held: (() => void)[] = [];
    let holds = true;
    const mailbox = await openMailbox(t, {
      // The dot has come, the answer stays away: nobody knows whether the mail was taken.
      onMailFrom(_address, _session, callback) {
        if (holds) held.push(() => callback(null));
        else callback(null);
      },
    });
    const { file, db } = await openShared(t);
    const first = await startPager(t, { file, ports: [mailbox.port] });
    assert.equal((await first.post(body("UpsOnBattery"))).status, 200);
    await waitFor("both mails under way", () => (held.length === 2 ? true : undefined));
    first.process.kill("SIGSTOP");
    holds = false;
    const stoppedAt = performance.now();
    const second = await startPager(t, { file, ports: [mailbox.port] });
    await mailbox.until(2);
    const takeoverMs = performance.now() - stoppedAt;
    assertSoon(takeoverMs);
    const others = await second.post(body("RoomHot"));
    assert.equal(others.status, 200, "intake goes on meanwhile");
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - takeoverMs)));
    first.process.kill("SIGCONT");
    for (const go of held) go();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const answers = await fourQuestions(t, {
      db,
      site: exampleSite(),
      now,
      mails: mailbox.mails,
      repetitions: 2,
    });
    for (const [id, count] of answers.repeated) assert.equal(count, 2, `${id} came ${count} times`);
    const accepted = await db.selectFrom("oncall_log").selectAll().where("kind", "=", "accepted").execute();
    assert.equal(accepted.length, answers.delivered, "one word per delivery counts");
    await assertStepsOnce(db);
    t.diagnostic(`takeover after ${(takeoverMs / 1000).toFixed(1)} s, ${answers.repeated.length} of 2 mails came twice`);
  },
);

test("one instance is killed between claim and send: the other sends within 15 s", { skip }, async (t) => {
  const mailbox = await openMailbox(t);
  const { file, db } = await openShared(t);
  const victim = await startPager(t, { file, ports: [mailbox.port], die: "claimed" });
  await victim.post(body("UpsOnBattery")).catch(() => undefined);
  await victim.gone;
  const diedAt = performance.now();
  await startPager(t, { file, ports: [mailbox.port] });
  await mailbox.until(2);
  const tookMs = performance.now() - diedAt;
  assertSoon(tookMs);
  await fourQuestions(t, { db, site: exampleSite(), now, mails: mailbox.mails });
  t.diagnostic(`takeover after ${(tookMs / 1000).toFixed(1)} s`);
});

test("a writer that stops in mid-transaction is thrown out, and the other instance's turn comes", { skip }, async (t) => {
  const { file, db } = await openShared(t);
  const other = openPostgres<object>({ url: urlOf(cluster?.socket ?? "", databaseOf(file)), tls: "none" });
  t.after(() => other.db.destroy());
  let begun = (): void => undefined;
  const began = new Promise<void>((resolve) => (begun = resolve));
  let came = (): void => undefined;
  const turn = new Promise<void>((resolve) => (came = resolve));
  const frozen = other.db.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx);
    begun();
    // It would stand still for ever, were it waited for.
    await turn;
    await sql`select 1`.execute(tx);
  });
  const refused = assert.rejects(frozen);
  await began;
  await db.transaction().execute((tx) => tx.selectFrom("oncall_log_head").selectAll().execute());
  came();
  await refused;
  assert.deepEqual((await sql<{ one: number }>`select 1 as one`.execute(other.db)).rows, [{ one: 1 }], "its pool has recovered");
});

test("one of two leads; when it is gone, or was stopped, the other leads within 15 s, and never both", { skip }, async (t) => {
  const { db } = await openShared(t);
  let at = Date.parse("2026-11-23T02:00:00Z");
  const clock = (): Date => new Date(at);
  const [one, two] = [createLeader(db, "one", clock), createLeader(db, "two", clock)];
  for (const leader of [one, two]) await leader.look();
  assert.deepEqual([one.leads(), two.leads()], [true, false]);
  for (let second = 0; second < 14; second += 2) {
    at += 2000;
    await two.look();
    assert.ok(!(one.leads() && two.leads()));
  }
  assert.deepEqual([one.leads(), two.leads()], [false, true], "the first one said nothing for 14 s");
  await one.look();
  assert.equal(one.leads(), false);
  await two.resign(60_000);
  await one.look();
  await two.look();
  assert.deepEqual([one.leads(), two.leads()], [true, false]);
  at -= 3_600_000;
  await two.look();
  assert.equal(two.leads(), false, "the one that gave the lead away rests");
});

test(
  "both are replaced one after the other by a newer Leitstand while alerts go on (scenario 27): no page is lost or doubled",
  { skip },
  async (t) => {
    const mailbox = await openMailbox(t);
    const { file, db } = await openShared(t);
    const start = (): Promise<Pager> => startPager(t, { file, ports: [mailbox.port], steps: 2 });
    const running = [await start(), await start()];
    const taken: string[] = [];
    const done = new AbortController();
    /** As Alertmanager does: to every address, again and again until one has taken it. */
    const tell = async (name: string): Promise<void> => {
      const alert = body(name);
      for (;;) {
        const answers = await Promise.all(running.map((pager) => pager.post(alert).catch(() => undefined)));
        for (const answer of answers) assert.ok(answer === undefined || answer.status === 200 || answer.status === 503);
        if (answers.some((answer) => answer?.status === 200)) return void taken.push(name);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const alerts = (async () => {
      for (let index = 0; !done.signal.aborted; index++) {
        await tell(`Rolling${index}`);
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
    })();
    const ends: number[] = [];
    for (const [index, old] of [...running].entries()) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const from = performance.now();
      old.process.kill("SIGTERM");
      await old.gone;
      ends.push(performance.now() - from);
      // The first new one brings its tables; the old one that is left works on with them.
      if (index === 0) assert.deepEqual(await migrate(db, "oncall", newerMigrations), []);
      running[index] = await start();
    }
    const { holder } = await waitFor("a leader among the new ones", () =>
      db.selectFrom("oncall_leader").selectAll().where("until", ">", new Date().toISOString()).executeTakeFirst(),
    );
    assert.notEqual(holder, "");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await waitFor("as many alerts as show anything", () => taken.length >= 8 || undefined);
    done.abort();
    await alerts;
    await secondStepOfAll(db);
    const { repeated } = await fourQuestions(t, { db, site: exampleSite(), now, mails: mailbox.mails });
    assert.deepEqual(repeated, []);
    const incidents = await db.selectFrom("oncall_incident").select("id").execute();
    assert.equal(incidents.length, taken.length);
    await assertStepsOnce(db);
    t.diagnostic(
      `${taken.length} alerts; the old ones ended after ${ends.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(" and ")}`,
    );
  },
);

test("the database is gone for a while: 503 at once, nothing ends, and all goes on by itself", { skip }, async (t) => {
  assert.ok(cluster);
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port] });
  assert.equal((await world.post(body("Before"))).status, 200);
  await mailbox.until(2);
  await cluster.kill();
  const started = performance.now();
  assert.equal((await world.post(body("Meanwhile"))).status, 503);
  const tookMs = performance.now() - started;
  if (process.env["PAUSE"] !== undefined)
    assert.ok(tookMs < 10_000, `sooner than Alertmanager gives up: ${tookMs.toFixed(0)} ms`);
  t.diagnostic(`refused after ${tookMs.toFixed(0)} ms`);
  assert.equal((await fetch(`${world.url}/incidents.json`)).status, 500, "no list is better than an old one");
  await cluster.start();
  const answer = await waitFor("an answer", async () => {
    const { status } = await world.post(body("Meanwhile"));
    return status === 200 ? status : undefined;
  });
  assert.equal(answer, 200);
  await mailbox.until(4);
  assert.equal(new Set(mailbox.mails.map(addressOf)).size, 2);
  await fourQuestions(t, { db: world.db, site: exampleSite(), now, mails: mailbox.mails });
});

test("numbers, text with NUL and the shared clock come through the border as they should", { skip }, async (t) => {
  assert.ok(cluster);
  const name = databaseOf(`border-${process.pid}`);
  await makeDatabase(cluster.socket, name);
  const { db, clock } = openPostgres<object>({ url: urlOf(cluster.socket, name), tls: "none" });
  t.after(() => db.destroy());
  const { rows } = await sql`select 9007199254740991::bigint as big, 1.5::numeric as part, ${"a\0b"}::text as text`.execute(db);
  assert.deepEqual(rows, [{ big: Number.MAX_SAFE_INTEGER, part: 1.5, text: "a\uFFFDb" }]);
  await assert.rejects(sql`select 9007199254740993::bigint as big`.execute(db), /no number holds/);
  await db.transaction().execute((tx) => sql`select 1`.execute(tx));
  // A busy machine reads the two some seconds apart.
  assert.ok(Math.abs(clock.now().getTime() - Date.now()) < 30_000, "one machine, one clock");
});
