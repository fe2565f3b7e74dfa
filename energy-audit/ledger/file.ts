/** The ledger as a file, read only: for reports, which run in a process of their own beside the one that books. */
import { DatabaseSync } from "node:sqlite";
import { record, registerOf, type Register } from "../register/records.ts";
import { quarterSeconds, quartersOf, type Period } from "./calendar.ts";
import type { Column } from "./store.ts";

/** A look at the ledger as it was when a report was signed. */
export interface AsOf {
  /** Bookings of later batches are left out. */
  readonly lastBatch: number;
  /** Records that were changed later are left out, ISO instant. */
  readonly at: string;
}

export interface LedgerFile {
  column(meter: string, period: Period): Column;
  register(): Register;
  /** Values of a driver by local day, from ≤ day ≤ to. */
  drivers(name: string, from: string, to: string): Map<string, number>;
  close(): void;
}

/** After every instant that can be stored. */
const latest = "9999-12-31T23:59:59.999Z";

/** @throws Error  the file is missing or is no ledger */
export function openLedgerFile(path: string, asOf?: AsOf): LedgerFile {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  // Three texts for a year instead of 35,040 rows: a fourth of the time. The last one packs method, quality and seconds.
  const bookings = database.prepare(
    `select json_group_array(quarter) as quarters, json_group_array(amount) as amounts,
            json_group_array((method * 16 + quality) * 1024 + measured_seconds) as marks
     from (select quarter, amount, method, quality, measured_seconds from energy_booking
           where meter = (select no from energy_meter where id = ?) and quarter >= ? and quarter < ? and batch <= ?
           order by quarter, version)`,
  );
  const drivers = database.prepare("select day, value from energy_driver where name = ? and day >= ? and day <= ? order by day");
  const records = database.prepare(
    `select content from energy_record as one
     where version = (select max(version) from energy_record as other where other.id = one.id and other.changed_at <= ?)
     order by id`,
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
      const row = bookings.get(meter, period.from, period.to, asOf?.lastBatch ?? Number.MAX_SAFE_INTEGER);
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
    register: () => registerOf(records.all(asOf?.at ?? latest).map((row) => record.parse(JSON.parse(String(row["content"]))))),
    drivers(name, from, to) {
      const rows = drivers.all(name, from, to);
      return new Map(rows.map((row) => [String(row["day"]), Number(row["value"])]));
    },
    close: () => database.close(),
  };
}
