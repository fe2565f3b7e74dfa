import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Registry } from "prom-client";
import { ownMetrics } from "../../collectors/own-metrics.ts";
import { Prober, type ProbeResult } from "../../collectors/prober.ts";
import { rfc1628 } from "../../collectors/profiles/ups/rfc1628.ts";
import { roomWith, secrets, startAgent, type Agent, type Exchange, type Room, type TestDevice } from "./agent.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function agentOf(...[objects, options]: Parameters<typeof startAgent>): Promise<Agent> {
  const agent = await startAgent(objects, options);
  ends.push(() => agent.close());
  return agent;
}

function roomOf(devices: readonly TestDevice[], options: { allowDes?: boolean } = {}): Room {
  const room = roomWith(devices, options);
  ends.push(() => room.collectors.close());
  return room;
}

/** Patience where answers are expected; `brief` where none come. */
const brief = "timeout: 400ms";
const ups = (agent: Agent, extra = "timeout: 4s"): TestDevice => ({ id: "usv", class: "ups", address: agent.address, extra });
const valueOf = (result: ProbeResult, metric: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
  result.samples.find(
    (sample) => sample.metric === metric && Object.entries(labels).every(([name, text]) => sample.labels[name] === text),
  )?.value;
const reply = ({ answer, send }: Exchange): void => {
  if (answer !== undefined) send(answer);
};

test("an alarm that a UPS begins to list is seen at the next poll, and so is its end", async () => {
  const facts = upsFacts();
  const agent = await agentOf(upsObjects(facts));
  const { collectors } = roomOf([ups(agent)]);
  const alarm = async (name: string): Promise<number | undefined> =>
    valueOf(await collectors.poll("usv"), "ups_alarm", { alarm: name });
  assert.equal(await alarm("battery_bad"), 0);
  facts.alarms = [1, 2];
  assert.equal(await alarm("battery_bad"), 1);
  assert.equal(await alarm("on_battery"), 1);
  facts.alarms = [2];
  assert.equal(await alarm("battery_bad"), 0);
  assert.equal(await alarm("on_battery"), 1);
});

test("a UPS is recognised, learnt, and then asked for in two datagrams", async () => {
  const facts = upsFacts();
  const agent = await agentOf(upsObjects(facts));
  const { collectors } = roomOf([ups(agent)]);
  const first = await collectors.poll("usv");
  assert.equal(first.success, true, first.detail);
  assert.deepEqual(first.profiles, ["rfc1628", "if-mib", "system"]);
  assert.equal(valueOf(first, "ups_battery_runtime_seconds"), 2520);
  assert.equal(valueOf(first, "ups_battery_current_amperes"), -0.1);
  assert.equal(valueOf(first, "interface_octets_total", { interface: "eth0", direction: "in" }), 5_000_000_000);
  const before = agent.requests;
  facts.source = 5;
  const second = await collectors.poll("usv");
  assert.equal(valueOf(second, "ups_power_source", { state: "battery" }), 1);
  assert.equal(valueOf(second, "ups_power_source", { state: "mains" }), 0);
  assert.ok(agent.requests - before <= 2, `${agent.requests - before} requests for a known layout`);
});

test("concurrent probes of one device share one poll", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  const before = agent.requests;
  const results = await Promise.all(Array.from({ length: 20 }, () => collectors.poll("usv")));
  assert.ok(results.every(({ success }) => success));
  assert.ok(agent.requests - before <= 2, `${agent.requests - before} requests for 20 probes`);
});

test("a silent device gives its limits, no success and the reason timeout", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  agent.twist = () => undefined;
  const { collectors } = roomOf([ups(agent, brief)]);
  const result = await collectors.poll("usv");
  assert.equal(result.success, false);
  assert.equal(result.reason, "timeout");
  assert.equal(valueOf(result, "probe_failure_reason", { state: "timeout" }), 1);
  assert.equal(valueOf(result, "ups_battery_runtime_limit_seconds"), 600);
  assert.equal(valueOf(result, "ups_power_source", { state: "mains" }), undefined);
});

test("one lost datagram is asked for again and spoils nothing", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  const lost = agent.requests + 1;
  agent.twist = (exchange) => {
    if (exchange.number !== lost) reply(exchange);
  };
  const result = await collectors.poll("usv");
  assert.equal(result.success, true, result.detail);
});

test("the first question to a device is asked three times before it is given up", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  agent.twist = (exchange) => void (exchange.number > 2 && reply(exchange));
  const { collectors } = roomOf([ups(agent, "timeout: 2100ms")]);
  const result = await collectors.poll("usv");
  assert.equal(result.success, true, result.detail);
});

