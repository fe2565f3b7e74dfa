/**
 * Takes alerts in: Alertmanager's webhook body (version 4) and its list of alerts become incidents, durably. Nothing
 * here says "done" before the commit; what cannot be read is kept in quarantine and spoils nothing else.
 */
import type { Logger } from "pino";
import { z } from "zod";
import type { Labels } from "../../site/series.ts";
import { alertName, fingerprintOf, watchdog, type Alert } from "./alert.ts";
import type { Setting } from "./contents.ts";
import { applyChanges, factsOf } from "./changes.ts";
import { noteHeartbeat } from "./heartbeat.ts";
import { applyAlert, type Evidence, type Known } from "./incident.ts";
import { appendLog } from "./log.ts";
import { knownOf, newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

const labels = z.record(z.string(), z.coerce.string());
const time = z.iso.datetime({ offset: true });

/** One alert of the body. Alertmanager writes an open end as year 1; a time it cannot have meant is left out. */
const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: labels.refine((value) => Object.keys(value).length > 0, "an alert has labels"),
  annotations: labels.catch({}).default({}),
  startsAt: time.optional().catch(undefined),
  endsAt: time.optional().catch(undefined),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .catch(undefined),
});
const bodySchema = z.object({
  version: z.string().optional(),
  alerts: z.array(z.unknown()),
  truncatedAlerts: z.number().optional().catch(undefined),
});

export interface Parsed {
  readonly alerts: readonly Alert[];
  /** Alerts of a readable body that are none; each goes to quarantine by itself. */
  readonly broken: readonly { readonly reason: string; readonly body: string }[];
  /** Alertmanager left some out: its list has to be asked. */
  readonly truncated: boolean;
}

/** The body as alerts. @returns the reason when it is no webhook body at all */
export function parseBody(body: string, now: Date): Parsed | { readonly reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : "not JSON" };
  }
  const whole = bodySchema.safeParse(json);
  if (!whole.success) return { reason: z.prettifyError(whole.error) };
  const alerts: Alert[] = [];
  const broken: { reason: string; body: string }[] = [];
  for (const one of whole.data.alerts) {
    const result = alertSchema.safeParse(one);
    if (result.success) alerts.push(toAlert(result.data, now));
    else broken.push({ reason: z.prettifyError(result.error), body: JSON.stringify(one) });
  }
  return { alerts, broken, truncated: (whole.data.truncatedAlerts ?? 0) > 0 };
}

function toAlert(data: z.output<typeof alertSchema>, now: Date): Alert {
  const endsAt = data.endsAt === undefined || data.endsAt.startsWith("0001-") ? undefined : new Date(data.endsAt);
  const startsAt = data.startsAt === undefined || data.startsAt.startsWith("0001-") ? now : new Date(data.startsAt);
  return {
    fingerprint: data.fingerprint ?? fingerprintOf(data.labels),
    status: data.status,
    labels: data.labels,
    annotations: data.annotations,
    startsAt,
    ...(data.status === "resolved" && { endsAt: endsAt ?? now }),
  };
}

export interface IntakeParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  /** Whether the device behind these labels answers; undefined: nobody can say. */
  readonly answers: (labels: Labels) => Promise<boolean | undefined>;
  /** Fingerprints that Alertmanager lists as firing now; undefined when it does not answer. */
  readonly activeFingerprints: () => Promise<ReadonlySet<string> | undefined>;
}

/** How many alerts one transaction takes; between two of them other work has its turn. */
const chunk = 200;

/** Parts of at most `chunk` alerts, in which every fingerprint comes once: what happens twice happens one after the other. */
function* chunksOf(alerts: readonly Alert[]): Generator<Alert[]> {
  let part: Alert[] = [];
  let seen = new Set<string>();
  for (const alert of alerts) {
    if (part.length >= chunk || seen.has(alert.fingerprint)) {
      yield part;
      part = [];
      seen = new Set();
    }
    part.push(alert);
    seen.add(alert.fingerprint);
  }
  if (part.length > 0) yield part;
}

/** Takes the alerts in and returns when all of them are on disk. A crash in between is healed by the sender's repetition. */
export async function takeIn(parts: IntakeParts, alerts: readonly Alert[]): Promise<void> {
  const { db, setting, log } = parts;
  const real = alerts.filter((alert) => alertName(alert.labels) !== watchdog);
  if (alerts.some(({ labels, status }) => alertName(labels) === watchdog && status === "firing"))
    await noteHeartbeat(db, setting().now);
  let active: Promise<ReadonlySet<string> | undefined> | undefined;
  const activeNow = (): Promise<ReadonlySet<string> | undefined> => (active ??= parts.activeFingerprints());
  for (const part of chunksOf(real)) {
    const fingerprints = part.map(({ fingerprint }) => fingerprint);
    const before = await knownOf(db, fingerprints);
    const evidence = new Map<Alert, Evidence>();
    for (const alert of part)
      evidence.set(alert, await evidenceFor(parts, before.get(alert.fingerprint) ?? {}, alert, activeNow));
    await db.transaction().execute(async (tx) => {
      const known = await knownOf(tx, fingerprints);
      const { now } = setting();
      const changes = part.map((alert) => {
        const what = evidence.get(alert) ?? { answers: undefined, active: "unknown" };
        return { alert, change: applyAlert(known.get(alert.fingerprint) ?? {}, alert, now, what) };
      });
      await applyChanges(
        tx,
        changes.map(({ change }) => change),
        setting(),
      );
      const replays = changes.filter(({ change }) => change.do === "nothing" && change.why === "replay");
      const told = replays.map(({ alert }) => ({ ...factsOf(alert), start: text(alert.startsAt) }));
      await appendLog(tx, ...told.map((data) => ({ kind: "replay" as const, at: now, data })));
      for (const { alert, change } of changes) {
        if (change.do !== "seen" && change.do !== "nothing")
          log.info({ ...factsOf(alert), change: change.do }, "incident changed");
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Asks outside, and only where the answer can matter; the transaction itself waits for nobody. */
async function evidenceFor(
  { answers, setting }: IntakeParts,
  known: Known,
  alert: Alert,
  activeNow: () => Promise<ReadonlySet<string> | undefined>,
): Promise<Evidence> {
  if (alert.status === "resolved") return { answers: await answers(alert.labels), active: undefined };
  const change = applyAlert(known, alert, setting().now, { answers: undefined, active: undefined });
  if (change.do !== "ask") return { answers: undefined, active: "unknown" };
  const fingerprints = await activeNow();
  return { answers: undefined, active: fingerprints === undefined ? "unknown" : fingerprints.has(alert.fingerprint) };
}

/** Longest part of an unreadable body that is kept. */
const keptBytes = 65_536;

/** Sets an unreadable message aside with the reason; nothing that came is lost without a trace. */
export async function quarantine(db: Database, reason: string, body: string, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const id = newId();
    await tx
      .insertInto("oncall_quarantine")
      .values({
        id,
        at: text(now),
        reason: reason.slice(0, 2000),
        bytes: Buffer.byteLength(body),
        body: body.slice(0, keptBytes),
      })
      .execute();
    await appendLog(tx, { kind: "quarantined", at: now, data: { quarantine: id } });
  });
}
