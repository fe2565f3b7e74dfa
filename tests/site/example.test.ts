import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readSite } from "../../site/read.ts";

const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");

test("the example site is valid: 40 devices, two rooms, four houses", () => {
  const result = readSite(text, "site/example.yaml", { env: () => "secret", file: () => undefined });
  assert.deepEqual(result.problems, []);
  assert.ok("site" in result);
  assert.equal(result.site.devices.length, 40);
  assert.equal(result.site.rooms.length, 2);
  assert.equal(result.site.houses.length, 4);
});
