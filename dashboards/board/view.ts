import { html, type Html } from "../../site/html.ts";
import { formatDay, formatDuration, formatMoment, type Locale } from "../../site/locale.ts";
import { status } from "./marks.ts";
import { ageSeconds, summaryOf, type BoardState, type IncidentView } from "./state.ts";
import { tiles } from "./tiles/index.ts";
import type { Trouble } from "./trouble.ts";
import { troubles, verdict } from "./verdict.ts";
import { words, type Level } from "./words.ts";
import { inLanguage } from "../../site/page.ts";

/** The board as markup and the title of its tab, which begins with the level when something is wrong. */
export interface BoardView {
  readonly title: string;
  readonly body: Html;
}

/** The whole board; pure. On the wall the incidents stand beside the tiles and there are no links. */
export function board(state: BoardState, locale: Locale, kind: "page" | "wall" = "page"): BoardView {
  const w = words[locale];
  const found = troubles(state, locale);
  const { level, sentence, detail, others } = verdict(state, found, locale);
  const time = formatDay(state.at, state.timeZone, locale, true);
  const open = incidents(state, locale, kind);
  const urgent = state.incidents === undefined || state.incidents.length > 0;
  const body = html`<section class="verdict ${level}" aria-labelledby="lage">
      <p class="place">${state.siteName} · ${w.asOf} <time datetime="${state.at.toISOString()}">${time}</time></p>
      <h1 id="lage">${status(level, locale)} ${sentence}</h1>
      ${detail !== undefined && html`<p>${detail}</p>`} ${others.length > 0 && also(others, locale)}
      <p id="verbindung" role="status" hidden>${w.lost} ${time}.</p>
    </section>
    ${urgent && open}
    <div class="tiles">${tiles(state, found, locale)}</div>
    ${!urgent && kind === "page" && open}
    ${kind === "page" && html`<footer><a href="/board/wall">${w.wall}</a> · <a href="/?lang=${w.lang}" lang="${w.lang}" hreflang="${w.lang}">${w.language}</a></footer>`}`;
  return { title: level === "ok" ? w.board : `${w.level[level]}: ${sentence}`, body };
}

function also(others: readonly Trouble[], locale: Locale): Html {
  const w = words[locale];
  const rest = others.length - 3;
  return html`<ul aria-label="${w.also}">
    ${others.slice(0, 3).map((one) => html`<li>${status(one.level, locale)} ${one.sentence}</li>`)}
    ${rest > 0 && html`<li>${w.more(rest)}</li>`}
  </ul>`;
}

const ranks = ["critical", "warning", "info"];

function incidents(state: BoardState, locale: Locale, kind: "page" | "wall"): Html {
  const w = words[locale];
  const list = [...(state.incidents ?? [])].sort(
    (a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity) || b.since.getTime() - a.since.getTime(),
  );
  const body =
    state.incidents === undefined
      ? html`<p class="none">${w.incidentsUnknown}</p>`
      : list.length === 0
        ? html`<p>${w.noneOpen}</p>`
        : html`<ul class="incidents">
            ${list.slice(0, kind === "wall" ? 6 : 50).map((one) => incident(one, state, locale, kind))}
          </ul>`;
  return html`<section class="open" aria-labelledby="vorfaelle">
    <h2 id="vorfaelle">${w.incidents}</h2>
    ${body}
  </section>`;
}

function incident(one: IncidentView, state: BoardState, locale: Locale, kind: "page" | "wall"): Html {
  const w = words[locale];
  const level: Level = one.state === "blind" ? "blind" : one.severity === "info" ? "ok" : one.severity;
  const age = formatDuration(ageSeconds(one.since, state.at), locale);
  const who =
    one.acknowledgedBy !== undefined ? w.onIt(one.acknowledgedBy) : one.state === "acknowledged" ? w.someoneOnIt : w.nobody;
  const said = summaryOf(one, locale);
  const summary =
    kind === "wall" ? said : html`<a href="${inLanguage(`/incidents/${encodeURIComponent(one.id)}`, locale)}">${said}</a>`;
  return html`<li class="${level}">
    ${status(level, locale)} <strong>${summary}</strong>
    <p class="who">
      ${w.since(formatMoment(one.since, state.at, state.timeZone, locale), age)} ·
      ${who}${one.state === "blind" && ` · ${w.blindIncident}`}${kind === "page" && html` · <a href="${runbook(one)}">Runbook</a>`}
    </p>
  </li>`;
}

/** The runbook of an incident, about the same device or place. */
function runbook({ title, device, room, house }: IncidentView): string {
  const query = new URLSearchParams(
    Object.entries({ device, room, house }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return `/runbooks/${encodeURIComponent(title)}${query.size > 0 ? `?${query.toString()}` : ""}`;
}
