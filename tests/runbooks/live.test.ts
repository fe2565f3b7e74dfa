import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { fillIn, liveValues, readLines, type LiveLine } from "../../runbooks/live.ts";
import type { Sample } from "../../site/series.ts";
import { exampleSite } from "../dashboards/healthy.ts";

const site = exampleSite();

function line(text: string): LiveLine {
  const [one] = readLines(text);
  assert.ok(one !== undefined && !("broken" in one), JSON.stringify(one));
  return one;
}

const sample = (value: number, labels: Record<string, string> = {}): Sample => ({ metric: "", labels, value });
const texts = (text: string, samples: Sample[]): string[] =>
  liveValues(line(text), samples, site, "de").map((value) => value.text);

test("a line is label, query, format and perhaps a condition; a bar between quotes belongs to the query", () => {
  assert.deepEqual(
    readLines('Läuft | cooling_unit_state{state=~"running|standby"} == 1 | state\n\nLadung | a | percent | > 0.5'),
    [
      { label: "Läuft", promql: 'cooling_unit_state{state=~"running|standby"} == 1', format: "state" },
      { label: "Ladung", promql: "a", format: "percent", condition: { kind: "number", operator: ">", than: 0.5 } },
    ],
  );
});

test("a line that cannot be read says why", () => {
  const why = readLines("nur Text\nx | y | furlong\nx | y | number | viel").map((one) => ("broken" in one ? one.why : "read"));
  assert.deepEqual(why, [
    "expected: Label | promql | format [| condition]",
    'format "furlong" is none of duration, celsius, percent, watts, number, state, timestamp, people',
    'condition "viel" is no comparison',
  ]);
});

test("variables are filled in; one that is not given matches everything", () => {
  const query = 'a{device="$device",room="$room"} and b{device=~"$device"} and c{device!="$device"} and d{x="$other"}';
  assert.equal(
    fillIn(query, { device: "usv-a" }),
    'a{device="usv-a",room=~".*"} and b{device=~"usv-a"} and c{device!="usv-a"} and d{x="$other"}',
  );
  assert.equal(fillIn('a{device!="$device"}', {}), 'a{device!~""}');
});

test("whatever stands in the query string, it cannot leave its quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (device) => {
      const filled = fillIn('a{device="$device"}', { device });
      const inside = /^a\{device="((?:[^"\\\n]|\\.)*)"\}$/s.exec(filled)?.[1];
      assert.ok(inside !== undefined, filled);
      assert.equal(
        inside.replaceAll(/\\(.)/gs, (_all, character: string) => (character === "n" ? "\n" : character)),
        device,
      );
    }),
  );
  assert.equal(fillIn('a{device=~"$device"}', { device: "a.b|c" }), 'a{device=~"a\\\\.b\\\\|c"}');
});

test("values are written as a German reads them", () => {
  assert.deepEqual(texts("x | y | duration", [sample(1180)]), ["19 min"]);
  assert.deepEqual(texts("x | y | celsius", [sample(27.25)]), ["27,3 °C"]);
  assert.deepEqual(texts("x | y | percent", [sample(0.712)])[0]?.replace(/\s/, " "), "71 %");
  assert.deepEqual(texts("x | y | watts", [sample(850)]), ["850 W"]);
  assert.deepEqual(texts("x | y | watts", [sample(61_300)]), ["61,3 kW"]);
  assert.deepEqual(texts("x | y | number", [sample(3)]), ["3"]);
  assert.deepEqual(texts("x | y | number", [sample(1.2345)]), ["1,23"]);
  assert.deepEqual(texts("x | y | people", [sample(2187.6)]), ["2.188"]);
  assert.deepEqual(texts("x | y | timestamp", [sample(Date.parse("2026-11-23T02:04:00Z") / 1000)]), ["23.11.2026, 03:04"]);
  assert.deepEqual(texts("x | y | state", [sample(1)]), ["ja"]);
});

test("a state set speaks with the state that holds; a single state that does not hold says no", () => {
  const set = [sample(0, { device: "usv-a", state: "mains" }), sample(1, { device: "usv-a", state: "battery" })];
  assert.deepEqual(texts("x | y | state", set), ["Batterie"]);
  assert.deepEqual(texts("x | y | state", set.slice(0, 1)), ["nein"]);
});

test("several series are named by the inventory, and by the labels in which they differ", () => {
  const values = liveValues(
    line("x | y | celsius"),
    [
      sample(24, { device: "sensor-rz2", sensor: "Rack 1", room: "rz2", job: "devices" }),
      sample(23, { device: "sensor-rz1", sensor: "Rack 1", room: "rz1", job: "devices" }),
    ],
    site,
    "de",
  );
  assert.deepEqual(
    values.map(({ about }) => about),
    ["Raumsensorik Raum 1 (Zuluft am Rack, Feuchte, Leckage)", "Raumsensorik Raum 2 (Zuluft am Rack, Feuchte, Leckage)"],
  );
  const rooms = liveValues(line("x | y | number"), [sample(1, { room: "rz1" }), sample(2, { room: "rz2" })], site, "de");
  assert.deepEqual(
    rooms.map(({ about }) => about),
    ["Rechenzentrum Raum 1", "Rechenzentrum Raum 2"],
  );
  const phases = liveValues(
    line("x | y | number"),
    [sample(231, { device: "usv-a", phase: "L2" }), sample(229, { device: "usv-a", phase: "L1" })],
    site,
    "de",
  );
  assert.deepEqual(
    phases.map(({ about }) => about),
    ["L1", "L2"],
  );
});

test("conditions compare numbers and states", () => {
  const holds = (text: string, value: Sample): boolean | undefined => liveValues(line(text), [value], site, "de")[0]?.fulfilled;
  for (const [condition, value, expected] of [
    ["< 27", 26.9, true],
    ["< 27", 27, false],
    ["<= 27", 27, true],
    ["> 0.5", 0.5, false],
    [">= 600", 600, true],
    ["== 0", 0, true],
    ["!= 0", 0, false],
  ] as const) {
    assert.equal(holds(`x | y | number | ${condition}`, sample(value)), expected, `${value} ${condition}`);
  }
  assert.equal(holds("x | y | state | == mains, booster", sample(1, { state: "booster" })), true);
  assert.equal(holds("x | y | state | != battery", sample(1, { state: "battery" })), false);
  assert.equal(holds("x | y | number", sample(1)), undefined);
});
