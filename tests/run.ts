/**
 * The test command: static checks, then every test file in its own process. `--quick` leaves out stories and whatever
 * else needs real servers for long. Exit code 1 if one stage fails; every stage runs, so one look shows all faults.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { postgresMissing, startCluster } from "./oncall/postgres.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const quick = process.argv.includes("--quick");
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const bin = join(root, "node_modules", ".bin");
const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };

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
const node = (concurrency: number, list: readonly string[]): string[] => [
  process.execPath,
  "--test",
  `--test-concurrency=${concurrency}`,
  // A test that hangs, or leaves a process behind, must fail and not hold up the whole.
  "--test-timeout=600000",
  "--test-force-exit",
  "--test-reporter=spec",
  ...list,
];

/** Tests of on-call that keep something in a database: what holds on SQLite must hold on PostgreSQL too. */
const onBoth = (quick ? [] : files).filter((file) => {
  const text = readFileSync(join(root, file), "utf8");
  // Those that start a cluster themselves are about PostgreSQL alone.
  return file.includes("/oncall/") && /open(World|OnCallDatabase)\b/.test(text) && !text.includes("startCluster(");
});

interface Stage {
  readonly name: string;
  readonly command: string[];
  readonly env?: Readonly<Record<string, string>>;
}

const stages: Stage[] =
  only.length > 0
    ? []
    : [
        { name: "types", command: ["tsc", "--noEmit"] },
        { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
        { name: "format", command: ["oxfmt", "--check", "."] },
        { name: "dead code", command: ["knip"] },
      ];
if (short.length > 0) stages.push({ name: "tests", command: node(2, short) });
// Stories mostly wait for hold times; the longest come first, so that two at once end soonest.
const byLength = (file: string): number => (file.includes("/drills") ? 0 : file.includes("/stories/") ? 1 : 2);
if (long.length > 0)
  stages.push({
    name: "stories",
    command: node(
      2,
      long.toSorted((a, b) => byLength(a) - byLength(b)),
    ),
  });

if (onBoth.length > 0 && postgresMissing !== false) process.stdout.write(`\n${postgresMissing}\n`);
const cluster = onBoth.length > 0 && postgresMissing === false ? await startCluster() : undefined;
if (cluster !== undefined)
  stages.push({
    name: "on-call tests on PostgreSQL",
    command: node(2, onBoth),
    env: { LEITSTAND_TEST_DATABASE: cluster.socket },
  });

const failed: string[] = [];
for (const { name, command, env: more } of stages) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const [program = "", ...rest] = command;
  const result = spawnSync(program, rest, { cwd: root, env: { ...env, ...more }, stdio: "inherit" });
  if (result.status !== 0) failed.push(name);
  process.stdout.write(
    `== ${name}: ${result.status === 0 ? "ok" : "FAILED"} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
}
await cluster?.stop();
process.stdout.write(
  failed.length === 0
    ? `\nAll ${stages.length} stages passed (${short.length + long.length} test files).\n`
    : `\nFailed: ${failed.join(", ")}; run one file with: npm test -- ${relative(root, short[0] ?? "tests/…")}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
