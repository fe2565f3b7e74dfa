/**
 * What an alert does to what we know: one incident per fingerprint and open interval. Resends, copies from a second
 * Alertmanager, reordering and replays change nothing twice; an end is believed only while the device answers. An alert
 * that comes back soon after its end is the same incident again: it flaps, and from then on ends only after some quiet.
 */
import type { Labels } from "../../site/series.ts";
import type { Alert } from "./alert.ts";

export interface Acknowledgement {
  /** Contact id of the person. */
  readonly by: string;
  readonly at: Date;
  /** From then on the incident pages again; undefined: it holds until the end. */
  readonly expiresAt?: Date;
}

/** How far escalation has come; what is due next follows from it and the clock (`escalation.ts`). */
export interface Progress {
  /** When the steps began to count: the opening, or the end of an acknowledgement. */
  readonly since: Date;
  /** Steps of the policy that have been carried out in this run. */
  readonly steps: number;
  /** The last time that somebody was notified in this run. */
  readonly notifiedAt?: Date;
}

export interface Incident {
  readonly id: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  /** Texts of the newest firing message. */
  readonly annotations: Labels;
  /** When the figures in these texts were true, at the latest. */
  readonly textsAt: Date;
  /** Earliest start that the alert has named. */
  readonly startsAt: Date;
  /** Latest start that a firing message has named: an end before it belongs to an earlier interval. */
  readonly newestStartAt: Date;
  /** When we learned of it. */
  readonly openedAt: Date;
  /** When it last was seen firing. */
  readonly lastSeenAt: Date;
  /** The alert ended but its device is silent: nobody knows. */
  readonly blindSince?: Date;
  /** While blind: since when the device answers again. */
  readonly answersSince?: Date;
  /** How often it came back soon after an end. */
  readonly flaps?: number;
  /** While it flaps: since when the alert does not fire. */
  readonly quietSince?: Date;
  readonly acknowledgement?: Acknowledgement;
  readonly progress: Progress;
  /** When the alert said it ended. */
  readonly endsAt?: Date;
  /** When we believed it: the incident is over. */
  readonly endedAt?: Date;
}

export type IncidentDraft = Omit<Incident, "id">;
export type IncidentState = "open" | "acknowledged" | "blind" | "ended";

/** State as people read it. A blind incident stays blind also while somebody has acknowledged it. */
export function stateOf(incident: IncidentDraft, now: Date): IncidentState {
  if (incident.endedAt !== undefined) return "ended";
  if (incident.blindSince !== undefined) return "blind";
  return acknowledged(incident, now) ? "acknowledged" : "open";
}

/** Whether an acknowledgement holds at that instant. */
export function acknowledged({ acknowledgement }: IncidentDraft, now: Date): boolean {
  if (acknowledgement === undefined) return false;
  return acknowledgement.expiresAt === undefined || now < acknowledgement.expiresAt;
}

/** What is known about one fingerprint. */
export interface Known {
  readonly open?: Incident;
  /** The latest end of an interval of this fingerprint, as the alert gave it. */
  readonly lastEnd?: Date;
  /** The incident that ended last, if that was within `reopenMs`. */
  readonly last?: Incident;
}

/** An alert that comes back so soon after its end continues its incident. */
export const reopenMs = 300_000;
const firstQuietMs = 60_000;
const longestQuietMs = 600_000;

/** When a flapping incident that has fallen quiet is over: the more often it came back, the longer it must be quiet. */
export function quietUntil({ quietSince, flaps = 1 }: Pick<IncidentDraft, "quietSince" | "flaps">): Date | undefined {
  if (quietSince === undefined) return undefined;
  return new Date(quietSince.getTime() + Math.min(firstQuietMs * 2 ** Math.min(flaps - 1, 10), longestQuietMs));
}

/** Whether it comes and goes now: it has come back, and has not yet held for long. */
export function flapping({ flaps = 0, quietSince, newestStartAt }: IncidentDraft, now: Date): boolean {
  return flaps > 0 && (quietSince !== undefined || now.getTime() - newestStartAt.getTime() < longestQuietMs);
}

/** A repeated message may carry texts as old as this: Prometheus tells Alertmanager anew every minute only. */
const resendMs = 60_000;

/** What the world outside says about the alert's claim. */
export interface Evidence {
  /** Whether the device answers; undefined: nobody can say. */
  readonly answers: boolean | undefined;
  /** Whether Alertmanager lists the alert as firing now; undefined: not asked, or it does not answer. */
  readonly active: boolean | "unknown" | undefined;
}

export type Change =
  | { readonly do: "open"; readonly incident: IncidentDraft }
  | { readonly do: "seen"; readonly incident: Incident; readonly sighted: boolean; readonly flapped: boolean }
  /** It is back soon after its end: people are told anew, it is the same incident. */
  | { readonly do: "reopen"; readonly incident: Incident }
  /** A flapping alert has stopped; whether that is the end only time tells. */
  | { readonly do: "quiet"; readonly incident: Incident }
  | { readonly do: "end"; readonly incident: Incident }
  | { readonly do: "blind"; readonly incident: Incident }
  /** It began and ended while nobody listened: recorded, never paged. */
  | { readonly do: "missed"; readonly incident: IncidentDraft }
  /** Older than the last end: Alertmanager has to say whether it fires. */
  | { readonly do: "ask" }
  | { readonly do: "nothing"; readonly why: "replay" | "older end" | "known end" | "still blind" };

/** One alert applied to what is known of its fingerprint. */
export function applyAlert(known: Known, alert: Alert, now: Date, evidence: Evidence): Change {
  return alert.status === "firing" ? applyFiring(known, alert, now, evidence) : applyEnd(known, alert, now, evidence);
}

