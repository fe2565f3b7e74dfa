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
  /** Amounts of a meter in periods, in base units, summed by the database: what the columns must add up to. */
  sums(meter: string, periods: readonly Period[]): number[];
  register(): Register;
  /** Values of a driver by local day, from ≤ day ≤ to. */
  drivers(name: string, from: string, to: string): Map<string, number>;
  close(): void;
}

const daySeconds = 86_400;
/** After every instant that can be stored. */
const latest = "9999-12-31T23:59:59.999Z";

/** @throws Error  the file is missing or is no ledger */
export function openLedgerFile(path: string, asOf?: AsOf): LedgerFile {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  // Texts for a year instead of 35,040 rows: a fifth of the time. Rows come in the order of the key: quarter, version. The
  // mark packs method, quality and seconds; quarters are asked for only where some are missing or corrected.
  const where = `from (select quarter, version, amount, (method * 16 + quality) * 1024 + measured_seconds as mark from energy_booking
     where meter = (select no from energy_meter where id = ?) and quarter >= ? and quarter < ? and batch <= ?
     order by quarter, version)`;
  const bookings = database.prepare(
    `select '[' || group_concat(amount) || ']' as amounts,
            '[' || group_concat(mark) || ']' as marks,
            min(quarter) as first, max(quarter) as last, count(*) as rows, max(version) as versions ${where}`,
  );
  const places = database.prepare(`select '[' || group_concat(quarter) || ']' as quarters ${where}`);
  const days = database.prepare(
    "select coalesce(sum(amount), 0) as amount from energy_day where meter = (select no from energy_meter where id = ?) and day >= ? and day < ?",
  );
  const part = database.prepare(`select coalesce(sum(amount), 0) as amount ${where}`);
  const lastBatch = asOf?.lastBatch ?? Number.MAX_SAFE_INTEGER;
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
      const asked = [meter, period.from, period.to, lastBatch] as const;
      const row = bookings.get(...asked);
      if (row === undefined || row["rows"] === 0) return column;
      const list = (text: unknown): number[] => JSON.parse(String(text)) as number[];
      const [amounts, marks] = [list(row["amounts"]), list(row["marks"])];
      const [first, last] = [Number(row["first"]), Number(row["last"])];
      const whole = row["versions"] === 1 && (last - first) / quarterSeconds + 1 === row["rows"];
      const quarters = whole ? undefined : list(places.get(...asked)?.["quarters"]);
      for (const [place, amount] of amounts.entries()) {
        const quarter = quarters?.[place] ?? first + place * quarterSeconds;
        const index = (quarter - period.from) / quarterSeconds;
        const before = column.amounts[index] ?? Number.NaN;
        const mark = marks[place] ?? 0;
        column.amounts[index] = amount + (Number.isNaN(before) ? 0 : before);
        column.measuredSeconds[index] = mark % 1024;
        column.qualities[index] = (mark >> 10) % 16;
        column.methods[index] = mark >> 14;
      }
      return column;
    },
    sums(meter, periods) {
      const sum = (row: Record<string, unknown> | undefined): number => Number(row?.["amount"] ?? 0);
      return periods.map(({ from, to }) => {
        // Day sums know today's bookings only; an earlier state of the ledger is summed row by row.
        if (asOf !== undefined) return sum(part.get(meter, from, to, lastBatch));
        const first = Math.ceil(from / daySeconds);
        const last = Math.max(first, Math.floor(to / daySeconds));
        const head = sum(part.get(meter, from, Math.min(to, first * daySeconds), lastBatch));
        return head + sum(days.get(meter, first, last)) + sum(part.get(meter, Math.max(from, last * daySeconds), to, lastBatch));
      });
    },
    register: () => registerOf(records.all(asOf?.at ?? latest).map((row) => record.parse(JSON.parse(String(row["content"]))))),
    drivers(name, from, to) {
      const rows = drivers.all(name, from, to);
      return new Map(rows.map((row) => [String(row["day"]), Number(row["value"])]));
    },
    close: () => database.close(),
  };
}
