/** The audit's figures as metrics, so that rules and dashboards read them like any other sample. */
import type { Site } from "../site/inventory.ts";
import type { Sample } from "../site/series.ts";
import type { Interim } from "./interim.ts";
import { amountAt } from "./kpi/energy.ts";
import { hoursOf } from "./ledger/calendar.ts";

/** Length of a period as a label: `4h`, `45m`. Below a quarter hour cut to 5 minutes, so that a start leaves few series behind. */
function periodLabel(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 15 ? `${minutes < 5 ? 2 : Math.floor(minutes / 5) * 5}m` : `${minutes - (minutes % 15)}m`;
}

/**
 * PUE of the last hours by category and period, mean power of its last quarter hour by role, and how far each
 * meter is booked. What is not known is left out.
 */
export function energySamples(interim: Interim | undefined, site: Site): Sample[] {
  if (interim === undefined) return [];
  const label = { site: site.site.id };
  const { period, pue } = interim.balance;
  const samples: Sample[] = [];
  for (const { value, category } of pue) {
    if (value === undefined || category === undefined) continue;
    const labels = { ...label, category: String(category), period: periodLabel(hoursOf(period) * 3600) };
    samples.push({ metric: "energy_pue_ratio", labels, value });
  }
  const watts = new Map<string, number>();
  for (const series of interim.series) {
    const { role } = series.meter;
    const last = amountAt(series, period.to - series.step);
    if (last !== undefined && role !== "water") watts.set(role, (watts.get(role) ?? 0) + last / series.step);
  }
  for (const [role, value] of watts) samples.push({ metric: "energy_power_watts", labels: { ...label, role }, value });
  for (const [meter, value] of interim.bookedUntil) {
    samples.push({ metric: "energy_ledger_booked_until_timestamp_seconds", labels: { ...label, meter }, value });
  }
  return samples;
}
