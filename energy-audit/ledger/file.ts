/** The ledger as a file, read only: for reports, which run in a process of their own beside the one that books. */
import { DatabaseSync } from "node:sqlite";
import { record, registerOf, type Register } from "../register/records.ts";
import { quarterSeconds, quartersOf, type Period } from "./calendar.ts";
import type { Column } from "./store.ts";

export interface LedgerFile {
  column(meter: string, period: Period): Column;
  register(): Register;
  close(): void;
}

/** @throws Error  the file is missing or is no ledger */
export function openLedgerFile(path: string): LedgerFile {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  // Three texts for a year instead of 35,040 rows: a fourth of the time. The last one packs method, quality and seconds.
  const bookings = database.prepare(
    `select json_group_array(quarter) as quarters, json_group_array(amount) as amounts,
            json_group_array((method * 16 + quality) * 1024 + measured_seconds) as marks
     from (select quarter, amount, method, quality, measured_seconds from energy_booking
           where meter = (select no from energy_meter where id = ?) and quarter >= ? and quarter < ?
           order by quarter, version)`,
  );
  const records = database.prepare(
    `select content from energy_record as one
     where version = (select max(version) from energy_record as other where other.id = one.id) order by id`,
  );
  return {
    column(meter, period) {
      const length = quartersOf(period);
      const column = {
        from: period.from,
        step: quarterSeconds,
        amounts: new Float64Array(length).fill(Number.NaN),
        methods: new Uint8Array(length),
        qualities: new Uint8Array(length),
        measuredSeconds: new Uint16Array(length),
      };
      const row = bookings.get(meter, period.from, period.to);
      const list = (name: string): number[] => JSON.parse(String(row?.[name])) as number[];
      const [quarters, amounts, marks] = [list("quarters"), list("amounts"), list("marks")];
      for (const [place, quarter] of quarters.entries()) {
        const index = (quarter - period.from) / quarterSeconds;
        const before = column.amounts[index] ?? Number.NaN;
        const mark = marks[place] ?? 0;
        column.amounts[index] = (amounts[place] ?? 0) + (Number.isNaN(before) ? 0 : before);
        column.measuredSeconds[index] = mark % 1024;
        column.qualities[index] = (mark >> 10) % 16;
        column.methods[index] = mark >> 14;
      }
      return column;
    },
    register: () => registerOf(records.all().map((row) => record.parse(JSON.parse(String(row["content"]))))),
    close: () => database.close(),
  };
}
