import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { rulesFile } from "../../alerts/compile.ts";
import { ownAlerts } from "../../alerts/oncall/own.ts";
import { recordings } from "../../alerts/recordings.ts";
import { alertRules } from "../../alerts/rules/all.ts";
import { fillIn, type LiveLine } from "../../runbooks/live.ts";
import { liveLines } from "../../runbooks/render.ts";
import { inFolder, run, testFile, testRules, type Question } from "./promtool.ts";
import { cases } from "./rules/all.ts";
import type { Case } from "./rules/case.ts";
import { siteId } from "./series.ts";
import { unknownIn } from "./vocabulary.ts";
import { world } from "./world.ts";

const folder = join(import.meta.dirname, "..", "..", "runbooks");
const sections = [
  "Bedeutung",
  "Folge und Zeit",
  "Sofort (60 s)",
  "Diagnose",
  "Maßnahme",
  "Verifikation",
  "Eskalation",
  "Nachbereitung",
];

interface Runbook {
  readonly name: string;
  readonly about: Readonly<Record<string, unknown>>;
  /** Without the front matter. */
  readonly text: string;
  readonly parts: ReadonlyMap<string, string>;
}

function read(name: string): Runbook {
  const [, front = "", text = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, `${name}.md`), "utf8")) ?? [];
  const [, ...parts] = text.split(/^## /m);
  return {
    name,
    about: (parse(front) ?? {}) as Record<string, unknown>,
    text,
    parts: new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n"))])),
  };
}

const runbooks = readdirSync(folder)
  .filter((file) => /^[A-Z][A-Za-z]+\.md$/.test(file) && file !== "README.md")
  .map((file) => read(file.slice(0, -3)));

/** Findings of every runbook, all at once. */
const findings = (look: (runbook: Runbook) => readonly string[]): string[] =>
  runbooks.flatMap((runbook) => look(runbook).map((one) => `${runbook.name}: ${one}`));

const linesOf = (text: string): LiveLine[] => liveLines(text).flatMap((line) => ("broken" in line ? [] : [line]));

test("every alert has a runbook and every runbook an alert", () => {
  assert.deepEqual(runbooks.map(({ name }) => name).sort(), [...alertRules.map(({ name }) => name), ...ownAlerts].sort());
  assert.ok(runbooks.length > 60);
});

test("every runbook says whose it is, how risky, whether it needs the VPN, and when it changed", () => {
  const wrong = findings(({ name, about }) => [
    ...(about["alert"] === name ? [] : [`alert: ${String(about["alert"])}`]),
    ...(["Bereitschaft Gebäudetechnik", "Bereitschaft IT", "Energiemanagement"].includes(String(about["owner"]))
      ? []
      : ["owner"]),
    ...(typeof about["needs_vpn"] === "boolean" ? [] : ["needs_vpn"]),
    ...(["hoch", "mittel", "niedrig"].includes(String(about["risk_class"])) ? [] : ["risk_class"]),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(String(about["last_changed"])) ? [] : ["last_changed"]),
    ...(typeof about["class"] === "string" ? [] : ["class"]),
  ]);
  assert.deepEqual(wrong, []);
});

