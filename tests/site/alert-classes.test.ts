import assert from "node:assert/strict";
import { test } from "node:test";
import { alertRules } from "../../alerts/rules/all.ts";
import { alertClasses } from "../../site/inventory.ts";
import { deviceClasses } from "../../site/metrics.ts";
import { serviceClasses } from "../../site/services.ts";

test("policies can name exactly the classes that alerts carry: those of devices and services and those that rules fix", () => {
  const fixed = alertRules.flatMap((rule) => rule.class ?? []);
  assert.deepEqual([...new Set<string>([...deviceClasses, ...serviceClasses, ...fixed])].sort(), [...alertClasses].sort());
});
