import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { parseJson } from "../../alerts/oncall/body.ts";

const none = (): undefined => undefined;
/** How a body is read in pieces, and at once: the value, or that it is no JSON. */
async function both(body: Buffer): Promise<[unknown, unknown]> {
  const pieces = await parseJson(body, none, 0).catch(() => "no JSON");
  let whole: unknown;
  try {
    whole = JSON.parse(body.toString("utf8"));
  } catch {
    whole = "no JSON";
  }
  return [pieces, whole];
}

/** Values with what misleads: brackets and quotes in texts, the list's name as key and as text, at every depth. */
const word = fc.constantFrom("alerts", '"alerts":[', "]", "}", '\\"', ",", "[{", "é€", "\u{1F600}", "status");
// As a key, one character that is written as an escape is mistaken by V8 itself (Node 24.21) when an object before had the key "\\".
const tricky = fc.oneof(word, fc.constantFrom("\\", "\u0000"));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, tricky, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("object")),
  list: fc.array(tie("any"), { maxLength: 4 }),
  object: fc.dictionary(word, tie("any"), { maxKeys: 4 }),
}));
const body = fc
  .record({
    alerts: value.list,
    version: value.any,
    more: value.object,
    before: fc.boolean(),
    space: fc.constantFrom(undefined, 1, "\t"),
  })
  .map(({ alerts, version, more, before, space }) =>
    JSON.stringify(before ? { version, alerts, ...more } : { ...more, alerts, version }, null, space),
  );

test("a body read in pieces is what JSON.parse makes of it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        body,
        value.any.map((any) => JSON.stringify(any)),
      ),
      async (text) => {
        const [pieces, whole] = await both(Buffer.from(text));
        assert.deepEqual(pieces, whole);
      },
    ),
    { numRuns: Number(process.env["BODY_RUNS"] ?? 500) },
  );
});

test("a broken body read in pieces is as broken as JSON.parse finds it", async () => {
  const broken = fc
    .tuple(
      body,
      fc.nat(),
      fc.constantFrom("", "]", "}", "[", "{", ",", '"', "\\", ":", '"alerts":[],', "1", " ", "\u00ff"),
      fc.nat({ max: 3 }),
    )
    .map(([text, at, put, cut]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut));
  await fc.assert(
    fc.asyncProperty(broken, fc.constantFrom<BufferEncoding>("utf8", "latin1"), async (text, encoding) => {
      const [pieces, whole] = await both(Buffer.from(text, encoding));
      assert.deepEqual(pieces, whole);
    }),
    { numRuns: Number(process.env["BODY_RUNS"] ?? 1000) },
  );
});

test("a byte order mark, an empty body and a list that is named twice are read as before", async () => {
  assert.deepEqual(await parseJson(Buffer.from('\u{FEFF}{"alerts":[1]}'), none, 0), { alerts: [1] });
  assert.deepEqual(await parseJson(Buffer.from('{"alerts":[1],"\\u0061lerts":[2]}'), none, 0), { alerts: [2] });
  await assert.rejects(parseJson(Buffer.alloc(0), none, 0), SyntaxError);
});
