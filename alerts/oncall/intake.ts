/**
 * Takes alerts in: Alertmanager's webhook body (version 4) and its list of alerts become incidents, durably. Nothing
 * here says "done" before the commit; what cannot be read goes to `quarantine.ts` and spoils nothing else.
 */
import type { Logger } from "pino";
import { z } from "zod";
import type { Labels } from "../../site/series.ts";
import { alertName, fingerprintOf, watchdog, type Alert } from "./alert.ts";
import { inTurn, parseJson } from "./body.ts";
import type { Breathe } from "./breathe.ts";
import type { Setting } from "./contents.ts";
import { applyChanges, factsOf } from "./changes.ts";
import { noteHeartbeat } from "./heartbeat.ts";
import { applyAlert, type Evidence, type Known } from "./incident.ts";
import { appendLog } from "./log.ts";
import { knownOf, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** A label's value as text; PostgreSQL holds no NUL. Lists and objects are none: their text would be made up. */
const word = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => String(value ?? "").replaceAll("\0", "\u{FFFD}"));
const name = z.string().transform((text) => text.replaceAll("\0", "\u{FFFD}"));
const labels = z.record(name, word);
const annotations = z.record(name, word.catch(""));
const time = z.iso.datetime({ offset: true });

/** One alert of the body. Alertmanager writes an open end as year 1; a time it cannot have meant is left out. */
const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: labels.refine((value) => Object.keys(value).length > 0, "an alert has labels"),
  annotations: annotations.catch({}).default({}),
  startsAt: time.optional().catch(undefined),
  endsAt: time.optional().catch(undefined),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .catch(undefined),
});
const bodySchema = z.object({
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

/** Broken alerts of one body that are kept one by one; what is beyond is a number. */
const mostBroken = 20;

/** The body as alerts; a large one lets other work have its turn. @returns the reason when it is no webhook body at all */
export function parseBody(body: Buffer, now: Date): Promise<Parsed | { readonly reason: string }> {
  return inTurn(body.length, (breathe) => readBody(body, now, breathe));
}

async function readBody(body: Buffer, now: Date, breathe: Breathe): Promise<Parsed | { readonly reason: string }> {
  let json: unknown;
  try {
    json = await parseJson(body, breathe);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : "not JSON" };
  }
  const whole = bodySchema.safeParse(json);
  if (!whole.success) return { reason: z.prettifyError(whole.error) };
  const alerts: Alert[] = [];
  const broken: { reason: string; body: string }[] = [];
  let more = 0;
  for (const one of whole.data.alerts) {
    await breathe();
    const result = alertSchema.safeParse(one);
    if (result.success) alerts.push(toAlert(result.data, now));
    else if (broken.length < mostBroken) broken.push({ reason: z.prettifyError(result.error), body: textOf(one) });
    else more++;
  }
  if (more > 0) broken.push({ reason: `${more} more unreadable alerts in the same body`, body: "" });
  return { alerts, broken, truncated: (whole.data.truncatedAlerts ?? 0) > 0 };
}

/** JSON as it came; what is nested too deeply to be written again is only named. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "(nested too deeply)";
  }
}

/** An instant of this or the neighbouring centuries; text of others would not sort. Year 1 is Alertmanager's "not yet". */
function instantOf(text: string | undefined): Date | undefined {
  const at = text === undefined ? undefined : new Date(text);
  return at !== undefined && at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 9000 ? at : undefined;
}

function toAlert(data: z.output<typeof alertSchema>, now: Date): Alert {
  const endsAt = instantOf(data.endsAt);
  const startsAt = instantOf(data.startsAt) ?? now;
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
    const before = await knownOf(db, fingerprints, setting().now);
    const evidence = new Map<Alert, Evidence>();
    for (const alert of part)
      evidence.set(alert, await evidenceFor(parts, before.get(alert.fingerprint) ?? {}, alert, activeNow));
    await db.transaction().execute(async (tx) => {
      const known = await knownOf(tx, fingerprints, setting().now);
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
