import assert from "node:assert/strict";
import { test } from "node:test";
import { calmed, nextSteps, peopleOf } from "../../alerts/oncall/escalation.ts";
import type { Incident } from "../../alerts/oncall/incident.ts";
import { fourQuestions } from "./four-questions.ts";
import { addressOf, alertJson, bodyOf, clockAt, exampleSite, openMailbox, openWorld, settled, textOf, waitFor } from "./setup.ts";

/** The sign of life of the chain: without it an hour of silence is an incident of its own. */
const watchdog = alertJson({ name: "Watchdog", device: "", severity: "info" });

/** Seconds of each round, half of them firing: for ten minutes every 20 s, then every minute until the hour is over. */
const rounds = [...Array.from({ length: 30 }, () => 20), ...Array.from({ length: 50 }, () => 60)];
const returns = rounds.length - 1;

test("an alert that comes and goes every 20 to 60 s for an hour is one incident: two pages and four mails at most for each person", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:00:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  for (const [round, seconds] of rounds.entries()) {
    const startsAt = clock.now().toISOString();
    assert.equal((await world.post(bodyOf(alertJson({ startsAt }), watchdog))).status, 200);
    if (round < 4 || round % 10 === 0) await settled(world, clock);
    clock.pass(seconds / 2);
    await world.post(bodyOf(alertJson({ startsAt, status: "resolved", endsAt: clock.now().toISOString() })));
    if (round < 4 || round % 10 === 0) await settled(world, clock);
    clock.pass(seconds / 2);
  }
  const rows = await world.db.selectFrom("oncall_incident").select(["flaps", "ended_at"]).execute();
  assert.deepEqual(rows, [{ flaps: returns, ended_at: null }], "all intervals are one incident that came back");
  assert.match(await (await fetch(`${world.url}/incidents`)).text(), new RegExp(`flattert \\(${returns}-mal wieder\\)`));
  assert.equal((await world.oncall.openIncidents())[0]?.flaps, returns);
  clock.pass(269);
  await world.post(bodyOf(watchdog));
  clock.pass(300);
  world.oncall.wake();
  await settled(world, clock);
  assert.equal((await world.oncall.openIncidents()).length, 1, "nine minutes of quiet are no end after so many returns");
  clock.pass(2);
  world.oncall.wake();
  await waitFor("its end", async () => ((await world.oncall.openIncidents()).length === 0 ? true : undefined));
  await settled(world, clock, true);
  // The clock runs faster here than mails are sent, so a lease may run out: the same Message-ID twice is one mail.
  const distinct = [...new Map(mailbox.mails.map((mail) => [mail.messageId, mail])).values()];
  const people = Map.groupBy(distinct, addressOf);
  assert.deepEqual([...people.keys()].sort(), [
    "it-2@leitstand.example",
    "leitung@leitstand.example",
    "technik-2@leitstand.example",
  ]);
  for (const [person, mails] of people) {
    const pages = mails.filter(({ subject }) => subject?.startsWith("KRITISCH"));
    assert.ok(pages.length <= 2, `${person} had ${pages.length} pages: ${pages.map(({ subject }) => subject).join("; ")}`);
    assert.ok(mails.length <= 4, `${person} had ${mails.length} mails`);
    assert.match(mails.at(-1)?.subject ?? "", /^Ende: USV läuft auf Batterie/);
    assert.match(textOf(mails.at(-1) ?? assert.fail()), new RegExp(`Die Meldung kam ${returns}-mal wieder\\.`));
  }
  const again = people.get("it-2@leitstand.example")?.find(({ subject }) => subject?.includes("(wieder)"));
  assert.match(textOf(again ?? assert.fail("no second page")), /Die Meldung kommt und geht, bisher 1-mal wieder/);
  await fourQuestions(t, {
    db: world.db,
    site: world.says.site,
    now: clock.now,
    mails: mailbox.mails,
    repetitions: mailbox.mails.length,
  });
});

const now = new Date("2026-11-23T03:00:00Z");
const incident: Incident = {
  id: "i",
  fingerprint: "f",
  labels: { alertname: "UpsOnBattery", severity: "critical", class: "ups" },
  annotations: {},
  textsAt: now,
  startsAt: new Date(now.getTime() - 3_600_000),
  newestStartAt: now,
  openedAt: new Date(now.getTime() - 3_600_000),
  lastSeenAt: now,
  flaps: 7,
  progress: { since: now, steps: 0 },
};

test("a flapping alert still reaches whoever has not been told, and repeats as ever once it holds", () => {
  const site = exampleSite();
  const turn = nextSteps(incident, site.policies[0], peopleOf(site), now);
  const names = (had: readonly string[], at = now) => calmed(turn, incident, at, had).notify.map(({ who }) => who);
  assert.deepEqual(names(["it-2", "it-2"]), ["technik-2"]);
  assert.deepEqual(names(["it-2", "it-2", "it-2"], new Date(now.getTime() + 601_000)), ["it-2", "technik-2"]);
});
