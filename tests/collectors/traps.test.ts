import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { pino } from "pino";
import { Registry } from "prom-client";
import { freeUdpPort } from "../../app/ports.ts";
import type { Device } from "../../site/inventory.ts";
import type { Sample } from "../../site/series.ts";
import { createTraps, type ConfirmedTrap } from "../../collectors/traps.ts";
import { Bucket } from "../../collectors/traps/bucket.ts";
import { engineIdOf, TrapEngine } from "../../collectors/traps/engine.ts";
import { TrapIntake, type TrapRecord } from "../../collectors/traps/intake.ts";
import { knownTrap } from "../../collectors/traps/known.ts";
import { Sources } from "../../collectors/traps/sources.ts";
import { roomWith, secrets, siteWith, startAgent, type TestDevice } from "./agent.ts";
import { mutateTraps, trapSeeds } from "../bench/trap-mutations.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

const ups = (extra: Partial<TestDevice> = {}): TestDevice => ({ id: "usv", class: "ups", address: "127.0.0.1:9", ...extra });
const state = (now: string): Sample[] =>
  ["mains", "battery"].map((name) => ({ metric: "ups_power_source", labels: { state: name }, value: name === now ? 1 : 0 }));

interface Station {
  readonly port: number;
  readonly polls: string[];
  readonly confirmed: ConfirmedTrap[];
  readonly registry: Registry;
  readonly log: string[];
  source: string;
  list(): Promise<TrapRecord[]>;
  counted(result: string): Promise<number>;
}

/** The trap port alone, with polls that show what `source` says. */
async function station(devices: readonly TestDevice[]): Promise<Station> {
  const port = await freeUdpPort();
  const site = siteWith(devices, `traps: { listen: 127.0.0.1, port: ${port} }`);
  const registry = new Registry();
  const log: string[] = [];
  const made: Station = {
    port,
    polls: [],
    confirmed: [],
    registry,
    log,
    source: "battery",
    list: () => Promise.resolve([...records()]),
    counted: async (result) => {
      const { values } = (await registry.getSingleMetric("leitstand_traps_total")?.get()) ?? { values: [] };
      return values.filter(({ labels }) => labels["result"] === result).reduce((sum, { value }) => sum + value, 0);
    },
  };
  const traps = createTraps({
    site: () => site,
    log: pino({ level: "trace" }, { write: (line: string) => log.push(line) }),
    registry,
    now: () => new Date(),
    poll: ({ id }) => {
      made.polls.push(id);
      return Promise.resolve({ success: true, samples: state(made.source), at: new Date() });
    },
    onConfirmed: (confirmed) => {
      made.confirmed.push(confirmed);
      return Promise.resolve("told");
    },
    looksMs: [0, 30],
  });
  const records = () => traps.records;
  ends.push(() => traps.close());
  await traps.follow();
  assert.equal(traps.address?.port, port);
  return made;
}