test("a flood of answers that nobody asked for is dropped and counted, from strangers and from the device itself", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors, clock, registry } = roomOf([ups(agent)]);
  let last: Exchange | undefined;
  agent.twist = (exchange) => reply((last = exchange));
  await collectors.poll("usv");
  for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setImmediate(resolve))) {
    for (let copies = 0; copies < 100; copies++) {
      last?.send(last.answer ?? Buffer.alloc(0));
      last?.sendFromElsewhere(last.answer ?? Buffer.alloc(0));
    }
    const text = await registry.metrics();
    if (/dropped_total\{reason="flood"\} [1-9]/.test(text) && /dropped_total\{reason="unknown_source"\} [1-9]/.test(text)) break;
    assert.ok(Date.now() < end, text);
  }
  // What is left of the flood in the queues may still cost the next polls their answers.
  for (const end = Date.now() + 60_000; ; clock.now += 31_000) {
    const { success, detail } = await collectors.poll("usv");
    if (success) break;
    assert.ok(Date.now() < end, detail);
  }
});

test("an answer from another port is not believed", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors, registry } = roomOf([ups(agent, brief)]);
  agent.twist = ({ answer, sendFromElsewhere }) => {
    if (answer !== undefined) sendFromElsewhere(answer);
  };
  const result = await collectors.poll("usv");
  assert.equal(result.reason, "timeout");
  assert.match(await registry.metrics(), /dropped_total\{reason="unknown_source"\} [1-9]/);
});

test("an answer under another request id is not believed", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors, registry } = roomOf([ups(agent, brief)]);
  agent.twist = ({ answer, send }) => {
    if (answer === undefined) return;
    // The request id stands behind the community and the header of the PDU.
    const at = answer.indexOf("geheimes-lesewort") + "geheimes-lesewort".length;
    const forged = Buffer.from(answer);
    const header = (forged[at + 1] ?? 0) < 0x80 ? 2 : 2 + ((forged[at + 1] ?? 0) & 0x7f);
    const last = at + header + 1 + (forged[at + header + 1] ?? 0);
    forged[last] = (forged[last] ?? 0) ^ 1;
    send(forged);
  };
  const result = await collectors.poll("usv");
  assert.equal(result.reason, "timeout");
  assert.match(await registry.metrics(), /dropped_total\{reason="unknown_request"\} [1-9]/);
});

test("truncated and random datagrams neither end the process nor become samples", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([ups(agent)]);
  agent.twist = ({ answer, send, number }) => {
    if (answer === undefined) return;
    send(answer.subarray(0, 3 + ((number * 7) % (answer.length - 4))));
    send(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2]));
    send(Buffer.alloc(40, number));
  };
  const result = await collectors.poll("usv");
  assert.equal(result.success, false);
  assert.equal(result.reason, "malformed");
  agent.twist = undefined;
  assert.equal((await collectors.poll("usv")).success, true);
});

test("an agent that finds frames too big is asked in smaller ones from then on", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  const mostOctets = 260;
  agent.twist = ({ request, answer, send }) => {
    if (answer === undefined) return;
    if (request.length <= mostOctets) return send(answer);
    // tooBig (1) in the error status, whose three octets follow the request id; varbinds stay as they were asked.
    const tooBig = Buffer.from(request);
    tooBig[request.indexOf(0xa0, 10)] = 0xa2;
    const status = tooBig.indexOf(Buffer.from([2, 1, 0, 2, 1, 0]));
    tooBig[status + 2] = 1;
    send(tooBig);
  };
  const first = await collectors.poll("usv");
  assert.equal(first.success, true, first.detail);
  assert.equal(valueOf(first, "ups_output_voltage_volts", { phase: "L3" }), 232);
  const before = agent.requests;
  assert.equal((await collectors.poll("usv")).success, true);
  const now = agent.requests - before;
  assert.ok(now >= 2 && now <= 8, `${now} requests in the size that was learnt`);
});

test("a restart or a change of the interfaces makes the collector learn anew, within the same probe", async () => {
  const facts = upsFacts();
  const agent = await agentOf(upsObjects(facts));
  const { collectors, registry } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  const next = { ...facts, uptimeSeconds: 20, interfaces: [{ index: 7, name: "eth0", octets: 1234 }] };
  agent.become(upsObjects(next));
  const restarted = await collectors.poll("usv");
  assert.equal(valueOf(restarted, "interface_octets_total", { ifindex: "7", direction: "in" }), 1234);
  assert.equal(valueOf(restarted, "interface_octets_total", { ifindex: "1" }), undefined);
  assert.match(await registry.metrics(), /learns_total\{cause="restart"\} 1/);
  agent.become(
    upsObjects({
      ...next,
      uptimeSeconds: 30,
      lastChange: 25,
      interfaces: [...next.interfaces, { index: 8, name: "eth1", octets: 9 }],
    }),
  );
  const grown = await collectors.poll("usv");
  assert.equal(valueOf(grown, "interface_octets_total", { interface: "eth1", direction: "in" }), 9);
  assert.match(await registry.metrics(), /learns_total\{cause="changed"\} 1/);
});

