/** Scenarios 13 and 14: what comes in is broken, hostile, too large, too old or not ours. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { fingerprintOf } from "../../alerts/oncall/alert.ts";
import { calmMs } from "../../alerts/oncall/quarantine.ts";
import { fourQuestions } from "./four-questions.ts";
import { startPager } from "./pager.ts";
import {
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openOnCallDatabase,
  openWorld,
  quieted,
  temporaryFolder,
  textOf,
  waitFor,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";

/** Alertmanager's list of alerts (`/api/v2/alerts`) with these devices in it. */
async function openList(t: TestContext, devices: readonly string[]): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    const list = devices.map((device) => {
      const { labels, annotations } = alertJson({ name: "DeviceSilent", device, labels: { class: "network" } });
      const at = new Date().toISOString();
      const times = { startsAt: at, endsAt: new Date(Date.now() + 240_000).toISOString(), updatedAt: at };
      return { fingerprint: fingerprintOf(labels), labels, annotations, ...times, status: { state: "active" } };
    });
    response.setHeader("content-type", "application/json").end(JSON.stringify(list));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

const open = async (url: string): Promise<{ title: string; device?: string; severity: string }[]> =>
  (await (await fetch(`${url}/incidents.json`)).json()) as { title: string; device?: string; severity: string }[];

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** Bodies that are no webhook message and never will be. */
const broken: Readonly<Record<string, string>> = {
  empty: "",
  "no JSON": "<html>502 Bad Gateway</html>",
  "cut off": JSON.stringify(bodyOf(alertJson())).slice(0, 700),
  "another message": '{"version":"4"}',
  "a list": "[]",
  "deep nesting": `{"alerts":${deep(100_000)}`,
};
/** Bodies that are odd and valid: whoever sends them must hear 2xx. */
const label = (value: string) => alertJson({ name: "Odd", labels: { resource: value }, startsAt: new Date().toISOString() });
const valid: Readonly<Record<string, string>> = {
  "a byte order mark": `\u{FEFF}${JSON.stringify(bodyOf(label("bom")))}`,
  "unknown fields, nested deeply": JSON.stringify(bodyOf(label("deep"))).replace(
    '"version":"4"',
    `"version":4,"x":${deep(50_000)}`,
  ),
  "no fingerprint, no times, numbers as labels": JSON.stringify({
    alerts: [{ status: "firing", labels: { alertname: "Odd", severity: "critical", resource: 7, on: true, none: null } }],
  }),
  "emoji, line breaks, NUL, half characters": JSON.stringify(bodyOf(label("🔥\r\nBcc: evil@example.org\r\n\r\n\0\ud800"))),
  "keys of objects":
    '{"alerts":[{"status":"firing","labels":{"alertname":"Odd","__proto__":"p","constructor":"c","toString":"t"}}]}',
  "times that nobody means": JSON.stringify(
    bodyOf({ ...label("times"), startsAt: "9999-12-31T23:59:59-23:00", endsAt: "0000-01-01T00:00:00Z" }),
  ),
  "no alerts": '{"alerts":[]}',
  "a label of 100 kB": JSON.stringify(bodyOf(label("x".repeat(100_000)))),
};

test("13: whatever body comes, the process lives; bad ones leave a trace and a page, valid ones are taken, nothing valid is a 4xx", async (t) => {
  const file = join(temporaryFolder(t), "oncall.db");
  const mailbox = await openMailbox(t);
  const list = await openList(t, []);
  const pager = await startPager(t, { file, ports: [mailbox.port], alertmanager: list.url });
  for (const [name, body] of Object.entries(broken)) {
    const before = list.asked();
    assert.equal((await pager.post(body)).status, 400, name);
    await waitFor(
      "Alertmanager's list to be asked, because something could not be read",
      () => list.asked() > before || undefined,
    );
  }
  const [page] = await mailbox.until(1);
  assert.match(page?.subject ?? "", /^KRITISCH: Alarmmeldungen fehlen vielleicht/);
  assert.match(page === undefined ? "" : textOf(page), /Zuerst: Die Alarmliste des Alertmanagers öffnen/);
  for (const [name, body] of Object.entries(valid)) assert.equal((await pager.post(body)).status, 200, name);
  // Bytes that are no UTF-8, in the middle of a label.
  const bytes = Buffer.from(JSON.stringify(bodyOf(label("LATIN"))).replace("LATIN", "K\xe4lte"), "latin1");
  assert.equal((await fetch(`${pager.url}/webhooks/alertmanager`, { method: "POST", body: bytes })).status, 200, "Latin 1");
  // An alert that is broken beside one that is not: labels that are lists, objects that cannot be text.
  const hopeless = [
    { status: "firing", labels: { a: [[["x"]]] } },
    { status: "firing", labels: { a: { toString: 1 } } },
  ];
  assert.equal((await pager.post({ alerts: [...hopeless, label("beside")] })).status, 200);
  const nested = `{"alerts":[${deep(50_000)},{"status":"firing","labels":${deep(50_000)}}]}`;
  assert.equal((await pager.post(nested)).status, 200, "alerts that are nested too deeply to be written down again");

  // A compressed body is a valid one; a bomb is not unpacked beyond the limit.
  const packed = gzipSync(JSON.stringify(bodyOf(label("gzip"))));
  assert.equal((await pager.post(packed, { "content-encoding": "gzip" })).status, 200);
  const bomb = gzipSync(Buffer.alloc(2 ** 28));
  assert.ok(bomb.length < 300_000);
  assert.equal((await pager.post(bomb, { "content-encoding": "gzip" })).status, 413);
  assert.equal((await pager.post(packed, { "content-encoding": "compress" })).status, 415);
  assert.equal((await pager.post("x".repeat(64 * 2 ** 20))).status, 413);
  assert.equal(pager.process.exitCode, null);
  assert.ok(pager.peak() < 400e6, `${(pager.peak() / 1e6).toFixed(0)} MB`);

  const incidents = await open(pager.url);
  assert.equal(incidents.filter(({ title }) => title === "Odd").length, Object.keys(valid).length - 1 + 3);
  assert.equal(incidents.filter(({ title }) => title === "AlertsMayBeMissing").length, 1);
  const db = await openOnCallDatabase(t, file);
  const kept = await db.selectFrom("oncall_quarantine").select(["reason", "body", "bytes"]).execute();
  assert.equal(kept.length, Object.keys(broken).length + 4 + 3);
  assert.ok(
    kept.some(({ body }) => body === broken["no JSON"]),
    "the raw body is kept",
  );
  assert.ok(mailbox.mails.every((mail) => mail.bcc === undefined && addressOf(mail).endsWith("@leitstand.example")));
  // Two minutes later the digests are due.
  await pager.kill();
  await startPager(t, { file, ports: [mailbox.port], alertmanager: list.url, offset: 130 });
  const now = () => new Date(Date.now() + 130_000);
  await fourQuestions(t, { db, site: exampleSite(), now, mails: mailbox.mails, repetitions: 2 });
});

