/**
 * Mail by SMTP through the relays of the site, in their order. "250 accepted" means queued, not read: escalation rests
 * on acknowledgement alone.
 */
import { createTransport } from "nodemailer";
import { z } from "zod";
import type { Relay } from "../../site/inventory.ts";

export interface OutgoingMail {
  readonly from: { readonly name: string; readonly address: string };
  /** Where the mail comes back to when it cannot be delivered; left out: to `from`. */
  readonly returnTo?: string;
  readonly to: { readonly name: string; readonly address: string };
  /** Empty: the mail has none. */
  readonly subject: string;
  readonly text: string;
  /** Left out: plain text only. */
  readonly html?: string;
  /** With angle brackets; the same at every attempt, so that a repeated mail is known as the same one. */
  readonly messageId: string;
  /** Message-ID of the first mail of the thread. */
  readonly inReplyTo?: string;
  readonly urgent: boolean;
  /** Files; pages have none. */
  readonly attachments?: readonly { readonly filename: string; readonly contentType: string; readonly content: Uint8Array }[];
}

/**
 * What one relay said. `refused`: this recipient or message, for good (5yz at RCPT or DATA). `later`: everything else,
 * from a closed port to greylisting; whether the mail arrived is then unknown.
 */
export type RelayAnswer =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "refused"; readonly error: string }
  /** `down`: the relay itself is at fault, not this recipient or message. */
  | { readonly outcome: "later"; readonly error: string; readonly down?: true };

/** The way to a relay; tests hand in their own. */
export interface MailTransport {
  send(relay: Relay, mail: OutgoingMail): Promise<RelayAnswer>;
  /** Connects, greets and logs in without sending. @returns what is wrong, or undefined */
  probe(relay: Relay): Promise<string | undefined>;
}

/** Name of a relay in metrics and log. */
export const relayName = (relay: Relay): string => `${relay.host}:${relay.port}`;

/** Longest time with one relay, connection to last answer. */
export const relayLimitMs = 20_000;
/** After so long no further relay is tried in the same attempt: the next attempt begins with the first one again. */
const attemptLimitMs = 30_000;
const phases = {
  dnsTimeout: 3000,
  connectionTimeout: 5000,

  socketTimeout: 15_000,
  socketCloseTimeout: 500,
} as const;

const smtpError = z.object({
  message: z.string().catch(""),
  code: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
});

/**
 * SMTP by nodemailer: one connection per mail, no file or address is ever read for a part.
 * @param limits  shorter ones for tests
 */
export function smtpTransport(
  limits: { readonly relayMs: number; readonly greetingMs: number } = { relayMs: relayLimitMs, greetingMs: 5000 },
): MailTransport {
  const open = ({ host, port, tls, user, password }: Relay) =>
    createTransport({
      host,
      port,
      secure: tls === "tls",
      requireTLS: tls === "starttls",
      ignoreTLS: tls === "none",
      ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
      ...phases,
      greetingTimeout: limits.greetingMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  return {
    async send(relay, { from, returnTo, to, subject, text, html, messageId, inReplyTo, urgent, attachments }) {
      try {
        const result = await open(relay).sendMail({
          from,
          to: [to],
          envelope: { from: returnTo ?? from.address, to: [to.address] },
          subject,
          text,
          ...(html !== undefined && { html }),
          messageId,
          ...(inReplyTo !== undefined && { inReplyTo, references: [inReplyTo] }),
          ...(attachments !== undefined && {
            attachments: attachments.map(({ content, ...about }) => ({ ...about, content: Buffer.from(content) })),
          }),
          ...(urgent && { priority: "high" as const }),
          // RFC 3834: written by a program; no auto-reply, please (the second header is what Outlook heeds).
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
          signal: AbortSignal.timeout(limits.relayMs),
        });
        // A partly refused mail does not throw; with one recipient "partly" is all of it.
        const [rejected] = result.rejectedErrors ?? [];
        if (result.rejected.length === 0) return { outcome: "accepted" };
        return judge(rejected ?? { message: "recipient rejected" });
      } catch (error) {
        return judge(error);
      }
    },
    async probe(relay) {
      try {
        await open(relay).verify();
        return undefined;
      } catch (error) {
        return judge(error).error;
      }
    },
  };
}

/** An error of nodemailer as an answer: only a 5yz about recipient or message is final, a login or sender fault is the relay's. */
function judge(thrown: unknown): Exclude<RelayAnswer, { outcome: "accepted" }> {
  const {
    message,
    code,
    responseCode = 0,
    command = "",
  } = smtpError.parse(thrown instanceof Error ? thrown : { message: String(thrown) });
  const error = [code, responseCode === 0 ? undefined : responseCode, command, message].filter(Boolean).join(" ").slice(0, 500);
  const aboutMail = /^(RCPT|DATA)/.test(command) && responseCode >= 400;
  if (aboutMail && responseCode >= 500 && responseCode < 600) return { outcome: "refused", error };
  return { outcome: "later", error, ...(!aboutMail && { down: true }) };
}

export type SendResult =
  | { readonly outcome: "accepted"; readonly relay: string }
  | { readonly outcome: "refused" | "later"; readonly error: string };

/**
 * Tries the relays in order until one accepts. Refused for good only when every relay says so.
 * @param heard  told about every relay's answer, for metrics
 */
export async function sendThroughRelays(
  transport: MailTransport,
  relays: readonly Relay[],
  mail: OutgoingMail,
  heard: (relay: Relay, answer: RelayAnswer) => void,
): Promise<SendResult> {
  const errors: string[] = [];
  let refused = 0;
  const started = performance.now();
  for (const relay of relays) {
    if (performance.now() - started > attemptLimitMs) break;
    const answer = await transport.send(relay, mail);
    heard(relay, answer);
    if (answer.outcome === "accepted") return { outcome: "accepted", relay: relayName(relay) };
    if (answer.outcome === "refused") refused++;
    errors.push(`${relayName(relay)}: ${answer.error}`);
  }
  return { outcome: refused === relays.length ? "refused" : "later", error: errors.join("; ") };
}
