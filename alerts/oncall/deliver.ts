/** Sends a claimed delivery over its channel: words, way out, settlement. */
import type { Logger } from "pino";
import type { Relay } from "../../site/inventory.ts";
import { returnAddress } from "./bounce.ts";
import { webhookName } from "./channels.ts";
import { contentSchema, type Content } from "./content.ts";
import { digestContent, type Setting } from "./contents.ts";
import { relayName, sendThroughRelays, type MailTransport, type RelayAnswer, type SendResult } from "./mailer.ts";
import { fallbackMail, renderMail, type AckWay, type Rendered } from "./message.ts";
import { hasLink, settle, type Job } from "./outbox.ts";
import { renderSms } from "./sms.ts";
import { incidentsOfDelivery } from "./store.ts";
import type { Database } from "./tables.ts";
import { fallbackBody, postWebhook, webhookBody } from "./webhook.ts";

export interface DeliverParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly transport: MailTransport;
  /** The relays in the order in which they are tried: one that has just hung does not hold up every mail. */
  readonly order: (relays: readonly Relay[]) => readonly Relay[];
  /** Told about every answer of every relay and webhook, by its name. */
  readonly heard: (name: string, answer: RelayAnswer) => void;
  /** The process is about to end: nothing is tried again. */
  readonly stopping: () => boolean;
}

/** Sends one claimed delivery and settles it. @returns how it went */
export async function deliver(parts: DeliverParts, job: Job): Promise<SendResult["outcome"]> {
  const { log, setting } = parts;
  const { row } = job;
  const { baseUrl, now } = setting();
  const path = row.kind === "handover" ? "handover" : "ack";
  const ack = hasLink(row.kind) ? { url: `${baseUrl}/${path}/${job.token}`, code: job.code } : undefined;
  let result: SendResult;
  try {
    const content = await contentOf(parts, job);
    result = row.channel === "webhook" ? await viaWebhook(parts, job, content, ack) : await viaRelays(parts, job, content, ack);
  } catch (error) {
    result = { outcome: "later", error: error instanceof Error ? error.message : String(error) };
  }
  const mine = await settleSurely(parts, job, result);
  const settledAt = setting();
  const facts = {
    delivery: row.id,
    kind: row.kind,
    channel: row.channel,
    attempt: row.attempts,
    outcome: result.outcome,
    ms: settledAt.now.getTime() - now.getTime(),
  };
  if (!mine) log.warn(facts, "delivery was taken over by another claim");
  else if (result.outcome === "accepted") log.info(facts, "message accepted");
  else log.warn({ ...facts, error: result.error }, "message not accepted");
  return result.outcome;
}

const settleAgainMs = 1000;

/**
 * Writes down how it went, again and again while the database cannot take it (out of reach, locked, disk full): what a
 * relay has accepted would go out once more, were this forgotten.
 */
async function settleSurely({ db, log, setting, stopping }: DeliverParts, job: Job, result: SendResult): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle(db, job, result, setting());
    } catch (error) {
      if (stopping()) throw error;
      if (tries === 1) log.error({ err: error, delivery: job.row.id }, "how a delivery went cannot be written down yet");
    }
    await new Promise((resolve) => setTimeout(resolve, settleAgainMs));
  }
}

async function viaRelays(
  parts: DeliverParts,
  job: Job,
  content: Content | undefined,
  ack: AckWay | undefined,
): Promise<SendResult> {
  const { log, setting, transport, heard, order } = parts;
  const { row } = job;
  const { site, now } = setting();
  const { bounces } = site.mail;
  const sms = row.channel === "sms";
  const mail = sms ? { subject: "", text: await short() } : await words();
  // The short message takes the relays from the other end: one that swallows mails does not swallow both.
  return sendThroughRelays(
    transport,
    order(sms ? site.mail.relays.toReversed() : site.mail.relays),
    {
      from: { name: `Leitstand ${site.site.name}`, address: site.mail.from },
      ...(bounces !== undefined && { returnTo: returnAddress(bounces.address, row.id) }),
      to: { name: row.name, address: row.address },
      ...mail,
      messageId: row.message_id,
      ...(row.thread !== null && { inReplyTo: row.thread }),
      urgent: row.kind === "page" && row.priority >= 30,
    },
    (relay, answer) => heard(relayName(relay), answer),
  );

  /** When the words cannot be made, plain ones go out: never nothing. */
  async function words(): Promise<Rendered> {
    return (
      tried(log, job, () => content && renderMail(content, ack, now)) ??
      fallbackMail(site.site.locale, await urlOf(parts, job), ack)
    );
  }
  async function short(): Promise<string> {
    const made = tried(log, job, () => content && renderSms(content, ack, now));
    return made ?? fallbackMail(site.site.locale, await urlOf(parts, job), undefined).subject;
  }
}

/** Where the incident of a delivery can be looked at. */
async function urlOf({ db, setting }: DeliverParts, { row }: Job): Promise<string> {
  const { baseUrl } = setting();
  const link = await db
    .selectFrom("oncall_delivery_incident")
    .select("incident")
    .where("delivery", "=", row.id)
    .executeTakeFirst();
  return link === undefined ? `${baseUrl}/incidents` : `${baseUrl}/incidents/${link.incident}`;
}

async function viaWebhook(
  parts: DeliverParts,
  job: Job,
  content: Content | undefined,
  ack: AckWay | undefined,
): Promise<SendResult> {
  const { setting, heard, log } = parts;
  const { row } = job;
  const { site, now } = setting();
  const target = site.contacts.find(({ id }) => id === row.contact)?.webhook;
  if (target === undefined) return { outcome: "refused", error: "the site file has no webhook for this contact any more" };
  const name = webhookName(row.address);
  const made = tried(log, job, () => content && webhookBody(row.id, row.contact, content, ack, now));
  const plain = async (): Promise<string> => {
    const { subject } = fallbackMail(site.site.locale, "", undefined);
    return fallbackBody(row.id, row.kind, row.contact, subject, await urlOf(parts, job), ack);
  };
  const answer = await postWebhook(target, row.id, made ?? (await plain()), now);
  heard(name, answer);
  return answer.outcome === "accepted" ? { outcome: "accepted", relay: name } : answer;
}

/**
 * What a delivery says; undefined when its column cannot be read. A digest lists what is true when it leaves: while it
 * waited for a relay, incidents may have ended.
 */
async function contentOf({ db, log, setting }: DeliverParts, job: Job): Promise<Content | undefined> {
  const content = tried(log, job, () => contentSchema.parse(JSON.parse(job.row.payload)));
  if (content?.kind !== "digest") return content;
  const { about, span } = content;
  const incidents = await incidentsOfDelivery(db, job.row.id);
  return digestContent(incidents, content.locale, setting(), { about, ...(span && { span }) });
}

function tried<Value>(log: Logger, { row }: Job, make: () => Value): Value | undefined {
  try {
    return make();
  } catch (error) {
    log.error({ err: error, delivery: row.id }, "the text of a message could not be made, a plain one goes out");
    return undefined;
  }
}
