import assert from "node:assert/strict";
import { test } from "node:test";
import { fourQuestions } from "./four-questions.ts";
import { acknowledgeByMail, ackWay, addressOf, alertJson, bodyOf, clockAt, openMailbox, openWorld, textOf } from "./setup.ts";

/** A Monday night: on duty are it-2 and technik-2. */
const night = "2026-11-23T02:04:30Z";

test("a UPS on battery reaches both persons on duty at once, one acknowledges, and both hear the end in the same thread", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  assert.equal((await world.post(bodyOf(alertJson()))).status, 200);
  const pages = [...(await mailbox.until(2))];
  // The clock stands still: nothing was waited for.
  assert.deepEqual(pages.map(addressOf).sort(), ["it-2@leitstand.example", "technik-2@leitstand.example"]);
  const [page] = pages;
  assert.ok(page);
  assert.match(page.subject ?? "", /^KRITISCH: USV läuft auf Batterie, noch 9 min – USV A, Rechenzentrum Raum 1$/);

  const shown = await fetch(ackWay(page).link);
  assert.equal(shown.status, 200);
  assert.ok((await shown.text()).includes("Code aus der Mail"));
  assert.deepEqual(
    (await world.oncall.openIncidents()).map(({ state }) => state),
    ["open"],
  );
  clock.pass(60);
  const answer = await acknowledgeByMail(page);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Übernommen\. Danke, Bereitschaft/);
  const [incident] = await world.oncall.openIncidents();
  assert.equal(incident?.state, "acknowledged");
  assert.ok(incident.acknowledgedBy?.startsWith("Bereitschaft"));

  clock.pass(12 * 60);
  await world.post(bodyOf(alertJson({ status: "resolved" })));
  const ends = (await mailbox.until(4)).slice(2);
  assert.deepEqual(ends.map(addressOf).sort(), pages.map(addressOf).sort());
  for (const end of ends) {
    assert.match(end.subject ?? "", /^Ende: USV läuft auf Batterie, Dauer 13 min – USV A/);
    const begun = pages.find((mail) => addressOf(mail) === addressOf(end));
    assert.equal(end.inReplyTo, begun?.messageId);
  }
  assert.deepEqual(await world.oncall.openIncidents(), []);
  const { mails } = mailbox;
  const asked = await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails });
  assert.equal(asked.delivered, 4);
  assert.match(await world.registry.metrics(), /^leitstand_outbox_pending 0$/m);
});

test("on battery, then the UPS falls silent: no false end, the incident is blind and goes on to the next step", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  await mailbox.until(2);
  world.says.answers = (device) => device !== "usv-a";
  await world.post(bodyOf(alertJson({ status: "resolved" })));
  assert.deepEqual(
    (await world.oncall.openIncidents()).map(({ state }) => state),
    ["blind"],
  );
  clock.pass(11 * 60);
  world.oncall.wake();
  const [, , third] = await mailbox.until(3);
  assert.ok(third);
  assert.equal(addressOf(third), "leitung@leitstand.example");
  assert.match(textOf(third), /Es kommen keine Messwerte mehr/);
  assert.ok(mailbox.mails.every((mail) => !(mail.subject ?? "").startsWith("Ende")));
  await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails: mailbox.mails });
});
