/** What a report is made of: the same blocks become PDF and page. */
import type { Table } from "./interim-view.ts";

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "table"; readonly table: Table; readonly widths?: readonly number[] }
  /** `svg` with its alternative text; the table says the same in numbers and is never missing. */
  | {
      readonly kind: "figure";
      readonly title: string;
      readonly svg: string;
      readonly alt: string;
      readonly table: Table;
      readonly widths?: readonly number[];
    };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportView {
  readonly locale: "de" | "en";
  readonly title: string;
  readonly site: string;
  readonly period: string;
  /** Epoch seconds of the document: the same data give the same bytes. */
  readonly timestamp: number;
  readonly about: readonly (readonly [string, string])[];
  /** Bookings after the release, one line each; empty without. */
  readonly supplement: readonly string[];
  /** Checksum of summary and sections: what people sign. */
  readonly figuresChecksum: string;
  /** Enough is measured for a release. */
  readonly releasable: boolean;
  readonly summary: readonly Block[];
  readonly sections: readonly Section[];
  readonly checksum: string;
  readonly say: {
    readonly page: string;
    readonly of: string;
    readonly contents: string;
    readonly onePage: string;
    readonly supplement: string;
  };
}

export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
  sum = false,
): Table => ({
  head,
  rows,
  numbers,
  sum,
});
