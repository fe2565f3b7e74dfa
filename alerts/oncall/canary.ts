/**
 * The canary: a mail that leaves every day the way pages leave and must be seen in its own mailbox. A server that accepts
 * mails and delivers none is found within a day, on demand within minutes.
 */
import { Temporal } from "temporal-polyfill";
import { instantOf, localTime } from "./calendar.ts";
import type { Setting } from "./contents.ts";
import { letterFrame, once, writeLetters } from "./letters.ts";
import { appendLog } from "./log.ts";
import type { RawMail } from "./maildir.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";
import { say } from "./words.ts";

/** Contact id of its deliveries: no person has it, an id has no dot. */
const canary = "canary.";
const confirmed = "canary";

/** Writes one canary into the outbox. @returns id of its delivery */
export async function sendCanary(db: Database, setting: Setting): Promise<string | undefined> {
  const { site, now } = setting;
  const to = site.mail.canary;
  if (to === undefined) return undefined;
  const { locale } = site.site;
  const subject = say(locale, "canarySubject", { site: site.site.name });
  const content = {
    ...letterFrame(locale, setting),
    subject,
    groups: [[{ text: say(locale, "canaryBody") }]],
    short: subject,
    url: setting.baseUrl,
  };
  const name = say(locale, "canaryName");
  return db.transaction().execute(async (tx) => {
    const [delivery] = await writeLetters(tx, [{ to: { id: canary, name, email: to.address }, content }], setting);
    await appendLog(tx, { kind: "canary", at: now, data: { delivery } });
    return delivery;
  });
}

/** Sends the canary of today where it is due: once a local day, from the time that the file names. @returns whether it did */
export async function keepCanary(db: Database, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  const { canary: to } = site.mail;
  if (to === undefined) return false;
  const zone = site.site.time_zone;
  const day = localTime(now, zone).toPlainDate();
  if (now < instantOf(day.toPlainDateTime(Temporal.PlainTime.from(to.at)), zone)) return false;
  const key = `canary ${day.toString()}`;
  const known = await db.selectFrom("oncall_once").select("key").where("key", "=", key).executeTakeFirst();
  if (known !== undefined || !(await once(db, key, now))) return false;
  await sendCanary(db, setting);
  return true;
}

/** Message-ID of a mail, from its head alone. */
function messageIdOf(raw: Buffer): string | undefined {
  const [head = ""] = raw.toString("latin1").split(/\r?\n\r?\n/, 1);
  return /^message-id:\s*(<[^>\s]+>)/im.exec(head)?.[1];
}

/** A mail in the canary's mailbox: if it is one that we sent, the way is proven. @returns whether it was */
export async function takeCanary(db: Database, { raw }: RawMail, { now }: Setting): Promise<boolean> {
  const messageId = messageIdOf(raw);
  if (messageId === undefined) return false;
  const sent = await db
    .selectFrom("oncall_delivery")
    .select(["id", "created_at"])
    .where("message_id", "=", messageId)
    .where("contact", "=", canary)
    .executeTakeFirst();
  if (sent === undefined) return false;
  const row = { name: confirmed, at: text(now) };
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("oncall_heartbeat")
      .values(row)
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: row.at }))
      .execute();
    const seconds = Math.round((now.getTime() - new Date(sent.created_at).getTime()) / 1000);
    await appendLog(tx, { kind: "canary-confirmed", at: now, data: { delivery: sent.id, seconds } });
  });
  return true;
}

/** When a canary last came through. */
export async function canarySeenAt(db: Database): Promise<Date | undefined> {
  const seen = await db.selectFrom("oncall_heartbeat").select("at").where("name", "=", confirmed).executeTakeFirst();
  return seen && new Date(seen.at);
}

/** When a canary last came through, else when the first was sent: from then on it can be overdue. Undefined: none yet. */
export async function canaryConfirmedAt(db: Database): Promise<Date | undefined> {
  const seen = await canarySeenAt(db);
  if (seen !== undefined) return seen;
  const first = await db
    .selectFrom("oncall_delivery")
    .select("created_at")
    .where("contact", "=", canary)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  return first && new Date(first.created_at);
}
