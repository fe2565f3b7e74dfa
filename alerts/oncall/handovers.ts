/** Hand-overs in the database: one mail for each, its confirmation, and the word to the lead when nobody confirms. */
import { seconds, type Rota } from "../../site/inventory.ts";
import { formatDay } from "../../site/locale.ts";
import { failingAddresses } from "./addresses.ts";
import { waysTo } from "./channels.ts";
import type { Setting } from "./contents.ts";
import { handoverContent, lastHandover, planChanges, planOf, type Handover, type PlannedDuty, type Silence } from "./handover.ts";
import { leads, letterFrame, once, writeLetters } from "./letters.ts";
import { appendLog } from "./log.ts";
import { openIncidents, text } from "./store.ts";
import type { Database } from "./tables.ts";
import { nameOf } from "./views.ts";
import { channelName, say, wayOutName } from "./words.ts";

export interface HandoverParts {
  readonly db: Database;
  readonly setting: () => Setting;
  /** Silences in force; rejects when Alertmanager does not answer. */
  readonly silences: () => Promise<readonly Silence[]>;
  /** Ways out that do not work now, by name. */
  readonly downChannels: () => readonly string[];
}

/**
 * Writes the mail of every hand-over that has happened and has none, and tells the lead what nobody has confirmed. A shift
 * that ended while Leitstand was away is history; hand-overs from before its first start were none of its business.
 * @returns whether anything was written
 */
export async function keepHandovers(parts: HandoverParts): Promise<boolean> {
  const { db, setting } = parts;
  const { site, now } = setting();
  const began = await beginning(db, now);
  let wrote = false;
  for (const rota of site.rotas) {
    const handover = lastHandover(rota, site.site.time_zone, now);
    if (handover === undefined || handover.at <= began || (await known(db, rota.id, handover.at))) continue;
    const silences = await parts.silences().catch(() => undefined);
    wrote = (await db.transaction().execute((tx) => write(tx, parts, rota, handover, silences))) || wrote;
  }
  return (await tellLeads(db, setting())) || wrote;
}

/** When hand-overs began to be kept: the first time that anybody asked. */
export async function beginning(db: Database, now: Date): Promise<Date> {
  await once(db, "hand-overs", now);
  const { at } = await db.selectFrom("oncall_once").select("at").where("key", "=", "hand-overs").executeTakeFirstOrThrow();
  return new Date(at);
}

async function known(db: Database, rota: string, at: Date): Promise<boolean> {
  const row = await db
    .selectFrom("oncall_handover")
    .select("rota")
    .where("rota", "=", rota)
    .where("at", "=", text(at))
    .executeTakeFirst();
  return row !== undefined;
}

