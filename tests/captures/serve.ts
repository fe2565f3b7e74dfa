/** Recordings served over real SNMP by snmpsimd, one community per recording. */
import { spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../folder.ts";
import { freeUdpPort } from "../../app/ports.ts";

export interface Simulator {
  readonly address: string;
  stop(): Promise<void>;
}

const nobody = 65534;
const startLimitMs = 120_000;

/**
 * Starts snmpsimd on copies of these recordings. It refuses to stay root, so the copies belong to nobody then.
 * @param names  recordings below `folder`, without `.snmprec`
 * @param more   further arguments of snmpsimd (users of SNMPv3), and the port if it matters
 * @throws Error when snmpsimd is missing or does not start
 */
export async function serveCaptures(
  folder: string,
  names: readonly string[],
  more: { readonly words?: readonly string[]; readonly port?: number } = {},
): Promise<Simulator> {
  const run = mkdtempSync(join(tmpdir(), "leitstand-captures-"));
  const root = process.getuid?.() === 0;
  const own = (path: string) => root && chownSync(path, nobody, nobody);
  for (const name of ["data", "cache"]) mkdirSync(join(run, name));
  for (const name of names) {
    const to = join(run, "data", `${name}.snmprec`);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(folder, `${name}.snmprec`), to);
    chmodSync(to, 0o644);
    own(to);
    own(dirname(to));
  }
  for (const name of ["data", "cache", "."]) own(join(run, name));
  const port = more.port ?? (await freeUdpPort());
  const log = join(run, "log");
  const child = spawn(
    "snmpsimd",
    [
      // An engine and its users stand before what they serve.
      ...(more.words ?? []),
      `--data-dir=${join(run, "data")}`,
      `--cache-dir=${join(run, "cache")}`,
      `--agent-udpv4-endpoint=127.0.0.1:${port}`,
      `--logging-method=file:${log}`,
      "--max-varbinds=64",
      ...(root ? ["--process-user=nobody", "--process-group=nogroup"] : []),
    ],
    { stdio: "ignore" },
  );
  let ended: string | undefined;
  const over = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      ended = error.message;
      resolve();
    });
    child.on("exit", (code) => {
      ended ??= `exit code ${code}`;
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    if (ended === undefined) child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 3000);
    await over;
    clearTimeout(patience);
    removeFolder(run);
  };
  const started = Date.now();
  while (!readLog(log).includes("Listening at UDP/IPv4")) {
    if (ended !== undefined || Date.now() - started > startLimitMs) {
      const why = ended ?? "it says nothing";
      const tail = readLog(log).slice(-400);
      await stop();
      throw new Error(`snmpsimd does not start: ${why} ${tail}`);
    }
    await sleep(100);
  }
  return { address: `127.0.0.1:${port}`, stop };
}

function readLog(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
