/** Ways to people that are proven: a message over them was accepted lately, and none has failed since. */
import type { Contact, Rota, Site } from "../../site/inventory.ts";
import { waysTo, type Channel } from "./channels.ts";
import { shiftAt, wholeShifts } from "./rota.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** A proof is good for so long: every hand-over renews it, and a team takes turns within weeks. */
const provenMs = 90 * 86_400_000;
/** Who comes next is looked for so far ahead. */
const nextMs = 90 * 86_400_000;

/** One person on duty now or next, and the channels of theirs that are proven. */
export interface Reach {
  readonly contact: string;
  readonly ways: readonly Channel[];
  readonly proven: readonly Channel[];
}

/** Whether a way of a person is proven. */
export type Proven = (contact: Contact, channel: Channel, address: string) => boolean;

export async function provenWays(db: Database, now: Date): Promise<Proven> {
  const rows = await db
    .selectFrom("oncall_delivery")
    .select((e) => ["contact", "channel", "address", "state", e.fn.max("settled_at").as("at")])
    .where("state", "in", ["accepted", "failed"])
    .where("settled_at", ">", text(new Date(now.getTime() - provenMs)))
    .groupBy(["contact", "channel", "address", "state"])
    .execute();
  const last = new Map(rows.map(({ contact, channel, address, state, at }) => [`${contact} ${channel} ${address} ${state}`, at]));
  return ({ id }, channel, address) => {
    const accepted: string | null | undefined = last.get(`${id} ${channel} ${address} accepted`);
    const failed: string | null | undefined = last.get(`${id} ${channel} ${address} failed`);
    return typeof accepted === "string" && (typeof failed !== "string" || failed < accepted);
  };
}

/** Who is on duty in the rota now, and the next other person, each once; people who have left are gaps and are not here. */
export function onDutyAndNext(rota: Rota, { site: { time_zone: zone }, contacts }: Site, now: Date): Contact[] {
  const current = shiftAt(rota, zone, now)?.contact;
  const next = wholeShifts(rota, zone, now, new Date(now.getTime() + nextMs)).find(
    ({ contact, from }) => from > now && contact !== current,
  )?.contact;
  return [current, next].flatMap((id) => contacts.find((contact) => contact.id === id) ?? []);
}

/** How the people on duty now and next can be reached. */
export function reachOf(rota: Rota, site: Site, now: Date, proven: Proven): Reach[] {
  return onDutyAndNext(rota, site, now).map((contact) => {
    const ways = waysTo(contact);
    return {
      contact: contact.id,
      ways: ways.map(({ channel }) => channel),
      proven: ways.filter(({ channel, address }) => proven(contact, channel, address)).map(({ channel }) => channel),
    };
  });
}
