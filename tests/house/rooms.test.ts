import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const rooms = ["site", "collectors", "alerts", "dashboards", "runbooks", "crisis", "energy-audit", "lab", "app"];

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function importsOf(room: string): Import[] {
  return readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const file = join(room, name);
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => ({
        file,
        room,
        target: normalize(join(dirname(file), match[1] ?? "")),
      }));
    });
}

test("no room reads another: every room may read site/, site/ reads none, app/ reads all", () => {
  const all = rooms.flatMap(importsOf);
  assert.ok(all.length > 20, `only ${all.length} imports found: the search is broken`);
  const wrong = all.filter(({ room, target }) => {
    const into = target.split("/")[0];
    return into !== room && room !== "app" && into !== "site";
  });
  assert.deepEqual(
    wrong.map(({ file, target }) => `${file} reads ${target}`),
    [],
  );
});

test("no product code reads tests/", () => {
  const wrong = rooms.flatMap(importsOf).filter(({ target }) => target.startsWith("tests/"));
  assert.deepEqual(wrong, []);
});

test("properties come by tests/property.ts, whose cases are the same in every run", () => {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const reading = (what: RegExp): string[] => files.filter((name) => what.test(readFileSync(join(root, "tests", name), "utf8")));
  assert.deepEqual(reading(/^(import|\}) .*"fast-check";$/m), ["property.ts"]);
  assert.ok(reading(/^(import|\}) .*property\.ts";$/m).length > 20, "the search is broken");
});
