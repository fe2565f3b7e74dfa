import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { smtpTransport } from "../../alerts/oncall/mailer.ts";
import { backoff } from "../../alerts/oncall/outbox.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { fourQuestions } from "./four-questions.ts";
import {
  acknowledgeByMail,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  passUntil,
  quieted,
  settled,
  textOf,
  waitFor,
  type World,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";
const isIt = (address: string): boolean => address.startsWith("it-2@");
/** An SMTP error with a reply code, as smtp-server wants it. */
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** A server that takes connections and never says a word. */
async function openMute(t: TestContext): Promise<number> {
  const sockets = new Set<{ destroy: () => void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const deliveries = (world: World) => world.db.selectFrom("oncall_delivery").selectAll().orderBy("created_at").execute();
const metric = async (world: World, line: RegExp): Promise<string | undefined> => line.exec(await world.registry.metrics())?.[0];

test("a recipient whom the server refuses for good is not tried again, and the next step comes at once", async (t) => {
  const mailbox = await openMailbox(t, {
    onRcptTo: ({ address }, _session, callback) =>
      callback(isIt(address) || address.startsWith("technik") ? reply(550, "no such user") : null),
  });
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(1);
  assert.ok(mail);
  assert.equal(addressOf(mail), "leitung@leitstand.example");
  assert.match(textOf(mail), /Bisher hat niemand übernommen \(Stufe 2\)/);
  // That an address is refused is an incident of its own, told a little later.
  const about = (await deliveries(world)).filter(({ alert }) => alert === "UpsOnBattery");
  const states = about.map(({ contact, state, attempts }) => `${contact} ${state} ${attempts}`).sort();
  assert.deepEqual(
    states.filter((state) => !state.startsWith("leitung")),
    ["it-2 failed 1", "technik-2 failed 1"],
  );
});

test("greylisting only delays: the same mail is accepted at the next try", async (t) => {
  let refusals = 0;
  const mailbox = await openMailbox(t, {
    onRcptTo: (_address, _session, callback) => callback(refusals++ < 2 ? reply(451, "greylisted, try again") : null),
  });
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  await world.post(bodyOf(alertJson()));
  await waitFor("two refusals", () => (refusals >= 2 ? true : undefined));
  const mails = await passUntil(world, clock, "both mails", () => (mailbox.mails.length >= 2 ? mailbox.mails : undefined));
  assert.deepEqual(mails.map(addressOf).sort(), ["it-2@leitstand.example", "technik-2@leitstand.example"]);
  const rows = await waitFor("both settled", async () => {
    const rows = await deliveries(world);
    return rows.every(({ state }) => state === "accepted") ? rows : undefined;
  });
  assert.ok(rows.every((row) => row.attempts === 2 && mails.some(({ messageId }) => messageId === row.message_id)));
});

test("a relay that is closed, one that stays mute and one that wants a login cost nobody a mail: the next relay takes it", async (t) => {
  const mute = await openMute(t);
  const strict = await openMailbox(t, { authOptional: false, disabledCommands: ["STARTTLS"] });
  const mailbox = await openMailbox(t);
  const transport = smtpTransport({ relayMs: 5000, greetingMs: 1500 });
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [await freeTcpPort(), mute, strict.port, mailbox.port], clock, transport });
  await world.post(bodyOf(alertJson()));
  // A machine that is held up for so long finds the good relay mute too: then the next try comes in time.
  await passUntil(world, clock, "both mails", () => (mailbox.mails.length >= 2 ? true : undefined));
  for (const [port, up] of [[mute, 0] as const, [mailbox.port, 1] as const]) {
    const line = new RegExp(`^leitstand_channel_up{channel="127.0.0.1:${port}"} ${up}$`, "m");
    await passUntil(world, clock, String(line), () => metric(world, line));
  }
});

test("a server that answers so slowly that it never ends is cut off by the limit of the whole attempt", async (t) => {
  const dripping = createServer((socket) => {
    socket.on("error", () => undefined);
    const timer = setInterval(() => socket.write("220-still thinking\r\n"), 100);
    socket.on("close", () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => dripping.listen(0, "127.0.0.1", resolve));
  t.after(() => void dripping.close());
  const relay = { host: "127.0.0.1", port: (dripping.address() as AddressInfo).port, tls: "none" as const };
  const mail = {
    from: { name: "L", address: "l@example.org" },
    to: { name: "A", address: "a@example.org" },
    subject: "s",
    text: "t",
    html: "h",
    messageId: "<1@example.org>",
    urgent: true,
  };
  // No other limit would end it before the test's own.
  const answer = await smtpTransport({ relayMs: 700, greetingMs: 3_600_000 }).send(relay, mail);
  assert.equal(answer.outcome, "later");
});

test("one slow mailbox holds up nobody else, and its owner still gets the mails in order", async (t) => {
  const held: (() => void)[] = [];
  let holds = true;
  const mailbox = await openMailbox(t, {
    onRcptTo({ address }, _session, callback) {
      if (holds && isIt(address)) held.push(() => callback(null));
      else callback(null);
    },
  });
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  for (const device of ["usv-a", "usv-b"]) await world.post(bodyOf(alertJson({ device })));
  await waitFor("the fast person's mails", () =>
    mailbox.mails.filter((mail) => addressOf(mail).startsWith("technik")).length === 2 ? true : undefined,
  );
  assert.deepEqual(
    mailbox.mails.filter((mail) => isIt(addressOf(mail))),
    [],
    "the fast one did not wait for the slow one",
  );
  holds = false;
  for (const go of held) go();
  await passUntil(world, clock, "the mails of the slow one", () => (mailbox.mails.length >= 4 ? true : undefined));
  const slow = mailbox.mails.filter((mail) => isIt(addressOf(mail))).map(({ subject }) => subject?.includes("USV A"));
  assert.deepEqual(slow, [true, false]);
});

test("while no relay answers nothing is lost; on return each person gets one summary, in which what is over is named as ended", async (t) => {
  const clock = clockAt(night);
  const closed = await freeTcpPort();
  const world = await openWorld(t, { ports: [closed], clock });
  await world.post(bodyOf(alertJson(), alertJson({ device: "usv-b" })));
  const nineMinutes = clock.now().getTime() + 9 * 60_000;
  await passUntil(world, clock, "nine minutes", () => clock.now().getTime() >= nineMinutes || undefined, 60);
  await world.post(bodyOf(alertJson({ device: "usv-b", status: "resolved", endsAt: "2026-11-23T02:10:00Z" })));
  const mailbox = await openMailbox(t, {}, closed);
  const mails = await passUntil(world, clock, "both summaries", () => (mailbox.mails.length >= 2 ? mailbox.mails : undefined));
  for (const mail of mails) {
    assert.match(mail.subject ?? "", /^Sammelmeldung: 2 Vorfälle, davon 1 kritisch/);
    assert.match(
      textOf(mail),
      /Der Mailweg war gestört[\s\S]*KRITISCH: USV läuft auf Batterie – USV A[\s\S]*Ende: USV läuft auf Batterie – USV B/,
    );
  }
});

test("the wait between tries doubles and never exceeds 30 seconds", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 100].map(backoff), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("labels that try to write headers or other recipients stay text", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const evil = "USV\r\nBcc: evil@example.org\r\nX-Evil: yes\r\n\r\n<script>alert(1)</script>";
  await world.post(
    bodyOf(
      alertJson({
        labels: { alertname: evil, room: evil, device: evil },
        annotations: { summary: evil, description: evil, runbook_url: "javascript:alert(1)" },
      }),
    ),
  );
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  assert.equal(mail.bcc, undefined);
  assert.equal(mail.headers.has("x-evil"), false);
  assert.ok(mailbox.mails.every((one) => addressOf(one).endsWith("@leitstand.example")));
  assert.ok(typeof mail.html === "string" && !mail.html.includes("<script>") && !mail.html.includes("javascript:"));
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
});

test("many alerts at once: two mails of one alert, then one digest that carries the rest and one code for all", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const alerts = Array.from({ length: 40 }, (_, index) =>
    alertJson({
      name: "DeviceSilent",
      device: `sw-${index}`,
      labels: { class: "network", room: "", house: "oper" },
      annotations: { summary: `Gerät antwortet nicht: sw-${index} (Haus oper)` },
    }),
  );
  await world.post(bodyOf(...alerts));
  await mailbox.until(2);
  await quieted(world, clock);
  clock.pass(25);
  world.oncall.wake();
  const digest = (await mailbox.until(3))[2];
  assert.match(digest?.subject ?? "", /^Sammelmeldung: 38 Vorfälle, davon 38 kritisch/);
  await world.post(bodyOf(alertJson()));
  const other = (await mailbox.until(5))[3];
  assert.match(other?.subject ?? "", /USV A/, "an unrelated critical alert has its own way");
  assert.ok(digest);
  assert.equal((await acknowledgeByMail(digest)).status, 200);
  const states = (await world.oncall.openIncidents()).map(({ state }) => state);
  assert.equal(states.filter((state) => state === "acknowledged").length, 38);
});

test("a critical alert that nobody has heard of yet is never held, however many others came before", async (t) => {
  const mailbox = await openMailbox(t);
  const world = await openWorld(t, { ports: [mailbox.port], clock: clockAt(night) });
  const network = (name: string, device: string) =>
    alertJson({ name, device, labels: { class: "network", room: "", house: "oper" } });
  // Two of each of four alerts are more than a person's share of single mails: one of each, and a second of one if that comes early.
  const before = ["A", "B", "C", "D"].flatMap((name) => [network(name, "sw-1"), network(name, "sw-2")]);
  await world.post(bodyOf(...before));
  await mailbox.until(4);
  await world.post(bodyOf(network("UplinkDown", "router-1")));
  await waitFor("its page", () => mailbox.mails.find(({ text }) => text?.includes("router-1") === true));
});

test("a critical alert that was told to be over and is back is told at once, however many others came before", async (t) => {
  for (const minutes of [4, 7]) {
    const mailbox = await openMailbox(t);
    const clock = clockAt(night);
    const world = await openWorld(t, { ports: [mailbox.port], clock });
    const now = (): string => clock.now().toISOString();
    const network = (name: string) => alertJson({ name, device: "sw-1", labels: { class: "network", room: "", house: "oper" } });
    await world.post(bodyOf(...["A", "B", "C", "D"].map(network)));
    const startsAt = now();
    await world.post(bodyOf(alertJson({ startsAt })));
    // Two people hear of this one, one of the others.
    await mailbox.until(6);
    await quieted(world, clock);
    clock.pass(60);
    await world.post(bodyOf(alertJson({ startsAt, status: "resolved", endsAt: now() })));
    await mailbox.until(8);
    await quieted(world, clock);
    clock.pass(minutes * 60);
    await world.post(bodyOf(alertJson({ startsAt: now() })));
    const again = (await mailbox.until(10)).slice(8);
    assert.deepEqual(
      again
        .filter(({ subject }) => subject?.startsWith("KRITISCH: USV läuft auf Batterie"))
        .map(addressOf)
        .sort(),
      ["it-2@leitstand.example", "technik-2@leitstand.example"],
      `back after ${minutes} min`,
    );
  }
});

test("what waited alone comes as the mail it would have been, not as a list of one", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const third = ["usv-a", "usv-b", "usv-c"].map((device) => alertJson({ device }));
  await world.post(bodyOf(...third));
  // Two single mails of one alert for each of the two on duty; the third waits.
  await mailbox.until(4);
  await quieted(world, clock);
  clock.pass(25);
  world.oncall.wake();
  for (const mail of (await mailbox.until(6)).slice(4)) {
    assert.match(mail.subject ?? "", /^KRITISCH: USV läuft auf Batterie/);
    assert.match(textOf(mail), /Zuerst: /);
    const [other = assert.fail()] = world.says.site.contacts.filter(
      ({ id, email }) => ["it-2", "technik-2"].includes(id) && email !== addressOf(mail),
    );
    const text = textOf(mail).replaceAll(/\s+/g, " ");
    assert.ok(text.includes(`Auch benachrichtigt: ${other.name}`), text);
    assert.match(text, /Ohne Übernahme bis \d\d:\d\d Uhr an: \S/);
  }
});

