/**
 * What came and could not be read: kept with its reason, and an incident of its own, for alerts may be missing. Whoever is
 * on duty then looks at Alertmanager; its list is asked as well.
 */
import type { Setting } from "./contents.ts";
import { appendLog } from "./log.ts";
import { keepOwn, quarantineAlert, type Finding } from "./own.ts";
import { newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Longest part of an unreadable body that is kept, characters; how long it was stands beside it. */
const keptLength = 65_536;
/** Rows that are kept; of older ones the log tells. */
const mostRows = 1000;
/** The incident ends when nothing unreadable has come for so long. */
export const calmMs = 900_000;

/** Sets an unreadable message aside with the reason; nothing that came is lost without a trace. */
export async function quarantine(
  db: Database,
  reason: string,
  body: string,
  now: Date,
  bytes = Buffer.byteLength(body),
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const id = newId();
    const printable = (value: string, most: number): string => value.slice(0, most).replaceAll("\0", "\u{FFFD}");
    await tx
      .insertInto("oncall_quarantine")
      .values({ id, at: text(now), reason: printable(reason, 2000), bytes, body: printable(body, keptLength) })
      .execute();
    await appendLog(tx, { kind: "quarantined", at: now, data: { quarantine: id, bytes } });
  });
}

/** Opens the incident about unreadable messages, or ends it; forgets the oldest of too many. @returns whether it changed */
export async function watchQuarantine(db: Database, setting: Setting): Promise<boolean> {
  const surplus = await db
    .selectFrom("oncall_quarantine")
    .select("at")
    .orderBy("at", "desc")
    .offset(mostRows)
    .limit(1)
    .executeTakeFirst();
  if (surplus !== undefined) await db.deleteFrom("oncall_quarantine").where("at", "<=", surplus.at).execute();
  const since = text(new Date(setting.now.getTime() - calmMs));
  const newest = await db
    .selectFrom("oncall_quarantine")
    .select(["at", "reason", "bytes"])
    .where("at", ">", since)
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  return keepOwn(db, quarantineAlert, newest === undefined ? [] : [findingOf(newest, setting)], setting);
}

function findingOf({ at, reason, bytes }: { at: string; reason: string; bytes: number }, { site }: Setting): Finding {
  return {
    labels: { alertname: quarantineAlert, severity: "critical", class: "leitstand", site: site.site.id },
    annotations: {
      summary: "Alarmmeldungen fehlen vielleicht",
      description: `Eine Nachricht des Alertmanagers war nicht lesbar (${bytes} Byte): ${reason.slice(0, 160)}`,
      folge: "Was darin stand, kennt Leitstand nur, soweit es noch in der Liste des Alertmanagers steht.",
      erster_schritt: "Die Alarmliste des Alertmanagers öffnen und mit den offenen Vorfällen vergleichen.",
      description_en: `A message of Alertmanager could not be read (${bytes} bytes): ${reason.slice(0, 160)}`,
      folge_en: "What it said Leitstand knows only as far as Alertmanager still lists it.",
      erster_schritt_en: "Open Alertmanager's list of alerts and compare it with the open incidents.",
    },
    startsAt: new Date(at),
  };
}
