/**
 * Seeded mutations of what Net-SNMP's own senders send to a trap port: v1, v2c and v3 traps and informs. Nothing may throw or
 * take long, nothing that was changed may be believed or acknowledged under SNMPv3, and little may be kept.
 */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { engineIdOf, TrapEngine } from "../../collectors/traps/engine.ts";
import { TrapIntake } from "../../collectors/traps/intake.ts";
import { Sources } from "../../collectors/traps/sources.ts";
import { secrets, siteWith } from "../collectors/agent.ts";

export interface TrapTally {
  mutated: number;
  readonly results: Record<string, number>;
  acknowledged: number;
  /** Broken promises, in words; empty when all is well. */
  readonly wrong: string[];
  slowestMs: number;
}

const startedMs = 1_800_000_000_000;
const plainSource = "127.0.0.1";
const secureSource = "127.0.0.2";
const onBattery = "1.3.6.1.2.1.33.2.1";

function intakeOf(counted: (result: string) => void): TrapIntake {
  const site = siteWith([
    { id: "usv", class: "ups", address: `${plainSource}:9` },
    { id: "usv-3", class: "ups", address: `${secureSource}:9`, credentials: "c3" },
  ]);
  const sources = new Sources(
    () => site,
    () => Promise.resolve([]),
  );
  const engine = new TrapEngine(engineIdOf("test"), new Date(startedMs));
  return new TrapIntake({ site: () => site, sources, engine, counted: (_version, result) => counted(result) });
}

/** What a sender of Net-SNMP sends last when it is answered as our trap port would. */
async function captured(
  program: "snmptrap" | "snmpinform",
  source: string,
  args: (to: string) => readonly string[],
): Promise<Buffer> {
  const intake = intakeOf(() => undefined);
  const socket = createSocket("udp4");
  let last: Buffer = Buffer.alloc(0);
  socket.on("message", (datagram: Buffer, { port, address }) => {
    last = datagram;
    const { reply } = intake.take(datagram, source, new Date(startedMs));
    if (reply !== undefined) socket.send(reply, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const env = { ...process.env, MIBS: "", SNMP_PERSISTENT_DIR: "/dev/null/none" };
  const child = spawn(program, ["-Ln", ...args(`127.0.0.1:${socket.address().port}`)], { stdio: "ignore", env });
  await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return last;
}

export interface TrapSeed {
  readonly name: string;
  readonly secure: boolean;
  readonly datagram: Buffer;
}

/** One notification of each kind. */
export async function trapSeeds(): Promise<TrapSeed[]> {
  const v3 = [
    "-v3",
    "-u",
    "leser",
    "-a",
    "SHA-256",
    "-x",
    "AES",
    "-l",
    "authPriv",
    "-A",
    secrets["AUTH"] ?? "",
    "-X",
    secrets["PRIV"] ?? "",
  ];
  const v1 = ["1.3.6.1.4.1.318", "127.0.0.1", "6", "5", "1", "1.3.6.1.4.1.318.2.3.3.0", "s", "text"];
  const link = ["1", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.7", "i", "7"];
  const seeds: [string, boolean, Promise<Buffer>][] = [
    ["v1 trap", false, captured("snmptrap", plainSource, (to) => ["-v1", "-c", "x", to, ...v1])],
    ["v2c trap", false, captured("snmptrap", plainSource, (to) => ["-v2c", "-c", "x", to, ...link])],
    ["v2c inform", false, captured("snmpinform", plainSource, (to) => ["-v2c", "-c", "x", to, ...link])],
    ["v3 trap", true, captured("snmptrap", secureSource, (to) => [...v3, "-e", "0x8000000001020304", to, "1", onBattery])],
    ["v3 inform", true, captured("snmpinform", secureSource, (to) => [...v3, to, "1", onBattery])],
  ];
  return Promise.all(seeds.map(async ([name, secure, datagram]) => ({ name, secure, datagram: await datagram })));
}

/** @param seeds  from `trapSeeds`; one in thirty is left whole and must be believed */
export function mutateTraps(count: number, seed: number, seeds: readonly TrapSeed[]): TrapTally {
  let state = (seed >>> 0) + 1;
  const random = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const tally: TrapTally = { mutated: 0, results: {}, acknowledged: 0, wrong: [], slowestMs: 0 };
  const wrong = (what: string): void => void (tally.wrong.length < 20 && tally.wrong.push(what));
  const twist = (original: Buffer): Buffer => {
    let datagram: Buffer = Buffer.from(original);
    for (let change = 1 + random(4); change > 0; change--) {
      const at = random(Math.max(1, datagram.length));
      const how = random(6);
      if (how === 0) datagram = datagram.subarray(0, at + 1);
      else if (how === 1) datagram = Buffer.concat([datagram.subarray(0, at), Buffer.from([random(256)]), datagram.subarray(at)]);
      else if (how === 2) datagram = Buffer.concat([datagram.subarray(0, at), datagram.subarray(at + 1 + random(8))]);
      else if (how === 3 && datagram.length < 4000) datagram = Buffer.concat([datagram, datagram.subarray(at)]);
      else if (datagram.length > 0) datagram[at] = random(3) === 0 ? random(256) : (datagram[at] ?? 0) ^ (1 << random(8));
    }
    return datagram;
  };
  let intake = intakeOf(() => undefined);
  for (let round = 0; round < count; round++) {
    // A second apart, so that the bucket lets every one through, and inside the time window of v3.
    const second = round % 100;
    if (second === 0) intake = intakeOf((result) => (tally.results[result] = (tally.results[result] ?? 0) + 1));
    const one = seeds[random(seeds.length)];
    if (one === undefined) break;
    const whole = random(30) === 0;
    const datagram = whole ? Buffer.from(one.datagram) : twist(one.datagram);
    const changed = !datagram.equals(one.datagram);
    const kept = Buffer.from(datagram);
    const from = one.secure ? secureSource : plainSource;
    const started = performance.now();
    try {
      const { waiting, acknowledged } = intake.take(datagram, from, new Date(startedMs + second * 1000));
      if (acknowledged === true) tally.acknowledged++;
      if (one.secure && changed && (waiting.length > 0 || acknowledged === true))
        wrong(`believed: ${one.name} ${kept.toString("hex")}`);
      if (!changed && waiting.length === 0) wrong(`not believed: ${one.name}`);
      if (waiting.length > 1) wrong("more than one device was meant");
      // A trap that waits is forgotten here; in life the confirming poll ends it.
      for (const { record } of waiting) intake.end(record, "polled", new Date(startedMs + second * 1000));
      if (intake.records.length > 100) wrong(`${intake.records.length} records are kept`);
    } catch (error) {
      wrong(`threw ${String(error)} for ${kept.toString("hex")}`);
    }
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
    if (changed) tally.mutated++;
  }
  return tally;
}
