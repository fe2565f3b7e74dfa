import assert from "node:assert/strict";
import { test } from "node:test";
import { noteHeartbeat, silenceMs, watchHeartbeat } from "../../alerts/oncall/heartbeat.ts";
import { openIncidents } from "../../alerts/oncall/store.ts";
import { alertJson, bodyOf, clockAt, exampleSite, openMailbox, openOnCallDatabase, openWorld, quieted } from "./setup.ts";

const watchdog = (status: "firing" | "resolved" = "firing") =>
  bodyOf(alertJson({ name: "Watchdog", device: "", severity: "info", status }));

test("the watchdog is a sign of life and never an incident; its end is no sign", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:04:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(watchdog());
  clock.pass(120);
  await world.post(watchdog("resolved"));
  assert.deepEqual(await world.oncall.openIncidents(), []);
  assert.match(await (await fetch(`${world.url}/incidents`)).text(), /Letztes Lebenszeichen der Alarmkette: vor 2 min/);
});

test("five minutes without the watchdog page, its return ends that, and a restart in between ends nothing", async (t) => {
  const db = await openOnCallDatabase(t);
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:04:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock, db });
  const startedAt = clock.now();
  const look = (since = startedAt) => watchHeartbeat(db, since, { site: exampleSite(), baseUrl: world.url, now: clock.now() });
  await world.post(watchdog());
  clock.pass(silenceMs / 1000);
  await look();
  assert.deepEqual(await openIncidents(db), []);
  clock.pass(1);
  await look();
  world.oncall.wake();
  const [page] = await mailbox.until(1);
  assert.match(page?.subject ?? "", /^KRITISCH: Kein Lebenszeichen der Alarmkette – Muster-Rechenzentrum$/);
  assert.match(page?.text ?? "", /Seit 03:04 Uhr kommt das Lebenszeichen[\s\S]*runbooks\/Watchdog/);
  clock.pass(60);
  await look(clock.now());
  assert.equal((await openIncidents(db)).length, 1, "a restart is no sign of life");
  await world.post(watchdog());
  await look();
  world.oncall.wake();
  assert.deepEqual(await openIncidents(db), []);
  assert.match((await mailbox.until(2))[1]?.subject ?? "", /^Ende: Kein Lebenszeichen/);
});

test("a chain that never shows a sign of life after the start is an incident too", async (t) => {
  const db = await openOnCallDatabase(t);
  const startedAt = new Date("2026-11-23T02:00:00Z");
  const setting = (minutes: number) => ({
    site: exampleSite(),
    baseUrl: "http://x",
    now: new Date(startedAt.getTime() + minutes * 60_000),
  });
  await watchHeartbeat(db, startedAt, setting(4));
  assert.equal((await openIncidents(db)).length, 0);
  await watchHeartbeat(db, startedAt, setting(6));
  assert.equal((await openIncidents(db)).length, 1);
});

test("the sign of life by mail leaves while the watchdog comes, through the real relay, and stops when it stops", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:04:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const { says } = world;
  says.site = { ...says.site, mail: { ...says.site.mail, heartbeat: { address: "wache@example.org", every: "15m" } } };
  await new Promise((resolve) => setTimeout(resolve, 1300));
  assert.equal(mailbox.mails.length, 0, "the watchdog has not come through yet");
  // It comes when the quarter of an hour is over, not before: the service may look between any two statements.
  await noteHeartbeat(world.db, new Date(clock.now().getTime() + 900_000));
  clock.pass(900);
  const [mail] = await mailbox.until(1);
  assert.match(mail?.subject ?? "", /^Lebenszeichen von Leitstand/);
  assert.match(mail?.text ?? "", /Bleiben diese Mails aus, bitte die Bereitschaft anrufen/);
  await quieted(world, clock);
  clock.pass(600);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  assert.equal(mailbox.mails.length, 1, "not before its time");
  clock.pass(301);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const alive = mailbox.mails.filter(({ subject }) => subject?.startsWith("Lebenszeichen") === true);
  assert.equal(alive.length, 1, "15 minutes without the watchdog: silence");
});
