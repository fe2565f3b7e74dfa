/** Words of the statement that customers get, and of its section in the report. */
import type { Locale } from "../../../site/locale.ts";

const de = {
  title: "Energienachweis für Kunden",
  subject: (customer: string, period: string) => `${customer}, ${period}`,
  law: "EnEfG § 15: Wer für andere Informationstechnik betreibt, stellt ihnen jährlich die Energie dar, die ihnen unmittelbar zuzurechnen ist.",
  used: (name: string, energy: string, period: string, low: string, high: string) =>
    `${name}: ${energy} (zwischen ${low} und ${high}) sind im ${period} unmittelbar zuzurechnen.`,
  overhead: (pue: string, energy: string) =>
    `Mit dem Anteil an Kälte, USV und Verteilung sind es ${energy} (gerechnet mit PUE ${pue}).`,
  nothing: (name: string, period: string) => `Für ${name} liegen im ${period} keine Buchungen vor.`,
  head: ["Kunde", "Energie", "Bereich (k = 2)", "Anteil an der IT", "Höchste Leistung", "Abdeckung", "Verfahren"],
  figureHead: ["Größe", "Wert"],
  energy: "Energie, unmittelbar zuzurechnen",
  range: "Bereich (k = 2)",
  withOverhead: "Energie mit Anteil an Kälte, USV und Verteilung",
  peak: "Höchste Leistung (Viertelstunde)",
  peakAt: (power: string, at: string) => `${power}, ${at}`,
  coverage: "Abdeckung",
  estimated: "davon geschätzt oder von Hand",
  monthsTitle: (month: string) => `Am meisten Energie: ${month}`,
  monthHead: ["Monat", "Energie", "Höchste Leistung", "Abdeckung"],
  series: "Energie",
  how: "Wie gemessen wird",
  meter: (name: string) => `Zähler ${name}`,
  share: (share: string, name: string) => `${share} von Zähler ${name} (vereinbarter Anteil)`,
  measured: "gemessen",
  shared: "vereinbarter Anteil",
  ranges: "Der Bereich folgt aus den Genauigkeitsklassen der Zähler (k = 2, gleichartige Zähler als voll korreliert).",
  quarters: "Gezählt sind Viertelstunden, in denen alle Zähler des Kunden Buchungen haben; Monate und Jahre in Ortszeit.",
  unknown: (meters: string) => `Ohne Werte: ${meters}.`,
};

export type CustomerWords = typeof de;

const en: CustomerWords = {
  title: "Energy statement for customers",
  subject: (customer, period) => `${customer}, ${period}`,
  law: "EnEfG § 15: who runs information technology for others shows them every year the energy that is directly theirs.",
  used: (name, energy, period, low, high) =>
    `${name}: ${energy} (between ${low} and ${high}) are directly attributable in ${period}.`,
  overhead: (pue, energy) => `With the share of cooling, UPS and distribution it is ${energy} (computed with a PUE of ${pue}).`,
  nothing: (name, period) => `There are no bookings for ${name} in ${period}.`,
  head: ["Customer", "Energy", "Range (k = 2)", "Share of IT", "Highest power", "Coverage", "Method"],
  figureHead: ["Quantity", "Value"],
  energy: "Energy, directly attributable",
  range: "Range (k = 2)",
  withOverhead: "Energy with the share of cooling, UPS and distribution",
  peak: "Highest power (quarter hour)",
  peakAt: (power, at) => `${power}, ${at}`,
  coverage: "Coverage",
  estimated: "of it estimated or by hand",
  monthsTitle: (month) => `Most energy: ${month}`,
  monthHead: ["Month", "Energy", "Highest power", "Coverage"],
  series: "Energy",
  how: "How it is measured",
  meter: (name) => `Meter ${name}`,
  share: (share, name) => `${share} of meter ${name} (share agreed upon)`,
  measured: "measured",
  shared: "share agreed upon",
  ranges: "The range follows from the accuracy classes of the meters (k = 2, meters of one kind as fully correlated).",
  quarters: "Counted are quarter hours in which all meters of the customer have bookings; months and years in local time.",
  unknown: (meters) => `Without values: ${meters}.`,
};

export const customerWords: Readonly<Record<Locale, CustomerWords>> = { de, en };
