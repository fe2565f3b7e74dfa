/** The energy balance as flows for a Sankey diagram. What enters a node leaves it; the rest is a flow of its own. */
import type { MeterRole } from "../../site/inventory.ts";
import type { Period } from "../ledger/calendar.ts";
import { topmost } from "./balance.ts";
import { commonQuarters, energyOf, type MeterSeries } from "./energy.ts";

export type NodeId =
  | "grid"
  | "pv"
  | "generator"
  | "site"
  | "feed_in"
  | "ups_loss"
  | "ups_out"
  | "ups_pdu_loss"
  | "pdu_out"
  | "pdu_it_loss"
  | "it"
  | "chiller"
  | "pump"
  | "air_handler"
  | "cooling"
  | "other"
  | "rest";

export interface Flow {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly kwh: number;
}

/**
 * Flows of a period, over the quarter hours in which every meter shown has a booking. The sum into the site equals the sum
 * out of it, by the flow `rest`, which can be negative within the uncertainty.
 */
export function flowsOf(all: readonly MeterSeries[], period: Period): Flow[] {
  const shown = all.filter(({ meter }) => meter.role !== "water" && meter.role !== "heat" && meter.role !== "heat_reuse");
  const quarters = commonQuarters(shown, period);
  const has = (role: MeterRole): boolean => shown.some(({ meter }) => meter.role === role);
  const kwh = (role: MeterRole): number =>
    energyOf(
      topmost(shown, [role]).map((series) => ({ series, sign: 1 as const })),
      quarters,
      period,
    ).kwh;
  const flows: Flow[] = [];
  const add = (from: NodeId, to: NodeId, amount: number): void => {
    flows.push({ from, to, kwh: amount });
  };
  for (const source of ["grid", "pv", "generator"] as const) if (has(source)) add(source, "site", kwh(source));
  if (has("feed_in") && kwh("feed_in") !== 0) add("site", "feed_in", kwh("feed_in"));
  if (has("ups_in") && has("ups_out")) add("site", "ups_loss", kwh("ups_in") - kwh("ups_out"));
  if (has("ups_out")) add("site", "ups_out", kwh("ups_out"));
  if (has("ups_out") && has("pdu_out")) {
    add("ups_out", "ups_pdu_loss", kwh("ups_out") - kwh("pdu_out"));
    add("ups_out", "pdu_out", kwh("pdu_out"));
  }
  if (has("pdu_out") && has("it")) {
    add("pdu_out", "pdu_it_loss", kwh("pdu_out") - kwh("it"));
    add("pdu_out", "it", kwh("it"));
  }
  for (const use of ["cooling", "chiller", "pump", "air_handler", "other"] as const) if (has(use)) add("site", use, kwh(use));
  const balance = flows.reduce(
    (sum, flow) => sum + (flow.to === "site" ? flow.kwh : 0) - (flow.from === "site" ? flow.kwh : 0),
    0,
  );
  add("site", "rest", balance);
  return flows;
}
