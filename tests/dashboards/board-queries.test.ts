import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { stringify } from "yaml";
import { removeFolder } from "../folder.ts";
import { recordings } from "../../alerts/recordings.ts";
import { names, selectors } from "../../dashboards/board/read.ts";
import { metricOf } from "../../site/metrics.ts";
import { exampleSite } from "./healthy.ts";

test("the board reads canonical metrics, recordings of our rules and Prometheus' own, nothing else", () => {
  const recorded = new Set(recordings.map(({ name }) => name));
  assert.deepEqual(
    names.filter((name) => name !== "up" && metricOf(name) === undefined && !recorded.has(name)),
    [],
  );
});

test("Prometheus understands every selector of the board, whatever the interfaces are called", () => {
  const site = exampleSite();
  const strange = site.devices.map((device) =>
    device.uplinks.length > 0 ? { ...device, uplinks: ['Te1/1/1.100 (a|b) "x"\\'] } : device,
  );
  const folder = mkdtempSync(join(tmpdir(), "board-"));
  try {
    const rules = [...selectors(site), ...selectors({ ...site, devices: strange })].map((selector, index) => ({
      record: `board:selector${index}`,
      expr: `count_over_time(${selector}[1m])`,
    }));
    writeFileSync(join(folder, "rules.yml"), stringify({ groups: [{ name: "board", rules }] }));
    const { status, stderr } = spawnSync("promtool", ["check", "rules", join(folder, "rules.yml")], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.ok(rules.length >= 6);
  } finally {
    removeFolder(folder);
  }
});
