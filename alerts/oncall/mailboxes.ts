/** The mailboxes that on-call reads: of mails that came back, and of canaries. A folder's fault is told once, not every two seconds. */
import type { Logger } from "pino";
import { readBounce } from "./bounce.ts";
import { takeCanary } from "./canary.ts";
import type { Setting } from "./contents.ts";
import { maildir, type RawMail } from "./maildir.ts";
import { takeBack } from "./outbox.ts";
import type { Database } from "./tables.ts";

export interface Mailboxes {
  readReturned(): Promise<void>;
  /** What is seen in the canary's mailbox has gone the whole way. */
  readCanaries(): Promise<void>;
}

export interface MailboxParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  /** A mail came back: something may be due. */
  readonly wake: () => void;
}

export function createMailboxes({ db, log, setting, wake }: MailboxParts): Mailboxes {
  const faults = new Map<string, string>();
  async function each(what: string, folder: string, take: (mail: RawMail) => Promise<void>): Promise<void> {
    const reader = maildir(folder);
    let mails: readonly RawMail[];
    try {
      mails = await reader.read();
      faults.delete(what);
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== faults.get(what)) log.error({ error: fault }, `the mailbox of ${what} cannot be read`);
      faults.set(what, fault);
      return;
    }
    for (const mail of mails) {
      await take(mail);
      await reader.done(mail.name);
    }
  }
  return {
    async readReturned() {
      const { bounces } = setting().site.mail;
      if (bounces === undefined) return;
      await each("returned mails", bounces.folder, async ({ name, raw }) => {
        const bounce = await readBounce(raw);
        if (bounce.kind === "none") log.info({ mail: name }, "a mail in the bounce mailbox that is about no delivery");
        else if (await takeBack(db, bounce, setting())) {
          log.warn({ delivery: bounce.delivery, bounce: bounce.kind }, "a mail came back");
          wake();
        }
      });
    },
    async readCanaries() {
      const { canary } = setting().site.mail;
      if (canary === undefined) return;
      await each("canaries", canary.folder, async (mail) => {
        if (!(await takeCanary(db, mail, setting())))
          log.info({ mail: mail.name }, "a mail in the canary's mailbox that is none");
      });
    },
  };
}
