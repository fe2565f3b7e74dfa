/**
 * The transactional outbox: a delivery is a row written together with its reason, claimed under a lease, and settled
 * only by whoever holds the newest claim. A crash anywhere leaves the row to be claimed again, with the same Message-ID:
 * at least once, and a repetition is known as one.
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { markAddress } from "./addresses.ts";
import type { Bounce } from "./bounce.ts";
import type { Channel } from "./channels.ts";
import type { Setting } from "./contents.ts";
import { elsewhereMs, goElsewhere } from "./fallover.ts";
import { appendLog } from "./log.ts";
import type { SendResult } from "./mailer.ts";
import { text } from "./store.ts";
import type { Database, DeliveryRow } from "./tables.ts";

/**
 * A claim holds so long and is renewed every `renewMs` while its mail is being sent: a process that died blocks nobody for
 * longer. All instances reckon it by one clock, that of the database.
 */
const leaseMs = 10_000;
export const renewMs = 3000;
/** A retry or a lease further ahead than can be was written before a clock jumped back, and counts for nothing. */
const absurdMs = 60_000;
const backoffMs = [1000, 2000, 4000, 8000, 16_000, 30_000] as const;

/** How long to wait before attempt number `attempts` + 1: doubling, 30 s at most. */
export const backoff = (attempts: number): number => backoffMs[Math.min(Math.max(attempts, 1), backoffMs.length) - 1] ?? 30_000;

/** A claimed delivery: to be sent now, by whoever holds this fence. */
export interface Job {
  readonly row: DeliveryRow;
  readonly fence: number;
  /** How the receiver acknowledges; made for this attempt, stored only as hashes. */
  readonly token: string;
  readonly code: string;
}

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
/** The code is too short to be hashed alone; the token, which nobody stores, salts it. */
export const hashCode = (token: string, code: string): string => hashToken(`${token}:${code}`);

/** What a claim goes by. */
export interface Claiming {
  readonly setting: () => Setting;
  /** The clock that all instances on this database share; only leases are reckoned by it. */
  readonly sharedNow: () => Date;
  /** Deliveries that this process is sending: a lease that it failed to renew does not make them anybody's. */
  readonly mine: ReadonlySet<string>;
  /** Makes one mail of several to a person that have waited long; true when it did. */
  readonly sumUp: (tx: Database, contact: string) => Promise<boolean>;
}

/**
 * Claims what is due on a channel, most urgent first, at most one delivery per person: whoever has a slow mailbox holds up nobody else,
 * and each person gets their mails in order. Pages that nobody needs any more are set aside instead.
 */
export async function claim(
  db: Database,
  { setting, sharedNow, mine, sumUp }: Claiming,
  channel: Channel,
  most: number,
): Promise<Job[]> {
  const due = (): Due => ({ now: setting().now, leaseNow: sharedNow(), channel, mine });
  // Most turns find nothing; they must not take the write lock.
  if ((await firstDue(db, due(), [])) === undefined) return [];
  return db.transaction().execute(async (tx) => {
    const jobs: Job[] = [];
    // Only now: whoever waited for the turn to write, or was stopped for a while, has an old look at the clock.
    const by = due();
    const taken = await busyContacts(tx, by);
    for (let looked = 0; jobs.length < most && looked < most * 20; looked++) {
      const row = await firstDue(tx, by, taken);
      if (row === undefined) break;
      if (row.kind === "page" && !(await needed(tx, row, by.now))) {
        await supersede(tx, row, by.now);
        continue;
      }
      if (channel === "mail" && (await sumUp(tx, row.contact))) continue;
      taken.push(row.contact);
      jobs.push(await lease(tx, row, by));
    }
    return jobs;
  });
}

interface Due {
  readonly now: Date;
  readonly leaseNow: Date;
  readonly channel: Channel;
  readonly mine: ReadonlySet<string>;
}

const later = (at: Date, ms: number): string => text(new Date(at.getTime() + ms));

/** Whom a mail is being sent to now, by any instance. */
async function busyContacts(db: Database, { leaseNow, channel, mine }: Due): Promise<string[]> {
  const rows = await db
    .selectFrom("oncall_delivery")
    .select("contact")
    .where("state", "=", "leased")
    .where("channel", "=", channel)
    .where((e) =>
      e.or([
        e.and([e("lease_until", ">", text(leaseNow)), e("lease_until", "<=", later(leaseNow, absurdMs))]),
        ...(mine.size > 0 ? [e("id", "in", [...mine])] : []),
      ]),
    )
    .execute();
  return rows.map(({ contact }) => contact);
}

