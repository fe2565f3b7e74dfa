/** The pages of on-call as markup: incidents, one incident, acknowledgement, rotas. Phone first, no script. */
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatDuration, formatInstant, formatTime, type Locale } from "../../site/locale.ts";
import { severityOf, type Severity } from "./alert.ts";
import { deadlineOf, incidentTitle, runbookUrl } from "./contents.ts";
import { acknowledged, stateOf, type Incident, type IncidentState } from "./incident.ts";
import { logKinds } from "./log.ts";
import { placeOf } from "./place.ts";
import type { Shift } from "./rota.ts";
import { annotation, nameOf, type TimelineEntry } from "./views.ts";
import { say, type Word } from "./words.ts";

/** What every page needs. */
export interface Scene {
  readonly site: Site;
  readonly locale: Locale;
  readonly now: Date;
  readonly baseUrl: string;
}

const severityWords = {
  critical: "severityCritical",
  warning: "severityWarning",
  info: "severityInfo",
} as const satisfies Record<Severity, Word>;
const stateWords = {
  open: "stateOpen",
  acknowledged: "stateAcknowledged",
  blind: "stateBlind",
  ended: "stateEnded",
} as const satisfies Record<IncidentState, Word>;

const time = (at: Date, { site, locale }: Scene): string => formatTime(at, site.site.time_zone, locale);
const instant = (at: Date, { site, locale }: Scene): string => formatInstant(at, site.site.time_zone, locale);

/** Severity and state in words; the colour class only repeats them. */
function marks(incident: Incident, scene: Scene): Html {
  const { locale } = scene;
  const severity = severityOf(incident.labels);
  const level = incident.endedAt !== undefined || severity === "info" ? "ok" : severity;
  return html`<span class="status ${level}">${say(locale, severityWords[severity])}</span> ·
    ${say(locale, stateWords[stateOf(incident, scene.now)])}`;
}

function onIt(incident: Incident, scene: Scene): string | undefined {
  const { acknowledgement } = incident;
  if (acknowledgement === undefined || !(incident.endedAt !== undefined || acknowledged(incident, scene.now))) return undefined;
  const fill = { name: nameOf(acknowledgement.by, scene.site), time: time(acknowledgement.at, scene) };
  return `${say(scene.locale, "acknowledgedBy")}: ${say(scene.locale, "byAt", fill)}`;
}

function listItem(incident: Incident, scene: Scene): Html {
  const { locale, now } = scene;
  const end = incident.endsAt ?? incident.endedAt;
  const seconds = ((incident.endedAt === undefined ? now : (end ?? now)).getTime() - incident.startsAt.getTime()) / 1000;
  const who = onIt(incident, scene);
  return html`<li>
    ${marks(incident, scene)}<br />
    <a href="/incidents/${incident.id}"><strong>${incidentTitle(incident, scene.site)}</strong></a>
    <p>${placeOf(incident.labels, scene.site).short}</p>
    <p class="who">
      ${say(locale, "since")} ${instant(incident.startsAt, scene)} · ${say(locale, "duration")} ${formatDuration(seconds, locale)}
      ${who !== undefined && html`· ${who}`}
    </p>
  </li>`;
}

/** How old the page is, and a way to a newer one: a page that reloads by itself takes the place of whoever is reading. */
function freshness({ site, locale, now }: Scene): Html {
  const clock = formatTime(now, site.site.time_zone, locale, true);
  return html`<p>
    <small>${say(locale, "asOfPage", { time: clock })} · <a href="">${say(locale, "reload")}</a></small>
  </p>`;
}

/** When the chain before us last showed that it lives; without a sign for minutes an empty list proves nothing. */
function lifeSign(heard: Date | undefined, { locale, now }: Scene): Html {
  if (heard === undefined) return html`<p class="warning">${say(locale, "noLifeSignYet")}</p>`;
  const seconds = (now.getTime() - heard.getTime()) / 1000;
  const level = seconds > 180 ? "warning" : "ok";
  return html`<p class="${level}">${say(locale, "lifeSign", { duration: formatDuration(seconds, locale) })}</p>`;
}

