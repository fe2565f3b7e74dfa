import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { contentSchema } from "../../alerts/oncall/content.ts";
import {
  handoverContent,
  lastHandover,
  planChanges,
  planOf,
  type HandoverFacts,
  type Silence,
} from "../../alerts/oncall/handover.ts";
import type { Incident } from "../../alerts/oncall/incident.ts";
import { renderMail } from "../../alerts/oncall/message.ts";
import { renderSms } from "../../alerts/oncall/sms.ts";
import { septets } from "../../alerts/oncall/gsm.ts";
import { verifyLog } from "../../alerts/oncall/service.ts";
import { rota as rotaSchema, siteSchema, type Rota } from "../../site/inventory.ts";
import {
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openWorld,
  textOf,
  waitFor,
  type Mailbox,
  type World,
} from "./setup.ts";

const berlin = "Europe/Berlin";
const rotaOf = (starts: string, shift: string, overrides: Rota["overrides"] = []): Rota =>
  rotaSchema.parse({
    id: "it",
    name: "Rufbereitschaft IT",
    layers: [{ participants: ["it-1", "it-2"], starts, shift }],
    overrides,
  });

test("a hand-over is a change of the person: shifts in a row are one duty, cover makes two changes", () => {
  const weekly = rotaOf("2026-01-05T08:00", "1w");
  assert.deepEqual(lastHandover(weekly, berlin, new Date("2026-01-14T12:00:00Z")), {
    at: new Date("2026-01-12T07:00:00Z"),
    from: "it-1",
    to: "it-2",
    until: new Date("2026-01-19T07:00:00Z"),
  });
  const alone = { ...weekly, layers: [{ participants: ["it-1", "it-1", "it-2"], starts: "2026-01-05T08:00", shift: "1w" }] };
  const duty = lastHandover(alone, berlin, new Date("2026-01-14T12:00:00Z"));
  assert.deepEqual(
    [duty?.at, duty?.from, duty?.until],
    [new Date("2026-01-05T07:00:00Z"), undefined, new Date("2026-01-19T07:00:00Z")],
  );
  const covered = rotaOf("2026-01-05T08:00", "1w", [{ contact: "leitung", from: "2026-01-13T08:00", to: "2026-01-14T08:00" }]);
  const changes = [12, 13, 14].map((day) => lastHandover(covered, berlin, new Date(Date.UTC(2026, 0, day, 12)))?.to);
  assert.deepEqual(changes, ["it-2", "leitung", "it-2"]);
  assert.equal(lastHandover(weekly, berlin, new Date("2026-01-01T00:00:00Z")), undefined);
});

test("what changed in the rota since the last hand-over is named, what only moved on is not", () => {
  const before = rotaOf("2026-01-05T08:00", "1w");
  const plan = planOf(before, berlin, new Date("2026-01-05T07:00:00Z"));
  const now = new Date("2026-01-12T07:00:00Z");
  assert.deepEqual(planChanges(plan, before, berlin, now), []);
  const after = rotaOf("2026-01-05T08:00", "1w", [{ contact: "leitung", from: "2026-01-14T08:00", to: "2026-01-15T08:00" }]);
  assert.deepEqual(
    planChanges(plan, after, berlin, now).map(({ contact, from }) => [contact, from.toISOString()]),
    [["leitung", "2026-01-14T07:00:00.000Z"]],
  );
});

const site = exampleSite((example) => ({
  rotas: [rotaOf("2026-01-05T08:00", "1w"), ...example.rotas.slice(1)],
  maintenance: siteSchema.shape.maintenance.parse([
    { from: "2026-11-23T07:00", to: "2026-11-23T12:00", rooms: ["rz2"], reason: "Filterwechsel" },
    { from: "2026-11-25T20:00", to: "2026-11-25T22:00", devices: ["usv-a"], reason: "Batterietest USV A" },
  ]),
}));
const now = new Date("2026-11-23T07:00:04Z");
const setting = { site, baseUrl: "https://leitstand.example.org", now };
const ack = { url: "https://leitstand.example.org/handover/Zk9mXq3vT0aBcDeFgHiJkL", code: "4711" };

function incident(id: string, change: Parameters<typeof alertJson>[0], more: Partial<Incident> = {}): Incident {
  const { labels, annotations } = alertJson(change);
  const at = new Date("2026-11-23T02:04:21Z");
  const progress = { since: at, steps: 1 };
  return {
    id,
    fingerprint: id,
    labels,
    annotations,
    textsAt: at,
    startsAt: at,
    newestStartAt: at,
    openedAt: at,
    lastSeenAt: at,
    progress,
    ...more,
  };
}

