/** The page of one record: what it is worth, the form or the YAML that changes it, and every version with who and why. Pure. */
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatInstant, formatNumber, type Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import { formatProblem, say, type Problem } from "../../site/problem.ts";
import { managementWords } from "../report/management/words.ts";
import { fieldsOf, type FormKind } from "./fields.ts";
import { valued } from "./follow-up.ts";
import { formHtml, labelOf, optionWord, type FormTexts } from "./form.ts";
import { formWords } from "./form-words.ts";
import type { RegisterRecord } from "./records.ts";
import type { RecordVersion } from "./store.ts";
import { registerWords } from "./words.ts";

/** How the record is being changed, with what stands in the way. */
export type Editor =
  | { readonly as: "yaml"; readonly content: string; readonly problems?: readonly Problem[] }
  | { readonly as: "form"; readonly kind: FormKind; readonly texts: FormTexts; readonly problems?: readonly Problem[] };

export interface RecordPage {
  readonly id: string;
  readonly history: readonly RecordVersion[];
  readonly version: number;
  readonly editor: Editor;
  readonly note?: string;
  readonly message?: string;
}

export interface RecordScene {
  readonly may: boolean;
  readonly locale: Locale;
  readonly site: Site;
  readonly known: readonly RegisterRecord[];
  /** Today, ISO date: what a measure is worth depends on the tariff in force. */
  readonly day: string;
}

/** Name of the field that a problem is about: the reader of files puts the place in the list before it. */
const fieldOf = ({ path }: Problem): string => path.replace(/^\[\d+\]\.?/, "").replace(/\.\d+(\..*)?$/, "");

/** A problem in the words of the form; the code and the line of a file would help nobody here. */
function problemLine(problem: Problem, kind: FormKind, texts: FormTexts, locale: Locale): string {
  const w = formWords[locale];
  const field = fieldOf(problem);
  const typed = texts[field] ?? "";
  const label = labelOf(kind, field, locale);
  if (problem.code === "ENERGY_RECORD_LINK") return `${label}: ${w.unknownLink(typed)}`;
  if (problem.code === "ENERGY_RECORD_TWICE") return `${label}: ${w.taken}`;
  if (typed !== "") return `${label}: ${w.notRead(typed.slice(0, 60))}`;
  const status = managementWords[locale].measureStatus[texts["status"] as keyof (typeof managementWords)["de"]["measureStatus"]];
  const byStatus = kind === "measure" && /needs/.test(say(problem.expected, "en"));
  return `${label}: ${byStatus ? w.neededFor(status) : w.missing}`;
}

function alertHtml({ editor, message }: RecordPage, locale: Locale): Html | false {
  const problems = editor.problems ?? [];
  const line = (problem: Problem): string =>
    editor.as === "form" ? problemLine(problem, editor.kind, editor.texts, locale) : formatProblem(problem, locale);
  return (
    message !== undefined &&
    html`<div class="critical" role="alert">
      <p>${message}</p>
      <ul>
        ${[...new Set(problems.map(line))].map((text) => html`<li>${text}</li>`)}
      </ul>
    </div>`
  );
}

function changeForm(state: RecordPage, { locale, known }: RecordScene): Html {
  const w = registerWords[locale];
  const f = formWords[locale];
  const { id, version, editor, note = "", history } = state;
  const newest = history.at(-1)?.record;
  const kind = editor.as === "form" ? editor.kind : newest?.kind;
  const other =
    editor.as === "form"
      ? html`<a href="?as=yaml&amp;lang=${locale}">${f.asYaml}</a>`
      : html`<a href="?lang=${locale}">${f.asForm}</a>`;
  const problems = new Set((editor.problems ?? []).map(fieldOf));
  const fields =
    editor.as === "form"
      ? html`<input
            type="hidden"
            name="kind"
            value="${editor.kind}"
          />${formHtml({ kind: editor.kind, texts: editor.texts, record: newest, wrong: problems, known, locale })}`
      : html`<p>
          <label for="content">${w.content}</label>
          <textarea id="content" name="content" rows="24" cols="90" spellcheck="false">${editor.content}</textarea>
        </p>`;
  return html`<form method="post" action="/energy/register/${id}?lang=${locale}">
      <input type="hidden" name="version" value="${version}" />
      ${fields}
      <label for="note">${w.note}</label>
      <input id="note" name="note" maxlength="500" required value="${note}" />
      <p><button>${w.save}</button></p>
    </form>
    ${kind !== "baseline" && html`<p>${other}</p>`}`;
}

