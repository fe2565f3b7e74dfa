/** Whether the whole way is proven: the canary through a real mailbox, the sign of life outward, proven channels. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { canarySeenAt, dutyFindings, sendCanary, verifyLog } from "../../alerts/oncall/service.ts";
import { whySilent } from "../../alerts/oncall/outward.ts";
import { keepCanary } from "../../alerts/oncall/canary.ts";
import type { Site } from "../../site/inventory.ts";
import { fourQuestions } from "./four-questions.ts";
import { startPager } from "./pager.ts";
import {
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openOnCallDatabase,
  openWorld,
  temporaryFolder,
  waitFor,
} from "./setup.ts";

/** A mail server that delivers into a Maildir, as a real one does; `swallow` accepts and delivers nothing. */
async function openMaildir(t: TestContext): Promise<{ port: number; folder: string; swallow: (yes: boolean) => void }> {
  const folder = temporaryFolder(t);
  for (const part of ["new", "cur", "tmp"]) mkdirSync(join(folder, part));
  let count = 0;
  let swallows = false;
  const { port } = await openMailbox(t, {
    onData(stream, _session, callback) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        if (!swallows) {
          const name = `${Date.now()}.${count++}.test`;
          writeFileSync(join(folder, "tmp", name), Buffer.concat(parts));
          renameSync(join(folder, "tmp", name), join(folder, "new", name));
        }
        callback();
      });
    },
  });
  return { port, folder, swallow: (yes) => void (swallows = yes) };
}

const watchdog = bodyOf(alertJson({ name: "Watchdog", device: "", severity: "info" }));
const metricOf = async (world: { registry: { metrics(): Promise<string> } }, name: string): Promise<number | undefined> => {
  const value = new RegExp(`^${name} (\\S+)$`, "m").exec(await world.registry.metrics())?.[1];
  return value === undefined ? undefined : Number(value);
};

test("a canary leaves once a day, and only what is seen in the mailbox proves the way", async (t) => {
  const { port, folder, swallow } = await openMaildir(t);
  const clock = clockAt("2026-11-23T05:00:00Z");
  const world = await openWorld(t, { ports: [port], clock });
  const canary = { address: "probe@leitstand.example", folder, at: "06:30" };
  world.says.site = { ...world.says.site, mail: { ...world.says.site.mail, canary }, rotas: [] };
  const name = "leitstand_canary_confirmed_timestamp_seconds";
  const sent = async (): Promise<number> =>
    (await world.db.selectFrom("oncall_log").select("seq").where("kind", "=", "canary").execute()).length;
  await world.oncall.routine();
  assert.deepEqual([await sent(), await metricOf(world, name)], [0, undefined], "06:00 is before 06:30");
  clock.pass(31 * 60);
  await world.oncall.routine();
  await Promise.all([world.oncall.routine(), world.oncall.routine()]);
  assert.equal(await sent(), 1);
  const seen = await waitFor("the canary in its mailbox", () => canarySeenAt(world.db));
  assert.equal(seen.getTime(), clock.now().getTime());
  assert.equal(await metricOf(world, name), seen.getTime() / 1000);
  swallow(true);
  clock.pass(24 * 3600);
  await world.oncall.routine();
  assert.equal(await sent(), 2);
  await waitFor("the second to be accepted", async () => {
    const rows = await world.db.selectFrom("oncall_delivery").select("id").where("state", "=", "accepted").execute();
    return rows.length >= 2 || undefined;
  });
  // A stranger's mail in that mailbox, and one that forges an id, prove nothing.
  writeFileSync(
    join(folder, "new", "1.stranger"),
    "Message-ID: <aaaa@leitstand.example>\r\nSubject: x\r\n\r\nMessage-ID: <b@c>\r\n",
  );
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.deepEqual(await canarySeenAt(world.db), seen, "accepted is not delivered");
  swallow(false);
  await sendCanary(world.db, { site: world.says.site, baseUrl: world.url, now: clock.now() });
  world.oncall.wake();
  await waitFor("the one on demand", async () =>
    (await canarySeenAt(world.db))?.getTime() === clock.now().getTime() ? true : undefined,
  );
  assert.match(await (await fetch(`${world.url}/oncall`)).text(), /Letzter bestätigter Probealarm: Di\., 24\.11\.2026/);
  assert.equal((await verifyLog(world.db)).ok, true);
});