/** The most urgent due row of anybody but those; a lease that has run out is due again. */
function firstDue(
  db: Database,
  { now, leaseNow, channel, mine }: Due,
  except: readonly string[],
): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom("oncall_delivery")
    .selectAll()
    .where("channel", "=", channel)
    .where((e) =>
      e.or([
        e.and([e("state", "=", "pending"), e.or([e("next_at", "<=", text(now)), e("next_at", ">", later(now, absurdMs))])]),
        e.and([
          e("state", "=", "leased"),
          e.or([e("lease_until", "<=", text(leaseNow)), e("lease_until", ">", later(leaseNow, absurdMs))]),
        ]),
      ]),
    )
    .$if(mine.size > 0, (query) => query.where("id", "not in", [...mine]))
    .$if(except.length > 0, (query) => query.where("contact", "not in", except))
    .orderBy("priority", "desc")
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
}

/** Lengthens the leases of what is being sent; a job that another instance has taken over stays with it. */
export async function renew(db: Database, jobs: Iterable<Job>, sharedNow: () => Date): Promise<void> {
  for (const { row, fence } of jobs) {
    await db
      .updateTable("oncall_delivery")
      .set({ lease_until: later(sharedNow(), leaseMs) })
      .where("id", "=", row.id)
      .where("fence", "=", fence)
      .where("state", "=", "leased")
      .execute();
  }
}

/** A page is needed while one of its incidents is open and nobody is on it. */
async function needed(db: Database, row: DeliveryRow, now: Date): Promise<boolean> {
  const open = await db
    .selectFrom("oncall_incident")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.incident", "oncall_incident.id")
    .select("id")
    .where("delivery", "=", row.id)
    .where("open_key", "is not", null)
    .where((e) => e.or([e("ack_by", "is", null), e("ack_expires_at", "<=", text(now))]))
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

async function supersede(db: Database, row: DeliveryRow, now: Date): Promise<void> {
  await db
    .updateTable("oncall_delivery")
    .set({ state: "superseded", settled_at: text(now), lease_until: null })
    .where("id", "=", row.id)
    .execute();
  await logDelivery(db, row, "superseded", now, {});
}

/** Whether such a message carries a link and a code by which its reader acts. */
export const hasLink = (kind: DeliveryRow["kind"]): boolean => kind === "page" || kind === "digest" || kind === "handover";

async function lease(db: Database, row: DeliveryRow, { now, leaseNow }: Due): Promise<Job> {
  const fence = row.fence + 1;
  const token = randomBytes(16).toString("base64url");
  const code = String(randomInt(10_000)).padStart(4, "0");
  await db
    .updateTable("oncall_delivery")
    .set({ state: "leased", lease_until: later(leaseNow, leaseMs), fence, attempts: row.attempts + 1 })
    .where("id", "=", row.id)
    .execute();
  if (hasLink(row.kind)) {
    const token_row = {
      hash: hashToken(token),
      delivery: row.id,
      code_hash: hashCode(token, code),
      created_at: text(now),
      wrong_codes: 0,
    };
    await db.insertInto("oncall_token").values(token_row).execute();
  }
  return { row: { ...row, attempts: row.attempts + 1, fence }, fence, token, code };
}

/**
 * Writes down how an attempt went.
 * @returns false when the lease had passed to another claim, whose word then counts
 */
export async function settle(db: Database, { row, fence }: Job, result: SendResult, setting: Setting): Promise<boolean> {
  const { now } = setting;
  return db.transaction().execute(async (tx) => {
    const at = text(now);
    const change =
      result.outcome === "accepted"
        ? { state: "accepted" as const, settled_at: at, relay: result.relay, last_error: null }
        : result.outcome === "refused"
          ? { state: "failed" as const, settled_at: at, last_error: result.error }
          : {
              state: "pending" as const,
              next_at: text(new Date(now.getTime() + backoff(row.attempts))),
              last_error: result.error,
            };
    const { numUpdatedRows } = await tx
      .updateTable("oncall_delivery")
      .set({ ...change, lease_until: null })
      .where("id", "=", row.id)
      .where("fence", "=", fence)
      .where("state", "=", "leased")
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    if (result.outcome === "accepted") {
      await logDelivery(tx, row, "accepted", now, { relay: result.relay, attempts: row.attempts });
    } else if (result.outcome === "refused") {
      await logDelivery(tx, row, "refused", now, { attempts: row.attempts }, result.error);
      // A refusal of the text says nothing about the address.
      if (/\bRCPT\b/.test(result.error)) await markAddress(tx, { ...wayOf(row), reason: result.error }, now);
      if (await needed(tx, row, now)) await goElsewhere(tx, row, setting);
      await hurry(tx, row.id, now);
    } else {
      if (row.attempts === 1) await logDelivery(tx, row, "delayed", now, {}, result.error);
      const waits = now.getTime() - new Date(row.created_at).getTime() >= elsewhereMs;
      if (waits && (await needed(tx, row, now))) await goElsewhere(tx, row, setting);
    }
    return true;
  });
}

/**
 * A mail that a server had taken came back, or may have: the page takes the next way, and when it surely failed the
 * incident is looked at anew. @returns whether it was news
 */
export async function takeBack(db: Database, bounce: Exclude<Bounce, { kind: "none" }>, setting: Setting): Promise<boolean> {
  const { now } = setting;
  return db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom("oncall_delivery").selectAll().where("id", "=", bounce.delivery).executeTakeFirst();
    // Also while it is leased: a relay may return a mail before its acceptance has been written down.
    if (row === undefined || !["accepted", "leased", "pending"].includes(row.state)) return false;
    if (bounce.kind === "delayed") return false;
    if (bounce.kind === "failed") {
      const failed = {
        state: "failed" as const,
        settled_at: text(now),
        lease_until: null,
        last_error: `returned: ${bounce.reason}`,
      };
      await tx.updateTable("oncall_delivery").set(failed).where("id", "=", row.id).execute();
      await logDelivery(tx, row, "returned", now, {}, bounce.reason);
      if (bounce.permanent) await markAddress(tx, { ...wayOf(row), reason: bounce.reason }, now);
    }
    const elsewhere = (await needed(tx, row, now)) && (await goElsewhere(tx, row, setting));
    if (bounce.kind === "failed") await hurry(tx, row.id, now);
    return elsewhere || bounce.kind === "failed";
  });
}

