/** Serves recordings, probes each through the real engine with automatic recognition, and compares. */
import { proberByHand } from "../../collectors/by-hand.ts";
import type { ProbeResult } from "../../collectors/prober.ts";
import { compare, type Verdict } from "./compare.ts";
import type { Capture } from "./folder.ts";
import { serveCaptures } from "./serve.ts";

export interface Run {
  readonly verdict: Verdict;
  readonly probe: ProbeResult;
}

/** One verdict per recording, in the order given. @param version  of SNMP; 2c by default */
export async function runCaptures(folder: string, captures: readonly Capture[], version: "1" | "2c" = "2c"): Promise<Run[]> {
  const simulator = await serveCaptures(
    folder,
    captures.map(({ name }) => name),
  );
  const prober = proberByHand();
  try {
    const runs: Run[] = [];
    for (const capture of captures) {
      const credential = { id: "recording", version, community: capture.name };
      const probe = await prober.target({ address: simulator.address, credential, timeoutMs: 10_000 }, 60_000);
      runs.push({ probe, verdict: compare(capture, probe.samples) });
    }
    return runs;
  } finally {
    prober.close();
    await simulator.stop();
  }
}
