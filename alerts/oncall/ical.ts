/** A rota as an iCalendar feed (RFC 5545). Times are UTC, so no reader needs to know the site's time zone rules. */
import type { Shift } from "./rota.ts";

export interface Feed {
  /** Stable name of the feed, part of each event's UID. */
  readonly id: string;
  readonly title: string;
  readonly shifts: readonly Shift[];
  /** Text of one event, for example the rota's name and the initials of the person. */
  readonly summary: (shift: Shift) => string;
  readonly now: Date;
}

/** `20261025T060000Z` (RFC 5545 § 3.3.5, form 2). */
function utc(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** Text with the characters escaped that RFC 5545 § 3.3.11 names; other control characters vanish. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|\r|\n/g, "\\n")
    .replaceAll(/\p{Cc}/gu, "");
}

/** A content line folded to 75 octets without cutting a character (RFC 5545 § 3.1). */
function fold(line: string): string {
  const lines: string[] = [];
  let current = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      lines.push(current);
      current = " ";
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

/** The whole feed as text, lines ended by CRLF. A shift keeps its UID as long as its start and person stay. */
export function icalFeed({ id, title, shifts, summary, now }: Feed): string {
  const events = shifts.flatMap((shift) => [
    "BEGIN:VEVENT",
    `UID:${id}-${utc(shift.from)}-${shift.contact}@leitstand`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(shift.from)}`,
    `DTEND:${utc(shift.until)}`,
    `SUMMARY:${escapeText(summary(shift))}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Leitstand//Rufbereitschaft//DE",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(title)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...events,
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}

/** Initials of a name, digits kept: `Bereitschaft IT 1` → `BI1`. Feeds leave the house, so they name nobody in full. */
export function initials(name: string): string {
  return name
    .split(/[\s-]+/)
    .map((word) => (/^\d+$/.test(word) ? word : (/\p{L}/u.exec(word)?.[0] ?? "").toUpperCase()))
    .join("");
}
