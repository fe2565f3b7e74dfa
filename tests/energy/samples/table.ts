/** A CSV file of the samples: comma, or semicolon with decimal comma; with or without byte order mark, either line end. */
import { readFileSync } from "node:fs";

export interface Table {
  readonly names: readonly string[];
  /** Cells as text, numbers with decimal point. */
  readonly rows: readonly (readonly string[])[];
}

export function readTable(file: string): Table {
  const [header = "", ...lines] = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .trim()
    .split(/\r?\n/);
  const semicolons = header.includes(";");
  const cells = (line: string): string[] => line.split(semicolons ? ";" : ",").map((cell) => cell.trim());
  const plain = (cell: string): string => (semicolons && /^-?\d+,\d+$/.test(cell) ? cell.replace(",", ".") : cell);
  return { names: cells(header), rows: lines.map((line) => cells(line).map(plain)) };
}
