/** The documents of one management report: what `make.ts` computed, in each format. Runs in the report process. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { ReportFileFormat } from "../../site/energy.ts";
import type { AuditedSite } from "../kpi/site.ts";
import type { RegisterRecord } from "../register/records.ts";
import { auditPackage } from "./audit-package.ts";
import type { ReportView } from "./blocks.ts";
import { csvOf, exportOf, exportSchema, sheetsOf } from "./exports.ts";
import { coolingCsv } from "./cooling-days.ts";
import { loadProfile } from "./load-profile.ts";
import { coolingWords } from "./management/cooling-words.ts";
import { customerCsv, customerView } from "./management/customers.ts";
import type { Made } from "./management/make.ts";
import { modelWords } from "./management/model-words.ts";
import { onePage } from "./management/view.ts";
import { managementWords } from "./management/words.ts";
import { typesetView } from "./typeset.ts";
import { unbrokenIn } from "./typography.ts";
import { workbook } from "./xlsx.ts";

/** `view`: the report as blocks, for a page. */
export type ReportFormat = "view" | ReportFileFormat;

/** A made report that no check has stopped. */
export type Sound = Made & { readonly view: ReportView };

export const exportJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(exportSchema), undefined, 2)}\n`;

/**
 * One document.
 * @param records  of the register, for the package
 * @param ready  documents that were made already: the package holds most of them
 * @throws Error  the typesetter's reason
 */
export function documentOf(
  made: Sound,
  site: AuditedSite,
  records: readonly RegisterRecord[],
  format: ReportFormat,
  ready: Readonly<Partial<Record<ReportFormat, Uint8Array>>> = {},
): string | Uint8Array {
  const { view, management, series, register } = made;
  const { locale } = view;
  const decimal = locale === "de" ? "," : ".";
  const data = exportOf({ site: site.site, ...made, releasable: made.checked.releasable });
  switch (format) {
    case "view":
      return JSON.stringify(unbrokenIn(view));
    case "pdf":
      return typesetView("management", view);
    case "page.pdf":
      return typesetView("management", onePage(made.context, view));
    case "json":
      return `${JSON.stringify(data, undefined, 2)}\n`;
    case "csv":
      return csvOf(data, decimal);
    case "load.csv":
      return loadProfile(series, management.span.period, site.site.time_zone, decimal);
    case "cooling.csv":
      return coolingCsv(data.cooling, decimal);
    case "xlsx": {
      const w = managementWords[locale];
      const { figures, exportHead: head, sections } = w;
      const names = {
        figures,
        months: w.exportMonths,
        head,
        provenance: sections.provenance,
        cooling: coolingWords[locale],
        models: modelWords[locale],
      };
      const sheet = {
        name: w.registerSheet.sheet,
        head: w.registerSheet.head,
        rows: register.map(({ name, cell, unit, how, evidence, cellBefore }) => [name, cell, unit, how, evidence, cellBefore]),
        widths: [50, 24, 10, 16, 30, 16],
      };
      return workbook([...sheetsOf(data, names), sheet], `${w.title} ${view.period}`);
    }
    case "audit.zip": {
      const part = (one: ReportFormat): Uint8Array => ready[one] ?? Buffer.from(documentOf(made, site, records, one));
      return auditPackage({
        view,
        site,
        records,
        documents: {
          pdf: part("pdf"),
          xlsx: part("xlsx"),
          csv: part("csv"),
          json: part("json"),
          load: part("load.csv"),
          cooling: part("cooling.csv"),
        },
        schema: exportJsonSchema(),
        checksum: (content) => createHash("sha256").update(content).digest("hex"),
      });
    }
  }
}

/** A statement for one customer, or undefined for a customer that the site file does not name. @throws RangeError  no such format for it */
export function customerDocument(made: Sound, id: string, format: ReportFormat): string | Uint8Array | undefined {
  const customer = made.context.customers.find((one) => one.id === id);
  if (customer === undefined) return undefined;
  const view = customerView(made.context, customer);
  if (format === "view") return JSON.stringify(unbrokenIn(view));
  if (format === "pdf") return typesetView("management", view);
  if (format === "csv") return customerCsv(customer, view.locale === "de" ? "," : ".");
  throw new RangeError(`a customer's statement has no format ${format}`);
}
