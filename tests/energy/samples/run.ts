/** Runs every case of a folder laid out like the energy samples, at any depth. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { compare, readExpected, readJson, type Case } from "./compare.ts";
import { dailySeriesCases, isDailySeries } from "./daily-series.ts";
import { dataCentreCases } from "./data-centre.ts";
import { solve } from "./vectors/solve.ts";

/** Relative tolerance where a file names none. */
const usualTolerance = 1e-5;
/** Files that belong to a data centre and hold no case of their own. */
const masterData = /^(site|meters|gaps|tariff|emission-factors|audits|measures|grid-quarterhour-\d{4})\.json$/;

interface VectorFile {
  readonly title?: string;
  readonly relative_tolerance?: number | string;
  readonly cases: readonly ({ readonly id?: string; readonly input?: object } | null)[];
}

function vectorCases(file: string, note: (line: string) => void): Case[] {
  const content = readJson(file) as VectorFile;
  const expected = readExpected(file) as { cases: ({ expected?: unknown } | null)[] };
  const title = content.title ?? file;
  const tolerance = Number(content.relative_tolerance ?? usualTolerance);
  if (content.cases.length === 0) return [{ title, id: "file", wrong: [`${file}: no case in it`], compared: 0 }];
  const taken = new Set<string>();
  const cases = content.cases.map((one, index): Case => {
    const id = one?.id ?? `number ${index + 1}`;
    try {
      const wanted = expected.cases[index]?.expected;
      if (wanted === undefined) throw new Error(`case "${id}": nothing is expected`);
      const { actual, takenFor } = solve(title, one?.input ?? {}, content);
      if (takenFor !== undefined) taken.add(takenFor);
      const result = compare(wanted, actual, tolerance);
      return { title, id, ...result, wrong: [...result.wrong, ...guessed(wanted, actual)] };
    } catch (error) {
      return { title, id, wrong: [`${file}: ${error instanceof Error ? error.message : String(error)}`], compared: 0 };
    }
  });
  for (const family of taken) note(`${file}: title "${title}" is not known; by their input its cases are taken for ${family}`);
  return cases;
}

/** A PUE category that the file leaves out for want of data must not be there. */
function guessed(expected: unknown, actual: unknown): string[] {
  const known = Object.keys(expected ?? {});
  return Object.entries(actual ?? {})
    .filter(([key, value]) => /^pue\d$/.test(key) && value !== undefined && !known.includes(key))
    .map(([key]) => `${key}: guessed, must be absent`);
}

async function attempt(folder: string, year: number, note: (line: string) => void): Promise<Case[]> {
  try {
    return await dataCentreCases(folder, year, note);
  } catch (error) {
    return [{ title: `Data centre ${folder}`, id: String(year), wrong: [String(error)], compared: 0 }];
  }
}

/** A file that is no JSON is one wrong case, and spoils no other. */
function readable(path: string, cases: Case[]): unknown {
  try {
    return readJson(path);
  } catch (error) {
    cases.push({ title: path, id: "file", wrong: [`not to be read as JSON: ${String(error)}`], compared: 0 });
    return undefined;
  }
}

function series(folder: string, name: string): Case[] {
  try {
    return dailySeriesCases(folder, name);
  } catch (error) {
    return [{ title: `Daily series ${join(folder, name)}`, id: "file", wrong: [String(error)], compared: 0 }];
  }
}

/**
 * All cases below the folder: vector files, data centres and daily series, wherever they lie.
 * @param note  is told about files and columns that nobody knows: they are no mistake of ours, and no silence either
 */
export async function runSamples(folder: string, note: (line: string) => void = () => undefined): Promise<Case[]> {
  const cases: Case[] = [];
  const names = readdirSync(folder).sort();
  for (const name of names) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      cases.push(...(await runSamples(path, note)));
      continue;
    }
    if (!name.endsWith(".json")) continue;
    const year = /^expected-(\d{4})\.json$/.exec(name)?.[1];
    if (year !== undefined && names.includes(`hourly-${year}.csv`)) {
      cases.push(...(await attempt(folder, Number(year), note)));
      continue;
    }
    const content = readable(path, cases);
    if (content === undefined) continue;
    if (typeof content === "object" && content !== null && Array.isArray((content as { cases?: unknown }).cases)) {
      cases.push(...vectorCases(path, note));
    } else if (isDailySeries(content)) cases.push(...series(folder, name));
    else if (year !== undefined) {
      cases.push({
        title: `Data centre ${folder}`,
        id: year,
        wrong: [`hourly-${year}.csv is missing beside ${name}`],
        compared: 0,
      });
    } else if (!masterData.test(name)) note(`${path}: neither cases nor expectations of a known kind; not used`);
  }
  for (const name of names) {
    const year = /^hourly-(\d{4})\.csv$/.exec(name)?.[1];
    if (year !== undefined && !names.includes(`expected-${year}.json`)) {
      note(`${join(folder, name)}: expected-${year}.json is missing, nothing to compare with`);
    }
  }
  return cases;
}
