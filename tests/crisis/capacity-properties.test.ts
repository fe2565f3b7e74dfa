import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { capacity, type Capacity, type CapacityInput, type Gateway, type Uplink } from "../../crisis/capacity.ts";

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });

const gateways = fc.array(
  fc.record({
    presence: fc.constantFrom("answers", "answers", "answers", "standby", "silent", "unseen"),
    sessions: maybe(fc.nat(5000)),
    sessionsLimit: maybe(fc.integer({ min: 1, max: 5000 })),
    licencesUsed: maybe(fc.nat(5000)),
    licencesLimit: maybe(fc.integer({ min: 1, max: 8000 })),
  }),
  { minLength: 1, maxLength: 4 },
);
const uplinks = fc.array(
  fc.record({
    state: fc.constantFrom("up", "up", "up", "down", "unknown"),
    trafficBitsPerSecond: maybe(fc.nat(2_000_000_000)),
    speedBitsPerSecond: maybe(fc.constantFrom(1e8, 1e9, 10e9)),
  }),
  { maxLength: 3 },
);
const inputs: fc.Arbitrary<CapacityInput> = fc
  .record({
    gateways,
    uplinks,
    licences: fc.constantFrom("shared", "per_gateway"),
    sessionsPerPerson: fc.constantFrom(0.5, 1, 1.2, 2),
  })
  .map(({ gateways, uplinks, licences, sessionsPerPerson }) => ({
    work: {
      workforce: 3000,
      sessions_per_person: sessionsPerPerson,
      megabits_per_person: 0.9,
      usable_uplink_share: 0.85,
      gateways: gateways.map((_, index) => `vpn-${index}`),
      licences,
      uplinks: uplinks.map((_, index) => ({ device: `router-${index}`, interface: "wan" })),
    },
    gateways: gateways.map((gateway, index): Gateway => ({ id: `vpn-${index}`, ...gateway })),
    uplinks: uplinks.map((uplink, index): Uplink => ({ device: `router-${index}`, interface: "wan", ...uplink })),
  }));

const check = (property: (input: CapacityInput) => void): void => fc.assert(fc.property(inputs, property), { numRuns: 2000 });
const scenarios = (result: Capacity) => [result.all, result.nMinus1];

test("the total is the smallest known kind, and the binding one has it", () => {
  check((input) => {
    for (const { kinds, binding, capacityPeople } of scenarios(capacity(input))) {
      const known = kinds.flatMap((kind) => kind.capacityPeople ?? []);
      assert.equal(capacityPeople, known.length === 0 ? undefined : Math.min(...known));
      assert.equal(binding === undefined, known.length === 0);
      if (binding !== undefined) assert.equal(kinds.find(({ kind }) => kind === binding.kind)?.capacityPeople, capacityPeople);
    }
  });
});

test("the binding resource is one of its kind", () => {
  check((input) => {
    for (const { resources, binding } of scenarios(capacity(input))) {
      if (binding === undefined) continue;
      assert.ok(resources.some(({ kind, resource }) => kind === binding.kind && resource === binding.resource));
    }
  });
});

test("headroom is capacity less people, for the total and for every kind", () => {
  check((input) => {
    const result = capacity(input);
    for (const scenario of scenarios(result)) {
      for (const one of [scenario, ...scenario.kinds]) {
        const both = one.capacityPeople !== undefined && result.people !== undefined;
        assert.equal(one.headroomPeople, both ? (one.capacityPeople ?? 0) - (result.people ?? 0) : undefined);
      }
    }
  });
});

test("a kind never promises more than its resources carry together", () => {
  check((input) => {
    for (const { kinds, resources } of scenarios(capacity(input))) {
      for (const { kind, capacityPeople = 0 } of kinds) {
        const own = resources.filter((one) => one.kind === kind).map((one) => one.capacityPeople ?? 0);
        assert.ok(capacityPeople <= own.reduce((a, b) => a + b, 0));
      }
    }
  });
});

test("without one gateway never more fit than with it, and no single loss is worse than the one named", () => {
  check((input) => {
    const { all, nMinus1 } = capacity(input);
    const left = nMinus1.capacityPeople ?? Infinity;
    assert.ok(left <= (all.capacityPeople ?? Infinity));
    const standby = input.gateways.find(({ presence }) => presence === "standby");
    for (const lost of input.gateways) {
      const { id, presence } = lost;
      if (presence !== "answers") continue;
      const gateways = input.gateways.map((one) => {
        if (one.id === id) return { ...one, presence: "silent" as const };
        return one === standby ? { ...lost, id: one.id } : one;
      });
      // Losing it for good leaves at least as many gross places; only who uses the others differs.
      const gross = capacity({ ...input, gateways }).all.kinds.find(({ kind }) => kind === "sessions")?.capacityPeople;
      if (gross !== undefined) assert.ok(left <= gross, `${id} lost leaves ${gross}, the worst loss ${left}`);
    }
  });
});

test("a standby unit adds nothing while it stands by: its sessions are copies", () => {
  check((input) => {
    const gateways = input.gateways.filter(({ presence }) => presence !== "standby");
    fc.pre(gateways.length > 0 && gateways.length < input.gateways.length);
    const [both, alone] = [capacity(input), capacity({ ...input, gateways })];
    const sessionsOf = ({ all }: Capacity) => all.kinds.find(({ kind }) => kind === "sessions");
    assert.deepEqual([both.people, sessionsOf(both)], [alone.people, sessionsOf(alone)]);
  });
});

test("a larger limit never makes the capacity smaller", () => {
  const larger = fc.record({
    gateway: fc.nat(3),
    by: fc.integer({ min: 1, max: 3000 }),
    what: fc.constantFrom("sessionsLimit", "licencesLimit"),
  });
  fc.assert(
    fc.property(inputs, larger, (input, { gateway, by, what }) => {
      const gateways = input.gateways.map((one, index) => {
        const limit = one[what];
        return index === gateway && limit !== undefined ? { ...one, [what]: limit + by } : one;
      });
      const before = capacity(input);
      const after = capacity({ ...input, gateways });
      assert.ok((after.all.capacityPeople ?? 0) >= (before.all.capacityPeople ?? 0));
      assert.ok((after.nMinus1.capacityPeople ?? 0) >= (before.nMinus1.capacityPeople ?? 0));
    }),
    { numRuns: 2000 },
  );
});

test("people are whole and never negative", () => {
  check((input) => {
    const { people, all } = capacity(input);
    const figures = [people, all.capacityPeople, ...all.resources.flatMap((one) => [one.usedPeople, one.capacityPeople])];
    for (const figure of figures) if (figure !== undefined) assert.ok(Number.isInteger(figure) && figure >= 0);
  });
});
