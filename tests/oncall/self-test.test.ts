import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyLog } from "../../alerts/oncall/log.ts";
import { openHouse } from "../app/house.ts";
import { addressOf, clockAt, textOf, waitFor } from "./setup.ts";

test("a test page by button goes to its sender alone, over every way, is logged, and three in ten minutes are enough", async (t) => {
  const clock = clockAt("2026-11-27T07:00:00Z");
  const house = await openHouse(t, clock, (site) => ({
    contacts: site.contacts.map((one) => (one.id === "it-1" ? { ...one, sms: "491700000@sms.example" } : one)),
  }));
  const stranger = house.visitor();
  const sentAway = await stranger.post("/oncall/test");
  assert.match(sentAway.headers.get("location") ?? "", /^\/login/, "nobody without login");
  assert.ok(!(await stranger.text("/oncall")).includes("/oncall/test"));
  const it = await house.person("it-1");
  const before = house.mailbox.mails.length;
  const came = () => house.mailbox.mails.slice(before);
  assert.equal((await it.post("/oncall/test")).status, 303);
  await waitFor("both messages", () => came().length >= 2 || undefined);
  assert.deepEqual(came().map(addressOf).sort(), ["491700000@sms.example", "it-1@leitstand.example"]);
  const mail = came().find((one) => addressOf(one) === "it-1@leitstand.example");
  assert.match(mail?.subject ?? "", /^Testmeldung von Leitstand/);
  assert.match(mail === undefined ? "" : textOf(mail), /Sie ist kein Alarm; zu tun ist nichts/);
  await waitFor(
    "both outcomes",
    async () => (await it.text("/oncall")).match(/angenommen \(08:00 Uhr\)/g)?.length === 2 || undefined,
  );
  assert.ok(!(await (await house.person("it-2")).text("/oncall")).includes("angenommen ("), "it is nobody else's");

  clock.pass(1);
  assert.equal((await it.post("/oncall/test")).status, 303);
  clock.pass(1);
  assert.equal((await it.post("/oncall/test")).status, 303);
  clock.pass(1);
  const often = await it.post("/oncall/test");
  assert.equal(often.status, 429);
  assert.match(await often.text(), /Drei Testmeldungen in zehn Minuten sind genug/);
  clock.pass(600);
  assert.equal((await it.post("/oncall/test")).status, 303);
  const log = await house.db.selectFrom("oncall_log").select(["kind", "personal"]).where("kind", "=", "test-sent").execute();
  assert.equal(log.length, 4);
  assert.match(log[0]?.personal ?? "", /"contact":"it-1"/);
  assert.equal((await verifyLog(house.db)).ok, true);
  const incidents = await house.db.selectFrom("oncall_incident").select("id").execute();
  assert.deepEqual(incidents, [], "no incident comes of it");
});
