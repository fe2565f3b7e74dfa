/**
 * `npm run captures`: holds the collectors against a folder of recordings (`CAPTURES_DIR`). Prints what was met and
 * what is missing per class and device; exit code 1 below the bars. `--json` for machines, `--show` for every finding,
 * other words pick recordings by name.
 */
import { parseArgs } from "node:util";
import { shortfalls, type Grade, type Score } from "./captures/compare.ts";
import { capturesFolder, readCaptures } from "./captures/folder.ts";
import { runCaptures, type Run } from "./captures/run.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, show: { type: "boolean", default: false } },
});

const ratio = ({ met, total }: Score): string => (total === 0 ? "-" : `${met}/${total}`);

function table(runs: readonly Run[]): string {
  const head = ["recording", "core", "other", "soft", "interfaces", "wrong", "sentinels", "profiles"];
  const rows = runs.map(({ verdict, probe }) => [
    verdict.capture,
    ...(["strict", "normal", "soft"] as const).map((grade: Grade) => ratio(verdict.grades[grade])),
    ratio(verdict.interfaces),
    String(verdict.wrong),
    String(verdict.sentinels),
    probe.success ? probe.profiles.join(" ") : `${probe.reason}: ${probe.detail}`,
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const folder = capturesFolder();
const captures = readCaptures(folder);
if (captures === undefined) {
  process.stdout.write(`SKIPPED: there is no folder ${folder}; CAPTURES_DIR names one.\n`);
} else {
  const chosen = captures.filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)));
  const runs = await runCaptures(folder, chosen);
  const short = shortfalls(runs.map(({ verdict }) => verdict));
  if (values.json) {
    const verdicts = runs.map(({ verdict, probe }) => ({ ...verdict, profiles: probe.profiles, success: probe.success }));
    process.stdout.write(`${JSON.stringify({ shortfalls: short, verdicts }, undefined, 2)}\n`);
  } else {
    process.stdout.write(`${table(runs)}\n\n`);
    if (values.show) {
      for (const { verdict } of runs) {
        for (const { what, grade, text } of verdict.findings) {
          process.stdout.write(
            `${what.toUpperCase().padEnd(9)} ${verdict.capture} ${grade === undefined ? "" : `[${grade}] `}${text}\n`,
          );
        }
      }
      process.stdout.write("\n");
    }
    process.stdout.write(
      short.length === 0 ? "Every bar is met.\n" : `Below the bars:\n${short.map((line) => `  ${line}\n`).join("")}`,
    );
  }
  process.exitCode = short.length === 0 ? 0 : 1;
}
