import assert from "node:assert/strict";
import { test } from "node:test";
import {
  nextSteps,
  nextStepsBesideDaysOff,
  peopleOf,
  policyFor,
  type Notify,
  type People,
} from "../../alerts/oncall/escalation.ts";
import type { Incident, Progress } from "../../alerts/oncall/incident.ts";
import { policy as policySchema, rota as rotaSchema, type Contact, type Policy, type Rota } from "../../site/inventory.ts";
import { exampleSite } from "./setup.ts";

/** A Monday, 03:00 in Berlin; anna is on duty until 08:00. */
const opened = new Date("2026-11-23T02:00:00Z");
const after = (minutes: number, from = opened): Date => new Date(from.getTime() + minutes * 60_000);
const contact = (id: string, roles: Contact["roles"] = ["on-call"]): Contact => ({
  id,
  name: id,
  email: `${id}@example.org`,
  roles,
  locale: "de",
});
const working = { zone: "Europe/Berlin", state: "SN", from: "08:00", to: "17:00" };
const rota = rotaSchema.parse({
  id: "it",
  name: "IT",
  layers: [{ participants: ["anna", "bruno"], starts: "2026-11-16T08:00", shift: "1w" }],
});
const emptyRota = { ...rota, id: "empty", layers: [{ participants: ["nobody"], starts: "2026-11-16T08:00", shift: "1w" }] };
const people: People = {
  contacts: [contact("anna"), contact("bruno"), contact("clara"), contact("chief", ["admin"])],
  rotas: [rota, emptyRota],
  working,
};
const twoSteps = policySchema.parse({
  id: "p",
  name: "P",
  severity: ["critical"],
  steps: [
    { after: "0m", notify: [{ rota: "it" }] },
    { after: "15m", notify: [{ contact: "bruno" }, { contact: "clara" }] },
  ],
  repeat: "10m",
  acknowledgement_expires: "30m",
  fallback: "chief",
});
const policy = (change: Partial<Policy>): Policy => ({ ...twoSteps, ...change });

function incident(change: Partial<Incident> = {}): Incident {
  return {
    id: "i",
    fingerprint: "f",
    labels: { alertname: "UpsOnBattery", severity: "critical", class: "ups" },
    annotations: {},
    textsAt: opened,
    startsAt: opened,
    newestStartAt: opened,
    openedAt: opened,
    lastSeenAt: opened,
    progress: { since: opened, steps: 0 },
    ...change,
  };
}
const progress = (steps: number, minutes: number): Progress => ({ since: opened, steps, notifiedAt: after(minutes) });
const names = (notify: readonly Notify[]): string[] => notify.map(({ who, reason }) => `${who} (${reason})`);

test("a new incident reaches the person on duty at once, and the next step is known", () => {
  const turn = nextSteps(incident(), twoSteps, people, opened);
  assert.deepEqual(turn.notify, [{ do: "notify", who: "anna", reason: "step", step: 0 }]);
  assert.deepEqual(turn.nextAt, after(15));
});

test("an unacknowledged incident reaches the second step after 15 minutes, not before", () => {
  const waiting = incident({ progress: progress(1, 0) });
  assert.deepEqual(nextSteps(waiting, twoSteps, people, new Date(after(15).getTime() - 1)).notify, []);
  assert.deepEqual(names(nextSteps(waiting, twoSteps, people, after(15)).notify), ["bruno (step)", "clara (step)"]);
});

test("after the last step it repeats until somebody acknowledges", () => {
  const waiting = incident({ progress: progress(2, 15) });
  assert.deepEqual(nextSteps(waiting, twoSteps, people, after(24)).notify, []);
  const turn = nextSteps(waiting, twoSteps, people, after(25));
  assert.deepEqual(names(turn.notify), ["bruno (repeat)", "clara (repeat)"]);
  assert.deepEqual(turn.nextAt, after(35));
});

const vpnFocus = rotaSchema.parse({
  id: "heimarbeit",
  name: "Heimarbeit/VPN",
  classes: ["vpn"],
  from: "2026-11-20T08:00",
  until: "2026-11-30T08:00",
  layers: [{ participants: ["clara"], starts: "2026-11-20T08:00", shift: "1w" }],
});
const withFocus = (change: Partial<Rota> = {}): People => ({ ...people, rotas: [...people.rotas, { ...vpnFocus, ...change }] });
const vpnIncident = (change: Partial<Incident> = {}): Incident =>
  incident({ labels: { alertname: "VpnGatewayDown", severity: "critical", class: "vpn", room: "rz1" }, ...change });