test("what came and went before its list left is named by the next list as over, and alone as an end of which nobody had heard", async (t) => {
  for (const others of [1, 2]) {
    const mailbox = await openMailbox(t);
    const clock = clockAt(night);
    const world = await openWorld(t, { ports: [mailbox.port], clock });
    // Two single mails of one alert; the rest waits for a list.
    const all = ["u-1", "u-2", "u-3", "u-4"].slice(0, 2 + others).map((device) => alertJson({ device }));
    await world.post(bodyOf(...all));
    const before = (await mailbox.until(4)).length;
    await quieted(world, clock);
    clock.pass(10);
    const told = mailbox.mails.map(textOf).join("");
    const held = all.map(({ labels }) => labels.device).filter((device) => !told.includes(`Wo: ${device}`));
    assert.equal(held.length, others);
    const over = held.map((device) => alertJson({ device, status: "resolved", endsAt: clock.now().toISOString() }));
    await world.post(bodyOf(...over));
    clock.pass(15);
    world.oncall.wake();
    const mails = (await mailbox.until(before + 2)).slice(before);
    assert.deepEqual(mails.map(addressOf).sort(), ["it-2@leitstand.example", "technik-2@leitstand.example"]);
    for (const mail of mails) {
      const [subject, text] =
        others === 1 ? [/^Ende: USV/, /kam und ging/] : [/^Sammelmeldung: 2 Vorfälle, alle schon/, /\[u-\d, u-\d\]/];
      assert.match(mail.subject ?? "", subject);
      assert.match(textOf(mail), text);
    }
    await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails: mailbox.mails });
  }
});