test("the canary of a day is due once, across both clock changes too", async (t) => {
  const db = await openOnCallDatabase(t);
  const site = exampleSite((one) => ({
    mail: { ...one.mail, canary: { address: "p@leitstand.example", folder: "/nowhere", at: "02:30" } },
  }));
  const days = new Map<string, number>();
  for (const start of ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"]) {
    for (let minute = 0; minute < 3 * 24 * 60; minute += 15) {
      const now = new Date(new Date(start).getTime() + minute * 60_000);
      if (!(await keepCanary(db, { site, baseUrl: "http://x", now }))) continue;
      const day = now.toISOString();
      days.set(day, (days.get(day) ?? 0) + 1);
    }
  }
  assert.deepEqual(
    [...days.keys()],
    [
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
      "2026-10-24T00:30:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ],
  );
});

test("the sign of life is held back while the watchdog is away, a delivery waits, or the database cannot be written", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:00:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  assert.match((await whySilent(world.db, clock.now())) ?? "", /not come through yet/);
  await world.post(watchdog);
  assert.equal(await whySilent(world.db, clock.now()), undefined);
  clock.pass(301);
  assert.match((await whySilent(world.db, clock.now())) ?? "", /watchdog/);
  await world.post(watchdog);
  assert.equal(await whySilent(world.db, clock.now()), undefined);
  await world.oncall.stop();
  await world.post(bodyOf(alertJson()));
  const stuck = { created_at: new Date(clock.now().getTime() - 200_000).toISOString(), state: "pending" as const };
  await world.db.updateTable("oncall_delivery").set(stuck).execute();
  const waiting = await world.db.selectFrom("oncall_delivery").select("id").execute();
  if (waiting.length > 0) assert.match((await whySilent(world.db, clock.now())) ?? "", /waiting since/);
});