test("a focus topic gets its alerts first; after its head start the ordinary steps begin", () => {
  const first = nextSteps(vpnIncident(), twoSteps, withFocus(), opened);
  assert.deepEqual([names(first.notify), first.nextAt], [["clara (focus)"], after(10)]);
  const told = vpnIncident({ progress: first.progress });
  assert.deepEqual(nextSteps(told, twoSteps, withFocus(), after(9)).notify, []);
  const second = nextSteps(told, twoSteps, withFocus(), after(10));
  assert.deepEqual([names(second.notify), second.nextAt], [["anna (step)"], after(25)]);
  const third = nextSteps(vpnIncident({ progress: second.progress }), twoSteps, withFocus(), after(25));
  assert.deepEqual(names(third.notify), ["bruno (step)", "clara (step)"]);
  const others = incident({ labels: { ...vpnIncident().labels, class: "ups" } });
  assert.deepEqual(names(nextSteps(others, twoSteps, withFocus(), opened).notify), ["anna (step)"], "other classes go as ever");
});

test("a focus topic of rooms covers them, with classes only what is of these classes there", () => {
  const reached = (change: Partial<Rota>): string[] =>
    names(nextSteps(vpnIncident(), twoSteps, withFocus(change), opened).notify);
  assert.deepEqual(reached({ classes: undefined, rooms: ["rz1"] }), ["clara (focus)"]);
  assert.deepEqual(reached({ rooms: ["rz2"] }), ["anna (step)"]);
});

test("a focus topic with nobody on duty, or whose page fails, makes nobody wait; before and after its time it is not there", () => {
  const gap = withFocus({ layers: [{ participants: ["left"], starts: "2026-11-20T08:00", shift: "1w" }] });
  assert.deepEqual(names(nextSteps(vpnIncident(), twoSteps, gap, opened).notify), ["anna (step)"]);
  assert.deepEqual(nextSteps(vpnIncident({ progress: progress(1, 0) }), twoSteps, gap, after(14)).nextAt, after(15));
  const first = nextSteps(vpnIncident(), twoSteps, withFocus(), opened);
  const failed = [{ who: "clara", failed: true }];
  const next = nextSteps(vpnIncident({ progress: first.progress }), twoSteps, withFocus(), after(1), failed);
  assert.deepEqual(names(next.notify), ["anna (step)"]);
  for (const time of [{ from: "2026-11-23T03:01" }, { until: "2026-11-23T03:00" }]) {
    assert.deepEqual(names(nextSteps(vpnIncident(), twoSteps, withFocus(time), opened).notify), ["anna (step)"]);
  }
});

test("a focus topic that ends, or leaves the file, while its incident is open loses nobody their page", () => {
  const first = nextSteps(vpnIncident(), twoSteps, withFocus(), opened);
  const told = vpnIncident({ progress: first.progress });
  const over = nextSteps(told, twoSteps, withFocus({ until: "2026-11-23T03:05" }), after(6));
  assert.deepEqual([over.notify, over.nextAt], [[], after(10)], "its people keep the head start they began with");
  assert.deepEqual(names(nextSteps(told, twoSteps, people, after(6)).notify), ["anna (step)"]);
});

test("without repetition in the policy nothing follows the last step", () => {
  const { repeat: _, ...once } = twoSteps;
  const turn = nextSteps(incident({ progress: progress(2, 15) }), once, people, after(600));
  assert.deepEqual([turn.notify, turn.nextAt], [[], undefined]);
});

test("a process that was dead for an hour does at its start what was due, once per person, and then goes on", () => {
  const turn = nextSteps(incident(), twoSteps, people, after(60));
  assert.deepEqual(names(turn.notify), ["anna (step)", "bruno (step)", "clara (step)"]);
  assert.deepEqual(turn.nextAt, after(70));
  const missedRepeats = nextSteps(incident({ progress: progress(2, 15) }), twoSteps, people, after(95));
  assert.equal(missedRepeats.notify.length, 2);
  assert.deepEqual(missedRepeats.nextAt, after(105));
});

test("whoever is on duty when the step is due is reached, not whoever was when it began", () => {
  const early = new Date("2026-11-23T06:50:00Z");
  const late = incident({ progress: { since: early, steps: 0 } });
  assert.deepEqual(names(nextSteps(late, twoSteps, people, new Date("2026-11-23T06:59:59Z")).notify), ["anna (step)"]);
  assert.deepEqual(names(nextSteps(late, twoSteps, people, new Date("2026-11-23T07:00:00Z")).notify), ["bruno (step)"]);
});

