/** Scenario 12: the disk is full, on a small file system of its own; the database is locked by somebody else. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { removeFolder } from "../folder.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { fourQuestions } from "./four-questions.ts";
import { startPager, type Pager } from "./pager.ts";
import { alertJson, bodyOf, exampleSite, openMailbox, openTables, temporaryFolder, textOf, waitFor } from "./setup.ts";

const sqlite = [undefined, "", "sqlite"].includes(process.env["LEITSTAND_TEST_DATABASE"]);

/** A file system of so many bytes and files; undefined: this machine does not let us mount one. */
function smallDisk(t: Pick<TestContext, "after">, bytes: number, files = 10_000): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-disk-"));
  const options = `size=${bytes},nr_inodes=${files}`;
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { encoding: "utf8" });
  t.after(() => {
    if (mounted.status === 0) spawnSync("umount", ["-l", folder]);
    // The service still runs, and may make its file anew under the name that is free now.
    removeFolder(folder);
  });
  return mounted.status === 0 ? folder : undefined;
}

/** Takes whatever is free, to the last page. */
function fill(folder: string, name: string): void {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(join(folder, name), Buffer.alloc(bavail * bsize));
  } catch (error) {
    // The pager took some of it meanwhile; what could be written stays.
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

const startsAt = new Date().toISOString();
const alert = (name: string, text = "") => bodyOf(alertJson({ name, startsAt, annotations: { description: `x${text}` } }));

/** Posts like Alertmanager: again and again while the answer is a 5xx. @returns how often it was told to come again */
async function insist(pager: Pager, body: object, most = 200): Promise<number> {
  for (let refused = 0; ; refused++) {
    const { status } = await pager.post(body);
    if (status === 200) return refused;
    assert.equal(status, 503, "anything but 200 must be an answer that Alertmanager repeats");
    assert.ok(refused < most, "it never becomes 200");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const namesOf = async (db: Database): Promise<string[]> => {
  const rows = await db.selectFrom("oncall_incident").select("labels").execute();
  return rows.map(({ labels }) => (JSON.parse(labels) as { alertname: string }).alertname);
};

test("12: the disk is full: alarms are stored and paged from the reserve, then from memory, and all goes on by itself when there is room", async (t) => {
  const folder = smallDisk(t, 24 * 2 ** 20);
  if (folder === undefined || !sqlite) {
    t.skip(
      sqlite ? "LEFT OUT: no small file system can be mounted here (needs root)" : "a file of SQLite is what needs the reserve",
    );
    return;
  }
  const file = join(folder, "oncall.db");
  const mailbox = await openMailbox(t);
  const pager = await startPager(t, { file, ports: [mailbox.port], reserve: 4 * 2 ** 20, unstoredAfter: 2000 });
  const { db } = await openTables(file);
  t.after(() => db.destroy());
  const subjects = (): string[] => mailbox.mails.map(({ subject = "" }) => subject);
  const mailOf = (pattern: RegExp) =>
    waitFor(
      () => `a mail ${String(pattern)}, have ${subjects().join("; ")}`,
      () => mailbox.mails.find(({ subject }) => pattern.test(subject ?? "")),
    );
  const before = await insist(pager, alert("Before"));
  await mailOf(/Before|USV läuft/);
  assert.equal(before, 0);
  assert.ok(existsSync(join(folder, "reserve")));

  // Somebody fills the disk, and goes on filling it while alarms come.
  fill(folder, "filler");
  const acknowledged = ["Before"];
  const refusals: number[] = [];
  for (let index = 0; index < 8; index++) {
    const name = `Full${index}`;
    refusals.push(await insist(pager, alert(name)));
    acknowledged.push(name);
    fill(folder, `filler-${index}`);
  }
  assert.ok(!existsSync(join(folder, "reserve")), "the reserve is given up");
  const disk = await mailOf(/^KRITISCH: Die Platte des Leitstands ist voll/);
  assert.match(textOf(disk), /runbooks\/LeitstandDiskFull/);
  const stored = await namesOf(db);
  assert.deepEqual(
    acknowledged.filter((name) => !stored.includes(name)),
    [],
    "no 2xx without a durable record",
  );

  // What was claimed is used up as well: nothing can be stored any more.
  let used = 0;
  for (let inRow = 0, tries = 0; inRow < 4 && tries < 400; tries++) {
    // Warnings: the mail from memory below is about the critical one, however long this takes.
    const big = alertJson({
      name: `Big${used}`,
      startsAt,
      labels: { severity: "warning" },
      annotations: { description: "y".repeat(60_000) },
    });
    const { status } = await pager.post(bodyOf(big));
    if (status === 200) acknowledged.push(`Big${used++}`);
    inRow = status === 200 ? 0 : inRow + 1;
  }
  assert.ok(used > 3 && used < 400, `${used} large alarms found room in the reserve`);
  const last = bodyOf(
    alertJson({
      name: "Lost",
      device: "kuehl-1",
      startsAt,
      annotations: { summary: "Kühlung aus: kuehl-1 (Raum rz1)", description: "z".repeat(60_000) },
    }),
  );
  // Pages of before that cannot be claimed any more may have taken the mail of this minute.
  const memory = await waitFor(
    "a mail from memory",
    async () => {
      assert.equal((await pager.post(last)).status, 503);
      await new Promise((resolve) => setTimeout(resolve, 250));
      const mails = mailbox.mails.filter(({ subject }) => subject?.includes("nicht gespeichert"));
      return mails.find((mail) => `${mail.subject} ${textOf(mail)}`.includes("Kühlung aus"));
    },
    90_000,
  );
  assert.match(textOf(memory), /Alarmliste des Alertmanagers/);
  const shown = async (): Promise<string> => (await fetch(`${pager.url}/incidents`)).text();
  await waitFor("the page to say it", async () => (await shown()).includes("lässt sich nichts speichern") || undefined);

  // People make room.
  for (let index = 0; index < 8; index++) rmSync(join(folder, `filler-${index}`), { force: true });
  rmSync(join(folder, "filler"));
  const freedAt = performance.now();
  await insist(pager, last);
  await waitFor("the reserve is back", () => (existsSync(join(folder, "reserve")) ? true : undefined));
  await waitFor("the end of the incident about the disk", async () => {
    const open = (await (await fetch(`${pager.url}/incidents.json`)).json()) as { title: string }[];
    return open.some(({ title }) => title.includes("Platte")) ? undefined : true;
  });
  await waitFor("the page to say no more", async () => ((await shown()).includes("nichts speichern") ? undefined : true));
  const recoveredMs = performance.now() - freedAt;
  const all = await namesOf(db);
  assert.deepEqual(
    [...acknowledged, "Lost"].filter((name) => !all.includes(name)),
    [],
  );
  let ahead = 330;
  await pager.setOffset(ahead);
  await waitFor("a log entry about what was told from memory", async () => {
    const rows = await db.selectFrom("oncall_log").select("seq").where("kind", "=", "told-unstored").execute();
    return rows.length > 0 ? true : undefined;
  });
  await fourQuestions(t, {
    db,
    site: exampleSite(),
    now: () => new Date(Date.now() + ahead * 1000),
    mails: mailbox.mails,
    // Lists leave some minutes apart.
    turn: () => void pager.setOffset((ahead += 1)),
  });
  t.diagnostic(
    `503 while the disk filled: ${refusals.reduce((sum, count) => sum + count, 0)}; ${used} alarms of 60 kB from the reserve; recovered ${(recoveredMs / 1000).toFixed(1)} s after there was room`,
  );
});

/** Takes every file that the file system still has. @returns how many */
function takeInodes(folder: string): number {
  for (let count = 0; ; count++) {
    try {
      writeFileSync(join(folder, `file-${count}`), "");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOSPC") return count;
      throw error;
    }
  }
}

test("12: no file can be made any more (no inodes): alarms are stored and paged with the files that are there, after a kill too, and no 2xx is a lie", async (t) => {
  const folder = smallDisk(t, 24 * 2 ** 20, 40);
  if (folder === undefined || !sqlite) {
    t.skip(sqlite ? "LEFT OUT: no small file system can be mounted here (needs root)" : "a file of SQLite is what needs files");
    return;
  }
  const file = join(folder, "oncall.db");
  const mailbox = await openMailbox(t);
  const start = () => startPager(t, { file, ports: [mailbox.port], reserve: 4 * 2 ** 20, unstoredAfter: 2000 });
  const first = await start();
  await insist(first, alert("Before"));
  assert.ok(takeInodes(folder) > 10);
  assert.equal(await insist(first, alert("Without")), 0, "nothing that the service does needs a new file");
  await mailbox.until(4);
  const { db } = await openTables(file);
  t.after(() => db.destroy());
  await waitFor("all written down", async () => {
    const rows = await db.selectFrom("oncall_delivery").select("id").where("state", "!=", "accepted").execute();
    return rows.length === 0 ? true : undefined;
  });
  await first.kill();
  takeInodes(folder);
  const second = await start();
  assert.equal(await insist(second, alert("After")), 0);
  assert.deepEqual((await namesOf(db)).sort(), ["After", "Before", "Without"]);
  await fourQuestions(t, {
    db,
    site: exampleSite(),
    now: () => new Date(),
    mails: mailbox.mails,
    repetitions: 2,
  });
});

test("12: another process holds the database for a while: nothing is called stored, pages are shown, critical alarms leave from memory, and everything follows", async (t) => {
  if (!sqlite) {
    t.skip("a file of SQLite is what another process can lock");
    return;
  }
  const lockMs = Number(process.env["LOCK"] ?? 0) * 1000;
  const file = join(temporaryFolder(t), "oncall.db");
  const mailbox = await openMailbox(t);
  // The lock holds until alerts have left from memory: two answers of 503 take 10 s. LOCK=60 has the real patience too.
  const pager = await startPager(t, { file, ports: [mailbox.port], steps: 5, ...(lockMs < 60_000 && { unstoredAfter: 1000 }) });
  await insist(pager, alert("Before"));
  await mailbox.until(2);
  const program = `
    import { DatabaseSync } from "node:sqlite";
    const db = new DatabaseSync(process.argv[1], { timeout: 10000 });
    db.exec("begin immediate");
    process.stdout.write("locked\\n");
    process.stdin.on("end", () => { db.exec("rollback"); db.close(); }).resume();`;
  const locker = spawn(process.execPath, ["--input-type=module", "-e", program, file], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => locker.kill("SIGKILL"));
  await new Promise((resolve) => locker.stdout.once("data", resolve));
  const lockedAt = performance.now();
  const body = bodyOf(alertJson({ name: "Locked", device: "usv-b", startsAt }));
  let answered = false;
  const stored = insist(pager, body).finally(() => (answered = true));
  assert.equal((await fetch(`${pager.url}/incidents`)).status, 200, "a locked database holds up no reader");
  // While it is locked, not afterwards: the lock waits for them.
  const fromMemory = () => mailbox.mails.filter(({ subject }) => subject?.includes("nicht gespeichert"));
  const [memory = assert.fail()] = await waitFor(
    "both mails from memory",
    () => (fromMemory().length >= 2 ? fromMemory() : undefined),
    lockMs + 120_000,
  );
  const memoryMs = performance.now() - lockedAt;
  assert.match(textOf(memory), /Übernehmen ist nicht möglich/);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, lockMs - memoryMs)));
  assert.ok(!answered, "stored only once the database was free");
  locker.stdin.end();
  assert.ok((await stored) >= 1, "told to come again at least once");
  await waitFor("the page itself", () =>
    mailbox.mails.find(({ subject }) => subject?.includes("USV B") && !subject.includes("nicht gespeichert")),
  );
  const { db } = await openTables(file);
  t.after(() => db.destroy());
  await waitFor("the log's word on what was told from memory", async () => {
    const rows = await db.selectFrom("oncall_log").select("seq").where("kind", "=", "told-unstored").execute();
    return rows.length >= 2 ? true : undefined;
  });
  await fourQuestions(t, { db, site: exampleSite(), now: () => new Date(), mails: mailbox.mails });
  t.diagnostic(`mail from memory after ${(memoryMs / 1000).toFixed(1)} s`);
});
