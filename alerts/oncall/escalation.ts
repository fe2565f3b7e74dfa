/**
 * What is due now, computed from stored facts and the clock; no timer is asked. A process that was dead for an hour
 * therefore does at its start what it should have done, once per person.
 */
import type { Labels } from "../../site/series.ts";
import { seconds, type Contact, type Policy, type Rota, type Site } from "../../site/inventory.ts";
import { alertName, severityOf } from "./alert.ts";
import { daysOffAt, nextDaysOff, nextInstantBesideDaysOff, nextWorkingInstant, type WorkingTime } from "./calendar.ts";
import { acknowledged, flapping, quietUntil, type Incident, type Progress } from "./incident.ts";
import { lastWindow, windowAt, type Window } from "./maintenance.ts";
import { validity, whoIsOnCall } from "./rota.ts";

/**
 * Why somebody is notified: a step of the policy, a focus topic before it, days off before which it must be seen to, its repetition, nobody else reached, an
 * acknowledgement or planned work that ended.
 */
export type Reason = "step" | "focus" | "days off" | "repeat" | "fallback" | "expired" | "maintenance";

export interface Notify {
  readonly do: "notify";
  /** Contact id. */
  readonly who: string;
  readonly reason: Reason;
  /** Number of the step, 0 is the first. */
  readonly step: number;
  /** Planned work that has just ended and had kept this page back. */
  readonly window?: Window;
  /** Nobody works until then, so this page is as urgent as a critical one. */
  readonly daysOffUntil?: Date;
}

/** A page of the present run and whether it can still arrive. */
export interface Page {
  readonly who: string;
  readonly failed: boolean;
}

export interface Turn {
  /** Planned work that keeps everybody from being notified now. */
  readonly window?: Window;
  /** Planned work whose end lets the steps begin anew. */
  readonly after?: Window;
  /** Days off begin, so an acknowledgement from before counts no longer. */
  readonly released?: boolean;
  /** Who is notified now, everyone at most once. */
  readonly notify: readonly Notify[];
  readonly progress: Progress;
  /** When something is due next if nothing happens; undefined: never. */
  readonly nextAt: Date | undefined;
}

/** People and rotas that a step's targets are looked up in. */
export interface People {
  readonly contacts: readonly Contact[];
  readonly rotas: readonly Rota[];
  readonly working: WorkingTime;
}

export function peopleOf(site: Site): People {
  const { time_zone: zone, holidays: state, working_hours } = site.site;
  return { contacts: site.contacts, rotas: site.rotas, working: { zone, state, ...working_hours } };
}

/** A page that nobody can get is tried again after so long when the policy itself does not repeat. */
const stuckRepeatMs = 300_000;

/**
 * The policy that serves the incident: the first that fits severity and class. A critical incident that none fits is
 * given to the people who run the site, at once and again and again; any other that none fits is only shown.
 */
export function policyFor(
  incident: Pick<Incident, "labels">,
  policies: readonly Policy[],
  contacts: readonly Contact[],
): Policy | undefined {
  const severity = severityOf(incident.labels);
  const kind = incident.labels["class"];
  const found = policies.find(
    (policy) =>
      policy.severity.includes(severity) &&
      (policy.classes === undefined || (kind !== undefined && policy.classes.includes(kind))) &&
      (policy.alerts === undefined || policy.alerts.includes(alertName(incident.labels))),
  );
  return found ?? (severity === "critical" ? emergencyPolicy(contacts) : undefined);
}

/**
 * What happens when the file gives no way, or one that cannot be walked: the people who run the site, again and again.
 * It needs no rota, no calendar and no time zone.
 */
export function emergencyPolicy(contacts: readonly Contact[]): Policy | undefined {
  const people = lastResort(contacts);
  const [first] = people;
  if (first === undefined) return undefined;
  return {
    id: "emergency",
    name: "Emergency",
    severity: ["critical"],
    steps: [{ after: "0s", notify: people.map(({ id }) => ({ contact: id })) }],
    repeat: "15m",
    working_hours_only: false,
    fallback: first.id,
  };
}

/** Who is told when the file names nobody: the administrators, else everyone on call, else everyone. */
function lastResort(contacts: readonly Contact[]): readonly Contact[] {
  const of = (role: Contact["roles"][number]) => contacts.filter(({ roles }) => roles.includes(role));
  return [of("admin"), of("on-call"), contacts].find((list) => list.length > 0) ?? [];
}

/**
 * The contacts that a step reaches at that instant, each once; empty when its rotas have a gap and its people have left.
 */
export function reachedBy(step: Policy["steps"][number], { contacts, rotas, working }: People, at: Date): string[] {
  const ids = step.notify.map((target) => {
    if ("contact" in target) return target.contact;
    const rota = rotas.find(({ id }) => id === target.rota);
    return rota === undefined ? undefined : whoIsOnCall(rota, working.zone, at).contact;
  });
  const known = new Set(contacts.map(({ id }) => id));
  return [...new Set(ids)].filter((id): id is string => id !== undefined && known.has(id));
}

