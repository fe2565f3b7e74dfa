/** What devices do to a collector that knows them: each on a walk of a device that changes under way. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { afterEach, test } from "node:test";
import * as fc from "../property.ts";
import { withSentries } from "../../collectors/names.ts";
import type { ProbeResult } from "../../collectors/prober.ts";
import type { DeviceClass } from "../../site/metrics.ts";
import { roomWith, startAgent, type Agent, type Exchange, type Room } from "./agent.ts";
import { changed, objectsOf, renumbered, walkOf, type Walk } from "./walk-agent.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

interface Watched {
  readonly agent: Agent;
  readonly room: Room;
  readonly poll: () => Promise<ProbeResult>;
}

/** @param timeout  patience: long where answers are expected, short where none come */
async function watching(walk: Walk, deviceClass: DeviceClass, timeout = "4s"): Promise<Watched> {
  const agent = await startAgent(objectsOf(walk));
  const room = roomWith([{ id: "geraet", class: deviceClass, address: agent.address, extra: `timeout: ${timeout}` }]);
  ends.push(
    () => agent.close(),
    () => room.collectors.close(),
  );
  return { agent, room, poll: () => room.collectors.poll("geraet") };
}

/** `metric{labels}` of what is not 0 in a state set, with its value. */
const lines = ({ samples }: ProbeResult, pattern: RegExp): string[] =>
  samples
    .filter(({ labels, value }) => labels["state"] === undefined || value === 1)
    .map(({ metric, labels, value }) => {
      const shown = Object.entries(labels).map(([name, text]) => `${name}=${text}`);
      return `${metric}{${shown.join(",")}} ${value}`;
    })
    .filter((line) => pattern.test(line));

const uptime = "1.3.6.1.2.1.1.3.0";
const sysObjectID = "1.3.6.1.2.1.1.2.0";
const ifTables = ["1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"];
const incoming = /^interface_octets_total.*direction=in/;

test("a switch that restarts with other interface numbers keeps every counter under its interface's name", async () => {
  const walk = walkOf("network/catalyst");
  const { agent, room, poll } = await watching(walk, "network");
  const before = lines(await poll(), incoming);
  assert.equal(before.length, 3);
  agent.become(objectsOf(changed(renumbered(walk, ifTables, { 1: "3", 2: "1", 3: "2" }), { [uptime]: ["67", "500"] })));
  const after = lines(await poll(), incoming);
  const byName = (list: readonly string[]) => list.map((line) => line.replace(/ifindex=\d+/, "")).sort();
  assert.deepEqual(byName(after), byName(before));
  assert.ok(after.some((line) => line.includes("interface=Te1/1/1,ifindex=3")));
  assert.match(await room.registry.metrics(), /learns_total\{cause="restart"\} 1/);
});

/** A switch of so many ports whose agent says nothing of changes: no ifTableLastChange; the counters and states are its ports' own. */
function silentSwitch(ports: readonly { readonly name: string; readonly octets: number; readonly up: boolean }[]): Walk {
  const rows = ports.flatMap(({ name, octets, up }, at): [string, [string, string]][] => [
    [`${ifTables[0]}.2.${at + 1}`, ["4", name]],
    [`${ifTables[0]}.7.${at + 1}`, ["2", "1"]],
    [`${ifTables[0]}.8.${at + 1}`, ["2", up ? "1" : "2"]],
    [`${ifTables[1]}.1.${at + 1}`, ["4", name]],
    [`${ifTables[1]}.6.${at + 1}`, ["70", String(octets)]],
    [`${ifTables[1]}.10.${at + 1}`, ["70", String(octets * 3)]],
  ]);
  return new Map([
    ["1.3.6.1.2.1.1.2.0", ["6", "1.3.6.1.4.1.9.1.1208"]],
    [uptime, ["67", "500000"]],
    ["1.3.6.1.2.1.2.1.0", ["2", String(ports.length)]],
    ...rows,
  ] as const);
}

