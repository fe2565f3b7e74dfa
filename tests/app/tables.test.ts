import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFolder } from "../folder.ts";
import { tableWorker } from "../../app/tables.ts";
import { guessPlan } from "../../energy-audit/entry/plan.ts";
import { createEntryStore } from "../../energy-audit/entry/store.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import type { Meter } from "../../site/inventory.ts";
import { database } from "../energy/fixture.ts";

test("a table is read and booked by a process of its own, once; a process that fails says why", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-table-"));
  const file = join(folder, "energy.db");
  const db = await database(file);
  try {
    const meters: Meter[] = [
      { id: "pumpen", name: "Pumpen", role: "pump", accuracy_percent: 1, resolution_wh: 1, max_watts: 8000 },
    ];
    const ledger = createLedgerStore(db);
    const worker = tableWorker(file);
    const entries = createEntryStore(
      db,
      ledger,
      () => new Date("2026-11-28T12:00:00Z"),
      () => meters,
      worker,
    );
    const person = { id: "energie", name: "Energie", roles: ["energy" as const] };
    const text = "utc;Pumpen kWh\n2026-11-01T00:00Z;1,5\n2026-11-01T00:15Z;\n2026-11-01T00:30Z;2\n";
    const path = join(folder, "pumpen.csv");
    writeFileSync(path, text);
    const id = await entries.keepTable({ head: text, path }, guessPlan(text, "pumpen.csv", meters), person);
    const first = Date.parse("2026-11-01T00:00:00Z") / 1000;
    const would = [{ meter: "pumpen", quarters: 2, missing: 1, amount: 12_600_000, from: first, to: first + 2700 }];
    assert.deepEqual(await entries.preview(id), { problems: [], meters: would });
    assert.equal((await ledger.spans()).size, 0, "a preview books nothing");
    const [one, two] = await Promise.all([entries.bookTable(id, person), entries.bookTable(id, person)]);
    assert.deepEqual([one.meters, two.meters], [would, []], "pressed twice it is booked once");
    assert.equal((await ledger.entries("pumpen", { from: first, to: first + 3600 })).length, 2);
    assert.equal((await entries.table(id))?.booked?.quarters, 2);
    await assert.rejects(
      tableWorker(join(folder, "no", "such"))({ id, act: "preview", meters, person: "", at: "" }),
      /the table was not read \(exit 1\): /,
    );
  } finally {
    await db.destroy();
    removeFolder(folder);
  }
});
