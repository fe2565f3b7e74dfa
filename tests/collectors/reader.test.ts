import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { Instances } from "../../collectors/instances.ts";
import { Page } from "../../collectors/page.ts";
import type { Raw } from "../../collectors/raw.ts";
import { readLayout } from "../../collectors/samples.ts";
import { CommunityWire } from "../../collectors/snmp/wire.ts";
import { besideOf, Template } from "../../collectors/template.ts";
import { element, octetString, tags } from "../../lab/snmp/ber.ts";
import { encodeOid, parseOid } from "../../lab/snmp/oid.ts";
import { writePdu, pduTags } from "../../lab/snmp/pdu.ts";
import { benchDevices, community } from "../bench/devices.ts";
import { mutate } from "../bench/mutations.ts";
import { layoutFor } from "../bench/peer.ts";
import { Reference, sameRaw } from "../bench/reference.ts";

const id = 0x1234_5678;
const oids = ["1.3.6.1.2.1.1.3.0", "1.3.6.1.4.1.99999.4294967295.1", "1.3.6.1.2.1.2.2.1.10.16777216"];

/** An answer to these instances with this element as every value. */
const answerWith = (value: Uint8Array): Buffer =>
  element(
    tags.sequence,
    Uint8Array.of(2, 1, 1),
    octetString(community),
    writePdu(
      pduTags.response,
      id,
      0,
      0,
      oids.map((oid) => element(tags.sequence, encodeOid(parseOid(oid)), value)),
    ),
  );

function readBoth(value: Uint8Array): { taken: boolean; own: (Raw | undefined)[]; reference: (Raw | undefined)[] | undefined } {
  const wire = new CommunityWire("2c", community);
  const frame = wire.frame(oids, 0);
  assert.ok(frame !== undefined);
  const request = wire.request(frame, id);
  const own: (Raw | undefined)[] = [];
  const answer = answerWith(value);
  const taken = request.read(answer, own);
  const session = new Reference(community);
  const reference = session.read(oids, answer, answer.indexOf(Buffer.from([0x12, 0x34, 0x56, 0x78])));
  session.close();
  return { taken, own, reference };
}

test("every kind of value is read as net-snmp reads it, or left to it", () => {
  const contents = ["", "00", "7f", "80", "ff", "00ff", "80000000", "7fffffff", "00ffffffff", "ffffffff", "0102030405"];
  contents.push(
    "00ffffffffffffffff",
    "7fffffffffffffff",
    "ffffffffffffffff",
    "2b06010401",
    "2b8fffffff7f",
    "88378f",
    "c0a80001",
    "9f780441b40000",
  );
  let taken = 0;
  for (const tag of [2, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x47, 0x80, 0x81, 0x82, 3, 1, 0x30]) {
    for (const content of contents) {
      const both = readBoth(element(tag, Buffer.from(content, "hex")));
      if (!both.taken) continue;
      taken++;
      assert.ok(both.reference !== undefined, `tag ${tag} with ${content} is refused by net-snmp`);
      for (const [at, raw] of both.reference.entries()) {
        assert.ok(sameRaw(raw, both.own[at]), `tag ${tag} with ${content}: ${String(both.own[at])}, net-snmp ${String(raw)}`);
      }
    }
  }
  assert.ok(taken > 70, `${taken} forms are read in place`);
});

test("lengths in long form, as some agents write them, are read too", () => {
  const long = Buffer.from([0x41, 0x82, 0x00, 0x04, 0x01, 0x02, 0x03, 0x04]);
  assert.deepEqual(readBoth(long).own, [0x0102_0304, 0x0102_0304, 0x0102_0304]);
});

test("20,000 mutated answers: none throws, none is taken that net-snmp reads otherwise, none of SNMPv3 is taken at all", () => {
  const tally = mutate(20_000, 7);
  assert.deepEqual(tally.wrong, []);
  assert.ok(tally.mutated >= 20_000 && tally.taken > 300 && tally.refused > 10_000, JSON.stringify(tally));
});

