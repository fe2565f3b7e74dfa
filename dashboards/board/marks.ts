import { html, type Html } from "../../site/html.ts";
import { formatDuration, formatMoment, type Locale } from "../../site/locale.ts";
import { ageSeconds, fresh, type Reading } from "./state.ts";
import { words, type Level } from "./words.ts";

/** Values younger than this need no age beside them; the tile's foot tells the oldest. */
const youngSeconds = 30;

const shapes: Readonly<Record<Level, Html>> = {
  ok: html`<circle cx="8" cy="8" r="7" /><path class="on" d="M4.5 8.2l2.4 2.4 4.6-5" />`,
  warning: html`<path d="M8 1l7.5 14H.5z" /><path class="on" d="M8 6v4M8 12v1" />`,
  critical: html`<path d="M1 1h14v14H1z" /><path class="on" d="M8 4v5M8 11v1.4" />`,
  blind: html`<circle class="ring" cx="8" cy="8" r="7" /><text x="8" y="12">?</text>`,
};

/** Shape and word of a level: status is never told by colour alone. */
export function status(level: Level, locale: Locale): Html {
  return html`<span class="status ${level}"
    ><svg viewBox="0 0 16 16" aria-hidden="true">${shapes[level]}</svg> ${words[locale].level[level]}</span
  >`;
}

/** How a reading is put into words: the value, its age if it is not young, or that there is none. */
export interface Speaker {
  readonly at: Date;
  readonly locale: Locale;
  /** The value as written by `format`, or `kein Wert` (with the time of the last one, if it is known). */
  say<Value>(reading: Reading<Value>, format: (value: Value) => string | Html): Html;
  /** `Werte höchstens 9 s alt`, over the readings said so far; starts anew. */
  foot(): Html;
}

export function speaker(at: Date, timeZone: string, locale: Locale): Speaker {
  const w = words[locale];
  let oldest: number | undefined;
  return {
    at,
    locale,
    say: (reading, format) => {
      const value = fresh(reading, at);
      if (reading === undefined) return html`<span class="none">${w.none}</span>`;
      if (value === undefined)
        return html`<span class="none">${w.noneSince(formatMoment(reading.at, at, timeZone, locale))}</span>`;
      const age = ageSeconds(reading.at, at);
      oldest = Math.max(oldest ?? 0, age);
      const told = age > youngSeconds && html` <small>(${w.ago(formatDuration(age, locale))})</small>`;
      return html`${format(value)}${told}`;
    },
    foot: () => {
      const text = oldest === undefined ? w.noValues : w.oldest(formatDuration(oldest, locale));
      oldest = undefined;
      return html`<p class="age">${text}</p>`;
    },
  };
}

/**
 * A bar of a share 0..1 with ticks at limits; decoration only, the figures stand beside it as text.
 * Nothing at all when the share is unknown.
 */
export function bar(share: number | undefined, level: Level, ticks: readonly (number | undefined)[] = []): Html {
  if (share === undefined) return html``;
  const x = (value: number): string => (Math.min(1, Math.max(0, value)) * 200).toFixed(1);
  const marks = ticks.filter((tick) => tick !== undefined).map((tick) => html`<path class="tick" d="M${x(tick)} 0v8" />`);
  return html`<svg class="bar ${level}" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="ground" width="200" height="8" />
    <rect width="${x(share)}" height="8" />
    ${marks}
  </svg>`;
}
