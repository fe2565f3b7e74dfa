import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { createTransport } from "nodemailer";
import { freeUdpPort } from "../../app/ports.ts";
import type { Truth } from "../../lab/truth.ts";
import { post, siteFile, spawnLab, startLab } from "./process-support.ts";
import { access, folder, tool, walk, withoutTools } from "./support.ts";

const state = async (http: string): Promise<Truth> => (await (await fetch(`${http}/state`)).json()) as Truth;

test("it ends when the process that started it is gone", async (t) => {
  const path = folder(t);
  const lab = await startLab(siteFile(path, await freeUdpPort()), path, ["--exit-with-parent"]);
  t.after(() => void lab.child.kill("SIGKILL"));
  lab.child.stdin?.end();
  assert.equal(await lab.ended, 0);
});

test("a taken address, an unreadable site and wrong use are clear errors with their exit codes", async (t) => {
  const path = folder(t);
  const port = await freeUdpPort();
  const site = siteFile(path, port);
  const lab = await startLab(site, path);
  t.after(() => void lab.child.kill("SIGKILL"));
  const ended = async (...args: string[]): Promise<{ how: number | string; log: string }> => {
    const { ended, log } = spawnLab(args);
    return { how: await ended, log: log() };
  };
  const [taken, missing, use] = await Promise.all([
    ended("--site", site, "--state", folder(t), "--http-port", "0", "--smtp-port", "0"),
    ended("--site", `${path}/none.yaml`, "--state", folder(t)),
    ended("--site", site, "--state", path, "--speed", "schnell"),
  ]);
  assert.equal(taken.how, 1);
  assert.match(taken.log, new RegExp(`usv-a cannot listen on 127\\.0\\.42\\.11:${port}: the port is taken by another process`));
  assert.equal(missing.how, 1);
  assert.equal(use.how, 2);
  assert.match(use.log, /--speed: found "schnell", expected a number from 0 to 3600\nusage:/);
});

/** Asks until it is so; the process is another one, and the machine may be busy. */
async function becomes(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 120_000; !(await holds()); await pause(50))
    assert.ok(performance.now() < end, `after two minutes not ${what}`);
}

test("soon after the mains failed both the truth and the UPS itself say so", { skip: withoutTools }, async (t) => {
  const path = folder(t);
  const port = await freeUdpPort();
  const lab = await startLab(siteFile(path, port), path);
  t.after(() => void lab.child.kill("SIGKILL"));
  const runtime = "1.3.6.1.2.1.33.1.2.3.0";
  const ups = (oid: string) => walk("127.0.42.11", port, oid).then((answer) => Number(answer.get(oid)));
  const before = await ups(runtime);
  const { status, body } = await post(lab.http, "/faults", { fault: "mains_failure" });
  assert.equal(status, 201);
  await becomes("on battery", async () => (await ups("1.3.6.1.2.1.33.1.4.1.0")) === 5);
  assert.equal(await ups("1.3.6.1.2.1.33.1.3.3.1.3.1"), 0, "no input voltage");
  assert.equal(
    Number((await walk("127.0.42.12", port, "1.3.6.1.4.1.318.1.1.1.4.1.1")).get("1.3.6.1.4.1.318.1.1.1.4.1.1.0")),
    3,
    "onBattery",
  );
  await post(lab.http, "/clock", { speed: 400 });
  await becomes("with a runtime that falls", async () => (await ups(runtime)) < before);
  await becomes("warm in the room", async () => (await state(lab.http)).rooms.rz1.air_celsius > 24);
  await post(lab.http, "/clock", { speed: 1 });
  const ended = await fetch(`${lab.http}/faults/${String(body["id"])}`, { method: "DELETE" });
  assert.deepEqual(await ended.json(), { ended: 1 });
  await post(lab.http, "/clock", { speed: 40 });
  await becomes("normal again", async () => (await ups("1.3.6.1.2.1.33.1.4.1.0")) === 3);
});

