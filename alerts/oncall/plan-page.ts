/** Forms and lists for whoever is logged in: acts on an incident, covers, maintenance. Pure. */
import { html, type Html } from "../../site/html.ts";
import { alertClasses } from "../../site/inventory.ts";
import { hasRole, type Person } from "../../site/person.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { localTime } from "./calendar.ts";
import type { IncidentAct } from "./acts.ts";
import type { Scene } from "./pages.ts";
import { awaited, type Cover, type PlannedWindow, type Plans } from "./plans.ts";
import type { Typed } from "./plan-form.ts";
import { classNames, sayPlan, type PlanWord } from "./plan-words.ts";
import { nameOf } from "./views.ts";

/** Why something was not done, above the page. */
export const noticeHtml = (text: string | undefined): Html | false =>
  text !== undefined && html`<p class="critical" role="alert">${text}</p>`;

const login = (path: string, word: PlanWord, { locale }: Scene): Html =>
  html`<p><a href="/login?${new URLSearchParams({ next: path, lang: locale }).toString()}">${sayPlan(locale, word)}</a></p>`;

/** What the person may do with an open incident, as buttons; nothing with one that has ended. */
export function actForms(incident: Incident, person: Person | undefined, scene: Scene): Html | false {
  const { locale, site, now } = scene;
  if (incident.endedAt !== undefined) return false;
  if (person === undefined) return login(`/incidents/${incident.id}`, "loginToAct", scene);
  if (!hasRole(person, "on-call")) return html`<p>${sayPlan(locale, "mayNot")}</p>`;
  const button = (act: IncidentAct, text: string): Html =>
    html`<form method="post" action="/incidents/${incident.id}?lang=${locale}">
      <button name="act" value="${act}">${text}</button>
    </form>`;
  const held = acknowledged(incident, now) ? incident.acknowledgement?.by : undefined;
  if (held === undefined) return button("acknowledge", sayPlan(locale, "acknowledge"));
  if (held === person.id) return button("hand-back", sayPlan(locale, "handBack"));
  return button("take-over", sayPlan(locale, "takeOver", { name: nameOf(held, site) }));
}

/** Local times are shown as the form takes them, with a space for the T. */
const shown = (local: string): string => local.replace("T", " ");

function coverItem(cover: Cover, person: Person | undefined, { locale, site }: Scene): Html {
  const names = (ids: readonly string[]): string => ids.map((id) => nameOf(id, site)).join(", ");
  const text = sayPlan(locale, "coverItem", {
    name: nameOf(cover.contact, site),
    covered: cover.covered.length === 0 ? sayPlan(locale, "coverGap") : names(cover.covered),
    from: shown(cover.from),
    to: shown(cover.to),
    rota: site.rotas.find(({ id }) => id === cover.rota)?.name ?? cover.rota,
  });
  if (cover.agreedAt !== undefined) return html`<li>${text}: <strong class="ok">${sayPlan(locale, "coverAgreed")}</strong></li>`;
  const waits = awaited(cover);
  const concerned = person !== undefined && [cover.contact, ...cover.covered, cover.askedBy].includes(person.id);
  const form = (act: "agree" | "withdraw"): Html =>
    html`<form method="post" action="/oncall/covers/${cover.id}?lang=${locale}">
      <button name="act" value="${act}">${sayPlan(locale, act)}</button>
    </form>`;
  const agrees =
    person !== undefined && (waits.includes(person.id) || hasRole(person, "admin")) && !cover.consents.includes(person.id);
  return html`<li>
    ${text}: <strong class="warning">${sayPlan(locale, "coverAwaits", { names: names(waits) })}</strong>
    ${agrees && form("agree")} ${(concerned || hasRole(person, "admin")) && form("withdraw")}
  </li>`;
}

const field = (id: string, label: string, input: Html): Html => html`<label for="${id}">${label}</label>${input}`;

function timeField(id: string, name: "from" | "to", typed: Typed, { locale }: Scene): Html {
  return field(
    id,
    sayPlan(locale, name),
    html`<input id="${id}" name="${name}" type="datetime-local" required value="${typed[name] ?? ""}" />`,
  );
}

const option = (value: string, text: string, chosen: string | undefined): Html =>
  value === chosen ? html`<option value="${value}" selected>${text}</option>` : html`<option value="${value}">${text}</option>`;

