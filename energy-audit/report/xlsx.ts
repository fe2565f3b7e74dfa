/**
 * A workbook (Office Open XML) from tables, small enough to need no library: stored parts in a ZIP, inline texts, a bold frozen
 * header with filter. The same tables give the same bytes.
 * @see ECMA-376, part 1 (SpreadsheetML), part 2 (packaging)
 */
import { zip } from "./zip.ts";

/** How a number is shown. The first four are built into the format and follow the reader's own language. */
const looks = { whole: 3, cents: 4, percent: 10, day: 14, thousandths: 164, instant: 165, tenths: 166 } as const;
export type Look = keyof typeof looks;
const lookNames = Object.keys(looks) as Look[];

/** A number with its look, a text, or nothing. */
export type Cell = string | number | null | { readonly value: number | null; readonly as: Look };

/** An ISO date or instant (UTC) as the day number that a spreadsheet counts in. @see ECMA-376, part 1, 18.17.4.1 */
export const dayCell = (iso: string): Cell => ({
  value: Date.parse(iso) / 86_400_000 + 25_569,
  as: iso.length > 10 ? "instant" : "day",
});

export interface Sheet {
  /** At most 31 characters; []:*?/\ are replaced. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Column widths in characters. */
  readonly widths: readonly number[];
  /** Cells with a name of their own, for formulas in other workbooks: index of the row and of the column, from 0. */
  readonly named?: readonly { readonly name: string; readonly row: number; readonly column: number }[];
}

/** Text for XML: the characters that mark up are replaced, control characters, which XML 1.0 has not, are dropped. */
const xml = (text: string): string =>
  Array.from(text)
    .filter((character) => character >= " " || character === "\n" || character === "\t")
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** `A`, `Z`, `AA` … of a column, from 0. */
function columnName(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

function sheetXml({ head, rows, widths }: Sheet): string {
  const last = columnName(head.length - 1);
  const text = (reference: string, value: string, style: number): string =>
    `<c r="${reference}" t="inlineStr"${style === 0 ? "" : ` s="${style}"`}><is><t xml:space="preserve">${xml(value)}</t></is></c>`;
  const cell = (given: Cell, column: number, row: number): string => {
    const reference = `${columnName(column)}${row}`;
    const looked = typeof given === "object" && given !== null;
    const value = looked ? given.value : given;
    if (value === null || (typeof value === "number" && !Number.isFinite(value))) return "";
    if (typeof value === "string") return text(reference, value, 0);
    return `<c r="${reference}"${looked ? ` s="${2 + lookNames.indexOf(given.as)}"` : ""}><v>${value}</v></c>`;
  };
  const body = rows.map(
    (row, index) => `<row r="${index + 2}">${row.map((value, column) => cell(value, column, index + 2)).join("")}</row>`,
  );
  return `${declaration}<worksheet xmlns="${main}"><dimension ref="A1:${last}${rows.length + 1}"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join(
      "",
    )}</cols><sheetData><row r="1">${head.map((name, column) => text(`${columnName(column)}1`, name, 1)).join("")}</row>${body.join("")}</sheetData><autoFilter ref="A1:${last}${rows.length + 1}"/></worksheet>`;
}

const safeName = (name: string): string => name.replaceAll(/[[\]:*?/\\]/g, " ").slice(0, 31);

/** Names of cells; letters, digits and underscores, never one that reads like a cell (PUE1 is one). */
function definedNames(sheets: readonly Sheet[]): string {
  const names = sheets.flatMap((sheet) =>
    (sheet.named ?? []).map(({ name, row, column }) => {
      const place = `'${safeName(sheet.name).replaceAll("'", "''")}'!$${columnName(column)}$${row + 2}`;
      return `<definedName name="${xml(name)}">${xml(place)}</definedName>`;
    }),
  );
  return names.length === 0 ? "" : `<definedNames>${names.join("")}</definedNames>`;
}

/** The workbook's bytes. @param title  of the document, for its properties */
export function workbook(sheets: readonly Sheet[], title: string): Uint8Array {
  const numbers = sheets.map((_, index) => index + 1);
  const parts: [string, string][] = [
    [
      "[Content_Types].xml",
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${numbers.map((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join("")}</Types>`,
    ],
    [
      "_rels/.rels",
      `${declaration}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      "docProps/core.xml",
      `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(title)}</dc:title><dc:creator>Leitstand</dc:creator></cp:coreProperties>`,
    ],
    [
      "xl/workbook.xml",
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.map(({ name }, index) => `<sheet name="${xml(safeName(name))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("")}</sheets>${definedNames(sheets)}</workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${declaration}<Relationships xmlns="${packageRelations}">${numbers.map((number) => `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join("")}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `${declaration}<styleSheet xmlns="${main}"><numFmts count="3"><numFmt numFmtId="${looks.thousandths}" formatCode="#,##0.000"/><numFmt numFmtId="${looks.instant}" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="${looks.tenths}" formatCode="#,##0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${2 + lookNames.length}"><xf/><xf fontId="1" applyFont="1"/>${lookNames.map((look) => `<xf numFmtId="${looks[look]}" applyNumberFormat="1"/>`).join("")}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    ],
    ...sheets.map((sheet, index): [string, string] => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)]),
  ];
  return zip(parts.map(([name, text]) => ({ name, content: Buffer.from(text, "utf8") })));
}
