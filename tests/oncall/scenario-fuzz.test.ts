/** Scenario 13 at random: seeded mutations of webhook bodies; the long form is `npm run fuzz -- --only webhooks`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { mutant, mutateBodies, packed, randomOf } from "../bench/webhook-mutations.ts";
import { startPager } from "./pager.ts";
import { fourQuestions } from "./four-questions.ts";
import { addressOf, exampleSite, openMailbox, openOnCallDatabase, temporaryFolder } from "./setup.ts";

test("13: of mutated bodies every valid one is taken whole, none throws, and no label writes into the head of a mail", async () => {
  const { wrong, valid, refused, rendered } = await mutateBodies(2000, 7);
  assert.deepEqual(wrong, []);
  assert.ok(valid > 1000 && refused > 200 && rendered > 200, `${valid} valid, ${refused} refused, ${rendered} rendered`);
});

test("13: posted to the service, whole or packed, valid ones are 200, what is refused leaves a trace, and the process lives", async (t) => {
  const file = join(temporaryFolder(t), "oncall.db");
  const mailbox = await openMailbox(t);
  const pager = await startPager(t, { file, ports: [mailbox.port] });
  const random = randomOf(11);
  const counts = new Map<number, number>();
  for (let round = 0; round < 150; round++) {
    const one = mutant(random);
    const { body, headers, valid } = packed(one, random);
    const { status } = await pager.post(body, headers);
    if (valid) assert.equal(status, 200, one.text.slice(0, 500));
    assert.ok([200, 400, 413, 415].includes(status), `${status}: ${one.text.slice(0, 300)}`);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  assert.equal(pager.process.exitCode, null);
  const refused = 150 - (counts.get(200) ?? 0);
  const db = await openOnCallDatabase(t, file);
  const traces = await db.selectFrom("oncall_log").select("seq").where("kind", "=", "quarantined").execute();
  assert.ok(refused > 15 && traces.length >= refused, `${refused} refused, ${traces.length} traces`);
  for (const mail of mailbox.mails) {
    assert.ok(addressOf(mail).endsWith("@leitstand.example"));
    assert.equal(mail.bcc, undefined);
  }
  let ahead = 0;
  await fourQuestions(t, {
    db,
    site: exampleSite(),
    now: () => new Date(Date.now() + ahead * 1000),
    mails: mailbox.mails,
    // Lists leave some minutes apart.
    turn: () => void pager.setOffset((ahead += 1)),
  });
});
