/**
 * What the declaration to the authority asks for after an audit (EDL-G § 8c): consumption and cost by energy carrier, the
 * measures with investment, useful life and saving, and what the audit cost. For typing in; nothing is sent from here.
 */
import type { Locale } from "../../../site/locale.ts";
import { savedPrice } from "../../register/follow-up.ts";
import { kwhOf } from "../../kpi/management.ts";
import { table, type Block } from "../blocks.ts";
import { dash } from "../format.ts";
import type { Context } from "./input.ts";

/** Energy of a litre of diesel, kWh: lower heating value of 35.9 MJ/l. */
const dieselKwhPerLitre = 9.97;

const de = {
  title: "Angaben für die Erklärung nach EDL-G § 8c",
  intro: (days: string) =>
    `Binnen zwei Monaten nach dem Audit (bis ${days}) bei der Behörde zu erklären; zum Übertragen in deren Formular.`,
  voluntary: "Das letzte Audit war freiwillig, eine Erklärung ist nicht verlangt. Die Angaben, falls sie es einmal ist:",
  head: ["Angabe", "Wert", "Einheit"],
  company: "Unternehmen",
  auditor: "Auditor",
  declared: "Erklärt am",
  electricity: "Strom: Verbrauch",
  own: "Eigenerzeugung Photovoltaik: Verbrauch",
  diesel: "Diesel (Netzersatz): Verbrauch",
  electricityCost: "Strom: Kosten, netto",
  internal: "Kosten des Audits, intern",
  external: "Kosten des Audits, extern",
  measureHead: ["Maßnahme", "Investition", "Nutzungsdauer", "Einsparung", "Einsparung in Geld"],
  years: (count: number) => `${count} a`,
  perYear: (text: string) => `${text}/a`,
};
const en: typeof de = {
  title: "Entries for the declaration under EDL-G § 8c",
  intro: (days) => `To be declared to the authority within two months of the audit (by ${days}); for typing into its form.`,
  voluntary: "The last audit was voluntary and needs no declaration. The entries, should it ever be needed:",
  head: ["Entry", "Value", "Unit"],
  company: "Company",
  auditor: "Auditor",
  declared: "Declared on",
  electricity: "Electricity: consumption",
  own: "Own photovoltaics: consumption",
  diesel: "Diesel (emergency generator): consumption",
  electricityCost: "Electricity: cost, net",
  internal: "Cost of the audit, internal",
  external: "Cost of the audit, external",
  measureHead: ["Measure", "Investment", "Useful life", "Saving", "Saving in money"],
  years: (count) => `${count} a`,
  perYear: (text) => `${text}/a`,
};
const words: Readonly<Record<Locale, typeof de>> = { de, en };

/** Field, value, unit; a dash where nothing is known. */
export function declarationRows({ f, locale, management, register, site }: Context): string[][] {
  const w = words[locale];
  const audit = register.audits.at(-1);
  const kwh = (value: number): string => f.number(value);
  const { balance, carbon, cost } = management;
  const litres = carbon?.diesel?.litres;
  return [
    [w.company, site.energy?.facts?.operator ?? dash, ""],
    [w.auditor, audit?.auditor ?? dash, ""],
    [w.declared, audit?.declared === undefined ? dash : f.day(audit.declared), ""],
    [w.electricity, kwh(kwhOf(balance, "grid")), "kWh"],
    ...(balance.meters.some(({ meter }) => meter.role === "pv")
      ? [[w.own, kwh(Math.max(0, kwhOf(balance, "pv") - kwhOf(balance, "feed_in"))), "kWh"]]
      : []),
    ...(litres === undefined ? [] : [[w.diesel, kwh(litres * dieselKwhPerLitre), "kWh"]]),
    [w.electricityCost, cost === undefined ? dash : f.number(cost.netEur), "€"],
    [w.internal, audit?.cost_internal_eur === undefined ? dash : f.number(audit.cost_internal_eur), "€"],
    [w.external, audit?.cost_external_eur === undefined ? dash : f.number(audit.cost_external_eur), "€"],
  ];
}

/** The declaration as blocks, for a whole year with an audit; nothing otherwise. */
export function declaration(c: Context): Block[] {
  const { f, locale, register, management, site, day } = c;
  const audit = register.audits.at(-1);
  if (audit === undefined || management.span.kind !== "year") return [];
  const w = words[locale];
  const price = savedPrice(site.energy, day);
  const open = register.measures.filter(({ status }) => status !== "rejected");
  return [
    { kind: "heading", text: w.title },
    { kind: "text", text: audit.basis === "voluntary" ? w.voluntary : w.intro(f.day(c.audit.declareBy ?? audit.completed)) },
    { kind: "table", table: table(w.head, declarationRows(c), [1]), widths: [2.2, 1.4, 0.5] },
    ...(open.length === 0
      ? []
      : ([
          {
            kind: "table",
            table: table(
              w.measureHead,
              open.map((one) => [
                `${one.id} ${one.title}`,
                f.eur(one.actual_cost_eur ?? one.investment_eur),
                w.years(one.useful_life_years),
                w.perYear(f.energy(one.verified?.kwh ?? one.saving_kwh_per_year)),
                price === undefined ? dash : w.perYear(f.eur((one.verified?.kwh ?? one.saving_kwh_per_year) * price)),
              ]),
              [1, 2, 3, 4],
            ),
            widths: [2.55, 0.9, 1.1, 1, 1.2],
          },
        ] satisfies Block[])),
  ];
}