/** The record for those who only read: each field that has something, with its label. */
function readOnly(record: RegisterRecord | undefined, editor: Editor, locale: Locale): Html {
  if (editor.as === "yaml" || record === undefined) return html`<pre>${editor.as === "yaml" ? editor.content : ""}</pre>`;
  const { kind, texts } = editor;
  const rows = fieldsOf(kind).flatMap(({ name }) =>
    (texts[name] ?? "") === "" ? [] : [[labelOf(kind, name, locale), optionWord(name, texts[name] ?? "", kind, locale)] as const],
  );
  return html`<table>
    <tbody>
      ${rows.map(
        ([label, text]) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td>${text}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What a measure is worth at today's price: saving in euros, net present value, payback. */
function worth(record: RegisterRecord | undefined, { site, day, locale }: RecordScene): Html | false {
  if (record?.kind !== "measure") return false;
  const { valuation } = valued(record, site.energy, day);
  if (valuation === undefined) return false;
  const w = registerWords[locale];
  const euros = (value: number): string => `${formatNumber(value, locale)} €`;
  const years = valuation.dynamicPaybackYears;
  return html`<dl>
    <dt>${w.npv}</dt>
    <dd>${euros(valuation.npvEur)}</dd>
    <dt>${w.irr}</dt>
    <dd>${valuation.irr === null ? "–" : `${formatNumber(valuation.irr * 100, locale, 1)} %`}</dd>
    <dt>${w.payback}</dt>
    <dd>${years === null ? "–" : formatNumber(years, locale, 1)}</dd>
  </dl>`;
}

function historyTable({ history }: RecordPage, { site, locale }: RecordScene): Html | false {
  const w = registerWords[locale];
  return (
    history.length > 0 &&
    html`<h2>${w.history}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="${w.history}">
        <table>
          <thead>
            <tr>
              <th scope="col">${w.version}</th>
              <th scope="col">${w.person}</th>
              <th scope="col">${w.at}</th>
              <th scope="col">${w.state}</th>
              <th scope="col">${w.note}</th>
            </tr>
          </thead>
          <tbody>
            ${history.toReversed().map(
              ({ version, person, at, note, record }) =>
                html`<tr>
                  <th scope="row">${version}</th>
                  <td>${person}</td>
                  <td>${formatInstant(at, site.site.time_zone, locale)}</td>
                  <td>${record.kind === "measure" && managementWords[locale].measureStatus[record.status]}</td>
                  <td>${note}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
  );
}

export function recordHtml(state: RecordPage, scene: RecordScene): string {
  const { locale, may } = scene;
  const w = registerWords[locale];
  const newest = state.history.at(-1)?.record;
  const kind = state.editor.as === "form" ? state.editor.kind : undefined;
  const name = newest?.kind === "measure" ? `${newest.id}: ${newest.title}` : newest?.id;
  const title = name ?? (kind === undefined ? w.add : `${w.add}: ${formWords[locale].kinds[kind]}`);
  const login = `/login?${new URLSearchParams({ next: `/energy/register/${state.id}`, lang: locale }).toString()}`;
  return page({
    title: `${title} · ${w.title}`,
    locale,
    body: html`<h1>${title}</h1>
      <p><a href="/energy/register?lang=${locale}">${w.title}</a></p>
      ${alertHtml(state, locale)} ${worth(newest, scene)}
      ${
        may
          ? changeForm(state, scene)
          : html`${readOnly(newest, state.editor, locale)}
              <p><a href="${login}">${w.noLogin}</a></p>`
      }
      ${historyTable(state, scene)}`,
  });
}
