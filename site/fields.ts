/** Forms that values of `site.yaml` have, whatever they are about. */
import { z } from "zod";
import type { Form } from "./forms.ts";

/** Text of a certain form. The form's name is the message: `forms.ts` has its words in both languages. */
export const text = (form: Form, pattern: RegExp) => z.string().regex(pattern, form);

export const id = text("id", /^[a-z0-9][a-z0-9-]{0,62}$/).describe(
  "Identifier: lower-case letters, digits and hyphens, at most 63",
);
export const name = text("line", /^[^\r\n\t]*$/)
  .min(1)
  .max(120)
  .describe("Name as people say it; stands in mails and on pages");
/** `15m`, `8h`, `7d`, `90s`; kept as text in the file, read by `seconds()`. */
export const duration = text("duration", /^\d+(ms|s|m|h|d|w)$/);
export const span = text("duration", /^[1-9]\d*(ms|s|m|h|d|w)$/);
export const email = z.email();
export const share = z.number().gt(0).max(1);
export const celsius = z.number().min(-30).max(100);
export const host = z.string().min(1);
/** Marks what only a reference may fill (`secrets.ts`, `schema.ts`). */
export const secret = z.string().min(1).meta({ secret: true });
export const localDateTime = text("local_time", /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/);
export const timeOfDay = text("time_of_day", /^([01]\d|2[0-3]):[0-5]\d$/);

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a duration such as `15m`; the schema has checked its form. @throws RangeError for any other text. */
export function seconds(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d|w)$/.exec(text);
  const unit = unitSeconds[match?.[2] ?? ""];
  if (match?.[1] === undefined || unit === undefined) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unit;
}
