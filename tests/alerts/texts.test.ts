import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { rulesFile } from "../../alerts/compile.ts";
import { recordings } from "../../alerts/recordings.ts";
import type { AlertRule } from "../../alerts/rule.ts";
import { alertRules } from "../../alerts/rules/all.ts";
import { testFile, testRules } from "./promtool.ts";
import { cases } from "./rules/all.ts";
import { unknownIn } from "./vocabulary.ts";

/** Queries inside the templates of a rule, their placeholders filled. */
function queriesOf(rule: AlertRule): string[] {
  const texts = [rule.summary, rule.description, rule.consequence, rule.firstStep, rule.secondsLeft ?? ""];
  return texts
    .flatMap((text) => [...text.matchAll(/printf `([^`]*)`|query `([^`]*)`|query "([^"]*)"/g)])
    .map(([, formatted, raw, quoted]) => formatted?.replaceAll("%q", '"x"').replaceAll("%%", "%") ?? raw ?? quoted ?? "");
}

test("rules, recordings and the queries in their texts use canonical metrics, labels and states only", () => {
  const wrong = [
    ...alertRules.flatMap((rule) =>
      [rule.when, ...queriesOf(rule)].flatMap((promql) => unknownIn(promql).map((one) => `${rule.name}: ${one}`)),
    ),
    ...recordings.flatMap(({ name, when }) => unknownIn(when).map((one) => `${name}: ${one}`)),
  ];
  assert.deepEqual([...new Set(wrong)], []);
  assert.ok(alertRules.flatMap(queriesOf).length > 40, "queries in texts were not found");
});

/** Annotations of every alert as Prometheus renders them in its first firing case: promtool prints what it did not expect. */
function rendered(): Map<string, string> {
  const suites = alertRules.map((rule) => ({
    name: rule.name,
    // Only the recordings that it reads: each of them costs at every step.
    rules: rulesFile(
      { one: [rule] },
      recordings.filter(({ name }) => JSON.stringify(rule).includes(name)),
    ),
    tests: (file: string) => {
      const { step, cases: all = [] } = cases[rule.name] ?? {};
      const [one] = all.filter(({ firing = [] }) => firing.length > 0);
      if (one === undefined) throw new Error(`${rule.name} has no firing case`);
      const document = parse(testFile(file, { ...(step && { step }), cases: [one] }, () => [])) as {
        tests: Record<string, unknown>[];
      };
      document.tests[0] = {
        ...document.tests[0],
        alert_rule_test: [{ eval_time: one.at, alertname: rule.name, exp_alerts: [] }],
      };
      return stringify(document, { lineWidth: 0 });
    },
  }));
  return new Map([...testRules(suites)].map(([name, said]) => [name, said ?? ""]));
}

test("every text renders: a summary, a consequence, a first step and both links, in German and without a broken template", () => {
  const wrong = [...rendered()].flatMap(([name, said]) => {
    const text = (annotation: string): string => new RegExp(`${annotation}="((?:[^"\\\\]|\\\\.)*)"`).exec(said)?.[1] ?? "";
    const missing = ["summary", "description", "folge", "erster_schritt"].filter((annotation) => text(annotation).length < 15);
    const broken = /error expanding|error executing|<no value>|%!|NaN|\{\{/.exec(said);
    return [
      ...missing.map((annotation) => `${name}: ${annotation} is missing or too short: "${text(annotation)}"`),
      ...(broken === null ? [] : [`${name}: ${broken[0]}`]),
      ...(text("runbook_url").startsWith(`https://leitstand.example/runbooks/${name}`)
        ? []
        : [`${name}: runbook_url ${text("runbook_url")}`]),
      ...(text("dashboard_url").startsWith("https://leitstand.example/") ? [] : [`${name}: dashboard_url`]),
      ...(/ {2}| $|\?device=&/.test(`${text("description")}${text("folge")}`) ? [`${name}: stray spaces`] : []),
    ];
  });
  assert.deepEqual(wrong, []);
});
