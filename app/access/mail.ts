/** The mail with the code. It goes straight to the relays, not through the outbox: the code must stand in no database. */
import type { Logger } from "pino";
import { sendThroughRelays, type MailTransport, type OutgoingMail } from "../../alerts/oncall/mailer.ts";
import type { Contact, Site } from "../../site/inventory.ts";
import { formatInstant, formatTime } from "../../site/locale.ts";
import { codeMinutes } from "./codes.ts";
import { say } from "./words.ts";

export interface CodeMail {
  readonly contact: Contact;
  /** Eight digits. */
  readonly code: string;
  /** Address of the client that asked. */
  readonly client: string;
  /** Base address of the pages, without a slash at the end. */
  readonly baseUrl: string;
  readonly now: Date;
}

/** Subject and text. No link logs in: the address of the form is for those who lost the page. Pure. */
export function codeMail({ contact, code, client, baseUrl, now }: CodeMail, site: Site): { subject: string; text: string } {
  const { locale } = contact;
  const { time_zone: zone, name } = site.site;
  const until = formatTime(new Date(now.getTime() + codeMinutes * 60_000), zone, locale);
  const blocks = [
    say(locale, "mailCode", { code: `${code.slice(0, 4)} ${code.slice(4)}` }),
    say(locale, "mailUse", { time: until, url: baseUrl }),
    `${say(locale, "mailAsked", { at: formatInstant(now, zone, locale), client })}\n${say(locale, "mailNever")}`,
    say(locale, "mailNotYou"),
  ];
  return { subject: `${say(locale, "mailSubject")} – ${name}`, text: `${blocks.join("\n\n")}\n` };
}

/** A relay that is busy is asked again; a person waits in front of the form. */
const pausesMs = [0, 2000, 8000, 20_000] as const;

/** Sends the mail. @returns whether a relay took it; never rejects */
export async function sendCode(
  mail: CodeMail,
  id: string,
  site: Site,
  transport: MailTransport,
  log: Logger,
  pause: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  const { contact } = mail;
  const from = { name: `Leitstand ${site.site.name}`, address: site.mail.from };
  const outgoing: OutgoingMail = {
    from,
    to: { name: contact.name, address: contact.email },
    ...codeMail(mail, site),
    messageId: `<login-${id}@${site.mail.from.split("@")[1] ?? "leitstand.invalid"}>`,
    urgent: false,
  };
  for (const ms of pausesMs) {
    if (ms > 0) await pause(ms);
    const result = await sendThroughRelays(transport, site.mail.relays, outgoing, () => undefined);
    if (result.outcome === "accepted") return true;
    log.warn({ contact: contact.id, error: result.error }, "the mail with a login code was not taken");
    if (result.outcome === "refused") return false;
  }
  return false;
}
