/**
 * Scenario 11 on PostgreSQL: the clock of the database server steps under two instances. It is a real server whose
 * `clock_timestamp()` is another one, found first on the search path: nobody can set the clock of this machine for a test.
 */
import assert from "node:assert/strict";
import { after, test, type TestContext } from "node:test";
import { sql } from "kysely";
import { lastSign, type OnCallTables } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { openPostgres } from "../../app/postgres.ts";
import type { SharedClock } from "../../app/shared-clock.ts";
import { atRest } from "./at-rest.ts";
import { fourQuestions } from "./four-questions.ts";
import { databaseOf, makeDatabase, postgresMissing as skip, startCluster, urlOf } from "./postgres.ts";
import { acknowledgeByMail, alertJson, bodyOf, openMailbox, openWorld, waitFor, type World } from "./setup.ts";

const cluster = skip === false ? await startCluster() : undefined;
after(() => cluster?.stop());

interface Shared {
  /** The tables, by a connection whose clock does not matter. */
  readonly db: Database;
  /** Sets the server's clock, by so many seconds. */
  readonly step: (seconds: number) => Promise<void>;
  readonly instance: (ports: number[]) => Promise<World & { readonly clock: SharedClock }>;
}

async function shared(t: TestContext): Promise<Shared> {
  const socket = cluster?.socket ?? "";
  const name = databaseOf(`clock-${process.pid}`);
  await makeDatabase(socket, name);
  const open = () => {
    const opened = openPostgres<OnCallTables>({ url: urlOf(socket, name), tls: "none", lastSign });
    t.after(() => opened.db.destroy());
    return opened;
  };
  const { db } = open();
  await sql`create table test_clock (ms float8)`.execute(db);
  await sql`insert into test_clock values (0)`.execute(db);
  await sql`create function public.clock_timestamp() returns timestamptz language sql volatile as
    $$ select pg_catalog.clock_timestamp() + (select ms from public.test_clock) * interval '1 millisecond' $$`.execute(db);
  await sql`alter database ${sql.id(name)} set search_path = public, pg_catalog`.execute(db);
  return {
    db,
    step: async (seconds) => void (await sql`update test_clock set ms = ms + ${seconds * 1000}::float8`.execute(db)),
    instance: async (ports) => {
      const { db, clock } = open();
      const world = await openWorld(t, {
        ports,
        db,
        clock: { now: clock.now, pass: () => assert.fail("nobody moves this clock") },
        stepping: clock,
        sharedNow: clock.now,
      });
      return { ...world, clock };
    },
  };
}

test(
  "11: steps of the database server's clock page nobody under a pair, and what is due moves with them once",
  { skip },
  async (t) => {
    const mailbox = await openMailbox(t);
    const { db, step, instance } = await shared(t);
    const pair = [await instance([mailbox.port]), await instance([mailbox.port])] as const;
    const [a, b] = pair;
    assert.equal((await a.post(bodyOf(alertJson({ startsAt: new Date().toISOString() })))).status, 200);
    assert.equal((await b.post(bodyOf(alertJson({ name: "UpsFault", startsAt: new Date().toISOString() })))).status, 200);
    const mails = await mailbox.until(4);
    const [fault] = mails.filter(({ subject }) => subject?.includes("wieder") !== true);
    assert.ok(fault);
    assert.equal((await acknowledgeByMail(fault)).status, 200);
    const settled = () => waitFor("an outbox at rest", () => atRest(db, a.clock.now()));
    await settled();
    const dues = async (): Promise<number[]> => {
      const rows = await db.selectFrom("oncall_incident").selectAll().orderBy("id").execute();
      return rows.flatMap(({ next_act_at, ack_expires_at }) => [next_act_at, ack_expires_at].map((at) => Date.parse(at ?? "")));
    };
    const entries = async (): Promise<number> =>
      (await db.selectFrom("oncall_log").select("seq").where("kind", "=", "clock-stepped").execute()).length;
    let offset = 0;
    const agree = (): boolean => pair.every(({ clock }) => Math.abs(clock.now().getTime() - Date.now() - offset * 1000) < 5000);
    await waitFor("both to go by the server's clock", () => (agree() ? true : undefined));

    for (const [index, seconds] of [3600, -7200, 600].entries()) {
      const before = await dues();
      await step(seconds);
      offset += seconds;
      await waitFor(`a step of ${seconds} s to be followed`, async () => ((await entries()) > index ? true : undefined));
      await waitFor("the other to follow", () => (agree() ? true : undefined));
      await settled();
      // To 5 s: each observation of the server's clock is as old as this machine is busy.
      const moved = (await dues()).map((at, index) => (at - (before[index] ?? Number.NaN)) / 1000);
      assert.deepEqual(
        moved.map((by) => (Math.abs(by - seconds) < 5 ? seconds : by)),
        before.map((at) => (Number.isNaN(at) ? Number.NaN : seconds)),
        `after a step of ${seconds} s`,
      );
      assert.equal(await entries(), index + 1, "one of the two moves it");
      assert.equal(mailbox.mails.length, 4, `a step of ${seconds} s told somebody something`);
    }
    await fourQuestions(t, { db, site: a.says.site, now: a.clock.now, mails: mailbox.mails });
  },
);
