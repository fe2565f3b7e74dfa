/** Facts of the site that rules compare with. */
import { gauge, service, type Metric } from "./metric.ts";

export const factMetrics = {
  // Facts of the site that rules compare with; exposed by the service, label `room` where a room is meant.
  cooling_units_needed: gauge(service, "", "Cooling units that a room needs (limit)", "room"),
  air_dew_point_limit_celsius: gauge(service, "celsius", "Dew point above which metal corrodes and water condenses (limit)"),
  energy_pue_limit_ratio: gauge(service, "ratio", "PUE limit in force for the site (limit)"),

  // The generator, as far as only the inventory knows it.
  generator_reserve_energy_joules: gauge(
    service,
    "joules",
    "Energy that the fuel still yields once the level contact reports (limit)",
  ),
} as const satisfies Record<string, Metric>;
