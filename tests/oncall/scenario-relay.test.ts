/** Scenarios 1, 7 and 15: the relay refuses, is slow, hangs, lies about its name, or the address is wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { freeTcpPort } from "../../app/ports.ts";
import type { Site } from "../../site/inventory.ts";
import { fourQuestions } from "./four-questions.ts";
import {
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  passUntil,
  quieted,
  textOf,
  type Clock,
  type World,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";
const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
const rows = (world: World) => world.db.selectFrom("oncall_delivery").selectAll().orderBy("created_at").execute();

const relay = (host: string, port: number): Site["mail"]["relays"][number] => ({ host, port, tls: "none" });
function through(world: World, ...relays: Site["mail"]["relays"]): void {
  world.says.site = { ...world.says.site, mail: { ...world.says.site.mail, relays } };
}

/** Lets a minute pass in steps of 5 s; each step ends when nothing is being sent. */
async function passMinute(world: World, clock: Clock): Promise<void> {
  await world.post(bodyOf(alertJson({ name: "Watchdog", severity: "info" })));
  for (let step = 0; step < 12; step++) {
    clock.pass(5);
    world.oncall.wake();
    await quieted(world, clock);
  }
}
test("1: for 30 minutes the relay is closed, then answers 421, then has no name in the DNS, while 20 incidents open and 5 end: the other way within 60 s, then one summary per person", async (t) => {
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [await freeTcpPort()], clock });
  const busy = await openMailbox(t, { onConnect: (_session, done) => done(reply(421, "service not available")) });
  const devices = Array.from({ length: 20 }, (_, index) => `usv-${index}`);
  const began = clock.now().getTime();
  await world.post(bodyOf(...devices.slice(0, 10).map((device) => alertJson({ device }))));
  let channelDownAfter: number | undefined;
  for (let minute = 0; minute < 30; minute++) {
    if (minute === 5) await world.post(bodyOf(...devices.slice(10).map((device) => alertJson({ device }))));
    if (minute === 10) through(world, relay("127.0.0.1", busy.port));
    if (minute === 20) through(world, relay("relay.invalid", 25));
    if (minute === 20)
      await world.post(
        bodyOf(
          ...devices.slice(0, 5).map((device) => alertJson({ device, status: "resolved", endsAt: clock.now().toISOString() })),
        ),
      );
    await passMinute(world, clock);
    const now = clock.now().getTime();
    for (const { state, next_at } of await rows(world))
      if (state === "pending") assert.ok(new Date(next_at).getTime() - now <= 30_000, "no retry further away than 30 s");
    const down = /^leitstand_channel_up\{channel="127.0.0.1:\d+"\} 0$/m.test(await world.registry.metrics());
    if (down) channelDownAfter ??= (now - began) / 1000;
  }
  assert.ok(channelDownAfter !== undefined && channelDownAfter <= 60, "the metric says at once that the channel is down");
  const oldest = /^leitstand_outbox_oldest_pending_seconds (\d+)/m.exec(await world.registry.metrics())?.[1];
  assert.ok(Number(oldest) >= 1790, `the oldest waits for ${oldest} s, and summing up does not hide that`);
  const told = (await rows(world)).map(({ contact }) => contact);
  assert.ok(told.includes("leitung"), "escalation went on: what was not delivered is no answer");

  const mailbox = await openMailbox(t);
  through(world, relay("127.0.0.1", mailbox.port));
  const back = clock.now().getTime();
  while (mailbox.mails.length === 0) {
    clock.pass(5);
    world.oncall.wake();
    await quieted(world, clock);
    assert.ok(clock.now().getTime() - back <= 35_000, "first mail within 30 s of the relay's return");
  }
  const { db, says } = world;
  const turn = (): void => {
    clock.pass(1);
    world.oncall.wake();
  };
  const answers = await fourQuestions(t, { db, site: says.site, now: clock.now, mails: mailbox.mails, turn });
  assert.equal(answers.open, 15);
  const perPerson = Map.groupBy(mailbox.mails, addressOf);
  assert.deepEqual([...perPerson.keys()].sort(), [
    "it-2@leitstand.example",
    "leitung@leitstand.example",
    "technik-2@leitstand.example",
  ]);
  for (const [person, mails] of perPerson) {
    assert.equal(mails.length, 1, `${person} got one summary, not ${mails.map(({ subject }) => subject).join(" | ")}`);
    const text = mails.map(textOf).join("\n");
    assert.match(text, /Der Mailweg war gestört, .* was seit 03:[01]\d Uhr liegen blieb\. Offen sind für Sie 15/);
    // A page of what is over says so.
    for (const line of text
      .split("\n")
      .filter((line) => devices.slice(0, 5).some((id) => line.includes(`[${id}]`) || line.includes(`[${id},`))))
      assert.match(line, /Ende/);
  }
});

test("1: while mail is closed, the channel's own incident and every critical page go by short message or webhook within 60 s", async (t) => {
  const clock = clockAt(night);
  const closed = await freeTcpPort();
  const second = await openMailbox(t);
  const world = await openWorld(t, { ports: [closed], clock });
  // Mail is refused by the second relay, the short message gateway is not: two ways, one of them closed.
  const strict = await openMailbox(t, {
    onRcptTo: ({ address }, _session, done) => done(address.endsWith("@sms.example") ? null : reply(450, "try later")),
  });
  const { site } = world.says;
  world.says.site = {
    ...site,
    contacts: site.contacts.map((one) => (one.id === "it-2" ? { ...one, sms: "4915100000000@sms.example" } : one)),
  };
  through(world, relay("127.0.0.1", closed), relay("127.0.0.1", strict.port));
  const down = alertJson({
    name: "LeitstandChannelDown",
    labels: { class: "leitstand", resource: `127.0.0.1:${closed}`, device: "", room: "" },
    annotations: { summary: `Meldeweg gestört: 127.0.0.1:${closed}` },
  });
  await world.post(bodyOf(alertJson(), down));
  await strict.until(2);
  assert.ok(strict.mails.every((mail) => addressOf(mail).endsWith("@sms.example")));
  assert.ok(strict.mails.some((mail) => textOf(mail).includes("Meldeweg gestört")));
  assert.equal(clock.now().toISOString(), new Date(night).toISOString(), "at once, without any retry");
  through(world, relay("127.0.0.1", second.port));
  const turn = (): void => {
    clock.pass(1);
    world.oncall.wake();
  };
  await passUntil(world, clock, "the mails", () => (second.mails.length >= 3 ? true : undefined));
  const mails = () => [...strict.mails, ...second.mails];
  await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails, turn });
});
