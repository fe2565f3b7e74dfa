import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { removeFolder } from "../folder.ts";
import { appendLog } from "../../alerts/oncall/log.ts";
import { openOnCallDatabase } from "../../app/oncall-database.ts";
import { makeFolder } from "../../app/make-folder.ts";
import { credentialOf, WrongOptions, type CredentialValues } from "../../app/target-options.ts";
import { helpOf } from "../../app/words.ts";
import { wrongUse } from "../../app/wrong-use.ts";
import { int, text } from "../../lab/snmp/mib.ts";
import { secrets, siteText, startAgent, type Agent } from "../collectors/agent.ts";
import { upsFacts, upsObjects } from "../collectors/ups-agent.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "leitstand-commands-"));
const siteFile = join(folder, "site.yaml");
let open: Agent;
let secure: Agent;

before(async () => {
  open = await startAgent(upsObjects(upsFacts()));
  secure = await startAgent(upsObjects(upsFacts()), {
    access: {
      version: "3",
      user: {
        name: "leser",
        authentication: { protocol: "sha256", key: secrets["AUTH"] ?? "" },
        privacy: { key: secrets["PRIV"] ?? "" },
      },
    },
  });
  writeFileSync(siteFile, siteText([{ id: "usv", class: "ups", address: open.address }], ""));
});
after(async () => {
  await Promise.all([open.close(), secure.close()]);
  removeFolder(folder);
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const leitstand = (...args: readonly string[]): Promise<Ended> => leitstandIn(folder, args);

const leitstandIn = (cwd: string, args: readonly string[]): Promise<Ended> => run(cwd, [join(root, "app", "cli.ts"), ...args]);

function run(cwd: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, ...secrets, LANG: "de_DE.UTF-8" };
  const child = spawn(process.execPath, args, { cwd, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

/** Runs one command line after the other in one process: loading the modules is most of what a short one costs. */
async function leitstandEach(lines: readonly (readonly string[])[]): Promise<Ended[]> {
  const program = `
    process.stdout.setMaxListeners(0);
    const print = process.stdout.write.bind(process.stdout);
    const ended = [];
    for (const [number, args] of JSON.parse(process.argv[1]).entries()) {
      const said = { out: "", err: "" };
      process.stdout.write = (text) => ((said.out += text), true);
      process.stderr.write = (text) => ((said.err += text), true);
      process.argv = [process.argv[0], "cli.ts", ...args];
      await import(${JSON.stringify(pathToFileURL(join(root, "app", "cli.ts")).href)} + "?" + number);
      ended.push({ code: process.exitCode, ...said });
    }
    process.exitCode = 0;
    print(JSON.stringify(ended));`;
  const { code, out, err } = await run(folder, ["--input-type=module", "-e", program, JSON.stringify(lines)]);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Ended[];
}

test("probe asks an address by community or user and prints one JSON object a line", async () => {
  const byUser = "--user leser --auth-protocol SHA-256 --auth-key-env AUTH --priv-protocol aes --priv-key-env PRIV".split(" ");
  const [community, user, silent] = await Promise.all([
    leitstand("probe", "--address", open.address, "--community-env", "COMMUNITY", "--json"),
    leitstand("probe", "--address", secure.address, ...byUser, "--class", "ups", "--json"),
    leitstand("probe", "--address", secure.address, "--community", "falsch"),
  ]);
  for (const { code, out, err } of [community, user]) {
    assert.equal(code, 0, err);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { metric: string; labels: Record<string, string>; value: number });
    assert.ok(lines.every((line) => Object.keys(line).join() === "metric,labels,value"));
    assert.deepEqual(
      lines.find(({ metric }) => metric === "ups_battery_runtime_seconds"),
      { metric: "ups_battery_runtime_seconds", labels: {}, value: 2520 },
    );
  }
  assert.equal(silent.code, 1);
  assert.match(silent.out, /^Keine verwertbare Antwort/);
});

test("discover proposes lines for site.yaml and leaves out what the inventory has", async () => {
  const { code, out } = await leitstand("discover", "127.0.0.1-2", "--port", String(open.port), "--site", siteFile);
  assert.equal(code, 0);
  assert.match(out, new RegExp(`^# 127\\.0\\.0\\.1:${open.port} steht schon als usv im Inventar$`, "m"));
  const other = await leitstand(
    "discover",
    "127.0.0.1",
    "--port",
    String(open.port),
    "--community-env",
    "COMMUNITY",
    "--site",
    join(root, "site", "example.yaml"),
  );
  assert.equal(other.code, 78, "a site file whose secrets are missing is wrong");
  writeFileSync(join(folder, "leer.yaml"), siteText([{ id: "test", class: "ups", address: "127.0.0.9" }], ""));
  const fresh = await leitstand(
    "discover",
    "127.0.0.1",
    "--port",
    String(open.port),
    "--community-env",
    "COMMUNITY",
    "--site",
    join(folder, "leer.yaml"),
  );
  assert.deepEqual(parse(fresh.out), {
    credentials: [{ id: "neu", version: "2c", community: ["$", "{env:LEITSTAND_SNMP_COMMUNITY}"].join("") }],
    devices: [{ id: "test-2", name: "test", class: "ups", address: open.address, profile: "auto", credentials: "neu" }],
  });
  assert.ok(!`${fresh.out}${fresh.err}`.includes(secrets["COMMUNITY"] ?? "?"));
  // On the first day there is no site.yaml at all.
  const first = await leitstandIn(mkdtempSync(join(folder, "first-")), [
    "discover",
    "127.0.0.1",
    "--port",
    String(open.port),
    "--community-env",
    "COMMUNITY",
  ]);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /^# Im Bereich 127\.0\.0\.1 antworten 1 von 1 Adressen, 1 davon stehen noch nicht im Inventar\.$/m);
});

test("record writes a file for the owner alone, without the community", async () => {
  const file = join(folder, "usv.snmprec");
  const { code, out, err } = await leitstand("record", "usv", "--site", siteFile, "--out", file);
  assert.equal(code, 0, err);
  assert.equal(out, "");
  assert.match(err, /Werte aufgezeichnet/);
  assert.equal(statSync(file).mode & 0o077, 0);
  const text = readFileSync(file, "utf8");
  assert.match(text, /^1\.3\.6\.1\.2\.1\.33\.1\.2\.3\.0\|2\|42$/m);
  for (const secret of Object.values(secrets)) assert.ok(!`${text}${err}`.includes(secret));
});

test("no command shows a community or a key, whatever goes wrong and whatever the device echoes", async () => {
  const all = Object.values(secrets);
  // An agent that tells everybody what it was asked with, in texts and in the names of its objects.
  const echoed = await startAgent([
    ...upsObjects(upsFacts()).filter(({ oid }) => oid !== "1.3.6.1.2.1.33.1.1.4"),
    { oid: "1.3.6.1.2.1.33.1.1.4", instances: [["0", text(`agent of ${all.join(" and ")}`)]] },
    {
      oid: `1.3.6.1.4.1.99999.${Array.from(all[0] ?? "", (letter) => letter.charCodeAt(0)).join(".")}`,
      instances: [["1", int(7)]],
    },
  ]);
  const plain = join(folder, "klartext.yaml");
  writeFileSync(plain, siteText([], "").replace('community: "${env:COMMUNITY}"', `community: "${all[0]}"`));
  const file = join(folder, "echo.snmprec");
  const user = ["--user", "leser", "--auth-key-env", "AUTH", "--priv-key-env", "PRIV"];
  const ended = await Promise.all([
    leitstand("record", "--address", echoed.address, "--community-env", "COMMUNITY", "--out", file),
    leitstand("probe", "--address", secure.address, "--community-env", "COMMUNITY"),
    leitstand("probe", "--address", secure.address, ...user, "--auth-protocol", "sha512"),
    leitstand("discover", "127.0.0.8", "--port", "9", "--site", siteFile),
    leitstand("probe", "--address", open.address, "--user", "leser", "--auth-key-env", "AUTH", "--auth-protocol", "rot13"),
    leitstand("check", plain),
  ]).finally(() => void echoed.close());
  assert.deepEqual(
    ended.map(({ code }) => code),
    [0, 1, 1, 1, 2, 78],
  );
  const recorded = readFileSync(file, "utf8");
  const decoded = recorded.split("\n").map((line) => {
    const [oid = "", , value = ""] = line.split("|");
    return `${String.fromCharCode(...oid.split(".").map((arc) => Math.min(Number(arc), 255)))} ${Buffer.from(value, "hex").toString("latin1")}`;
  });
  const shown = [recorded, ...decoded, ...ended.map(({ out, err }) => out + err)].join("\n");
  for (const secret of all) assert.ok(!shown.includes(secret), `${secret} is shown`);
  assert.ok(recorded.includes("1.3.6.1.2.1.33.1.2.3.0|2|42"), "the values are still there");
});

test("log show tells what stands in the log since a day, one line an entry, on a terminal and for programs", async () => {
  const state = mkdtempSync(join(folder, "state-"));
  const database = openOnCallDatabase({}, state);
  const { db } = database;
  await database.migrate();
  await appendLog(
    db,
    { kind: "login", at: new Date("2026-11-20T08:00:00Z"), personal: { contact: "a", client: "10.0.0.9" } },
    { kind: "act", at: new Date("2026-11-23T02:04:30Z"), data: { path: "/oncall/test\nforged" }, personal: { contact: "a" } },
  );
  await db.destroy();
  const show = (...more: readonly string[]) => leitstand("log", "show", "--data", state, "--site", siteFile, ...more);
  const [all, since, json, wrong] = await Promise.all([
    show("--since", "2026-11-01"),
    show("--since", "2026-11-23"),
    show("--since", "2026-11-23", "--json"),
    show("--since", "gestern"),
  ]);
  assert.match(all.out, /^1 {2}2026-11-20 09:00:00 \S+ {2}login {2}contact=a {2}client=10\.0\.0\.9$/m);
  assert.deepEqual(all.out.trimEnd().split("\n").length, 2, all.err);
  assert.match(since.out, /^2 {2}2026-11-23 03:04:30 .* {2}act {2}path=\/oncall\/test forged {2}contact=a\n$/);
  assert.equal((JSON.parse(json.out) as { kind: string }).kind, "act");
  assert.equal(wrong.code, 2);
});

test("wrong use ends with 2 and says what is wrong", async () => {
  const wrong = await leitstandEach([
    ["probe"],
    ["probe", "usv", "--address", "127.0.0.1"],
    ["probe", "--address", "127.0.0.1:99999"],
    ["probe", "--address", "127.0.0.1", "--class", "toaster"],
    ["probe", "--address", "127.0.0.1", "--community-env", "GIBT_ES_NICHT"],
    ["discover", "10.0.0.0/8"],
    ["discover", "fe80::1"],
    ["record", "niemand", "--site", siteFile],
    ["check", siteFile, "noch-eine"],
    ["check", "--site", siteFile, "noch-eine"],
    ["rules", "--bla"],
    ["report", "energy", "--year", "1999"],
    ["--lang", "fr", "check"],
    ["log", "forget", "--before", "2999-01-01", "--site", siteFile],
  ]);
  assert.deepEqual(
    wrong.map(({ code }) => code),
    wrong.map(() => 2),
    JSON.stringify(wrong),
  );
  assert.ok(wrong.every(({ err, out }) => err.length > 10 && out === ""));
  const said = wrong.map(({ err }) => err).join("");
  assert.ok(said.includes("Die Option --bla gibt es hier nicht. Hilfe: leitstand rules --help"), said);
  assert.ok(said.includes("gefunden 2999-01-01; erwartet ein Tag bis heute"), said);
});

test("a folder that cannot be made is said, and does not spin: Node's own way never returns below /proc", async () => {
  const away = await leitstand("backup", "--to", "/proc/leitstand", "--site", siteFile, "--data", folder);
  assert.deepEqual(away, { code: 1, out: "", err: "/proc/leitstand.part: hier lässt sich kein Ordner anlegen [ENOENT]\n" });
  const deep = join(folder, "a", "b", "c");
  makeFolder(deep);
  makeFolder(deep);
  writeFileSync(join(deep, "datei"), "");
  assert.throws(() => makeFolder(join(deep, "datei", "d")), { code: "ENOTDIR" });
});

test("every complaint of parseArgs is said in German, with what was typed", () => {
  const options = { out: { type: "string", short: "o" }, json: { type: "boolean" } } as const;
  const said = (args: string[]): string | undefined => {
    try {
      parseArgs({ args, options });
      return undefined;
    } catch (error) {
      return wrongUse(error, "de");
    }
  };
  assert.equal(said(["--bla"]), "Die Option --bla gibt es hier nicht.");
  assert.equal(said(["-b"]), "Die Option -b gibt es hier nicht.");
  assert.equal(said(["wort"]), 'Mit "wort" kann dieser Befehl nichts anfangen.');
  assert.equal(said(["--json=3"]), "--json nimmt keinen Wert.");
  for (const args of [["--out"], ["-o"], ["--out", "--json"]]) assert.equal(said(args), "Nach --out fehlt ein Wert.");
  assert.equal(wrongUse(new TypeError("x"), "de"), undefined);
});

test("help of a command says that command alone, and a file that cannot be written is a sentence", async () => {
  assert.match(helpOf("report", "de"), /--year JJJJ/);
  assert.doesNotMatch(helpOf("report", "de"), /leitstand up|--community|\{/);
  for (const [, word = ""] of helpOf(undefined, "de").matchAll(/^ {2}leitstand (\w+)/gm))
    assert.ok(helpOf(word, "de").split("\n").length >= 6, word);
  const file = await leitstand("record", "usv", "--site", siteFile, "--out", join(folder, "gibt", "es", "nicht"));
  assert.equal(file.code, 1);
  assert.match(file.err, /nicht: die Datei oder ihr Ordner fehlt \[ENOENT\]\n$/);
});

test("options make the credential they describe, or say what is missing", () => {
  const of = (values: CredentialValues) => credentialOf(values, (name) => (name === "KEY" ? "geheim-geheim" : undefined), "de");
  assert.deepEqual(of({}), { id: "cli", version: "2c", community: "public" });
  assert.deepEqual(of({ community: "x", "snmp-version": "1" }), { id: "cli", version: "1", community: "x" });
  assert.deepEqual(of({ user: "u", "auth-key-env": "KEY", context: "k" }), {
    id: "cli",
    version: "3",
    user: "u",
    context: "k",
    authentication: { protocol: "sha256", key: "geheim-geheim" },
  });
  for (const [values, says] of [
    [{ user: "u", community: "x" }, /schließen sich aus/],
    [{ user: "u", "priv-protocol": "aes" }, /--priv-protocol braucht --auth-protocol/],
    [{ user: "u", "auth-protocol": "md6", "auth-key-env": "KEY" }, /eines von md5, sha/],
    [{ user: "u", "auth-protocol": "sha" }, /--auth-key-env/],
    [{ "snmp-version": "3" }, /braucht --user/],
    [{ context: "x" }, /nur mit SNMPv3/],
  ] as const) {
    assert.throws(
      () => of(values),
      (error) => error instanceof WrongOptions && says.test(error.message),
    );
  }
});
