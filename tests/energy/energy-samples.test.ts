import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runSamples } from "./samples/run.ts";

const folder = process.env["ENERGY_SAMPLES_DIR"] ?? fileURLToPath(new URL("../../../shared/energy-samples", import.meta.url));
const absent = existsSync(folder) ? false : `NO ENERGY SAMPLES at ${folder}: nothing is compared; set ENERGY_SAMPLES_DIR`;

test("every energy sample is computed to its expected result", { skip: absent }, async () => {
  const cases = await runSamples(folder);
  assert.ok(cases.length > 50, `only ${cases.length} cases found`);
  assert.deepEqual(
    cases
      .filter(({ wrong, compared }) => wrong.length > 0 || compared === 0)
      .map(({ title, id, wrong }) => [title, id, ...wrong]),
    [],
  );
});
