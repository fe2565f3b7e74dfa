import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import type { Alert } from "../../alerts/oncall/alert.ts";
import {
  applyAlert,
  flapping,
  quietUntil,
  reopenMs,
  settleMs,
  sighting,
  stateOf,
  type Change,
  type Evidence,
  type Incident,
  type Known,
} from "../../alerts/oncall/incident.ts";

const zero = new Date("2026-11-23T02:00:00Z").getTime();
const at = (seconds: number): Date => new Date(zero + seconds * 1000);
const fresh: Known = {};
const answering: Evidence = { answers: true, active: undefined };

function firing(start: number): Alert {
  return {
    fingerprint: "f",
    status: "firing",
    labels: { alertname: "UpsOnBattery", device: "usv-a" },
    annotations: {},
    startsAt: at(start),
  };
}
const resolved = (start: number, end: number): Alert => ({ ...firing(start), status: "resolved", endsAt: at(end) });

/** What is known after a change; ids are numbered. */
function after(known: Known, change: Change, count = 1): Known {
  const later = (end: Date | undefined): Date | undefined =>
    known.lastEnd === undefined || (end !== undefined && end > known.lastEnd) ? end : known.lastEnd;
  const keep = (lastEnd: Date | undefined): { lastEnd?: Date } => (lastEnd === undefined ? {} : { lastEnd });
  switch (change.do) {
    case "open":
      return { ...known, open: { id: String(count), ...change.incident } };
    case "seen":
    case "blind":
    case "reopen":
    case "quiet":
      return { ...known, open: change.incident };
    case "end":
      return { last: change.incident, ...keep(later(change.incident.endsAt)) };
    case "missed":
      return { ...known, ...keep(later(change.incident.endsAt)) };
    case "ask":
    case "nothing":
      return known;
  }
}
const apply = (known: Known, alert: Alert, now: number, evidence = answering): [Change, Known] => {
  const settled = quieted(known, now);
  const change = applyAlert(settled, alert, at(now), evidence);
  return [change, after(settled, change)];
};
/** What is known once time has passed: a flapping incident that has been quiet for long enough is over. */
function quieted(known: Known, now: number): Known {
  const { open } = known;
  const until = open && quietUntil(open);
  if (open === undefined || until === undefined || until > at(now)) return known;
  return after(known, { do: "end", incident: { ...open, endedAt: at(now) } });
}
const opened = (): Known => apply(fresh, firing(0), 1)[1];
const openOf = (known: Known): Incident => {
  assert.ok(known.open);
  return known.open;
};

test("a resend is the same incident; an earlier start moves its start, a later one does not", () => {
  const known = opened();
  const [first, moved] = apply(known, firing(-20), 60);
  assert.equal(first.do, "seen");
  assert.deepEqual([openOf(moved).startsAt, openOf(moved).openedAt, openOf(moved).lastSeenAt], [at(-20), at(1), at(60)]);
  assert.deepEqual(openOf(apply(moved, firing(30), 90)[1]).startsAt, at(-20));
});

test("an end closes the incident while the device answers", () => {
  const [change, known] = apply(opened(), resolved(0, 100), 105);
  assert.equal(change.do, "end");
  assert.deepEqual([known.open, known.lastEnd], [undefined, at(100)]);
});

test("an end while the device is silent, or while nobody can say, is no end: the incident is blind and open", () => {
  for (const answers of [false, undefined]) {
    const [change, known] = apply(opened(), resolved(0, 100), 105, { answers, active: undefined });
    assert.equal(change.do, "blind");
    assert.equal(stateOf(openOf(known), at(106)), "blind");
  }
});

test("a blind incident that fires again is sighted, without a new incident", () => {
  const [, blind] = apply(opened(), resolved(0, 100), 105, { answers: false, active: undefined });
  const change = applyAlert(blind, firing(150), at(160), answering);
  assert.ok(change.do === "seen" && change.sighted);
  assert.equal(stateOf(change.incident, at(160)), "open");
});

