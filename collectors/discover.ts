/**
 * Looks for agents in a range of addresses and proposes inventory lines. Only ever on a person's explicit command: the
 * service never asks an address that is not in the inventory.
 */
import { isIPv4 } from "node:net";
import type { Credential } from "../site/inventory.ts";
import { deviceClasses, type DeviceClass } from "../site/metrics.ts";
import { profiles } from "./profiles/index.ts";
import type { ProbeResult } from "./prober.ts";
import { textOf } from "./raw.ts";
import { Hub } from "./snmp/hub.ts";
import { openSession } from "./snmp/session.ts";
import type { Target } from "./snmp/device.ts";

/** Largest range: a /20. A slip of the pen must not scan a city. */
export const mostAddresses = 4096;

const number = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/**
 * Addresses of `10.0.0.0/24`, `10.0.0.10-10.0.0.40`, `10.0.0.10-40` or a single one; network and broadcast address of a
 * network are left out.
 * @returns undefined for any other text, `"too many"` beyond {@link mostAddresses}
 */
export function addressesOf(range: string): readonly string[] | "too many" | undefined {
  const [, from = "", bits, to] = /^([\d.]+)(?:\/(\d{1,2})|-([\d.]+))?$/.exec(range) ?? [];
  if (!isIPv4(from)) return undefined;
  let [first, last] = [number(from), number(from)];
  if (bits !== undefined) {
    const size = 2 ** (32 - Number(bits));
    if (Number(bits) > 32) return undefined;
    first = Math.floor(first / size) * size;
    last = first + size - 1;
    if (size > 2) [first, last] = [first + 1, last - 1];
  } else if (to !== undefined) {
    const end = to.includes(".") ? to : `${from.slice(0, from.lastIndexOf("."))}.${to}`;
    if (!isIPv4(end)) return undefined;
    last = number(end);
  }
  if (last < first) return undefined;
  if (last - first + 1 > mostAddresses) return "too many";
  return Array.from({ length: last - first + 1 }, (_, index) => dotted(first + index));
}

export interface Found {
  /** As the inventory wants it: with the port when it is not 161. */
  readonly address: string;
  readonly credential: Credential;
  /** sysName; undefined when the agent has none. */
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Class of the best profile; undefined when none knows the device. */
  readonly deviceClass: DeviceClass | undefined;
  readonly profiles: readonly string[];
}

export interface DiscoverOptions {
  readonly addresses: readonly string[];
  readonly port: number;
  /** All are tried; the first that is answered is taken. */
  readonly credentials: readonly Credential[];
  readonly probe: (target: Target) => Promise<ProbeResult>;
  readonly progress?: (done: number, all: number) => void;
  /** Addresses asked at the same time. */
  readonly atOnce?: number;
  readonly timeoutMs?: number;
}

const sysDescr = "1.3.6.1.2.1.1.1.0";
const sysName = "1.3.6.1.2.1.1.5.0";

/** Asks every address once, and those that answer for what they are. In the order of the addresses. */
export async function discover(options: DiscoverOptions): Promise<readonly Found[]> {
  const { addresses, port, credentials, probe, progress, atOnce = 32, timeoutMs = 800 } = options;
  const hub = new Hub(() => undefined);
  const found = new Map<number, Found>();
  let next = 0;
  let done = 0;
  /** sysDescr and sysName; undefined without an answer to this credential. */
  const ask = async (host: string, credential: Credential): Promise<readonly (string | undefined)[] | undefined> => {
    const session = await openSession(hub, { host, port }, credential, false).catch(() => undefined);
    if (session === undefined) return undefined;
    try {
      const answers = await session.get([sysDescr, sysName], { timeoutMs, retries: 1 });
      return answers.map(([, value]) => textOf(value)?.trim() || undefined);
    } catch {
      return undefined;
    } finally {
      session.close();
    }
  };
  const one = async (host: string): Promise<Found | undefined> => {
    // All at once: an address where nobody lives costs one timeout, not one for each.
    const answers = await Promise.all(credentials.map((credential) => ask(host, credential)));
    const first = answers.findIndex((answer) => answer !== undefined);
    const credential = credentials[first];
    if (credential === undefined) return undefined;
    const [description, name] = answers[first] ?? [];
    const address = port === 161 ? host : `${host}:${port}`;
    const { profiles: known } = await probe({ address, credential });
    return { address, credential, name, description, deviceClass: classOf(known), profiles: known };
  };
  const worker = async (): Promise<void> => {
    while (next < addresses.length) {
      const at = next++;
      const result = await one(addresses[at] ?? "");
      if (result !== undefined) found.set(at, result);
      progress?.(++done, addresses.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, addresses.length) }, worker));
  } finally {
    hub.close();
  }
  return [...found].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/** What the first profile with a single class is for; what is only a network's is the last resort. */
function classOf(ids: readonly string[]): DeviceClass | undefined {
  const classes = ids.flatMap((id) => {
    const of = profiles.find((profile) => profile.id === id)?.of;
    return of === undefined || of === "all" ? [] : [typeof of === "string" ? [of] : [...of]];
  });
  const sure = classes.find((list) => list.length === 1 && list[0] !== "network") ?? classes.find((list) => list.length === 1);
  return sure?.[0] ?? deviceClasses.find((one) => classes.some((list) => list[0] === one));
}