test("interfaces that change numbers without a word and without a restart are never told under another's name", async () => {
  await fc.assert(
    fc.asyncProperty(
      // Far apart, or so near that what is counted between two polls makes up for it.
      fc
        .constantFrom(2 ** 40, 300_000, 100)
        .chain((max) => fc.uniqueArray(fc.integer({ min: 1, max }), { minLength: 30, maxLength: 40 })),
      fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      fc.constantFrom("permuted", "two swapped", "moved up"),
      async (octets, more, random, what) => {
        // Each port has counted more than the one before: when all move up no counter falls.
        const counts = what === "moved up" ? octets.toSorted((a, b) => a - b) : octets;
        const ports = counts.map((count, at) => ({ name: `Gi1/0/${at + 1}`, octets: count, up: count % 3 === 0 }));
        const { agent, poll } = await watching(silentSwitch(ports), "network");
        await poll();
        // Time passes for every port, then the agent numbers them anew.
        const later = ports.map((port, at) => ({ ...port, octets: port.octets + (more[at] ?? 0) }));
        const [any = 0, other = 0] = [random.next().value, random.next().value].map((value = 0) => value % later.length);
        const [one, two] = [later[any], later[other]];
        assert.ok(one && two);
        const now =
          what === "permuted"
            ? later.toSorted((a, b) => (a.octets % 1009) - (b.octets % 1009))
            : what === "two swapped"
              ? later.with(any, two).with(other, one)
              : [...later.toSpliced(any, 1), { name: "Po1", octets: 2 ** 41, up: true }];
        agent.become(objectsOf(silentSwitch(now)));
        const told = lines(await poll(), /^interface_(octets_total.*direction=in|oper_state)/).map((line) =>
          line.replace(/ifindex=\d+,?/, ""),
        );
        const expected = now.flatMap(({ name, octets: count, up }) => [
          `interface_octets_total{interface=${name},direction=in} ${count}`,
          `interface_oper_state{interface=${name},state=${up ? "up" : "down"}} 1`,
        ]);
        assert.deepEqual(told.toSorted(), expected.toSorted());
      },
    ),
    { numRuns: 12 },
  );
});

/** Octets of each port, as `interface octets`. */
const octetsByName = (result: ProbeResult): string[] =>
  lines(result, incoming).map((line) => line.replace(/^.*interface=([^,]+),.* /, "$1 "));

/** Forty ports; those that change places below (3 and 4, 21 and 31) are none whose names travel in every poll. */
const quietPorts = (octets: (at: number) => number) =>
  Array.from({ length: 40 }, (_, at) => ({ name: `Gi1/0/${at + 1}`, octets: octets(at), up: true }));

test("ports with equal counters that change places are told under their own names as soon as one of them counts", async () => {
  for (const pairs of [
    [3, 4],
    [21, 31],
  ] as const) {
    const [one, two] = pairs;
    const ports = quietPorts(() => 0);
    const { agent, poll } = await watching(silentSwitch(ports), "network");
    await poll();
    const [left, right] = [ports[one], ports[two]];
    assert.ok(left && right);
    const swapped = ports.with(one, right).with(two, left);
    agent.become(objectsOf(silentSwitch(swapped)));
    await poll();
    agent.become(objectsOf(silentSwitch(swapped.with(one, { ...right, octets: 17 }))));
    assert.deepEqual(
      octetsByName(await poll()).filter((line) => !line.endsWith(" 0")),
      [`${right.name} 17`],
    );
  }
});

test("busy ports whose counters lie near each other are told under their own names at once", async () => {
  const ports = quietPorts((at) => 1_000_000 + at);
  const { agent, poll } = await watching(silentSwitch(ports), "network");
  await poll();
  const busy = ports.map((port) => ({ ...port, octets: port.octets + 5_000_000 }));
  const [left, right] = [busy[21], busy[31]];
  assert.ok(left && right);
  agent.become(objectsOf(silentSwitch(busy.with(21, right).with(31, left))));
  assert.deepEqual(octetsByName(await poll()).toSorted(), busy.map(({ name, octets }) => `${name} ${octets}`).toSorted());
});

test("names of rows that travel along need no other frame unless the last is full, and the last row's is among them", () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.nat({ max: 100 }), fc.integer({ min: 3, max: 40 }), (asked, rows, room) => {
      const named = Array.from({ length: rows }, (_, at) => ({ oid: `1.2.${at}`, name: `port ${at}`, slots: [] }));
      const asks = Array.from({ length: asked }, (_, at) => `1.1.${at}`);
      const layout = { asks, named, series: [], watches: [], values: asks.map(() => 1), profiles: [] };
      const frames = (list: readonly string[]): number => Math.ceil(list.length / room);
      const guarded = withSentries(layout, frames);
      const added = guarded.asks.slice(asked);
      const free = frames(asks) * room - asked;
      assert.ok(frames(guarded.asks) <= frames(asks) + (free === 0 ? 1 : 0));
      assert.equal(guarded.values.length, guarded.asks.length);
      assert.deepEqual(
        guarded.watches.map(({ slot, value }) => [guarded.asks[slot], value]),
        added.map((oid) => [oid, `port ${oid.slice(4)}`]),
      );
      assert.ok(added.length >= Math.min(rows, free, 16) / 2, `${added.length} of ${rows} in room for ${free}`);
      assert.equal(added.at(-1), rows === 0 ? undefined : `1.2.${rows - 1}`);
    }),
  );
});