test("a blind incident ends once the device has answered for a while and the alert is not listed", () => {
  const [, blind] = apply(opened(), resolved(0, 100), 105, { answers: false, active: undefined });
  const back = sighting(openOf(blind), at(200), { answers: true, active: false });
  assert.ok(back.do === "wait");
  const soon = at(200 + settleMs / 1000 - 1);
  const enough = at(200 + settleMs / 1000);
  assert.equal(sighting(back.incident, soon, { answers: true, active: false }).do, "nothing");
  assert.equal(sighting(back.incident, enough, { answers: true, active: true }).do, "nothing", "it fires again");
  assert.equal(sighting(back.incident, enough, { answers: true, active: "unknown" }).do, "nothing", "nobody can say");
  assert.equal(sighting(back.incident, enough, { answers: true, active: false }).do, "end");
  const gone = sighting(back.incident, enough, { answers: false, active: false });
  assert.ok(gone.do === "wait" && gone.incident.answersSince === undefined, "silent again: the wait begins anew");
});

test("the end of an earlier interval, come late, does not end the incident of a later one", () => {
  const [, two] = apply(opened(), firing(50), 51);
  const [change] = apply(two, resolved(0, 40), 60);
  assert.deepEqual(change, { do: "nothing", why: "older end" });
});

test("a firing message older than the last end is not dropped blindly: Alertmanager is asked", () => {
  const [, ended] = apply(opened(), resolved(0, 100), 105);
  const old = firing(0);
  assert.equal(applyAlert(ended, old, at(300), answering).do, "ask");
  assert.deepEqual(applyAlert(ended, old, at(300), { answers: true, active: false }), { do: "nothing", why: "replay" });
  assert.equal(applyAlert(ended, old, at(300), { answers: true, active: true }).do, "reopen");
  assert.equal(applyAlert(ended, old, at(300), { answers: true, active: "unknown" }).do, "reopen", "rather one page too many");
  assert.equal(applyAlert(ended, old, at(600), { answers: true, active: true }).do, "open", "its incident is long over");
});

test("an end without its beginning is recorded and never opens anything; the late beginning is then known as old", () => {
  const [change, known] = apply(fresh, resolved(0, 100), 105);
  assert.equal(change.do, "missed");
  assert.equal(applyAlert(known, firing(0), at(110), answering).do, "ask");
});

test("an alert back soon after its end is the same incident, open anew and free; later it is a new one", () => {
  const acknowledged = openOf(opened());
  const held: Known = { open: { ...acknowledged, acknowledgement: { by: "anna", at: at(50) } } };
  const [, ended] = apply(held, resolved(0, 100), 100);
  const [change, again] = apply(ended, firing(120), 121);
  assert.equal(change.do, "reopen");
  const open = openOf(again);
  assert.deepEqual([open.id, open.flaps, open.acknowledgement, open.endedAt], ["1", 1, undefined, undefined]);
  assert.deepEqual([open.startsAt, open.openedAt, open.progress], [at(0), at(1), { since: at(121), steps: 0 }]);
  assert.equal(apply(ended, firing(120), 100 + reopenMs / 1000)[0].do, "reopen");
  assert.equal(apply(ended, firing(120), 101 + reopenMs / 1000)[0].do, "open");
});

test("a flapping alert ends only after some quiet: a minute after its first return, ten after many", () => {
  const [, ended] = apply(opened(), resolved(0, 10), 10);
  const [, again] = apply(ended, firing(20), 20);
  const [stop, quiet] = apply(again, resolved(20, 30), 30);
  assert.equal(stop.do, "quiet");
  assert.deepEqual(quietUntil(openOf(quiet)), at(90));
  assert.deepEqual(apply(quiet, resolved(20, 30), 40)[0], { do: "nothing", why: "known end" });
  assert.deepEqual(apply(quiet, firing(20), 45, { answers: true, active: false })[0], { do: "nothing", why: "replay" });
  assert.equal(applyAlert(quiet, firing(20), at(45), answering).do, "ask", "an old start: the list decides");
  const [back, loud] = apply(quiet, firing(50), 50);
  assert.ok(back.do === "seen" && back.flapped);
  assert.deepEqual([openOf(loud).flaps, openOf(loud).quietSince, flapping(openOf(loud), at(60))], [2, undefined, true]);
  assert.equal(flapping(openOf(loud), at(50 + 601)), false, "after ten minutes without a break it holds");
  const many: Known = { open: { ...openOf(loud), flaps: 50 } };
  const [, long] = apply(many, resolved(50, 60), 60);
  assert.deepEqual(quietUntil(openOf(long)), at(660));
  assert.equal(quieted(long, 660).open, undefined);
});

test("a flapping alert whose device falls silent is blind, not over", () => {
  const [, ended] = apply(opened(), resolved(0, 10), 10);
  const [, again] = apply(ended, firing(20), 20);
  const [change, blind] = apply(again, resolved(20, 30), 30, { answers: false, active: undefined });
  assert.equal(change.do, "blind");
  assert.equal(openOf(blind).quietSince, undefined);
});