export function incidentsBody(
  open: readonly Incident[],
  recent: readonly Incident[],
  heard: Date | undefined,
  scene: Scene,
): Html {
  const { locale } = scene;
  const list = (incidents: readonly Incident[], none: Word): Html =>
    incidents.length === 0
      ? html`<p>${say(locale, none)}</p>`
      : html`<ul class="incidents">
          ${incidents.slice(0, 200).map((incident) => listItem(incident, scene))}
        </ul>`;
  return html`<h1>${say(locale, "incidents")}</h1>
    ${freshness(scene)} ${lifeSign(heard, scene)}
    <section class="open" aria-labelledby="offen">
      <h2 id="offen">${say(locale, "openIncidents")} (${open.length})</h2>
      ${list(open, "noneOpen")}
    </section>
    <section class="open" aria-labelledby="beendet">
      <h2 id="beendet">${say(locale, "recentIncidents")}</h2>
      ${list(recent, "noneRecent")}
    </section>`;
}

/** The facts of one incident, as its own page and the acknowledgement page show them. */
function factsOf(incident: Incident, scene: Scene): Html {
  const { locale, site, now } = scene;
  const row = (label: Word, value: string | undefined): Html | false =>
    value !== undefined &&
    html`<tr>
      <th scope="row">${say(locale, label)}</th>
      <td>${value}</td>
    </tr>`;
  const deadline = incident.endedAt === undefined ? deadlineOf(incident) : undefined;
  const left = deadline === undefined ? 0 : (deadline.getTime() - now.getTime()) / 1000;
  const span = say(locale, left > 0 ? "remaining" : "overdue", { time: formatDuration(Math.abs(left), locale) });
  const end = incident.endedAt === undefined ? undefined : (incident.endsAt ?? incident.endedAt);
  return html`<table>
    <tbody>
      ${row("where", placeOf(incident.labels, site).full)} ${row("since", instant(incident.startsAt, scene))}
      ${row("ended", end && instant(end, scene))}
      ${row("deadline", deadline && say(locale, "deadlineAt", { time: time(deadline, scene), remaining: span }))}
      ${row("what", annotation(incident, "description", site))} ${row("consequence", annotation(incident, "folge", site))}
      ${row("firstStep", annotation(incident, "erster_schritt", site))}
      ${row("asOf", say(locale, "asOfAt", { time: time(incident.textsAt, scene) }))}
    </tbody>
  </table>`;
}

/** Entries of the log with the time of day; the date stands where a new day begins. */
function timelineList(timeline: readonly TimelineEntry[], scene: Scene): Html {
  const { locale, site } = scene;
  let day = "";
  const items = timeline.map((entry) => {
    const date = entry.at.toLocaleDateString(locale === "de" ? "de-DE" : "en-GB", {
      timeZone: site.site.time_zone,
      dateStyle: "medium",
    });
    const clock = formatTime(entry.at, site.site.time_zone, locale, true);
    const shown = date === day ? clock : `${date}, ${clock}`;
    day = date;
    return html`<li><time datetime="${entry.at.toISOString()}">${shown}</time> ${entryText(entry, locale)}</li>`;
  });
  return html`<ul class="timeline">
    ${items}
  </ul>`;
}

export function incidentBody(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  next: { readonly at: Date; readonly names: readonly string[] } | undefined,
  scene: Scene,
): Html {
  const { locale } = scene;
  const who = onIt(incident, scene);
  const act =
    next === undefined
      ? say(locale, "nextActNone")
      : say(locale, "nextActAt", { time: time(next.at, scene), names: next.names.join(", ") || "–" });
  return html`<h1>${incidentTitle(incident, scene.site)}</h1>
    <p>${marks(incident, scene)}</p>
    ${freshness(scene)}
    ${incident.blindSince !== undefined && incident.endedAt === undefined && html`<p class="blind">${say(locale, "blindNow")}</p>`}
    ${who !== undefined && html`<p>${who}</p>`}
    <article>${factsOf(incident, scene)}</article>
    <p>
      <a class="button" href="${runbookUrl(incident, "")}">${say(locale, "runbook")}</a>
    </p>
    ${incident.endedAt === undefined && html`<p>${say(locale, "nextAct")}: ${act}</p>`}
    <h2>${say(locale, "timeline")}</h2>
    ${timelineList(timeline, scene)}
    <details>
      <summary>${say(locale, "labels")}</summary>
      <pre>
${Object.entries(incident.labels)
          .map(([name, value]) => `${name} = ${value}`)
          .join("\n")}</pre>
    </details>
    <p><a href="/incidents">${say(locale, "back")}</a></p>`;
}

function entryText({ kind, name }: TimelineEntry, locale: Locale): string {
  const known = logKinds.find((one) => one === kind);
  return known === undefined ? kind : say(locale, `log.${known}`, { name: name ?? "–" });
}

export interface AckPage {
  readonly person: string;
  readonly incidents: readonly Incident[];
  /** Where the form goes; undefined: nothing is left to acknowledge. */
  readonly action: string | undefined;
  readonly notices: readonly { readonly level: "ok" | "warning" | "critical"; readonly text: string }[];
}

