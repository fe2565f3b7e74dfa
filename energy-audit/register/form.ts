/** A record as a form and back. Pure. */
import { html, type Html } from "../../site/html.ts";
import type { Locale } from "../../site/locale.ts";
import { managementWords } from "../report/management/words.ts";
import { fieldsOf, forms, type Field, type FormKind } from "./fields.ts";
import { fieldHints, fieldWords, formWords } from "./form-words.ts";
import type { RegisterRecord } from "./records.ts";

/** Texts of the fields by name; what is left empty is not there. */
export type FormTexts = Readonly<Record<string, string>>;

/** Persistence checks are a list: those that are there stay, and one more can be written. */
const check = { on: "persistence.on", holds: "persistence.holds", note: "persistence.note" } as const;

const isPart = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

function valueAt(record: object, name: string): unknown {
  return name.split(".").reduce<unknown>((value, key) => (isPart(value) ? value[key] : undefined), record);
}

/** Percent with as many places as the share has: 0.15 is 15, not 15.000000000000002. */
const percent = (share: number): string => String(Number((share * 100).toFixed(10)));

/** What the form shows of a record. */
export function textsOf(record: RegisterRecord, kind: FormKind): FormTexts {
  const pairs = fieldsOf(kind).map(({ name, kind: type }): [string, string] => {
    const value = valueAt(record, name);
    if (type === "payments") return [name, paymentsText(value)];
    if (typeof value === "number") return [name, type === "percent" ? percent(value) : String(value)];
    return [name, typeof value === "string" ? value : ""];
  });
  return Object.fromEntries(pairs);
}

/** A number as a browser sends it, or as a person writes it without thousands; what is none stays text and is refused by the schema. */
function numberOf(text: string, type: Field["kind"]): number | string {
  const plain = text.trim().replace(",", ".");
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) return text;
  return type === "percent" ? Number((Number(plain) / 100).toPrecision(12)) : Number(plain);
}

const paymentsText = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((one: { year?: unknown; eur?: unknown }) => `${String(one.year)}: ${String(one.eur)}`).join("; ")
    : "";

/** `6: 12000; 9: 3000,50`; a part that is no pair of numbers stays text and is refused by the schema. */
function paymentsOf(text: string): { year: unknown; eur: unknown }[] {
  return text.split(";").map((part) => {
    const [year = "", eur = ""] = part.split(":");
    return { year: numberOf(year, "whole"), eur: numberOf(eur, "number") };
  });
}

/** What a field's text means: nothing, a number, payments, or the text itself. */
function valueOf(text: string, type: Field["kind"]): unknown {
  if (text === "") return undefined;
  if (type === "payments") return paymentsOf(text);
  return ["number", "whole", "percent"].includes(type as string) ? numberOf(text, type) : text;
}

/**
 * The record that a form describes, unchecked. Fields that the form does not have stay as they were.
 * @param before  the record that is changed
 */
export function recordFrom(kind: FormKind, texts: FormTexts, before: RegisterRecord | undefined): Record<string, unknown> {
  const result: Record<string, unknown> = { ...(before?.kind === kind ? before : {}), kind };
  const verified: Record<string, unknown> = {};
  for (const { name, kind: type } of fieldsOf(kind)) {
    const text = (texts[name] ?? "").trim().replaceAll("\r\n", "\n");
    const value = valueOf(text, type);
    const [, inner] = name.split(".");
    const target = inner === undefined ? result : verified;
    if (value === undefined) Reflect.deleteProperty(target, inner ?? name);
    else target[inner ?? name] = value;
  }
  if (kind === "measure") {
    if (Object.keys(verified).length === 0) Reflect.deleteProperty(result, "verified");
    else result["verified"] = verified;
    const on = (texts[check.on] ?? "").trim();
    const note = (texts[check.note] ?? "").trim();
    const list = before?.kind === "measure" ? before.persistence : [];
    if (on !== "" || note !== "") result["persistence"] = [...list, { on, holds: texts[check.holds] === "yes", note }];
  }
  return result;
}

/** What people call a field of a record. */
export const labelOf = (kind: FormKind, name: string, locale: Locale): string =>
  fieldWords[locale][`${kind}.${name}`] ?? fieldWords[locale][name] ?? name;

