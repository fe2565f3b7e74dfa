/** promtool's own test format from our cases, and promtool itself. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { removeFolder } from "../folder.ts";
import { spanSeconds } from "../../alerts/rule.ts";
import type { Case, Cases } from "./rules/case.ts";
import { siteId } from "./series.ts";

/** Runs a function with a temporary folder, which is gone afterwards. */
export function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-alerts-"));
  try {
    return run(folder);
  } finally {
    removeFolder(folder);
  }
}

/** Runs a program; both its outputs in the order they were written. */
export function run(program: string, args: readonly string[]): { readonly ok: boolean; readonly text: string } {
  return inFolder((folder) => {
    const path = join(folder, "output");
    const output = openSync(path, "w");
    const { status, error } = spawnSync(program, args, { stdio: ["ignore", output, output] });
    closeSync(output);
    if (error !== undefined) throw error;
    return { ok: status === 0, text: readFileSync(path, "utf8") };
  });
}

/** Seconds of `1h5m30s`. */
export const secondsOf = (span: string): number =>
  (span.match(/\d+[smhd]/g) ?? []).reduce((sum, part) => sum + spanSeconds(part), 0);

/** What is asked of promtool at the end of a case: an expression and the samples it must yield. */
export interface Question {
  readonly expr: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const asText = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;

export const externalLabels = { site: siteId, leitstand_url: "https://leitstand.example" };

function group({ says, series, at }: Case, step: string, questions: readonly Question[]): Record<string, unknown> {
  const length = Math.ceil(secondsOf(at) / spanSeconds(step)) + 1;
  return {
    name: says,
    interval: step,
    external_labels: externalLabels,
    input_series: Object.entries(series).map(([name, course]) => ({ series: name, values: course(length) })),
    promql_expr_test: questions.map(({ expr, samples }) => ({
      expr,
      eval_time: at,
      exp_samples: samples.map(({ labels, value }) => ({
        labels: `${labels["__name__"] ?? ""}${asText(without(labels))}`,
        value,
      })),
    })),
  };
}

const without = ({ __name__: _name, ...labels }: Readonly<Record<string, string>>): Record<string, string> => labels;

/** The question every case of a rule answers: exactly these alerts fire, with exactly these labels. */
export function firingQuestion(alertname: string, severity: string, { firing = [] }: Case): Question {
  const about = { alertname, alertstate: "firing" };
  return {
    expr: `ALERTS${asText(about)}`,
    samples: firing.map((labels) => ({ labels: { __name__: "ALERTS", ...about, severity, ...labels }, value: 1 })),
  };
}

/** A promtool test file for one rule file. */
export function testFile(ruleFile: string, { step = "10s", cases }: Cases, ask: (one: Case) => readonly Question[]): string {
  return stringify(
    { rule_files: [ruleFile], evaluation_interval: step, tests: cases.map((one) => group(one, step, ask(one))) },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/**
 * Runs many rule files with their cases in one promtool.
 * @returns by name: undefined if it passed, else what promtool said
 */
export function testRules(
  all: readonly { readonly name: string; readonly rules: string; readonly tests: (ruleFile: string) => string }[],
): Map<string, string | undefined> {
  return inFolder((folder) => {
    const files = all.map(({ rules, tests }, index) => {
      writeFileSync(join(folder, `${index}.rules.yml`), rules);
      const file = join(folder, `${index}.test.yml`);
      writeFileSync(file, tests(`${index}.rules.yml`));
      return file;
    });
    const { text } = run("promtool", ["test", "rules", ...files]);
    const parts = text.split("Unit Testing:").slice(1);
    if (parts.length !== all.length) throw new Error(`promtool spoke of ${parts.length} files, expected ${all.length}:\n${text}`);
    return new Map(
      all.map(({ name }, index) => [name, parts[index]?.includes("SUCCESS") === true ? undefined : (parts[index] ?? "nothing")]),
    );
  });
}