/**
 * What is due for one incident while planned work is heeded: nothing during it, and at its end the steps begin anew for
 * whatever is still open and nobody is on.
 * @param policy  undefined: nobody is notified of such an incident
 */
export function nextStepsBeside(
  site: Site,
  incident: Incident,
  policy: Policy | undefined,
  now: Date,
  pages: readonly Page[] = [],
): Turn {
  const { labels, progress } = incident;
  if (incident.quietSince !== undefined) return { notify: [], progress, nextAt: quietUntil(incident) };
  const window = windowAt(labels, site, now);
  if (window !== undefined && incident.endedAt === undefined)
    return { notify: [], progress, nextAt: policy === undefined ? undefined : window.until, window };
  const past = lastWindow(labels, site, now);
  if (past === undefined || progress.since >= past.until || acknowledged(incident, now))
    return nextStepsBesideDaysOff(incident, policy, peopleOf(site), now, pages);
  const anew: Incident = { ...incident, progress: { since: past.until, steps: 0 } };
  const turn = nextSteps(anew, policy, peopleOf(site), now, []);
  const notify = turn.notify.map((one) =>
    one.reason === "step" && one.step === 0 ? { ...one, reason: "maintenance" as const, window: past } : one,
  );
  return { ...turn, notify, after: past };
}

/**
 * What is due for one incident while days off are heeded: a policy with `before_days_off` pages anew at their eve for what
 * is still open, also where somebody is on it, and everything until work begins again is urgent.
 */
export function nextStepsBesideDaysOff(
  incident: Incident,
  policy: Policy | undefined,
  people: People,
  now: Date,
  pages: readonly Page[] = [],
): Turn {
  const eve = policy?.before_days_off;
  if (eve === undefined || incident.endedAt !== undefined) return nextSteps(incident, policy, people, now, pages);
  const off = daysOffAt(now, people.working, eve);
  const anew = off !== undefined && incident.progress.since < off.from;
  const { acknowledgement, ...free } = incident;
  const turn = anew
    ? nextSteps({ ...free, progress: { since: off.from, steps: 0 } }, policy, people, now)
    : nextSteps(incident, policy, people, now, pages);
  const next = nextDaysOff(now, people.working, eve);
  const nextAt = turn.nextAt === undefined || (next !== undefined && next < turn.nextAt) ? next : turn.nextAt;
  if (off === undefined) return { ...turn, nextAt };
  const notify = turn.notify.map((one) => ({
    ...one,
    ...(anew && one.reason === "step" && one.step === 0 && { reason: "days off" as const }),
    daysOffUntil: off.until,
  }));
  if (!anew) return { ...turn, nextAt, notify };
  // Whoever was on it hears that it counts as open again.
  const by = acknowledgement?.by;
  const hears = by !== undefined && people.contacts.some(({ id }) => id === by) && !notify.some(({ who }) => who === by);
  const first: Notify[] = hears ? [{ do: "notify", who: by, reason: "days off", step: 0, daysOffUntil: off.until }] : [];
  return { ...turn, nextAt, notify: notify.length > 0 ? [...first, ...notify] : notify, released: true };
}

/** Pages about one incident that comes and goes, per person: its beginning, and that it is back. */
const mostOfFlapping = 2;

/**
 * The turn without pages that would only repeat what a flapping alert has told a person twice. Whoever has not heard of it
 * is told as ever; once it holds or ends, everything goes on as ever too.
 * @param had  contact ids, one for each page about the incident so far
 */
export function calmed(turn: Turn, incident: Incident, now: Date, had: readonly string[]): Turn {
  if (!flapping(incident, now)) return turn;
  const enough = (person: string): boolean => had.filter((who) => who === person).length >= mostOfFlapping;
  return { ...turn, notify: turn.notify.filter(({ who }) => !enough(who)) };
}

/**
 * What is due for one incident.
 * @param pages  pages of the present run; a run of which every page has failed counts as nobody reached
 */
export function nextSteps(
  incident: Incident,
  policy: Policy | undefined,
  people: People,
  now: Date,
  pages: readonly Page[] = [],
): Turn {
  const { progress, acknowledgement } = incident;
  if (incident.endedAt !== undefined || policy === undefined) return { notify: [], progress, nextAt: undefined };
  if (acknowledgement !== undefined && acknowledged(incident, now))
    return { notify: [], progress, nextAt: acknowledgement.expiresAt };
  const expiredAt = acknowledgement?.expiresAt;
  if (acknowledgement === undefined || expiredAt === undefined || progress.since >= expiredAt) {
    return run(incident, policy, people, now, pages);
  }
  // The acknowledgement has ended: the steps begin anew, and whoever gave it hears it too.
  const turn = run({ ...incident, progress: { since: expiredAt, steps: 0 } }, policy, people, now, []);
  const due = turn.notify.length > 0;
  const knows = turn.notify.some(({ who }) => who === acknowledgement.by);
  if (!due || knows || !people.contacts.some(({ id }) => id === acknowledgement.by)) return turn;
  return { ...turn, notify: [{ do: "notify", who: acknowledgement.by, reason: "expired", step: 0 }, ...turn.notify] };
}

