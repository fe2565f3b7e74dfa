import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { rulesFile } from "../../alerts/compile.ts";
import { recordings } from "../../alerts/recordings.ts";
import type { AlertRule, RuleTexts } from "../../alerts/rule.ts";
import { alertRules } from "../../alerts/rules/all.ts";
import { testFile, testRules } from "./promtool.ts";
import { cases } from "./rules/all.ts";
import { unknownIn } from "./vocabulary.ts";

const textsOf = ({ description, consequence, firstStep }: RuleTexts): string[] => [description, consequence, firstStep];

/** Queries inside the templates of a rule, their placeholders filled. */
function queriesOf(rule: AlertRule): string[] {
  return [rule.summary, rule.secondsLeft ?? "", ...textsOf(rule), ...(rule.english === undefined ? [] : textsOf(rule.english))]
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

/** What a text computes: the actions of its template, without how a number or a word is written. */
const computed = (text: string): string[] =>
  [...text.matchAll(/\{\{(.*?)\}\}/gs)].map(([, action = ""]) =>
    action.replaceAll(/ \| reReplaceAll "[^"]*" "[^"]*"/g, "").trim(),
  );

test("every rule speaks both languages, and what is computed in German is computed in English, text by text", () => {
  const wrong = alertRules.flatMap((rule) => {
    if (rule.english === undefined) return [`${rule.name} has no English texts`];
    const english = textsOf(rule.english);
    return textsOf(rule).flatMap((german, index) => {
      const text = english[index] ?? "";
      return [
        ...(JSON.stringify(computed(text).sort()) === JSON.stringify(computed(german).sort())
          ? []
          : [`${rule.name}: ${text} computes other things than ${german}`]),
        ...(/[äöüß]|\b(?:unbekannt|keiner?s?|nicht|der|die|das|und)\b/i.test(text) ? [`${rule.name}: German in ${text}`] : []),
        // A word that the German text calculates with a comma is calculated with a point here.
        ...(text.includes('"[.]" ","') ? [`${rule.name}: a decimal comma in ${text}`] : []),
      ];
    });
  });
  assert.deepEqual(wrong, []);
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

test("every text renders: a summary, a consequence, a first step and both links, in both languages and without a broken template", () => {
  const wrong = [...rendered()].flatMap(([name, said]) => {
    const text = (annotation: string): string => new RegExp(`${annotation}="((?:[^"\\\\]|\\\\.)*)"`).exec(said)?.[1] ?? "";
    const sentences = ["description", "folge", "erster_schritt"].flatMap((annotation) => [annotation, `${annotation}_en`]);
    const missing = ["summary", ...sentences].filter((annotation) => text(annotation).length < 15);
    const broken = /error expanding|error executing|<no value>|%!|NaN|\{\{/.exec(said);
    return [
      ...missing.map((annotation) => `${name}: ${annotation} is missing or too short: "${text(annotation)}"`),
      ...(broken === null ? [] : [`${name}: ${broken[0]}`]),
      ...(text("runbook_url").startsWith(`https://leitstand.example/runbooks/${name}`)
        ? []
        : [`${name}: runbook_url ${text("runbook_url")}`]),
      ...(text("dashboard_url").startsWith("https://leitstand.example/") ? [] : [`${name}: dashboard_url`]),
      ...sentences.flatMap((annotation) =>
        / {2}| $|\?device=&/.test(text(annotation)) ? [`${name}: stray spaces in ${annotation}`] : [],
      ),
    ];
  });
  assert.deepEqual(wrong, []);
});
