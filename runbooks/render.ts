import MarkdownIt from "markdown-it";
import { html, trusted, type Html } from "../site/html.ts";
import type { Site } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import type { Sample } from "../site/series.ts";
import { liveValues, readLines, type BrokenLine, type LiveLine, type LiveValue } from "./live.ts";
import { words } from "./words.ts";

/** Samples by query as it stands in the text; a query that is missing here was not answered. */
export type Answers = ReadonlyMap<string, readonly Sample[]>;

/** A runbook made ready for a page. */
export interface Rendered {
  /** The first heading, without its markup; it is not in the body. */
  readonly title: string;
  readonly sections: readonly { readonly id: string; readonly title: string }[];
  readonly body: Html;
}

/** More rows than this are counted, not shown: whoever needs them opens the dashboard. */
const mostRows = 20;

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Every line of every `live` block of a text, in order. */
export function liveLines(text: string): (LiveLine | BrokenLine)[] {
  return markdown
    .parse(text, {})
    .filter((token) => token.type === "fence" && token.info.trim() === "live")
    .flatMap((token) => readLines(token.content));
}

/**
 * Markdown to markup: raw HTML is shown as text, `live` blocks become tables of values.
 * @param answers  undefined when the sample store did not answer: every value is then absent, the text is whole
 */
export function renderRunbook(text: string, answers: Answers | undefined, site: Site, locale: Locale): Rendered {
  const all = markdown.parse(text, {});
  const heading = all.findIndex((token) => token.type === "heading_open" && token.tag === "h1");
  const title = heading === -1 ? "" : plain(all[heading + 1]?.children ?? []);
  // The page shows the title itself, above what the runbook is about.
  const tokens = heading === -1 ? all : all.toSpliced(heading, 3);
  const sections: { id: string; title: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open" || token.tag !== "h2") continue;
    const words = plain(tokens[index + 1]?.children ?? []);
    const id = slug(words);
    token.attrSet("id", id);
    sections.push({ id, title: words });
  }
  const parts: string[] = [];
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "fence" || token.info.trim() !== "live") continue;
    parts.push(rendered(tokens.slice(from, index)), liveTable(readLines(token.content), answers, site, locale).text);
    from = index + 1;
  }
  return { title, sections, body: trusted(parts.join("") + rendered(tokens.slice(from))) };
}

const rendered = (tokens: Parameters<typeof markdown.renderer.render>[0]): string =>
  markdown.renderer.render(tokens, markdown.options, {});

const plain = (children: readonly { readonly content: string }[]): string => children.map(({ content }) => content).join("");

const letters: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

/** `Maßnahme` → `massnahme`, `Sofort (60 s)` → `sofort-60-s`. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[äöüß]/g, (letter) => letters[letter] ?? letter)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function liveTable(lines: readonly (LiveLine | BrokenLine)[], answers: Answers | undefined, site: Site, locale: Locale): Html {
  const w = words[locale];
  const checked = lines.some((line) => !("broken" in line) && line.condition !== undefined);
  return html`<table class="live">
    <thead>
      <tr>
        <th scope="col">${w.check}</th>
        <th scope="col">${w.value}</th>
        ${checked && html`<th scope="col">${w.target}</th>`}
      </tr>
    </thead>
    <tbody>
      ${lines.map((line) =>
        "broken" in line
          ? html`<tr>
              <td colspan="${checked ? 3 : 2}"><code>${line.broken}</code> – ${line.why}</td>
            </tr>`
          : rowsOf(line, answers, site, locale, checked),
      )}
    </tbody>
  </table>`;
}

function rowsOf(line: LiveLine, answers: Answers | undefined, site: Site, locale: Locale, checked: boolean): Html {
  const w = words[locale];
  const samples = answers?.get(line.promql);
  const values = samples === undefined ? [] : liveValues(line, samples, site, locale);
  const absentIsFine = line.condition?.kind === "absent" && samples?.length === 0;
  const rows: (LiveValue & { readonly none?: boolean })[] =
    values.length > 0
      ? values.slice(0, mostRows)
      : [absentIsFine ? { about: "", text: w.noneFulfilled, fulfilled: true } : { about: "", text: w.none, none: true }];
  const row = (value: LiveValue & { readonly none?: boolean }): Html =>
    html`<tr>
      <th scope="row">${line.label}${value.about !== "" && html` <small>${value.about}</small>`}</th>
      <td class="${value.none === true && "none"}">${value.text}</td>
      ${checked && html`<td>${verdictOf(line, value, locale)}</td>`}
    </tr>`;
  const rest = values.length - mostRows;
  return html`${rows.map(row)}${
    rest > 0 &&
    html`<tr>
      <td colspan="${checked ? 3 : 2}">${w.more(rest)}</td>
    </tr>`
  }`;
}

function verdictOf(line: LiveLine, { fulfilled }: LiveValue, locale: Locale): Html | undefined {
  if (line.condition === undefined) return undefined;
  const w = words[locale];
  if (fulfilled === undefined) return html`<span class="none">${w.unproved}</span>`;
  return fulfilled ? html`<span class="ok">✓ ${w.fulfilled}</span>` : html`<span class="critical">✗ ${w.notFulfilled}</span>`;
}
