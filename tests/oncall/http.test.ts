import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sql } from "kysely";
import { fingerprintOf } from "../../alerts/oncall/alert.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import {
  acknowledgeByMail,
  ackWay,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  quieted,
  textOf,
  waitFor,
  type World,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";

/** Hash over every row of every table. */
async function hashOf(db: Database): Promise<string> {
  const hash = createHash("sha256");
  const tables = (await db.introspection.getTables()).map(({ name }) => name).filter((name) => name.startsWith("oncall_"));
  assert.ok(tables.length > 8);
  for (const name of tables.sort()) {
    const { rows } = await sql`select * from ${sql.table(name)} order by 1, 2`.execute(db);
    hash.update(JSON.stringify([name, rows]));
  }
  return hash.digest("hex");
}

/** Waits until no mail is on its way, so that nothing but the test changes the database. */
const quiet = (world: World): Promise<true> =>
  waitFor("a quiet outbox", async () => {
    const rows = await world.db.selectFrom("oncall_delivery").select("state").execute();
    return rows.every(({ state }) => state === "accepted") ? true : undefined;
  });

test("GET, HEAD and OPTIONS change nothing, on any page and with any link of any mail", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await world.post(bodyOf(alertJson()));
  const mails = await mailbox.until(2);
  await quiet(world);
  const [incident] = await world.oncall.openIncidents();
  assert.ok(incident);
  const links = mails.flatMap((mail) => textOf(mail).match(/https?:\/\/127\S+/g) ?? []);
  const pages = [
    "/incidents",
    "/incidents.json",
    `/incidents/${incident.id}`,
    "/incidents/unknown",
    "/oncall",
    "/oncall/it.ics",
    "/oncall/unknown.ics",
    "/ack/unknown",
    "/webhooks/alertmanager",
  ];
  const urls = [...links, ...pages.map((path) => world.url + path)].flatMap((url) => [
    url,
    `${url}?code=0000`,
    `${url}?code=${ackWay(mails[0] ?? assert.fail()).code}`,
  ]);
  assert.ok(urls.filter((url) => url.includes("/ack/")).length >= 6);
  const before = await hashOf(world.db);
  for (const url of urls) {
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      const response = await fetch(url, { method });
      await response.arrayBuffer();
      assert.ok(response.status < 500, `${method} ${url} → ${response.status}`);
    }
  }
  assert.equal(await hashOf(world.db), before);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "open");
});

test("a form sent without a code is no guess, however often; ten wrong codes kill the link", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await world.post(bodyOf(alertJson()));
  const [mail, other] = await mailbox.until(2);
  assert.ok(mail && other);
  const { link, code } = ackWay(mail);
  const wrong = code === "0000" ? "1111" : "0000";
  const type = async (typed: string): Promise<number> =>
    (await fetch(link, { method: "POST", body: new URLSearchParams({ code: typed }) })).status;
  for (let tries = 0; tries < 15; tries++) assert.equal(await type(tries % 2 === 0 ? "" : "abcd"), 422);
  for (const typed of [wrong, `${code}9`]) assert.equal(await type(typed), 422);
  for (let tries = 2; tries < 10; tries++) await type(wrong);
  const locked = await acknowledgeByMail(mail);
  assert.equal(locked.status, 429);
  assert.match(await locked.text(), /Zu viele falsche Codes/);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "open");
  assert.equal((await acknowledgeByMail(other)).status, 200, "the other person's link still works");
});

test("the first to acknowledge counts, the second is told who, a third time and after the end the answer stays friendly", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  const [one, two] = await mailbox.until(2);
  assert.ok(one && two);
  const [first, second] = [await acknowledgeByMail(one), await acknowledgeByMail(two)];
  const name = (mail: typeof one): string =>
    addressOf(mail).startsWith("it-2") ? "Bereitschaft IT 2" : "Bereitschaft Gebäudetechnik 2";
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.match(await first.text(), new RegExp(`Übernommen. Danke, ${name(one)}. Weitere Stufen ruhen bis 03:14 Uhr`));
  assert.match(await second.text(), new RegExp(`${name(one)} hat übernommen \\(03:04 Uhr\\)`));
  assert.match(await (await acknowledgeByMail(one)).text(), /Sie haben bereits übernommen/);
  const shown = await fetch(ackWay(two).link);
  assert.match(await shown.text(), /hat übernommen \(03:04 Uhr\)/);
  await world.post(bodyOf(alertJson({ status: "resolved" })));
  const after = await acknowledgeByMail(two);
  assert.equal(after.status, 200);
  assert.match(await after.text(), /ist seit 03:04 Uhr beendet/);
});