/** Net-SNMP's own sender. @returns its exit code: of an inform 0 only when it was acknowledged */
function send(program: "snmptrap" | "snmpinform", args: readonly string[]): Promise<number | null> {
  const child = spawn(program, ["-Ln", ...args], {
    stdio: "ignore",
    env: { ...process.env, MIBS: "", SNMP_PERSISTENT_DIR: "/dev/null/none" },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(10)) if (await holds()) return;
  assert.fail(`never: ${what}`);
}

const onBattery = "1.3.6.1.2.1.33.2.1";
const v3 = (level: string, engine?: string): string[] => [
  ..."-v3 -u leser -a SHA-256 -x AES -l".split(" "),
  level,
  "-A",
  secrets["AUTH"] ?? "",
  "-X",
  secrets["PRIV"] ?? "",
  ...(engine === undefined ? [] : ["-e", engine]),
];

test("a trap of each version from a known device is confirmed by a poll and handed on", async () => {
  const made = await station([ups(), ups({ id: "usv-3", address: "127.0.0.2:9", credentials: "c3" })]);
  const to = `127.0.0.1:${made.port}`;
  // SNMPv1: RFC 1628 by enterprise and number; then PowerNet's own.
  await send("snmptrap", ["-v1", "-c", "x", to, "1.3.6.1.2.1.33.2", "127.0.0.1", "6", "1", "1"]);
  await until("v1", () => made.confirmed.length === 1);
  await send("snmptrap", ["-v1", "-c", "x", to, "1.3.6.1.4.1.318", "127.0.0.1", "6", "5", "1"]);
  await until("PowerNet", () => made.confirmed.length === 2);
  await send("snmptrap", ["-v2c", "-c", "x", to, "1", onBattery]);
  await until("v2c", () => made.confirmed.length === 3);
  const v3From = ["--clientaddr=127.0.0.2", ...v3("authPriv", "0x8000000001020304"), to, "1", onBattery];
  assert.equal(await send("snmptrap", v3From), 0);
  await until("v3", () => made.confirmed.length === 4);
  assert.deepEqual(
    made.confirmed.map(({ device, trap }) => `${device.id} ${trap.name}`),
    ["usv upsTrapOnBattery", "usv upsOnBattery", "usv upsTrapOnBattery", "usv-3 upsTrapOnBattery"],
  );
  assert.deepEqual(
    (await made.list()).map(({ version, result }) => `${version} ${result}`),
    ["3 confirmed", "2c confirmed", "1 confirmed", "1 confirmed"],
  );
});

test("an inform is acknowledged in v2c and in v3, with engine discovery and our clock", async () => {
  const made = await station([ups(), ups({ id: "usv-3", address: "127.0.0.2:9", credentials: "c3" })]);
  const to = `127.0.0.1:${made.port}`;
  assert.equal(await send("snmpinform", ["-v2c", "-c", "x", "-r", "0", "-t", "20", to, "1", onBattery]), 0);
  assert.equal(
    await send("snmpinform", ["--clientaddr=127.0.0.2", ...v3("authPriv"), "-r", "0", "-t", "20", to, "1", onBattery]),
    0,
  );
  await until("both", () => made.confirmed.length === 2);
  const { values } = (await made.registry.getSingleMetric("leitstand_traps_informs_acknowledged_total")?.get()) ?? { values: [] };
  assert.equal(values[0]?.value, 2);
});

test("what the poll does not show is counted and shown, not handed on", async () => {
  const made = await station([ups()]);
  made.source = "mains";
  await send("snmptrap", ["-v2c", "-c", "x", `127.0.0.1:${made.port}`, "1", onBattery]);
  await until("unconfirmed", async () => (await made.counted("unconfirmed")) === 1);
  assert.equal(made.polls.length, 2, "it looks twice");
  assert.deepEqual(made.confirmed, []);
  assert.equal((await made.list())[0]?.result, "unconfirmed");
});

test("strangers are counted and never polled; wrong users, keys and levels are not believed", async () => {
  const made = await station([ups({ address: "127.0.0.2:9", credentials: "c3" })]);
  const to = `127.0.0.1:${made.port}`;
  await send("snmptrap", ["-v2c", "-c", "x", to, "1", onBattery]);
  await until("stranger", async () => (await made.counted("unknown_source")) === 1);
  const from = "--clientaddr=127.0.0.2";
  const engine = "0x8000000001020304";
  await send("snmptrap", [from, "-v2c", "-c", "x", to, "1", onBattery]);
  await send("snmptrap", [from, ...v3("authNoPriv", engine), to, "1", onBattery]);
  await send("snmptrap", [from, "-v3", "-u", "anderer", "-l", "noAuthNoPriv", "-e", engine, to, "1", onBattery]);
  await send("snmptrap", [from, ...v3("authPriv", engine), "-A", "ein-anderer-schluessel", to, "1", onBattery]);
  await send("snmptrap", [from, ...v3("authPriv", engine), "-X", "ein-anderer-schluessel", to, "1", onBattery]);
  await until("five refused", async () => (await made.counted("unauthenticated")) === 5);
  assert.deepEqual(made.polls, []);
  const shown = JSON.stringify(await made.list()) + made.log.join() + (await made.registry.metrics());
  for (const secret of Object.values(secrets)) assert.ok(!shown.includes(secret));
});

test("a trap polls the real device through the collectors, and /traps shows it", async () => {
  const facts = upsFacts();
  const agent = await startAgent(upsObjects(facts));
  const port = await freeUdpPort();
  const room = roomWith([ups({ address: agent.address })], { more: `traps: { listen: 127.0.0.1, port: ${port} }` });
  ends.push(
    () => agent.close(),
    () => room.collectors.close(),
  );
  await room.collectors.poll("usv");
  await room.collectors.listenForTraps();
  facts.source = 5;
  await send("snmptrap", ["-v2c", "-c", "x", `127.0.0.1:${port}`, "1", onBattery]);
  await until("confirmed", () => room.confirmed.length === 1);
  const server = express().use(room.collectors.router).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  ends.push(() => server.close());
  const http = server.address();
  const page = await fetch(`http://127.0.0.1:${typeof http === "object" && http !== null ? http.port : 0}/traps`);
  const { listening, traps } = (await page.json()) as { listening: object; traps: { name: string; result: string }[] };
  assert.deepEqual(listening, { listen: "127.0.0.1", port });
  assert.deepEqual(
    traps.map(({ name, result }) => [name, result]),
    [["upsTrapOnBattery", "confirmed"]],
  );
  const [confirmed] = room.confirmed;
  assert.equal(
    confirmed?.samples.find(({ metric, labels }) => metric === "ups_power_source" && labels["state"] === "battery")?.value,
    1,
  );
});

/** The decision about datagrams without sockets. */
function intakeOf(devices: readonly TestDevice[]): { intake: TrapIntake; results: Record<string, number> } {
  const site = siteWith(devices);
  const results: Record<string, number> = {};
  const intake = new TrapIntake({
    site: () => site,
    sources: new Sources(
      () => site,
      () => Promise.resolve([]),
    ),
    engine: new TrapEngine(engineIdOf("test"), new Date(1_800_000_000_000)),
    counted: (_version, result) => (results[result] = (results[result] ?? 0) + 1),
  });
  return { intake, results };
}

/** What snmptrap really sends. */
async function captured(args: (to: string) => readonly string[]): Promise<Buffer> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const got = new Promise<Buffer>((resolve) => socket.once("message", resolve));
  await send("snmptrap", args(`127.0.0.1:${socket.address().port}`));
  const datagram = await got;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return datagram;
}

