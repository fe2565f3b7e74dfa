import assert from "node:assert/strict";
import { test } from "node:test";
import { framed, unframed } from "../../energy-audit/report/frames.ts";

test("documents come out of the report process byte for byte, whatever they hold; a torn answer is said", () => {
  const documents = { pdf: Buffer.from([0, 10, 255, 13, 10]), csv: Buffer.from("ä;1\r\n"), json: Buffer.alloc(0) };
  const sent = Buffer.concat(framed(documents));
  assert.deepEqual(unframed(sent), documents);
  assert.deepEqual(unframed(Buffer.concat(framed({}))), {});
  assert.throws(() => unframed(sent.subarray(0, -1)), /ended within csv/);
  assert.throws(() => unframed(Buffer.from("{}")), /did not say/);
});
