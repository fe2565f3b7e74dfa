import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluationSeconds, scrapeSeconds } from "../../alerts/compile.ts";
import { inhibitions, neverHidden } from "../../alerts/inhibition.ts";
import { identity, spanSeconds, type AlertRule } from "../../alerts/rule.ts";
import { alertRules } from "../../alerts/rules/all.ts";

const ruleOf = (name: string) => {
  const rule = alertRules.find((one) => one.name === name);
  assert.ok(rule, `there is no alert ${name}`);
  return rule;
};
const carries = ({ about, class: fixed }: AlertRule, label: string): boolean =>
  identity[about].includes(label) || (label === "class" && fixed !== undefined);
const pairs = inhibitions.flatMap(({ source, hides, same }) =>
  hides.map((hidden) => ({ source: ruleOf(source), hidden: ruleOf(hidden), same })),
);

test("a hidden alert holds at least one scrape and one evaluation longer than its source", () => {
  assert.ok(pairs.length > 10);
  const early = pairs.filter(
    ({ source, hidden }) => spanSeconds(hidden.holdFor) < spanSeconds(source.holdFor) + scrapeSeconds + evaluationSeconds,
  );
  assert.deepEqual(
    early.map(({ source, hidden }) => `${hidden.name} (${hidden.holdFor}) may fire before ${source.name} (${source.holdFor})`),
    [],
  );
});

test("a hidden alert does not keep firing after its source has ended", () => {
  const late = pairs.filter(
    ({ source, hidden }) => spanSeconds(hidden.keepFiringFor ?? "0s") > spanSeconds(source.keepFiringFor ?? "0s"),
  );
  assert.deepEqual(
    late.map(({ source, hidden }) => `${hidden.name} outlives ${source.name}`),
    [],
  );
});

test("what must never be hidden is hidden by nothing, and exists", () => {
  const targets = new Set(inhibitions.flatMap(({ hides }) => hides));
  assert.deepEqual(
    neverHidden.filter((name) => targets.has(name)),
    [],
  );
  for (const name of neverHidden) ruleOf(name);
});

test("source and hidden alert both carry every label they are compared by", () => {
  const missing = pairs.flatMap(({ source, hidden, same }) =>
    [source, hidden].flatMap((rule) =>
      same.filter((label) => !carries(rule, label)).map((label) => `${rule.name} has no ${label}`),
    ),
  );
  // Lines of the data centre itself have no house on either side: both empty is equal.
  assert.deepEqual([...new Set(missing)], []);
});

test("no alert hides another in a circle", () => {
  const circle = pairs.filter(({ source, hidden }) => pairs.some((other) => other.source === hidden && other.hidden === source));
  assert.deepEqual(
    circle.map(({ source }) => source.name),
    [],
  );
});