test("13: 4,000 alerts that Alertmanager left out of its body are fetched from its list", async (t) => {
  const file = join(temporaryFolder(t), "oncall.db");
  const mailbox = await openMailbox(t);
  const devices = Array.from({ length: 4000 }, (_, index) => `sw-${index}`);
  const list = await openList(t, devices);
  const pager = await startPager(t, { file, ports: [mailbox.port], alertmanager: list.url });
  // Else the two are one question, and the next comes a minute later.
  await waitFor("the question of the start", () => list.asked() > 0 || undefined);
  assert.equal((await pager.post({ ...bodyOf(), truncatedAlerts: 4000 })).status, 200);
  const db = await openOnCallDatabase(t, file);
  const labels = () => db.selectFrom("oncall_incident").select("labels").execute();
  const all = async (): Promise<true | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return list.asked() >= 2 && (await labels()).length === 4000 ? true : undefined;
  };
  await waitFor("all of them, asked for at the start and once more", all, 240_000);
  assert.equal(new Set((await labels()).map(({ labels }) => labels)).size, 4000);
});

test("13: the incident about unreadable messages ends a quarter of an hour after the last one", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post("{");
  await mailbox.until(1);
  await quieted(world, clock);
  clock.pass(calmMs / 1000 - 30);
  await world.post("{");
  clock.pass(60);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal((await world.oncall.openIncidents()).length, 1, "a new one keeps it open");
  clock.pass(calmMs / 1000);
  await waitFor("its end", async () => ((await world.oncall.openIncidents()).length === 0 ? true : undefined));
  await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails: mailbox.mails });
});

test("14: a week-old replay, an end before its beginning, a forged sender and a late older start cost nobody a mail; what the list says fires is open", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock, token: "geheim" });
  const post = async (...alerts: ReturnType<typeof alertJson>[]): Promise<void> =>
    assert.equal((await world.post(bodyOf(...alerts), { authorization: "Bearer geheim" })).status, 200);
  const states = async () => (await world.oncall.openIncidents()).map(({ device, state }) => `${device} ${state}`).sort();
  // Forged: no token, a wrong one, one that begins rightly.
  for (const authorization of ["", "Bearer ", "Bearer geheim2", "Basic geheim", "Bearer gehei"])
    assert.equal((await world.post(bodyOf(alertJson()), { authorization })).status, 401);
  // Resolved before firing: known as over, the late beginning changes nothing.
  const early = { device: "usv-b", startsAt: "2026-11-23T02:03:00Z", endsAt: "2026-11-23T02:04:00Z" };
  await post(alertJson({ ...early, status: "resolved" }));
  await post(alertJson(early));
  assert.deepEqual(await states(), []);
  // An ordinary interval, then the same message a week later.
  await post(alertJson());
  await mailbox.until(2);
  await post(alertJson({ status: "resolved", endsAt: "2026-11-23T02:04:29Z" }));
  await mailbox.until(4);
  await quieted(world, clock);
  clock.pass(7 * 86_400);
  await post(alertJson());
  await post(alertJson({ status: "resolved", endsAt: "2026-11-23T02:04:29Z" }));
  assert.deepEqual(await states(), []);
  // Firing again one second after an end is a new interval.
  const end = clock.now();
  await post(alertJson({ device: "usv-c", startsAt: end.toISOString() }));
  await mailbox.until(6);
  await post(
    alertJson({
      device: "usv-c",
      status: "resolved",
      startsAt: end.toISOString(),
      endsAt: new Date(end.getTime() + 1).toISOString(),
    }),
  );
  await post(alertJson({ device: "usv-c", startsAt: new Date(end.getTime() + 1001).toISOString() }));
  assert.deepEqual(await states(), ["usv-c open"]);
  // An older start than the last end, and Alertmanager lists it as firing: it is open.
  const { labels, annotations, startsAt } = alertJson();
  world.says.active = () => [{ fingerprint: fingerprintOf(labels), labels, annotations, startsAt, status: { state: "active" } }];
  await post(alertJson());
  assert.deepEqual(await states(), ["usv-a open", "usv-c open"]);
  const { db, says } = world;
  const asked = {
    db,
    site: says.site,
    now: clock.now,
    mails: mailbox.mails,
    turn: () => {
      clock.pass(1);
      world.oncall.wake();
    },
  };
  await fourQuestions(t, asked);
  const replays = await db.selectFrom("oncall_log").select("kind").where("kind", "=", "replay").execute();
  assert.equal(replays.length, 2, "what was not believed stands in the log");
});
