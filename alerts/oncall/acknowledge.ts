/** Acknowledgement: who is on it, by the link and the code of a mail. Only `acknowledge` writes. */
import { timingSafeEqual } from "node:crypto";
import { seconds } from "../../site/inventory.ts";
import type { Setting } from "./contents.ts";
import { policyFor } from "./escalation.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { hashCode, hashToken } from "./outbox.ts";
import { incidentsByIds, incidentsOfDelivery, noteAcknowledged } from "./store.ts";
import type { Database } from "./tables.ts";

/** Wrong codes after which a link is dead. */
const mostWrongCodes = 10;

/** What a link of a mail stands for. */
export interface AckLink {
  readonly hash: string;
  readonly codeHash: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly incidents: readonly Incident[];
  /** Id of the delivery that carried it. */
  readonly delivery: string;
  /** Too many wrong codes. */
  readonly locked: boolean;
}

/** Looks a link up; undefined when no mail carried it. */
export async function findLink(db: Database, token: string): Promise<AckLink | undefined> {
  const row = await db
    .selectFrom("oncall_token")
    .innerJoin("oncall_delivery", "oncall_delivery.id", "oncall_token.delivery")
    .select(["hash", "code_hash", "wrong_codes", "delivery", "contact", "name"])
    .where("hash", "=", hashToken(token))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    hash: row.hash,
    codeHash: row.code_hash,
    person: { id: row.contact, name: row.name },
    incidents: await incidentsOfDelivery(db, row.delivery),
    delivery: row.delivery,
    locked: row.wrong_codes >= mostWrongCodes,
  };
}

/** Whether the typed code is the one of that mail, compared in constant time. */
export function codeFits(link: AckLink, token: string, typed: string): boolean {
  const given = Buffer.from(hashCode(token, typed.replaceAll(/\D/g, "")), "hex");
  return timingSafeEqual(given, Buffer.from(link.codeHash, "hex"));
}

/** Counts a wrong code, so that nobody tries them all. */
export async function noteWrongCode(db: Database, link: AckLink, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable("oncall_token")
      .set((e) => ({ wrong_codes: e("wrong_codes", "+", 1) }))
      .where("hash", "=", link.hash)
      .execute();
    const [first] = link.incidents;
    await appendLog(tx, { kind: "wrong-code", at: now, ...(first && { incident: first.id }) });
  });
}

/** Acknowledges every incident of the link that is open, in one transaction. */
export function acknowledgeAll(db: Database, link: AckLink, setting: Setting): Promise<AckResult[]> {
  const ids = link.incidents.map(({ id }) => id);
  return db.transaction().execute((tx) => acknowledge(tx, ids, link.person, setting));
}

export type AckResult =
  | { readonly outcome: "taken"; readonly until: Date | undefined }
  | { readonly outcome: "already"; readonly by: string; readonly at: Date }
  | { readonly outcome: "ended"; readonly at: Date };

/**
 * Notes that a person is on these incidents, be they the thousands of a storm's list. The first one counts until it expires;
 * nothing here fails twice.
 * @param over  takes them over from whoever else is on them
 * @returns what became of each that exists
 */
export async function acknowledge(
  db: Database,
  ids: readonly string[],
  person: { id: string; name: string },
  setting: Setting,
  { over } = { over: false },
): Promise<AckResult[]> {
  const { site, now } = setting;
  const results: AckResult[] = [];
  const entries: LogEntry[] = [];
  /** By the instant at which it expires; what never does by 0. */
  const taken = new Map<number, string[]>();
  for (const incident of await incidentsByIds(db, ids)) {
    const held = incident.acknowledgement;
    const busy = held !== undefined && acknowledged(incident, now);
    if (incident.endedAt !== undefined) results.push({ outcome: "ended", at: incident.endedAt });
    else if (busy && !(over && held.by !== person.id)) results.push({ outcome: "already", by: held.by, at: held.at });
    else {
      const expires = policyFor(incident, site.policies, site.contacts)?.acknowledgement_expires;
      const until = expires === undefined ? undefined : new Date(now.getTime() + seconds(expires) * 1000);
      const together = taken.get(until?.getTime() ?? 0) ?? [];
      together.push(incident.id);
      taken.set(until?.getTime() ?? 0, together);
      const personal = { contact: person.id, name: person.name };
      entries.push({ kind: busy ? "taken-over" : "acknowledged", at: now, incident: incident.id, personal });
      results.push({ outcome: "taken", until });
    }
  }
  for (const [until, some] of taken) await noteAcknowledged(db, some, person.id, now, until === 0 ? undefined : new Date(until));
  await appendLog(db, ...entries);
  return results;
}