/** Incidents that an acknowledgement page names; a digest may carry more. */
const mostShown = 8;

/** The form comes before the facts: whoever comes from the mail has read them, and a phone shows little at once. */
export function ackBody({ person, incidents, action, notices }: AckPage, scene: Scene): Html {
  const { locale } = scene;
  const shown = incidents.slice(0, mostShown);
  const [only] = incidents.length === 1 ? incidents : [];
  const about = (incident: Incident): Html =>
    html`<article>
      <h2>${incidentTitle(incident, scene.site)}</h2>
      <p>${marks(incident, scene)}</p>
      ${only === undefined ? html`<p>${placeOf(incident.labels, scene.site).full}</p>` : factsOf(incident, scene)}
      <p>
        <a href="/incidents/${incident.id}">${say(locale, "incident")}</a> ·
        <a href="${runbookUrl(incident, "")}">${say(locale, "runbook")}</a>
      </p>
    </article>`;
  return html`<h1>${say(locale, "ackTitle")}</h1>
    ${notices.map(({ level, text }) => html`<p class="${level}" role="status">${text}</p>`)}
    ${
      action !== undefined &&
      html`<p>
          <strong
            >${only === undefined ? `${incidents.length} ${say(locale, "incidents")}` : incidentTitle(only, scene.site)}</strong
          ><br />
          ${only !== undefined && placeOf(only.labels, scene.site).short}
        </p>
        <form method="post" action="${action}">
          <p>${say(locale, "ackIntro", { name: person })}</p>
          <label for="code">${say(locale, "ackCode")}</label>
          <input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="8" required />
          <p><button type="submit">${say(locale, "ackButton")}</button></p>
        </form>`
    }
    ${shown.map(about)}
    ${incidents.length > shown.length && html`<p>${say(locale, "andMore", { count: incidents.length - shown.length })}</p>`}`;
}

export interface RotaPage {
  readonly id: string;
  readonly name: string;
  readonly now: string | undefined;
  readonly until: Date | undefined;
  readonly next: Shift | undefined;
  readonly shifts: readonly Shift[];
  readonly gaps: readonly { readonly from: Date; readonly until: Date }[];
}

export function oncallBody(rotas: readonly RotaPage[], scene: Scene): Html {
  const { locale, site } = scene;
  const day = (at: Date): string =>
    at.toLocaleString(locale === "de" ? "de-DE" : "en-GB", {
      timeZone: site.site.time_zone,
      weekday: "short",
      day: "2-digit",
      month: "2-digit",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
  const one = (rota: RotaPage): Html =>
    html`<section aria-labelledby="rota-${rota.id}">
      <h2 id="rota-${rota.id}">${rota.name}</h2>
      <p class="${rota.now === undefined ? "critical" : "ok"}">
        ${say(locale, "now")}: ${rota.now === undefined ? say(locale, "nobody") : nameOf(rota.now, site)}
        ${rota.until !== undefined && say(locale, "until", { time: day(rota.until) })}
      </p>
      ${rota.next !== undefined && html`<p>${say(locale, "next")}: ${nameOf(rota.next.contact, site)} ${say(locale, "from", { time: day(rota.next.from) })}</p>`}
      <div class="scroll" tabindex="0" role="region" aria-label="${rota.name}: ${say(locale, "shifts")}">
        <table>
          <caption>
            ${say(locale, "shifts")}
          </caption>
          <thead>
            <tr>
              <th scope="col">${say(locale, "person")}</th>
              <th scope="col">${say(locale, "begins")}</th>
              <th scope="col">${say(locale, "ends")}</th>
            </tr>
          </thead>
          <tbody>
            ${rota.shifts.map(
              (shift) =>
                html`<tr>
                  <th scope="row">${nameOf(shift.contact, site)}</th>
                  <td>${day(shift.from)}</td>
                  <td>${day(shift.until)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <h3>${say(locale, "gaps")}</h3>
      ${
        rota.gaps.length === 0
          ? html`<p>${say(locale, "noGaps")}</p>`
          : html`<ul>
              ${rota.gaps.map((gap) => html`<li class="critical">${day(gap.from)} – ${day(gap.until)}</li>`)}
            </ul>`
      }
      <p><a href="/oncall/${rota.id}.ics">${say(locale, "calendar")}</a></p>
    </section>`;
  return html`<h1>${say(locale, "oncall")}</h1>
    ${rotas.map(one)}
    <p><small>${say(locale, "timeRule")}</small></p>`;
}