test(
  "killed with SIGKILL right after 250, the lab comes back with the mail, the fault and every counter",
  { skip: withoutTools },
  async (t) => {
    const path = folder(t);
    const port = await freeUdpPort();
    const site = siteFile(path, port);
    const first = await startLab(site, path);
    t.after(() => void first.child.kill("SIGKILL"));
    await post(first.http, "/faults", { fault: "cooling_unit_lost", target: "klima-3" });
    await pause(1200);
    const octets = "1.3.6.1.2.1.31.1.1.1.10.1";
    const counter = async (): Promise<bigint> => BigInt((await walk("127.0.42.32", port, octets)).get(octets) ?? "-1");
    const sysUpTime = async (): Promise<number> =>
      Number(await tool("snmpget", ["-Oqvt", ...access("127.0.42.32"), `127.0.42.32:${port}`, "1.3.6.1.2.1.1.3.0"]));
    const [energy, bytes, uptime] = [await state(first.http), await counter(), await sysUpTime()];
    const transport = createTransport({ host: "127.0.0.1", port: first.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: "a@leitstand.example", to: "it-1@leitstand.example", subject: "bleibt", text: "x" });
    first.child.kill("SIGKILL");
    assert.equal(await first.ended, "SIGKILL");

    const second = await startLab(site, path);
    t.after(() => void second.child.kill("SIGKILL"));
    const mails = (await (await fetch(`${second.http}/mails.json?to=it-1@leitstand.example`)).json()) as { subject: string }[];
    assert.deepEqual(
      mails.map(({ subject }) => subject),
      ["bleibt"],
    );
    const now = await state(second.http);
    assert.equal(now.units["klima-3"].running, false);
    assert.ok(now.energies_kwh["zaehler-netz"] >= energy.energies_kwh["zaehler-netz"]);
    assert.ok((await counter()) >= bytes && bytes > 0n);
    assert.ok((await sysUpTime()) > uptime && uptime > 0, "the router did not restart with the lab");
    second.child.kill("SIGTERM");
    assert.equal(await second.ended, 0);
  },
);

test("the control serves people and programs on this machine, and nobody else; SIGTERM stops the lab cleanly", async (t) => {
  const path = folder(t);
  const lab = await startLab(siteFile(path, await freeUdpPort()), path, ["--time", "2026-11-24T10:00:00+01:00"]);
  t.after(() => void lab.child.kill("SIGKILL"));
  assert.equal(lab.devices, 40);
  const page = await fetch(`${lab.http}/`);
  const text = await page.text();
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'self'/);
  for (const word of ["Zustand der Anlage", "Netzausfall", "Ansturm auf das VPN", "Umluftkühlgerät 1", "24.11.2026"])
    assert.ok(text.includes(word), word);
  assert.equal((await fetch(`${lab.http}/style.css`)).headers.get("content-type"), "text/css; charset=utf-8");
  const { kinds } = (await (await fetch(`${lab.http}/faults`)).json()) as { kinds: unknown[] };
  assert.ok(kinds.length >= 14);
  assert.deepEqual(await post(lab.http, "/faults", { fault: "leak", target: "usv-a" }), {
    status: 400,
    body: { problems: ['target: found "usv-a", expected one of sensor-rz1, sensor-rz2'] },
  });
  assert.equal((await post(lab.http, "/faults", ["leak"])).status, 400);
  assert.equal((await post(lab.http, "/clock", { speed: -1 })).status, 400);
  const form = await fetch(`${lab.http}/faults`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ fault: "leak", target: "sensor-rz2" }),
  });
  assert.deepEqual([form.status, form.headers.get("location")], [303, "/"]);
  assert.deepEqual((await state(lab.http)).leaks, ["sensor-rz2"]);
  const foreign = await fetch(`${lab.http}/faults`, { method: "DELETE", headers: { "sec-fetch-site": "cross-site" } });
  assert.equal(foreign.status, 403);
  assert.deepEqual(await (await fetch(`${lab.http}/faults`, { method: "DELETE" })).json(), { ended: 1 });
  assert.equal((await fetch(`${lab.http}/faults/f77`, { method: "DELETE" })).status, 404);
  lab.child.kill("SIGTERM");
  assert.equal(await lab.ended, 0);
  assert.match(lab.log(), /the lab stops/);
});
