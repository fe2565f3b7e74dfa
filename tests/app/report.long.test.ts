import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sql } from "kysely";
import { parse, stringify } from "yaml";
import { removeFolder } from "../folder.ts";
import { marchLedger, site } from "../energy/march.ts";

const root = join(import.meta.dirname, "..", "..");
const ledger = await marchLedger();
const folder = mkdtempSync(join(tmpdir(), "leitstand-report-command-"));
const siteFile = join(folder, "site.yaml");
after(async () => {
  await ledger.remove();
  removeFolder(folder);
});

const text = readFileSync(join(root, "site", "example.yaml"), "utf8");
writeFileSync(siteFile, stringify({ ...(parse(text) as object), meters: site.meters, energy: site.energy }));
// A copy of the file alone would miss what is still in the write-ahead log.
await sql`vacuum into ${join(folder, "energy.db")}`.execute(ledger.db);
const secrets = Object.fromEntries(Array.from(text.matchAll(/\$\{env:(\w+)\}/g), ([, name = ""]) => [name, "geheim-und-lang"]));

function report(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const all = [join(root, "app", "cli.ts"), "report", "energy", "--site", siteFile, "--data", folder, ...args];
  const env = { ...process.env, ...secrets, LANG: "de_DE.UTF-8" };
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, env, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

test("report energy writes a month in the format asked for, a customer's statement, and says what it cannot do", () => {
  const month = report("--year", "2025", "--month", "3", "--format", "csv");
  assert.deepEqual([month.code, month.out], [0, "Geschrieben: energiebericht-2025-03.csv\n"], month.err);
  assert.match(readFileSync(join(folder, "energiebericht-2025-03.csv"), "utf8"), /;Interims-PUE, Kategorie 1;1,2/);
  const statement = report("--year", "2025", "--month", "3", "--customer", "kulturbetriebe", "--out", "k.pdf");
  assert.deepEqual([statement.code, statement.out], [0, "Geschrieben: k.pdf\n"], statement.err);
  assert.equal(readFileSync(join(folder, "k.pdf")).toString("latin1", 0, 4), "%PDF");
  const unknown = report("--year", "2025", "--customer", "niemand");
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /Einen Kunden "niemand" gibt es nicht; eingetragen sind: stadtverwaltung, kulturbetriebe/);
  const released = report("--year", "2025", "--month", "3", "--issue");
  assert.deepEqual([released.code, released.err], [1, "Kein Bericht: Diesen Zeitraum hat noch niemand freigegeben.\n"]);
});

test("report energy refuses what makes no sense with its usage and exit code 2", () => {
  for (const args of [
    ["--year", "25"],
    ["--year", "2025", "--month", "13"],
    ["--year", "2025", "--month", "1", "--quarter", "1"],
    ["--month", "3"],
    ["--year", "2025", "--format", "doc"],
    ["--hours", "4", "--year", "2025"],
    ["--year", "2025", "--customer", "kulturbetriebe", "--format", "xlsx"],
  ]) {
    const { code, err } = report(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, /^Aufruf: leitstand report energy/m);
  }
});
