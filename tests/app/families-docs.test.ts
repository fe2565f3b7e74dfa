import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { familiesMarkdown, familiesTable } from "../../collectors/families.ts";
import { profiles } from "../../collectors/profiles/index.ts";

const committed = readFileSync(new URL("../../docs/devices.md", import.meta.url), "utf8");

test("docs/devices.md is what `leitstand families --markdown` prints", () => {
  assert.equal(committed, familiesMarkdown(), "run: node app/cli.ts families --markdown > docs/devices.md");
});

test("the table names every family once, with its evidence, and everything it lacks with the reason", () => {
  const rows = committed.split("\n").filter((line) => line.startsWith("| `"));
  assert.deepEqual(new Set(rows.map((row) => row.split("`")[1])), new Set(profiles.map(({ id }) => id)));
  assert.equal(rows.length, profiles.length);
  for (const { id, evidence, lacks } of profiles) {
    const row = rows.find((line) => line.startsWith(`| \`${id}\` |`)) ?? "";
    assert.ok(row.includes(` | ${evidence} | `), id);
    for (const [metric, why] of Object.entries(lacks))
      assert.ok(row.includes(`\`${metric}\`: ${why.replaceAll("|", "\\|")}`), id);
  }
});

test("a word picks families by maker, class or MIB, and an unknown one none", () => {
  assert.match(familiesTable("stulz"), /^stulz-wib8000 +Stulz +cooling +recording +\S/);
  assert.ok(
    familiesTable("RFC 1628")
      .trimEnd()
      .split("\n")
      .every((line) => line.includes("RFC 1628")),
  );
  assert.equal(familiesTable("no such maker"), "");
});
