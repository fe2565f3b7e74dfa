import type { ReportFileFormat } from "../../site/energy.ts";

/** Media types of the files that a report can be, for pages and mails alike. */
export const contentTypes: Readonly<Record<ReportFileFormat, string>> = {
  pdf: "application/pdf",
  "page.pdf": "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  "load.csv": "text/csv; charset=utf-8",
  "cooling.csv": "text/csv; charset=utf-8",
  json: "application/json",
  "audit.zip": "application/zip",
};
