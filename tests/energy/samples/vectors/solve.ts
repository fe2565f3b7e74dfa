/** Which calculation a worked case is for: by the title of its file, else by what its input holds. */
import { enpi, degreeDayCase, regression } from "./baseline.ts";
import { calendar } from "./calendar.ts";
import { carbon } from "./carbon.ts";
import { againstIncrease, counters } from "./counters.ts";
import { load } from "./load.ts";
import { cooling, ups } from "./plant.ts";
import { pueOfMonths, uncertainty } from "./pue.ts";
import { rules } from "./rules.ts";
import { valeri } from "./valeri.ts";

/** Each solver names the shape of its own input; the file has what it has, a wrong shape shows as a wrong number. */
type Solver = (input: never, file: never) => unknown;

interface Family {
  readonly name: string;
  readonly title: RegExp;
  /** Fields that only this kind of case has, and what computes it. */
  readonly kinds: Readonly<Record<string, Solver>>;
}

const families: readonly Family[] = [
  { name: "counters", title: /counter/i, kinds: { samples: counters, sample_seconds: againstIncrease } },
  {
    name: "calendar",
    title: /calendar|local days/i,
    kinds: { local_date: calendar, local_month: calendar, local_year: calendar },
  },
  { name: "uncertainty", title: /uncertainty|accuracy/i, kinds: { meter_mpe_percent: uncertainty, it_meters: uncertainty } },
  { name: "PUE", title: /\bPUE\b/, kinds: { months: pueOfMonths } },
  { name: "load", title: /peak|grid fee|load duration/i, kinds: { values_kwh_per_quarter_hour: load, tariff: load } },
  { name: "UPS", title: /\bUPS\b|\bUSV\b/, kinds: { e_in_kwh: ups, points: ups, modules: ups } },
  { name: "cooling", title: /cooling|\bCER\b/i, kinds: { electric_kwh: cooling, flow_m3_per_h: cooling } },
  { name: "carbon", title: /CO2|carbon/i, kinds: { energy_kwh_by_year: carbon } },
  { name: "degree days", title: /degree days/i, kinds: { daily_mean_c: degreeDayCase } },
  { name: "EnPI", title: /EnPI|balance/i, kinds: { baseline_energy: enpi, children_kwh: enpi } },
  { name: "regression", title: /baselines?|regression|least squares/i, kinds: { variables: regression, observed: regression } },
  { name: "rules", title: /regulatory|validity dates/i, kinds: { facts: rules } },
  { name: "VALERI", title: /net present value|VALERI/i, kinds: { investment_eur: valeri } },
];

export interface Solved {
  readonly actual: unknown;
  /** Set when no family has this title: the one that the input was taken for. */
  readonly takenFor?: string;
}

/**
 * Computes one case. A field of another kind beside the case's own (months: 12 in a tariff) does not lead astray a file whose
 * title is known.
 * @throws Error  a kind of case that nobody taught us
 */
export function solve(title: string, input: object, file: object): Solved {
  const numbers = withNumbers(input) as object;
  const titled = families.filter((family) => family.title.test(title));
  for (const family of [...titled, ...families]) {
    const field = Object.keys(family.kinds).find((one) => given(numbers, one));
    const solver = field === undefined ? undefined : family.kinds[field];
    if (solver === undefined) continue;
    const actual = solver(numbers as never, file as never);
    return titled.includes(family) ? { actual } : { actual, takenFor: family.name };
  }
  throw new Error(`title "${title}": no calculation for a case with ${Object.keys(input).join(", ") || "no input"}`);
}

const given = (input: object, field: string): boolean => {
  const value = (input as Record<string, unknown>)[field];
  return value !== undefined && value !== null;
};

/** Numbers written as texts are numbers; everything else stays. */
function withNumbers(value: unknown): unknown {
  if (typeof value === "string") return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNumbers(part)]));
  }
  return value;
}
