import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { BerReader, element, integer, octetString, tags } from "../../lab/snmp/ber.ts";
import { count64, int, MibView, scalar, table, text } from "../../lab/snmp/mib.ts";
import { decodeOid, encodeOid, parseOid } from "../../lab/snmp/oid.ts";
import { pduTags } from "../../lab/snmp/pdu.ts";
import { Responder, type Engine } from "../../lab/snmp/responder.ts";
import { localisedKey } from "../../lab/snmp/usm.ts";

const engine: Engine = { id: Buffer.from("8000000001020304", "hex"), clock: () => ({ boots: 3, seconds: 100 }) };
let present = true;
const view = (): MibView =>
  new MibView([
    scalar("1.3.6.1.2.1.1.1", text("lab")),
    scalar("1.3.6.1.2.1.1.3", int(7)),
    ...table("1.3.6.1.2.1.2.2.1", [1, 2, 10], String, {
      1: int,
      2: (row) => text(() => (present || row !== 2 ? `port ${row}` : undefined)),
      6: (row) => count64(row * 5e9),
    }),
    ...Array.from({ length: 30 }, (_, i) => scalar(`1.3.6.1.4.1.99.${i + 1}`, text("x".repeat(100)))),
  ]);
const community = new Responder(view, { version: "2c", community: "nur-lesen" }, engine);

function ask(type: number, oids: readonly string[], first = 0, second = 0, version = 1, name = "nur-lesen"): Buffer {
  const bindings = oids.map((oid) => element(tags.sequence, encodeOid(parseOid(oid)), Buffer.from([5, 0])));
  const pdu = element(type, integer(4711), integer(first), integer(second), element(tags.sequence, ...bindings));
  return element(tags.sequence, integer(version), octetString(name), pdu);
}

interface Answer {
  readonly id: number;
  readonly status: number;
  readonly index: number;
  readonly bindings: readonly { readonly oid: string; readonly tag: number; readonly content: Buffer }[];
  readonly size: number;
}

function read(response: Buffer | undefined): Answer {
  assert.ok(response !== undefined, "no answer");
  const message = new BerReader(response).enter(tags.sequence);
  message.integer();
  message.octets();
  const pdu = message.enter(pduTags.response);
  const [id, status, index] = [pdu.integer(), pdu.integer(), pdu.integer()];
  const list = pdu.enter(tags.sequence);
  const bindings = [];
  while (list.position < list.end) {
    const binding = list.enter(tags.sequence);
    const oid = decodeOid(binding.octets(tags.oid)).join(".");
    bindings.push({ oid, ...binding.any() });
  }
  return { id, status, index, bindings, size: response.length };
}

test("GET tells a missing object from a missing instance", () => {
  const { id, status, bindings } = read(
    community.respond(
      ask(pduTags.get, ["1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.3.1", "1.3.6.1.2.1.99.1.0", "1.3.6.1.2.1.2.2.1.1.3"]),
    ),
  );
  assert.deepEqual([id, status], [4711, 0]);
  assert.deepEqual(
    bindings.map(({ tag }) => tag),
    [tags.integer, tags.noSuchInstance, tags.noSuchObject, tags.noSuchInstance],
  );
});

test("GETNEXT walks columns in the order of numbers, not of text, and ends with endOfMibView", () => {
  const { bindings } = read(community.respond(ask(pduTags.getNext, ["1.3.6.1.2.1.2.2.1.1.2", "1.3.6.1.2.1.1", "1.3.6.1.9"])));
  assert.deepEqual(
    bindings.map(({ oid }) => oid),
    ["1.3.6.1.2.1.2.2.1.1.10", "1.3.6.1.2.1.1.1.0", "1.3.6.1.9"],
  );
  assert.equal(bindings[2]?.tag, tags.endOfMibView);
});

test("a row that does not exist just now is neither read nor walked over", () => {
  present = false;
  const get = read(community.respond(ask(pduTags.get, ["1.3.6.1.2.1.2.2.1.2.2"])));
  const next = read(community.respond(ask(pduTags.getNext, ["1.3.6.1.2.1.2.2.1.2.1"])));
  present = true;
  assert.equal(get.bindings[0]?.tag, tags.noSuchInstance);
  assert.equal(next.bindings[0]?.oid, "1.3.6.1.2.1.2.2.1.2.10");
});

