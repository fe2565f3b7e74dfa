/** Words of the cooling charts. */
import type { Locale } from "../../../site/locale.ts";
import type { CoolingProfile } from "../../baseline/cooling-profile.ts";

const de = {
  titleTemperature: (kw: string, degrees: string) => `Über ${degrees} braucht die Kälte je Grad Außentemperatur ${kw} mehr`,
  titleTemperatureFlat: "Kälte über der Außentemperatur",
  titleLoad: (kw: string) => `Je Kilowatt IT-Last mehr braucht die Kälte ${kw} mehr`,
  titleLoadFlat: "Kälte über der IT-Last",
  temperature: "Außentemperatur, °C (Tagesmittel)",
  load: "IT-Last, kW (Tagesmittel)",
  power: "Kälte, kW",
  band: (from: string, to: string) => `IT ${from} bis ${to}\u00A0kW`,
  cold: (degrees: string) => `bis ${degrees}`,
  warm: (degrees: string) => `über ${degrees}`,
  allDays: "alle Tage",
  interval: "Gerade mit Knick; in der Fläche liegen 9 von 10 Tagen",
  intervalPlain: "Gerade; in der Fläche liegen 9 von 10 Tagen",
  head: ["Gruppe", "Tage", "Kälte, Mittel", "geringste", "höchste", "Gerade von – bis", "Bereich dort (90\u00A0%)"],
  about: (days: string, coverage: string, temperature: string, formula: string, version: string) =>
    `${days} vollständige Tage; Abdeckung ${coverage}; Außentemperatur für ${temperature} davon. Formel ${formula}, Version ${version}.`,
  model: (points: string, rest: string) => `Modell aus ${points} Tagen: ${rest}.`,
  knee: (degrees: string) => `Knick bei ${degrees}`,
  base: (kw: string) => `Sockel ${kw}`,
  perIt: (kw: string) => `${kw} kW je kW IT`,
  perDegree: (kw: string) => `${kw} kW je K darüber`,
  missing: {
    cooling_meter:
      "Kein Zähler misst die Kälte: Kältemaschinen, Pumpen, Umluft oder alles zusammen (Standortdatei: role chiller, pump, air_handler, cooling).",
    it_meter:
      "Kein Zähler misst die IT: am Ausgang der USV, der PDU oder am Eingang der Geräte (Standortdatei: role ups_out, pdu_out, it).",
    days: "Kein Tag ist vollständig gebucht; das Diagramm braucht ganze Tage von Kälte und IT.",
    temperature:
      "Es fehlt die Außentemperatur: kein Fühler mit der Lage outdoor und keine eingelesene Tabelle. Das Diagramm über der Temperatur entfällt.",
    line: "Für eine Gerade reichen die Tage nicht (mindestens 20, mit wechselnder Last).",
  } satisfies Record<CoolingProfile["missing"][number], string>,
  weather: "Witterung in Gradtagen",
  weatherHead: ["Gradtage", "Zeitraum", "Vorjahr"],
  coolingDays: (base: string) => `Kühlgradtage über ${base}`,
  eurostat: "Kühlgradtage nach Eurostat (Tage ab 24\u00A0°C, über 21\u00A0°C)",
  heatingDays: "Gradtagzahl 20/15 (Heizung)",
  weatherDays: "Tage mit Temperatur",
  ofDays: (known: string, days: string) => `${known} von ${days}`,
  sheet: "Kälte je Tag",
  sheetHead: ["Tag", "Kälte kW", "IT kW", "Außentemperatur °C", "nach Gerade kW", "Band der IT-Last"],
};

const en: typeof de = {
  titleTemperature: (kw, degrees) => `Above ${degrees} the cooling needs ${kw} more for each degree outdoors`,
  titleTemperatureFlat: "Cooling over outdoor temperature",
  titleLoad: (kw) => `For each further kilowatt of IT load the cooling needs ${kw} more`,
  titleLoadFlat: "Cooling over IT load",
  temperature: "outdoor temperature, °C (daily mean)",
  load: "IT load, kW (daily mean)",
  power: "Cooling, kW",
  band: (from, to) => `IT ${from} to ${to}\u00A0kW`,
  cold: (degrees) => `up to ${degrees}`,
  warm: (degrees) => `above ${degrees}`,
  allDays: "all days",
  interval: "line with change point; 9 of 10 days lie in the shade",
  intervalPlain: "line; 9 of 10 days lie in the shade",
  head: ["Group", "Days", "Cooling, mean", "lowest", "highest", "Line from – to", "Range there (90\u00A0%)"],
  about: (days, coverage, temperature, formula, version) =>
    `${days} complete days; coverage ${coverage}; outdoor temperature for ${temperature} of them. Formula ${formula}, version ${version}.`,
  model: (points, rest) => `Model of ${points} days: ${rest}.`,
  knee: (degrees) => `change point at ${degrees}`,
  base: (kw) => `base ${kw}`,
  perIt: (kw) => `${kw} kW per kW of IT`,
  perDegree: (kw) => `${kw} kW per K above it`,
  missing: {
    cooling_meter:
      "No meter measures the cooling: chillers, pumps, air handlers or all of it (site file: role chiller, pump, air_handler, cooling).",
    it_meter:
      "No meter measures IT: at the output of the UPS, of the PDU or at the input of the devices (site file: role ups_out, pdu_out, it).",
    days: "No day is booked completely; the chart needs whole days of cooling and IT.",
    temperature:
      "The outdoor temperature is missing: no sensor at the position outdoor and no table read in. There is no chart over the temperature.",
    line: "The days do not suffice for a line (at least 20, with a load that changes).",
  },
  weather: "Weather in degree days",
  weatherHead: ["Degree days", "Period", "Year before"],
  coolingDays: (base) => `Cooling degree days above ${base}`,
  eurostat: "Cooling degree days by Eurostat (days from 24\u00A0°C, above 21\u00A0°C)",
  heatingDays: "Heating degree days 20/15 (Gradtagzahl)",
  weatherDays: "Days with a temperature",
  ofDays: (known, days) => `${known} of ${days}`,
  sheet: "Cooling by day",
  sheetHead: ["Day", "Cooling kW", "IT kW", "Outdoor °C", "by the line kW", "Band of IT load"],
};

export const coolingWords: Readonly<Record<Locale, typeof de>> = { de, en };