test("20,000 mutated notifications crash nothing, and none that changed is believed or acknowledged under v3", async () => {
  const { wrong, results, mutated, acknowledged } = mutateTraps(20_000, 7, await trapSeeds());
  assert.deepEqual(wrong, []);
  assert.ok(mutated > 18_000 && acknowledged > 100, `${mutated} mutated, ${acknowledged} acknowledged`);
  assert.ok((results["malformed"] ?? 0) > 5000 && (results["unauthenticated"] ?? 0) > 1000, JSON.stringify(results));
  assert.equal(results["throttled"], undefined);
});

test("a replayed v3 trap is refused once the engine has moved on", async () => {
  const { intake, results } = intakeOf([ups({ credentials: "c3" })]);
  const old = await captured((to) => [...v3("authPriv", "0x8000000001020304"), "-Z", "5,100", to, "1", onBattery]);
  const later = await captured((to) => [...v3("authPriv", "0x8000000001020304"), "-Z", "6,1", to, "1", onBattery]);
  const at = (ms: number): Date => new Date(1_800_000_000_000 + ms);
  assert.equal(intake.take(old, "127.0.0.1", at(0)).waiting.length, 1);
  assert.equal(intake.take(old, "127.0.0.1", at(10_000)).waiting.length, 1, "a repetition at once is allowed");
  assert.equal(intake.take(later, "127.0.0.1", at(20_000)).waiting.length, 1);
  assert.equal(intake.take(old, "127.0.0.1", at(30_000)).waiting.length, 0);
  assert.equal(results["replayed"], 1);
});

