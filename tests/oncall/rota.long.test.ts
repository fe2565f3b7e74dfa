import assert from "node:assert/strict";
import { test } from "node:test";
import { shifts } from "../../alerts/oncall/rota.ts";
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
});

test("random rotas, many of them (ROTAS=10000 for the long form)", (t) => {
  const count = Number(process.env["ROTAS"] ?? 200);
  compareWithOracle(t, count, count * 50);
});
