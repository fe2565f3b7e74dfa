/** Conditions bound to the slots of one device; what names and indices decide is decided once. Pure. */
import { holds, type Check } from "./evaluate.ts";
import type { Condition } from "./places.ts";
import { textOf, type Answers, type Raw } from "./raw.ts";
import { indexText, instance, look } from "./rows.ts";

/** What binding collects: the instances that will be asked for, each once, with what was answered while learning. */
export interface Context {
  readonly answers: Answers;
  readonly slots: Map<string, number>;
  readonly asks: string[];
  /** What was answered for each of them. */
  readonly values: (Raw | undefined)[];
  readonly absent: ReadonlySet<number>;
  /** Counted events, octets or time keep the largest numbers; amounts (energy) have sentinels like gauges. */
  readonly counter: "none" | "count" | "amount";
}

export const noAbsent: ReadonlySet<number> = new Set();

/** Slot of an instance; -1 if the agent does not have it. */
export function slotOf(oid: string | undefined, context: Context): number {
  const value = oid === undefined ? undefined : context.answers.get(oid);
  if (oid === undefined || value === undefined) return -1;
  let slot = context.slots.get(oid);
  if (slot === undefined) {
    slot = context.asks.length;
    context.slots.set(oid, slot);
    context.asks.push(oid);
    context.values.push(value);
  }
  return slot;
}

export function check(subject: Condition | undefined, key: string | undefined, context: Context): Check {
  if (subject === undefined) return true;
  switch (subject.test) {
    case "matches":
      return subject.pattern.test(textOf(look(subject.at, key, context.answers)) ?? "");
    case "index":
      return subject.values.includes(Number((key ?? "").split(".").at(subject.part)));
    case "index-text":
      return subject.pattern.test(indexText(key, subject.start, subject.counted) ?? "");
    case "once":
      return holdsNow(subject.of, key, context.answers);
    case "not": {
      const inner = check(subject.of, key, context);
      return typeof inner === "boolean" ? !inner : { test: "not", of: inner };
    }
    case "all":
    case "any": {
      const parts = subject.of.map((part) => check(part, key, context)).filter((part) => part !== (subject.test === "all"));
      if (parts.some((part) => part === (subject.test === "any"))) return subject.test === "any";
      return parts.length === 0 ? subject.test === "all" : { test: subject.test, of: parts };
    }
    case "is":
    case "above":
    case "below":
    case "present": {
      const slot = slotOf(instance(subject.at, key, context.answers), context);
      if (slot < 0) return false;
      if (subject.test === "is") return { test: "is", slot, values: subject.values };
      return subject.test === "present" ? { test: "present", slot } : { test: subject.test, slot, limit: subject.limit };
    }
  }
}

/** Whether a condition holds with the values seen while learning. */
export function holdsNow(subject: Condition, key: string | undefined, answers: Answers): boolean {
  const context: Context = { answers, slots: new Map(), asks: [], values: [], absent: noAbsent, counter: "none" };
  return holds(check(subject, key, context), context.values);
}

/** Whether the agent has any object that these conditions look at. */
export function asksAnything(conditions: readonly Condition[], key: string | undefined, answers: Answers): boolean {
  const inner = (of: Condition): boolean => {
    switch (of.test) {
      case "all":
      case "any":
        return of.of.some(inner);
      case "not":
      case "once":
        return inner(of.of);
      case "index":
      case "index-text":
        return false;
      case "is":
      case "matches":
      case "above":
      case "below":
      case "present":
        return look(of.at, key, answers) !== undefined;
    }
  };
  return conditions.some(inner);
}
