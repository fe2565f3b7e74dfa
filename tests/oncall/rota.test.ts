import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { gaps, shiftAt, shifts, wholeShifts, whoIsOnCall } from "../../alerts/oncall/rota.ts";
import { rota as rotaSchema, type Rota } from "../../site/inventory.ts";
import { fourQuestions } from "./four-questions.ts";
import { anyRota, compareWithOracle } from "./rota-oracle.ts";
import { addressOf, alertJson, bodyOf, clockAt, openMailbox, openWorld, settled } from "./setup.ts";

const berlin = "Europe/Berlin";
const weekly: Rota = rotaSchema.parse({
  id: "it",
  name: "Rufbereitschaft IT",
  layers: [{ participants: ["anna", "bruno"], starts: "2026-01-05T08:00", shift: "1w" }],
});
const who = (rota: Rota, at: string): string | undefined => whoIsOnCall(rota, berlin, new Date(at)).contact;
const hours = ({ from, until }: { from: Date; until: Date }): number => (until.getTime() - from.getTime()) / 3_600_000;

test("a week from Monday 08:00 to Monday 08:00 lasts 167 hours in March and 169 in October", () => {
  const march = shifts(weekly, berlin, new Date("2026-03-23T07:00:00Z"), new Date("2026-03-30T06:00:00Z"));
  const october = shifts(weekly, berlin, new Date("2026-10-19T06:00:00Z"), new Date("2026-10-26T07:00:00Z"));
  assert.deepEqual([march.map(hours), october.map(hours)], [[167], [169]]);
});

test("the hand-over is exact to the second", () => {
  assert.equal(who(weekly, "2026-01-12T06:59:59Z"), "anna");
  assert.equal(who(weekly, "2026-01-12T07:00:00Z"), "bruno");
});

test("a hand-over at 02:30 happens at 03:00 when the hour is missing, and at the first 02:30 when it comes twice", () => {
  const daily = { ...weekly, layers: [{ participants: ["anna", "bruno"], starts: "2026-03-28T02:30", shift: "1d" }] };
  const spring = shifts(daily, berlin, new Date("2026-03-28T01:30:00Z"), new Date("2026-03-30T00:30:00Z"));
  assert.deepEqual(
    spring.map(({ until }) => until.toISOString()),
    ["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"],
  );
  const autumn = { ...weekly, layers: [{ participants: ["anna", "bruno"], starts: "2026-10-24T02:30", shift: "1d" }] };
  assert.equal(who(autumn, "2026-10-25T00:29:59Z"), "anna");
  assert.equal(who(autumn, "2026-10-25T00:30:00Z"), "bruno");
  assert.equal(who(autumn, "2026-10-25T01:30:00Z"), "bruno", "the second 02:30 is no hand-over");
});

test("before the first hand-over nobody is on call, and the gap says when it ends", () => {
  const until = new Date("2026-01-05T07:00:00Z");
  assert.deepEqual(whoIsOnCall(weekly, berlin, new Date("2026-01-01T00:00:00Z")), { contact: undefined, until });
});

test("a later layer takes over from its own first hand-over, without a gap", () => {
  const changed: Rota = {
    ...weekly,
    layers: [...weekly.layers, { participants: ["clara"], starts: "2026-06-03T12:00", shift: "1w" }],
  };
  const at = new Date("2026-06-01T06:00:00Z");
  const list = shifts(changed, berlin, at, new Date("2026-06-11T10:00:00Z"));
  assert.deepEqual(
    list.map(({ contact, until }) => [contact, until.toISOString()]),
    [
      ["bruno", "2026-06-03T10:00:00.000Z"],
      // The end of the first layer's shift is still a border, but nobody changes there.
      ["clara", "2026-06-10T10:00:00.000Z"],
      ["clara", "2026-06-11T10:00:00.000Z"],
    ],
  );
});