test("a step with nobody on call makes nobody wait: the next one comes at once", () => {
  const gap = policy({ steps: [{ after: "0m", notify: [{ rota: "empty" }, { rota: "deleted" }] }, ...twoSteps.steps.slice(1)] });
  assert.deepEqual(names(nextSteps(incident(), gap, people, opened).notify), ["bruno (step)", "clara (step)"]);
});

test("when no step reaches anybody, the fallback is told at once, and again", () => {
  const hollow = policy({
    steps: [
      { after: "0m", notify: [{ rota: "empty" }] },
      { after: "15m", notify: [{ contact: "left" }] },
    ],
  });
  const turn = nextSteps(incident(), hollow, people, opened);
  assert.deepEqual(names(turn.notify), ["chief (fallback)"]);
  const again = nextSteps(incident({ progress: turn.progress }), hollow, people, after(10), [{ who: "chief", failed: false }]);
  assert.deepEqual(names(again.notify), ["chief (fallback)"]);
});

test("when the fallback has left too, the administrators are told, else everybody on call", () => {
  const hollow = policy({ steps: [{ after: "0m", notify: [{ contact: "left" }] }], fallback: "left" });
  assert.deepEqual(names(nextSteps(incident(), hollow, people, opened).notify), ["chief (fallback)"]);
  const flat = { ...people, contacts: [contact("anna"), contact("clara")] };
  assert.deepEqual(names(nextSteps(incident(), hollow, flat, opened).notify), ["anna (fallback)", "clara (fallback)"]);
});

test("when every mail of the run is refused for good, the next step comes at once, then the fallback, then a pause", () => {
  const pages = [{ who: "anna", failed: true }];
  const second = nextSteps(incident({ progress: progress(1, 0) }), twoSteps, people, after(1), pages);
  assert.deepEqual(names(second.notify), ["bruno (step)", "clara (step)"]);
  const allFailed = [...pages, { who: "bruno", failed: true }, { who: "clara", failed: true }];
  const third = nextSteps(incident({ progress: second.progress }), twoSteps, people, after(2), allFailed);
  assert.deepEqual(names(third.notify), ["chief (fallback)"]);
  const desperate = [...allFailed, { who: "chief", failed: true }];
  const fourth = nextSteps(incident({ progress: third.progress }), twoSteps, people, after(3), desperate);
  assert.deepEqual([fourth.notify, fourth.nextAt], [[], after(7)]);
  const fifth = nextSteps(incident({ progress: fourth.progress }), twoSteps, people, after(7), desperate);
  assert.deepEqual(names(fifth.notify), ["bruno (repeat)", "clara (repeat)", "chief (fallback)"]);
});

test("one refused mail of two is no reason to hurry", () => {
  const pages = [
    { who: "anna", failed: true },
    { who: "bruno", failed: false },
  ];
  assert.deepEqual(nextSteps(incident({ progress: progress(1, 0) }), twoSteps, people, after(1), pages).notify, []);
});

test("an acknowledgement stops everything until it expires", () => {
  const held = incident({ progress: progress(1, 0), acknowledgement: { by: "anna", at: after(2), expiresAt: after(32) } });
  const turn = nextSteps(held, twoSteps, people, new Date(after(32).getTime() - 1));
  assert.deepEqual([turn.notify, turn.nextAt], [[], after(32)]);
});

test("an expired acknowledgement pages anew from the first step, and whoever gave it hears it", () => {
  const held = incident({ progress: progress(1, 0), acknowledgement: { by: "clara", at: after(2), expiresAt: after(32) } });
  const turn = nextSteps(held, twoSteps, people, after(32));
  assert.deepEqual(names(turn.notify), ["clara (expired)", "anna (step)"]);
  assert.deepEqual(turn.nextAt, after(47));
  const later = nextSteps({ ...held, progress: turn.progress }, twoSteps, people, after(47));
  assert.deepEqual(names(later.notify), ["bruno (step)", "clara (step)"]);
});

test("whoever acknowledged and is on duty anyway gets one mail, not two", () => {
  const held = incident({ acknowledgement: { by: "anna", at: after(2), expiresAt: after(32) } });
  assert.deepEqual(names(nextSteps(held, twoSteps, people, after(32)).notify), ["anna (step)"]);
});

test("an acknowledgement without end holds until the incident ends", () => {
  const { acknowledgement_expires: _, ...forever } = twoSteps;
  const held = incident({ acknowledgement: { by: "anna", at: after(2) } });
  assert.deepEqual(nextSteps(held, forever, people, after(100_000)), { notify: [], progress: held.progress, nextAt: undefined });
});

