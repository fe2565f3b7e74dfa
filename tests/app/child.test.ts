import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keepRunning, trimLog } from "../../app/child.ts";

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

test("a log that grew begins anew while its program writes on, and a small one stays", async () => {
  const logFile = join(mkdtempSync(join(tmpdir(), "leitstand-child-")), "talk.log");
  const child = keepRunning(
    { name: "talk", command: ["sh", "-c", "while :; do echo a line of the log; sleep 0.02; done"], logFile },
    () => undefined,
  );
  await until(() => statSync(logFile).size > 200);
  trimLog(logFile, 1_000_000);
  assert.ok(statSync(logFile).size > 200);
  trimLog(logFile, 100);
  assert.ok(statSync(`${logFile}.1`).size > 200);
  await until(() => statSync(logFile).size > 0);
  await child.stop();
  // No hole of zeros before what came after: the program appends.
  assert.match(readFileSync(logFile, "utf8"), /^[a-z \n]*$/);
});
