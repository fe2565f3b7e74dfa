/** The acknowledgement page: small, without script, the form first. */
import { html, type Html } from "../../site/html.ts";
import { incidentTitle, runbookUrl } from "./contents.ts";
import type { Incident } from "./incident.ts";
import { factsOf, marks, type Scene } from "./pages.ts";
import { placeOf } from "./place.ts";
import { say } from "./words.ts";

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
      <h2>${incidentTitle(incident, scene.site, locale)}</h2>
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
            >${only === undefined ? `${incidents.length} ${say(locale, "incidents")}` : incidentTitle(only, scene.site, locale)}</strong
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
