import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pino } from "pino";
import { removeFolder } from "../folder.ts";
import { writeConfigs } from "../../app/configs.ts";
import { siteIdOf } from "../../app/installation.ts";
import { watchSite } from "../../app/site-file.ts";
import { holdFolder, lastGoodSite } from "../../app/state-folder.ts";
import { readSite } from "../../site/read.ts";

const root = join(import.meta.dirname, "../..");
const log = pino({ level: "silent" });
const good = readFileSync(join(root, "site/example.yaml"), "utf8");
const secrets = ["LEITSTAND_SNMP_COMMUNITY", "LEITSTAND_SNMP_AUTH_KEY", "LEITSTAND_SNMP_PRIV_KEY", "LEITSTAND_WEBHOOK_TOKEN"];

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-site-"));
  t.after(() => removeFolder(folder));
  for (const name of secrets) process.env[name] ??= "long-enough-for-a-key";
  return folder;
}

test("a process that starts while the site file is wrong begins with the last good one and says what is wrong", (t) => {
  const folder = folderFor(t);
  const path = join(folder, "site.yaml");
  writeFileSync(path, good);
  const before = watchSite(path, log, lastGoodSite(folder));
  before.close();
  assert.deepEqual(before.problems(), []);
  assert.equal(statSync(lastGoodSite(folder)).mode & 0o077, 0);

  writeFileSync(path, good.replace("class: ups", "class: usp"));
  const after = watchSite(path, log, lastGoodSite(folder));
  after.close();
  assert.deepEqual(after.site(), before.site());
  assert.equal(after.problems()[0]?.code, "SITE_VALUE_UNKNOWN");
  assert.equal(readFileSync(lastGoodSite(folder), "utf8"), good);
});

test("the token of the site file is the one that Alertmanager shows; without it that of the installation", (t) => {
  const folder = folderFor(t);
  const read = readSite(good, "site.yaml", { env: (name) => `${name}-wert`, file: () => undefined });
  assert.ok("site" in read);
  const at = "http://127.0.0.1:1";
  const addresses = { url: at, prometheus: at, alertmanager: at, collectors: at };
  const { webhook_token: own, ...without } = read.site;
  assert.equal(own, "LEITSTAND_WEBHOOK_TOKEN-wert");
  for (const [site, token] of [
    [read.site, own],
    [without, "made by up"],
  ] as const) {
    writeConfigs(site, { folder, addresses, webhookToken: "made by up" });
    const text = readFileSync(join(folder, "alertmanager.yml"), "utf8");
    assert.ok(text.includes(`credentials: ${token}`), text);
    for (const name of ["alertmanager.yml", "prometheus.yml"]) assert.equal(statSync(join(folder, name)).mode & 0o077, 0);
  }
});

test("without a good file before, a wrong one refuses the start", (t) => {
  const folder = folderFor(t);
  const path = join(folder, "site.yaml");
  writeFileSync(path, "site: 1\n");
  assert.throws(() => watchSite(path, log, lastGoodSite(folder)), /SITE_/);
});

test("a file that turns wrong while it is watched keeps the old site and tells every problem, and is taken once right", async (t) => {
  const folder = folderFor(t);
  const path = join(folder, "site.yaml");
  writeFileSync(path, good);
  const file = watchSite(path, log);
  t.after(() => file.close());
  const old = file.site();
  // The watch does not hold the process open, so the test does.
  const open = setInterval(() => {}, 1000);
  t.after(() => clearInterval(open));
  const wrong = new Promise<readonly string[]>((resolve) =>
    file.onProblems((problems) => resolve(problems.map(({ code }) => code))),
  );
  writeFileSync(path, good.replace("class: ups", "class: usp"));
  assert.deepEqual(await wrong, ["SITE_VALUE_UNKNOWN"]);
  assert.equal(file.site(), old);
  const right = new Promise<string>((resolve) => file.onChange((site) => resolve(site.site.name)));
  writeFileSync(path, good.replace("name: Muster-Rechenzentrum", "name: Anderes Rechenzentrum"));
  assert.equal(await right, "Anderes Rechenzentrum");
  assert.deepEqual(file.problems(), []);
});

