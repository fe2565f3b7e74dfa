/**
 * A page as a signed HTTP request, for whatever reaches people without mail: a voice gateway, a chat, a ticket system.
 * The receiver checks `X-Leitstand-Signature: t=<seconds>,v1=<hex>`, where hex is the HMAC-SHA-256 of `<seconds>.<body>`
 * under the shared secret, and knows a repetition by `Idempotency-Key`.
 */
import { createHmac } from "node:crypto";
import type { Content } from "./content.ts";
import type { RelayAnswer } from "./mailer.ts";
import type { AckWay } from "./message.ts";
import { renderSms } from "./sms.ts";
import type { DeliveryRow } from "./tables.ts";

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** Longest time for connection and answer together. */
const limitMs = 10_000;

/** Answers that no repetition changes; everything else may be a passing state of the receiver. */
const final = new Set([400, 410, 413, 415, 422]);

/** The body of one message. Version 1: keys are only ever added. */
export function webhookBody(id: string, to: string, content: Content, ack: AckWay | undefined, now: Date): string {
  const { kind } = content;
  const facts =
    content.kind === "digest"
      ? { open: content.open, ended: content.ended, critical: content.critical, url: content.listUrl }
      : content.kind === "note"
        ? { title: content.subject, url: content.url }
        : {
            severity: content.severity,
            title: content.title,
            place: content.place,
            where: content.where,
            since: content.since,
            url: content.incidentUrl,
            runbook: content.runbookUrl,
            ...(content.kind === "page" && {
              what: content.what,
              consequence: content.consequence,
              firstStep: content.firstStep,
              deadline: content.deadline,
              blind: content.blind,
            }),
            ...(content.kind === "end" && { endedAt: content.endedAt }),
          };
  return JSON.stringify({ version: 1, id, kind, to, text: renderSms(content, undefined, now), ...facts, ...(ack && { ack }) });
}

/** The body when the words could not be made: never nothing. */
export function fallbackBody(id: string, kind: DeliveryRow["kind"], to: string, text: string, url: string, ack?: AckWay): string {
  return JSON.stringify({ version: 1, id, kind, to, text, severity: "critical", title: text, url, ...(ack && { ack }) });
}

/** Signature header of a body at that instant. */
export function signature(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/** Posts a body. 2xx is acceptance; redirects are not followed, for the secret was given to one address only. */
export async function postWebhook(
  { url, secret }: WebhookTarget,
  id: string,
  body: string,
  at: Date,
  wait = limitMs,
): Promise<RelayAnswer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "Leitstand",
        "idempotency-key": id,
        "x-leitstand-signature": signature(body, secret, at),
      },
      body,
      signal: AbortSignal.timeout(wait),
    });
    await response.body?.cancel();
    if (response.ok) return { outcome: "accepted" };
    return { outcome: final.has(response.status) ? "refused" : "later", error: `HTTP ${response.status}` };
  } catch (error) {
    // undici hides the reason one level deeper; neither level holds the address' query.
    const { name, cause } = error instanceof Error ? error : { name: "Error", cause: undefined };
    const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : name;
    return { outcome: "later", error: code };
  }
}

/** A body that only asks whether somebody listens; receivers answer 2xx and do nothing. */
export const pingBody = (): string => JSON.stringify({ version: 1, kind: "ping" });
