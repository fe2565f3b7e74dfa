/** Energy figures published back for rules and dashboards. */
import { gauge, service, type Metric } from "./metric.ts";

export const energyMetrics = {
  energy_pue_ratio: gauge(service, "ratio", "Power usage effectiveness of the period named by the label", "category period"),
  energy_power_watts: gauge(service, "watts", "Mean power of the last quarter hour by role", "role"),
  energy_grid_power_limit_watts: gauge(service, "watts", "Quarter-hour mean from the grid that sets a higher price (limit)"),
  energy_ledger_booked_until_timestamp_seconds: gauge(service, "seconds", "End of the last booked quarter hour", "meter"),
} as const satisfies Record<string, Metric>;