test("GETBULK repeats rows, interleaved, and stops at what fits one frame", () => {
  const rows = read(
    community.respond(ask(pduTags.getBulk, ["1.3.6.1.2.1.1", "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2"], 1, 2)),
  );
  assert.deepEqual(
    rows.bindings.map(({ oid }) => oid.replace("1.3.6.1.2.1.", "")),
    ["1.1.0", "2.2.1.1.1", "2.2.1.2.1", "2.2.1.1.2", "2.2.1.2.2"],
  );
  const full = read(community.respond(ask(pduTags.getBulk, ["1.3.6.1.4.1.99"], 0, 1000)));
  assert.equal(full.status, 0);
  assert.ok(full.bindings.length > 8 && full.bindings.length < 30, `${full.bindings.length} bindings`);
  assert.ok(full.size <= 1472 && full.size > 1300, `${full.size} octets`);
});

test("GETBULK without repetitions answers with nothing, and at the end says so once for each column", () => {
  assert.equal(read(community.respond(ask(pduTags.getBulk, ["1.3"], 0, 0))).bindings.length, 0);
  const end = read(community.respond(ask(pduTags.getBulk, ["1.3.6.1.4.1.99.30"], 0, 10)));
  assert.deepEqual(
    end.bindings.map(({ tag }) => tag),
    [tags.octetString, tags.endOfMibView, ...Array.from({ length: end.bindings.length - 2 }, () => tags.endOfMibView)],
  );
  assert.ok(end.bindings.length <= 3, "the walk stops when every column has ended");
});

test("GET answers tooBig instead of half a message", () => {
  const oids = Array.from({ length: 30 }, (_, i) => `1.3.6.1.4.1.99.${i + 1}.0`);
  const { status, bindings } = read(community.respond(ask(pduTags.get, oids)));
  assert.deepEqual([status, bindings.length], [1, 0]);
});

test("SNMPv1 knows no exceptions and no 64-bit counters", () => {
  const missing = read(community.respond(ask(pduTags.get, ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.9.0"], 0, 0, 0)));
  assert.deepEqual([missing.status, missing.index], [2, 2]);
  const beyond = read(community.respond(ask(pduTags.getNext, ["1.3.6.1.2.1.2.2.1.2.10"], 0, 0, 0)));
  assert.equal(beyond.bindings[0]?.oid, "1.3.6.1.4.1.99.1.0", "column 6 holds Counter64");
  assert.equal(community.respond(ask(pduTags.getBulk, ["1.3"], 0, 5, 0)), undefined);
});

test("nothing can be written, and the wrong community hears nothing", () => {
  assert.equal(read(community.respond(ask(pduTags.set, ["1.3.6.1.2.1.1.1.0"]))).status, 17);
  assert.equal(community.respond(ask(pduTags.get, ["1.3.6.1.2.1.1.1.0"], 0, 0, 1, "public")), undefined);
});

test("no datagram whatever makes an agent fail", () => {
  const v3 = new Responder(
    view,
    { version: "3", user: { name: "u", authentication: { protocol: "sha256", key: "12345678" }, privacy: { key: "12345678" } } },
    engine,
  );
  const valid = ask(pduTags.getBulk, ["1.3.6.1.2.1.1", "1.3.6.1.4.1.99.3"], 0, 3);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
      community.respond(Buffer.from(octets));
      v3.respond(Buffer.from(octets));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: valid.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, octet) => {
      const broken = Buffer.from(valid);
      broken[at] = octet;
      community.respond(broken);
      v3.respond(broken);
      community.respond(broken.subarray(0, at));
    }),
    { numRuns: 400 },
  );
});

test("passwords become the keys of RFC 3414 § A.3", () => {
  const id = Buffer.from("000000000000000000000002", "hex");
  assert.equal(localisedKey("md5", "maplesyrup", id).toString("hex"), "526f5eed9fcce26f8964c2930787d82b");
  assert.equal(localisedKey("sha1", "maplesyrup", id).toString("hex"), "6695febc9288e36282235fc7151f128497b38f3f");
});
