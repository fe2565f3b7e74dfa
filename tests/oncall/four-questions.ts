/**
 * The four questions that every failure scenario asks at its end: was everything delivered at least once, how many mails
 * came twice and under which Message-ID, does the log verify and tell the truth, has every open incident a timed next act?
 * They ask the database and the mailboxes, never the code under test, and run on every database.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { policyFor } from "../../alerts/oncall/escalation.ts";
import { incidentOf } from "../../alerts/oncall/store.ts";
import { verifyLog } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import type { Site } from "../../site/inventory.ts";
import { atRest } from "./at-rest.ts";
import { waitFor } from "./setup.ts";

interface Received {
  readonly messageId?: string | undefined;
}

export interface Questions {
  readonly db: Database;
  readonly site: Site;
  /** The clock of the service. */
  readonly now: () => Date;
  /** Every mail that any server took, with its Message-ID; webhooks are judged by the database alone. */
  readonly mails: readonly Received[] | (() => readonly Received[]);
  /** How many repetitions the faults of the scenario may have cost. */
  readonly repetitions?: number;
  /** Moves the clock and wakes the service, when what is left in the outbox waits for a later time. */
  readonly turn?: () => void;
  /** Longest wait for the outbox to become empty; that of every wait when left out. */
  readonly waitMs?: number;
}

export interface Answers {
  readonly delivered: number;
  /** Message-ID and how often it came, of those that came more than once. */
  readonly repeated: readonly (readonly [string, number])[];
  readonly entries: number;
  readonly open: number;
}

/** Waits until nothing is on its way, then asks. Fails with the first question that has a wrong answer. */
export async function fourQuestions(t: TestContext, questions: Questions): Promise<Answers> {
  const { db, repetitions = 0 } = questions;
  const { rested, deliveries, rows, links, log, mails } = await recordAtRest(questions);
  const received = new Map<string, number>();
  for (const { messageId = "" } of mails) received.set(messageId, (received.get(messageId) ?? 0) + 1);

  // 1. Everything that had to go out was delivered at least once.
  const accepted = deliveries.filter(({ state }) => state === "accepted");
  for (const { message_id, channel, kind, contact } of accepted) {
    if (channel === "webhook") continue;
    assert.ok(received.has(message_id), `${kind} ${message_id} to ${contact} counts as accepted, and no server has it`);
  }
  const byIncident = Map.groupBy(links, ({ incident }) => incident);
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  for (const row of rows) {
    const about = (byIncident.get(row.id) ?? []).flatMap(({ delivery }) => byId.get(delivery) ?? []);
    if (row.open_key === null || row.ack_at !== null || row.run_notified_at === null) continue;
    const reached = about.some(({ kind, state }) => kind !== "end" && state === "accepted");
    assert.ok(reached, `${row.labels} is open, was to be told, and nobody has it: ${JSON.stringify(about)}`);
  }

  // 2. What came twice came under the same Message-ID, and nothing came that the outbox does not know.
  const known = new Set(deliveries.map(({ message_id }) => message_id));
  // What left from memory, because the outbox could not be written, stands in the log.
  const fromMemory = [...received.keys()].filter((id) => id.startsWith("<unstored-"));
  const told = log.filter(({ kind }) => kind === "told-unstored");
  assert.ok(told.length >= fromMemory.length, `${fromMemory.length} mails from memory, the log knows ${told.length}`);
  for (const id of received.keys())
    assert.ok(known.has(id) || fromMemory.includes(id), `a mail ${id} came that the outbox does not know`);
  const repeated = [...received].filter(([, count]) => count > 1);
  const extra = repeated.reduce((sum, [, count]) => sum + count - 1, 0);
  assert.ok(extra <= repetitions, `${extra} repetitions, ${repetitions} allowed: ${JSON.stringify(repeated)}`);
  const ways = Map.groupBy(
    deliveries.filter(({ page }) => page !== null),
    ({ page, contact, channel }) => `${page} ${contact} ${channel}`,
  );
  for (const [way, same] of ways) assert.equal(same.length, 1, `${way} was written ${same.length} times`);

  // 3. The log verifies and tells the truth.
  const check = await verifyLog(db);
  assert.ok(check.ok, JSON.stringify(check));
  const about = (kind: string, key: string, value: string): boolean =>
    log.some((entry) => entry.kind === kind && entry.data.includes(`"${key}":"${value}"`));
  for (const { id } of accepted.filter(({ id }) => links.some(({ delivery }) => delivery === id)))
    assert.ok(about("accepted", "delivery", id), `delivery ${id} was accepted and the log does not say so`);
  for (const entry of log.filter(({ kind }) => kind === "accepted")) {
    const { delivery } = JSON.parse(entry.data) as { delivery: string };
    const state = byId.get(delivery)?.state;
    assert.ok(state === "accepted" || about("returned", "delivery", delivery), `the log says accepted, the outbox ${state}`);
  }
  const kinds = Map.groupBy(log, ({ incident }) => incident ?? "");
  for (const row of rows) {
    const own = (kinds.get(row.id) ?? []).map(({ kind }) => kind);
    assert.ok(own.includes("opened") || own.includes("missed"), `nothing tells how ${row.id} began: ${own.join(" ")}`);
    if (row.ended_at !== null) assert.ok(own.includes("ended") || own.includes("missed"), `nothing tells the end of ${row.id}`);
    assertQuietWhileAcknowledged(row.id, kinds.get(row.id) ?? []);
  }

  // 4. Every open incident that pages has a next act, and none is overdue.
  const now = rested.getTime();
  const open = rows.filter(({ open_key }) => open_key !== null);
  for (const row of open) {
    const incident = incidentOf(row);
    const policy = policyFor(incident, questions.site.policies, questions.site.contacts);
    const forever = row.ack_at !== null && row.ack_expires_at === null;
    // A policy without repetition asks once; after that the incident waits for a person, as the file wants it.
    const silent = policy === undefined || (policy.repeat === undefined && row.run_steps >= policy.steps.length);
    if (forever || silent) continue;
    assert.ok(row.next_act_at !== null, `${row.labels} is open and nothing follows`);
    assert.ok(
      new Date(row.next_act_at).getTime() > now - 2000,
      `${row.labels} was due at ${row.next_act_at} and nothing happened`,
    );
  }
  const answers = { delivered: accepted.length, repeated, entries: check.entries, open: open.length };
  t.diagnostic(`four questions: ${JSON.stringify(answers)}`);
  return answers;
}

