import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { hottest, inlet, untilLimit } from "../cooling.ts";

const { answer, known, list, value } = pieces("en");
const allowable = answer(`min(air_temperature_limit_celsius{bound="allowable",room="$room"})`, "tenths");
const recommended = answer(`min(air_temperature_limit_celsius{bound="recommended",room="$room"})`, "tenths");
const clock =
  known(`floor(${untilLimit} / 60) > 0`, (minutes) => `At this slope ${allowable} °C are reached in ${minutes} min. `) +
  known(`${untilLimit} < 60`, () => `At this slope ${allowable} °C are reached within a minute, or passed already. `);
const shutdownTime =
  "Without cooling, servers switch off after about 3 minutes at 5 kW a rack, after less than one at 10 kW (published figures).";

export const coolingEnglish = english({
  AllCoolingUnitsStopped: {
    description: `No cooling unit of the room runs.${known(hottest, (celsius) => ` Warmest supply air at a rack ${celsius} °C, ${allowable} °C are allowable.`, "", "tenths")}`,
    consequence: `${clock}${shutdownTime}`,
    firstStep:
      "See at the panels of the cooling units why they stand still (power, common fault, shutdown by fire alarm), and switch them on one by one.",
  },
  CoolingRedundancyLost: {
    description: `Cooling units fit for service: ${value("whole")}, needed: ${answer(`max(cooling_units_needed{room="$room"})`)}.`,
    consequence: "The next failure of a cooling unit becomes a heat incident with minutes until the shutdown.",
    firstStep: "Find out which unit is missing (fault, switched off or silent), and call the cooling company.",
  },
  CoolingUnitFault: {
    description: `The unit reports a fault, or is off although it ran before. Faulty parts: ${list(
      `device_component_state{device="$device",state="failed"} == 1`,
      "component",
      "not named",
    )}; alarms: ${list(`cooling_alarm{device="$device"} == 1`, "alarm", "none reported")}.`,
    consequence: "The room loses cooling power; whether a reserve is left is shown by the alert about spare units.",
    firstStep: "Check whether the other units of the room run, then read the fault message at the unit.",
  },
  InletAboveAllowable: {
    description: `Warmest supply air at a rack ${value("tenths")} °C, ${allowable} °C are allowable.${known(`sum(cooling_unit_state{state="running",role!="chiller",room="$room"})`, (units) => ` Cooling units running: ${units}.`)}`,
    consequence: `Servers throttle and switch themselves off. ${shutdownTime}`,
    firstStep: "Check the cooling units of the room and switch on all that are available; then switch off what can be spared.",
  },
  InletReachesLimitSoon: {
    description: `Warmest supply air at a rack ${answer(hottest, "tenths")} °C and rising, ${allowable} °C are allowable.`,
    consequence: `${clock}Then servers throttle and switch off.`,
    firstStep: "See which cooling units run, and switch on spare ones before the limit is reached.",
  },
  InletAboveRecommended: {
    description: `Warmest supply air at a rack ${value("tenths")} °C, ${recommended} °C at most are recommended.`,
    consequence: "Fans speed up, power consumption rises, and a failure of the cooling leaves less time.",
    firstStep: "Look at set-points and state of the cooling units; check whether air ways are blocked.",
  },
  ChilledWaterWarm: {
    description: `Flow ${value("tenths")} °C, limit ${answer(`min(water_temperature_limit_celsius{device="$device"})`, "tenths")} °C.${known(
      `max(${inlet})`,
      (celsius) => ` Warmest supply air at the site ${celsius} °C.`,
      "",
      "tenths",
    )}`,
    consequence: `All cooling units on this loop lose their effect together.${known(
      `floor(min(room:inlet_time_to_limit:seconds) / 60)`,
      (minutes) => ` At this slope the first room reaches the allowable value in ${minutes} min.`,
    )}`,
    firstStep: "Check chiller and pumps at their panels: does the machine run, is there a fault, does water flow?",
  },
  LeakDetected: {
    description: `The leak detection reports water. Sensors: ${list(`leak_detected{device="$device"} == 1`, "sensor", "not named")}.`,
    consequence: "Water under the raised floor reaches plugs and distributions: short circuit, loss of racks, danger to people.",
    firstStep:
      "Look at the room, find the source, close the supply. Do not open the floor nor touch anything wet while there is voltage.",
  },
  SensorFrozen: {
    description: `The supply air temperature has not moved for hours. Sensors: ${list(
      `changes(air_temperature_celsius{position="rack_inlet",device="$device"}[2h]) == 0`,
      "sensor",
      "not named",
    )}.`,
    consequence: "The temperature alerts of this room are blind: a heat incident would not be reported.",
    firstStep: "Measure the temperature at the rack with a second instrument and compare it with what is shown.",
  },
});