function draft(alert: Alert, now: Date): IncidentDraft {
  const { fingerprint, labels, annotations, startsAt } = alert;
  return {
    fingerprint,
    labels,
    annotations,
    textsAt: alert.renderedAt ?? now,
    startsAt,
    newestStartAt: startsAt,
    openedAt: now,
    lastSeenAt: now,
    progress: { since: now, steps: 0 },
  };
}

/** What the evidence makes of a firing message that is no newer than the last end; undefined: it is believed. */
function doubt(active: Evidence["active"]): Change | undefined {
  // Either an old message come late, or the end was none (Prometheus was away and resumes with the same start).
  if (active === undefined) return { do: "ask" };
  return active === false ? { do: "nothing", why: "replay" } : undefined;
}

function applyFiring({ open, lastEnd, last }: Known, alert: Alert, now: Date, { active }: Evidence): Change {
  if (open !== undefined) {
    const { blindSince, answersSince: _, quietSince, ...rest } = open;
    const old = quietSince !== undefined && open.endsAt !== undefined && alert.startsAt <= open.endsAt;
    const doubted = old ? doubt(active) : undefined;
    if (doubted !== undefined) return doubted;
    const startsAt = alert.startsAt < open.startsAt ? alert.startsAt : open.startsAt;
    const newestStartAt = alert.startsAt > open.newestStartAt ? alert.startsAt : open.newestStartAt;
    const renderedAt = alert.renderedAt ?? new Date(now.getTime() - resendMs);
    const textsAt = renderedAt > open.textsAt ? renderedAt : open.textsAt;
    const incident = {
      ...rest,
      labels: alert.labels,
      annotations: alert.annotations,
      textsAt,
      startsAt,
      newestStartAt,
      lastSeenAt: now,
      ...(quietSince !== undefined && { flaps: (open.flaps ?? 0) + 1 }),
    };
    return { do: "seen", incident, sighted: blindSince !== undefined, flapped: quietSince !== undefined };
  }
  const doubted = lastEnd !== undefined && alert.startsAt <= lastEnd ? doubt(active) : undefined;
  if (doubted !== undefined) return doubted;
  const incident = draft(alert, now);
  return last === undefined || !continues(last, now)
    ? { do: "open", incident }
    : { do: "reopen", incident: reopened(last, incident) };
}

/** Whether an alert that fires again continues that ended incident; one that nobody saw open has nothing to continue. */
function continues({ openedAt, endedAt }: Incident, now: Date): boolean {
  return endedAt !== undefined && endedAt > openedAt && now.getTime() - endedAt.getTime() <= reopenMs;
}

/** The ended incident open again. Nobody is on it any more: whoever was has been told that it is over. */
function reopened(last: Incident, again: IncidentDraft): Incident {
  const { endedAt: _ended, acknowledgement: _acknowledgement, quietSince: _quiet, blindSince: _blind, ...kept } = last;
  const { openedAt: _opened, startsAt: _starts, ...news } = again;
  const newestStartAt = again.newestStartAt > last.newestStartAt ? again.newestStartAt : last.newestStartAt;
  return { ...kept, ...news, newestStartAt, flaps: (last.flaps ?? 0) + 1 };
}

function applyEnd({ open, lastEnd }: Known, alert: Alert, now: Date, { answers }: Evidence): Change {
  const endsAt = alert.endsAt ?? now;
  if (lastEnd !== undefined && endsAt <= lastEnd) return { do: "nothing", why: "known end" };
  if (open === undefined) {
    return { do: "missed", incident: { ...draft(alert, now), endsAt, endedAt: now } };
  }
  if (endsAt < open.newestStartAt) return { do: "nothing", why: "older end" };
  // An end told again proves nothing new; `sighting` closes a blind incident.
  if (open.blindSince !== undefined) return { do: "nothing", why: "still blind" };
  const { quietSince, ...loud } = open;
  if (quietSince !== undefined && open.endsAt !== undefined && endsAt <= open.endsAt) return { do: "nothing", why: "known end" };
  if (answers !== true) return { do: "blind", incident: { ...loud, endsAt, blindSince: now } };
  if ((open.flaps ?? 0) > 0) return { do: "quiet", incident: { ...open, endsAt, quietSince: now } };
  return { do: "end", incident: { ...open, endsAt, endedAt: now } };
}

/** How long a device must answer again before silence about its alert counts as an end: some scrapes and evaluations. */
export const settleMs = 60_000;

export type Sighting =
  | { readonly do: "end"; readonly incident: Incident }
  | { readonly do: "wait"; readonly incident: Incident }
  | { readonly do: "nothing" };

/**
 * A blind incident looked at again: it ends once the device has answered for `settleMs` and the alert does not fire.
 * `active` unknown keeps it open; a firing alert comes in as an alert and makes it sighted.
 */
export function sighting(incident: Incident, now: Date, { answers, active }: Evidence): Sighting {
  if (incident.blindSince === undefined || incident.endedAt !== undefined) return { do: "nothing" };
  if (answers !== true) {
    if (incident.answersSince === undefined) return { do: "nothing" };
    const { answersSince: _, ...rest } = incident;
    return { do: "wait", incident: rest };
  }
  if (incident.answersSince === undefined) return { do: "wait", incident: { ...incident, answersSince: now } };
  if (active !== false || now.getTime() - incident.answersSince.getTime() < settleMs) return { do: "nothing" };
  return { do: "end", incident: { ...incident, endsAt: incident.endsAt ?? now, endedAt: now } };
}