test("a blind incident goes on as an open one; an ended one is left alone", () => {
  const blind = incident({ progress: progress(1, 0), blindSince: after(5) });
  assert.equal(nextSteps(blind, twoSteps, people, after(15)).notify.length, 2);
  assert.deepEqual(nextSteps(incident({ endedAt: after(1) }), twoSteps, people, after(15)).notify, []);
});

test("a warning at night waits for the next working morning, over a weekend and over Buß- und Bettag", () => {
  const daytime = policy({ working_hours_only: true });
  const warn = (at: string) =>
    nextSteps(incident({ progress: { since: new Date(at), steps: 0 } }), daytime, people, new Date(at));
  assert.deepEqual(
    [warn("2026-11-23T02:00:00Z").notify, warn("2026-11-23T02:00:00Z").nextAt],
    [[], new Date("2026-11-23T07:00:00Z")],
  );
  assert.deepEqual(warn("2026-11-20T16:30:00Z").nextAt, new Date("2026-11-23T07:00:00Z"));
  assert.deepEqual(warn("2026-11-17T18:00:00Z").nextAt, new Date("2026-11-19T07:00:00Z"));
  assert.deepEqual(names(warn("2026-11-23T10:00:00Z").notify), ["bruno (step)"]);
});

test("lost redundancy pages before a weekend for what is still open, also where somebody is on it, and is then urgent", () => {
  const careful = policy({ working_hours_only: true, before_days_off: "12:00" });
  const wednesday = new Date("2026-11-25T09:00:00Z");
  const noon = new Date("2026-11-27T11:00:00Z");
  const until = new Date("2026-11-30T07:00:00Z");
  const held = incident({
    openedAt: wednesday,
    progress: { since: wednesday, steps: 2, notifiedAt: wednesday },
    acknowledgement: { by: "chief", at: wednesday },
  });
  const before = nextStepsBesideDaysOff(held, careful, people, new Date(noon.getTime() - 1000));
  assert.deepEqual([before.notify, before.nextAt, before.released], [[], noon, undefined]);
  const turn = nextStepsBesideDaysOff(held, careful, people, noon);
  assert.deepEqual(names(turn.notify), ["chief (days off)", "bruno (days off)"]);
  assert.ok(turn.released && turn.notify.every(({ daysOffUntil }) => daysOffUntil?.getTime() === until.getTime()));
  assert.deepEqual(turn.progress.since, noon);
  // Whoever takes it on that Friday keeps it: the run began at noon.
  const again = { ...held, progress: turn.progress, acknowledgement: { by: "bruno", at: noon } };
  assert.deepEqual(nextStepsBesideDaysOff(again, careful, people, new Date("2026-11-27T15:00:00Z")).notify, []);
  const sunday = incident({ progress: { since: new Date("2026-11-29T02:00:00Z"), steps: 0 } });
  assert.deepEqual(
    nextStepsBesideDaysOff(sunday, careful, people, new Date("2026-11-29T02:00:00Z")).nextAt,
    new Date("2026-11-29T07:00:00Z"),
  );
  const monday = nextStepsBesideDaysOff(held, careful, people, new Date("2026-11-30T08:00:00Z"));
  assert.deepEqual(monday.notify, [], "after the weekend its eve is no reason any more");
});

test("steps of a warning count from the start of work, so that the morning does not bring all of them at once", () => {
  const daytime = policy({ working_hours_only: true });
  const morning = new Date("2026-11-23T07:00:00Z");
  const turn = nextSteps(incident(), daytime, people, morning);
  assert.deepEqual(names(turn.notify), ["bruno (step)"]);
  assert.deepEqual(turn.nextAt, after(15, morning));
});

test("the first policy that fits severity and class serves; a critical without one goes to the people who run the site", () => {
  const site = exampleSite();
  const chosen = (labels: Record<string, string>): string | undefined => policyFor({ labels }, site.policies, site.contacts)?.id;
  assert.deepEqual(
    [
      chosen({ severity: "critical", class: "ups" }),
      chosen({ severity: "critical", class: "vpn" }),
      chosen({ severity: "critical" }),
      chosen({ severity: "warning", class: "ups" }),
      chosen({ severity: "info" }),
      chosen({ class: "network" }),
      chosen({ severity: "warning", class: "cooling", alertname: "CoolingRedundancyLost" }),
    ],
    ["strom-kaelte", "fernzugang", "kritisch", "warnung", undefined, "kritisch", "redundanz"],
  );
  const none = policyFor({ labels: { severity: "critical" } }, [], site.contacts);
  assert.deepEqual(none?.steps[0]?.notify, [{ contact: "leitung" }]);
  assert.equal(nextSteps(incident(), none, peopleOf(site), opened).notify[0]?.who, "leitung");
});
