/**
 * Starts programs for the service. A start copies the page table of who starts: 5 ms for this process, 20 ms for each 100 MB of
 * the service, in which no alarm could be taken. Orders come as lines of JSON by standard input, answers go to standard output
 * as a line of JSON with lengths and the bytes behind it. It ends, and what it started with it, when its input ends.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import { createInterface } from "node:readline";

export interface LaunchOrder {
  readonly id: number;
  readonly path: string;
  /** Standard input of the program. */
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The program gives way to everything else on the machine. */
  readonly polite: boolean;
}

/** Line before the bytes of standard output and standard error. */
export interface LaunchHead {
  readonly id: number;
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly output: number;
  readonly errors: number;
}

const running = new Set<ChildProcess>();

function launch({ id, path, input, env, timeoutMs, polite }: LaunchOrder): void {
  const child = spawn(process.execPath, [path], { stdio: ["pipe", "pipe", "pipe"], env, timeout: timeoutMs });
  running.add(child);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => errors.push(part));
  // A child that dies early closes its input; its exit code says what happened.
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => errors.push(Buffer.from(`${error.message}\n`)));
  child.on("close", (code) => {
    running.delete(child);
    const parts = [Buffer.concat(output), Buffer.concat(errors)];
    const head: LaunchHead = { id, code, output: parts[0]?.byteLength ?? 0, errors: parts[1]?.byteLength ?? 0 };
    process.stdout.write(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...parts]));
  });
  if (polite && child.pid !== undefined) setPriority(child.pid, 10);
  child.stdin.end(input);
}

const orders = createInterface({ input: process.stdin });
orders.on("line", (line) => launch(JSON.parse(line) as LaunchOrder));
orders.on("close", () => {
  for (const child of running) child.kill("SIGKILL");
  process.exit(0);
});
// The service is gone: nobody reads an answer.
process.stdout.on("error", () => process.exit(0));
