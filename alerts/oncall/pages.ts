/** The pages of incidents as markup, and what all pages of on-call share. Phone first, no script. */
import type { Request } from "express";
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatDuration, formatInstant, formatMoment, formatTime, localeOf, type Locale } from "../../site/locale.ts";
import { severityOf, type Severity } from "./alert.ts";
import { byCause } from "./causes.ts";
import { dashboardUrl, deadlineOf, incidentTitle, ruleText, runbookUrl, type Setting } from "./contents.ts";
import { acknowledged, stateOf, type Incident, type IncidentState } from "./incident.ts";
import { logKinds } from "./log.ts";
import { windowAt } from "./maintenance.ts";
import { clean, placeOf } from "./place.ts";
import { nameOf, type TimelineEntry } from "./views.ts";
import { channelName, say, type Word } from "./words.ts";
import { inLanguage } from "../../site/page.ts";

/** What every page needs. */
export interface Scene {
  readonly site: Site;
  readonly locale: Locale;
  readonly now: Date;
  readonly baseUrl: string;
}

/** The scene of a request: `?lang=` chooses the language, else it is the site's. */
export function sceneOf(setting: Setting, request: Request): Scene {
  const { lang } = request.query;
  return { ...setting, locale: typeof lang === "string" ? localeOf(lang) : setting.site.site.locale };
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

const time = (at: Date, { site, locale, now }: Scene): string => formatMoment(at, now, site.site.time_zone, locale);
const instant = (at: Date, { site, locale }: Scene): string => formatInstant(at, site.site.time_zone, locale);

/** Severity and state in words; the colour class only repeats them. */
export function marks(incident: Incident, scene: Scene): Html {
  const { locale } = scene;
  const severity = severityOf(incident.labels);
  // What is over keeps its word, not its colour.
  const level = incident.endedAt !== undefined ? "" : severity === "info" ? "ok" : severity;
  return html`<span class="status ${level}">${say(locale, severityWords[severity])}</span> ·
    ${say(locale, stateWords[stateOf(incident, scene.now)])}${incident.flaps !== undefined && ` · ${say(locale, "flapsShort", { count: incident.flaps })}`}`;
}

function onIt(incident: Incident, scene: Scene): string | undefined {
  const { acknowledgement } = incident;
  if (acknowledgement === undefined || !(incident.endedAt !== undefined || acknowledged(incident, scene.now))) return undefined;
  const fill = { name: nameOf(acknowledgement.by, scene.site), time: time(acknowledgement.at, scene) };
  return `${say(scene.locale, "acknowledgedBy")}: ${say(scene.locale, "byAt", fill)}`;
}

/** That planned work keeps this incident quiet. */
function work({ labels, endedAt }: Incident, scene: Scene): Html | false {
  const window = endedAt === undefined ? windowAt(labels, scene.site, scene.now) : undefined;
  if (window === undefined) return false;
  return html`<p>${say(scene.locale, "maintenanceUntil", { time: instant(window.until, scene), reason: window.reason })}</p>`;
}

function listItem(incident: Incident, scene: Scene): Html {
  const { locale, now } = scene;
  const end = incident.endsAt ?? incident.endedAt;
  const seconds = ((incident.endedAt === undefined ? now : (end ?? now)).getTime() - incident.startsAt.getTime()) / 1000;
  const who = onIt(incident, scene);
  return html`<li>
    ${marks(incident, scene)}<br />
    <a href="${inLanguage(`/incidents/${incident.id}`, scene.locale)}"
      ><strong>${incidentTitle(incident, scene.site, scene.locale)}</strong></a
    >
    <p>${placeOf(incident.labels, scene.site).short}</p>
    ${work(incident, scene)}
    <p class="who">
      ${say(locale, "since")} ${instant(incident.startsAt, scene)} · ${say(locale, "duration")} ${formatDuration(seconds, locale)}
      ${who !== undefined && html`· ${who}`}
    </p>
  </li>`;
}

/** Incidents of one cause that a list names one by one; more stand behind a summary. */
const mostApart = 3;
/** Incidents of one cause that the page names at all. */
const mostOfCause = 100;

function causeItem(cause: readonly Incident[], scene: Scene): Html | Html[] {
  const [first] = cause;
  if (first === undefined || cause.length <= mostApart) return cause.map((incident) => listItem(incident, scene));
  const { device: _, ...shared } = first.labels;
  return html`<li>
    ${marks(first, scene)}<br />
    <strong>${say(scene.locale, "causeCount", { count: cause.length })} ${incidentTitle(first, scene.site, scene.locale)}</strong>
    <p>${placeOf(shared, scene.site).short}</p>
    <details>
      <summary>${say(scene.locale, "incidents")} (${cause.length})</summary>
      <ul class="incidents">
        ${cause.slice(0, mostOfCause).map((incident) => listItem(incident, scene))}
      </ul>
      ${cause.length > mostOfCause && html`<p>${say(scene.locale, "andMore", { count: cause.length - mostOfCause })}</p>`}
    </details>
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
  unwritableSince?: Date,
): Html {
  const { locale } = scene;
  const list = (items: readonly (Html | Html[])[], none: Word): Html =>
    items.length === 0
      ? html`<p>${say(locale, none)}</p>`
      : html`<ul class="incidents">
          ${items.slice(0, 200)}
        </ul>`;
  return html`<h1>${say(locale, "incidents")}</h1>
    ${
      unwritableSince !== undefined &&
      html`<p class="critical">
        ${say(locale, "unwritable", { time: time(unwritableSince, scene) })}
        <a href="/runbooks/LeitstandDiskFull">Runbook</a>
      </p>`
    }
    ${freshness(scene)} ${lifeSign(heard, scene)}
    <section class="open" aria-labelledby="offen">
      <h2 id="offen">${say(locale, "openIncidents")} (${open.length})</h2>
      ${list(
        byCause(open).map((cause) => causeItem(cause, scene)),
        "noneOpen",
      )}
    </section>
    <section class="open" aria-labelledby="beendet">
      <h2 id="beendet">${say(locale, "recentIncidents")}</h2>
      ${list(
        recent.map((incident) => listItem(incident, scene)),
        "noneRecent",
      )}
    </section>`;
}

/** A number and its unit stay on one line. */
const together = (text: string): string => text.replaceAll(/(\d) (%|°C|kW|min|s|h)(?![\p{L}\p{N}])/gu, "$1\u00a0$2");

/** The facts of one incident, as its own page and the acknowledgement page show them. */
export function factsOf(incident: Incident, scene: Scene): Html {
  const { locale, site, now } = scene;
  const row = (label: Word, value: string | undefined): Html | false =>
    value !== undefined &&
    html`<tr>
      <th scope="row">${say(locale, label)}</th>
      <td>${together(value)}</td>
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
      ${row("what", ruleText(incident, "description", site, locale))}
      ${row("consequence", ruleText(incident, "folge", site, locale))}
      ${row("firstStep", ruleText(incident, "erster_schritt", site, locale))}
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
  acts: Html,
): Html {
  const { locale } = scene;
  const who = onIt(incident, scene);
  // Without Grafana the rules give the board's address, where no curve is.
  const given = dashboardUrl(incident);
  const curve = given?.startsWith(`${scene.baseUrl.replace(/\/+$/, "")}/`) === true ? undefined : given;
  const act =
    next === undefined
      ? say(locale, "nextActNone")
      : say(locale, "nextActAt", { time: time(next.at, scene), names: next.names.join(", ") || "–" });
  return html`<h1>${incidentTitle(incident, scene.site, scene.locale)}</h1>
    <p>${marks(incident, scene)}</p>
    ${freshness(scene)}
    ${incident.blindSince !== undefined && incident.endedAt === undefined && html`<p class="blind">${say(locale, "blindNow")}</p>`}
    ${work(incident, scene)} ${who !== undefined && html`<p>${who}</p>`} ${acts}
    <article>${factsOf(incident, scene)}</article>
    <p>
      <a class="button" href="${runbookUrl(incident, "")}">${say(locale, "runbook")}</a>
      ${curve !== undefined && html` <a class="button" href="${curve}">${say(locale, "curve")}</a>`}
    </p>
    ${incident.endedAt === undefined && html`<p>${say(locale, "nextAct")}: ${act}</p>`}
    <h2>${say(locale, "timeline")}</h2>
    ${timelineList(timeline, scene)}
    <details>
      <summary>${say(locale, "labels")}</summary>
      <pre>${labelLines(incident, locale)}</pre>
    </details>
    <p><a href="${inLanguage("/incidents", locale)}">${say(locale, "back")}</a></p>`;
}

/** Labels that a page shows, and characters of each: an alert of somebody else may have a thousand of 100 kB. */
const most = { labels: 60, characters: 300 } as const;

function labelLines({ labels }: Incident, locale: Locale): string {
  const all = Object.entries(labels);
  const lines = all
    .slice(0, most.labels)
    .map(([name, value]) => `${clean(name, most.characters)} = ${clean(value, most.characters)}`);
  const rest = all.length - lines.length;
  return [...lines, ...(rest > 0 ? [say(locale, "andMore", { count: rest })] : [])].join("\n");
}

function entryText({ kind, name, channel }: TimelineEntry, locale: Locale): string {
  const known = logKinds.find((one) => one === kind);
  return known === undefined ? kind : say(locale, `log.${known}`, { name: name ?? "–", channel: channelName(locale, channel) });
}
