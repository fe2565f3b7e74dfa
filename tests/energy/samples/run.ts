/** Runs every case of a folder laid out like the energy samples. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { compare, readExpected, readJson, type Case } from "./compare.ts";
import { dailySeriesCases } from "./daily-series.ts";
import { dataCentreCases } from "./data-centre.ts";
import { solve } from "./vectors.ts";

/** Relative tolerance where a file names none. */
const usualTolerance = 1e-5;

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
      return { title, id, wrong: [String(error)], compared: 0 };
    }
  });
}

/** A PUE category that the file leaves out for want of data must not be there. */
function guessed(expected: unknown, actual: unknown): string[] {
  const known = Object.keys(expected ?? {});
  return Object.keys(actual ?? {})
    .filter((key) => /^pue\d$/.test(key) && !known.includes(key))
    .map((key) => `${key}: guessed, must be absent`);
}

async function attempt(folder: string, year: number): Promise<Case[]> {
  try {
    return await dataCentreCases(folder, year);
  } catch (error) {
    return [{ title: `Data centre ${folder}`, id: String(year), wrong: [String(error)], compared: 0 }];
  }
}

/** All cases below the folder: vector files, data centres and daily series, wherever they lie. */
export async function runSamples(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) continue;
    const files = readdirSync(path).sort();
    let daily = false;
    for (const file of files) {
      if (!file.endsWith(".json")) continue;
      const content = readJson(join(path, file));
      if (/^expected-\d{4}\.json$/.test(file)) continue;
      if (typeof content === "object" && content !== null && "cases" in content) cases.push(...vectorCases(join(path, file)));
      if (typeof content === "object" && content !== null && "meters" in content) daily = true;
    }
    if (daily) cases.push(...dailySeriesCases(path));
    for (const file of files) {
      const year = /^hourly-(\d{4})\.csv$/.exec(file)?.[1];
      if (year !== undefined && files.includes(`expected-${year}.json`)) cases.push(...(await attempt(path, Number(year))));
    }
  }
  if (!existsSync(folder)) throw new Error(`no folder ${folder}`);
  return cases;
}
