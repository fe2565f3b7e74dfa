import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { play } from "../../app/commands/drill.ts";
import { endAllFaults } from "../../app/drill/clients.ts";
import { startLab, type RunningLab } from "../../app/drill/own-lab.ts";
import { scenarios } from "../../app/drill/scenarios.ts";

let folder: string;
let lab: RunningLab;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "leitstand-story-"));
  lab = await startLab(folder, "de");
});
after(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("when leitstand up says that it is ready, every target is scraped and the board shows values", async (context) => {
  context.diagnostic(`ready after ${lab.ready.seconds} s`);
  const targets = (await (await fetch(`${lab.ready.prometheus}/api/v1/targets?state=active`)).json()) as {
    data: { activeTargets: { health: string; labels: { job: string } }[] };
  };
  const devices = targets.data.activeTargets.filter(({ labels }) => labels.job === "devices");
  assert.equal(devices.length, 40);
  assert.ok(targets.data.activeTargets.every(({ health }) => health === "up"));
  const board = await (await fetch(`${lab.ready.url}/`)).text();
  assert.match(board, /USV A/);
});

const all = process.env["LEITSTAND_ALL_DRILLS"] !== undefined;

// One after the other, in this order: whoever was paged much within ten minutes gets lists, and a drill wants single pages.
for (const scenario of scenarios) {
  const skip = scenario.byHand === true && !all && "set LEITSTAND_ALL_DRILLS to play it";
  test(`drill ${scenario.id}: ${scenario.title.en}`, { skip }, async (context) => {
    await endAllFaults(lab.ready.lab);
    const timeline = await play(scenario, lab.targets, "de", (line) => context.diagnostic(line));
    assert.deepEqual(
      timeline.steps.filter(({ ok }) => !ok),
      [],
    );
    assert.ok(timeline.steps.length >= 4, "a drill without steps proves nothing");
  });
}