test("the code of an older incident never acknowledges a newer one of the same alert", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  const [old] = await mailbox.until(2);
  await world.post(bodyOf(alertJson({ status: "resolved", endsAt: "2026-11-23T02:04:29Z" })));
  await quieted(world, clock);
  clock.pass(60);
  await world.post(bodyOf(alertJson({ startsAt: "2026-11-23T02:05:20Z" })));
  await mailbox.until(6);
  assert.ok(old);
  await acknowledgeByMail(old);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "open");
});

test("an acknowledgement that expires pages again, and the new mail's link works", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  await acknowledgeByMail(mail);
  await quieted(world, clock);
  clock.pass(29 * 60);
  world.oncall.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(mailbox.mails.length, 2);
  clock.pass(61);
  world.oncall.wake();
  const again = (await mailbox.until(4)).slice(2);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "open");
  assert.ok(again.some((later) => later.inReplyTo === mail.messageId));
  assert.equal((await acknowledgeByMail(again[0] ?? mail)).status, 200);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "acknowledged");
});

test("the form is accepted from our own page and from browsers that say nothing, refused from other sites", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  const { link, code } = ackWay(mail);
  const send = (headers: Record<string, string>) => fetch(link, { method: "POST", headers, body: new URLSearchParams({ code }) });
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
  ]) {
    assert.equal((await send(headers)).status, 403, JSON.stringify(headers));
  }
  assert.equal((await world.oncall.openIncidents())[0]?.state, "open");
  assert.equal((await send({ "sec-fetch-site": "same-origin", origin: "null" })).status, 200);
  assert.equal((await world.oncall.openIncidents())[0]?.state, "acknowledged");
});

test("the acknowledgement page is small, without script, keeps its address secret and has a labelled field", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const long = "Ä".repeat(2000);
  await world.post(bodyOf(alertJson({ annotations: { description: long, folge: long, erster_schritt: long } })));
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  const response = await fetch(ackWay(mail).link);
  const page = await response.text();
  assert.ok(Buffer.byteLength(page) < 14 * 1024, `${Buffer.byteLength(page)} bytes`);
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /<label for="code">/);
  assert.deepEqual([response.headers.get("cache-control"), response.headers.get("referrer-policy")], ["no-store", "no-referrer"]);
});

test("the webhook wants its token, if there is one", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night), token: "geheim" });
  assert.equal((await world.post(bodyOf(alertJson()))).status, 401);
  assert.equal((await world.post(bodyOf(alertJson()), { authorization: "Bearer falsch" })).status, 401);
  assert.deepEqual(await world.oncall.openIncidents(), []);
  assert.equal((await world.post(bodyOf(alertJson()), { authorization: "Bearer geheim" })).status, 200);
  assert.equal((await world.oncall.openIncidents()).length, 1);
  // The site file names another one: from then on the old one is worth nothing.
  world.says.token = "neu";
  assert.equal((await world.post(bodyOf(alertJson()), { authorization: "Bearer geheim" })).status, 401);
  assert.equal((await world.post(bodyOf(alertJson()), { authorization: "Bearer neu" })).status, 200);
});

test("an unreadable body is refused with a trace; a broken alert in a good body spoils nothing", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  for (const body of ["", "{", "null", "[]", '{"alerts":7}', '{"version":"4"}', "\u0000\u0001"])
    assert.equal((await world.post(body)).status, 400, JSON.stringify(body));
  const odd: unknown[] = [null, 7, {}, { status: "firing", labels: {} }, { status: "burning", labels: { a: "b" } }, alertJson()];
  assert.equal((await world.post({ version: "4", alerts: odd })).status, 200);
  await waitFor("the incident that alerts may be missing", async () =>
    (await world.oncall.openIncidents()).find(({ title }) => title === "AlertsMayBeMissing"),
  );
  assert.equal((await world.oncall.openIncidents()).length, 2);
  const kept = await world.db.selectFrom("oncall_quarantine").selectAll().execute();
  assert.equal(kept.length, 7 + 5);
  assert.ok(kept.every(({ reason }) => reason !== ""));
});

