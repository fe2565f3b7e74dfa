/** What decides whether a figure may leave: enough of what is over is booked, and no check stops the report of the period. */
import { releaseCoverage, type Kpi } from "../kpi/kpi.ts";
import type { PublishedPeriod } from "./periods.ts";

export interface Gate {
  /** Coverage of what is over by now, 0 to 1. */
  soFar(coverage: number): number;
  opens(coverage: number): boolean;
  /** The figure if it may leave. */
  held(kpi: Kpi | undefined): (Kpi & { readonly value: number }) | undefined;
}

/** @param stops  checks that stop the report of the period */
export function gateOf({ elapsed }: PublishedPeriod, stops: number): Gate {
  const soFar = (coverage: number): number => Math.min(1, coverage / elapsed);
  const opens = (coverage: number): boolean => stops === 0 && soFar(coverage) >= releaseCoverage;
  return {
    soFar,
    opens,
    held: (kpi) => (kpi?.value !== undefined && opens(kpi.coverage) ? { ...kpi, value: kpi.value } : undefined),
  };
}
