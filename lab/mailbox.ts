/**
 * The lab's mailbox: a real SMTP server (RFC 5321) that takes every mail for anybody. A mail is answered with 250 only when it is on
 * disk: its envelope as `<id>.json` first, then the mail as `<id>.eml`, whose appearance is what makes it received.
 */
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { writeDurably } from "./durable.ts";
import { activeParameter, type Fault } from "./faults.ts";
import { parseMail, readMails, type Envelope, type Mail } from "./mails.ts";

export interface MailboxOptions {
  readonly folder: string;
  readonly port: number;
  readonly faults: () => readonly Fault[];
  readonly logger: Logger;
  readonly now: () => Date;
}

export interface Mailbox {
  readonly port: number;
  /** Received mails, newest first. */
  mails(): readonly Mail[];
  close(): Promise<void>;
}

const largestMail = 10_000_000;

function refusal(code: number): Error {
  const message = code === 421 ? "Service not available, try again later" : "Requested action aborted, try again later";
  return Object.assign(new Error(message), { responseCode: code });
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** @throws Error when the port is taken */
export async function startMailbox({ folder, port, faults, logger, now }: MailboxOptions): Promise<Mailbox> {
  mkdirSync(folder, { recursive: true });
  const mails: Mail[] = await readMails(folder, logger);
  let count = 0;

  const receive = async (raw: Buffer, session: SMTPServerSession): Promise<void> => {
    const receivedAt = now();
    count += 1;
    const id = `${receivedAt.toISOString().replaceAll(/[-:.]/g, "")}-${process.pid}-${count}`;
    const { mailFrom, rcptTo } = session.envelope;
    const envelope: Envelope = {
      id,
      receivedAt: receivedAt.toISOString(),
      from: mailFrom === false ? "" : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
    };
    await writeDurably(folder, `${id}.json`, JSON.stringify(envelope));
    await writeDurably(folder, `${id}.eml`, raw);
    mails.unshift(await parseMail(envelope, raw));
    logger.info({ id, to: envelope.to }, "mail received");
  };

  const server = new SMTPServer({
    name: "lab.leitstand.example",
    banner: "Leitstand lab mailbox",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      done(activeParameter(faults(), "mail_refused", "code") === 421 ? refusal(421) : null);
    },
    onMailFrom: (_address, _session, done) => {
      const code = activeParameter(faults(), "mail_refused", "code");
      done(code === undefined ? null : refusal(code));
    },
    onData: (stream, session, done) => {
      const hangs = activeParameter(faults(), "mail_hangs", "stored");
      const delayMs = activeParameter(faults(), "mail_slow", "delay_ms") ?? 0;
      const take = async (): Promise<void> => {
        try {
          const raw = await collect(stream);
          if (stream.sizeExceeded) throw Object.assign(new Error("Mail too large"), { responseCode: 552 });
          if (hangs !== 0) await receive(raw, session);
          if (delayMs > 0) await pause(delayMs);
        } catch (error) {
          logger.error({ err: error }, "mail not received");
          done(stream.sizeExceeded && error instanceof Error ? error : refusal(451));
          return;
        }
        if (hangs === undefined) done(null);
      };
      void take();
    },
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why = error.code === "EADDRINUSE" ? "the port is taken by another process" : error.message;
      reject(new Error(`the mailbox cannot listen on 127.0.0.1:${port}: ${why}`, { cause: error }));
    };
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", fail);
      // A client that goes away in the middle of a dialogue is everyday life.
      server.on("error", (error) => logger.debug({ err: error }, "SMTP connection"));
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails: () => mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
