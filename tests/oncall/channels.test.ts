import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import * as fc from "../property.ts";
import { contentSchema, type PageContent } from "../../alerts/oncall/content.ts";
import { cutGsm, septets, toGsm } from "../../alerts/oncall/gsm.ts";
import { renderSms } from "../../alerts/oncall/sms.ts";
import { freeTcpPort } from "../../app/ports.ts";
import type { Contact } from "../../site/inventory.ts";
import {
  ackWay,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  passUntil,
  textOf,
  waitFor,
  type World,
  type WorldOptions,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";
/** Monday, 10:04 local time: warnings page too. */
const morning = "2026-11-23T09:04:30Z";
const secret = "a secret of this test";
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

interface Hook {
  readonly url: string;
  readonly calls: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** Status of the next answers. */
  status: number;
}

/** A receiver of webhooks that keeps what it got, pings apart. */
async function openHook(t: TestContext): Promise<Hook> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      if (!body.includes('"ping"')) hook.calls.push({ headers: request.headers, body });
      response.writeHead(hook.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page?key=not-for-the-log`;
  const hook: Hook = { url, calls: [], status: 200 };
  return hook;
}

/** The world with more ways to the person on duty. */
async function worldWith(t: TestContext, options: WorldOptions, ways: Partial<Contact>): Promise<World> {
  const world = await openWorld(t, options);
  const { site } = world.says;
  world.says.site = {
    ...site,
    contacts: site.contacts.map((contact) => (contact.id.startsWith("it-") ? { ...contact, ...ways } : contact)),
  };
  return world;
}

const sms = { sms: "4915100000000@sms.example" };
const isSms = (address: string): boolean => address.endsWith("@sms.example");
const warning = () => alertJson({ name: "UpsBatteryTooWarm", severity: "warning" });
const rows = (world: World) => world.db.selectFrom("oncall_delivery").selectAll().orderBy("created_at").execute();

test("a critical page goes by mail, short message and webhook at once, its code works from each, and each hears the end", async (t) => {
  const mailbox = await openMailbox(t);
  const hook = await openHook(t);
  const clock = clockAt(night);
  const world = await worldWith(t, { ports: [mailbox.port], clock }, { ...sms, webhook: { url: hook.url, secret } });
  await world.post(bodyOf(alertJson()));
  const mails = await mailbox.until(3);
  const short = mails.find((mail) => isSms(addressOf(mail)));
  assert.ok(short);
  assert.match(textOf(short), /^KRITISCH: USV läuft auf Batterie, noch 9 min - USV A, Rechenzentrum Raum 1 Code \d{4} http:\S+/);
  assert.equal(short.html, false);
  await waitFor("the webhook", () => (hook.calls.length > 0 ? true : undefined));
  const [call] = hook.calls;
  assert.ok(call);
  const { ack, ...body } = JSON.parse(call.body) as { ack: { url: string; code: string }; kind: string; deadline: string };
  assert.equal(body.kind, "page");
  const { link, code } = ackWay({ ...short, text: textOf(short).replace("Code", "Code:") });
  assert.notEqual(ack.code === code && ack.url === link, true, "each message has a code of its own");
  assert.equal((await fetch(ack.url, { method: "POST", body: new URLSearchParams({ code: ack.code }) })).status, 200);
  const [open] = await world.oncall.openIncidents();
  assert.equal(open?.acknowledgedBy, "Bereitschaft IT 2");
  clock.pass(600);
  await world.post(bodyOf(alertJson({ status: "resolved" })));
  const ends = (await mailbox.until(6)).slice(3);
  const last = ends.find((mail) => isSms(addressOf(mail)));
  assert.match(last === undefined ? "" : textOf(last), /^Ende: USV läuft auf Batterie, Dauer 13 min - USV A/);
  await waitFor("the webhook's end", () => (hook.calls.some((one) => one.body.includes('"kind":"end"')) ? true : undefined));
});

test("a webhook is signed so that the receiver can check it, keeps its key over repetitions, and its address stays out of the database", async (t) => {
  const mailbox = await openMailbox(t);
  const hook = await openHook(t);
  hook.status = 503;
  const clock = clockAt(night);
  const world = await worldWith(t, { ports: [mailbox.port], clock }, { webhook: { url: hook.url, secret } });
  await world.post(bodyOf(alertJson()));
  await waitFor("the first try", () => (hook.calls.length === 1 ? true : undefined));
  hook.status = 204;
  await passUntil(world, clock, "the second try", () => (hook.calls.length === 2 ? true : undefined));
  const keys = hook.calls.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(keys[0], keys[1]);
  for (const { headers, body } of hook.calls) {
    const [, time, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-leitstand-signature"])) ?? [];
    assert.equal(hex, createHmac("sha256", secret).update(`${time}.${body}`).digest("hex"));
  }
  const row = await waitFor("it to be settled", async () =>
    (await rows(world)).find(({ channel, state }) => channel === "webhook" && state === "accepted"),
  );
  assert.equal(row.relay, `webhook:${new URL(hook.url).host}`);
  const kept = JSON.stringify([await rows(world), await world.db.selectFrom("oncall_log").selectAll().execute()]);
  assert.ok(!kept.includes("not-for-the-log") && !kept.includes(secret));
});

test("a webhook that is gone shows as a channel that is down, and is asked every minute until it answers again", async (t) => {
  const mailbox = await openMailbox(t);
  const hook = await openHook(t);
  hook.status = 410;
  const world = await worldWith(
    t,
    { ports: [mailbox.port], clock: clockAt(night) },
    { webhook: { url: "http://127.0.0.1:1/", secret } },
  );
  await world.post(bodyOf(alertJson()));
  await waitFor("the channel to be down", async () =>
    /^leitstand_channel_up\{channel="webhook:127.0.0.1:1"\} 0$/m.test(await world.registry.metrics()) ? true : undefined,
  );
  await mailbox.until(2);
});

test("a warning goes by mail alone; when the address is refused the short message follows at once, and nobody else is woken", async (t) => {
  const mailbox = await openMailbox(t, {
    onRcptTo: ({ address }, _session, callback) => callback(address.startsWith("it-1@") ? reply(550, "unknown") : null),
  });
  const world = await worldWith(t, { ports: [mailbox.port], clock: clockAt(morning) }, sms);
  await world.post(bodyOf(warning()));
  const [short] = await mailbox.until(1);
  assert.ok(short && isSms(addressOf(short)));
  // That an address is refused is an incident of its own, told a little later.
  const about = (await rows(world)).filter(({ alert }) => alert === "UpsBatteryTooWarm");
  assert.deepEqual(about.map(({ contact, channel }) => `${contact} ${channel}`).sort(), ["it-1 mail", "it-1 sms"]);
});

test("a warning that no relay takes goes by webhook within a minute, while the mail is still being tried", async (t) => {
  const hook = await openHook(t);
  const clock = clockAt(morning);
  const start = clock.now().getTime();
  const world = await worldWith(t, { ports: [await freeTcpPort()], clock }, { webhook: { url: hook.url, secret } });
  await world.post(bodyOf(warning()));
  await passUntil(world, clock, "the webhook", () => (hook.calls.length === 1 ? true : undefined));
  const seconds = (clock.now().getTime() - start) / 1000;
  assert.ok(seconds >= 25 && seconds <= 60, `${seconds} s`);
  const mail = (await rows(world)).find(({ channel }) => channel === "mail");
  assert.equal(mail?.state, "pending");
});

test("the news that the first relay is gone leaves by the second, and short messages take the second first", async (t) => {
  const closed = await freeTcpPort();
  const second = await openMailbox(t);
  const world = await worldWith(t, { ports: [closed, second.port], clock: clockAt(night) }, sms);
  const down = alertJson({
    name: "LeitstandChannelDown",
    labels: { class: "leitstand", resource: `127.0.0.1:${closed}`, device: "", room: "" },
    annotations: { summary: `Meldeweg gestört: 127.0.0.1:${closed}` },
  });
  await world.post(bodyOf(down));
  const mails = await second.until(2);
  assert.ok(mails.every((mail) => `${mail.subject}${textOf(mail)}`.includes("Meldeweg gestört")));
  // What the relay answered is known a moment after it has the mail.
  for (const [port, up] of [[closed, 0] as const, [second.port, 1] as const]) {
    const line = new RegExp(`^leitstand_channel_up\\{channel="127.0.0.1:${port}"\\} ${up}$`, "m");
    await waitFor(String(line), async () => line.test(await world.registry.metrics()) || undefined);
  }

  const first = await openMailbox(t);
  const other = await openMailbox(t);
  const both = await worldWith(t, { ports: [first.port, other.port], clock: clockAt(night) }, sms);
  await both.post(bodyOf(alertJson()));
  const [short] = await other.until(1);
  assert.ok(short && isSms(addressOf(short)));
  assert.ok((await first.until(2)).every((mail) => !isSms(addressOf(mail))));
});

const page: PageContent = {
  kind: "page",
  locale: "de",
  zone: "Europe/Berlin",
  createdAt: "2026-11-23T02:04:30.000Z",
  severity: "critical",
  title: "Zulufttemperatur überschreitet die zulässige Grenze „sofort“",
  place: "Umluftkühlgerät 3, Rechenzentrum Raum 2",
  since: "2026-11-23T02:04:00.000Z",
  where: "",
  incidentUrl: "https://leitstand.stadt.example/incidents/x",
  deadline: "2026-11-23T02:13:40.000Z",
  seenAt: "2026-11-23T02:04:30.000Z",
  reason: "step",
  step: 0,
  blind: false,
  others: [],
};
const ack = { url: "https://leitstand.stadt.example/ack/Zk9mXq3vT0aBcDeFgHiJkL", code: "4711" };

test("the short message reads as a person needs it at night", () => {
  const now = new Date(night);
  const text = renderSms(page, ack, now);
  assert.equal(
    text,
    "KRITISCH: Zulufttemperatur überschre., noch 9 min - Umluftkühlgerät 3, Rechenzentrum Raum 2 Code 4711 https://leitstand.stadt.example/ack/Zk9mXq3vT0aBcDeFgHiJkL",
  );
  const far = { ...ack, url: `https://${"sehr-".repeat(20)}lang.example/ack/x` };
  assert.match(
    renderSms(page, far, now),
    /^KRITISCH: Zulufttemperatur überschreitet die zulässige Grenze "sofort", noch 9 min - .* Raum 2 Übernehmen: siehe Mail$/,
  );
});

