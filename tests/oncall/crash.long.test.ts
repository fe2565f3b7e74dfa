import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { ParsedMail } from "mailparser";
import { simpleParser } from "mailparser";
import { verifyLog } from "../../alerts/oncall/service.ts";
import { startPager, type Pager } from "./pager.ts";
import { addressOf, alertJson, bodyOf, openMailbox, openOnCallDatabase, temporaryFolder, textOf, waitFor } from "./setup.ts";

/** An alert that began just now, in real time. */
const body = () => bodyOf(alertJson({ startsAt: new Date().toISOString() }));

/** Everyone who had to hear it did, and whatever came twice carries one Message-ID per person. */
function assertAllOnce(mails: readonly ParsedMail[], people: number): void {
  const ids = new Map<string, Set<string>>();
  for (const mail of mails) ids.set(addressOf(mail), (ids.get(addressOf(mail)) ?? new Set()).add(mail.messageId ?? ""));
  assert.equal(ids.size, people, `${[...ids.keys()].join(", ")} were reached`);
  for (const [address, set] of ids) assert.equal(set.size, 1, `${address} got different Message-IDs: ${[...set].join(", ")}`);
}

for (const die of ["claimed", "sent"] as const) {
  const when = die === "claimed" ? "between claim and send" : "between the relay's acceptance and writing it down";
  test(`killed with SIGKILL ${when}: a plain restart sends what is missing, under the same Message-ID`, async (t) => {
    const file = join(temporaryFolder(t), "oncall.db");
    const mailbox = await openMailbox(t);
    const first = await startPager(t, { file, ports: [mailbox.port], die });
    await first.post(body());
    await first.gone;
    const before = mailbox.mails.length;
    // A minute later the lease of the dead process has run out.
    const second = await startPager(t, { file, ports: [mailbox.port], offset: 61 });
    await waitFor("both persons", () => (new Set(mailbox.mails.slice(before).map(addressOf)).size === 2 ? true : undefined));
    assertAllOnce(mailbox.mails, 2);
    assert.ok(mailbox.mails.length <= before + 2, "at most one repetition each");
    second.process.kill("SIGKILL");
    await second.gone;
    assert.deepEqual(await verifyLog(await openOnCallDatabase(t, file)).then(({ ok }) => ok), true);
  });
}

test("killed with SIGKILL while the mail server has the mail but has not answered: the same Message-ID comes again", async (t) => {
  const file = join(temporaryFolder(t), "oncall.db");
  const swallowed: ParsedMail[] = [];
  let victim: Pager | undefined;
  const deaf = await openMailbox(t, {
    onData(stream, _session, callback) {
      simpleParser(stream, {}, (error: Error | null, mail) => {
        // The other person's mail may be cut off by the same kill.
        if (error === null) swallowed.push(mail);
        victim?.process.kill("SIGKILL");
        void callback;
      });
    },
  });
  victim = await startPager(t, { file, ports: [deaf.port] });
  assert.equal((await victim.post(body())).status, 200);
  await victim.gone;
  const mailbox = await openMailbox(t);
  await startPager(t, { file, ports: [mailbox.port], offset: 61 });
  await mailbox.until(2);
  assert.ok(swallowed.length > 0);
  assertAllOnce([...swallowed, ...mailbox.mails], 2);
});

test("what was answered with 2xx is on disk: killed right after the answer, the incident and its pages are there", async (t) => {
  const file = join(temporaryFolder(t), "oncall.db");
  const first = await startPager(t, { file, ports: [1] });
  assert.equal((await first.post(body())).status, 200);
  first.process.kill("SIGKILL");
  await first.gone;
  const mailbox = await openMailbox(t);
  await startPager(t, { file, ports: [mailbox.port], offset: 61 });
  await mailbox.until(2);
  assertAllOnce(mailbox.mails, 2);
});

test("killed again and again at random instants: nothing is lost, and each kill costs at most one repetition (KILLS=1000 for the long form)", async (t) => {
  const kills = Number(process.env["KILLS"] ?? 12);
  const file = join(temporaryFolder(t), "oncall.db");
  const mailbox = await openMailbox(t);
  const posted: string[] = [];
  // Each life is a minute later than the one before, so that a lease held by the dead has run out.
  for (let life = 0; life < kills; life++) {
    const pager = await startPager(t, { file, ports: [mailbox.port], offset: life * 61 });
    const device = `usv-${life}`;
    const answer = pager
      .post(bodyOf(alertJson({ name: `Alert${life}`, device, startsAt: new Date(Date.now() + life * 61_000).toISOString() })))
      .then(
        ({ status }) => status === 200,
        () => false,
      );
    // Half of the kills strike while the alert is stored, half of them while its mails leave, however slow the machine is.
    const begun = life % 2 === 0 ? Promise.resolve() : answer;
    const doomed = begun
      .then(() => new Promise((resolve) => setTimeout(resolve, Math.random() * 400)))
      .then(() => pager.process.kill("SIGKILL"));
    const stored = await answer;
    if (stored) posted.push(device);
    await doomed;
    await pager.gone;
  }
  const before = mailbox.mails.length;
  // Ten minutes later digests are due as well.
  await startPager(t, { file, ports: [mailbox.port], offset: kills * 61 + 600 });
  const db = await openOnCallDatabase(t, file);
  await waitFor(
    "an empty outbox",
    async () => {
      const open = await db
        .selectFrom("oncall_delivery")
        .select("id")
        .where("state", "in", ["pending", "leased", "held"])
        .limit(1)
        .execute();
      const due = await db.selectFrom("oncall_incident").select("id").where("run_notified_at", "is", null).limit(1).execute();
      return open.length + due.length === 0 ? true : undefined;
    },
    60_000,
  );
  const texts = mailbox.mails.map(textOf).join("\n");
  for (const device of posted) assert.ok(texts.includes(device), `${device} was answered with 200 and nobody heard of it`);
  const counts = new Map<string, number>();
  for (const { messageId = "" } of mailbox.mails) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
  const repeated = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
  // A process sends to at most two persons at a time here, so that one kill can cut two mails.
  assert.ok(repeated <= kills * 2, `${repeated} repetitions for ${kills} kills`);
  assert.equal((await verifyLog(db)).ok, true);
  t.diagnostic(
    `${posted.length} of ${kills} stored before the kill, ${mailbox.mails.length} mails (${before} before the last start), ${repeated} repeated`,
  );
});
