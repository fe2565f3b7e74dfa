/** Programs of this room in processes of their own: what takes long must not stop a page or the pager. */
import { spawn, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { LaunchHead, LaunchOrder } from "./launcher-process.ts";

const usualTimeoutMs = 60_000;
/** What gives way gets a twentieth of a core on a busy machine. */
const politeTimeoutMs = 300_000;

export interface ChildAnswer {
  readonly code: number;
  readonly output: Buffer;
}

interface Ended {
  readonly code: number | null;
  readonly output: Buffer;
  readonly errors: Buffer;
}

interface Launcher {
  run(order: Omit<LaunchOrder, "id">): Promise<Ended>;
}

let launcher: Launcher | undefined;

/** The code on disk is no longer the one that runs: a program started now would be of another version than this process. */
export class CodeReplacedError extends Error {
  constructor(what: string) {
    super(`${what}: Leitstand was updated on disk and has not been restarted yet`);
  }
}
let codeChanged: () => Promise<boolean> = () => Promise.resolve(false);

/**
 * Starts the process that starts the others, while this one is small; the first program starts it otherwise.
 * @param changed  whether the code on disk is another one than this process runs; nothing is started then
 */
export function startLauncher(changed?: () => Promise<boolean>): void {
  codeChanged = changed ?? codeChanged;
  launcher ??= createLauncher(() => {
    launcher = undefined;
  });
}

function createLauncher(gone: () => void): Launcher {
  const path = fileURLToPath(new URL("launcher-process.ts", import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: ["pipe", "pipe", "inherit"], env: { TZ: "UTC" } });
  const waiting = new Map<number, { resolve: (ended: Ended) => void; reject: (error: Error) => void }>();
  let last = 0;
  // An idle launcher keeps nobody alive; one at work does.
  const pipe = child.stdout as unknown as Socket;
  child.unref();
  pipe.unref();
  (child.stdin as unknown as Socket).unref();
  const fail = (error: Error): void => {
    gone();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    pipe.unref();
  };
  child.on("error", fail);
  child.on("exit", (code, signal) => fail(new Error(`the launcher of programs ended (${signal ?? `exit ${code}`})`)));
  child.stdin.on("error", () => undefined);
  readAnswers(child, (head, bytes) => {
    const one = waiting.get(head.id);
    waiting.delete(head.id);
    if (waiting.size === 0) pipe.unref();
    one?.resolve({ code: head.code, output: bytes.subarray(0, head.output), errors: bytes.subarray(head.output) });
  });
  return {
    run: (order) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        pipe.ref();
        child.stdin?.write(`${JSON.stringify({ id: last, ...order } satisfies LaunchOrder)}\n`);
      }),
  };
}

/** Answers out of a stream: a line of JSON, then as many bytes as it says. The bytes are put together once, when all are there. */
function readAnswers(child: ChildProcess, take: (head: LaunchHead, bytes: Buffer) => void): void {
  let parts: Buffer[] = [];
  let held = 0;
  let head: LaunchHead | undefined;
  child.stdout?.on("data", (part: Buffer) => {
    parts.push(part);
    held += part.byteLength;
    for (;;) {
      if (head !== undefined && held < head.output + head.errors) return;
      const all = parts.length === 1 ? (parts[0] ?? part) : Buffer.concat(parts);
      if (head === undefined) {
        const end = all.indexOf("\n");
        parts = [all];
        if (end < 0) return;
        head = JSON.parse(all.toString("utf8", 0, end)) as LaunchHead;
        parts = [all.subarray(end + 1)];
        held = all.byteLength - end - 1;
        continue;
      }
      const length = head.output + head.errors;
      const done = head;
      head = undefined;
      parts = [all.subarray(length)];
      held = all.byteLength - length;
      take(done, all.subarray(0, length));
      if (held === 0) {
        parts = [];
        return;
      }
    }
  });
}

/**
 * Runs a program with an order as JSON on its standard input.
 * @param what  what it makes, for the error: "the report was not made"
 * @param polite  gives way to everything else on the machine
 * @throws CodeReplacedError  the code on disk is of another version
 * @throws Error  another exit code than 0 or 3: what it said on standard error, shortened
 */
export async function runProgram(
  program: URL,
  order: unknown,
  what: string,
  {
    polite = false,
    timeoutMs = polite ? politeTimeoutMs : usualTimeoutMs,
  }: { readonly polite?: boolean; readonly timeoutMs?: number } = {},
): Promise<ChildAnswer> {
  if (await codeChanged()) throw new CodeReplacedError(what);
  startLauncher();
  if (launcher === undefined) throw new Error(`${what}: no process can be started`);
  const { code, output, errors } = await launcher.run({
    path: fileURLToPath(program),
    input: JSON.stringify(order),
    env: { TZ: "UTC" },
    timeoutMs,
    polite,
  });
  if (code === 0 || code === 3) return { code, output };
  const why = errors.toString("utf8").trim().split("\n").slice(0, 5).join("\n");
  throw new Error(`${what} (${code === null ? `stopped after ${timeoutMs / 1000} s` : `exit ${code}`}): ${why}`);
}
