/** Optional files of a data centre's folder and what stands in for them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./compare.ts";
import type { feesOf } from "./vectors/load.ts";

/** Reads a JSON file of the folder, or gives what stands in for it. */
export function optional<T>(folder: string, name: string, otherwise: T): T {
  const file = join(folder, name);
  return existsSync(file) ? (readJson(file) as T) : otherwise;
}

export interface MeterFile {
  readonly id: string;
  readonly name: string;
  readonly column: string;
  readonly parent?: string | null;
  readonly accuracy_class?: string | number | null;
  readonly ct_class?: string | number | null;
  readonly role?: string | null;
  readonly kind?: string;
  readonly unit?: string;
}

export interface GapFile {
  readonly column: string;
  readonly from_utc: string;
  readonly to_utc: string;
  readonly kind: string;
  readonly counter_delta_kwh: number | null;
}

export interface BillingFile {
  readonly meter?: string;
  readonly interval_seconds: number;
  readonly start_utc: string;
  readonly label?: string;
  readonly values: readonly (number | null)[];
}

export interface TariffFile {
  readonly energy_ct_per_kwh: number;
  readonly grid_fee: Parameters<typeof feesOf>[0];
  readonly levies_ct_per_kwh: Record<string, number>;
  readonly electricity_tax_ct_per_kwh: number;
  readonly concession_ct_per_kwh: number;
  readonly metering_eur_a: number;
  readonly vat: number;
}

export interface FactorFile {
  readonly location: { year: number; g_per_kwh: number | null }[];
  readonly residual_mix_g_per_kwh: number;
  readonly guarantees_of_origin_kwh: number;
  readonly diesel_l_per_test_kwh: number;
  readonly diesel_kg_co2_per_l: number;
}
