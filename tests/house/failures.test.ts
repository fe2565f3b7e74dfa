import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { removeFolder } from "../folder.ts";
import type { Failure } from "../failures.ts";

test("what failed is told by file and name, a line each: parts and not their parents, and files that do not load", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-failures-"));
  t.after(() => removeFolder(folder));
  const assertions = `
    import { describe, it, test } from "node:test";
    test("passes", () => {});
    test.todo("is to come", () => { throw new Error("not yet"); });
    describe("outer", () => { it("fails", () => { throw new Error("seven is not eight"); }); });`;
  writeFileSync(join(folder, "parts.test.mjs"), assertions);
  writeFileSync(join(folder, "unread.test.mjs"), 'throw new Error("does not load");');

  const reporter = join(import.meta.dirname, "..", "failures.ts");
  // Inside a test, node:test takes a second runner for one of its own files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = ["parts", "unread"].map((name) => join(folder, `${name}.test.mjs`));
  const run = spawnSync(process.execPath, ["--test", `--test-reporter=${reporter}`, ...files], { encoding: "utf8", env });

  const failures = run.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Failure);
  assert.deepEqual(
    new Set(failures.map(({ file, name }) => `${basename(file)}: ${basename(name)}`)),
    new Set(["parts.test.mjs: fails", "unread.test.mjs: unread.test.mjs"]),
    run.stderr,
  );
  assert.match(failures.find(({ name }) => name === "fails")?.error ?? "", /^Error: seven is not eight\n +at .*parts\.test\.mjs/);
});
