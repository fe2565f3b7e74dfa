import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { removeFolder } from "../folder.ts";
import { CodeReplacedError, runProgram, startLauncher } from "../../energy-audit/child.ts";

const folder = mkdtempSync(join(tmpdir(), "leitstand-child-"));
after(() => removeFolder(folder));

/** Does what its order says: gives bytes, fails, or waits; always tells who started it. */
const file = join(folder, "program.mjs");
writeFileSync(
  file,
  `import { text } from "node:stream/consumers";
  const { bytes = 0, fill = 0, exit = 0, wait = 0, say = "" } = JSON.parse(await text(process.stdin));
  process.stderr.write(say);
  await new Promise((done) => setTimeout(done, wait));
  process.stdout.write(Buffer.concat([Buffer.from(String(process.ppid) + " "), Buffer.alloc(bytes, fill)]), () => process.exit(exit));`,
);
const program = pathToFileURL(file);
const run = (order: object, more = {}) => runProgram(program, order, "nothing was made", more);
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function gone(pid: number): Promise<void> {
  while (alive(pid)) await sleep(20);
}

test("programs at once get their own answers, byte for byte, whatever the bytes; a failure says why", async () => {
  const sizes = [0, 1, 70_000, 3_000_000, 10];
  const answers = await Promise.all(sizes.map((bytes, fill) => run({ bytes, fill: 10 + fill })));
  for (const [index, { code, output }] of answers.entries()) {
    const start = output.indexOf(" ") + 1;
    assert.equal(code, 0);
    assert.ok(output.subarray(start).equals(Buffer.alloc(sizes[index] ?? 0, 10 + index)), `answer ${index}`);
  }
  assert.equal((await run({ exit: 3 })).code, 3);
  await assert.rejects(run({ exit: 1, say: "the disk is full" }), /nothing was made \(exit 1\): the disk is full/);
  await assert.rejects(run({ wait: 60_000 }, { timeoutMs: 300 }), /nothing was made \(stopped after 0\.3 s\)/);
});

test("while the code on disk is another one than the one that runs, no program is started", async (t) => {
  let changed = true;
  startLauncher(() => Promise.resolve(changed));
  t.after(() => startLauncher(() => Promise.resolve(false)));
  await assert.rejects(
    run({}),
    (error) => error instanceof CodeReplacedError && /^nothing was made: .*not been restarted/.test(error.message),
  );
  changed = false;
  assert.equal((await run({})).code, 0);
});

test("a launcher that dies fails what it was doing, and the next program has a new one", async () => {
  const launcher = Number((await run({})).output.toString().trim());
  assert.notEqual(launcher, process.pid, "programs are not started by this process");
  const lost = assert.rejects(run({ wait: 60_000 }), /the launcher of programs ended \(SIGKILL\)/);
  await sleep(50);
  process.kill(launcher, "SIGKILL");
  await lost;
  const next = Number((await run({})).output.toString().trim());
  assert.notEqual(next, launcher);
});

test("launcher and program end with the service, also when it is killed", async () => {
  const service = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { CodeReplacedError, runProgram, startLauncher } from ${JSON.stringify(new URL("../../energy-audit/child.ts", import.meta.url).href)};
       const program = new URL(${JSON.stringify(program.href)});
       const { output } = await runProgram(program, {}, "x");
       void runProgram(program, { wait: 60000 }, "x");
       process.stdout.write(output);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [said] = (await once(service.stdout, "data")) as [Buffer];
  service.kill("SIGKILL");
  await gone(Number(said.toString().trim()));
});
