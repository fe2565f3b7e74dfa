/** Everything that mails and pages of on-call say, in both languages (`words-de.ts`, `words-en.ts`). */
import type { Dictionary, Locale } from "../../site/locale.ts";
import { webhookName, type Channel } from "./channels.ts";
import { de } from "./words-de.ts";
import { en } from "./words-en.ts";

export type Word = keyof typeof de;

const words: Dictionary<Word> = { de, en };

/** The word or sentence with its `{names}` filled; an unfilled name stays visible. */
export function say(locale: Locale, word: Word, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[locale][word].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name];
    return value === undefined ? whole : String(value);
  });
}

const channelWords = { mail: "channelMail", sms: "channelSms", webhook: "channelWebhook" } as const satisfies Record<
  Channel,
  Word
>;

/** What people call a way to a person; an unknown one of an old entry is a mail. */
export const channelName = (locale: Locale, channel: string | undefined): string =>
  say(locale, channelWords[channel as Channel] ?? "channelMail");

/** What people call a way out that does not work: a relay by host and port, a webhook by its host. */
export function wayOutName(locale: Locale, name: string): string {
  const webhook = webhookName("");
  return name.startsWith(webhook)
    ? `${say(locale, "channelWebhook")} ${name.slice(webhook.length)}`
    : say(locale, "relay", { name });
}
