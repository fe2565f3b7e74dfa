import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { removeFolder } from "../folder.ts";
import { play } from "../../app/commands/drill.ts";
import { endAllFaults } from "../../app/drill/clients.ts";
import { startLab, type RunningLab } from "../../app/drill/own-lab.ts";
import { scenarios } from "../../app/drill/scenarios.ts";
import { until } from "../../app/drill/timeline.ts";

/** Every drill, and its promised seconds asserted; without it they are printed, since a busy machine stretches them. */
const all = process.env["LEITSTAND_ALL_DRILLS"] !== undefined;
const patience = all ? 1 : 4;
/** Longer than any drill may be waited for. */
const timeout = 3_600_000;

/**
 * A whole installation, and in it drills one after the other: whoever was paged much within ten minutes gets lists, and a drill
 * wants single pages.
 */
function installation(name: string, ids: readonly string[], more: (lab: () => RunningLab) => void = () => undefined): void {
  describe(name, { concurrency: 1, timeout }, () => {
    let folder = "";
    let lab: RunningLab | undefined;
    const running = (): RunningLab => lab ?? assert.fail("the lab did not start");
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "leitstand-story-"));
      lab = await startLab(folder, "de");
    });
    after(async () => {
      await lab?.stop();
      removeFolder(folder);
    });
    more(running);
    for (const scenario of scenarios.filter(({ id }) => ids.includes(id))) {
      const skip = scenario.byHand === true && !all && "set LEITSTAND_ALL_DRILLS to play it";
      test(`drill ${scenario.id}: ${scenario.title.en}`, { skip, timeout }, async (context) => {
        await endAllFaults(running().ready.lab);
        const timeline = await play(scenario, running().targets, "de", (line) => context.diagnostic(line), patience);
        assert.deepEqual(
          timeline.steps.filter(({ came, ok }) => !came || (all && !ok)),
          [],
        );
        assert.ok(timeline.steps.length >= 4, "a drill without steps proves nothing");
      });
    }
  });
}

/** Drills mostly wait for the hold times of rules: two installations wait side by side. */
const plan: readonly (readonly string[])[] = [
  ["mains-failure", "vpn-full"],
  ["cooling-unit-lost", "silent-on-battery", "generator-fails"],
];

test("every drill is played", () => {
  assert.deepEqual(plan.flat().sort(), scenarios.map(({ id }) => id).sort());
});

describe("drills", { concurrency: plan.length, timeout }, () => {
  installation("first installation", plan[0] ?? [], (lab) => {
    test("when leitstand up says that it is ready, every target is scraped and the board shows values", async (context) => {
      const { ready } = lab();
      context.diagnostic(`ready after ${ready.seconds} s`);
      // A scrape that a busy machine cuts off a moment later is made up for by the next.
      await until("every target is scraped", 300, async () => {
        const targets = (await (await fetch(`${ready.prometheus}/api/v1/targets?state=active`)).json()) as {
          data: { activeTargets: { health: string; labels: { job: string } }[] };
        };
        const { activeTargets } = targets.data;
        assert.equal(activeTargets.filter(({ labels }) => labels.job === "devices").length, 40);
        return activeTargets.every(({ health }) => health === "up");
      });
      const board = await (await fetch(`${ready.url}/`)).text();
      assert.match(board, /USV A/);
    });
  });
  installation("second installation", plan[1] ?? []);
});
