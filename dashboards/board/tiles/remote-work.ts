import { html, type Html } from "../../../site/html.ts";
import { bar } from "../marks.ts";
import { fresh } from "../state.ts";
import { resourceName } from "../trouble-reach.ts";
import { fact, tile, writers, type TileParts } from "./tile.ts";

/** Can people work? Places taken, what runs out first, and whether the largest gateway may fail. */
export function remoteWork(parts: TileParts): Html | undefined {
  const { state, voice, locale, w } = parts;
  const { remoteWork: work, at } = state;
  if (work === undefined) return undefined;
  const { people } = writers(locale);
  const now = fresh(work.people, at);
  const capacity = fresh(work.capacity, at);
  const reduced = fresh(work.capacityNMinusOne, at);
  const level = parts.level("remote", now !== undefined && capacity !== undefined);
  const of = (value: number | undefined): number | undefined =>
    value !== undefined && capacity !== undefined && capacity > 0 ? value / capacity : undefined;
  const lacking = now !== undefined && reduced !== undefined && now > reduced;
  const atMost = fresh(work.complete, at) === false;
  const places =
    capacity === undefined ? w.placesUnknown : (now === undefined ? w.placesAre : w.peopleOf)(people(capacity), atMost);
  const body = html`<p class="figure">
      <strong class="${level === "critical" && level}">${voice.say(work.people, people)}</strong>
      ${places}
    </p>
    ${bar(of(now), level, [of(reduced)])}
    <dl class="facts">
      ${now !== undefined && capacity !== undefined && fact(w.free, people(Math.max(0, capacity - now)))}
      ${fact(w.nMinusOne, voice.say(work.capacityNMinusOne, people), lacking && "warning")}
      ${fact(w.binding, work.binding === undefined ? w.none : resourceName(work.binding, locale))}
      ${fact(w.workforce, people(work.workforce))}
    </dl>`;
  return tile("fernzugang", w.remoteWork, level, body, parts);
}
