/**
 * The inward dead man's switch: the alert that always fires must keep coming through the webhook. When it stays away,
 * everything before us may be dead, and that is an incident of our own, with the runbook `Watchdog`.
 */
import { formatMoment } from "../../site/locale.ts";
import { fingerprintOf, watchdog, type Alert } from "./alert.ts";
import type { Setting } from "./contents.ts";
import { applyAlert } from "./incident.ts";
import { applyChanges } from "./changes.ts";
import { knownOf, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Alertmanager repeats the watchdog every minute; after so many it is not late but gone. */
export const silenceMs = 300_000;

/** Remembers that the watchdog has come through. */
export async function noteHeartbeat(db: Database, now: Date): Promise<void> {
  const row = { name: watchdog, at: text(now) };
  await db
    .insertInto("oncall_heartbeat")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: row.at }))
    .execute();
}

/** When the watchdog last came through; undefined: never yet. */
export async function lastHeartbeat(db: Database): Promise<Date | undefined> {
  const row = await db.selectFrom("oncall_heartbeat").select("at").where("name", "=", watchdog).executeTakeFirst();
  return row && new Date(row.at);
}

const labelsAt = (site: string) => ({ alertname: watchdog, severity: "critical", class: "leitstand", site });

/** Fingerprint of the incident that stands for the silence; no list of Alertmanager knows it. */
const silenceFingerprint = (site: string): string => fingerprintOf(labelsAt(site));

/**
 * Opens the incident when the watchdog has been away too long, and ends it when it is back.
 * @param startedAt  start of this process: before that nothing could be heard
 * @param patienceMs  how long it may stay away
 */
export async function watchHeartbeat(
  db: Database,
  startedAt: Date,
  setting: Setting,
  patienceMs: number = silenceMs,
): Promise<void> {
  const { site, now } = setting;
  const heard = await lastHeartbeat(db);
  const last = heard === undefined || heard < startedAt ? startedAt : heard;
  const fingerprint = silenceFingerprint(site.site.id);
  const open = (await knownOf(db, [fingerprint], now)).get(fingerprint)?.open;
  const back = open !== undefined && open.quietSince === undefined && heard !== undefined && heard > open.newestStartAt;
  const gone = (open === undefined || open.quietSince !== undefined) && now.getTime() - last.getTime() > patienceMs;
  if (!back && !gone) return;
  const since = formatMoment(last, now, site.site.time_zone, "de");
  const alert: Alert = {
    fingerprint,
    status: gone ? "firing" : "resolved",
    labels: labelsAt(site.site.id),
    annotations: {
      summary: "Kein Lebenszeichen der Alarmkette",
      description: `Seit ${since} Uhr kommt das Lebenszeichen von Prometheus und Alertmanager nicht mehr an.`,
      folge: "Solange es fehlt, erreicht vermutlich auch kein echter Alarm jemanden.",
      erster_schritt:
        "Auf dem Leitstand-Rechner nachsehen, ob Prometheus und Alertmanager laufen; bis dahin die Anlagen von Hand beobachten.",
      description_en: `The sign of life of Prometheus and Alertmanager has not arrived since ${since}.`,
      folge_en: "While it is missing, real alerts probably reach nobody either.",
      erster_schritt_en:
        "See on Leitstand's machine whether Prometheus and Alertmanager run; until then watch the plant by hand.",
    },
    startsAt: last,
    ...(back && { endsAt: heard }),
  };
  await db.transaction().execute(async (tx) => {
    const before = (await knownOf(tx, [fingerprint], now)).get(fingerprint) ?? {};
    await applyChanges(tx, [applyAlert(before, alert, now, { answers: true, active: true })], setting);
  });
}
