/** Sends a claimed delivery: words, relays, settlement. */
import type { Logger } from "pino";
import { contentSchema } from "./content.ts";
import type { Setting } from "./contents.ts";
import { relayName, sendThroughRelays, type MailTransport, type RelayAnswer, type SendResult } from "./mailer.ts";
import { fallbackMail, renderMail, type Rendered } from "./message.ts";
import { settle, type Job } from "./outbox.ts";
import type { Database } from "./tables.ts";

export interface DeliverParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly transport: MailTransport;
  /** Told about every answer of every relay. */
  readonly heard: (relay: string, answer: RelayAnswer) => void;
}

/** Sends one claimed delivery and settles it. @returns how it went */
export async function deliver({ db, log, setting, transport, heard }: DeliverParts, job: Job): Promise<SendResult["outcome"]> {
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