test("while one page waits for its list, an end of something else is told at once: one is no storm", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const other = alertJson({ name: "InletTooWarm", device: "" });
  await world.post(bodyOf(...["usv-a", "usv-b", "usv-c"].map((device) => alertJson({ device })), other));
  await mailbox.until(6);
  await quieted(world, clock);
  clock.pass(10);
  await world.post(bodyOf({ ...other, status: "resolved", endsAt: clock.now().toISOString() }));
  const ends = (await mailbox.until(8)).slice(6);
  assert.ok(ends.every(({ subject }) => subject?.startsWith("Ende: ")));
});

test("ends join the list that is gathering: a storm that is over before its first list is five mails, ends included", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const alerts = (status: "firing" | "resolved") =>
    Array.from({ length: 30 }, (_, index) =>
      alertJson({ name: "DeviceSilent", device: `sw-${index}`, status, labels: { class: "network", room: "", house: "oper" } }),
    );
  await world.post(
    bodyOf(...alerts("firing"), alertJson({ name: "UplinkDown", device: "router-1", labels: { class: "network" } })),
  );
  await mailbox.until(3);
  await quieted(world, clock);
  clock.pass(10);
  await world.post(bodyOf(...alerts("resolved")));
  clock.pass(330);
  await settled(world, clock);
  const list = await waitFor("the list", () => mailbox.mails.find(({ subject }) => subject?.startsWith("Sammelmeldung")));
  assert.match(list.subject ?? "", /30 Vorfälle, alle schon beendet/);
  await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails: mailbox.mails });
  const perPerson = Map.groupBy(mailbox.mails, addressOf);
  for (const [person, mails] of perPerson)
    assert.ok(mails.length <= 5, `${person}: ${mails.map(({ subject }) => subject).join("; ")}`);
});