function golden(name: string, facts: Partial<HandoverFacts>, at = setting): string {
  const [rota] = site.rotas;
  const person = site.contacts.find(({ id }) => id === "it-1");
  assert.ok(rota && person);
  const handover = lastHandover(rota, berlin, now);
  assert.ok(handover);
  const content = handoverContent({ rota, handover, incidents: [], silences: [], changes: [], broken: [], ...facts }, person, at);
  const stored = contentSchema.parse(JSON.parse(JSON.stringify(content)));
  const { subject, text } = renderMail(stored, ack, now);
  const sms = renderSms(stored, undefined, now);
  assert.ok(septets(sms) <= 160, sms);
  const mail = `Betreff: ${subject}\nSMS: ${sms}\n\n${text}`;
  const file = join(import.meta.dirname, "golden", `${name}.txt`);
  if (!existsSync(file) || process.env["GOLDEN"] === "write") writeFileSync(file, mail);
  assert.equal(mail, readFileSync(file, "utf8"), `${name}.txt differs; look at it, then run with GOLDEN=write`);
  return text;
}

test("a hand-over names what is open, acknowledged, watched, silenced, planned, changed and broken", () => {
  const at = new Date("2026-11-23T02:10:00Z");
  golden("handover", {
    incidents: [
      incident("a", {}, { acknowledgement: { by: "it-2", at } }),
      incident("b", {
        name: "UpsBatteryTooWarm",
        severity: "warning",
        annotations: { summary: "Batterie zu warm: usv-a (Raum rz1)" },
      }),
      incident("c", {
        name: "CoolingUnitFault",
        device: "klima-3",
        severity: "warning",
        labels: { class: "cooling", room: "rz2" },
        annotations: { summary: "Kühlgerät meldet Störung: klima-3 (Raum rz2)" },
      }),
      incident(
        "d",
        { name: "UpsOnBattery", device: "usv-b", annotations: { summary: "USV läuft auf Batterie: usv-b (Raum rz1)" } },
        { blindSince: at },
      ),
    ],
    silences: [
      {
        matchers: [{ name: "device", value: "sw-oper-1" }],
        comment: "Umbau Bühne",
        createdBy: "it-2",
        endsAt: new Date("2026-11-24T16:00:00Z"),
      },
      {
        // What excludes or matches by pattern must not look like a plain one.
        matchers: [
          { name: "alertname", value: "DeviceSilent" },
          { name: "house", value: "oper", isEqual: false },
          { name: "device", value: "sw-.*", isRegex: true },
        ],
        comment: "Netzumbau",
        createdBy: "wer anders",
        endsAt: new Date("2026-11-23T16:00:00Z"),
      },
    ],
    changes: [{ contact: "it-2", from: new Date("2026-11-26T07:00:00Z"), until: new Date("2026-11-27T07:00:00Z") }],
    broken: ["Mailserver 10.0.0.9:25", "Bereitschaft IT 2: SMS wird abgewiesen oder kommt zurück."],
  });
});

test("a quiet hand-over says so in one line; an Alertmanager that does not answer is named", () => {
  const text = golden("handover-quiet", { silences: undefined }, { ...setting, site: { ...site, maintenance: [] } });
  assert.match(text, /Nichts offen/);
});

/** Moves the clock in small steps and lets the routine look each time, as the timetable does. */
async function passTime(world: World, clock: ReturnType<typeof clockAt>, minutes: number, step = 1): Promise<void> {
  for (let passed = 0; passed < minutes; passed += step) {
    clock.pass(step * 60);
    await world.oncall.routine();
  }
}
const sent = (world: World) =>
  world.db
    .selectFrom("oncall_delivery")
    .select(["contact", "created_at"])
    .where("kind", "=", "handover")
    .orderBy("created_at")
    .execute();

test("exactly one mail for each hand-over, also at 02:30 when that comes twice or not at all", async (t) => {
  for (const { starts, begin, minutes, expected } of [
    { starts: "2026-10-24T02:30", begin: "2026-10-24T23:00:00Z", minutes: 300, expected: "2026-10-25T00:30:00.000Z" },
    { starts: "2026-03-28T02:30", begin: "2026-03-28T23:00:00Z", minutes: 240, expected: "2026-03-29T01:00:00.000Z" },
  ]) {
    const mailbox = await openMailbox(t);
    const clock = clockAt(begin);
    const world = await openWorld(t, { ports: [mailbox.port], clock });
    world.says.site = { ...world.says.site, rotas: [rotaOf(starts, "1d")] };
    await passTime(world, clock, minutes);
    assert.deepEqual(await sent(world), [{ contact: "it-2", created_at: expected }]);
    // A second process that looks at the same database at the same time writes nothing more.
    await Promise.all([world.oncall.routine(), world.oncall.routine()]);
    assert.equal((await sent(world)).length, 1);
    await passTime(world, clock, 26 * 60, 30);
    assert.equal((await sent(world)).length, 2);
  }
});

/** Mails about hand-overs; the clock here runs faster than mails are sent, so the same Message-ID may come twice. */
const handovers = ({ mails }: Mailbox) => {
  const distinct = new Map(mails.map((mail) => [mail.messageId, mail]));
  return [...distinct.values()].filter(({ subject }) => subject?.startsWith("Schichtübergabe"));
};

const weeklyWorld = async (t: Parameters<typeof openWorld>[0], silences?: () => Promise<readonly Silence[]>) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T06:58:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock, ...(silences && { silences }) });
  const { rotas, duty } = world.says.site;
  world.says.site = { ...world.says.site, rotas: rotas.slice(0, 1), duty: { ...duty, weekly_report: false } };
  await world.oncall.routine();
  return { mailbox, clock, world };
};

