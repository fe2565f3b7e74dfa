import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { rulesFile } from "../../alerts/compile.ts";
import { recordings } from "../../alerts/recordings.ts";
import { spanSeconds, type AlertRule } from "../../alerts/rule.ts";
import { alertRules } from "../../alerts/rules/all.ts";
import { rulesPath } from "../../alerts/write.ts";
import { mutations } from "./promql.ts";
import { firingQuestion, inFolder, run, secondsOf, testFile, testRules } from "./promtool.ts";
import { cases } from "./rules/all.ts";
import type { Case, Cases } from "./rules/case.ts";

/** A rule file that holds this rule alone, without its texts: their queries would run at every evaluation. */
const alone = (rule: AlertRule): string => {
  const { secondsLeft: _seconds, ...rest } = rule;
  return rulesFile(
    { one: [{ ...rest, summary: "", description: "", consequence: "", firstStep: "" }] },
    recordings.filter(({ name }) => rule.when.includes(name)),
  );
};

test("an alert that builds on a recording holds for minutes: a recording may be an interval older", () => {
  const building = alertRules.filter(({ when }) => recordings.some(({ name }) => when.includes(name)));
  assert.ok(building.length > 0);
  assert.deepEqual(
    building.filter(({ holdFor }) => spanSeconds(holdFor) < 300).map(({ name }) => name),
    [],
  );
});

/**
 * A case that fires when exactly its hold is over must be silent one step before. Written cases tell it where the
 * condition begins later.
 */
function oneStepEarlier(rule: AlertRule, { step = "10s", cases: all }: Cases): Case[] {
  const hold = spanSeconds(rule.holdFor);
  const [fires] = all.filter(({ firing = [], at }) => firing.length > 0 && hold > 0 && secondsOf(at) === hold);
  if (fires === undefined || hold <= spanSeconds(step)) return [];
  return [{ ...fires, says: `${fires.says}, and not a step earlier`, at: `${hold - spanSeconds(step)}s`, firing: [] }];
}

const everyCase = (name: string): Cases => {
  const mine = cases[name] ?? { cases: [] };
  const rule = alertRules.find((one) => one.name === name);
  return { ...mine, cases: [...mine.cases, ...(rule === undefined ? [] : oneStepEarlier(rule, mine))] };
};
const firstFiring = (name: string): Cases => {
  const all = everyCase(name);
  return { ...all, cases: all.cases.filter(({ firing = [] }) => firing.length > 0).slice(0, 1) };
};

const suite = (rule: AlertRule, name: string, when: string, which: Cases): Parameters<typeof testRules>[0][number] => ({
  name,
  rules: alone({ ...rule, when }),
  tests: (file) => testFile(file, which, (one) => [firingQuestion(rule.name, rule.severity, one)]),
});

test("the committed rule file is the one that the rules compile to", () => {
  assert.equal(readFileSync(rulesPath, "utf8"), rulesFile(), "run: ./leitstand rules");
});

test("promtool accepts the rule file", () => {
  inFolder(() => {
    const { ok, text } = run("promtool", ["check", "rules", rulesPath]);
    assert.ok(ok, text);
  });
});

test("every rule has a firing and a quiet case, and every case a rule", () => {
  const gaps = alertRules.flatMap(({ name }) => {
    const mine = cases[name]?.cases ?? [];
    return [
      ...(mine.some(({ firing = [] }) => firing.length > 0) ? [] : [`${name}: no firing case`]),
      ...(name === "Watchdog" || mine.some(({ firing = [] }) => firing.length === 0) ? [] : [`${name}: no quiet case`]),
    ];
  });
  const orphans = Object.keys(cases).filter((name) => !alertRules.some((rule) => rule.name === name));
  assert.deepEqual([...gaps, ...orphans], []);
});

test("every rule fires and is silent as its cases say, with exactly its identity labels", () => {
  const results = testRules(alertRules.map((rule) => suite(rule, rule.name, rule.when, everyCase(rule.name))));
  assert.deepEqual(
    [...results].flatMap(([name, said]) => (said === undefined ? [] : [`${name}: ${said}`])),
    [],
  );
});

test("reversing any comparison of any rule fails at least one of its cases", () => {
  const mutants = alertRules.flatMap((rule) => mutations(rule.when).map((when) => ({ rule, when })));
  assert.ok(mutants.length >= alertRules.length, `only ${mutants.length} mutants`);
  // Most fail the first case that fires; only those that survive it meet the others. It saves most of the time.
  const survivors = [firstFiring, everyCase].reduce((left, which) => {
    const results = testRules(left.map(({ rule, when }, index) => suite(rule, String(index), when, which(rule.name))));
    return left.filter((_, index) => results.get(String(index)) === undefined);
  }, mutants);
  assert.deepEqual(
    survivors.map(({ rule, when }) => `${rule.name}: ${when}`),
    [],
  );
});

test("an alert that fires without its hold time fails at least one of its quiet cases", () => {
  const quiet = (name: string): Cases => {
    const all = everyCase(name);
    return { ...all, cases: all.cases.filter(({ firing = [] }) => firing.length === 0) };
  };
  /** The case that is about the hold, which nearly every rule has. */
  const waiting = (name: string): Cases => {
    const all = quiet(name);
    return { ...all, cases: all.cases.filter(({ says }) => /^waits|a step earlier$/.test(says)).slice(0, 1) };
  };
  const held = alertRules.filter(({ holdFor }) => spanSeconds(holdFor) > 0);
  assert.ok(held.length > 50);
  const survivors = [waiting, quiet].reduce((left, which) => {
    const results = testRules(left.map((rule) => suite({ ...rule, holdFor: "0s" }, rule.name, rule.when, which(rule.name))));
    return left.filter(({ name }) => results.get(name) === undefined);
  }, held);
  assert.deepEqual(
    survivors.map(({ name, holdFor }) => `${name} (${holdFor})`),
    [],
  );
});