test("a card that is swapped for another brings its own sensors and takes the old ones away", async () => {
  const walk = changed(walkOf("network/catalyst"), { "1.3.6.1.2.1.47.1.4.1.0": ["67", "1000"] });
  const { agent, room, poll } = await watching(walk, "network");
  assert.deepEqual(lines(await poll(), /^optics_power/), ["optics_power_dbm{interface=Te1/1/1,direction=in} -5"]);
  const name = "1.3.6.1.2.1.47.1.1.1.1.7";
  const sensor = "1.3.6.1.4.1.9.9.91.1.1.1.1";
  const swapped = changed(walk, {
    "1.3.6.1.2.1.47.1.4.1.0": ["67", "90000"], // entLastChangeTime
    [`${name}.1066`]: ["4", "Te1/1/2 Transmit Power"],
    [`${sensor}.4.1066`]: ["2", "-21"],
    [`${name}.1067`]: undefined,
    ...Object.fromEntries([1, 2, 3, 4, 5].map((column) => [`${sensor}.${column}.1067`, undefined])),
  });
  agent.become(objectsOf(swapped));
  assert.deepEqual(lines(await poll(), /^optics_/), ["optics_power_dbm{interface=Te1/1/2,direction=out} -2.1"]);
  assert.match(await room.registry.metrics(), /learns_total\{cause="changed"\} 1/);
});

test("answers that come out of order are put where they belong", async () => {
  const walk = walkOf("vpn/fortigate-pair");
  const many = changed(
    walk,
    Object.fromEntries(
      Array.from({ length: 200 }, (_, row) =>
        [
          ["1.3.6.1.2.1.2.2.1.2", "4", `port${row + 100}`],
          ["1.3.6.1.2.1.2.2.1.8", "2", "1"],
          ["1.3.6.1.2.1.2.2.1.10", "65", String(row * 1000)],
        ].map(([column, tag = "", value = ""]): [string, [string, string]] => [`${column}.${row + 100}`, [tag, value]]),
      ).flat(),
    ),
  );
  const { agent, poll } = await watching(many, "vpn");
  const inOrder = await poll();
  assert.equal(inOrder.success, true, inOrder.detail);
  await poll();
  let held: Exchange[] = [];
  let reversed = 0;
  agent.twist = (exchange) => {
    held.push(exchange);
    if (held.length > 1) return;
    setTimeout(() => {
      const late = held.toReversed();
      held = [];
      if (late.length > 1) reversed++;
      for (const { answer, send } of late) if (answer !== undefined) send(answer);
    }, 30);
  };
  const mixed = await poll();
  assert.equal(mixed.success, true, mixed.detail);
  assert.ok(reversed > 0, "several requests were in flight");
  const values = ({ samples }: ProbeResult) => samples.filter(({ metric }) => !metric.startsWith("probe_"));
  assert.deepEqual(values(mixed), values(inOrder));
});

/** A switch of 200 ports that has been polled: a dozen frames at every poll. */
async function largeSwitch(): Promise<Watched & { readonly frames: number }> {
  const ports = Array.from({ length: 200 }, (_, at) => ({ name: `Gi${at}`, octets: at * 1_000_000, up: true }));
  const watched = await watching(silentSwitch(ports), "network");
  assert.equal((await watched.poll()).success, true);
  const before = watched.agent.requests;
  assert.equal((await watched.poll()).success, true);
  const frames = watched.agent.requests - before;
  assert.ok(frames > 9, `${frames} frames`);
  return { ...watched, frames };
}

test("many frames that are too big at once halve the size of frames once", async () => {
  const { agent, poll, frames } = await largeSwitch();
  agent.twist = ({ request, answer, send }) => {
    if (answer === undefined) return;
    if (answer.length < 1000) return send(answer);
    const tooBig = Buffer.from(request);
    tooBig[request.indexOf(0xa0, 10)] = 0xa2;
    tooBig[request.indexOf(Buffer.from([2, 1, 0, 2, 1, 0])) + 2] = 1;
    send(tooBig);
  };
  assert.equal((await poll()).success, true);
  const before = agent.requests;
  assert.equal((await poll()).success, true);
  const now = agent.requests - before;
  assert.ok(now >= 2 * frames - 2 && now <= 3 * frames, `${now} frames instead of ${frames}`);
});

