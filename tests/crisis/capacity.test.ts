import assert from "node:assert/strict";
import { test } from "node:test";
import { capacity, type CapacityInput, type Gateway, type Uplink } from "../../crisis/capacity.ts";

const work: CapacityInput["work"] = {
  workforce: 3000,
  sessions_per_person: 1,
  megabits_per_person: 0.9,
  usable_uplink_share: 0.85,
  gateways: ["vpn-1", "vpn-2"],
  licences: "shared",
  uplinks: [
    { device: "router-1", interface: "Te0/0/0" },
    { device: "router-2", interface: "Te0/0/0" },
  ],
};
const gateway = (id: string, more: Partial<Gateway> = {}): Gateway => ({
  id,
  presence: "answers",
  sessions: 900,
  sessionsLimit: 2500,
  licencesLimit: 3000,
  ...more,
});
const uplink = (device: string, more: Partial<Uplink> = {}): Uplink => ({
  device,
  interface: "Te0/0/0",
  state: "up",
  trafficBitsPerSecond: 810e6,
  speedBitsPerSecond: 10e9,
  ...more,
});
const input = (gateways: readonly Gateway[], uplinks: readonly Uplink[] = [], more: Partial<CapacityInput["work"]> = {}) => ({
  work: { ...work, ...more },
  gateways,
  uplinks,
});
const two = [gateway("vpn-1"), gateway("vpn-2", { sessions: 1200 })];

test("2,500 + 2,500 sessions, one pool of 3,000 licences, 2 × 10 Gbit/s: 3,000 people, licences bind", () => {
  const result = capacity(input(two, [uplink("router-1"), uplink("router-2")]));
  assert.equal(result.people, 2100);
  assert.equal(result.all.capacityPeople, 3000);
  assert.equal(result.all.headroomPeople, 900);
  assert.deepEqual(result.all.binding, { kind: "licences", resource: "licences" });
  // 10 Gbit/s × 0.85 ÷ 0.9 Mbit/s = 9,444.4 people an uplink.
  assert.deepEqual(
    result.all.kinds.map(({ kind, capacityPeople }) => [kind, capacityPeople]),
    [
      ["sessions", 5000],
      ["licences", 3000],
      ["uplink", 18_888],
    ],
  );
  assert.deepEqual(result.all.unknown, []);
});

test("without the largest gateway 2,500 sessions are left; the pool stays whole", () => {
  const { nMinus1 } = capacity(input(two, [uplink("router-1"), uplink("router-2")]));
  assert.equal(nMinus1.lost, "vpn-1");
  assert.equal(nMinus1.capacityPeople, 2500);
  assert.equal(nMinus1.headroomPeople, 400);
  assert.deepEqual(nMinus1.binding, { kind: "sessions", resource: "vpn-2" });
});

test("the gateway with the larger limit is the one whose loss hurts most", () => {
  const { nMinus1 } = capacity(input([gateway("vpn-1", { sessionsLimit: 1000 }), gateway("vpn-2", { sessionsLimit: 2000 })]));
  assert.equal(nMinus1.lost, "vpn-2");
  assert.equal(nMinus1.capacityPeople, 1000);
  assert.equal(nMinus1.headroomPeople, -800);
});

test("when either loss leaves the same, because the uplink binds, the larger gateway is named", () => {
  const gateways = [gateway("vpn-1", { sessionsLimit: 1000 }), gateway("vpn-2", { sessionsLimit: 2000 })];
  const { nMinus1 } = capacity(input(gateways, [uplink("router-1", { speedBitsPerSecond: 9e8, trafficBitsPerSecond: 0 })]));
  assert.equal(nMinus1.capacityPeople, 850);
  assert.equal(nMinus1.lost, "vpn-2");
});

test("with licences per gateway the loss that takes most licences is assumed, though both boxes are equal", () => {
  const gateways = [gateway("vpn-1", { licencesLimit: 300 }), gateway("vpn-2", { licencesLimit: 2400 })];
  const { all, nMinus1 } = capacity(input(gateways, [], { licences: "per_gateway" }));
  assert.equal(all.capacityPeople, 2700);
  assert.equal(nMinus1.lost, "vpn-2");
  assert.equal(nMinus1.capacityPeople, 300);
});

test("a silent gateway counts as gone now, and the next one is lost on top", () => {
  const result = capacity(input([gateway("vpn-1", { presence: "silent" }), gateway("vpn-2", { sessions: 1200 })]));
  assert.equal(result.people, 1200);
  assert.equal(result.all.capacityPeople, 2500);
  assert.deepEqual(result.all.resources[0], { kind: "sessions", resource: "vpn-1", state: "silent" });
  assert.equal(result.nMinus1.lost, "vpn-2");
  assert.equal(result.nMinus1.capacityPeople, 0);
});

test("a failover pair under two addresses counts once, and its loss is taken over: sessions are copies at the standby unit", () => {
  const pair = [gateway("vpn-1", { sessions: 1200 }), gateway("vpn-2", { sessions: 1200, presence: "standby" })];
  const { people, all, nMinus1 } = capacity(input(pair));
  assert.equal(people, 1200);
  assert.equal(all.capacityPeople, 2500);
  assert.equal(nMinus1.lost, "vpn-1");
  assert.equal(nMinus1.capacityPeople, 2500);
  assert.deepEqual(
    nMinus1.resources.slice(0, 2).map(({ resource, state }) => [resource, state]),
    [
      ["vpn-1", "lost"],
      ["vpn-2", "counts"],
    ],
  );
});

