import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { ParsedMail } from "mailparser";
import { simpleParser } from "mailparser";
import { verifyLog } from "../../alerts/oncall/service.ts";
import { fourQuestions } from "./four-questions.ts";
import { killAgainAndAgain, wordsOf } from "./kills.ts";
import { startPager, type Pager } from "./pager.ts";
import { addressOf, alertJson, bodyOf, exampleSite, openMailbox, openOnCallDatabase, temporaryFolder, waitFor } from "./setup.ts";

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

test("killed again and again at every point of the way: nothing is lost, each kill costs a message at most one repetition (KILLS=1000 for the long form)", async (t) => {
  const kills = Number(process.env["KILLS"] ?? 22);
  const file = join(temporaryFolder(t), "oncall.db");
  const report = await killAgainAndAgain(t, file, kills, (text) => t.diagnostic(text));
  for (const line of wordsOf(report)) t.diagnostic(line);
  assert.deepEqual(report.lost, [], "alerts that did not reach both persons");
  assert.equal(report.unprovoked, 0, "messages that came twice from one process");
  // Two persons are written to at a time: a kill can cut the mail of each.
  assert.ok(Math.max(...report.cost) <= 2, `a kill cost ${Math.max(...report.cost)} repetitions`);
  const idle = report.lives.filter((life) => life.idle);
  assert.ok(idle.length <= kills / 5, `${idle.length} kills came too late: ${idle.map(({ point }) => point).join(", ")}`);
  const { db, now, mails } = report;
  await fourQuestions(t, { db, site: exampleSite(), now, mails, repetitions: kills * 2 });
});