test("an override counts over every layer, exactly from its beginning to its end", () => {
  const swapped: Rota = { ...weekly, overrides: [{ contact: "clara", from: "2026-01-07T08:00", to: "2026-01-08T08:00" }] };
  const list = shifts(swapped, berlin, new Date("2026-01-05T07:00:00Z"), new Date("2026-01-12T07:00:00Z"));
  assert.deepEqual(
    list.map(({ contact }) => contact),
    ["anna", "clara", "anna"],
  );
  assert.deepEqual(list.map(hours), [48, 24, 96]);
});

test("the duty of somebody who has left the inventory is a gap", () => {
  const from = new Date("2026-01-05T07:00:00Z");
  const found = gaps(weekly, berlin, from, new Date("2026-02-02T07:00:00Z"), (contact) => contact !== "bruno");
  assert.deepEqual(
    found.map(({ from }) => from.toISOString()),
    ["2026-01-12T07:00:00.000Z", "2026-01-26T07:00:00.000Z"],
  );
  assert.deepEqual(gaps(weekly, berlin, from, new Date("2027-01-05T07:00:00Z")), []);
});

test("a focus topic has somebody on duty only within its time, by the wall clock, and no gap outside it", () => {
  const focus: Rota = { ...weekly, classes: ["vpn"], from: "2026-03-29T02:30", until: "2026-10-25T02:30" };
  assert.equal(who(focus, "2026-03-29T00:59:59Z"), undefined);
  assert.notEqual(who(focus, "2026-03-29T01:00:00Z"), undefined, "02:30 is missing that night: the topic begins at 03:00");
  assert.notEqual(who(focus, "2026-10-25T00:29:59Z"), undefined);
  assert.equal(who(focus, "2026-10-25T00:30:00Z"), undefined, "02:30 comes twice: the first one counts");
  assert.deepEqual(whoIsOnCall(focus, berlin, new Date("2026-11-01T00:00:00Z")), { contact: undefined, until: undefined });
  assert.deepEqual(gaps(focus, berlin, new Date("2026-01-01T00:00:00Z"), new Date("2027-01-01T00:00:00Z")), []);
  const late: Rota = { ...focus, layers: [{ participants: ["anna"], starts: "2026-03-30T08:00", shift: "1w" }] };
  assert.deepEqual(gaps(late, berlin, new Date("2026-01-01T00:00:00Z"), new Date("2027-01-01T00:00:00Z")), [
    { from: new Date("2026-03-29T01:00:00Z"), until: new Date("2026-03-30T06:00:00Z") },
  ]);
});

test("temporary cover within temporary cover: the later line of the file counts, and afterwards the earlier one again", () => {
  const covered: Rota = {
    ...weekly,
    overrides: [
      { contact: "clara", from: "2026-01-06T08:00", to: "2026-01-09T08:00" },
      { contact: "dora", from: "2026-01-07T12:00", to: "2026-01-07T18:00" },
    ],
  };
  const list = shifts(covered, berlin, new Date("2026-01-05T07:00:00Z"), new Date("2026-01-12T07:00:00Z"));
  assert.deepEqual(
    list.map(({ contact, from }) => `${contact} ${from.toISOString().slice(5, 16)}`),
    ["anna 01-05T07:00", "clara 01-06T07:00", "dora 01-07T11:00", "clara 01-07T17:00", "anna 01-09T07:00"],
  );
});

test("the running shift is known with its true begin, whatever the instant it is asked from", () => {
  fc.assert(
    fc.property(anyRota, fc.integer({ min: 0, max: 20 * 24 * 60 }), fc.integer({ min: 0, max: 6 }), (rota, minute, week) => {
      const start = new Date(Date.UTC(2026, 2, 15));
      const whole = shifts(rota, berlin, start, new Date(start.getTime() + 90 * 86_400_000)).slice(1, -1);
      const at = new Date(start.getTime() + minute * 60_000 + week * 604_800_000);
      const shift = whole.find(({ from, until }) => from <= at && at < until);
      if (shift === undefined) return;
      assert.deepEqual(shiftAt(rota, berlin, at), shift);
      const [first] = wholeShifts(rota, berlin, at, new Date(at.getTime() + 1));
      assert.deepEqual(first, shift);
    }),
    { numRuns: 60 },
  );
});

