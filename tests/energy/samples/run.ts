/** Runs every case of a folder laid out like the energy samples, at any depth. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { compare, readExpected, readJson, type Case } from "./compare.ts";
import { dailySeriesCases, isDailySeries } from "./daily-series.ts";
import { dataCentreCases } from "./data-centre.ts";
import { solve } from "./vectors.ts";

/** Relative tolerance where a file names none. */
const usualTolerance = 1e-5;
/** Files that belong to a data centre and hold no case of their own. */
const masterData = /^(site|meters|gaps|tariff|emission-factors|audits|measures|grid-quarterhour-\d{4})\.json$/;

interface VectorFile {
  readonly title?: string;
  readonly relative_tolerance?: number;
  readonly cases: readonly { readonly id: string; readonly input: object }[];
}

function vectorCases(file: string): Case[] {
  const content = readJson(file) as VectorFile;
  const expected = readExpected(file) as { cases: { expected: unknown }[] };
  const title = content.title ?? file;
  return content.cases.map(({ id, input }, index) => {
    try {
      const actual = solve(input, content);
      const wanted = expected.cases[index]?.expected;
      const result = compare(wanted, actual, content.relative_tolerance ?? usualTolerance);
      return { title, id, ...result, wrong: [...result.wrong, ...guessed(wanted, actual)] };
    } catch (error) {
      return { title, id, wrong: [`${file}: ${error instanceof Error ? error.message : String(error)}`], compared: 0 };
    }
  });
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
    const content = readJson(path);
    if (typeof content === "object" && content !== null && Array.isArray((content as { cases?: unknown }).cases)) {
      cases.push(...vectorCases(path));
    } else if (isDailySeries(content)) cases.push(...dailySeriesCases(folder, name));
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
