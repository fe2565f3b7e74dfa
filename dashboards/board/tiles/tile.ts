import { html, type Html } from "../../../site/html.ts";
import { formatNumber, formatPercent, type Locale } from "../../../site/locale.ts";
import { status, type Speaker } from "../marks.ts";
import { fresh, type BoardState, type Contact, type Reading } from "../state.ts";
import type { Part } from "../trouble.ts";
import { silence } from "../trouble-reach.ts";
import { words, type Level } from "../words.ts";

/** What every tile is made from. */
export interface TileParts {
  readonly state: BoardState;
  readonly voice: Speaker;
  readonly locale: Locale;
  readonly w: (typeof words)[Locale];
  /** Level of a tile: the worst trouble about it; `blind` when nothing is wrong but its values are not all known. */
  readonly level: (part: Part, known: boolean) => Level;
}

/** The frame of a tile: heading with status, body, age of the values said in it. */
export function tile(id: string, title: string, level: Level, body: Html, { voice, locale }: TileParts): Html {
  return html`<section class="tile ${level}" id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${title} ${status(level, locale)}</h2>
    ${body} ${voice.foot()}
  </section>`;
}

/** One line of a list of facts; `level` marks a value that is wrong. */
export function fact(label: string | Html, value: string | Html, level?: Level | false): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd class="${level}">${value}</dd>
  </div>`;
}

/** `antwortet nicht seit 03:04` for a device that is known to be silent, else nothing. */
export function silentLine(name: string, contact: Contact, { state, locale }: TileParts): Html | undefined {
  if (contact.answers === undefined || contact.answers.value) return undefined;
  return html`<p class="none">${name} ${silence(contact, state.at, state.timeZone, locale)}</p>`;
}

/** Whether every reading may be shown. */
export const isKnown = (readings: readonly Reading<unknown>[], at: Date): boolean =>
  readings.every((one) => fresh(one, at) !== undefined);

/** Writers of values for one locale. */
export const writers = (locale: Locale) => ({
  percent: (value: number): string => formatPercent(value, locale).replace(" ", "\u00a0"),
  kilowatts: (value: number): string => `${formatNumber(value / 1000, locale, value < 100_000 ? 1 : 0)}\u00a0kW`,
  people: (value: number): string => formatNumber(Math.round(value), locale),
  degrees: (value: number): string => `${formatNumber(value, locale, Number.isInteger(value) ? 0 : 1)}\u00a0°C`,
});
