import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keepRunning } from "../../app/child.ts";

const until = async (condition: () => boolean, ms = 60_000): Promise<void> => {
  for (let waited = 0; !condition(); waited += 20) {
    assert.ok(waited < ms, "condition not met in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test("a program that is killed is started again, and a stopped one is not", async () => {
  const logFile = join(mkdtempSync(join(tmpdir(), "leitstand-child-")), "sleep.log");
  const ends: string[] = [];
  const child = keepRunning({ name: "sleep", command: ["sh", "-c", "echo started; exec sleep 60"], logFile }, (text) =>
    ends.push(text),
  );
  const first = child.pid();
  assert.ok(first !== undefined);
  await until(() => readFileSync(logFile, "utf8").includes("started"));
  process.kill(first, "SIGKILL");
  await until(() => child.pid() !== undefined && child.pid() !== first);
  assert.deepEqual(ends, ["SIGKILL"]);
  const second = child.pid();
  assert.ok(second !== undefined);
  await child.stop();
  assert.throws(() => process.kill(second, 0), "the program is gone");
  assert.equal(child.restarts(), 1);
});

test("a program that cannot be started is tried again with a growing pause", async () => {
  const logFile = join(mkdtempSync(join(tmpdir(), "leitstand-child-")), "none.log");
  const pauses: number[] = [];
  const child = keepRunning({ name: "none", command: ["/nonexistent/program"], logFile }, (_text, pause) => pauses.push(pause));
  await until(() => pauses.length >= 3);
  await child.stop();
  assert.ok(
    pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? 0)),
    String(pauses),
  );
});
