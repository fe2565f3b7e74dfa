/**
 * Energy figures published back for rules and dashboards: the figures of the reports, computed by the same functions. `period` is
 * `twelve_months` (the last twelve complete local months: what a legal annual mean is judged by), `month` or `year` (the running
 * local month and calendar year so far), for the PUE also the last hours (`4h`). `bound` is `low` or `high`: the interval of the
 * figure (k = 2). A figure is absent while an input is missing, while less than 90 % of the time so far is booked, and while the
 * checks would stop the report of the period; completeness is always there.
 */
import { gauge, service, type Metric } from "./metric.ts";

const interval = (what: string): string => `Ends of the interval of ${what} (k = 2, from the meters' classes)`;
const ratio = (help: string, labels: string): Metric => gauge(service, "ratio", help, labels);
const joules = (help: string, labels: string): Metric => gauge(service, "joules", help, labels);

export const energyMetrics = {
  energy_pue_ratio: ratio(
    "Power usage effectiveness (ISO/IEC 30134-2, EN 50600-4-2); below twelve months interim",
    "category period",
  ),
  energy_pue_bound_ratio: ratio(interval("energy_pue_ratio"), "category period bound"),
  energy_ppue_ratio: ratio("Partial PUE of a part of the site, 1 + E_part / E_IT (ISO/IEC 30134-2)", "part period"),
  energy_ppue_bound_ratio: ratio(interval("energy_ppue_ratio"), "part period bound"),
  energy_cer_ratio: ratio("Cooling efficiency ratio, heat removed over energy of the cooling (EN 50600-4-7)", "period"),
  energy_cer_bound_ratio: ratio(interval("energy_cer_ratio"), "period bound"),
  energy_erf_ratio: ratio("Energy reuse factor (EN 50600-4-6)", "period"),
  energy_erf_bound_ratio: ratio(interval("energy_erf_ratio"), "period bound"),
  energy_ref_ratio: ratio("Renewable energy factor (EN 50600-4-3); guarantees of origin by elapsed time", "period"),
  energy_ref_bound_ratio: ratio(interval("energy_ref_ratio"), "period bound"),
  energy_wue_cubic_meters_per_joule: gauge(
    service,
    "cubic_meters_per_joule",
    "Water usage effectiveness (EN 50600-4-9); times 3.6e9 it is l/kWh",
    "period",
  ),
  energy_wue_bound_cubic_meters_per_joule: gauge(
    service,
    "cubic_meters_per_joule",
    interval("energy_wue_cubic_meters_per_joule"),
    "period bound",
  ),
  energy_cue_grams_per_joule: gauge(
    service,
    "grams_per_joule",
    "Carbon usage effectiveness (EN 50600-4-8) by method (location, market); times 3600 it is kg/kWh",
    "method period",
  ),
  energy_cue_bound_grams_per_joule: gauge(
    service,
    "grams_per_joule",
    interval("energy_cue_grams_per_joule"),
    "method period bound",
  ),
  energy_co2_grams: gauge(service, "grams", "CO2 of the grid import by method (GHG Protocol, Scope 2)", "method period"),
  energy_co2_bound_grams: gauge(service, "grams", interval("energy_co2_grams"), "method period bound"),
  energy_facility_joules: joules("Energy of the data centre, E_DC", "period"),
  energy_facility_bound_joules: joules(interval("energy_facility_joules"), "period bound"),
  energy_use_joules: joules(
    "E_DC by use (it, cooling, ups: its losses, distribution, other, rest: what no meter sees); the parts add up to E_DC over their common quarter hours",
    "part period",
  ),
  energy_use_bound_joules: joules(interval("energy_use_joules"), "part period bound"),

  energy_ups_efficiency_ratio: ratio("Efficiency of a UPS without battery discharges, E_out / E_in", "ups period"),
  energy_ups_efficiency_bound_ratio: ratio(interval("energy_ups_efficiency_ratio"), "ups period bound"),
  energy_ups_efficiency_expected_ratio: ratio("Efficiency by the maker's curve at the mean load", "ups period"),
  energy_ups_load_ratio: ratio("Mean load of a UPS as a share of its rating", "ups period"),
  energy_ups_class_efficiency_ratio: ratio("Measured efficiency by class of load (steps of 5 %)", "ups load period"),
  energy_ups_loss_joules: joules("Energy that a UPS itself consumed", "ups period"),
  energy_ups_loss_bound_joules: joules(interval("energy_ups_loss_joules"), "ups period bound"),

  energy_power_watts: gauge(service, "watts", "Mean power of the last quarter hour by role", "role"),
  energy_grid_power_limit_watts: gauge(service, "watts", "Quarter-hour mean from the grid that sets a higher price (limit)"),
  energy_peak_watts: gauge(service, "watts", "Highest quarter-hour mean from the grid; the year is the billing period", "period"),
  energy_peak_bound_watts: gauge(service, "watts", interval("energy_peak_watts"), "period bound"),
  energy_peak_timestamp_seconds: gauge(service, "seconds", "Start of the quarter hour of energy_peak_watts", "period"),
  energy_cost_euros: gauge(
    service,
    "euros",
    "Net cost so far by tariff (its first day), with the year's price of power for the peak so far",
    "tariff period",
  ),
  energy_cost_bound_euros: gauge(service, "euros", interval("the sum of energy_cost_euros"), "period bound"),
  energy_cost_component_euros: gauge(
    service,
    "euros",
    "Net cost so far by component (energy, grid_power, grid_energy, levies, tax, concession, metering)",
    "component period",
  ),

  energy_kpi_coverage_ratio: ratio(
    "Share of the time so far that is booked by all meters of a figure (kpi: id in the reports)",
    "kpi period",
  ),
  energy_kpi_estimated_ratio: ratio("Share of a figure's energy that is estimated or entered by hand", "kpi period"),
  energy_meter_coverage_ratio: ratio("Share of the time so far that is booked", "meter period"),
  energy_meter_estimated_ratio: ratio("Share of a meter's energy that is estimated or entered by hand", "meter period"),
  energy_coverage_limit_ratio: ratio("Coverage that a figure needs to be published and a report to be released (limit)", ""),
  energy_check_stops: gauge(service, "", "Checks that would stop the report of the period; 0 when it can be made", "period"),
  energy_figures_computed_timestamp_seconds: gauge(
    service,
    "seconds",
    "Instant at which the figures were computed from the ledger",
  ),
  energy_ledger_booked_until_timestamp_seconds: gauge(service, "seconds", "End of the last booked quarter hour", "meter"),
  energy_ledger_lag_limit_seconds: gauge(
    service,
    "seconds",
    "Age of the last booked quarter hour of a meter that Leitstand reads itself (limit)",
    "meter",
  ),

  energy_enpi_ratio: ratio(
    "Energy performance indicator: energy over what the baseline expects (ISO 50006); below 1 is better",
    "baseline period",
  ),
  energy_enpi_actual_joules: joules("Energy on the complete days of the period", "baseline period"),
  energy_enpi_expected_joules: joules("What the baseline expects for these days", "baseline period"),
  energy_enpi_savings_joules: joules("Expected minus actual: computed, not yet proven", "baseline period"),
  energy_enpi_savings_bound_joules: joules(
    "Ends of the interval of energy_enpi_savings_joules (90 %, ASHRAE Guideline 14)",
    "baseline period bound",
  ),
  energy_enpi_observations: gauge(
    service,
    "",
    "Complete days with a temperature that the indicator is made of",
    "baseline period",
  ),
  energy_enpi_outside_ratio: ratio(
    "Share of these days outside the baseline's range; above 0.05 no saving is proven",
    "baseline period",
  ),
  energy_enpi_cusum_joules: joules("Cumulative sum of actual minus expected since the end of the baseline's period", "baseline"),
  energy_verified_savings_joules: joules("Proven saving of a measure over its verified period, from the register", "measure"),
  energy_verified_savings_bound_joules: joules("Ends of the interval of energy_verified_savings_joules (90 %)", "measure bound"),

  energy_rule_limit_ratio: ratio("What the law in force asks (rule: pue, renewable, reuse; when: now, next)", "rule when"),
  energy_rule_margin_ratio: ratio(
    "Room to what the law asks; negative is missed. PUE over twelve months, the shares over the year so far",
    "rule when",
  ),
  energy_rule_margin_bound_ratio: ratio(
    "Ends of the interval of energy_rule_margin_ratio; high below 0: missed for certain",
    "rule when bound",
  ),
  energy_rule_next_timestamp_seconds: gauge(service, "seconds", "First day of the next limit of a rule", "rule"),
  energy_due_timestamp_seconds: gauge(
    service,
    "seconds",
    "Start of the day by which a duty is due (audit, audit_declaration, register_report, waste_heat_report, eu_report)",
    "duty",
  ),
} as const satisfies Record<string, Metric>;
