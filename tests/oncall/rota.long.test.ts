import assert from "node:assert/strict";
import { test } from "node:test";
import { shifts, whoIsOnCall } from "../../alerts/oncall/rota.ts";
import { rota as rotaSchema } from "../../site/inventory.ts";
import { askOracle, compareWithOracle } from "./rota-oracle.ts";

test("at every minute of 20 years a rota with hand-over at 02:30 names whom Python names", (t) => {
  const rota = rotaSchema.parse({
    id: "r",
    name: "R",
    layers: [{ participants: ["anna", "bruno", "clara"], starts: "2020-01-01T02:30", shift: "12h" }],
  });
  const start = Date.UTC(2020, 0, 1, 1, 30) / 1000;
  const end = Date.UTC(2040, 0, 1) / 1000;
  const [changes] = (askOracle(t, [{ rota, zone: "Europe/Berlin", start, end, look: "every minute" }]) ?? []) as [
    number,
    string,
  ][][];
  if (changes === undefined) return;
  const own = shifts(rota, "Europe/Berlin", new Date(start * 1000), new Date(end * 1000));
  assert.ok(changes.length > 14_000);
  assert.deepEqual(
    own.map(({ from, contact }) => [from.getTime() / 1000, contact]),
    changes,
  );
  // Between two changes the answer is the same by the property test; EVERY_MINUTE=1 asks every minute all the same.
  const stepMinutes = process.env["EVERY_MINUTE"] === "1" ? 1 : 499;
  let change = 0;
  let asked = 0;
  for (let at = start; at < end; at += stepMinutes * 60) {
    while ((changes[change + 1]?.[0] ?? Infinity) <= at) change++;
    const found = whoIsOnCall(rota, "Europe/Berlin", new Date(at * 1000)).contact;
    if (found !== changes[change]?.[1])
      assert.fail(`${new Date(at * 1000).toISOString()}: ${found}, Python: ${changes[change]?.[1]}`);
    asked++;
  }
  t.diagnostic(`whoIsOnCall asked at ${asked} minutes`);
});

test("random rotas, many of them (ROTAS=10000 for the long form)", (t) => {
  const count = Number(process.env["ROTAS"] ?? 200);
  compareWithOracle(t, count, count * 50);
});