test("a reload reads the file also when it did not change, for its secrets may have", async (t) => {
  const folder = folderFor(t);
  const path = join(folder, "site.yaml");
  writeFileSync(join(folder, "token"), "altes Token\n");
  writeFileSync(path, good.replace(/^webhook_token:.*$/m, "") + `\nwebhook_token: "\${file:${join(folder, "token")}}"\n`);
  const file = watchSite(path, log);
  t.after(() => file.close());
  assert.equal(file.site().webhook_token, "altes Token");
  writeFileSync(join(folder, "token"), "neues Token\n");
  await file.reload();
  assert.equal(file.site().webhook_token, "neues Token");
});

test("the state folder follows the id of the site, also while the file is wrong or its secrets are missing", (t) => {
  const path = join(folderFor(t), "site.yaml");
  for (const [text, id] of [
    [good, "muster-rz"],
    [good.replace("class: ups", "class: usp"), "muster-rz"],
    [good.replaceAll("${env:", "${env:NOT_SET_"), "muster-rz"],
    ["site: { id: ../../etc }", "site"],
    ["- 1", "site"],
    ["\t", "site"],
  ] as const) {
    writeFileSync(path, text);
    assert.equal(siteIdOf(path), id);
  }
});

test("a state folder has one holder at a time, and is free again when that one is killed", async (t) => {
  const folder = folderFor(t);
  const source = join(root, "app/state-folder.ts");
  const program = `const { holdFolder } = await import(${JSON.stringify(source)});
    process.stdout.write(String(await holdFolder(${JSON.stringify(folder)})));
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => other.kill("SIGKILL"));
  const said = await new Promise<string>((resolve) => other.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())));
  assert.equal(said, "true");
  assert.equal(await holdFolder(folder), false);
  const gone = new Promise((resolve) => other.once("exit", resolve));
  other.kill("SIGKILL");
  await gone;
  assert.equal(await holdFolder(folder), true);
});

test("a large site file is read beside the polls: nothing waits for it, and a wrong one is told all the same", async (t) => {
  const folder = folderFor(t);
  const path = join(folder, "site.yaml");
  const many = (count: number): string =>
    good.replace(
      /^devices:\n/m,
      `devices:\n${Array.from({ length: count }, (_, at) => `  - { id: mehr-${at}, name: Mehr ${at}, class: network, address: 127.0.9.9:${1000 + at}, credentials: snmp-v2 }\n`).join("")}`,
    );
  const credentials = /^credentials:\n\s+- (?:\{ )?id: ([\w-]+)/m.exec(good)?.[1] ?? "";
  const large = (count: number): string => many(count).replaceAll("credentials: snmp-v2 }", `credentials: ${credentials} }`);
  writeFileSync(path, large(600));
  const file = watchSite(path, log);
  t.after(() => file.close());
  const open = setInterval(() => {}, 1000);
  t.after(() => clearInterval(open));
  const before = file.site().devices.length;
  const changed = new Promise<number>((resolve) => file.onChange(({ devices }) => resolve(devices.length)));
  writeFileSync(path, large(601));
  assert.equal(await changed, before + 1);
  const kept = file.site().devices[0];
  writeFileSync(path, large(602));
  await file.reload();
  assert.equal(file.site().devices.length, before + 2);
  assert.equal(file.site().devices[0], kept, "what did not change is not read again");
  const wrong = new Promise<string | undefined>((resolve) => file.onProblems(([problem]) => resolve(problem?.code)));
  writeFileSync(path, large(601).replace("class: ups", "class: usp"));
  assert.equal(await wrong, "SITE_VALUE_UNKNOWN");
  assert.equal(file.site().devices.length, before + 2);
});