/** Nobody is told of an incident between its acknowledgement and the end of that. */
function assertQuietWhileAcknowledged(id: string, entries: readonly { kind: string; seq: number; data: string }[]): void {
  let on = false;
  for (const { kind, seq, data } of entries) {
    if (kind === "acknowledged") on = true;
    else if (["acknowledgement-expired", "ended", "maintenance-ended"].includes(kind)) on = false;
    else if (kind === "notified" && !data.includes('"digest"'))
      assert.ok(!on, `${id}: entry ${seq} notifies somebody while somebody is on it`);
  }
}

/** Everything that is written, as it was at one instant at which nothing was pending, leased or held, and nothing due. */
async function recordAtRest(questions: Questions) {
  const { db, mails } = questions;
  for (let again = 0; ; again++) {
    const { rested, seq } = await restedAt(questions);
    const record = {
      rested,
      deliveries: await db.selectFrom("oncall_delivery").selectAll().execute(),
      rows: await db.selectFrom("oncall_incident").selectAll().execute(),
      links: await db.selectFrom("oncall_delivery_incident").selectAll().execute(),
      log: await db.selectFrom("oncall_log").selectAll().orderBy("seq").execute(),
      mails: typeof mails === "function" ? mails() : [...mails],
    };
    // A service whose clock runs on may have acted between two of these questions; whatever it does stands in the log.
    if ((await lastEntry(db)) === seq) return record;
    assert.ok(again < 100, "the service never rests");
  }
}

const lastEntry = async (db: Database): Promise<number> =>
  (await db.selectFrom("oncall_log_head").select("seq").executeTakeFirstOrThrow()).seq;

/** The instant at which nothing is pending, leased or held, and nothing is due that has not been done; and the last entry before it. */
function restedAt({ db, now, turn, waitMs }: Questions): Promise<{ readonly rested: Date; readonly seq: number }> {
  let waited = 0;
  const ask = async () => {
    const [asked, seq] = [now(), await lastEntry(db)];
    if (await atRest(db, asked, ["pending", "leased", "held"])) return { rested: asked, seq };
    // While something is being sent the clock stands still, unless that takes so long that it must be the lease of a dead process.
    if (turn !== undefined && (++waited % 20 === 0 || (await atRest(db, asked, ["pending", "leased"], true)))) turn();
    return undefined;
  };
  return waitFor("an outbox in which nothing waits", ask, waitMs);
}
