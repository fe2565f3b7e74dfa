/** Report blocks as a page: the same words, tables and charts as in the PDF. */
import { html, trusted, type Html } from "../../site/html.ts";
import type { Block, ReportView } from "./blocks.ts";
import type { Table } from "./interim-view.ts";

/** A table with row and column headers; wide ones scroll inside their frame, also by keyboard. */
export function tableHtml({ head, rows, numbers }: Table): Html {
  const cell = (text: string, index: number): Html =>
    index === 0
      ? html`<th scope="row">${text}</th>`
      : html`<td${numbers.includes(index) && trusted(' class="number"')}>${text}</td>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${head[0] ?? ""}">
    <table>
      <thead>
        <tr>
          ${head.map((text, index) => html`<th scope="col" ${numbers.includes(index) && trusted(' class="number"')}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const chartHtml = (svg: string, alt: string): Html =>
  html`<div class="chart" role="img" aria-label="${alt}">${trusted(svg)}</div>`;

function blockHtml(block: Block, level: 3 | 4): Html {
  switch (block.kind) {
    case "text":
      return html`<p>${block.text}</p>`;
    case "heading":
      return level === 3 ? html`<h3>${block.text}</h3>` : html`<h4>${block.text}</h4>`;
    case "list":
      return html`<ul>
        ${block.items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
    case "table":
      return tableHtml(block.table);
    case "figure":
      return html`<figure>
        <figcaption>${block.title}</figcaption>
        ${chartHtml(block.svg, block.alt)} ${tableHtml(block.table)}
      </figure>`;
  }
}

/** The whole report. @param links  what stands under the title: other formats */
export function reportHtml(view: ReportView, links: Html): Html {
  return html`<h1>${view.title}</h1>
    <p>${view.site}<br />${view.period}</p>
    <p>${view.about.map(([name, value]) => html`${name}: ${value}<br />`)}</p>
    ${links}
    <h2>${view.say.onePage}</h2>
    ${view.summary.map((block) => blockHtml(block, 3))}
    ${
      view.supplement.length > 0 &&
      html`<h3>${view.say.supplement}</h3>
        <ul>
          ${view.supplement.map((line) => html`<li>${line}</li>`)}
        </ul>`
    }
    ${view.sections.map(
      ({ title, blocks }) =>
        html`<h2>${title}</h2>
          ${blocks.map((block) => blockHtml(block, 3))}`,
    )}`;
}
