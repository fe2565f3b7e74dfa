import assert from "node:assert/strict";
import { test } from "node:test";
import { alertRules } from "../../alerts/rules/all.ts";
import { alertClasses } from "../../site/inventory.ts";
import { deviceClasses } from "../../site/metrics.ts";

test("policies can name exactly the classes that alerts carry: those of devices and those that rules fix", () => {
  const fixed = alertRules.flatMap((rule) => rule.class ?? []);
  assert.deepEqual([...new Set<string>([...deviceClasses, ...fixed])].sort(), [...alertClasses].sort());
});