test("instances that vanish are learnt away, at most once a minute", async () => {
  const facts = { ...upsFacts(), interfaces: [] };
  const agent = await agentOf(upsObjects(facts));
  const { collectors, clock, registry } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  agent.become(upsObjects({ ...facts, phases: 1 }));
  const calm = await collectors.poll("usv");
  assert.equal(valueOf(calm, "ups_output_voltage_volts", { phase: "L2" }), undefined);
  assert.match(await registry.metrics(), /learns_total\{cause="first"\} 1\n(?!.*missing)/);
  clock.now += 61_000;
  await collectors.poll("usv");
  assert.match(await registry.metrics(), /learns_total\{cause="missing"\} 1/);
});

test("a slow device is answered for in time, and its values come with the next probe", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  agent.twist = (exchange) => void sleep(250).then(() => reply(exchange));
  const { collectors } = roomOf([ups(agent)]);
  const app = await listening(collectors);
  const probe = () => fetch(`${app}/probe?target=usv`, { headers: { "X-Prometheus-Scrape-Timeout-Seconds": "0.6" } });
  // Learning it takes about 20 answers of 250 ms.
  const late = await (await probe()).text();
  assert.match(late, /^probe_success 0$/m);
  assert.match(late, /^probe_failure_reason\{state="deadline"\} 1$/m);
  agent.twist = reply;
  for (const end = Date.now() + 60_000; ; await sleep(50)) {
    const text = await (await probe()).text();
    if (/^probe_success 1$/m.test(text)) break;
    assert.ok(Date.now() < end, text);
  }
});

test("dead devices delay no live one, and rest after three failures", async () => {
  const live = await agentOf(upsObjects(upsFacts()));
  const dead = await agentOf([]);
  dead.twist = () => undefined;
  // Nobody listens on the other addresses of the loopback network.
  const many = Array.from({ length: 100 }, (_, index) => ({
    // All but the first have so much patience that even a busy machine reads the live one before.
    ...ups(dead, index === 0 ? brief : "timeout: 3s"),
    id: `tot-${index}`,
    ...(index === 0 ? {} : { address: `127.0.7.${index}:${dead.port}` }),
  }));
  const { collectors, clock } = roomOf([ups(live), ...many]);
  await collectors.poll("usv");
  const failing = many.map(({ id }) => collectors.poll(id));
  let given = 0;
  for (const one of failing.slice(1)) void one.then(() => given++);
  const result = await collectors.poll("usv");
  assert.equal(result.success, true);
  assert.equal(given, 0, "the live one has answered before any dead one is given up");
  await Promise.all(failing);
  await collectors.poll("tot-0");
  await collectors.poll("tot-0");
  const asked = dead.requests;
  const resting = await collectors.poll("tot-0");
  assert.equal(resting.reason, "back_off");
  assert.equal(dead.requests, asked, "a resting device is not asked");
  clock.now += 31_000;
  assert.equal((await collectors.poll("tot-0")).reason, "timeout");
});

test("a clock that is put back by an hour prolongs no rest", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors, clock } = roomOf([ups(agent, "timeout: 1s")]);
  await collectors.poll("usv");
  agent.twist = () => undefined;
  for (let failures = 0; failures < 3; failures++) assert.equal((await collectors.poll("usv")).reason, "timeout");
  assert.equal((await collectors.poll("usv")).reason, "back_off");
  agent.twist = undefined;
  clock.now -= 3_600_000;
  const result = await collectors.poll("usv");
  assert.equal(result.success, true, result.detail);
});

test("a device that comes back is known again at the next probe", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([ups(agent)]);
  await collectors.poll("usv");
  agent.twist = () => undefined;
  assert.equal((await collectors.poll("usv")).success, false);
  agent.twist = undefined;
  assert.equal((await collectors.poll("usv")).success, true);
});

test("an agent of another kind is unrecognised as a UPS, and said so", async () => {
  const agent = await agentOf(upsObjects(upsFacts()).filter(({ oid }) => !oid.startsWith("1.3.6.1.2.1.33")));
  const { collectors } = roomOf([ups(agent)]);
  const result = await collectors.poll("usv");
  assert.equal(result.reason, "unrecognised");
  assert.match(result.detail ?? "", /1\.3\.6\.1\.4\.1\.8072\.3\.2\.10/);
});

