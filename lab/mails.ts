/** Received mails as the pages and the drill read them: from the files of the mailbox, parsed once. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { simpleParser, type HeaderValue } from "mailparser";
import type { Logger } from "pino";

/** Who sent it to whom, as the SMTP dialogue said; `<id>.json` beside the mail. */
export interface Envelope {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface Mail extends Envelope {
  readonly messageId: string | undefined;
  readonly subject: string;
  /** Header Date as ISO instant. */
  readonly date: string | undefined;
  /** The plain part; of an HTML-only mail its text. */
  readonly text: string;
  /** Headers of interest, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

const interesting =
  /^(x-.*|in-reply-to|references|reply-to|auto-submitted|importance|priority|content-language|from|to|cc|list-.*)$/;

function textOf(value: HeaderValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ");
  return "text" in value && typeof value.text === "string" ? value.text : JSON.stringify(value);
}

export async function parseMail(envelope: Envelope, raw: Buffer): Promise<Mail> {
  const parsed = await simpleParser(raw, { skipImageLinks: true, skipTextLinks: true });
  const headers: Record<string, string> = {};
  for (const [name, value] of parsed.headers) if (interesting.test(name)) headers[name] = textOf(value);
  return {
    ...envelope,
    messageId: parsed.messageId,
    subject: parsed.subject ?? "",
    date: parsed.date?.toISOString(),
    text: parsed.text ?? "",
    headers,
  };
}

/** All mails of the folder, newest first; what a kill left half written is removed. */
export async function readMails(folder: string, logger: Logger): Promise<Mail[]> {
  const names = await readdir(folder);
  for (const name of names) if (name.endsWith(".tmp")) await rm(join(folder, name), { force: true });
  const ids = names.flatMap((name) => (name.endsWith(".eml") ? [name.slice(0, -4)] : [])).sort();
  const mails: Mail[] = [];
  for (const id of ids.toReversed()) {
    try {
      const envelope = JSON.parse(await readFile(join(folder, `${id}.json`), "utf8")) as Envelope;
      mails.push(await parseMail(envelope, await readFile(join(folder, `${id}.eml`))));
    } catch (error) {
      logger.error({ id, err: error }, "a stored mail cannot be read");
    }
  }
  return mails;
}