async function write(
  db: Database,
  { setting, downChannels }: HandoverParts,
  rota: Rota,
  handover: Handover,
  silences: readonly Silence[] | undefined,
): Promise<boolean> {
  const current = setting();
  const { site, now } = current;
  const zone = site.site.time_zone;
  const person = site.contacts.find(({ id }) => id === handover.to);
  const last = await db
    .selectFrom("oncall_handover")
    .select("plan")
    .where("rota", "=", rota.id)
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
  const before = last === undefined ? [] : (JSON.parse(last.plan) as PlannedDuty[]);
  const row = {
    rota: rota.id,
    at: text(handover.at),
    until: text(handover.until),
    contact: handover.to,
    delivery: null,
    confirmed_at: null,
    told_at: null,
    plan: JSON.stringify(planOf(rota, zone, now)),
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("oncall_handover")
    .values(row)
    .onConflict((conflict) => conflict.columns(["rota", "at"]).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n || person === undefined) return false;
  const { locale } = person;
  const broken = [
    ...downChannels().map((name) => wayOutName(locale, name)),
    ...(await failingAddresses(db)).map(({ contact, channel }) =>
      say(locale, "addressRefused", { name: nameOf(contact, site), channel: channelName(locale, channel) }),
    ),
  ];
  const content = handoverContent(
    {
      rota,
      handover,
      incidents: await openIncidents(db),
      silences,
      changes: planChanges(before, rota, zone, now),
      broken,
    },
    person,
    current,
  );
  // Every way at once: the hand-over proves before the first page that each of them works.
  const [mail, ...others] = waysTo(person);
  const letters = [
    { to: person, content, handover: true, ...(mail && { way: mail }) },
    ...others.map((way) => ({ to: person, content, way })),
  ];
  const [delivery] = await writeLetters(db, letters, current);
  await db
    .updateTable("oncall_handover")
    .set({ delivery: delivery ?? null })
    .where("rota", "=", rota.id)
    .where("at", "=", row.at)
    .execute();
  const personal = { contact: person.id, name: person.name };
  await appendLog(db, { kind: "handover", at: now, data: { rota: rota.id, change: row.at }, personal });
  return true;
}

/** Tells the lead, once, of a hand-over that nobody has confirmed in time and whose shift still runs. */
async function tellLeads(db: Database, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  const waitMs = seconds(site.duty.confirm_handover) * 1000;
  const late = await db
    .selectFrom("oncall_handover")
    .innerJoin("oncall_delivery", "oncall_delivery.id", "oncall_handover.delivery")
    .select(["rota", "at", "until", "oncall_handover.contact"])
    .where("confirmed_at", "is", null)
    .where("told_at", "is", null)
    .where("until", ">", text(now))
    .where("oncall_delivery.created_at", "<=", text(new Date(now.getTime() - waitMs)))
    .execute();
  for (const { rota, at, until, contact } of late) {
    await db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable("oncall_handover")
        .set({ told_at: text(now) })
        .where("rota", "=", rota)
        .where("at", "=", at)
        .where("told_at", "is", null)
        .where("confirmed_at", "is", null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) return;
      const all = leads(site.contacts);
      const others = all.filter(({ id }) => id !== contact);
      const name = nameOf(contact, site);
      const rotaName = site.rotas.find(({ id }) => id === rota)?.name ?? rota;
      const letters = (others.length > 0 ? others : all).map((lead) => {
        const day = (time: string): string => formatDay(new Date(time), site.site.time_zone, lead.locale);
        const subject = say(lead.locale, "unconfirmedSubject", { rota: rotaName, name });
        const body = say(lead.locale, "unconfirmedBody", { rota: rotaName, name, time: day(at), until: day(until) });
        const url = `${setting.baseUrl}/oncall`;
        const groups = [[{ text: body }], [{ label: say(lead.locale, "oncall"), text: url, link: true }]];
        return { to: lead, content: { ...letterFrame(lead.locale, setting), subject, groups, short: subject, url } };
      });
      await writeLetters(tx, letters, setting);
      await appendLog(tx, { kind: "handover-unconfirmed", at: now, data: { rota, change: at }, personal: { contact, name } });
    });
  }
  return late.length > 0;
}

/** A hand-over as its link finds it. */
export interface KeptHandover {
  readonly rota: string;
  readonly at: Date;
  readonly until: Date;
  readonly contact: string;
  readonly confirmedAt?: Date;
}

export async function handoverOfDelivery(db: Database, delivery: string): Promise<KeptHandover | undefined> {
  const row = await db.selectFrom("oncall_handover").selectAll().where("delivery", "=", delivery).executeTakeFirst();
  if (row === undefined) return undefined;
  const { rota, at, until, contact, confirmed_at } = row;
  return {
    rota,
    at: new Date(at),
    until: new Date(until),
    contact,
    ...(confirmed_at !== null && { confirmedAt: new Date(confirmed_at) }),
  };
}

/** Ids of rotas whose running shift waits for its confirmation. */
export async function unconfirmedRotas(db: Database, now: Date): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("oncall_handover")
    .select("rota")
    .where("confirmed_at", "is", null)
    .where("delivery", "is not", null)
    .where("at", "<=", text(now))
    .where("until", ">", text(now))
    .execute();
  return new Set(rows.map(({ rota }) => rota));
}

/** Writes the confirmation down, once. @returns whether it was this time */
export async function confirmHandover(db: Database, { rota, at, contact }: KeptHandover, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("oncall_handover")
      .set({ confirmed_at: text(now) })
      .where("rota", "=", rota)
      .where("at", "=", text(at))
      .where("confirmed_at", "is", null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) return false;
    const personal = { contact, name: nameOf(contact, site) };
    await appendLog(tx, { kind: "handover-confirmed", at: now, data: { rota, change: text(at) }, personal });
    return true;
  });
}