const reader = {
  name: "leser",
  authentication: { protocol: "sha256", key: secrets["AUTH"] ?? "" },
  privacy: { key: secrets["PRIV"] ?? "" },
} as const;

test("SNMPv3 with SHA-256 and AES is read, also after the agent restarts with a new engine time", async () => {
  const clock = { boots: 3, seconds: 90_000 };
  const agent = await agentOf(upsObjects(upsFacts()), { access: { version: "3", user: reader }, clock: () => clock });
  const { collectors } = roomOf([{ ...ups(agent), credentials: "c3" }]);
  assert.equal((await collectors.poll("usv")).success, true);
  Object.assign(clock, { boots: 4, seconds: 5 });
  const counted = await collectors.poll("usv");
  assert.equal(counted.success, true, counted.detail);
  // A cheap card forgets how often it started: boots fall back, time too.
  Object.assign(clock, { boots: 1, seconds: 2 });
  const forgetful = await collectors.poll("usv");
  assert.equal(forgetful.success, true, forgetful.detail);
});

test("a wrong SNMPv3 key is an authentication failure", async () => {
  const user = { ...reader, authentication: { protocol: "sha256", key: "ein-anderer-schluessel" } } as const;
  const agent = await agentOf(upsObjects(upsFacts()), { access: { version: "3", user } });
  const { collectors } = roomOf([{ ...ups(agent), credentials: "c3" }]);
  const result = await collectors.poll("usv");
  assert.equal(result.reason, "authentication", result.detail);
});

test("an SNMPv3 answer that carries no digest is not believed", async () => {
  const agent = await agentOf(upsObjects(upsFacts()), { access: { version: "3", user: reader } });
  const { collectors, registry } = roomOf([{ ...ups(agent), credentials: "c3" }]);
  agent.twist = ({ answer, send }) => {
    if (answer === undefined) return;
    // msgFlags authPriv (3) or auth (1) before msgSecurityModel 3: say "neither".
    const plain = Buffer.from(answer);
    for (const flags of [1, 3]) {
      const at = plain.indexOf(Buffer.from([4, 1, flags, 2, 1, 3]));
      if (at >= 0) plain[at + 2] = 0;
    }
    send(plain);
  };
  assert.equal((await collectors.poll("usv")).success, false);
  assert.match(await registry.metrics(), /dropped_total\{reason="not_authenticated"\} [1-9]/);
});

test("DES is refused unless the operator allows it", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const { collectors } = roomOf([{ ...ups(agent), credentials: "c3-des" }]);
  const result = await collectors.poll("usv");
  assert.equal(result.reason, "authentication");
  assert.match(result.detail ?? "", /DES/);
  assert.equal(agent.requests, 0);
});

test("a device is reached over IPv6", async (context) => {
  const agent = await agentOf(upsObjects(upsFacts()), { v6: true }).catch(() => undefined);
  if (agent === undefined) return context.skip("this machine has no IPv6 loopback");
  for (const host of ["::1", "0:0:0:0:0:0:0:1"]) {
    const { collectors } = roomOf([{ ...ups(agent), address: `[${host}]:${agent.port}` }]);
    assert.equal((await collectors.poll("usv")).success, true, `however its address is written: ${host}`);
  }
});

test("a name without address is unreachable", async () => {
  const { collectors } = roomOf([{ id: "usv", class: "ups", address: "gibt-es-nicht.invalid" }]);
  assert.equal((await collectors.poll("usv")).reason, "unreachable");
});

async function listening(collectors: Room["collectors"]): Promise<string> {
  const { default: express } = await import("express");
  const app = express().use(collectors.router);
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return `http://127.0.0.1:${address.port}`;
}

test("a fault of ours that a device's data provoke is that device's failure with a reason, not an error", async () => {
  const agent = await agentOf(upsObjects(upsFacts()));
  const broken = {
    ...rfc1628,
    get reads(): never {
      throw new TypeError("a broken promise");
    },
  };
  const prober = new Prober({
    site: () => assert.fail("no site is asked"),
    log: pino({ level: "silent" }),
    now: () => new Date(),
    profiles: [broken],
    allowDes: false,
    own: (resting) => ownMetrics(new Registry(), resting),
  });
  const credential = { id: "lesen", version: "2c", community: secrets["COMMUNITY"] ?? "" } as const;
  const result = await prober.target({ address: agent.address, credential, deviceClass: "ups", timeoutMs: 2000 }, 5000);
  prober.close();
  assert.equal(result.success, false);
  assert.equal(result.reason, "malformed");
  assert.match(result.detail ?? "", /a broken promise/);
});