test("every runbook has the eight sections in their order, none of them empty, and 80 to 600 words", () => {
  const wrong = findings(({ text, parts }) => {
    const words = text.split(/\s+/).length;
    return [
      ...([...parts.keys()].join() === sections.join() ? [] : [`sections are ${[...parts.keys()].join(", ")}`]),
      ...[...parts].filter(([, part]) => part.trim().length < 40).map(([title]) => `${title} is empty`),
      ...(words >= 80 && words <= 600 ? [] : [`${words} words`]),
      ...(/^\s*# \S/.test(text) ? [] : ["no title"]),
      ...(/TODO|FIXME|XXX/.test(text) ? ["unfinished"] : []),
      ...(text.includes('"') && /(?<![={,!~]) "[A-Za-zÄÖÜ]/.test(text.replaceAll(/```[^`]*```|`[^`]*`/g, ""))
        ? ["straight quotation marks"]
        : []),
    ];
  });
  assert.deepEqual(wrong, []);
});

test("every step says what to expect and how to undo it, every first act what not to do, every diagnosis has at most five checks", () => {
  const wrong = findings(({ parts }) => {
    const steps = (parts.get("Maßnahme") ?? "").split(/^\d+\. /m).slice(1);
    const checks = linesOf(parts.get("Diagnose") ?? "").length;
    return [
      ...(steps.length >= 1 ? [] : ["no numbered step"]),
      ...steps.flatMap((step, index) =>
        /Erwartung: .+Rückweg: ./s.test(step) ? [] : [`step ${index + 1} without Erwartung or Rückweg`],
      ),
      ...((parts.get("Sofort (60 s)") ?? "").includes("**Nicht:**") ? [] : ["says not what not to do"]),
      ...(checks >= 1 && checks <= 5 ? [] : [`${checks} checks`]),
      ...(linesOf(parts.get("Folge und Zeit") ?? "").length >= 1 ? [] : ["no live value in Folge und Zeit"]),
      ...(linesOf(parts.get("Verifikation") ?? "").some(({ condition }) => condition !== undefined)
        ? []
        : ["no target in Verifikation"]),
    ];
  });
  assert.deepEqual(wrong, []);
});

test("runbooks refer only to runbooks that exist", () => {
  const names = new Set(runbooks.map(({ name }) => name));
  const wrong = findings(({ text }) =>
    [...text.matchAll(/\b(?:[A-Z][a-z0-9]+){2,}\b/g)]
      .map(([word]) => word)
      .filter((word) => /^[A-Z][a-z]+[A-Z]/.test(word) && !names.has(word)),
  );
  assert.deepEqual(wrong, []);
});

test("every live line can be read and uses canonical metrics, labels and states only", () => {
  const wrong = findings(({ text }) =>
    liveLines(text).flatMap((line) =>
      "broken" in line
        ? [`${line.broken}: ${line.why}`]
        : unknownIn(fillIn(line.promql, {})).map((one) => `${line.label}: ${one}`),
    ),
  );
  assert.deepEqual(wrong, []);
});

test("promtool accepts every live query, with and without its variables", () => {
  const all = runbooks.flatMap(({ name, text }) =>
    linesOf(text).flatMap(({ promql }, index) =>
      [{}, { device: "usv-a", room: "rz1", house: "oper", site: siteId, resource: "x" }].map((variables, which) => ({
        record: `runbook:${name}:${index}_${which}`,
        expr: fillIn(promql, variables),
      })),
    ),
  );
  assert.ok(all.length > 400);
  inFolder((temporary) => {
    const file = join(temporary, "live.rules.yml");
    writeFileSync(file, stringify({ groups: [{ name: "live", rules: all }] }, { lineWidth: 0 }));
    const { ok, text } = run("promtool", ["check", "rules", file]);
    assert.ok(ok, text);
  });
});

/** 1 if every line with a condition has values and all of them meet it, else 0. */
function allGreen({ name, parts }: Runbook, labels: Readonly<Record<string, string>>): string {
  const lines = linesOf(parts.get("Verifikation") ?? "").flatMap(({ promql, condition }) => {
    if (condition === undefined) return [];
    assert.equal(condition.kind, "number", `${name}: only numbers can be proved here`);
    if (condition.kind !== "number") return [];
    const query = `(${fillIn(promql, labels)})`;
    const unmet = `(count(${query} unless (${query} ${condition.operator} ${condition.than})) or vector(0)) == bool 0`;
    return [`(${unmet}) * ((count(${query}) or vector(0)) > bool 0)`];
  });
  return lines.join(" * ");
}

const question = (expr: string, value: number): Question => ({ expr, samples: [{ labels: {}, value }] });

test("while an alert fires its verification is not green", () => {
  const suites = runbooks
    // The watchdog fires when all is well; what on-call finds itself has no rule and so no case.
    .filter(({ name }) => name !== "Watchdog" && !ownAlerts.includes(name))
    .map((runbook) => {
      const { step, cases: all = [] } = cases[runbook.name] ?? {};
      const [one] = all.filter(({ firing = [] }) => firing.length > 0);
      assert.ok(one, runbook.name);
      const sick: Case = { ...one, series: { ...world, ...one.series } };
      const ask = (): Question[] => [question(allGreen(runbook, one.firing?.[0] ?? {}), 0)];
      return {
        name: runbook.name,
        // Only the recordings that its verification reads: each of them costs at every step.
        rules: rulesFile(
          {},
          recordings.filter(({ name }) => runbook.text.includes(name)),
        ),
        tests: (file: string) => testFile(file, { ...(step && { step }), cases: [sick] }, ask),
      };
    });
  const wrong = [...testRules(suites)].flatMap(([name, said]) => (said === undefined ? [] : [`${name}: ${said}`]));
  assert.deepEqual(wrong, []);
});

test("on a good day no alert fires but the watchdog, and every verification is green", () => {
  const watchdog = { __name__: "ALERTS", alertname: "Watchdog", alertstate: "firing", class: "leitstand", severity: "info" };
  const ask = (): Question[] => [
    { expr: "ALERTS", samples: [{ labels: watchdog, value: 1 }] },
    ...runbooks.map((runbook) => question(allGreen(runbook, labelsOf(runbook.name)), 1)),
  ];
  const good = {
    name: "good",
    rules: rulesFile(),
    tests: (file: string) => testFile(file, { cases: [{ says: "a good day", series: world, at: "40m" }] }, ask),
  };
  assert.equal(testRules([good]).get("good"), undefined);
});

/** What the link in the alert's mail would say: the labels of its first firing case. */
const labelsOf = (name: string): Readonly<Record<string, string>> =>
  cases[name]?.cases.find(({ firing = [] }) => firing.length > 0)?.firing?.[0] ?? {};
