import { english } from "../../rule.ts";
import { percent, pieces } from "../../template.ts";
import { highestPhase, limitMinutes, minutesLeft } from "../ups.ts";

const { answer, known, list, value } = pieces("en");
const charge = known(`min(ups_battery_charge_ratio{device="$device"}) * 100`, (share) => `, charge ${share} %`);
const load = known(highestPhase, (share) => `, load ${share} %`);

export const upsEnglish = english({
  UpsOnBattery: {
    description: `Mains at the input of this UPS is gone. ${known(minutesLeft, (minutes) => `Runtime at the present load ${minutes} min`, "The UPS does not say how long its battery lasts")}${charge}${load}. On battery at the site: ${list(`ups_power_source{state="battery",site="$site"} == 1`, "device", "unknown")}.`,
    consequence: `${known(minutesLeft, (minutes) => `In ${minutes} min the battery is empty and everything on this UPS without power.`, "Once the battery is empty, everything on this UPS is without power.")}${known(limitMinutes, (minutes) => ` The orderly shutdown must begin at ${minutes} min of runtime.`)}`,
    firstStep:
      "Check whether the other UPS is on battery too and whether the generator has taken over. Switch nothing at the UPS.",
  },
  UpsRuntimeShort: {
    description: `The UPS runs on battery and lasts another ${answer(minutesLeft)} min; the limit at which the shutdown begins is ${answer(limitMinutes)} min.`,
    consequence: `In ${answer(minutesLeft)} min the load of this UPS drops hard. Whoever does not shut down now risks loss of data.`,
    firstStep: "Begin the orderly shutdown by the shutdown list; do not wait for the mains.",
  },
  UpsBatteryLowOrDepleted: {
    description: `The UPS reports its battery as low or depleted${known(minutesLeft, (minutes) => `; runtime according to the UPS ${minutes} min`)}${charge}.`,
    consequence:
      "On battery, minutes or seconds are left. On mains, the UPS bridges no further outage until its battery is charged.",
    firstStep: "Find out whether the UPS is on mains or on battery. On battery: shut down in order at once.",
  },
  UpsSilentDuringOutage: {
    description: "The UPS was last on battery and has stopped answering. Its runtime is unknown; values that are shown are old.",
    consequence: `Assume the worst: the battery is empty or the output off already.${known(
      `floor(min(last_over_time(ups_battery_runtime_seconds{device="$device"}[4h])) / 60)`,
      (minutes) => ` Last known runtime ${minutes} min.`,
    )}`,
    firstStep: "Send somebody to the UPS to read its panel; count down from the last known value.",
  },
  UpsOnBypass: {
    description: `The load hangs on the mains directly, through the bypass${known(highestPhase, (share) => ` (load ${share} %)`)}. Alarms of the UPS: ${list(`ups_alarm{device="$device"} == 1`, "alarm", "none reported")}.`,
    consequence: "Every disturbance of the mains hits the servers at once; this UPS bridges no outage.",
    firstStep:
      "Find out whether somebody works at the UPS (manual bypass). If not: read the message on its panel, do not switch back.",
  },
  UpsOutputOff: {
    description: "The UPS answers but delivers no power.",
    consequence: "Everything that hangs on this UPS only is without power now; racks with two feeds run on the other one only.",
    firstStep:
      "See whether the other feed carries the load and how high it is. Do not switch on again before the cause is clear.",
  },
  UpsBatteryTestFailed: {
    description: `The last self test of the UPS ended with a fault.${known(minutesLeft, (minutes) => ` That makes its estimate of ${minutes} min of runtime doubtful.`)}`,
    consequence: "At the next outage the load may drop at once, without being bridged.",
    firstStep: "Check whether the other UPS is sound and can carry the load alone. Start no further test.",
  },
  UpsBatteryReplace: {
    description: `The UPS asks for new batteries${known(`max(ups_battery_bad_packs{device="$device"}) > 0`, (packs) => `; bad packs: ${packs}`)}.`,
    consequence: "The runtime is shorter than shown; a replacement takes weeks to be delivered.",
    firstStep: "Order the service company and check the shutdown list against a shorter runtime.",
  },
  UpsBatteryTooWarm: {
    description: `Battery temperature ${value("tenths")} °C, limit ${answer(`min(ups_battery_temperature_limit_celsius{device="$device"})`, "tenths")} °C.`,
    consequence: "Each 8 to 10 K above 25 °C halve the life of the battery; above 35 °C it may run away thermally.",
    firstStep: "Check ventilation and cooling where the battery stands.",
  },
  UpsRedundancyLost: {
    description: `Were one UPS to fail, the others would have to carry ${percent} of their rated load.`,
    consequence:
      "The failure of a single UPS becomes the failure of IT, for the other one is overloaded, switches off or goes to bypass.",
    firstStep: "Look at the load of each UPS and decide which loads can be moved or switched off.",
  },
});
