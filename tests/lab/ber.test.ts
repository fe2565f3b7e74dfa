import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { BerReader, counter32, counter64, element, gauge32, integer, octetString, tags, timeTicks } from "../../lab/snmp/ber.ts";
import { decodeOid, encodeOid, keyOf, parseOid } from "../../lab/snmp/oid.ts";

const hex = (buffer: Buffer): string => buffer.toString("hex");

test("whole numbers are encoded as X.690 says, in as few octets as possible", () => {
  assert.equal(hex(integer(0)), "020100");
  assert.equal(hex(integer(127)), "02017f");
  assert.equal(hex(integer(128)), "02020080");
  assert.equal(hex(integer(-1)), "0201ff");
  assert.equal(hex(integer(-129)), "0202ff7f");
  assert.equal(hex(integer(2_147_483_647)), "02047fffffff");
  assert.equal(hex(integer(1e12)), "02047fffffff", "Integer32 sticks to its end");
  assert.equal(hex(gauge32(4_294_967_295)), "420500ffffffff");
  assert.equal(hex(gauge32(1e12)), "420500ffffffff", "a gauge latches");
  assert.equal(hex(counter32(2 ** 32 + 5)), "410105", "a 32-bit counter wraps");
  assert.equal(hex(timeTicks(2 ** 32)), "430100");
  assert.equal(hex(counter64(2 ** 40)), "4606010000000000");
  assert.equal(hex(counter64(0x80 * 2 ** 32)), "4606008000000000");
});

test("long contents get long lengths", () => {
  assert.equal(octetString("x".repeat(127)).length, 129);
  assert.equal(hex(octetString("x".repeat(200)).subarray(0, 3)), "0481c8");
  assert.equal(hex(octetString("x".repeat(300)).subarray(0, 4)), "0482012c");
});

test("integers read back as written", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), (value) => {
      assert.equal(new BerReader(integer(value)).integer(), value);
    }),
  );
});

test("object identifiers read back as written, and their keys sort as they do", () => {
  const oid = fc
    .tuple(fc.constantFrom([1, 3], [0, 0], [2, 999]), fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 20 }))
    .map(([root, rest]) => [...root, ...rest]);
  const compare = (a: readonly number[], b: readonly number[]): number => {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const difference = (a[i] ?? 0) - (b[i] ?? 0);
      if (difference !== 0) return Math.sign(difference);
    }
    return Math.sign(a.length - b.length);
  };
  fc.assert(
    fc.property(oid, oid, (a, b) => {
      assert.deepEqual(decodeOid(new BerReader(encodeOid(a)).octets(tags.oid)), a);
      const [ka, kb] = [keyOf(a), keyOf(b)];
      assert.equal(ka < kb ? -1 : ka > kb ? 1 : 0, compare(a, b));
    }),
  );
  assert.equal(hex(encodeOid(parseOid("1.3.6.1.4.1.34278.1"))), "06092b060104018 28b6601".replaceAll(" ", ""));
});

test("a reader never leaves its element, whatever the octets are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      const reader = new BerReader(Buffer.from(octets));
      try {
        while (reader.position < reader.end) reader.any();
      } catch (error) {
        assert.equal((error as Error).constructor.name, "BerError");
      }
      assert.ok(reader.position <= octets.length);
    }),
  );
  assert.throws(() => new BerReader(element(tags.sequence, Buffer.from([2, 5, 1]))).enter(tags.sequence).integer());
});
