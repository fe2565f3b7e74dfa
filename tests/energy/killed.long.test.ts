import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { removeFolder } from "../folder.ts";
import { createBooker } from "../../energy-audit/ledger/booker.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { monthReader, monthSeconds, monthStart } from "./booking-child.ts";
import { database, log, powers } from "./fixture.ts";

const program = fileURLToPath(new URL("booking-child.ts", import.meta.url));

/** Runs the booking and kills it after a while; true if it ended by itself before. */
async function bookFor(file: string, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, file], { stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearTimeout(timer);
  return code === 0;
}

test("a month of 15-second samples, killed with SIGKILL at random points, books the same energy", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-killed-"));
  const file = join(folder, "energy.db");
  const { site, reader } = monthReader();
  const [hour] = await reader.raw('x{device="zaehler-netz"}', new Date(monthStart * 1000), new Date((monthStart + 3600) * 1000));
  assert.equal(hour?.points.length, 241, "a sample every 15 seconds");
  const until = new Date((monthStart + monthSeconds) * 1000);
  const period = { from: monthStart, to: monthStart + monthSeconds };

  let kills = 0;
  // Each life is longer by a share: where a process takes ten times as long to start, the whole must not take a hundred times.
  for (let wait = 400; !(await bookFor(file, wait)); wait *= 1.05 + Math.random() * 0.15) {
    kills += 1;
    assert.ok(kills < 60, "it never ends");
  }
  t.diagnostic(`${kills} kills`);
  assert.ok(kills >= 3, `only ${kills} kills: the test proves nothing`);

  const whole = await database();
  await createBooker({ db: whole, site: () => site, reader, now: () => until, log }).bookUpTo(until);
  const killed = await database(file);
  for (const { id } of site.meters) {
    const expected = await createLedgerStore(whole).entries(id, period);
    const entries = await createLedgerStore(killed).entries(id, period);
    assert.equal(entries.length, 743 * 4);
    assert.deepEqual(entries, expected);
    const joules = entries.reduce((sum, { amount }) => sum + amount, 0);
    assert.ok(Math.abs(joules - (powers[id] ?? 0) * monthSeconds) <= 3600, `${id}: ${joules} J`);
  }
  await Promise.all([whole.destroy(), killed.destroy()]);
  removeFolder(folder);
});
