/** Pages where figures are entered: forms first without, then with what would be booked. Pure. */
import { html, type Html } from "../../site/html.ts";
import type { Meter, Site } from "../../site/inventory.ts";
import { formatInstant, formatNumber, type Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { baseOf } from "../ledger/booking.ts";
import { importUnits } from "../ledger/import.ts";
import type { TableAnswer } from "./table-work.ts";
import { headerOf } from "./plan.ts";
import { unitOf, type ReadingCheck } from "./readings.ts";
import type { KeptReading, KeptTable } from "./store.ts";
import { entryWords } from "./words.ts";

/** Texts of a form by name; what is missing is empty. */
export type Typed = Readonly<Record<string, string>>;

export interface EntryScene {
  readonly site: Site;
  readonly locale: Locale;
  readonly may: boolean;
  /** Somebody is logged in. */
  readonly known: boolean;
}

const amountText = (value: number, meter: Meter, locale: Locale): string => `${formatNumber(value, locale, 1)} ${unitOf(meter)}`;
const instant = (seconds: number, { site, locale }: EntryScene): string =>
  formatInstant(new Date(seconds * 1000), site.site.time_zone, locale);

/** Meters that no device tells: they are read by hand, or their figures are imported. */
export const handMeters = (site: Site): Meter[] => site.meters.filter(({ source }) => source === undefined);

const alert = (title: string, lines: readonly string[]): Html =>
  html`<div class="critical" role="alert">
    <p>${title}</p>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;

const option = (value: string, text: string, chosen: string | undefined): Html =>
  value === chosen ? html`<option value="${value}" selected>${text}</option>` : html`<option value="${value}">${text}</option>`;

const input = (id: string, name: string, label: string, type: string, typed: Typed, more: Html = html``): Html =>
  html`<label for="${id}">${label}</label
    ><input id="${id}" name="${name}" type="${type}" value="${typed[name] ?? ""}" ${more} />`;

const meterField = (id: string, meters: readonly Meter[], typed: Typed, { locale }: EntryScene): Html =>
  html`<label for="${id}">${entryWords[locale].meter}</label>
    <select id="${id}" name="meter">
      ${meters.map((meter) => option(meter.id, `${meter.name} (${unitOf(meter)})`, typed["meter"]))}
    </select>`;

const hidden = (typed: Typed, ...names: readonly string[]): Html[] =>
  names.map((name) => html`<input type="hidden" name="${name}" value="${typed[name] ?? ""}" />`);

export const releasedHtml = (names: readonly string[], locale: Locale): Html | false =>
  names.length > 0 && html`<p class="warning">${entryWords[locale].released(names.join(", "))}</p>`;

/** What was checked of a reading, and the form that books it; nothing to book while something is wrong. */
export function readingPreview(
  meter: Meter,
  typed: Typed,
  check: ReadingCheck,
  released: readonly string[],
  missing: boolean,
  scene: EntryScene,
): Html {
  const { locale } = scene;
  const w = entryWords[locale];
  if (check.problems.length > 0)
    return alert(
      w.wrongReading,
      check.problems.map((one) => w.problems[one]),
    );
  const mean = check.meanWatts === undefined ? "" : `, ${w.mean(`${formatNumber(check.meanWatts / 1000, locale, 2)} kW`)}`;
  const said =
    check.used === undefined || check.previous === undefined
      ? w.first
      : `${w.used(amountText(check.used, meter, locale), instant(check.previous.at, scene))}${mean}`;
  return html`${missing && alert(w.wrong, [w.reasonMissing])}
    <div class="open">
      <h3>${meter.name}: ${typed["value"]} ${unitOf(meter)}</h3>
      <p>${said}</p>
      ${
        check.questions.length > 0 &&
        html`<ul class="warning">
          ${check.questions.map((one) => html`<li>${w.questions[one]}</li>`)}
        </ul>`
      }
      ${releasedHtml(released, locale)}
      <form method="post" action="/energy/entry/reading?lang=${locale}">
        ${hidden(typed, "meter", "at", "value")}
        ${
          check.questions.includes("corrects")
            ? input("reading-note-again", "note", w.note, "text", typed, html`required maxlength="300"`)
            : hidden(typed, "note")
        }
        ${
          check.questions.length > 0 &&
          html`<p>
            <label><input type="checkbox" name="confirmed" value="1" required class="tick" /> ${w.confirm}</label>
          </p>`
        }
        <p><button name="act" value="book">${w.book}</button></p>
      </form>
    </div>`;
}

function readingsTable(meter: Meter, readings: readonly KeptReading[], scene: EntryScene): Html | false {
  const w = entryWords[scene.locale];
  const [time, value, by, note] = w.readingHead;
  return (
    readings.length > 0 &&
    html`<div class="scroll" tabindex="0" role="region" aria-label="${w.lastReadings}: ${meter.name}">
      <table>
        <caption>
          ${w.lastReadings}: ${meter.name}
        </caption>
        <thead>
          <tr>
            <th scope="col">${time}</th>
            <th scope="col">${value}</th>
            <th scope="col">${by}</th>
            <th scope="col">${note}</th>
          </tr>
        </thead>
        <tbody>
          ${readings
            .slice(-5)
            .toReversed()
            .map(
              (one) =>
                html`<tr>
                  <th scope="row">${instant(one.at, scene)}</th>
                  <td>${amountText(one.value, meter, scene.locale)}</td>
                  <td>${one.person}</td>
                  <td>${one.note}</td>
                </tr>`,
            )}
        </tbody>
      </table>
    </div>`
  );
}

export interface EntryParts {
  readonly readings: ReadonlyMap<string, readonly KeptReading[]>;
  readonly typed: Typed;
  /** What was typed into the form of corrections. */
  readonly correction: Typed;
  readonly notice?: Html;
  readonly readingPreview?: Html;
  readonly correctionPreview?: Html;
}

/** The page with all three ways. */
export function entryBody(parts: EntryParts, scene: EntryScene): Html {
  const { site, locale, may, known } = scene;
  const w = entryWords[locale];
  const meters = handMeters(site);
  const { typed, correction } = parts;
  const forbidden = known
    ? html`<p>${w.mayNot}</p>`
    : html`<p><a href="/login?next=/energy/entry&amp;lang=${locale}">${w.login}</a></p>`;
  const reading =
    may &&
    html`<form method="post" action="/energy/entry/reading?lang=${locale}">
      ${meterField("reading-meter", meters, typed, scene)}
      ${input("reading-at", "at", w.at, "datetime-local", typed, html`required`)}
      ${input("reading-value", "value", w.value, "number", typed, html`required step="any" min="0"`)}
      ${input("reading-note", "note", w.note, "text", typed, html`maxlength="300"`)}
      <p><button name="act" value="check">${w.check}</button></p>
    </form>`;
  const upload =
    may &&
    html`<form method="post" action="/energy/entry/import?lang=${locale}" enctype="multipart/form-data">
      <label for="import-file">${w.file}</label>
      <input id="import-file" name="file" type="file" accept=".csv,text/csv,text/plain" required />
      <p><button>${w.show}</button></p>
    </form>`;
  const correct =
    may &&
    html`<form method="post" action="/energy/entry/correction?lang=${locale}">
      ${meterField("correction-meter", site.meters, correction, scene)}
      ${input("correction-from", "from", w.from, "datetime-local", correction, html`required step="900"`)}
      ${input("correction-to", "to", w.to, "datetime-local", correction, html`required step="900"`)}
      ${input("correction-total", "total", w.total, "number", correction, html`required step="any" min="0"`)}
      ${input("correction-reason", "reason", w.reason, "text", correction, html`required maxlength="300"`)}
      <p><button name="act" value="check">${w.check}</button></p>
    </form>`;
  return html`<h1>${w.title}</h1>
    <p><a href="/energy?lang=${locale}">${locale === "de" ? "Energie" : "Energy"}</a></p>
    <p>${w.intro}</p>
    ${parts.notice} ${!may && forbidden}
    <h2>${w.readings}</h2>
    <p>${w.readingsIntro}</p>
    ${parts.readingPreview} ${meters.length === 0 ? html`<p>${w.noMeters}</p>` : reading}
    ${meters.map((meter) => readingsTable(meter, parts.readings.get(meter.id) ?? [], scene))}
    <h2>${w.imports}</h2>
    <p>${w.importsIntro}</p>
    ${upload}
    <h2>${w.corrections}</h2>
    <p>${w.correctionsIntro}</p>
    ${parts.correctionPreview} ${correct}`;
}

export interface Correction {
  readonly meter: Meter;
  /** Base units. */
  readonly before: number;
  readonly after: number;
  readonly quarters: number;
  readonly unbooked: number;
}

/** What a correction would do, and the form that books it: only while what is booked is still what was shown. */
export function correctionPreview(one: Correction, typed: Typed, released: readonly string[], scene: EntryScene): Html {
  const { locale } = scene;
  const w = entryWords[locale];
  const text = (amount: number): string => amountText(amount / baseOf(one.meter), one.meter, locale);
  const sign = one.after >= one.before ? "+" : "−";
  return html`<div class="open">
    <h3>${one.meter.name}</h3>
    <dl>
      <dt>${w.before}</dt>
      <dd>${text(one.before)}</dd>
      <dt>${w.after}</dt>
      <dd>${text(one.after)}</dd>
      <dt>${w.difference}</dt>
      <dd>${sign}${text(Math.abs(one.after - one.before))}</dd>
    </dl>
    ${releasedHtml(released, locale)}
    <form method="post" action="/energy/entry/correction?lang=${locale}">
      ${hidden(typed, "meter", "from", "to", "total", "reason")}
      <input type="hidden" name="expected" value="${one.before}" />
      <p><button name="act" value="book">${w.book}</button></p>
    </form>
  </div>`;
}

function planForm({ id, head, plan }: KeptTable, scene: EntryScene): Html {
  const { site, locale } = scene;
  const w = entryWords[locale];
  const header = headerOf(head);
  const one = (column: string, index: number): Html | false => {
    if (column === plan.timeColumn) return false;
    const chosen = plan.columns.find((other) => other.column === column);
    return html`<fieldset>
      <legend>${w.column(column)}</legend>
      <label for="meter-${index}">${w.meter}</label>
      <select id="meter-${index}" name="meter-${index}">
        ${option("", w.unused, chosen?.meter ?? "")} ${site.meters.map((meter) => option(meter.id, meter.name, chosen?.meter))}
      </select>
      <label for="unit-${index}">${w.unitOf(column)}</label>
      <select id="unit-${index}" name="unit-${index}">
        ${Object.keys(importUnits).map((unit) => option(unit, unit, chosen?.unit ?? "kWh"))}
      </select>
    </fieldset>`;
  };
  return html`<form method="post" action="/energy/entry/import/${id}?lang=${locale}">
    <label for="time">${w.time}</label>
    <select id="time" name="time">
      ${header.map((name) => option(name, name, plan.timeColumn))}
    </select>
    <label for="label">${w.label}</label>
    <select id="label" name="label">
      ${(["start", "end"] as const).map((label) => option(label, w.labels[label], plan.label))}
    </select>
    <label for="minutes">${w.interval}</label>
    <input id="minutes" name="minutes" type="number" min="1" step="1" required value="${plan.intervalSeconds / 60}" />
    ${header.map(one)}
    <p><button name="act" value="plan">${w.again}</button></p>
  </form>`;
}

/** What a table would book, or every problem; the button to book it stands only under a table without problems. */
export function importBody(kept: KeptTable, planned: TableAnswer, released: readonly string[], scene: EntryScene): Html {
  const { site, locale, may } = scene;
  const w = entryWords[locale];
  const rows = planned.meters.map(({ meter: id, quarters, missing, amount, from, to }) => {
    const meter = site.meters.find((one) => one.id === id);
    return html`<tr>
      <th scope="row">${meter?.name ?? id}</th>
      <td>${meter && amountText(amount / baseOf(meter), meter, locale)}</td>
      <td>${formatNumber(quarters, locale)}</td>
      <td>${formatNumber(missing, locale)}</td>
      <td>${from !== undefined && instant(from, scene)}</td>
      <td>${to !== undefined && instant(to, scene)}</td>
    </tr>`;
  });
  const table = html`<h2>${w.wouldBook}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${w.wouldBook}">
      <table>
        <thead>
          <tr>
            ${w.previewHead.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${releasedHtml(released, locale)}`;
  const wrong = html`${alert(
    w.wrongTable,
    planned.problems.map((problem) => formatProblem(problem, locale)),
  )}${planned.problems.length >= 20 && html`<p>${w.moreProblems}</p>`}`;
  const book =
    may &&
    html`<form method="post" action="/energy/entry/import/${kept.id}?lang=${locale}">
      <p><button name="act" value="book">${w.bookTable}</button></p>
    </form>`;
  const open =
    planned.problems.length > 0
      ? wrong
      : planned.meters.length === 0
        ? html`<p class="warning">${w.nothingToBook}</p>`
        : html`${table}${book}`;
  const { booked } = kept;
  return html`<h1>${w.importTitle(kept.file)}</h1>
    <p><a href="/energy/entry?lang=${locale}">${w.title}</a></p>
    ${
      booked === undefined
        ? html`${open}${may && planForm(kept, scene)}`
        : html`<p class="ok" role="status">
            ${w.isBooked(formatInstant(booked.at, site.site.time_zone, locale), formatNumber(booked.quarters, locale))}
          </p>`
    }`;
}