test("a device that leaves the inventory while it is polled is sent nothing more", async () => {
  const { agent, room, poll, frames } = await largeSwitch();
  const before = agent.requests;
  let came = (): void => undefined;
  const first = new Promise<void>((resolve) => (came = resolve));
  agent.twist = () => came();
  const polling = poll();
  await first;
  room.setDevices([{ id: "anderes", class: "network", address: "127.0.0.1:9", extra: "timeout: 300ms" }]);
  await room.collectors.poll("anderes");
  assert.equal((await polling).success, false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(agent.requests - before <= 8, `${agent.requests - before} of ${frames} frames`);
});

test("a slow device is read whole, and one that needs longer than its patience is a timeout", async () => {
  const { agent, poll } = await watching(walkOf("ups/mge-on-battery"), "ups", "4s");
  const quick = lines(await poll(), /^ups_/);
  const late =
    (ms: number) =>
    ({ answer, send }: Exchange): void => {
      const timer = setTimeout(() => answer !== undefined && send(answer), ms);
      ends.unshift(async () => clearTimeout(timer));
    };
  agent.twist = late(400);
  assert.deepEqual(lines(await poll(), /^ups_/), quick);
  agent.twist = late(6000);
  assert.equal((await poll()).reason, "timeout");
});

test("answers that are cut give nothing, and the whole ones after them everything", async () => {
  const { agent, poll } = await watching(walkOf("cooling/inrow"), "cooling");
  const whole = lines(await poll(), /^(air|water|cooling)_/);
  agent.twist = ({ answer, send, number }) =>
    answer !== undefined && send(answer.subarray(0, 8 + ((number * 13) % (answer.length - 9))));
  const cut = await poll();
  assert.equal(cut.success, false);
  assert.deepEqual(lines(cut, /^(air|water|cooling)_(?!.*limit)/), []);
  agent.twist = undefined;
  assert.deepEqual(lines(await poll(), /^(air|water|cooling)_/), whole);
});

test("an answer from another address is not believed, though everything in it is right", async () => {
  const { agent, room, poll } = await watching(walkOf("ups/mge-on-battery"), "ups", "1s");
  const other = createSocket("udp4");
  await new Promise<void>((resolve) => other.bind(agent.port, "127.0.0.9", resolve));
  ends.push(() => new Promise((resolve) => other.close(() => resolve())));
  agent.twist = ({ answer, from }) => answer !== undefined && other.send(answer, from.port, from.address);
  assert.equal((await poll()).reason, "timeout");
  assert.match(await room.registry.metrics(), /dropped_total\{reason="unknown_source"\} [1-9]/);
});

test("a device under somebody else's sysObjectID, or without any, is known by what it answers", async () => {
  const strangers = ["1.3.6.1.4.1.8072.3.2.10", "1.3.6.1.4.1.9.1.1208", "1.3.6.1.4.1.0"];
  const known: readonly (readonly [string, DeviceClass, string])[] = [
    ["ups/powernet-three-phase", "ups", "apc-powernet"],
    ["ups/socomec-on-bypass", "ups", "socomec"],
    ["ups/ups-mib-single-phase", "ups", "rfc1628"],
    ["cooling/wib8000-two-units", "cooling", "stulz-wib8000"],
    ["cooling/raritan-px3", "meter", "raritan-px2"],
    ["sensor/poseidon-inputs", "sensor", "hwg"],
    ["vpn/fortigate-pair", "vpn", "fortigate"],
    ["vpn/pan-os-passive", "vpn", "pan-os"],
  ];
  for (const [device, deviceClass, family] of known) {
    const walk = walkOf(device);
    const { poll } = await watching(walk, deviceClass);
    const expected = await poll();
    assert.ok(expected.profiles.includes(family), `${device} under its own name: ${expected.profiles.join(" ")}`);
    const masks = strangers.map((stranger) => changed(walk, { [sysObjectID]: ["6", stranger] }));
    const withoutSystem = new Map([...walk].filter(([oid]) => !oid.startsWith("1.3.6.1.2.1.1.")));
    for (const mask of [...masks, withoutSystem]) {
      const masked = await watching(mask, deviceClass);
      const found = await masked.poll();
      const name = mask.get(sysObjectID)?.[1] ?? "nobody";
      assert.ok(found.profiles.includes(family), `${device} as ${name}: ${found.profiles.join(" ") || found.detail}`);
      assert.deepEqual(lines(found, /^(ups|cooling|power|air|vpn)_/), lines(expected, /^(ups|cooling|power|air|vpn)_/));
    }
  }
});

test("a sysObjectID alone makes no device a known one", async () => {
  const walk = new Map([...walkOf("ups/ups-mib-single-phase")].filter(([oid]) => !oid.startsWith("1.3.6.1.2.1.33")));
  const { poll } = await watching(changed(walk, { [sysObjectID]: ["6", "1.3.6.1.4.1.318.1.3.27"] }), "ups");
  const result = await poll();
  assert.equal(result.reason, "unrecognised");
  assert.match(result.detail ?? "", /1\.3\.6\.1\.4\.1\.318\.1\.3\.27/);
});
