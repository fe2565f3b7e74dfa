/**
 * Scenario 12: the file system under the database becomes read-only while the service runs, as ext4 does it when its disk
 * fails. A real ext4 on a loop device: `chmod` does not bind root, and a tmpfs with open files lets nobody remount it.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { removeFolder } from "../folder.ts";
import { fourQuestions } from "./four-questions.ts";
import { startPager } from "./pager.ts";
import { alertJson, bodyOf, exampleSite, openMailbox, openTables, textOf, waitFor } from "./setup.ts";

const sqlite = [undefined, "", "sqlite"].includes(process.env["LEITSTAND_TEST_DATABASE"]);

interface Disk {
  readonly folder: string;
  /** What the kernel does when the disk fails: from now on nothing is written. */
  fail(): void;
  /** Mounted anew, once nobody holds a file of it. */
  mend(): Promise<void>;
}

/** A small ext4; undefined: this machine does not let us make one. */
function ext4(t: TestContext): Disk | undefined {
  const base = mkdtempSync(join(tmpdir(), "leitstand-read-only-"));
  const [image, folder] = [join(base, "image"), join(base, "disk")];
  const done = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
  writeFileSync(image, "");
  truncateSync(image, 24 * 2 ** 20);
  mkdirSync(folder);
  const mount = (): boolean => done("mount", "-o", "loop", image, folder);
  // In one step: the folder cannot be removed while something is mounted in it.
  t.after(() => {
    done("umount", "-l", folder);
    removeFolder(base);
  });
  if (!done("mkfs.ext4", "-q", image) || !mount()) return undefined;
  return {
    folder,
    fail: () => assert.ok(done("mount", "-o", "remount,abort", folder)),
    // The kernel may need a moment after its last user is gone.
    mend: async () => {
      await waitFor("the file system to be free", () => done("umount", folder) || undefined);
      assert.ok(mount());
    },
  };
}

test("12: the file system becomes read-only: nothing is called stored, the page says so, what is critical leaves from memory, and after the repair a plain restart has everything", async (t) => {
  const disk = sqlite ? ext4(t) : undefined;
  if (disk === undefined) {
    t.skip(sqlite ? "LEFT OUT: no ext4 can be mounted here (needs root and a loop device)" : "a file of SQLite is meant");
    return;
  }
  const startsAt = new Date().toISOString();
  const alert = (device: string) => bodyOf(alertJson({ device, startsAt }));
  const mailbox = await openMailbox(t);
  const options = { file: join(disk.folder, "oncall.db"), ports: [mailbox.port], unstoredAfter: 1000 };
  const first = await startPager(t, options);
  assert.equal((await first.post(alert("usv-a"))).status, 200);
  await mailbox.until(2);
  const settled = await openTables(options.file);
  await waitFor("both written down", async () => {
    const waiting = await settled.db.selectFrom("oncall_delivery").select("id").where("state", "!=", "accepted").execute();
    return waiting.length === 0 ? true : undefined;
  });
  await settled.db.destroy();

  disk.fail();
  // Alertmanager comes again and again.
  const memory = await waitFor(
    "a mail from memory",
    async () => {
      assert.equal((await first.post(alert("usv-b"))).status, 503, "no 2xx without a record");
      await new Promise((resolve) => setTimeout(resolve, 250));
      return mailbox.mails.find(({ subject }) => subject?.includes("nicht gespeichert"));
    },
    60_000,
  );
  assert.match(`${memory.subject} ${textOf(memory)}`, /USV läuft auf Batterie/);
  await waitFor(
    "the page to say it",
    async () => (await (await fetch(`${first.url}/incidents`)).text()).includes("lässt sich nichts speichern") || undefined,
    60_000,
  );
  assert.equal(first.process.exitCode ?? first.process.signalCode, null, "the process lives");

  await first.kill();
  await disk.mend();
  const second = await startPager(t, options);
  assert.equal((await second.post(alert("usv-b"))).status, 200);
  const stored = () => mailbox.mails.filter(({ subject }) => subject?.includes("nicht gespeichert") !== true);
  await waitFor("its pages to both", () =>
    stored().filter(({ subject }) => subject?.includes("USV B")).length >= 2 ? true : undefined,
  );
  const { db } = await openTables(options.file);
  t.after(() => db.destroy());
  const devices = (await db.selectFrom("oncall_incident").select("labels").execute()).map(
    ({ labels }) => (JSON.parse(labels) as { device: string }).device,
  );
  assert.deepEqual(devices.sort(), ["usv-a", "usv-b"]);
  // Who told it from memory had no disk to write that down, and is gone.
  await fourQuestions(t, { db, site: exampleSite(), now: () => new Date(), mails: stored });
});
