import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";

const { answer, known, value } = pieces("en");

export const energyEnglish = english({
  PueAboveLimit: {
    description: `PUE ${value("hundredths")}, limit ${answer("min(energy_pue_limit_ratio)", "hundredths")}. Below twelve months this is an interim value.${known(
      `sum(energy_power_watts{role=~"cooling|chiller|pump|air_handler"}) / 1000`,
      (kilowatts) => ` Cooling at last ${kilowatts} kW.`,
      "",
      "tenths",
    )}`,
    consequence: "Higher costs of electricity; as an annual mean a breach of the EnEfG from the dates named there.",
    firstStep: "See in the energy report which share has grown: cooling, UPS losses or falling IT load.",
  },
  QuarterHourPeakNear: {
    description: `Mean of the last quarter hour ${answer(`sum(energy_power_watts{role="grid"}) / 1000`, "tenths")} kW, limit ${answer(
      "min(energy_grid_power_limit_watts) / 1000",
      "tenths",
    )} kW.`,
    consequence: "The highest quarter hour of the year sets the price of demand.",
    firstStep: "Move what can wait: test runs, charging of batteries, maintenance of the chiller.",
  },
});
