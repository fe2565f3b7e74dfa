import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { remember, reread, type Reading } from "../../site/reread.ts";
import { base, planted, read } from "./base.ts";

const known = (text: string): Reading => {
  const result = read(text);
  assert.ok("site" in result, JSON.stringify(result.problems));
  const reading = remember(text, result.site);
  assert.ok(reading !== undefined);
  return reading;
};

/** The reading after a change; undefined when it is left to `readSite`. */
function again(text: string, last: Reading): Reading | undefined {
  const steps = reread(text, last, planted);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

const before = known(base);
/** The base with one text replaced by another, once or wherever it stands. */
const edit = (from: string | RegExp, to: string): string => {
  const text = base.replace(from, to);
  assert.notEqual(text, base);
  return text;
};

/** Changes of everyday work. */
const plain: readonly string[] = [
  base,
  edit("name: USV A", "name: USV A neu"),
  edit(
    "  - { id: klima-1",
    "  # Neu:\n  - { id: klima-2, name: Neu, class: cooling, address: 10.9.9.9, credentials: v3, room: rz1 }\n  - { id: klima-1",
  ),
  edit(/ {2}- \{ id: klima-1.*\n/, ""),
  edit(/( {2}- \{ id: usv-a.*\n)( {2}- \{ id: pdu-a.*\n)/, "$2$1"),
  edit("max_watts: 100000\n", "max_watts: 200000\n"),
  edit("workforce: 300", "workforce: 301"),
  edit(
    "contacts:\n",
    "services: [{ id: web, name: Web, class: application, check: http, url: https://example.org/ }]\ncontacts:\n",
  ),
  edit(/^meters:[^]*?(?=^contacts:)/m, ""),
  base.replaceAll("\n", "\r\n"),
  base.replaceAll(/^ {2}- \{ id: (usv-a|pdu-a|klima-1|vpn-1|fw-oper)/gm, "- { id: $1"),
];

test("a change of everyday work is read at the price of the change, and gives what the whole reading gives", () => {
  for (const text of plain) {
    const quick = again(text, before);
    const whole = read(text);
    assert.ok("site" in whole, JSON.stringify(whole.problems));
    assert.ok(quick !== undefined);
    assert.deepEqual(quick.site, whole.site);
    // What follows builds on it.
    assert.deepEqual(again(base, quick)?.site, before.site);
  }
});

test("entries whose text did not change are the same values, so that their devices keep what was learnt", () => {
  const quick = again(edit("name: USV A", "name: USV A neu"), before);
  const kept = quick?.site.devices.map((device, at) => device === before.site.devices[at]);
  assert.deepEqual(kept, [false, true, true, true, true]);
});

test("what reaches beyond an entry is left to the whole reading", () => {
  for (const text of [
    edit("room: rz1, feeds", "room: &raum rz1, feeds"),
    `---\n${base}`,
    edit("devices:\n", "devices: !!seq\n"),
    edit("name: USV A", 'name: "USV\n  - A"'),
    edit("name: USV A", "name: [USV\n  - A]"),
    edit("devices:\n", "devices: []\ndevices:\n"),
    edit('community: "${env:COMMUNITY}"', "community: public"),
  ]) {
    const quick = again(text, before);
    const whole = read(text);
    if (quick !== undefined) assert.deepEqual(quick.site, "site" in whole ? whole.site : whole.problems);
  }
  assert.equal(again(edit("room: rz1, feeds", "room: &raum rz1, feeds"), before), undefined);
});

const snippets = [
  "- ", "  - ", "    ", "\n", "\r\n", "\t", "# ", '"', "'", "|\n", ">-\n", "{", "}", "[", "]", ",", ": ", "&a ", "*a", "---\n", "...\n", "%YAML 1.2\n", "? ", "!!str ",
  "devices:\n", "meters:\n", "services:\n", "\u00e4", "${env:X}", "usv-a", "name: x", "  - { id: neu, name: Neu, class: ups, address: 10.7.7.7, credentials: lesen, room: rz1 }\n", "null", "1", "<<: ",
]; // prettier-ignore

const one = fc.record({
  at: fc.nat(base.length),
  cut: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.nat(8) },
    { weight: 1, arbitrary: fc.nat(200) },
  ),
  put: fc.oneof(fc.constantFrom("", ...snippets), fc.constantFrom(...base.split(/(?<=\n)/))),
});

test("after any edit the quick reading gives what the whole one gives, or gives nothing", () => {
  fc.assert(
    fc.property(fc.constantFrom(...plain), fc.array(one, { minLength: 1, maxLength: 3 }), (start, edits) => {
      let text = start;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      const quick = again(text, before);
      if (quick === undefined) return;
      const whole = read(text);
      assert.deepEqual(quick.site, "site" in whole ? whole.site : whole.problems);
      const remembered = remember(text, quick.site);
      if (remembered !== undefined) assert.deepEqual(remembered.entries, quick.entries);
    }),
    { numRuns: Number(process.env["REREAD_RUNS"] ?? 300) },
  );
});