test("whoever comes confirms by link and code; a GET confirms nothing; the lead then hears nothing", async (t) => {
  const silence = {
    matchers: [{ name: "device", value: "usv-b" }],
    comment: "Test",
    createdBy: "x",
    endsAt: new Date("2026-11-24T00:00:00Z"),
  };
  const { mailbox, clock, world } = await weeklyWorld(t, () => Promise.resolve([silence]));
  await world.post(bodyOf(alertJson()));
  await mailbox.until(1);
  await passTime(world, clock, 3);
  world.oncall.wake();
  const mail = await waitFor("the hand-over", () => handovers(mailbox)[0]);
  assert.equal(addressOf(mail), "it-1@leitstand.example");
  assert.match(mail.subject ?? "", /^Schichtübergabe Rufbereitschaft IT: Ihr Dienst bis Mo\., 30\.11\.2026, 08:00$/);
  assert.match(textOf(mail), /Offen 1, Stummgeschaltet 1[\s\S]*USV läuft auf Batterie[\s\S]*- USV B bis /);
  const link = /https?:\/\/\S+\/handover\/[\w-]+/.exec(textOf(mail))?.[0] ?? "";
  const code = /Code: (\d{4})/.exec(textOf(mail))?.[1] ?? "";
  const confirmed = async () =>
    (await world.db.selectFrom("oncall_handover").select("confirmed_at").executeTakeFirst())?.confirmed_at;
  const shown = await fetch(link);
  assert.equal(shown.status, 200);
  assert.ok(Buffer.byteLength(await shown.text()) < 14_336);
  await fetch(link, { method: "HEAD" });
  assert.equal(await confirmed(), null);
  const wrong = await fetch(link, { method: "POST", body: new URLSearchParams({ code: code === "0000" ? "0001" : "0000" }) });
  assert.equal(wrong.status, 422);
  const cross = await fetch(link, {
    method: "POST",
    body: new URLSearchParams({ code }),
    headers: { "sec-fetch-site": "cross-site" },
  });
  assert.equal(cross.status, 403);
  assert.equal(await confirmed(), null);
  const done = await fetch(link, { method: "POST", body: new URLSearchParams({ code }) });
  assert.match(await done.text(), /Danke, Bereitschaft IT 1\. Die Übergabe ist bestätigt/);
  assert.equal(await confirmed(), clock.now().toISOString());
  assert.equal((await fetch(link, { method: "POST", body: new URLSearchParams({ code }) })).status, 200, "twice is friendly");
  assert.equal((await fetch(link.replace(/[\w-]{6}$/, "aaaaaa"))).status, 404);
  await passTime(world, clock, 60, 10);
  assert.ok(mailbox.mails.every(({ subject }) => !subject?.includes("nicht bestätigt")));
  const kinds = (await world.db.selectFrom("oncall_log").select("kind").execute()).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === "handover-confirmed").length, 1);
  assert.equal(kinds.filter((kind) => kind === "wrong-code").length, 1);
  assert.equal((await verifyLog(world.db)).ok, true);
});

test("a hand-over that nobody confirms goes to the lead, once; a shift that is over needs none", async (t) => {
  const { mailbox, clock, world } = await weeklyWorld(t);
  await passTime(world, clock, 31);
  await mailbox.until(1);
  assert.ok(!mailbox.mails.some(({ subject }) => subject?.includes("nicht bestätigt")), "half an hour is not over yet");
  await passTime(world, clock, 90, 5);
  world.oncall.wake();
  const about = () => handovers(mailbox);
  const told = await waitFor("the word to the lead", () => about()[1]);
  assert.equal(addressOf(told), "leitung@leitstand.example");
  assert.match(textOf(told), /Bereitschaft IT 1 hat den Dienst Rufbereitschaft IT seit Mo\., 23\.11\.2026, 08:00/);
  assert.match(await (await fetch(`${world.url}/oncall`)).text(), /Übergabe noch nicht bestätigt/);
  assert.equal(about().length, 2);
  assert.equal((await verifyLog(world.db)).ok, true);
});

test("with more ways to a person each of them hears of the hand-over, and it says what Alertmanager does not tell", async (t) => {
  const { mailbox, clock, world } = await weeklyWorld(t);
  const contacts = world.says.site.contacts.map((one) => (one.id === "it-1" ? { ...one, sms: "0341@sms.example" } : one));
  world.says.site = { ...world.says.site, contacts };
  await passTime(world, clock, 3);
  world.oncall.wake();
  const mails = await mailbox.until(2);
  const sms = mails.find((mail) => addressOf(mail) === "0341@sms.example");
  assert.match(textOf(sms ?? assert.fail("no short message")), /Rufbereitschaft IT: Sie haben jetzt Dienst bis/);
  assert.match(textOf(mails.find((mail) => mail !== sms) ?? assert.fail()), /Alertmanager antwortet nicht/);
  await waitFor("both settled", async () => {
    const open = await world.db.selectFrom("oncall_delivery").select("id").where("state", "!=", "accepted").execute();
    return open.length === 0 || undefined;
  });
});
