/** Where a place leads from a row of a table: instances, and what stands in an index. Pure. */
import type { Place } from "./places.ts";
import { isScalar } from "./plan.ts";
import { textOf, type Answers, type Raw } from "./raw.ts";

/** Parts of an index, joined by dots; all of it without parts. */
export const pick = (key: string, parts: readonly number[]): string => {
  const all = key.split(".");
  return parts.length === 0 ? key : parts.map((part) => all.at(part) ?? "").join(".");
};

/** The instance that a place means in this row; undefined when a pointer leads nowhere. */
export function instance(at: Place, key: string | undefined, answers: Answers): string | undefined {
  if (typeof at === "string") return key === undefined || isScalar(at) ? at : `${at}.${key}`;
  if (at.how === "scalar") return at.oid;
  if (at.how === "parts") return key === undefined ? undefined : `${at.oid}.${pick(key, at.parts ?? [])}`;
  if (at.how === "neighbour") {
    const parts = (key ?? "").split(".").map(Number);
    parts.push((parts.pop() ?? 0) + (at.parts?.[0] ?? 0));
    return `${at.oid}.${parts.join(".")}`;
  }
  const pointer = at.pointer ?? "";
  const target = answers.get(key === undefined || isScalar(pointer) ? pointer : `${pointer}.${key}`);
  return typeof target === "number" || typeof target === "string" ? `${at.oid}.${target}` : undefined;
}

/** What was answered there. */
export const look = (at: Place, key: string | undefined, answers: Answers): Raw | undefined => {
  const oid = instance(at, key, answers);
  return oid === undefined ? undefined : answers.get(oid);
};

/** Characters in an index: `counted` with their number before them, else to the end. */
export function indexText(key: string | undefined, start: number, counted: boolean): string | undefined {
  const parts = (key ?? "").split(".").map(Number);
  const [length = 0] = parts.slice(start);
  return textOf(Uint8Array.from(counted ? parts.slice(start + 1, start + 1 + length) : parts.slice(start)));
}
