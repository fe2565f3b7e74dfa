/** Instants as the files write them. */
import { instantOf } from "../../../../energy-audit/ledger/calendar.ts";

export const epoch = (text: string): number => Date.parse(text) / 1000;
/** `2025-01-15T06:30Z`. */
export const stamp = (seconds: number): string => instantOf(seconds).toISOString().replace(":00.000Z", "Z");
