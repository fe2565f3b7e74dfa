import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { metricsMarkdown } from "../../app/commands/metrics.ts";

test("docs/metrics.md is what `leitstand metrics --markdown` prints", () => {
  const committed = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  assert.equal(committed, metricsMarkdown(), "run: ./leitstand metrics --markdown > docs/metrics.md");
});