/** Rotas whose focus topic covers these labels and counts at that instant. */
function focusRotas({ class: kind, room }: Labels, { rotas, working }: People, at: Date): Rota[] {
  return rotas.filter((rota) => {
    const { classes, rooms } = rota;
    if (classes === undefined && rooms === undefined) return false;
    const { from, until } = validity(rota, working.zone);
    if ((from !== undefined && at < from) || (until !== undefined && at >= until)) return false;
    const named = (list: readonly string[] | undefined, value: string | undefined): boolean =>
      list === undefined || (value !== undefined && list.includes(value));
    return named(classes, kind) && named(rooms, room);
  });
}

/** People of focus topics who get the incident first, and how long they have it to themselves; undefined: nobody does. */
function focusOf(labels: Labels, people: People, at: Date): { readonly ids: string[]; readonly headStartMs: number } | undefined {
  const rotas = focusRotas(labels, people, at);
  const ids = reachedBy({ after: "0s", notify: rotas.map(({ id }) => ({ rota: id })) }, people, at);
  if (ids.length === 0) return undefined;
  return { ids, headStartMs: Math.max(...rotas.map(({ head_start }) => seconds(head_start) * 1000)) };
}

function run({ labels, progress }: Incident, policy: Policy, people: People, now: Date, pages: readonly Page[]): Turn {
  const eve = policy.before_days_off;
  const inTime = (at: Date): Date => {
    if (!policy.working_hours_only) return at;
    return eve === undefined ? nextWorkingInstant(at, people.working) : nextInstantBesideDaysOff(at, people.working, eve);
  };
  const plus = (at: Date, ms: number): Date => inTime(new Date(at.getTime() + ms));
  const begin = inTime(progress.since);
  // Who has the head start is asked for its beginning, so that it stays the same during the whole run.
  const focus = focusOf(labels, people, begin);
  const start = focus === undefined ? begin : plus(begin, focus.headStartMs);
  const dueAt = (step: Policy["steps"][number]): Date => plus(start, seconds(step.after) * 1000);
  const notify: Notify[] = [];
  const add = (ids: readonly string[], reason: Reason, step: number): void => {
    for (const who of ids) if (!notify.some((other) => other.who === who)) notify.push({ do: "notify", who, reason, step });
  };

  // A step that reached nobody does not make anybody wait: the next one comes at once.
  let nobody = pages.length > 0 && pages.every(({ failed }) => failed);
  let steps = progress.steps;
  // The focus topic is no step of the policy: when the file drops it, the first step is simply due.
  if (focus !== undefined && steps === 0 && progress.notifiedAt === undefined) {
    if (now < begin) return { notify, progress, nextAt: begin };
    add(focus.ids, "focus", 0);
    if (now < start) return { notify, progress: moved(), nextAt: start };
  }
  for (let step = policy.steps[steps]; step !== undefined; step = policy.steps[steps]) {
    if (now < (nobody ? inTime(now) : dueAt(step)))
      return { notify, progress: moved(), nextAt: nobody ? inTime(now) : dueAt(step) };
    const ids = reachedBy(step, people, now);
    add(ids, "step", steps);
    nobody = ids.length === 0;
    steps++;
  }

  // All steps are behind us: repeat the last one, and turn to the fallback while nobody is reached.
  const last = policy.steps.length - 1;
  const lastStep = policy.steps[last];
  const repeatMs = policy.repeat === undefined ? undefined : seconds(policy.repeat) * 1000;
  const waitMs = nobody ? Math.min(repeatMs ?? stuckRepeatMs, stuckRepeatMs) : repeatMs;
  const next = (since: Date): Date | undefined => (waitMs === undefined ? undefined : plus(since, waitMs));
  const help = fallback(policy, people);
  if (notify.length === 0) {
    const repeatAt = next(progress.notifiedAt ?? start);
    const tried = help.every((id) => pages.some(({ who }) => who === id));
    if (nobody && !tried) add(help, "fallback", last);
    else if (repeatAt === undefined || now < repeatAt) return { notify, progress: moved(), nextAt: repeatAt };
    else {
      add(lastStep === undefined ? [] : reachedBy(lastStep, people, now), "repeat", last);
      if (nobody || notify.length === 0) add(help, "fallback", last);
    }
  }
  return { notify, progress: moved(), nextAt: next(now) };

  function moved(): Progress {
    return notify.length === 0 ? { ...progress, steps } : { ...progress, steps, notifiedAt: now };
  }
}

function fallback(policy: Policy, { contacts }: People): string[] {
  const named = contacts.filter(({ id }) => id === policy.fallback);
  return (named.length > 0 ? named : lastResort(contacts)).map(({ id }) => id);
}