test("a template tells the same as the plain way, for a UPS, a switch and a firewall", () => {
  for (const device of Object.values(benchDevices)) {
    const { layout } = layoutFor(device);
    const template = new Template(layout);
    // Half of the values are gone: metrics and rows must go with them.
    for (const values of [layout.values, layout.values.map((raw, slot) => (slot % 2 === 0 ? raw : undefined))]) {
      const plain = readLayout(layout, values);
      const byMetric = [...Map.groupBy(plain, ({ metric }) => metric).values()].flat();
      assert.deepEqual(template.samples(values), byMetric);
      const lines = template
        .render(values)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      assert.equal(lines.length, plain.length);
      for (const [at, { metric, value }] of byMetric.entries()) {
        assert.ok(lines[at]?.startsWith(metric) && lines[at].endsWith(` ${value}`), lines[at]);
      }
    }
  }
});

test("a template that is written over and over tells what a new one tells, whatever values come, change and go", () => {
  const raw = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 1200 }) },
    fc.integer({ min: -5, max: 2 ** 53 }),
    fc.constantFrom(undefined, 0, 1, 2, 4_294_967_295, Uint8Array.of(0x35, 0x2e, 0x35)),
  );
  const limits = [
    besideOf([]),
    besideOf([
      { metric: "ups_output_load_ratio", labels: { limit: "site" }, value: 0.8 },
      { metric: "vpn_sessions_limit", labels: {}, value: 100 },
    ]),
  ];
  const ups = layoutFor(benchDevices.ups).layout;
  const vpn = layoutFor(benchDevices.vpn).layout;
  const layouts = [
    // With one alarm that a row can raise.
    {
      ...ups,
      series: ups.series.map((one, at, { length }) =>
        one.source.kind !== "listed" || at < length / 2
          ? one
          : { ...one, source: { ...one.source, rows: [{ test: "above", slot: at % 60, limit: 300 } as const] } },
      ),
    },
    // Few enough of a firewall's series: counts, sums and quotients are among them.
    { ...vpn, series: vpn.series.filter(({ source }, at) => !["number", "state"].includes(source.kind) || at % 16 === 0) },
  ];
  const changes = fc.array(
    fc.record({
      slots: fc.array(fc.tuple(fc.nat(), raw), { maxLength: 12 }),
      beside: fc.nat(9).map((n) => (n === 0 ? 1 : 0)),
    }),
    { minLength: 2, maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...layouts), changes, (layout, steps) => {
      const template = new Template(layout);
      const values = [...layout.values];
      const page = new Page();
      for (const { slots, beside } of steps) {
        for (const [slot, value] of slots) values[slot % values.length] = value;
        const extra = limits[beside] ?? besideOf([]);
        page.cut();
        page.put("before it\n");
        template.write(page, values, extra);
        const anew = new Page();
        anew.put("before it\n");
        new Template(layout).write(anew, values, extra);
        assert.equal(page.bytes.toString(), anew.bytes.toString());
      }
    }),
    { numRuns: 40 },
  );
});

test("a text that was too long to be kept and then is short enough still tells every change of state", () => {
  const { layout } = layoutFor(benchDevices.switch);
  const states = layout.series.filter(({ source }) => source.kind === "state").slice(0, 24);
  const slots = states.flatMap(({ source }) => (source.kind === "state" ? [source.slot] : []));
  const numbers = layout.series.filter(({ source }) => source.kind === "number" && source.when === true).slice(0, 120);
  const some = { ...layout, series: [...states, ...numbers] };
  const template = new Template(some);
  const page = new Page();
  const write = (values: readonly (Raw | undefined)[]): string => {
    page.cut();
    template.write(page, values, beside);
    const text = page.bytes.toString();
    assert.equal(text, new Template(some).render(values));
    return text;
  };
  const beside = besideOf([]);
  const short = layout.values.map((raw, slot) => (slots.includes(slot) ? raw : undefined));
  const lengths = [layout.values, layout.values, short, short].map((values) => write(values).length);
  assert.ok((lengths[1] ?? 0) > 16_384 && (lengths[3] ?? 0) < 16_384 && (lengths[3] ?? 0) > 4096, lengths.join(", "));
  const one = slots[3] ?? 0;
  const changed = short.map((raw, slot) => (slot === one ? (raw === 1 ? 2 : 1) : raw));
  assert.notEqual(write(changed), write(short));
});

test("instances come back from their small form as they were", () => {
  const list = [...oids, "1.3.6.1.2.1.1.3.0"];
  const small = new Instances(list);
  assert.deepEqual(small.slice(0, small.length), list);
  assert.deepEqual(small.slice(1, 3), list.slice(1, 3));
});
