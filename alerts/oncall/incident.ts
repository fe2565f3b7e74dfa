/**
 * What an alert does to what we know: one incident per fingerprint and open interval. Resends, copies from a second
 * Alertmanager, reordering and replays change nothing twice; an end is believed only while the device answers.
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
  | { readonly do: "seen"; readonly incident: Incident; readonly sighted: boolean }
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

function applyFiring({ open, lastEnd }: Known, alert: Alert, now: Date, { active }: Evidence): Change {
  if (open !== undefined) {
    const { blindSince, answersSince: _, ...rest } = open;
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
    };
    return { do: "seen", incident, sighted: blindSince !== undefined };
  }
  if (lastEnd !== undefined && alert.startsAt <= lastEnd) {
    // Either an old message come late, or the end was none (Prometheus was away and resumes with the same start).
    if (active === undefined) return { do: "ask" };
    if (active === false) return { do: "nothing", why: "replay" };
  }
  return { do: "open", incident: draft(alert, now) };
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
  if (answers !== true) return { do: "blind", incident: { ...open, endsAt, blindSince: now } };
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
