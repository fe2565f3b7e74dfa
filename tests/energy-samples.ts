/**
 * `npm run energy-samples`: every case of a folder of energy samples, computed and compared. The folder is
 * ENERGY_SAMPLES_DIR, or `../shared/energy-samples` beside the repository. Exit code 1 if one case is wrong.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runSamples } from "./energy/samples/run.ts";

const folder = process.env["ENERGY_SAMPLES_DIR"] ?? fileURLToPath(new URL("../../shared/energy-samples", import.meta.url));
if (!existsSync(folder)) {
  process.stderr.write(`No energy samples at ${folder}: set ENERGY_SAMPLES_DIR.\n`);
  process.exit(2);
}
const notes: string[] = [];
const cases = await runSamples(folder, (line) => notes.push(line));
for (const { title, id, wrong, compared } of cases) {
  process.stdout.write(`${wrong.length === 0 ? "right" : "WRONG"}  ${title} · ${id}  (${compared} values)\n`);
  for (const line of wrong.slice(0, 20)) process.stdout.write(`         ${line}\n`);
  if (wrong.length > 20) process.stdout.write(`         and ${wrong.length - 20} more\n`);
}
for (const line of notes) process.stdout.write(`note   ${line}\n`);
const right = cases.filter(({ wrong, compared }) => wrong.length === 0 && compared > 0).length;
process.stdout.write(`\n${right} of ${cases.length} cases right\n`);
process.exitCode = right === cases.length && cases.length > 0 ? 0 : 1;
