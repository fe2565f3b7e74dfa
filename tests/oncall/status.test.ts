import assert from "node:assert/strict";
import { test } from "node:test";
import { alertRules as alerts } from "../../alerts/rules/all.ts";
import { addressOf, alertJson, bodyOf, clockAt, exampleSite, openMailbox, openWorld, quieted, textOf } from "./setup.ts";

const gatewayDown = (status: "firing" | "resolved" = "firing") =>
  alertJson({
    name: "VpnGatewayDown",
    device: "vpn-1",
    status,
    labels: { class: "vpn" },
    annotations: { summary: "VPN-Gateway antwortet nicht: vpn-1 (Raum rz1)" },
  });
const crisis = "leitung@leitstand.example";

test("remote access critical in working hours: the stand-by duty is paged, the crisis team knows, and both hear the end", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T10:00:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(gatewayDown()));
  await mailbox.until(2);
  const status = mailbox.mails.find((mail) => addressOf(mail) === crisis);
  assert.equal(status?.subject, "Zur Kenntnis: VPN-Gateway antwortet nicht – VPN-Gateway 1, Rechenzentrum Raum 1");
  assert.match(textOf(status), /Zu übernehmen ist hier nichts. Die Rufbereitschaft weiß Bescheid: Bereitschaft IT 1\./);
  assert.doesNotMatch(textOf(status), /\/ack\/|Code:/);
  await world.post(bodyOf(gatewayDown()));
  await world.post(bodyOf(gatewayDown("resolved")));
  const ends = (await mailbox.until(4)).slice(2);
  assert.deepEqual(ends.map(addressOf).sort(), ["it-1@leitstand.example", crisis]);
  assert.ok(ends.every(({ subject }) => subject?.startsWith("Ende: VPN-Gateway antwortet nicht")));
  assert.equal(ends.find((mail) => addressOf(mail) === crisis)?.inReplyTo, status?.messageId);
  const log = await world.db.selectFrom("oncall_log").select("kind").where("kind", "=", "informed").execute();
  assert.equal(log.length, 1);
});

test("at night the crisis team sleeps; it hears at the start of work of what is then still open", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T06:30:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(gatewayDown()));
  const [page] = await mailbox.until(1);
  assert.ok(page && addressOf(page) === "it-2@leitstand.example");
  await quieted(world, clock);
  clock.pass(9 * 60);
  world.oncall.wake();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(mailbox.mails.filter((mail) => addressOf(mail) === crisis).length, 0);
  clock.pass(21 * 60);
  world.oncall.wake();
  await mailbox.until(2);
  const own = mailbox.mails.filter((mail) => addressOf(mail) === crisis);
  assert.ok(
    own.some(({ subject }) => subject?.startsWith("Zur Kenntnis:")) || own.some(({ subject }) => subject?.startsWith("KRITISCH")),
  );
});

test("on Friday noon lost redundancy pages like a critical alert and says how long nobody works", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-27T10:50:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const lost = alertJson({
    name: "CoolingRedundancyLost",
    device: "",
    severity: "warning",
    labels: { class: "cooling" },
    annotations: { summary: "Kühlung ohne Reserve: Raum rz1", frist_sekunden: "" },
  });
  await world.post(bodyOf(lost));
  const first = await mailbox.until(2);
  assert.ok(first.every(({ subject }) => subject?.startsWith("WARNUNG: Kühlung ohne Reserve")));
  await quieted(world, clock);
  clock.pass(11 * 60);
  world.oncall.wake();
  const pages = (await mailbox.until(4)).slice(2);
  for (const page of pages) {
    assert.match(
      textOf(page),
      /Noch immer offen\.\nBis Mo\., 30\.11\.2026, 08:00 ist außer der Rufbereitschaft niemand im Dienst: Bitte vorher klären/,
    );
    assert.equal(page.headers.get("priority"), "high");
  }
});

test("the example names alerts that exist", () => {
  const known = alerts.map(({ name }) => name);
  const named = exampleSite().policies.flatMap((policy) => policy.alerts ?? []);
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  );
});
