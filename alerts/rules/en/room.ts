import { contacts } from "../../contacts.ts";
import { english } from "../../rule.ts";
import { pieces } from "../../template.ts";
import { untilLimit } from "../room.ts";

const { answer, known, list, value } = pieces("en");

export const roomEnglish = english({
  FireEarlyWarning: {
    description: `Smoke detectors: ${list(`smoke_detected{device="$device"} == 1`, "sensor")}; contacts: ${list(`${contacts("fire_warning")} == 1`, "contact")}. This message comes in addition; the main way remains the fire alarm system.`,
    consequence:
      "Without an extinguishing system about 3 minutes are left to act (BSI INF.2.A9). An extinguishing system floods the room: danger to life.",
    firstStep: "Fire brigade 112, unless the fire alarm system has called it. Send nobody into the room alone.",
  },
  InletRisingFast: {
    description: `The supply air at the rack rises by ${value("tenths")} K in 5 min; warmest sensor ${answer(`max(air_temperature_celsius{position="rack_inlet",room="$room"})`, "tenths")} °C.`,
    consequence: `${known(`floor(${untilLimit} / 60) > 0`, (minutes) => `The allowable value is reached in ${minutes} min. `)}Air rises that fast only when cooling is missing.`,
    firstStep: "See which cooling units run and cool; switch on spare ones.",
  },
  CoolingUnitRunsWithoutEffect: {
    description: `Return air ${answer(`avg(air_temperature_celsius{device="$device",position="return"})`, "tenths")} °C, supply air ${answer(
      `avg(air_temperature_celsius{device="$device",position="supply"})`,
      "tenths",
    )} °C: the unit takes no heat away.`,
    consequence: "The reserve of the room is lost although no unit counts as faulty.",
    firstStep: "Check chilled water flow, valve and filter of this unit.",
  },
  DewPointHigh: {
    description: `Dew point of the room air ${value("tenths")} °C, limit ${answer("min(air_dew_point_limit_celsius)", "tenths")} °C.`,
    consequence: "Contacts corrode; water settles on whatever is colder than the dew point.",
    firstStep: "Check where the moisture comes from: open door, outside air, humidifier, leak.",
  },
  CondensationRisk: {
    description: `Dew point of the room air ${value("tenths")} °C, coldest chilled water ${answer(`min(water_temperature_celsius{position="supply"})`, "tenths")} °C.`,
    consequence: "Water forms on pipes and coils and drips onto what stands below.",
    firstStep: "Look for drops on the chilled water pipes of the room; have the chilled water set-point raised by 2 K.",
  },
});
