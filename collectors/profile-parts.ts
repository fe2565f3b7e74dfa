/** Prefabricated reads that several families share: objects that are one scalar per phase, and yes/no objects. */
import { fixed, value, type NumberOptions, type NumberRead } from "./profile.ts";

const phases = ["L1", "L2", "L3"] as const;

/** Scalars that stand for phases, in the order L1, L2, L3. */
export const perPhase = (oids: readonly string[], options: NumberOptions = {}): NumberRead[] =>
  oids.map((at, line) => value(at, { ...options, labels: { phase: fixed(phases[line] ?? `L${line + 1}`), ...options.labels } }));

/** Codes of a TruthValue-like object of MIBs of the nineties: 1 yes, 2 no. */
export const yesNo = { 1: 1, 2: 0 } as const;

/** Objects that each tell of one alarm, as `alarm` → 0 or 1. */
export const alarms = (
  objects: Readonly<Record<string, string>>,
  codes: Readonly<Record<string, number>> = yesNo,
  labels: NumberOptions["labels"] = {},
): NumberRead[] => Object.entries(objects).map(([alarm, at]) => value(at, { codes, labels: { ...labels, alarm: fixed(alarm) } }));