/**
 * The truth is a list of intervals; every border of one is told by messages that come late, twice, out of order, for
 * ever. Whatever the order: what we hold must follow from what has been told.
 */
interface Told {
  readonly at: number;
  readonly interval: number;
  readonly kind: "firing" | "resolved";
}
const story = fc
  .record({
    lengths: fc.array(fc.tuple(fc.integer({ min: 5, max: 200 }), fc.integer({ min: 1, max: 200 })), {
      minLength: 1,
      maxLength: 6,
    }),
    stillOn: fc.boolean(),
    copies: fc.array(fc.record({ pick: fc.nat(), delay: fc.integer({ min: 0, max: 1500 }) }), { maxLength: 25 }),
    delays: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ lengths, stillOn, copies, delays }) => {
    const intervals: { start: number; end: number }[] = [];
    let time = 0;
    for (const [pause, length] of lengths) {
      intervals.push({ start: time + pause, end: time + pause + length });
      time += pause + length;
    }
    const last = intervals.at(-1);
    if (stillOn && last !== undefined) last.end = Number.POSITIVE_INFINITY;
    const events: Told[] = intervals.flatMap(({ start, end }, interval) => [
      { at: start, interval, kind: "firing" as const },
      ...(Number.isFinite(end) ? [{ at: end, interval, kind: "resolved" as const }] : []),
    ]);
    const first = events.map((event, index) => ({ ...event, at: event.at + (delays[index] ?? 0) }));
    const more = copies.flatMap(({ pick, delay }) => {
      const event = events[pick % events.length];
      return event === undefined ? [] : [{ ...event, at: event.at + delay }];
    });
    return { intervals, told: [...first, ...more].sort((a, b) => a.at - b.at) };
  });

test("late, doubled, reordered and replayed messages: every interval is one incident or one return, no false end, no zombie", () => {
  fc.assert(
    fc.property(story, ({ intervals, told }) => {
      let known = fresh;
      let count = 0;
      let returns = 0;
      let believed = 0;
      const heard = new Set<string>();
      for (const { at: now, interval, kind } of told) {
        const truth = intervals[interval];
        assert.ok(truth);
        const active = intervals.some(({ start, end }) => start <= now && now < end);
        const alert = kind === "firing" ? firing(truth.start) : resolved(truth.start, truth.end);
        known = quieted(known, now);
        let change = applyAlert(known, alert, at(now), answering);
        if (change.do === "ask" && active) believed++;
        if (change.do === "ask") change = applyAlert(known, alert, at(now), { answers: true, active });
        assert.notEqual(change.do, "ask");
        if (change.do === "open") count++;
        if (change.do === "reopen" || (change.do === "seen" && change.flapped)) returns++;
        known = after(known, change, count);
        heard.add(`${kind} ${interval}`);
        const current = intervals.findIndex(({ start, end }) => start <= now && now < end);
        if (current !== -1 && heard.has(`firing ${current}`))
          assert.ok(
            known.open !== undefined && known.open.quietSince === undefined,
            `at ${now} interval ${current} fires and was told, but nothing is open`,
          );
      }
      known = quieted(known, (told.at(-1)?.at ?? 0) + 601);
      // An old message that the list confirms stands for an interval whose own messages may still come.
      assert.ok(count <= intervals.length && count + returns <= intervals.length + believed, `${count} + ${returns}`);
      if (count === 1) assert.equal((known.open ?? known.last)?.flaps ?? 0, returns);
      const last = intervals.at(-1);
      assert.equal(
        known.open !== undefined,
        last?.end === Number.POSITIVE_INFINITY,
        "when everything has been told, we hold the truth",
      );
    }),
    { numRuns: 3000 },
  );
});

test("while the device is silent no order of messages ends the incident", () => {
  fc.assert(
    fc.property(story, ({ intervals, told }) => {
      let known = opened();
      for (const { at: now, interval, kind } of told) {
        const truth = intervals[interval];
        assert.ok(truth);
        const alert = kind === "firing" ? firing(truth.start) : resolved(truth.start, truth.end);
        const change = applyAlert(known, alert, at(now), { answers: false, active: "unknown" });
        assert.ok(change.do !== "end" && change.do !== "open");
        known = after(known, change);
      }
      assert.ok(known.open);
    }),
    { numRuns: 500 },
  );
});
