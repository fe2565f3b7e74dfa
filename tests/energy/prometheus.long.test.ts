/** The whole way from raw counter samples in a real Prometheus to the ledger, killed and started again in between. */
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../folder.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { prometheusReader } from "../../app/prometheus.ts";
import { createBooker, isRead } from "../../energy-audit/ledger/booker.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { counterAt, database, exampleSite, log, powers } from "./fixture.ts";

/** Programs of the machine, not of the project. */
const programs = { prometheus: "prometheus", promtool: "promtool" };

async function startPrometheus(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn(
    programs.prometheus,
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      "--storage.tsdb.retention.time=10y",
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  for (let tries = 0; tries < 1200; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return child;
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error("Prometheus did not start");
}

test("raw samples of a real Prometheus are booked exactly, over a gap, a late start and a Prometheus that was away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-prometheus-"));
  const site = exampleSite();
  const start = Math.floor(Date.now() / 3_600_000) * 3600 - 12 * 3600;
  const lines: string[] = ["# TYPE power_energy_joules counter"];
  for (const { id, source } of site.meters.filter(isRead)) {
    const labels = `device="${source.device}",scope="inlet",direction="import",room="rz1",job="devices",instance="${source.device}"`;
    for (let second = 0; second <= 10 * 3600; second += 10) {
      if (id === "kaelte" && second > 5000 && second < 12_345) continue;
      // Scrapes come a little beside the full ten seconds, like real ones.
      lines.push(`power_energy_joules_total{${labels}} ${counterAt(id, second + 0.137)} ${start + second + 0.137}`);
    }
  }
  writeFileSync(join(folder, "samples.om"), `${lines.join("\n")}\n# EOF\n`);
  execFileSync(
    programs.promtool,
    ["tsdb", "create-blocks-from", "openmetrics", join(folder, "samples.om"), join(folder, "data")],
    {
      stdio: "ignore",
    },
  );
  writeFileSync(join(folder, "prometheus.yml"), "global: { scrape_interval: 10s }\n");

  const port = await freeTcpPort();
  let prometheus = await startPrometheus(folder, port);
  const db = await database(join(folder, "energy.db"));
  try {
    const reader = prometheusReader(() => `http://127.0.0.1:${port}`);
    const bookUpTo = (seconds: number): Promise<number> => {
      const until = new Date((start + seconds) * 1000);
      return createBooker({ db, site: () => site, reader, now: () => until, log }).bookUpTo(until);
    };
    assert.ok((await bookUpTo(4 * 3600)) > 0);
    prometheus.kill("SIGKILL");
    assert.equal(await bookUpTo(6 * 3600), 0);
    prometheus = await startPrometheus(folder, port);
    await bookUpTo(10 * 3600);

    const store = createLedgerStore(db);
    for (const { id } of site.meters) {
      const entries = await store.entries(id, { from: start, to: start + 86_400 });
      assert.deepEqual(
        entries.map(({ quarter }) => quarter),
        Array.from({ length: entries.length }, (_, index) => start + 900 * (index + 1)),
      );
      assert.equal(entries.length, 38, id);
      const joules = entries.reduce((sum, { amount }) => sum + amount, 0);
      const truth = (powers[id] ?? 0) * 38 * 900;
      assert.ok(Math.abs(joules - truth) <= 3600, `${id}: ${joules} J booked, ${truth} J used`);
      assert.equal(
        entries.some(({ method }) => method === "difference"),
        id === "kaelte",
      );
    }
  } finally {
    prometheus.kill("SIGKILL");
    await db.destroy();
    removeFolder(folder);
  }
});
