/** The short message: severity, fault, minutes left, place, code and link in 160 characters at most. Pure. */
import { formatDuration, type Locale } from "../../site/locale.ts";
import type { Content, EndContent, PageContent } from "./content.ts";
import { cutGsm, septets, toGsm } from "./gsm.ts";
import type { AckWay } from "./message.ts";
import { say, type Word } from "./words.ts";

/** Septets of one short message. */
export const longestSms = 160;
/** A longer link would leave no room for what happened; the code then stands only in the mail, with its own link. */
const longestLink = 76;
const longestPlace = 40;
/** What the title keeps at least when the place is long. */
const titleShare = 24;

/** The text as it leaves at `now`: first what happened and how long it leaves, then where, then how to acknowledge. */
export function renderSms(content: Content, ack: AckWay | undefined, now: Date): string {
  const { locale } = content;
  if (content.kind === "digest") {
    const { open, ended, critical } = content;
    return cutGsm(
      word(locale, open === 0 ? "digestSubjectOver" : "digestSubject", { count: open + ended, critical }),
      longestSms,
    );
  }
  if (content.kind === "note") return cutGsm(toGsm(content.short), longestSms);
  const { head, time } = content.kind === "page" ? pageParts(content, now) : endParts(content);
  const way = ackPart(locale, ack);
  const title = toGsm(content.title);
  const room = longestSms - septets(`${head}: ${time} - ${way}`);
  const place = cutGsm(toGsm(content.place), Math.min(longestPlace, room - Math.min(titleShare, septets(title))));
  // Again into one line: an empty part leaves two spaces.
  return toGsm(`${head}: ${cutGsm(title, room - septets(place))}${time} - ${place}${way}`);
}

const word = (locale: Locale, name: Word, fill?: Readonly<Record<string, string | number>>): string =>
  toGsm(say(locale, name, fill));

function pageParts({ locale, severity, blind, deadline }: PageContent, now: Date): { head: string; time: string } {
  const head = `${word(locale, severity)}${blind ? `, ${word(locale, "smsBlind")}` : ""}`;
  if (deadline === undefined) return { head, time: "" };
  const seconds = (new Date(deadline).getTime() - now.getTime()) / 1000;
  const left = seconds > 0 ? word(locale, "remaining", { time: formatDuration(seconds, locale) }) : word(locale, "tooLate");
  return { head, time: `, ${left}` };
}

function endParts({ locale, since, endedAt }: EndContent): { head: string; time: string } {
  const seconds = (new Date(endedAt).getTime() - new Date(since).getTime()) / 1000;
  return { head: word(locale, "end"), time: `, ${word(locale, "duration")} ${formatDuration(seconds, locale)}` };
}

function ackPart(locale: Locale, ack: AckWay | undefined): string {
  if (ack === undefined) return "";
  const way = ` ${word(locale, "code")} ${ack.code} ${ack.url}`;
  return septets(way) <= longestLink ? way : ` ${word(locale, "smsSeeMail")}`;
}
