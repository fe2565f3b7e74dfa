/**
 * What an auditor gets (EDL-G § 8a (2): operating data and load profiles, in a form that can be kept and followed up): report,
 * figures with their provenance, load profiles of all meters, the meters themselves, and the register of the last audits.
 */
import type { AuditedSite } from "../kpi/site.ts";
import { registerFile } from "../register/file.ts";
import type { RegisterRecord } from "../register/records.ts";
import type { Locale } from "../../site/locale.ts";
import type { ReportView } from "./blocks.ts";
import { csvCell } from "../../site/csv.ts";
import { zip, type ZipFile } from "./zip.ts";

const de = {
  readme: "LIES-MICH.txt",
  title: "Datenpaket für das Energieaudit nach DIN EN 16247",
  law: "Inhalt nach EDL-G § 8a Abs. 2: gemessene Betriebsdaten und Lastgänge in einer Form, die sich aufheben und fortschreiben lässt.",
  files: {
    "bericht.pdf": "Managementbericht (PDF/UA)",
    "kennzahlen.xlsx": "Kennzahlen, Monate, Herkunft, Registerblatt",
    "kennzahlen.csv": "jede Kennzahl mit Bereich, Abdeckung, Formel, Zählern und Prüfsumme der Buchungen",
    "kennzahlen.json": "dasselbe für Maschinen",
    "kennzahlen.schema.json": "JSON-Schema dazu",
    "lastgang.csv": "Viertelstunden aller Zähler mit Verfahren und Güte",
    "kaelte.csv": "Kälte je Tag mit IT-Last, Außentemperatur und erwartetem Wert",
    "zaehler.csv": "Zähler mit Rolle, Genauigkeitsklasse, Wandlern, Eichfrist, Auflösung, Quelle und übergeordnetem Zähler",
    "register.yaml": "Audits, Feststellungen, Maßnahmen, Basislinien",
  },
  sums: "Prüfsummen (SHA-256)",
};
const en: typeof de = {
  readme: "README.txt",
  title: "Data package for the energy audit to DIN EN 16247",
  law: "Contents by EDL-G § 8a (2): measured operating data and load profiles in a form that can be kept and followed up.",
  files: {
    "bericht.pdf": "management report (PDF/UA)",
    "kennzahlen.xlsx": "figures, months, provenance, register sheet",
    "kennzahlen.csv": "every figure with range, coverage, formula, meters and checksum of its bookings",
    "kennzahlen.json": "the same for machines",
    "kennzahlen.schema.json": "its JSON schema",
    "lastgang.csv": "quarter hours of all meters with method and quality",
    "kaelte.csv": "cooling by day with IT load, outdoor temperature and expected value",
    "zaehler.csv": "meters with role, accuracy class, transformers, calibration, resolution, source and the meter above",
    "register.yaml": "audits, findings, measures, baselines",
  },
  sums: "Checksums (SHA-256)",
};
const words: Readonly<Record<Locale, typeof de>> = { de, en };

export interface PackageInput {
  readonly view: ReportView;
  readonly site: AuditedSite;
  readonly records: readonly RegisterRecord[];
  readonly documents: Readonly<Record<"pdf" | "xlsx" | "csv" | "json" | "load" | "cooling", Uint8Array>>;
  readonly schema: string;
  readonly checksum: (content: Uint8Array) => string;
}

/** The package as a ZIP archive; the same ledger gives the same bytes. File names are the same in both languages. */
export function auditPackage({ view, site, records, documents, schema, checksum }: PackageInput): Uint8Array {
  const w = words[view.locale];
  const contents: Readonly<Record<keyof typeof de.files, Uint8Array>> = {
    "bericht.pdf": documents.pdf,
    "kennzahlen.xlsx": documents.xlsx,
    "kennzahlen.csv": documents.csv,
    "kennzahlen.json": documents.json,
    "kennzahlen.schema.json": Buffer.from(schema),
    "lastgang.csv": documents.load,
    "kaelte.csv": documents.cooling,
    "zaehler.csv": Buffer.from(meterList(site, view.locale === "de" ? "," : ".")),
    "register.yaml": Buffer.from(registerFile(records)),
  };
  const files: ZipFile[] = Object.entries(contents).map(([name, content]) => ({ name, content }));
  const readme = [
    w.title,
    `${view.site}, ${view.period}`,
    ...view.about.map(([name, value]) => `${name}: ${value}`),
    "",
    w.law,
    "",
    ...Object.entries(w.files).map(([name, what]) => `${name.padEnd(24)}${what}`),
    "",
    w.sums,
    ...files.map(({ name, content }) => `${checksum(content)}  ${name}`),
    "",
  ];
  return zip([{ name: w.readme, content: Buffer.from(readme.join("\r\n")) }, ...files]);
}

/** All meters of the inventory as a table; empty where the inventory says nothing. */
function meterList({ meters }: AuditedSite, decimal: "." | ","): string {
  const number = (value: number): string => String(value).replace(".", decimal);
  const head = "id;name;role;parent;accuracy [%];transformers [%];calibrated until;serial;resolution [Wh];max [W];source;from;to";
  const rows = meters.map((meter) =>
    [
      meter.id,
      meter.name,
      meter.role,
      meter.parent ?? "",
      meter.accuracy_percent,
      (meter.transformers_percent ?? []).map(number).join(" "),
      meter.calibrated_until ?? "",
      meter.serial ?? "",
      meter.resolution_wh,
      meter.max_watts,
      meter.source === undefined ? "" : `${meter.source.device} ${meter.source.metric}`,
      meter.from ?? "",
      meter.to ?? "",
    ]
      .map((value) => (typeof value === "number" ? number(value) : csvCell(value)))
      .join(";"),
  );
  return `\uFEFF${[head, ...rows].join("\r\n")}\r\n`;
}