test("whoIsOnCall agrees with Python's zoneinfo at every change ± 1 s, over both clock changes, for random rotas", (t) => {
  compareWithOracle(t, 60, 3000);
});

test("shifts and gaps together fill any span without overlap, and every shift is whom whoIsOnCall names", () => {
  fc.assert(
    fc.property(anyRota, fc.integer({ min: 0, max: 300 }), ({ from: _from, until: _until, ...rota }, day) => {
      const from = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000);
      const to = new Date(from.getTime() + 20 * 86_400_000);
      const pieces = [...shifts(rota, berlin, from, to), ...gaps(rota, berlin, from, to)].sort(
        (a, b) => a.from.getTime() - b.from.getTime(),
      );
      let at = from.getTime();
      for (const piece of pieces) {
        assert.equal(piece.from.getTime(), at);
        assert.ok(piece.until > piece.from);
        at = piece.until.getTime();
        const contact = "contact" in piece ? piece.contact : undefined;
        assert.equal(whoIsOnCall(rota, berlin, piece.from).contact, contact);
        assert.equal(whoIsOnCall(rota, berlin, new Date(at - 1)).contact, contact);
      }
      assert.equal(at, to.getTime());
    }),
    { numRuns: 25 },
  );
});

for (const [season, night] of [
  // 02:30 does not exist: the hand-over is at 03:00, 01:00 in UTC.
  ["spring", { begins: "2026-03-29T00:45:00Z", paged: ["it-1", "it-1", "it-2", "it-2", "it-2", "it-2", "it-2", "it-2"] }],
  // 02:30 comes twice, at 00:30 and 01:30 in UTC: the first one counts.
  ["autumn", { begins: "2026-10-25T00:15:00Z", paged: ["it-1", "it-1", "it-2", "it-2", "it-2", "it-2", "it-2", "it-2"] }],
] as const) {
  test(`5: a hand-over at 02:30 in the night of the clock change in ${season}, with an incident open: who has the duty is paged; the four questions`, async (t) => {
    const mailbox = await openMailbox(t);
    const clock = clockAt(night.begins);
    const world = await openWorld(t, { ports: [mailbox.port], clock });
    const day = new Date(new Date(night.begins).getTime() - 86_400_000).toISOString().slice(0, 10);
    const { rotas, contacts } = world.says.site;
    const [it = assert.fail()] = rotas;
    world.says.site = {
      ...world.says.site,
      contacts: contacts.map(({ sms: _sms, webhook: _webhook, ...mailOnly }) => mailOnly),
      rotas: [{ ...it, overrides: [], layers: [{ participants: ["it-1", "it-2"], starts: `${day}T02:30`, shift: "1d" }] }],
      policies: [
        {
          id: "night",
          name: "Night",
          severity: ["critical"],
          steps: [{ after: "0m", notify: [{ rota: it.id }] }],
          repeat: "10m",
          working_hours_only: false,
          fallback: "leitung",
        },
      ],
    };
    const startsAt = clock.now().toISOString();
    const watchdog = alertJson({ name: "Watchdog", device: "", severity: "info" });
    for (let minutes = 0; minutes < 80; minutes += 2) {
      if (minutes > 0) clock.pass(120);
      await world.post(bodyOf(alertJson({ startsAt }), watchdog));
      await world.oncall.routine();
      await settled(world, clock);
    }
    const pages = mailbox.mails.filter(({ subject }) => subject?.startsWith("KRITISCH"));
    assert.deepEqual(
      pages.map((mail) => addressOf(mail).split("@")[0]),
      night.paged,
    );
    const handovers = mailbox.mails.filter(({ subject }) => subject?.includes(": Ihr Dienst bis"));
    assert.deepEqual(
      handovers.map((mail) => addressOf(mail).split("@")[0]),
      ["it-2"],
      "handed over once",
    );
    await fourQuestions(t, { db: world.db, site: world.says.site, now: clock.now, mails: mailbox.mails });
  });
}
