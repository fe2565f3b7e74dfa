import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { play } from "../../app/commands/drill.ts";
import { endAllFaults } from "../../app/drill/clients.ts";
import { startLab, type RunningLab } from "../../app/drill/own-lab.ts";
import { scenarios, type Scenario } from "../../app/drill/scenarios.ts";

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

function drill(scenario: Scenario): void {
  const skip = scenario.byHand === true && !all && "set LEITSTAND_ALL_DRILLS to play it";
  test(`drill ${scenario.id}: ${scenario.title.en}`, { skip }, async (context) => {
    const timeline = await play(scenario, lab.targets, "de", (line) => context.diagnostic(line));
    assert.deepEqual(
      timeline.steps.filter(({ ok }) => !ok),
      [],
    );
    assert.ok(timeline.steps.length >= 4, "a drill without steps proves nothing");
  });
}

/** They touch neither each other's devices nor people's mails about them, and both mostly wait for the hold times of their rules. */
const beside = ["vpn-full", "cooling-unit-lost"];
describe("drills beside each other", { concurrency: 2 }, () => {
  before(() => endAllFaults(lab.ready.lab));
  for (const scenario of scenarios) if (beside.includes(scenario.id)) drill(scenario);
});
describe("drills one after the other", () => {
  beforeEach(() => endAllFaults(lab.ready.lab));
  for (const scenario of scenarios) if (!beside.includes(scenario.id)) drill(scenario);
});
