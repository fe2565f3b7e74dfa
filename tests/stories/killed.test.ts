import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFolder } from "../folder.ts";
import { endAllFaults, mailsSince, openIncidents, query, setFault, type Mail } from "../../app/drill/clients.ts";
import { startLab, type RunningLab } from "../../app/drill/own-lab.ts";
import { until } from "../../app/drill/timeline.ts";

const isPage = (mail: Mail): boolean => mail.text.includes("/runbooks/UpsOnBattery") && !mail.subject.startsWith("Ende");

function killAll(lab: RunningLab): void {
  for (const pid of [lab.pid, ...Object.values(lab.ready.pids)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // The kernel ended it with its parent a moment ago: as intended.
    }
  }
}

/** One page is one person and one incident; the first step goes to two people for two UPS. */
function pagesOf(mails: readonly Mail[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const mail of mails.filter(isPage)) {
    for (const device of ["usv-a", "usv-b"].filter((id) => mail.text.includes(`device=${id}`))) {
      for (const person of mail.to) {
        const key = `${person} ${device}`;
        found.set(key, (found.get(key) ?? new Set()).add(mail.messageId));
      }
    }
  }
  return found;
}

/** As long as a busy machine may need; what is asserted is that it comes, and how often. */
const limitSeconds = 400;
const timeout = 3_600_000;

test(
  "everything is killed in the middle of an incident and started again: no page lost, none under a second Message-ID",
  { timeout },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "leitstand-killed-"));
    const since = new Date();
    let lab = await startLab(folder, "de");
    try {
      await endAllFaults(lab.ready.lab);
      await setFault(lab.ready.lab, { fault: "mains_failure" });
      // In the middle: the first page is out or about to go out, the others are not.
      await until("the first incident", limitSeconds, async () => (await openIncidents(lab.ready.url)).length > 0);
      killAll(lab);
      context.diagnostic("killed with the first incident open");
      lab = await startLab(folder, "de");
      await until("pages for both UPS to both on duty", limitSeconds, async () => {
        const pages = pagesOf(await mailsSince(lab.ready.lab, since));
        return pages.size >= 4 ? pages : undefined;
      });
      killAll(lab);
      context.diagnostic("killed again with all pages out");
      lab = await startLab(folder, "de");
      // Long enough for a page that would be repeated: one resend of Prometheus and two evaluations.
      await new Promise((resolve) => setTimeout(resolve, 25_000));
      const pages = pagesOf(await mailsSince(lab.ready.lab, since));
      assert.equal(pages.size, 4, `pages: ${[...pages.keys()].join(", ")}`);
      for (const [page, ids] of pages) assert.equal(ids.size, 1, `${page} was paged under ${ids.size} Message-IDs`);
      await endAllFaults(lab.ready.lab);
      await until(
        "the end of the outage",
        limitSeconds,
        async () => !(await openIncidents(lab.ready.url)).some(({ title }) => title === "UpsOnBattery"),
      );
    } finally {
      await lab.stop();
      removeFolder(folder);
    }
  },
);

test("each process that is killed alone is started again by up, and the whole is ready again", { timeout }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-killed-"));
  const lab = await startLab(folder, "de");
  try {
    for (const [name, pid] of Object.entries(lab.ready.pids)) {
      process.kill(pid, "SIGKILL");
      context.diagnostic(`killed ${name}`);
    }
    await until("the service ready again", limitSeconds, async () => (await fetch(`${lab.ready.url}/readyz`)).ok);
    const since = Date.now() / 1000;
    await until("all devices answer again", limitSeconds, async () => {
      const answering = await query(lab.ready.prometheus, `sum(probe_success and timestamp(probe_success) > ${since})`);
      return answering === 40;
    });
  } finally {
    await lab.stop();
    removeFolder(folder);
  }
});
