/**
 * The test command: static checks, then every test file in its own process. `--quick` leaves out stories and whatever
 * else needs real servers for long. Exit code 1 if one stage fails; every stage runs, so one look shows all faults, and what
 * failed is told once more at the very end.
 *
 * A few failed files are run a second time, alone, when everything else is over: what fails again is broken. What then passes is
 * unsteady, a fault to be mended that says nothing of the change at hand: it is shown, and fails the run only with `--strict`.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { removeFolder } from "./folder.ts";
import type { Failure } from "./failures.ts";
import { postgresMissing, startCluster } from "./oncall/postgres.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const quick = process.argv.includes("--quick");
const strict = process.argv.includes("--strict");
/** More failed files than this in a stage are no chance. */
const mostUnsteady = 3;
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const bin = join(root, "node_modules", ".bin");
/** Every test file, and every process that a test starts, reads the same modules: compiled once, they load in half the time. */
const compiled = join(root, "node_modules", ".cache", "compiled");
const env = { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };

/** Test files below a folder, sorted; `stories` and `*.long.test.ts` belong to the long run. */
function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file))
    .sort();
}

const isLong = (file: string): boolean => file.includes("/stories/") || file.endsWith(".long.test.ts");
const files = testFiles("tests").filter((file) => only.length === 0 || only.some((word) => file.includes(word)));
const short = files.filter((file) => !isLong(file));
const long = quick ? [] : files.filter(isLong);
interface Stage {
  readonly name: string;
  readonly command: string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where a stage of tests leaves its failed ones, a line each. */
  readonly failures?: string;
}

const scratch = mkdtempSync(join(tmpdir(), "leitstand-tests-"));
let lists = 0;
function testStage(name: string, concurrency: number, list: readonly string[], more: Stage["env"] = {}): Stage {
  const failures = join(scratch, `${++lists}.jsonl`);
  const command = [
    process.execPath,
    "--test",
    `--test-concurrency=${concurrency}`,
    // A test that hangs, or leaves a process behind, must fail and not hold up the whole.
    "--test-timeout=600000",
    "--test-force-exit",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${join(root, "tests", "failures.ts")}`,
    `--test-reporter-destination=${failures}`,
    ...list,
  ];
  return { name, command, env: more, failures };
}

/**
 * Tests of on-call that keep something in a database: what holds on SQLite must hold on PostgreSQL too. Those that kill and wait
 * run on PostgreSQL by name only (`LEITSTAND_TEST_DATABASE`); a pair is killed and stopped there anyway.
 */
const onBoth = (quick ? [] : short).filter((file) => {
  const text = readFileSync(join(root, file), "utf8");
  // Those that start a cluster themselves are about PostgreSQL alone.
  return file.includes("/oncall/") && /open(World|OnCallDatabase)\b/.test(text) && !text.includes("startCluster(");
});

const stages: Stage[] =
  only.length > 0
    ? []
    : [
        { name: "types", command: ["tsc", "--noEmit"] },
        { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
        { name: "format", command: ["oxfmt", "--check", "."] },
        { name: "dead code", command: ["knip"] },
      ];
if (short.length > 0) stages.push(testStage("tests", 2, short));
const isStory = (file: string): boolean => file.includes("/stories/");
const needServers = long.filter((file) => !isStory(file));
if (needServers.length > 0) stages.push(testStage("long tests", 1, needServers));

if (onBoth.length > 0 && postgresMissing !== false) process.stdout.write(`\n${postgresMissing}\n`);
const cluster = onBoth.length > 0 && postgresMissing === false ? await startCluster() : undefined;
if (cluster !== undefined)
  stages.push(testStage("on-call tests on PostgreSQL", 2, onBoth, { LEITSTAND_TEST_DATABASE: cluster.socket }));

/** Stories mostly wait for hold times: they play while the long tests and those on PostgreSQL work. Their words are kept for the end. */
const stories = long.filter(isStory);
const beside: Stage | undefined = stories.length === 0 ? undefined : testStage("stories", 1, stories);

const failed: Stage[] = [];
let passed = 0;
function ended(stage: Stage, started: number, status: number | null): void {
  if (status === 0) passed++;
  else failed.push(stage);
  process.stdout.write(
    `== ${stage.name}: ${status === 0 ? "ok" : "FAILED"} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

function start({ command, env: more }: Stage, stdio: "inherit" | "pipe"): ChildProcess {
  const [program = "", ...rest] = command;
  return spawn(program, rest, { cwd: root, env: { ...env, ...more }, stdio: ["ignore", stdio, stdio] });
}
const statusOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once("close", resolve));

async function run(stage: Stage): Promise<void> {
  const started = Date.now();
  process.stdout.write(`\n== ${stage.name}\n`);
  ended(stage, started, await statusOf(start(stage, "inherit")));
}

/** Starts a stage whose output waits. @returns prints it, when the stage has ended */
function runBeside(stage: Stage): () => Promise<void> {
  const started = Date.now();
  const child = start(stage, "pipe");
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => output.push(part));
  const status = statusOf(child);
  return async () => {
    const code = await status;
    process.stdout.write(`\n== ${stage.name}\n${Buffer.concat(output).toString("utf8")}`);
    ended(stage, started, code);
  };
}

let told: (() => Promise<void>) | undefined;
for (const stage of stages) {
  // A lab is to be ready within seconds: it starts when the many short tests are over.
  if (told === undefined && beside !== undefined && /^(long|on-call)/.test(stage.name)) {
    told = runBeside(beside);
    await sleep(25_000);
  }
  await run(stage);
}
if (told === undefined && beside !== undefined) told = runBeside(beside);
await told?.();

const failuresOf = ({ failures }: Stage): Failure[] =>
  failures === undefined || !existsSync(failures)
    ? []
    : readFileSync(failures, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Failure)
        .map((failure) => ({ ...failure, file: relative(root, resolve(root, failure.file)) }));

/** Runs the failed files of a stage once more, alone. @returns whether they are known, few, and pass now */
async function passesAlone(stage: Stage): Promise<boolean> {
  const again = [...new Set(failuresOf(stage).map(({ file }) => file))];
  if (again.length === 0 || again.length > mostUnsteady || !again.every((file) => files.includes(file))) return false;
  process.stdout.write(`\n== ${stage.name}, once more and alone: ${again.join(", ")}\n`);
  return (await statusOf(start(testStage(stage.name, 1, again, stage.env), "inherit"))) === 0;
}

const unsteady: Stage[] = [];
const broken: Stage[] = [];
for (const stage of failed) (!strict && (await passesAlone(stage)) ? unsteady : broken).push(stage);
await cluster?.stop();

function tell(title: string, list: readonly Stage[]): void {
  if (list.length === 0) return;
  process.stdout.write(`\n${title}: ${list.map(({ name }) => name).join(", ")}\n`);
  for (const { file, name, error } of list.flatMap(failuresOf))
    process.stdout.write(`\n✖ ${file}: ${name}\n${error.slice(0, 2000).replace(/^/gm, "  ")}\n`);
}
if (failed.length === 0) process.stdout.write(`\nAll ${passed} stages passed (${short.length + long.length} test files).\n`);
tell("Unsteady, to be mended (failed in the run, passed alone)", unsteady);
tell("Failed", broken);
if (broken.length > 0) process.stdout.write("\nOne file alone: npm test -- tests/…/name.test.ts\n");
removeFolder(scratch);
process.exitCode = broken.length === 0 ? 0 : 1;