/** Covers that count or wait, and the form for a new one. */
export function coversHtml(plans: Plans, person: Person | undefined, typed: Typed, scene: Scene): Html {
  const { locale, site, now } = scene;
  const today = localTime(now, site.site.time_zone).toPlainDate().toString();
  const covers = plans.covers.filter(({ to }) => to.slice(0, 10) >= today);
  const people = site.contacts.filter(({ roles }) => roles.includes("on-call"));
  const chosen = typed["contact"] ?? person?.id;
  const form = html`<h3>${sayPlan(locale, "coverNew")}</h3>
    <p>${sayPlan(locale, "coverIntro")}</p>
    <form method="post" action="/oncall/covers?lang=${locale}">
      ${field(
        "cover-rota",
        sayPlan(locale, "rota"),
        html`<select id="cover-rota" name="rota">
          ${site.rotas.map(({ id, name }) => option(id, name, typed["rota"]))}
        </select>`,
      )}
      ${field(
        "cover-contact",
        sayPlan(locale, "coverPerson"),
        html`<select id="cover-contact" name="contact">
          ${people.map(({ id, name }) => option(id, name, chosen))}
        </select>`,
      )}
      ${timeField("cover-from", "from", typed, scene)} ${timeField("cover-to", "to", typed, scene)}
      <p><button>${sayPlan(locale, "save")}</button></p>
    </form>`;
  return html`<section aria-labelledby="vertretung">
    <h2 id="vertretung">${sayPlan(locale, "covers")}</h2>
    ${
      covers.length === 0
        ? html`<p>${sayPlan(locale, "coverNone")}</p>`
        : html`<ul>
            ${covers.map((cover) => coverItem(cover, person, scene))}
          </ul>`
    }
    ${person === undefined ? login("/oncall", "loginToPlan", scene) : hasRole(person, "on-call", "admin") && form}
  </section>`;
}

/** Windows that were planned in the browser and can still be ended, and the form for a new one. */
export function windowsHtml(
  windows: readonly PlannedWindow[],
  person: Person | undefined,
  typed: Typed,
  scene: Scene,
): Html | false {
  const { locale, site } = scene;
  if (!hasRole(person, "on-call", "admin")) return false;
  const group = (
    word: "rooms" | "houses" | "devices",
    kind: string,
    places: readonly { id: string; name: string }[],
  ): Html | false =>
    places.length > 0 &&
    html`<optgroup label="${sayPlan(locale, word)}">
      ${places.map(({ id, name }) => option(`${kind}:${id}`, name, typed["place"]))}
    </optgroup>`;
  const ends = windows.map(
    ({ id, window }) =>
      html`<li>
        ${shown(window.from)} – ${shown(window.to)}: ${window.reason}
        <form method="post" action="/oncall/maintenance/${id}?lang=${locale}">
          <button>${sayPlan(locale, "end")}</button>
        </form>
      </li>`,
  );
  return html`${
      ends.length > 0 &&
      html`<ul>
        ${ends}
      </ul>`
    }
    <h3>${sayPlan(locale, "windowNew")}</h3>
    <p>${sayPlan(locale, "windowIntro")}</p>
    <form method="post" action="/oncall/maintenance?lang=${locale}">
      ${field(
        "window-place",
        sayPlan(locale, "place"),
        html`<select id="window-place" name="place">
          ${option("", sayPlan(locale, "everywhere"), typed["place"] ?? "")} ${group("rooms", "room", site.rooms)}
          ${group("houses", "house", site.houses)} ${group("devices", "device", site.devices)}
        </select>`,
      )}
      ${field(
        "window-kind",
        sayPlan(locale, "kind"),
        html`<select id="window-kind" name="kind">
          ${option("", sayPlan(locale, "everyKind"), typed["kind"] ?? "")}
          ${alertClasses.map((name) => option(name, classNames[locale][name], typed["kind"]))}
        </select>`,
      )}
      ${timeField("window-from", "from", typed, scene)} ${timeField("window-to", "to", typed, scene)}
      ${field(
        "window-reason",
        sayPlan(locale, "reason"),
        html`<input id="window-reason" name="reason" maxlength="120" required value="${typed["reason"] ?? ""}" />`,
      )}
      <p><button>${sayPlan(locale, "save")}</button></p>
    </form>`;
}
