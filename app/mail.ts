/** Mails that are no pages: through the site's relays, in their order, with one answer. */
import { relayName, sendThroughRelays, smtpTransport, type OutgoingMail, type SendResult } from "../alerts/oncall/mailer.ts";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";

export interface HouseMail extends Pick<OutgoingMail, "to" | "subject" | "text" | "attachments"> {
  /** Left part of the Message-ID: the same at every attempt. */
  readonly id: string;
}

/** Sends one mail in the name of the site. Never rejects: a relay that does not answer is `later`. */
export function mailSender(site: () => Site, log: Logger): (mail: HouseMail) => Promise<SendResult> {
  const transport = smtpTransport();
  return ({ id, ...mail }) => {
    const { site: about, mail: settings } = site();
    const domain = settings.from.split("@").at(-1) ?? "localhost";
    const from = { name: `Leitstand ${about.name}`, address: settings.from };
    return sendThroughRelays(
      transport,
      settings.relays,
      { ...mail, from, messageId: `<${id}@${domain}>`, urgent: false },
      (relay, answer) => {
        if (answer.outcome !== "accepted") log.warn({ relay: relayName(relay), mail: id, error: answer.error }, "mail not taken");
      },
    );
  };
}
