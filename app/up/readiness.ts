import { join } from "node:path";
import type { Addresses } from "../configs.ts";
import type { Word } from "../words.ts";

/** Whether a URL answers with success within 1.5 s. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1500) })).ok;
  } catch {
    return false;
  }
}

export interface Readiness {
  readonly addresses: Addresses;
  readonly devices: () => number;
  readonly lab: boolean;
  readonly speak: (word: Word, values?: Readonly<Record<string, string | number>>) => void;
  /** Since the start. */
  readonly seconds: () => number;
  /** The same as a person reads it. */
  readonly inWords: () => string;
  readonly folder: string;
}

/** Resolves when every process answers, every target has been scraped and the devices have values; tells the progress. */
export async function untilReady(
  { addresses, devices, lab, speak, seconds, inWords, folder }: Readiness,
  stop: AbortSignal,
): Promise<void> {
  const waiting = new Map<string, string>([
    ["collectors", `${addresses.collectors}/healthz`],
    ["alertmanager", `${addresses.alertmanager}/-/ready`],
    ["prometheus", `${addresses.prometheus}/-/ready`],
    ["service", `${addresses.url}/readyz`],
    ...(lab && addresses.lab !== undefined ? [["lab", `${addresses.lab}/state`] as const] : []),
  ]);
  let told = -1;
  let toldAt = 0;
  let warned = false;
  while (!stop.aborted) {
    for (const [name, url] of waiting) {
      if (await answers(url)) {
        waiting.delete(name);
        speak("ready", { name, seconds: inWords() });
      }
    }
    if (!waiting.has("prometheus")) {
      const targets = await countTargets(addresses.prometheus);
      const complete = targets.all > devices() && targets.up === targets.all;
      if (targets.up !== told && targets.all > devices() && (complete || Date.now() - toldAt > 2500)) {
        told = targets.up;
        toldAt = Date.now();
        speak("targets", targets);
      }
      if (waiting.size === 0 && complete) return;
    }
    if (!warned && seconds() > 60) {
      warned = true;
      speak("stillWaiting", {
        seconds: inWords(),
        names: [...waiting.keys(), "targets"].join(", "),
        folder: join(folder, "logs"),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface TargetAnswer {
  readonly data?: { readonly activeTargets?: readonly { readonly health: string }[] };
}

async function countTargets(prometheus: string): Promise<{ up: number; all: number }> {
  try {
    const response = await fetch(`${prometheus}/api/v1/targets?state=active`, { signal: AbortSignal.timeout(1500) });
    const targets = ((await response.json()) as TargetAnswer).data?.activeTargets ?? [];
    return { up: targets.filter(({ health }) => health === "up").length, all: targets.length };
  } catch {
    return { up: 0, all: 0 };
  }
}