test("a flood is throttled per source and does not wash out the list", async () => {
  const { intake, results } = intakeOf([ups()]);
  const trap = await captured((to) => ["-v2c", "-c", "x", to, "1", onBattery]);
  const now = new Date(1_800_000_000_000);
  let waiting = 0;
  for (let n = 0; n < 50_000; n++) {
    waiting += intake.take(trap, "127.0.0.1", now).waiting.length;
    intake.take(trap, "192.0.2.9", now);
  }
  assert.equal(waiting, 20);
  assert.equal(results["throttled"], 49_980);
  assert.equal(results["unknown_source"], 50_000);
  const results_ = intake.records.map(({ result }) => result);
  assert.equal(results_.filter((result) => result === "waiting").length, 20);
  assert.ok(results_.length <= 26);
});

test("traps are known with or without the zero before their number; alarms and links say what the poll must show", () => {
  const trapOf = (trap: string, bindings: { oid: string; value: string | number }[] = []) =>
    knownTrap({ kind: "trap", trap, bindings });
  assert.equal(trapOf("1.3.6.1.2.1.33.2.0.1")?.name, "upsTrapOnBattery");
  assert.equal(trapOf("1.3.6.1.4.1.534.1.11.4.1.0.3")?.shows?.(state("battery")), true);
  const alarm = [{ oid: "1.3.6.1.2.1.33.1.6.2.1.2.5", value: "1.3.6.1.2.1.33.1.6.3.2" }];
  assert.equal(trapOf("1.3.6.1.2.1.33.2.3", alarm)?.shows?.(state("battery")), true);
  assert.equal(trapOf("1.3.6.1.2.1.33.2.4", alarm)?.shows?.(state("battery")), false);
  assert.equal(trapOf("1.3.6.1.2.1.33.2.4", alarm)?.shows?.(state("mains")), true);
  assert.equal(trapOf("1.3.6.1.2.1.33.2.4", alarm)?.shows?.([]), false, "no value shows nothing");
  const down = trapOf("1.3.6.1.6.3.1.1.5.3", [{ oid: "1.3.6.1.2.1.2.2.1.1.7", value: 7 }]);
  const row = (ifindex: string): Sample => ({ metric: "interface_oper_state", labels: { ifindex, state: "down" }, value: 1 });
  assert.equal(down?.shows?.([row("7")]), true);
  assert.equal(down?.shows?.([row("8")]), false);
  assert.equal(trapOf("1.3.6.1.4.1.29462.10.1.12.0.73")?.about, "cooling");
  assert.equal(trapOf("1.3.6.1.6.3.1.1.5.5")?.poll, false);
  assert.equal(trapOf("1.3.6.1.4.1.4242.0.1"), undefined);
});

test("a bucket lets through its burst and then its rate, also when the clock steps back", () => {
  const bucket = new Bucket(3, 1);
  const taken = (ms: number, times: number): number =>
    Array.from({ length: times }, () => bucket.take(ms)).filter(Boolean).length;
  assert.equal(taken(1000, 10), 3);
  assert.equal(taken(2500, 10), 1);
  assert.equal(taken(0, 10), 0);
  assert.equal(taken(3500, 10), 1);
});

test("addresses of names are looked up apart; IPv4 in IPv6 clothes is the same address", async () => {
  const site = siteWith([ups({ address: "usv.example:161" }), ups({ id: "zwei", address: "192.0.2.7" })]);
  const sources = new Sources(
    () => site,
    () => Promise.resolve(["192.0.2.8", "2001:db8::8"]),
  );
  const at = (address: string): string[] => sources.at(address).map(({ id }: Device) => id);
  assert.deepEqual([at("::ffff:192.0.2.7"), at("192.0.2.8")], [["zwei"], []]);
  await sources.refresh();
  assert.deepEqual([at("192.0.2.8"), at("2001:db8::8"), at("192.0.2.9")], [["usv"], ["usv"], []]);
});
