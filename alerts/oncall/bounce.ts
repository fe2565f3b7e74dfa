/**
 * What a returned mail says about a delivery: delivery status notifications (RFC 3464) and what stands for them. The
 * delivery is named by the address that the mail came back to, `<bounces>+<delivery>@…`, or by the Message-ID of the
 * returned mail; its 80 random bits are known only to whoever got the mail.
 */
import { simpleParser, type ParsedMail } from "mailparser";

export type Bounce =
  /** The mail did not and will not arrive. `permanent`: the address itself is at fault (class 5 of RFC 3463). */
  | { readonly kind: "failed"; readonly delivery: string; readonly permanent: boolean; readonly reason: string }
  /** Still being tried by somebody. */
  | { readonly kind: "delayed"; readonly delivery: string; readonly reason: string }
  /** A mail system speaks, but not in the form of RFC 3464: perhaps it failed. */
  | { readonly kind: "unclear"; readonly delivery: string; readonly reason: string }
  /** Anything else: an auto-reply, a stranger's mail, a notification about a mail that is not ours. */
  | { readonly kind: "none" };

/** Longest part of a returned mail that is looked at, bytes; the report stands at the beginning. */
export const longestBounce = 256 * 1024;

/** The envelope sender of one delivery. */
export function returnAddress(bounces: string, delivery: string): string {
  const at = bounces.lastIndexOf("@");
  return `${bounces.slice(0, at)}+${delivery}${bounces.slice(at)}`;
}

/** Reads a raw mail; never throws, for strangers write to this mailbox too. */
export async function readBounce(raw: Buffer): Promise<Bounce> {
  try {
    const mail = await simpleParser(raw.subarray(0, longestBounce), {
      skipHtmlToText: true,
      skipTextToHtml: true,
      keepDeliveryStatus: true,
    });
    return judge(mail, raw.subarray(0, longestBounce).toString("latin1"));
  } catch {
    return { kind: "none" };
  }
}

function judge(mail: ParsedMail, raw: string): Bounce {
  const delivery = deliveryOf(mail, raw);
  if (delivery === undefined) return { kind: "none" };
  const report = mail.attachments.find(({ contentType }) => /^message\/(global-)?delivery-status$/i.test(contentType));
  if (report !== undefined) return judgeReport(delivery, report.content.toString("utf8"));
  // RFC 3834: an auto-reply is sent by a person's mailbox, which therefore exists.
  if (/^auto-(replied|notified)/i.test(headerOf(mail, "auto-submitted"))) return { kind: "none" };
  const daemon = /^(mailer-daemon|postmaster)@/i.test(mail.from?.value[0]?.address ?? "");
  const nobody = /^return-path:\s*<>\s*$/im.test(raw);
  return daemon || nobody ? { kind: "unclear", delivery, reason: short(mail.subject ?? "") } : { kind: "none" };
}

/** RFC 3464, 2.3: one group of fields per recipient. One mail of ours has one recipient. */
function judgeReport(delivery: string, report: string): Bounce {
  const unfolded = report.replaceAll(/\r?\n[ \t]+/g, " ");
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*?)\\s*$`, "im").exec(unfolded)?.[1] ?? "";
  const action = field("Action").toLowerCase();
  const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(field("Status"))?.[0] ?? "";
  const reason = short(`${status} ${field("Diagnostic-Code")}`);
  if (action === "failed") return { kind: "failed", delivery, permanent: status.startsWith("5"), reason };
  if (action === "delayed") return { kind: "delayed", delivery, reason };
  return { kind: "none" };
}

const id = "[a-hj-km-np-z02-9]{16}";

function deliveryOf(mail: ParsedMail, raw: string): string | undefined {
  const to = ["to", "delivered-to", "x-original-to", "envelope-to"].map((name) => headerOf(mail, name)).join(" ");
  const tagged = new RegExp(`\\+(${id})@`).exec(to)?.[1];
  if (tagged !== undefined) return tagged;
  // The returned mail, whole or only its header, stands in the last part.
  return new RegExp(`^message-id:\\s*<(${id})@`, "im").exec(raw)?.[1];
}

function headerOf(mail: ParsedMail, name: string): string {
  return mail.headerLines
    .filter(({ key }) => key === name)
    .map(({ line }) => line.slice(line.indexOf(":") + 1).trim())
    .join(" ");
}

const short = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
