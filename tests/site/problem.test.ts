import assert from "node:assert/strict";
import { test } from "node:test";
import { byLine, closest, formatProblem, type Problem } from "../../site/problem.ts";

const problem: Problem = {
  code: "SITE_PROFILE_UNKNOWN",
  file: "site.yaml",
  line: 31,
  path: "devices[4].profile",
  found: '"rfc1682"',
  expected: { de: "eines von 12 USV-Profilen", en: "one of 12 UPS profiles" },
  closest: "rfc1628",
};

test("a problem is told in German by default, in English on demand", () => {
  assert.equal(
    formatProblem(problem),
    'SITE_PROFILE_UNKNOWN  site.yaml:31  devices[4].profile\n  gefunden: "rfc1682"; erwartet: eines von 12 USV-Profilen; am nächsten: "rfc1628"',
  );
  assert.equal(
    formatProblem(problem, "en"),
    'SITE_PROFILE_UNKNOWN  site.yaml:31  devices[4].profile\n  found "rfc1682", expected one of 12 UPS profiles; closest is "rfc1628"',
  );
});

test("a remedy stands in a line of its own; what is not known leaves no gap", () => {
  const bare: Problem = { code: "X", file: "site.yaml", path: "", found: "a", expected: "b", remedy: { de: "Tun.", en: "Do." } };
  assert.equal(formatProblem(bare, "en"), "X  site.yaml\n  found a, expected b\n  Do.");
});

test("problems stand in the order of the file, those of the whole file first", () => {
  const at = (line?: number): Problem => ({
    code: "X",
    file: "f",
    path: "",
    found: "",
    expected: "",
    ...(line !== undefined && { line }),
  });
  assert.deepEqual(
    byLine([at(7), at(2), at(), at(2)]).map(({ line }) => line),
    [undefined, 2, 2, 7],
  );
});

test("the closest word is a slip of the pen away, or there is none", () => {
  assert.equal(closest("lesn", ["lesen", "schreiben"]), "lesen");
  assert.equal(closest("GRID", ["grid", "pv"]), "grid");
  assert.equal(closest("kuehlung", ["grid", "pv"]), undefined);
  assert.equal(closest("x", []), undefined);
});
