import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import express from "express";
import { deadlineOf } from "../../collectors/routes.ts";
import { probeTable } from "../../collectors/cli.ts";
import { roomWith, secrets, startAgent, type Agent, type Room, type TestDevice } from "./agent.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function serve(devices: readonly TestDevice[]): Promise<{
  room: Room;
  get: (path: string, headers?: Record<string, string>) => Promise<{ status: number; text: string; etag: string }>;
}> {
  const room = roomWith(devices);
  const server = express().use(room.collectors.router).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  ends.push(
    () => room.collectors.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    room,
    get: async (path, headers = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      return { status: response.status, text: await response.text(), etag: response.headers.get("etag") ?? "" };
    },
  };
}

async function upsAgent(): Promise<Agent> {
  const agent = await startAgent(upsObjects(upsFacts()));
  ends.push(() => agent.close());
  return agent;
}

test("a probe answers with values, the device's limits and its own success", async () => {
  const agent = await upsAgent();
  const { get } = await serve([{ id: "usv", class: "ups", address: agent.address }]);
  const { status, text } = await get("/probe?target=usv");
  assert.equal(status, 200);
  for (const line of [
    /^probe_success 1$/m,
    /^probe_failure_reason\{state="timeout"\} 0$/m,
    /^ups_power_source\{state="mains"\} 1$/m,
    /^ups_battery_runtime_seconds 2520$/m,
    /^ups_battery_runtime_limit_seconds 600$/m,
    /^# TYPE interface_octets_total counter$/m,
    /^device_info\{vendor="Prüfwerk",model="Modell Ü 10",firmware="1.0",profile="rfc1628"\} 1$/m,
  ]) {
    assert.match(text, line);
  }
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
  assert.equal(new Set(types).size, types.length, "each metric is announced once");
});

test("nothing outside the inventory is ever polled", async () => {
  const known = await upsAgent();
  const other = await upsAgent();
  const { get } = await serve([{ id: "usv-a", class: "ups", address: known.address }]);
  for (const target of [other.address, `snmp://${other.address}`, "127.0.0.1", "", "usv-b", "__proto__", "usv-a&target=usv-b"]) {
    const { status } = await get(`/probe?target=${target}`);
    assert.equal(status, 404, target);
  }
  assert.equal((await get("/probe")).status, 404);
  assert.match((await get("/probe?target=usv-b")).text, /closest is "usv-a"/);
  assert.equal(known.requests + other.requests, 0);
});

test("service discovery gives identity and place of every device, or of one class", async () => {
  const usv = { id: "usv", class: "ups", address: "127.0.0.1:9", extra: "room: r1, role: a_feed" };
  const { room, get } = await serve([usv, { id: "klima", class: "cooling", address: "127.0.0.2:9" }]);
  assert.deepEqual(JSON.parse((await get("/targets")).text), [
    { targets: ["usv"], labels: { device: "usv", class: "ups", site: "probe", room: "r1", role: "a_feed" } },
    { targets: ["klima"], labels: { device: "klima", class: "cooling", site: "probe" } },
  ]);
  assert.equal((JSON.parse((await get("/targets?class=cooling")).text) as unknown[]).length, 1);
  assert.equal((await get("/targets?class=toaster")).status, 400);

  // Whoever has the list is told that it is the same, until the site is another one.
  const { etag } = await get("/targets");
  const known = { "if-none-match": etag, "cache-control": "max-age=0" };
  assert.equal((await get("/targets", known)).status, 304);
  room.setDevices([usv]);
  const { status, text } = await get("/targets", known);
  assert.deepEqual([status, (JSON.parse(text) as unknown[]).length], [200, 1]);
});

test("a changed address takes effect at the next probe, a removed device is forgotten", async () => {
  const [first, second] = [await upsAgent(), await upsAgent()];
  const { room, get } = await serve([{ id: "usv", class: "ups", address: first.address }]);
  await get("/probe?target=usv");
  const before = first.requests;
  room.setDevices([{ id: "usv", class: "ups", address: second.address }]);
  assert.match((await get("/probe?target=usv")).text, /^probe_success 1$/m);
  assert.equal(first.requests, before);
  assert.ok(second.requests > 0);
  room.setDevices([{ id: "andere", class: "ups", address: first.address }]);
  assert.equal((await get("/probe?target=usv")).status, 404);
});

test("no secret stands in probes, metrics, logs, tables or errors", async () => {
  const agent = await upsAgent();
  const dead = await upsAgent();
  dead.twist = () => undefined;
  const { room, get } = await serve([
    { id: "gut", class: "ups", address: agent.address },
    { id: "stumm", class: "ups", address: dead.address, extra: "timeout: 300ms" },
    {
      id: "fremd",
      class: "ups",
      address: agent.address.replace("127.0.0.1", "127.0.0.3"),
      credentials: "c3",
      extra: "timeout: 300ms",
    },
    { id: "des", class: "ups", address: "127.0.0.4:9", credentials: "c3-des" },
  ]);
  const texts = [];
  for (const id of ["gut", "stumm", "fremd", "des"]) {
    texts.push((await get(`/probe?target=${id}`)).text, probeTable(await room.collectors.poll(id), "de"));
  }
  texts.push((await get("/targets")).text, (await get("/metrics")).text, room.log.join("\n"));
  assert.ok(room.log.length >= 4, "the room logs what changes");
  const all = texts.join("\n");
  for (const secret of Object.values(secrets)) assert.ok(!all.includes(secret), `${secret} is shown`);
});

test("the deadline lies before Prometheus' own timeout", () => {
  assert.equal(deadlineOf("10"), 9500);
  assert.equal(deadlineOf("0.6"), 300);
  assert.equal(deadlineOf(undefined), 9500);
  assert.equal(deadlineOf("nonsense"), 9500);
  assert.equal(deadlineOf("-1"), 9500);
  assert.equal(deadlineOf("86400"), 60_000);
});