test("a valid message is taken whatever its frills: no fingerprint, no times, unknown fields, numbers as labels, wrong content type", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const { startsAt: _s, endsAt: _e, ...timeless } = alertJson();
  const frilly = {
    ...timeless,
    labels: { ...timeless.labels, device: "usv-b", port: 7 },
    startsAt: "gestern",
    extra: { deep: [1] },
  };
  const body = JSON.stringify({
    ...bodyOf(),
    version: "5",
    alerts: [timeless, frilly, { ...alertJson({ name: "Emoji" }), annotations: { summary: "🔥 \ud800" } }],
  });
  const response = await fetch(`${world.url}/webhooks/alertmanager`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body,
  });
  assert.equal(response.status, 200);
  assert.equal((await world.oncall.openIncidents()).length, 3);
});

test("the same body fifty times, a second Alertmanager's copies and a moved start make one incident and one page per person", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  for (let copy = 0; copy < 50; copy++) {
    await world.post(
      bodyOf(alertJson(), alertJson({ device: "usv-b", ...(copy % 3 === 0 && { startsAt: "2026-11-23T02:03:50Z" }) })),
    );
    clock.pass(2);
  }
  await mailbox.until(4);
  await quiet(world);
  assert.equal(mailbox.mails.length, 4);
  await world.post(bodyOf(alertJson({ status: "resolved", endsAt: "2026-11-23T02:05:00Z" }), alertJson({ device: "usv-b" })));
  assert.deepEqual(
    (await world.oncall.openIncidents()).map(({ device }) => device),
    ["usv-b"],
  );
});

test("a body above 32 MB and one packed in a way we do not know are refused, and Alertmanager's list is asked instead", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const { labels, annotations, startsAt } = alertJson();
  world.says.active = () => [{ fingerprint: fingerprintOf(labels), labels, annotations, startsAt, status: { state: "active" } }];
  assert.equal((await world.post("x".repeat(33 * 1024 * 1024))).status, 413);
  await waitFor("the listed alert", async () =>
    (await world.oncall.openIncidents()).find(({ title }) => title === "UpsOnBattery"),
  );
  assert.equal((await world.post(bodyOf(alertJson()), { "content-encoding": "compress" })).status, 415);
});

test("when the database cannot store, the answer is 503, so that Alertmanager comes again", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await sql`alter table oncall_incident rename to out_of_reach`.execute(world.db);
  assert.equal((await world.post(bodyOf(alertJson()))).status, 503);
  await sql`alter table out_of_reach rename to oncall_incident`.execute(world.db);
  assert.equal((await world.post(bodyOf(alertJson()))).status, 200);
  await mailbox.until(2);
});

test("pages of incidents and rotas show what is open, who is on duty, and the feed is a calendar", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await world.post(bodyOf(alertJson()));
  await mailbox.until(2);
  const get = async (path: string): Promise<string> => (await fetch(world.url + path)).text();
  const [incident] = await world.oncall.openIncidents();
  assert.match(await get("/incidents"), /USV läuft auf Batterie[\s\S]*USV A, Rechenzentrum Raum 1/);
  const page = await get(`/incidents/${incident?.id}`);
  for (const part of [
    /kritisch/,
    /offen/,
    /Mail an Bereitschaft IT 2/,
    /Leitung Betrieb/,
    /erster|Zuerst/,
    /runbooks\/UpsOnBattery/,
  ])
    assert.match(page, part);
  const oncall = await get("/oncall");
  assert.match(oncall, /Jetzt:\s+Bereitschaft IT 2\s+bis Mo\., 23\.11\.2026, 08:00/);
  assert.match(oncall, /Keine Lücken/);
  assert.match(await get("/oncall?lang=en"), /On call/);
  const feed = await fetch(`${world.url}/oncall/it.ics`);
  assert.match(feed.headers.get("content-type") ?? "", /^text\/calendar/);
  assert.match(await feed.text(), /SUMMARY:Rufbereitschaft IT: BI2/);
});
