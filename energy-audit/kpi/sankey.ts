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
  | "ups_it_loss"
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

/** The way of IT energy, as far as it has meters. */
const chain = ["ups_out", "pdu_out", "it"] as const satisfies readonly MeterRole[];
const coolingRoles = ["cooling", "chiller", "pump", "air_handler"] as const satisfies readonly MeterRole[];
/** What is lost between two meters of that way. */
const losses: Readonly<Record<string, NodeId>> = {
  "ups_out pdu_out": "ups_pdu_loss",
  "pdu_out it": "pdu_it_loss",
  "ups_out it": "ups_it_loss",
};

/**
 * Flows of a period, over the quarter hours in which every meter shown has a booking. What enters an inner node leaves it: the
 * site by the flow `rest`, which can be negative within the uncertainty, a point on the way to IT by the loss after it. Cooling
 * and others that hang on a UPS or PDU output are fed from there, not from the site once more.
 */
export function flowsOf(all: readonly MeterSeries[], period: Period): Flow[] {
  const shown = all.filter(({ meter }) => meter.role !== "water" && meter.role !== "heat" && meter.role !== "heat_reuse");
  const quarters = commonQuarters(shown, period);
  const has = (role: MeterRole): boolean => shown.some(({ meter }) => meter.role === role);
  const sum = (list: readonly MeterSeries[]): number =>
    energyOf(
      list.map((series) => ({ series, sign: 1 as const })),
      quarters,
      period,
    ).kwh;
  const counted = [
    ...topmost(shown, ["grid", "pv", "generator"]),
    ...topmost(shown, coolingRoles),
    ...(["feed_in", "ups_in", ...chain, "other"] as const).flatMap((role) => topmost(shown, [role])),
  ];
  const kwh = (role: MeterRole): number => sum(counted.filter(({ meter }) => meter.role === role));
  const flows: Flow[] = [];
  const add = (from: NodeId, to: NodeId, amount: number): void => {
    flows.push({ from, to, kwh: amount });
  };
  const left = (node: NodeId): number =>
    flows.reduce((rest, flow) => rest + (flow.to === node ? flow.kwh : 0) - (flow.from === node ? flow.kwh : 0), 0);

  const present = chain.filter(has);
  const uses: Flow[] = ([...coolingRoles, "other"] as const).filter(has).flatMap((use) => {
    const own = counted.filter(({ meter }) => meter.role === use);
    const feeds = new Map<NodeId, MeterSeries[]>();
    for (const one of own) {
      const from = feedOf(one, all);
      feeds.set(from, [...(feeds.get(from) ?? []), one]);
    }
    return [...feeds].map(([from, list]) => ({ from, to: use, kwh: sum(list) }));
  });
  for (const source of ["grid", "pv", "generator"] as const) if (has(source)) add(source, "site", kwh(source));
  if (has("feed_in") && kwh("feed_in") !== 0) add("site", "feed_in", kwh("feed_in"));
  if (has("ups_in") && has("ups_out")) add("site", "ups_loss", kwh("ups_in") - kwh("ups_out"));
  const [first] = present;
  if (first !== undefined) add("site", first, kwh(first));
  for (const [index, to] of present.entries()) {
    const from = present[index - 1];
    const loss = losses[`${from} ${to}`];
    if (from === undefined || loss === undefined) continue;
    const beside = uses.filter((use) => use.from === from).reduce((total, use) => total + use.kwh, 0);
    add(from, loss, kwh(from) - kwh(to) - beside);
    add(from, to, kwh(to));
  }
  flows.push(...uses);
  add("site", "rest", left("site"));
  return flows;
}

/** Where a meter of the plant hangs: the nearest UPS or PDU output above it, else the site. A cycle ends the climb. */
function feedOf({ meter }: MeterSeries, all: readonly MeterSeries[]): NodeId {
  const seen = new Set<string>();
  for (let id = meter.parent; id !== undefined && !seen.has(id);) {
    seen.add(id);
    const above = all.find((one) => one.meter.id === id)?.meter;
    if (above?.role === "ups_out" || above?.role === "pdu_out") return above.role;
    id = above?.parent;
  }
  return "site";
}

/** Inner nodes of the way to IT: what enters them leaves them, but for the last, where IT (or what it feeds) takes all. */
export function openNode(
  flows: readonly Flow[],
): { readonly node: NodeId; readonly into: number; readonly out: number } | undefined {
  const total = (side: "from" | "to", node: NodeId): number =>
    flows.filter((flow) => flow[side] === node).reduce((sum, flow) => sum + flow.kwh, 0);
  const inner = [
    "site",
    ...chain.filter((node) => flows.some(({ from, to }) => from === node && chain.some((one) => one === to))),
  ];
  return (inner as readonly NodeId[])
    .map((node) => ({ node, into: total("to", node), out: total("from", node) }))
    .find(({ into, out }) => Math.abs(into - out) > 1e-6 * Math.max(1, into));
}
