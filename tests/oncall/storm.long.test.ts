import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { verifyLog } from "../../alerts/oncall/service.ts";
import { addressOf, alertJson, bodyOf, openMailbox, openOnCallDatabase, openWorld, temporaryFolder, waitFor } from "./setup.ts";

const startsAt = (): string => new Date().toISOString();
const storm = (status: "firing" | "resolved") =>
  Array.from({ length: 10_000 }, (_, index) =>
    alertJson({
      name: "DeviceSilent",
      device: `sw-${index}`,
      status,
      startsAt: "2026-11-23T02:00:00Z",
      endsAt: startsAt(),
      labels: { class: "network" },
    }),
  );

test("10,000 alerts in one body of 8 MB: none lost, few mails per person, and an unrelated critical alert gets through at once", async (t) => {
  const mailbox = await openMailbox(t);
  const db = await openOnCallDatabase(t, join(temporaryFolder(t), "oncall.db"));
  // The real clock, which can be set ahead: a second list waits some minutes after the first.
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs), pass: (seconds: number) => void (aheadMs += seconds * 1000) };
  const world = await openWorld(t, { ports: [mailbox.port], db, clock });
  const body = JSON.stringify(bodyOf(...storm("firing")));
  assert.ok(body.length > 8e6);
  const answered = world.post(body);
  await mailbox.until(1, 60_000);
  const posted = performance.now();
  assert.equal((await world.post(bodyOf(alertJson({ startsAt: startsAt() })))).status, 200);
  await waitFor("the unrelated page", () => mailbox.mails.find(({ subject }) => subject?.includes("USV A")), 60_000);
  const unrelatedMs = performance.now() - posted;
  assert.equal((await answered).status, 200);
  assert.equal((await world.oncall.openIncidents()).length, 10_001);
  assert.equal((await world.post(bodyOf(...storm("resolved")))).status, 200);
  assert.deepEqual(
    (await world.oncall.openIncidents()).map(({ device }) => device),
    ["usv-a"],
  );
  await waitFor(
    "a digest of what was held",
    async () => {
      if (aheadMs < 330_000) clock.pass(2);
      world.oncall.wake();
      const held = await db
        .selectFrom("oncall_delivery")
        .select("id")
        .where("state", "in", ["held", "pending", "leased"])
        .limit(1)
        .execute();
      return held.length === 0 ? true : undefined;
    },
    60_000,
  );
  const perPerson = new Map<string, number>();
  for (const mail of mailbox.mails) perPerson.set(addressOf(mail), (perPerson.get(addressOf(mail)) ?? 0) + 1);
  assert.ok(
    [...perPerson.values()].every((count) => count <= 5),
    JSON.stringify([...perPerson]),
  );
  assert.equal((await verifyLog(db)).ok, true);
  t.diagnostic(
    `unrelated critical after ${unrelatedMs.toFixed(0)} ms; mails: ${JSON.stringify([...perPerson])}; ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
  );
});
