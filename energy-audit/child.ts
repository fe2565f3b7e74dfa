/** Programs of this room in processes of their own: what takes long must not stop a page or the pager. */
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const timeoutMs = 60_000;

export interface ChildAnswer {
  readonly code: number;
  readonly output: Buffer;
}

/**
 * Runs a program with an order as JSON on its standard input.
 * @param what  what it makes, for the error: "the report was not made"
 * @param polite  gives way to everything else on the machine
 * @throws Error  another exit code than 0 or 3: what it said on standard error, shortened
 */
export async function runProgram(program: URL, order: unknown, what: string, polite = false): Promise<ChildAnswer> {
  const path = fileURLToPath(program);
  const child = spawn(process.execPath, [path], { stdio: ["pipe", "pipe", "pipe"], env: { TZ: "UTC" }, timeout: timeoutMs });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => errors.push(part));
  // A child that dies early closes its input; its exit code says what happened.
  child.stdin.on("error", () => undefined);
  if (polite && child.pid !== undefined) setPriority(child.pid, 10);
  child.stdin.end(JSON.stringify(order));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0 || code === 3) return { code, output: Buffer.concat(output) };
  const why = Buffer.concat(errors).toString("utf8").trim().split("\n").slice(0, 5).join("\n");
  throw new Error(`${what} (${code === null ? `stopped after ${timeoutMs / 1000} s` : `exit ${code}`}): ${why}`);
}
