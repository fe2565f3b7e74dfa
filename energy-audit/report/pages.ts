/** Bodies of the energy pages. */
import { reportFileFormats } from "../../site/energy.ts";
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatInstant, type Locale } from "../../site/locale.ts";
import { entryWords } from "../entry/words.ts";
import { releaseOf } from "../register/signatures.ts";
import type { SignedReport } from "../releases.ts";
import type { Dispatch } from "../mailing/store.ts";
import { table, type ReportView } from "./blocks.ts";
import { chartHtml, tableHtml } from "./html.ts";
import type { InterimView } from "./interim-view.ts";
import { managementWords } from "./management/words.ts";
import type { ReportStoppedError } from "./render.ts";
import { stopLines } from "./stop-lines.ts";
import { words } from "./words.ts";

/** There are no figures yet: when they come, or what the site file lacks. @param storeSilent  nobody can say whether there are any */
export function waitingHtml(site: Site, locale: Locale, storeSilent: boolean): Html {
  const w = words[locale];
  const has = site.meters.some(({ role }) => role === "grid") && site.meters.some(({ role }) => role === "ups_out");
  if (storeSilent)
    return html`<h1>${w.title}</h1>
      <p class="blind" role="alert">${w.storeSilent}</p>`;
  return html`<h1>${w.title}</h1>
    <p>${w.nothing}</p>
    <p>${has ? w.nothingWhy : w.noMeters}</p>`;
}

/** Reports of years and months, in every format, and the register. */
export function reportList(periods: readonly string[], locale: Locale): Html {
  const w = words[locale];
  const register = html`<p><a href="/energy/register?lang=${locale}">${w.register}</a></p>
    <p><a href="/energy/entry?lang=${locale}">${entryWords[locale].title}</a></p>`;
  if (periods.length === 0) return register;
  return html`<h2>${w.reports}</h2>
    <ul>
      ${periods.map((period) => html`<li class="formats">${period}: ${formats(period, locale, "")}</li>`)}
    </ul>
    ${register}`;
}

const formats = (period: string, locale: Locale, suffix: string): Html[] =>
  (["html", ...reportFileFormats] as const).map(
    (format) =>
      html`<a href="/energy/report/${period}.${format}?lang=${locale}${suffix}"
        >${words[locale].formats[format] ?? format.toUpperCase()}</a
      > `,
  );

/** The other formats of a customer's statement. */
export const statementLinks = (customer: string, period: string, locale: Locale): Html =>
  html`<p class="formats">
    ${(["pdf", "csv"] as const).map(
      (format) => html`<a href="/energy/customers/${customer}/${period}.${format}?lang=${locale}">${format.toUpperCase()}</a> `,
    )}
  </p>`;

/** Statements of all customers for a period; nothing without customers. */
function statements(site: Site, period: string, locale: Locale): Html | false {
  const customers = site.energy?.customers ?? [];
  return (
    customers.length > 0 &&
    html`<p class="formats">
      ${words[locale].statements}:
      ${customers.map(({ id, name }) => html`<a href="/energy/customers/${id}/${period}.html?lang=${locale}">${name}</a> `)}
    </p>`
  );
}

export interface ReleaseState {
  readonly view: ReportView;
  readonly name: string;
  readonly signed: SignedReport;
  readonly site: Site;
  readonly maySign: boolean;
  readonly message?: string;
}

/** Other formats, who signed, the released version, and the button for those who may sign. */
export function releaseHtml({ view, name, signed, site, maySign, message }: ReleaseState): Html {
  const w = managementWords[view.locale];
  const at = (iso: string): string => formatInstant(new Date(iso), site.site.time_zone, view.locale);
  const under = signed.signatures.filter(({ checksum }) => checksum === view.figuresChecksum);
  const issue =
    signed.release !== undefined &&
    html`<p>
      ${w.issue}: <a href="/energy/report/${name}.pdf?lang=${view.locale}&issue=1">PDF</a>
      <a href="/energy/report/${name}.xlsx?lang=${view.locale}&issue=1">XLSX</a>
    </p>`;
  const people =
    under.length > 0 &&
    html`<p>${w.signed}:</p>
      <ul>
        ${under.map(({ person, at: when }) => html`<li>${w.signedBy(person, at(when))}</li>`)}
      </ul>`;
  const done = releaseOf(under) !== undefined;
  const form =
    maySign &&
    view.releasable &&
    !done &&
    html`<form method="post" action="/energy/report/${name}/sign?lang=${view.locale}">
      <input type="hidden" name="checksum" value="${view.figuresChecksum}" />
      <p>${w.signHint}</p>
      <button>${w.sign}</button>
    </form>`;
  return html`${message !== undefined && html`<p role="alert">${message}</p>`}
    <p class="formats">${formats(name, view.locale, "")}</p>
    ${statements(site, name, view.locale)} ${issue}${people}${form}`;
}

/** Reports that left by mail, or are to be tried again; nothing while there are none. Names only: addresses are nobody's here. */
export function mailedHtml(list: readonly Dispatch[], site: Site, locale: Locale): Html | false {
  const w = words[locale];
  const names = new Map(site.contacts.map(({ id, name }) => [id, name]));
  const rows = list.map(({ key, contact, at, state }) => [
    key.split("/").slice(0, 2).join(" "),
    names.get(contact) ?? contact,
    formatInstant(new Date(at), site.site.time_zone, locale),
    w.mailedStates[state],
  ]);
  return (
    rows.length > 0 &&
    html`<h2>${w.mailed}</h2>
      ${tableHtml(table(w.mailedHead, rows))}`
  );
}

/** Figures that contradict each other: what, where, and no report. */
export function stoppedHtml(error: ReportStoppedError, locale: Locale): Html {
  const w = managementWords[locale];
  return html`<h1>${w.stopped}</h1>
    <ul>
      ${stopLines(error.stops, locale).map((line) => html`<li>${line}</li>`)}
    </ul>`;
}

/** The last hours. */
export function interimHtml(view: InterimView, hours: number | undefined): Html {
  const query = `?lang=${view.locale}${hours === undefined ? "" : `&hours=${hours}`}`;
  const list = (lines: readonly string[]): Html =>
    html`<ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`;
  return html`<h1>${view.title}</h1>
    <p>${view.site}<br />${view.period}</p>
    <p class="message">${view.message.join(" ")}</p>
    <p><a href="/energy/report.pdf${query}">${view.say.download}</a></p>
    <h2>${view.say.keyFigures}</h2>
    ${tableHtml(view.figures)}
    <h2>${view.say.parts}</h2>
    ${view.parts === undefined ? html`<p>${view.say.partsNone}</p>` : html`${chartHtml(view.parts.chart, view.parts.alt)}${tableHtml(view.parts.table)}`}
    <h2>${view.say.meters}</h2>
    ${tableHtml(view.meters)}
    <h2>${view.say.events}</h2>
    ${list(view.events)}
    <h2>${view.say.trust}</h2>
    ${list(view.trust)}
    <p><small>${view.checksum}</small></p>`;
}
