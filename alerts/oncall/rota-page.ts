/** Who is on call now and next, the shifts of a fortnight, and the gaps. */
import { html, type Html } from "../../site/html.ts";
import { seconds, type Rota, type Site } from "../../site/inventory.ts";
import { formatDay, formatDuration } from "../../site/locale.ts";
import type { Mark } from "./addresses.ts";
import type { Planned } from "./maintenance.ts";
import type { Scene } from "./pages.ts";
import type { Reach } from "./proven.ts";
import { gaps, validity, wholeShifts, whoIsOnCall, type Shift } from "./rota.ts";
import { nameOf } from "./views.ts";
import { channelName, say } from "./words.ts";
import { inLanguage } from "../../site/page.ts";

export interface RotaPage {
  readonly id: string;
  readonly name: string;
  readonly now: string | undefined;
  readonly until: Date | undefined;
  readonly next: Shift | undefined;
  readonly shifts: readonly Shift[];
  readonly gaps: readonly { readonly from: Date; readonly until: Date }[];
  /** What a focus topic is about, and how long. */
  readonly focus?: { readonly topic: readonly string[]; readonly from: Date; readonly until: Date; readonly headStart: number };
}

/** How far ahead shifts and gaps are shown and warned of. */
export const aheadMs = 14 * 86_400_000;

/** What the page shows of one rota at `now`. */
export function rotaPage(rota: Rota, site: Site, now: Date): RotaPage {
  const zone = site.site.time_zone;
  const until = new Date(now.getTime() + aheadMs);
  const known = new Set(site.contacts.map(({ id }) => id));
  const duty = whoIsOnCall(rota, zone, now);
  const shifts = wholeShifts(rota, zone, now, until);
  const valid = validity(rota, zone);
  const rooms = (rota.rooms ?? []).map((id) => site.rooms.find((room) => room.id === id)?.name ?? id);
  return {
    id: rota.id,
    name: rota.name,
    now: duty.contact,
    until: duty.until,
    next: shifts.find((shift) => shift.from > now) ?? wholeShifts(rota, zone, until, new Date(until.getTime() + aheadMs * 2))[0],
    shifts,
    gaps: gaps(rota, zone, now, until, (id) => known.has(id)),
    ...(valid.from !== undefined &&
      valid.until !== undefined && {
        focus: {
          topic: [...(rota.classes ?? []), ...rooms],
          from: valid.from,
          until: valid.until,
          headStart: seconds(rota.head_start),
        },
      }),
  };
}

/** What the database knows, and what somebody who is logged in can do here. */
export interface RotaForms {
  readonly notice: Html | false;
  /** The button for a test page to oneself. */
  readonly test: Html | false;
  readonly covers: Html | false;
  readonly windows: Html | false;
  /** Ids of rotas whose running shift has been handed over and not confirmed. */
  readonly unconfirmed: ReadonlySet<string>;
  /** Of each rota, how the people on duty now and next can be reached. */
  readonly reach: ReadonlyMap<string, readonly Reach[]>;
  /** When the canary last came through; undefined: not yet, or there is none. */
  readonly canary: Date | undefined;
  /** Ways to a person that do not work. */
  readonly marks: readonly Mark[];
}

export function oncallBody(rotas: readonly RotaPage[], windows: readonly Planned[], scene: Scene, forms: RotaForms): Html {
  const { locale, site } = scene;
  const day = (at: Date): string => formatDay(at, site.site.time_zone, locale);
  const one = (rota: RotaPage): Html =>
    html`<section aria-labelledby="rota-${rota.id}">
      <h2 id="rota-${rota.id}">${rota.name}</h2>
      ${rota.focus !== undefined && html`<p>${say(locale, "focus", { topic: rota.focus.topic.join(", "), from: day(rota.focus.from), until: day(rota.focus.until), headStart: formatDuration(rota.focus.headStart, locale) })}</p>`}
      <p class="${rota.now === undefined && !(rota.focus !== undefined && rota.focus.from > scene.now) ? "critical" : "ok"}">
        ${say(locale, "now")}:
        ${rota.now === undefined ? say(locale, rota.focus !== undefined && rota.focus.from > scene.now ? "notYet" : "nobody") : nameOf(rota.now, site)}
        ${rota.until !== undefined && say(locale, "until", { time: day(rota.until) })}
      </p>
      ${forms.unconfirmed.has(rota.id) && html`<p class="warning">${say(locale, "unconfirmed")}</p>`}
      ${rota.next !== undefined && html`<p>${say(locale, "next")}: ${nameOf(rota.next.contact, site)} ${say(locale, "from", { time: day(rota.next.from) })}</p>`}
      ${reachHtml(forms.reach.get(rota.id) ?? [], scene)}
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
    ${forms.marks.map(({ contact, channel }) => html`<p class="critical">${say(locale, "addressRefused", { name: nameOf(contact, site), channel: channelName(locale, channel) })}</p>`)}
    ${forms.notice} ${rotas.map(one)} ${forms.test} ${forms.covers}
    <section aria-labelledby="wartung">
      <h2 id="wartung">${say(locale, "maintenance")}</h2>
      ${
        windows.length === 0
          ? html`<p>${say(locale, "noMaintenance")}</p>`
          : html`<ul>
              ${windows.map(({ from, until, reason, names }) => html`<li>${say(locale, "maintenanceItem", { from: day(from), until: day(until), reason, names: names.join(", ") })}</li>`)}
            </ul>`
      }
      ${forms.windows}
    </section>
    ${forms.canary !== undefined && html`<p>${say(locale, "canaryLast", { time: day(forms.canary) })}</p>`}
    <p><a href="${inLanguage("/oncall/team", locale)}">${say(locale, "team")}</a></p>
    <p><small>${say(locale, "timeRule")}</small></p>`;
}

/** How many of their ways are proven, for whoever is on duty now and next; fewer than two is a warning, with what to do. */
function reachHtml(reach: readonly Reach[], { locale, site }: Scene): Html | false {
  if (reach.length === 0) return false;
  const list = reach.map(({ contact, ways, proven }) =>
    say(locale, "provenOf", { name: nameOf(contact, site), proven: proven.length, ways: ways.length }),
  );
  const level = reach.some(({ proven }) => proven.length < 2) ? "warning" : "ok";
  const unproven = reach.some(({ ways, proven }) => proven.length < ways.length);
  const single = reach.filter(({ ways }) => ways.length < 2).map(({ contact }) => nameOf(contact, site));
  return html`<p class="${level}">${say(locale, "provenWays", { list: list.join(", ") })}</p>
    ${unproven && html`<p>${say(locale, "provenHow")}</p>`}
    ${single.length > 0 && html`<p>${say(locale, "secondWay", { names: single.join(", ") })}</p>`}`;
}