test("the working unit is silent and the other still stands by: nobody fits until it takes over", () => {
  const { people, all } = capacity(
    input([gateway("vpn-1", { presence: "silent" }), gateway("vpn-2", { presence: "standby" })], [], { licences: "per_gateway" }),
  );
  assert.equal(people, undefined);
  assert.equal(all.capacityPeople, 0);
});

test("all gateways silent: nobody can work, and how many do is unknown, not 0", () => {
  const silent = { presence: "silent" } as const;
  const result = capacity(input([gateway("vpn-1", silent), gateway("vpn-2", silent)]));
  assert.equal(result.people, undefined);
  assert.equal(result.all.capacityPeople, 0);
  assert.deepEqual(result.all.binding, { kind: "sessions", resource: "vpn-1" });
  assert.deepEqual(result.nMinus1, result.all);
});

test("no gateway seen yet: the capacity is unknown, not 0", () => {
  const unseen = { presence: "unseen", licencesLimit: undefined } as const;
  const result = capacity(input([gateway("vpn-1", unseen), gateway("vpn-2", unseen)]));
  assert.equal(result.all.capacityPeople, undefined);
  assert.equal(result.all.binding, undefined);
  assert.deepEqual(result.all.unknown, ["sessions"]);
});

test("a gateway without a limit makes its kind unknown, and the total an upper bound", () => {
  const { all } = capacity(input([gateway("vpn-1", { sessionsLimit: undefined }), gateway("vpn-2")]));
  assert.deepEqual(all.unknown, ["sessions"]);
  assert.equal(all.capacityPeople, 3000);
  assert.deepEqual(all.binding, { kind: "licences", resource: "licences" });
});

test("a gateway that does not report its licences uses as many as it holds sessions", () => {
  const { all } = capacity(input([gateway("vpn-1", { licencesUsed: 1000 }), gateway("vpn-2", { sessions: 1200 })]));
  const pool = all.resources.find(({ kind }) => kind === "licences");
  assert.equal(pool?.usedPeople, 2200);
  assert.equal(pool?.headroomPeople, 800);
});

test("licences that nobody at work holds are not free: 2,600 taken by 1,800 people leave 2,200 places", () => {
  const { all } = capacity(input([gateway("vpn-1", { licencesUsed: 1700 }), gateway("vpn-2")]));
  assert.equal(all.capacityPeople, 2200);
  assert.equal(all.headroomPeople, 400);
});

test("no licence limit anywhere: licences are no resource of this site", () => {
  const none = { licencesLimit: undefined };
  const { all } = capacity(input([gateway("vpn-1", none), gateway("vpn-2", none)]));
  assert.deepEqual(
    all.kinds.map(({ kind }) => kind),
    ["sessions"],
  );
  assert.equal(all.capacityPeople, 5000);
});

test("an uplink down carries nobody; the traffic of others takes places from people", () => {
  const gateways = [gateway("vpn-1"), gateway("vpn-2")];
  // 3 Gbit/s × 0.85 ÷ 0.9 Mbit/s = 2,833 places; 2,250 Mbit/s are 2,500 people's worth, 1,800 work: others take 700.
  const links = [
    uplink("router-1", { state: "down" }),
    uplink("router-2", { speedBitsPerSecond: 3e9, trafficBitsPerSecond: 2250e6 }),
  ];
  const { all } = capacity(input(gateways, links));
  assert.deepEqual(all.binding, { kind: "uplink", resource: "router-2:Te0/0/0" });
  assert.equal(all.capacityPeople, 2833 - 700);
  assert.equal(all.headroomPeople, 2833 - 2500);
  assert.equal(all.resources.find(({ resource }) => resource === "router-1:Te0/0/0")?.state, "down");
});

test("routers that do not say leave the uplink unknown; both down carry nobody", () => {
  const unknown = capacity(input(two, [uplink("router-1", { state: "unknown" }), uplink("router-2", { state: "unknown" })]));
  assert.deepEqual(unknown.all.unknown, ["uplink"]);
  const down = capacity(input(two, [uplink("router-1", { state: "down" }), uplink("router-2", { state: "down" })]));
  assert.equal(down.all.capacityPeople, 0);
  assert.deepEqual(down.all.binding, { kind: "uplink", resource: "router-1:Te0/0/0" });
});

test("sessions per person convert both ways: 1.25 sessions a person, 3,000 sessions are 2,400 people", () => {
  const result = capacity(input([gateway("vpn-1", { sessions: 101, sessionsLimit: 3000 })], [], { sessions_per_person: 1.25 }));
  assert.equal(result.all.resources[0]?.capacityPeople, 2400);
  assert.equal(result.people, 81);
});

test("within the binding kind the fullest gateway is named, not the smallest", () => {
  const gateways = [
    gateway("vpn-1", { sessions: 10, sessionsLimit: 500 }),
    gateway("vpn-2", { sessions: 990, sessionsLimit: 1000 }),
  ];
  assert.deepEqual(capacity(input(gateways)).all.binding, { kind: "sessions", resource: "vpn-2" });
});