test("every short message fits into 160 septets of the GSM alphabet and keeps place, minutes, code and link", () => {
  fc.assert(
    fc.property(
      fc.record({ title: fc.string({ unit: "grapheme" }), place: fc.string({ unit: "grapheme", minLength: 1 }) }),
      fc.constantFrom("critical", "warning", "info"),
      fc.boolean(),
      fc.constantFrom("de", "en"),
      fc.integer({ min: 0, max: 40 }),
      (texts, severity, blind, locale, longer) => {
        const content = contentSchema.parse({ ...page, ...texts, severity, blind, locale });
        const way = { ...ack, url: `${ack.url}${"x".repeat(longer)}` };
        const text = renderSms(content, way, new Date(night));
        assert.ok(septets(text) <= 160, text);
        assert.equal(toGsm(text), text.trim());
        const told = way.url.length > 65 ? /(siehe|see)/i.test(text) : text.endsWith(`Code 4711 ${way.url}`);
        assert.ok(told && /9 min/.test(text), text);
      },
    ),
  );
});

test("umlauts stay, typographic marks become plain ones, accents fall, and what has no likeness is a question mark", () => {
  assert.equal(
    toGsm("Kälte für Öfen „groß“ – 32 °C … café Łódź 漢 [a] €"),
    'Kälte für Öfen "groß" - 32 C ... café ?ódz ? [a] €'.replace("ó", "o"),
  );
  assert.equal(septets("a€[ä"), 6);
  assert.equal(cutGsm("abcdef", 4), "abc.");
});
