import { contacts } from "../../contacts.ts";
import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { fuelHours, onBattery, untilShutdown } from "../generator.ts";

const { answer, known } = pieces("en");
const clock = known(
  `floor((${untilShutdown}) / 60) >= 0`,
  (minutes) => ` The orderly shutdown must begin in ${minutes} min.`,
  " Expect to begin the orderly shutdown now.",
);
const fuel = known(
  fuelHours,
  (hours) => `From the report on, the rest lasts ${hours} h at the present load.`,
  "How long the rest lasts is not known (reserve_l in the inventory and a meter at the generator are missing).",
  "tenths",
);

export const generatorEnglish = english({
  GeneratorDidNotStart: {
    description: `Mains has been gone for a minute at least, the generator does not run. On battery: ${answer(`count(${onBattery} == 1)`, "whole", "0")} UPS.`,
    consequence: `Only the battery is left.${clock}`,
    firstStep:
      "Send somebody to the generator: look at emergency stop, start lock, main switch and fault message, then start it by hand.",
  },
  UpsOnBatteryNoTakeover: {
    description: `The UPS still runs on battery. Generator as reported: ${known(`max(${contacts("generator_running")}) == 1`, () => "runs", "does not run, or unknown")}.`,
    consequence: `The switch-over to the generator has not happened.${known(
      `floor(min(device:ups_time_left:seconds{device="$device"}) / 60)`,
      (minutes) => ` The battery lasts another ${minutes} min.`,
    )}`,
    firstStep: "Look at the transfer switch and the breaker before the UPS; prepare the orderly shutdown at the same time.",
  },
  GeneratorFuelShort: {
    description: `The fuel is below reserve, and the generator carries the load. ${fuel}`,
    consequence: "Without a delivery the generator stops; then only the minutes of the battery are left.",
    firstStep:
      "Call the emergency delivery of diesel (emergency folder) and switch off what can be spared, so that the rest lasts.",
  },
  GeneratorFuelLow: {
    description: `The level contact of the generator reports reserve. ${fuel}`,
    consequence: "In a long outage the fuel does not last a day.",
    firstStep: "Order diesel and read the level at the tank.",
  },
  GeneratorFault: {
    description: `Contacts of the generator control report a fault. Starter battery: ${known(`max(${contacts("generator_starter_battery_low")}) == 1`, () => "weak", "not complained of")}.`,
    consequence: "At the next outage only the battery of the UPS is left.",
    firstStep:
      "Read the fault message at the generator's control, check the starter battery's charger, call the service company.",
  },
  GeneratorTestOverdue: {
    description: "The generator's meter has counted less than 1 kWh in 35 days: there was no test run under load.",
    consequence: "The reserve is unproven; at the next outage the generator may fail (BSI INF.2.A14).",
    firstStep: "Arrange a test run under load with building services and enter it as maintenance.",
  },
});
