/** Makes a baseline from the ledger and stores it in the register. */
import type { Kysely } from "kysely";
import type { Site } from "../site/inventory.ts";
import { fitCooling } from "./baseline/cooling-baseline.ts";
import { daysOf } from "./baseline/daily.ts";
import { seriesOf, type MeterSeries } from "./kpi/energy.ts";
import { localDay } from "./ledger/calendar.ts";
import { outdoorTemperature } from "./ledger/drivers.ts";
import type { LedgerStore } from "./ledger/store.ts";
import type { EnergyTables } from "./ledger/tables.ts";
import { record, type Baseline } from "./register/records.ts";
import type { Change, RegisterStore } from "./register/store.ts";

/** What a person says about a baseline; the model is computed. */
export type BaselineWish = Pick<Baseline, "id" | "title" | "from" | "to" | "static_factors">;
export type MakeBaseline = (wish: BaselineWish, change: Change) => Promise<Baseline>;

export interface BaselineOptions {
  readonly db: Kysely<EnergyTables>;
  readonly store: LedgerStore;
  readonly register: RegisterStore;
  readonly site: () => Site;
}

/**
 * Fits the cooling of the days from … to and writes the baseline as a new version of the record.
 * @throws BaselineError  too few complete days
 * @throws RankError  the days do not determine a model: IT or temperature hardly changed
 */
export function baselineMaker({ db, store, register, site }: BaselineOptions): MakeBaseline {
  return async (wish, change) => {
    const zone = site().site.time_zone;
    const period = { from: localDay(wish.from, zone).from, to: localDay(wish.to, zone).to };
    const series: MeterSeries[] = [];
    // As the reports read them: a meter that followed another counts from its first day.
    for (const meter of site().meters) series.push(seriesOf(meter, await store.column(meter.id, period), zone));
    const rows = await db
      .selectFrom("energy_driver")
      .select(["day", "value"])
      .where("name", "=", outdoorTemperature)
      .where("day", ">=", wish.from)
      .where("day", "<=", wish.to)
      .execute();
    const days = daysOf(series, period, new Map(rows.map(({ day, value }) => [day, value])), zone);
    const baseline = record.parse({ ...wish, kind: "baseline", use: "cooling", model: fitCooling(days) });
    await register.write([baseline], change);
    return baseline as Baseline;
  };
}
