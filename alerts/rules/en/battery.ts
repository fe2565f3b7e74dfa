import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { stated, timeLeft } from "../battery.ts";

const { answer, known, list, value } = pieces("en");

export const batteryEnglish = english({
  UpsRuntimeFallsTooFast: {
    description: `The estimate of the UPS says ${answer(stated)} min, but it falls by ${answer(`-60 * max(deriv(ups_battery_runtime_seconds{device="$device"}[3m]))`)} s a minute instead of 60.`,
    consequence: `The battery is empty in ${answer(`floor(${timeLeft} / 60)`)} min, sooner than the UPS says. Then the load drops hard.`,
    firstStep: "Go by the shorter time, and decide by it when the orderly shutdown begins.",
  },
  UpsBatteryHot: {
    description: `Battery temperature ${value("tenths")} °C, dangerous from ${answer(`min(ups_battery_hot_limit_celsius{device="$device"})`, "tenths")} °C.`,
    consequence:
      "Lead cells may run away thermally: they heat themselves, give off gas and may burn. The UPS then fails altogether.",
    firstStep:
      "Air the battery room and look at the battery without touching it. If it smells of rotten eggs or a block is deformed: leave, call the fire brigade.",
  },
  UpsRuntimeDegraded: {
    description: `At the same load the UPS says ${answer(`floor(min(avg_over_time(ups_battery_runtime_seconds{device="$device"}[6h])) / 60)`)} min on average; 13 weeks ago it was ${answer(
      `floor(min(avg_over_time(ups_battery_runtime_seconds{device="$device"}[6h] offset 91d)) / 60)`,
    )} min.`,
    consequence:
      "The battery has less than 80 % of its capacity and counts as worn out; a replacement takes weeks to be delivered.",
    firstStep: "Ask for a battery change, and compare the limit for the shutdown with the shorter time.",
  },
  UpsFault: {
    description: `Alarms of the UPS: ${list(`ups_alarm{device="$device"} == 1`, "alarm", "none reported")}.${known(`max(ups_output_load_ratio{device="$device"}) * 100`, (share) => ` Load ${share} %.`)}`,
    consequence: "A part of the UPS is missing. It still carries the load, but perhaps no longer at the next event.",
    firstStep: "Read the message on its panel and check whether the other UPS is sound; then call the service company.",
  },
});
