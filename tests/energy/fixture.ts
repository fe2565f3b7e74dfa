/** A site with meters, samples computed from known powers, and a database in memory. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import type { Kysely } from "kysely";
import { migrate, openDatabase } from "../../app/database.ts";
import { isRead } from "../../energy-audit/ledger/booker.ts";
import { energyMigrations, type EnergyTables } from "../../energy-audit/ledger/tables.ts";
import type { Site } from "../../site/inventory.ts";
import { readSite } from "../../site/read.ts";
import type { SampleReader, Series } from "../../site/series.ts";

export const log = pino({ level: "silent" });

/** The example site of the lab. */
export function exampleSite(): Site {
  const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");
  const result = readSite(text, "example.yaml", { env: () => "secret", file: () => "secret" });
  if (!("site" in result)) throw new Error(JSON.stringify(result.problems));
  return result.site;
}

export async function database(file = ":memory:"): Promise<Kysely<EnergyTables>> {
  const db = openDatabase<EnergyTables>({ file, synchronous: "normal" });
  await migrate(db, "energy", energyMigrations);
  return db;
}

/** Constant powers of the example's meters, watts: PUE 1.41, cooling 0.26, UPS losses 0.063. */
export const powers: Readonly<Record<string, number>> = {
  netz: 130_000,
  "usv-a-ein": 50_000,
  "usv-a-aus": 47_000,
  "usv-b-ein": 48_000,
  "usv-b-aus": 45_200,
  kaelte: 24_000,
};

/** Counter of a meter in joules with steps of 1 Wh, as a device shows it. */
export function counterAt(meter: string, seconds: number): number {
  return Math.floor((5e9 + (powers[meter] ?? 0) * seconds) / 3600) * 3600;
}

export interface Recorded {
  readonly site: Site;
  /** First sample, epoch seconds. */
  readonly start: number;
  /** Seconds between two samples, each on a full multiple; 10 by default. */
  readonly every?: number;
  /** Samples that are there; all by default. */
  readonly has?: (meter: string, at: number) => boolean;
  /** Calls of `raw`, for tests that count. */
  readonly asked?: string[];
}

/** A reader over counters that run since `start`. */
export function recorded({ site, start, every = 10, has = () => true, asked = [] }: Recorded): SampleReader {
  return {
    instant: () => Promise.resolve([]),
    range: (_expression, from, to, step) => {
      const points: { at: Date; value: number }[] = [];
      for (let at = from.getTime(); at <= to.getTime(); at += step * 1000) {
        if (at / 1000 >= start) points.push({ at: new Date(at), value: 1 });
      }
      return Promise.resolve(points.length === 0 ? [] : [{ metric: "", labels: {}, points }]);
    },
    raw: (selector, from, to) => {
      asked.push(selector);
      const device = /device="([^"]+)"/.exec(selector)?.[1];
      const meter = site.meters.filter(isRead).find(({ source }) => source.device === device);
      if (meter === undefined) return Promise.resolve([]);
      const points: Series["points"][number][] = [];
      const first = Math.max(start, Math.ceil(from.getTime() / 1000 / every) * every);
      for (let at = first; at <= to.getTime() / 1000; at += every) {
        if (has(meter.id, at)) points.push({ at: new Date(at * 1000), value: counterAt(meter.id, at - start) });
      }
      return Promise.resolve(
        points.length === 0 ? [] : [{ metric: meter.source.metric, labels: { device: device ?? "" }, points }],
      );
    },
  };
}
