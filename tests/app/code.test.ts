import assert from "node:assert/strict";
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { runningCode } from "../../app/code.ts";
import { temporaryFolder } from "../oncall/setup.ts";

test("an update of the code on disk is seen, whatever it does to the files; a touched file or another text is none", async (t) => {
  const root = temporaryFolder(t);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write("package-lock.json", "{}");
  write("app/cli.ts", "one");
  write("energy-audit/report/templates/house.typ", "one");
  const code = await runningCode(root);
  const child = await runningCode(root, code.fingerprint);
  assert.deepEqual([await code.changed(), await child.changed()], [false, false]);

  write("README.md", "another text");
  write("tests/app/x.test.ts", "no code of what runs");
  const later = new Date(Date.now() + 5000);
  utimesSync(join(root, "app/cli.ts"), later, later);
  assert.equal(await code.changed(), false, "the same content");

  const updates: readonly [string, () => void, () => void][] = [
    ["changed", () => write("app/cli.ts", "other"), () => write("app/cli.ts", "one")],
    ["added", () => write("site/new.ts", ""), () => rmSync(join(root, "site/new.ts"))],
    ["removed", () => rmSync(join(root, "app/cli.ts")), () => write("app/cli.ts", "one")],
    [
      "a template",
      () => write("energy-audit/report/templates/house.typ", "other"),
      () => write("energy-audit/report/templates/house.typ", "one"),
    ],
    ["packages", () => write("package-lock.json", "{ }"), () => write("package-lock.json", "{}")],
  ];
  for (const [what, update, back] of updates) {
    update();
    assert.deepEqual([await code.changed(), await child.changed()], [true, true], what);
    back();
    assert.equal(await code.changed(), false, `${what}, taken back`);
  }
});