test("a stopped Leitstand: the watcher outside notices; it had been well before, and is well again after a restart", async (t) => {
  const watcher = spawn(process.execPath, [join(import.meta.dirname, "watcher-process.ts"), "4000"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => watcher.kill("SIGKILL"));
  const said: string[] = [];
  createInterface({ input: watcher.stdout }).on("line", (line) => said.push(line));
  const heartbeat = await waitFor("the watcher", () => said[0]);
  const mailbox = await openMailbox(t);
  const file = join(temporaryFolder(t), "oncall.db");
  const start = () => startPager(t, { file, ports: [mailbox.port], heartbeat });
  const pager = await start();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.deepEqual(said.slice(1), [], "without the watchdog of Prometheus nothing is well");
  await pager.post(bodyOf(alertJson({ startsAt: new Date().toISOString() })));
  await pager.post(watchdog);
  await waitFor("a sign of life", () => said.find((line) => line === "well POST"));
  await pager.kill();
  // A machine that is held up may have let it alarm before: what counts is its last word.
  await waitFor("the alarm", () => said.at(-1) === "alarm" || undefined);
  const again = await start();
  // What Alertmanager brings again once somebody listens.
  await again.post(bodyOf(alertJson({ startsAt: new Date().toISOString() })));
  await again.post(watchdog);
  await waitFor("a sign of life again", () => said.at(-1) === "well POST" || undefined);
  const db = await openOnCallDatabase(t, file);
  const { mails } = await waitFor("the page to both", () => (mailbox.mails.length >= 2 ? mailbox : undefined));
  // The page was told before the kill or after it, or both under one Message-ID.
  await fourQuestions(t, { db, site: exampleSite(), now: () => new Date(), mails, repetitions: 2 });
});

test("a channel is proven by what was accepted over it, until something fails; the fewest of those on duty now and next count", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T06:58:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const contacts = world.says.site.contacts.map((one) =>
    one.id.startsWith("it-") ? { ...one, sms: `${one.id}@sms.example` } : one,
  );
  world.says.site = { ...world.says.site, contacts };
  const proven = () => metricOf(world, 'leitstand_oncall_verified_channels{rota="it"}');
  assert.equal(await proven(), 0);
  const single = (rota: string) => metricOf(world, `leitstand_oncall_single_way_contacts{rota="${rota}"}`);
  assert.deepEqual([await single("it"), await single("technik")], [0, 2], "both of the other rota have mail only");
  const advised = await (await fetch(`${world.url}/oncall`)).text();
  assert.match(advised, /Bereitschaft IT 1 \(0 von 2\)[\s\S]*drückt auf dieser Seite „Testmeldung senden“/);
  assert.match(advised, /Nur einen Weg haben: Bereitschaft Gebäudetechnik 2, Bereitschaft Gebäudetechnik 1\. Ein zweiter/);
  await world.post(bodyOf(alertJson()));
  await waitFor("mail and short message of it-2", async () =>
    (await world.registry.metrics()).includes("leitstand_outbox_pending 0") && mailbox.mails.length >= 3 ? true : undefined,
  );
  assert.equal(await proven(), 0, "it-2 is proven, it-1 comes next and is not");
  clock.pass(180);
  await world.oncall.routine();
  world.oncall.wake();
  await waitFor("the hand-over to prove it-1", async () => ((await proven()) === 2 ? true : undefined));
  assert.match(
    await (await fetch(`${world.url}/oncall`)).text(),
    /Bewiesene Wege: Bereitschaft IT 1 \(2 von 2\), Bereitschaft IT 2 \(2 von 2\)/,
  );
  await world.db
    .updateTable("oncall_delivery")
    .set({ state: "failed", settled_at: clock.now().toISOString() })
    .where("contact", "=", "it-1")
    .where("channel", "=", "sms")
    .execute();
  assert.equal(await proven(), 1);
  clock.pass(91 * 86_400);
  assert.equal(await proven(), 0, "proofs grow old");
});

test("check warns of gaps within 14 days and of people on duty with one way only", () => {
  const now = new Date("2026-11-23T10:00:00Z");
  const left: Partial<Site> = { contacts: exampleSite().contacts.filter(({ id }) => id !== "it-2") };
  const found = dutyFindings({ ...exampleSite(), ...left }, now).map(({ code, path }) => `${code} ${path.join(".")}`);
  assert.deepEqual(found, [
    "SITE_ROTA_GAP rotas.0",
    "SITE_CONTACT_SINGLE_WAY contacts.0",
    "SITE_CONTACT_SINGLE_WAY contacts.1",
    "SITE_CONTACT_SINGLE_WAY contacts.2",
  ]);
  const gap = dutyFindings({ ...exampleSite(), ...left }, now)[0];
  assert.match(JSON.stringify(gap?.found), /niemand im Dienst: it, Mo\., 30\.11\.2026, 08:00 – Mo\., 07\.12\.2026, 08:00/);
});

test("check says when two contacts have one address: it counts as the first one's", () => {
  const now = new Date("2026-11-23T10:00:00Z");
  const site = exampleSite();
  const contacts = site.contacts.map((one) => (one.id === "it-2" ? { ...one, email: "IT-1@leitstand.example" } : one));
  const shared = dutyFindings({ ...site, contacts }, now).filter(({ code }) => code === "SITE_CONTACT_ADDRESS_SHARED");
  const index = contacts.findIndex(({ id }) => id === "it-2");
  assert.deepEqual(
    shared.map(({ path }) => path),
    [["contacts", index, "email"]],
  );
  assert.match(
    JSON.stringify(shared[0]?.found),
    /IT-1@leitstand\.example hat schon it-1; wer sich damit anmeldet, gilt als it-1/,
  );
  assert.deepEqual(
    dutyFindings(site, now).filter(({ code }) => code === "SITE_CONTACT_ADDRESS_SHARED"),
    [],
  );
});
