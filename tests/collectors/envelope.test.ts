import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { envelopeOf } from "../../collectors/snmp/envelope.ts";
import { roomWith, startAgent } from "./agent.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

test("an envelope is read from a request, and nothing from what is no SNMP message", () => {
  const request = Buffer.from("302602010104067075626c6963a01902046f7a1b2c020100020100300b300906052b060102010500", "hex");
  assert.deepEqual(envelopeOf(request), { version: 1, id: 0x6f7a1b2c, authenticated: false, report: false });
  assert.equal(envelopeOf(Buffer.from("GET / HTTP/1.1\r\n\r\n")), undefined);
  assert.equal(envelopeOf(Buffer.alloc(0)), undefined);
  for (let length = 0; length < request.length; length++)
    assert.equal(envelopeOf(request.subarray(0, length)), undefined, String(length));
});

test("reading an envelope never fails, whatever the bytes are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const envelope = envelopeOf(bytes);
      return envelope === undefined || Number.isInteger(envelope.id);
    }),
    { numRuns: 3000 },
  );
});

test("mutated answers end no process and give no value that the device did not send", async () => {
  const agent = await startAgent(upsObjects(upsFacts()));
  const { collectors } = roomWith([{ id: "usv", class: "ups", address: agent.address, extra: "timeout: 2s" }]);
  try {
    const truth = await collectors.poll("usv");
    assert.equal(truth.success, true);
    let seed = 42;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    let mutated = 0;
    agent.twist = ({ answer, send }) => {
      if (answer === undefined) return;
      for (let copy = 0; copy < 200; copy++) {
        const wrong = Buffer.from(answer);
        // Structure only: tags, lengths and names; a flipped value bit is a value that no receiver can doubt under v2c.
        for (let flips = 1 + random(3); flips > 0; flips--) wrong[random(60)] = random(256);
        mutated++;
        send(wrong.subarray(0, 1 + random(wrong.length)));
      }
      send(answer);
    };
    for (let round = 0; round < 4; round++) {
      const result = await collectors.poll("usv");
      if (!result.success) continue;
      const voltage = result.samples.filter(({ metric }) => metric === "ups_output_voltage_volts").map(({ value }) => value);
      assert.deepEqual(voltage, [230, 231, 232]);
    }
    assert.ok(mutated >= 800, `${mutated} mutated answers`);
    agent.twist = undefined;
    assert.equal((await collectors.poll("usv")).success, true);
  } finally {
    await collectors.close();
    await agent.close();
  }
});
