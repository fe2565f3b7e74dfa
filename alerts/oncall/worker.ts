/**
 * The loop that makes due things happen. It computes what is due from the database each time, so a wake-up that is lost
 * or comes twice changes nothing; timers and `wake()` only shorten the wait.
 */
import type { Logger } from "pino";
import type { Setting } from "./contents.ts";
import type { Policy } from "../../site/inventory.ts";
import { emergencyPolicy, nextSteps, peopleOf, policyFor, type Page, type Turn } from "./escalation.ts";
import type { Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { relayName, sendThroughRelays, type MailTransport, type RelayAnswer, type SendResult } from "./mailer.ts";
import { contentSchema, fallbackMail, renderMail, type Rendered } from "./message.ts";
import { writeDigests, writePages, type Paging } from "./notify.ts";
import { claim, mailsAbout, retryNow, settle, type Job } from "./outbox.ts";
import { incidentOf, text, updateIncident, type Database } from "./store.ts";

export interface WorkerParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly transport: MailTransport;
  /** Told about every answer of every relay. */
  readonly heard: (relay: string, answer: RelayAnswer) => void;
}

/** Longest wait between two looks at the database. */
const tickMs = 1000;
/** Connections to relays at a time. */
const mostSends = 8;
/** Incidents per transaction of escalation. */
const batch = 100;

export interface Worker {
  start(): void;
  /** Look now. */
  wake(): void;
  /** Takes no new work and waits for mails that are being sent. */
  stop(): Promise<void>;
}

export function createWorker(parts: WorkerParts): Worker {
  const sending = new Set<Promise<void>>();
  /** Whether mails have failed since the last one that was accepted. */
  let troubled = false;
  const state = { running: false };
  let loop = Promise.resolve();
  let rouse: (() => void) | undefined;
  let roused = false;

  const wake = (): void => {
    roused = true;
    rouse?.();
  };
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, tickMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      if (roused || !state.running) rouse();
    });

  async function turn(): Promise<void> {
    // In a storm mails leave between two batches; the next batch follows at once.
    if ((await escalate(parts)) === batch) roused = true;
    await writeDigests(parts.db, parts.setting());
    const free = mostSends - sending.size;
    if (free <= 0) return;
    for (const job of await claim(parts.db, parts.setting().now, free)) {
      const sent = deliver(parts, job)
        .then(async (outcome) => {
          if (outcome === "accepted" && troubled) await retryNow(parts.db, parts.setting().now);
          troubled = outcome === "later" || (troubled && outcome !== "accepted");
          return undefined;
        })
        .catch((error: unknown) => parts.log.error({ err: error, delivery: job.row.id }, "delivery could not be settled"))
        .finally(() => {
          sending.delete(sent);
          wake();
        });
      sending.add(sent);
    }
  }

  return {
    wake,
    start() {
      state.running = true;
      loop = (async () => {
        while (state.running) {
          roused = false;
          try {
            await turn();
          } catch (error) {
            parts.log.error({ err: error }, "on-call turn failed, next try follows");
            await new Promise((resolve) => setTimeout(resolve, tickMs));
          }
          await rest();
        }
      })();
    },
    async stop() {
      state.running = false;
      rouse?.();
      await loop;
      await Promise.all(sending);
    },
  };
}

/** Carries out what is due for up to `batch` incidents. @returns how many were looked at */
export async function escalate(parts: Pick<WorkerParts, "db" | "setting" | "log">): Promise<number> {
  const { db, setting, log } = parts;
  const rows = await db
    .selectFrom("oncall_incident")
    .select("id")
    .where("next_act_at", "<=", text(setting().now))
    .where("open_key", "is not", null)
    .orderBy("next_act_at")
    .limit(batch)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  try {
    await db.transaction().execute((tx) => actOn(tx, log, ids, setting()));
  } catch (error) {
    log.error({ err: error }, "escalation of several incidents failed, each is tried by itself");
    await oneByOne(parts, ids);
  }
  return rows.length;
}

/** What cannot be carried out for one incident must not stop the others; it is tried again soon. */
async function oneByOne(
  { db, log, setting }: Pick<WorkerParts, "db" | "setting" | "log">,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    try {
      await db.transaction().execute((tx) => actOn(tx, log, [id], setting()));
    } catch (error) {
      log.error({ err: error, incident: id }, "escalation of one incident failed");
      const again = text(new Date(setting().now.getTime() + 30_000));
      await db.updateTable("oncall_incident").set({ next_act_at: again }).where("id", "=", id).execute();
    }
  }
}