export interface FormState {
  readonly kind: FormKind;
  readonly texts: FormTexts;
  readonly record: RegisterRecord | undefined;
  /** Names of fields that something is wrong with. */
  readonly wrong: ReadonlySet<string>;
  /** Records that links may lead to. */
  readonly known: readonly RegisterRecord[];
  readonly locale: Locale;
}

const option = (value: string, text: string, chosen: string): Html =>
  value === chosen ? html`<option value="${value}" selected>${text}</option>` : html`<option value="${value}">${text}</option>`;

/** Words of a value of a list, as reports have them; any other value as it is. */
export function optionWord(name: string, value: string, kind: FormKind, locale: Locale): string {
  const m = managementWords[locale];
  const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    status: m.measureStatus,
    basis: m.basis,
    type: kind === "finding" ? m.findingTypes : formWords[locale].types,
    use: formWords[locale].uses,
  };
  return lists[name]?.[value] ?? value;
}

const titleOf = (one: RegisterRecord): string =>
  one.kind === "finding" ? one.text : one.kind === "audit" ? `${one.standard}, ${one.completed}` : one.title;

function input(field: Field, state: FormState): Html {
  const { name, kind, required } = field;
  const { texts, wrong, known, locale, record } = state;
  const id = name.replace(".", "-");
  const value = texts[name] ?? "";
  const need = required === true && html`required`;
  const invalid = wrong.has(name) && html`aria-invalid="true"`;
  const describe = fieldHints[locale][name] !== undefined && html`aria-describedby="${id}-hint"`;
  const common = html`id="${id}" name="${name}" ${need} ${invalid} ${describe}`;
  if (typeof kind === "object") {
    const options =
      "options" in kind
        ? kind.options.map((one) => option(one, optionWord(name, one, state.kind, locale), value))
        : known
            .filter((one) => one.kind === kind.record)
            .map((one) => option(one.id, `${one.id}: ${titleOf(one).slice(0, 60)}`, value));
    return html`<select ${common}>
      ${(required !== true || value === "") && option("", "–", value)} ${options}
    </select>`;
  }
  if (kind === "long") return html`<textarea ${common} rows="3" maxlength="2000">${value}</textarea>`;
  if (kind === "day") return html`<input ${common} type="date" value="${value}" />`;
  if (kind === "id")
    return record === undefined
      ? html`<input ${common} maxlength="41" value="${value}" />`
      : html`<input ${common} readonly value="${record.id}" />`;
  if (kind === "text" || kind === "payments") return html`<input ${common} maxlength="200" value="${value}" />`;
  return html`<input ${common} type="number" step="${kind === "whole" ? "1" : "any"}" value="${value}" />`;
}

/** The fields in their groups, each with its label, and the hint where one is needed. */
export function formHtml(state: FormState): Html {
  const { kind, locale, record, texts } = state;
  const w = formWords[locale];
  const one = (field: Field): Html => {
    const id = field.name.replace(".", "-");
    const hint = fieldHints[locale][field.name];
    return html`<label for="${id}">${labelOf(kind, field.name, locale)}</label> ${input(field, state)}
      ${hint !== undefined && html`<small id="${id}-hint">${hint}</small>`}`;
  };
  const persistence =
    kind === "measure" &&
    html`<fieldset>
      <legend>${w.persistence}</legend>
      ${
        record?.kind === "measure" &&
        record.persistence.length > 0 &&
        html`<ul>
          ${record.persistence.map(({ on, holds, note }) => html`<li>${on}: ${holds ? w.holds : w.holdsNot}. ${note}</li>`)}
        </ul>`
      }
      <label for="persistence-on">${w.checkedOn}</label>
      <input id="persistence-on" name="${check.on}" type="date" value="${texts[check.on] ?? ""}" />
      <label for="persistence-holds">${w.stillHolds}</label>
      <select id="persistence-holds" name="${check.holds}">
        ${option("yes", w.holds, texts[check.holds] ?? "yes")} ${option("no", w.holdsNot, texts[check.holds] ?? "yes")}
      </select>
      <label for="persistence-note">${w.checkNote}</label>
      <input id="persistence-note" name="${check.note}" maxlength="500" value="${texts[check.note] ?? ""}" />
    </fieldset>`;
  return html`${forms[kind].map(
    ({ group, fields }) =>
      html`<fieldset>
        <legend>${w.groups[group]}</legend>
        ${fields.map(one)}
      </fieldset>`,
  )}${persistence}`;
}