const wayOf = ({ contact, channel, address }: DeliveryRow): Pick<DeliveryRow, "contact" | "channel" | "address"> => ({
  contact,
  channel,
  address,
});

/** Makes everything that waits for a retry on a channel due now: the way out is open again. */
export async function retryNow(db: Database, channel: Channel, now: Date): Promise<void> {
  // As a transaction: many rows at once, written outside the turn of the only writer, could lock crosswise.
  await db.transaction().execute((tx) =>
    tx
      .updateTable("oncall_delivery")
      .set({ next_at: text(now) })
      .where("channel", "=", channel)
      .where("state", "=", "pending")
      .where("attempts", ">", 0)
      .execute(),
  );
}

/** Lets escalation look at the incidents of a failed page at once. */
async function hurry(db: Database, delivery: string, now: Date): Promise<void> {
  const incidents = db.selectFrom("oncall_delivery_incident").select("incident").where("delivery", "=", delivery);
  await db
    .updateTable("oncall_incident")
    .set({ next_act_at: text(now) })
    .where("open_key", "is not", null)
    .where("id", "in", incidents)
    .execute();
}

/** One entry per incident of the delivery; a relay's answer may quote the address, so it counts as personal. */
async function logDelivery(
  db: Database,
  row: DeliveryRow,
  kind: "superseded" | "accepted" | "refused" | "delayed" | "returned",
  at: Date,
  data: Readonly<Record<string, string | number>>,
  error?: string,
): Promise<void> {
  const links = await db.selectFrom("oncall_delivery_incident").select("incident").where("delivery", "=", row.id).execute();
  const personal = { contact: row.contact, name: row.name, address: row.address, ...(error !== undefined && { error }) };
  const facts = { mail: row.kind, channel: row.channel, delivery: row.id, messageId: row.message_id, ...data };
  if (links.length === 0) return appendLog(db, { kind, at, data: facts, personal });
  await appendLog(db, ...links.map(({ incident }) => ({ kind, at, incident, data: facts, personal })));
}