/** Carries out what is due for these incidents, where it still is. */
async function actOn(db: Database, log: Logger, ids: readonly string[], setting: Setting): Promise<void> {
  const { site, now } = setting;
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("id", "in", ids)
    .where("open_key", "is not", null)
    .where("next_act_at", "<=", text(now))
    .execute();
  const mails = await mailsAbout(db, ids);
  const pagings: Paging[] = [];
  const entries: LogEntry[] = [];
  for (const incident of rows.map(incidentOf)) {
    const about = mails.get(incident.id) ?? [];
    const run = about.filter(({ createdAt }) => createdAt >= incident.progress.since);
    const pages = run.map(({ contact, state }) => ({ who: contact, failed: state === "failed" }));
    const { policy, turn } = decide(incident, pages, setting, log);
    if (policy !== undefined) pagings.push({ incident, turn, policy, mails: about });
    if (turn.progress.since.getTime() !== incident.progress.since.getTime()) {
      entries.push({ kind: "acknowledgement-expired", at: now, incident: incident.id });
    }
    if (turn.notify.some(({ reason }) => reason === "fallback")) {
      entries.push({ kind: "unreachable", at: now, incident: incident.id, data: { policy: policy?.id } });
    }
    // A repetition of 0 s in the file must not become a busy loop.
    const nextAt = turn.nextAt && new Date(Math.max(turn.nextAt.getTime(), now.getTime() + 1000));
    await updateIncident(db, { ...incident, progress: turn.progress }, nextAt);
  }
  await appendLog(db, ...entries);
  await writePages(db, pagings, peopleOf(site), setting);
}

/** What is due by the file; when that cannot be computed (a rota or time that makes no sense), by the emergency policy. */
function decide(
  incident: Incident,
  pages: readonly Page[],
  { site, now }: Setting,
  log: Logger,
): { policy: Policy | undefined; turn: Turn } {
  const people = peopleOf(site);
  try {
    const policy = policyFor(incident, site.policies, site.contacts);
    return { policy, turn: nextSteps(incident, policy, people, now, pages) };
  } catch (error) {
    log.error({ err: error, incident: incident.id }, "the site's policy cannot be followed, the emergency policy is");
    const policy = emergencyPolicy(site.contacts);
    return { policy, turn: nextSteps(incident, policy, people, now, pages) };
  }
}

/** Makes every open incident be looked at: at start, and when the site file has changed. */
export async function lookAtAll(db: Database, now: Date): Promise<void> {
  await db
    .updateTable("oncall_incident")
    .set({ next_act_at: text(now) })
    .where("open_key", "is not", null)
    .execute();
}

/** Sends one claimed delivery and settles it. @returns how it went */
export async function deliver({ db, log, setting, transport, heard }: WorkerParts, job: Job): Promise<SendResult["outcome"]> {
  const { row } = job;
  const { site, baseUrl, now } = setting();
  const ack = row.kind === "end" ? undefined : { url: `${baseUrl}/ack/${job.token}`, code: job.code };
  const mail = await compose(db, log, job, ack, setting());
  let result: SendResult;
  try {
    result = await sendThroughRelays(
      transport,
      site.mail.relays,
      {
        from: { name: `Leitstand ${site.site.name}`, address: site.mail.from },
        to: { name: row.name, address: row.address },
        ...mail,
        messageId: row.message_id,
        ...(row.thread !== null && { inReplyTo: row.thread }),
        urgent: row.kind === "page" && row.priority >= 30,
      },
      (relay, answer) => heard(relayName(relay), answer),
    );
  } catch (error) {
    result = { outcome: "later", error: error instanceof Error ? error.message : String(error) };
  }
  const settledAt = setting().now;
  const mine = await settle(db, job, result, settledAt);
  const facts = {
    delivery: row.id,
    kind: row.kind,
    attempt: row.attempts,
    outcome: result.outcome,
    ms: settledAt.getTime() - now.getTime(),
  };
  if (!mine) log.warn(facts, "delivery was taken over by another claim");
  else if (result.outcome === "accepted") log.info(facts, "mail accepted");
  else log.warn({ ...facts, error: result.error }, "mail not accepted");
  return result.outcome;
}

/** The words of a delivery; when they cannot be made, a plain one goes out: never nothing. */
async function compose(
  db: Database,
  log: Logger,
  { row }: Job,
  ack: { url: string; code: string } | undefined,
  setting: Setting,
): Promise<Rendered> {
  try {
    const content = contentSchema.parse(JSON.parse(row.payload));
    return renderMail(content, ack, setting.now);
  } catch (error) {
    log.error({ err: error, delivery: row.id }, "mail text could not be made, the plain one goes out");
    const link = await db
      .selectFrom("oncall_delivery_incident")
      .select("incident")
      .where("delivery", "=", row.id)
      .executeTakeFirst();
    const url = link === undefined ? `${setting.baseUrl}/incidents` : `${setting.baseUrl}/incidents/${link.incident}`;
    return fallbackMail(setting.site.site.locale, url, ack);
  }
}
