/** Whose row is it still: what must raise a doubt, and what must not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { RowNames } from "../../collectors/names.ts";

type Counters = readonly [number, number];

const rowsOf = (counters: readonly Counters[]): RowNames =>
  new RowNames(
    {
      asks: [],
      series: [],
      watches: [],
      profiles: [],
      values: counters.flat(),
      named: counters.map((_, row) => ({ oid: `1.3.6.${row}`, name: `port ${row}`, slots: [2 * row, 2 * row + 1] })),
    },
    0,
  );
const doubts = (names: RowNames, counters: readonly Counters[], now = 0): readonly number[] =>
  names.doubtful(counters.flat(), now);

test("rows that change places and then show another's counters are never told before one of their names is read", () => {
  const counter = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 1000 }), fc.constant(0));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(counter, counter, counter, counter), { minLength: 2, maxLength: 12 }).chain((rows) =>
        fc.record({
          rows: fc.constant(rows),
          places: fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
          earlier: fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { minLength: rows.length, maxLength: rows.length }),
        }),
      ),
      ({ rows, places, earlier }) => {
        // One poll goes before, so that the order is one that was kept up and not one that was made.
        const before = rows.map(([first, second]): Counters => [first, second]);
        const names = rowsOf(
          before.map(([first, second], row): Counters => [first - (earlier[row]?.[0] ?? 0), second - (earlier[row]?.[1] ?? 0)]),
        );
        names.seen(before.flat());
        const now = rows.map(([first, second, more, some]): Counters => [first + more, second + some]);
        const shown = places.map((place): Counters => now[place] ?? [0, 0]);
        const wrong = shown.some((counters, row) => counters.join() !== now[row]?.join());
        const read = doubts(names, shown);
        if (wrong)
          assert.ok(
            read.some((row) => places[row] !== row),
            `${JSON.stringify({ before, shown })}: only ${read.join()}`,
          );
      },
    ),
    { numRuns: 2000 },
  );
});

test("rows that count alike, that rest or that keep their distance raise no doubt", () => {
  const before: Counters[] = [
    [0, 0],
    [0, 0],
    [500, 10],
    [500, 10],
    [10_000, 7],
    [50_000, 9],
  ];
  const names = rowsOf(before);
  assert.deepEqual(doubts(names, before), []);
  const later: Counters[] = [
    [0, 0],
    [0, 0],
    [700, 30],
    [700, 30],
    [12_000, 8],
    [90_000, 19],
  ];
  assert.deepEqual(doubts(names, later), []);
});

test("one of several equal rows that counts, a counter that falls and two quiet minutes each raise a doubt", () => {
  const before: Counters[] = [
    [0, 0],
    [0, 0],
    [500, 10],
  ];
  const names = rowsOf(before);
  assert.deepEqual(
    doubts(names, [
      [0, 0],
      [3, 0],
      [500, 10],
    ]),
    [1],
  );
  assert.deepEqual(
    doubts(names, [
      [0, 0],
      [0, 0],
      [499, 10],
    ]),
    [0, 1, 2],
  );
  assert.deepEqual(doubts(names, before, 119_000), []);
  assert.deepEqual(doubts(names, before, 120_000), [0, 1, 2]);
  names.seen(before.flat(), 120_000);
  assert.deepEqual(doubts(names, before, 239_000), []);
});
