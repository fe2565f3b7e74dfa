import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { day } from "../energy-figures.ts";

const { answer, value } = pieces("en");

export const energyFigureEnglish = english({
  EnergyMeterStopped: {
    description: "The last quarter hour that was booked ended {{ $value | humanizeDuration }} ago.",
    consequence:
      "PUE and balance of this time are missing while the meter is silent; if it goes on counting, only the distribution is estimated once it is back.",
    firstStep: "See whether the device answers and its register goes on.",
  },
  EnergyDataIncomplete: {
    description: `So far ${answer(
      `min(energy_kpi_coverage_ratio{kpi=~"pue.",period="month"}) * 100`,
      "tenths",
    )} % of the time are booked, ${answer("min(energy_coverage_limit_ratio) * 100")} % are needed.`,
    consequence: "The report of the month cannot be released, and its figures are not published.",
    firstStep: "Look for the meter with the gap on the energy page; enter a reading or a table afterwards.",
  },
  EnergyFiguresContradict: {
    description: `Checks that hold up the report: ${value("whole")}.`,
    consequence: "No report is made, and no figure of this time is published, until the contradiction is cleared up.",
    firstStep: "Open the report of the month: place, figures and remedy of each check stand there.",
  },
  EnergyLimitMissed: {
    description: `Margin ${value("hundredths")}, requirement of today ${answer(
      `min(energy_rule_limit_ratio{rule="$resource",when="now"})`,
      "hundredths",
      "none",
    )}, next ${answer(`min(energy_rule_limit_ratio{rule="$resource",when="next"})`, "hundredths", "none")}.`,
    consequence: "From its date on a breach of § 11 EnEfG, which is fined.",
    firstStep: "Read the section on duties in the annual report and bring forward the measures with the largest effect.",
  },
  SavingsEroding: {
    description: `In the current month ${answer(
      `-min(energy_enpi_savings_joules{baseline="$resource",period="month"}) / 3.6e6`,
    )} kWh more than expected, EnPI ${answer(`max(energy_enpi_ratio{baseline="$resource",period="month"})`, "hundredths")}.`,
    consequence: "The effect of a measure is being lost, or a plant works worse than before.",
    firstStep: "Check what has changed in cooling: set-points, free cooling, filters, static factors.",
  },
  EnergyAuditDue: {
    description: `Days left until the date: ${answer(`(min(energy_due_timestamp_seconds{duty="audit"}) - time()) / ${day}`)} (negative: it has passed).`,
    consequence: "Without an audit after four years a company under that duty is in breach of § 8 EDL-G.",
    firstStep: "Read the section on follow-up in the report: it says what the next audit still lacks.",
  },
});
