import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inhibitions, neverHidden } from "../../alerts/inhibition.ts";
import { startAlertmanager, until, type Lab } from "./alertmanager.ts";
import { run } from "./promtool.ts";

/** Longer than one group_interval: whatever was going to be told has been told. */
const oneFlushMs = 6000;
let lab: Lab;
before(async () => {
  lab = await startAlertmanager();
});
after(() => lab.stop());

type Labels = Readonly<Record<string, string>>;
const key = ({ alertname, site, device }: Labels): string => `${alertname} ${site} ${device}`;
const told = (): Set<string> => new Set(lab.told.filter(({ status }) => status === "firing").map(({ labels }) => key(labels)));

test("Alertmanager hides exactly what the tree says, in the same place only, and never the alerts of last resort", async () => {
  // Each branch of the tree at a site of its own, so that branches do not hide for one another; and once more at a
  // second site with the alerts of last resort, which are sources themselves.
  const branches = inhibitions.map(({ source, hides, same }, index) => {
    const here: Labels = { site: `s${index}`, device: "d1", room: "r1", house: "h1" };
    const last = { ...here, site: `n${index}` };
    const label = same.at(-1) ?? "site";
    // Each in a place of its own: some of the hidden alerts are sources too.
    const elsewhere = (alertname: string): Labels => ({
      ...here,
      [label]: `${here[label] ?? ""}-at-${alertname}`,
      device: `at-${alertname}`,
      alertname,
    });
    return {
      sources: [here, last].map((place) => ({ ...place, alertname: source })),
      hidden: hides.map((alertname) => ({ ...here, alertname })),
      told: [
        ...hides.map(elsewhere),
        ...neverHidden
          .filter((alertname) => alertname !== "AlertmanagerCannotReachLeitstand")
          .map((alertname) => ({ ...last, alertname })),
      ],
    };
  });
  await lab.post(branches.flatMap(({ sources }) => sources));
  await until(() => branches.every(({ sources }) => sources.every((one) => told().has(key(one)))), "the sources were told");
  await lab.post(branches.flatMap((branch) => [...branch.hidden, ...branch.told]));
  const expected = branches.flatMap((branch) => branch.told.map(key));
  await until(() => expected.every((one) => told().has(one)), "everything that nothing hides was told");
  await sleep(oneFlushMs);
  assert.deepEqual(
    branches.flatMap(({ hidden }) => hidden.map(key)).filter((one) => told().has(one)),
    [],
  );
  assert.deepEqual([...lab.tokens], ["Bearer probe"]);
});

test("an alert that was told, then hidden, and ends while hidden is never reported as ended: on-call must ask Alertmanager", async () => {
  const unit: Labels = { site: "x", room: "rz1", alertname: "CoolingRedundancyLost" };
  const all: Labels = { site: "x", room: "rz1", alertname: "AllCoolingUnitsStopped" };
  const heard = ({ alertname }: Labels, status: string): boolean =>
    lab.told.some((one) => one.status === status && one.labels["site"] === "x" && one.labels["alertname"] === alertname);
  await lab.post([unit]);
  await until(() => heard(unit, "firing"), "the redundancy alert was told");
  await lab.post([all]);
  await until(() => heard(all, "firing"), "its source was told");
  await lab.post([unit], "ended");
  await sleep(oneFlushMs);
  await lab.post([all], "ended");
  await until(() => heard(all, "resolved"), "the end of the source was told");
  await sleep(oneFlushMs);
  assert.equal(heard(unit, "resolved"), false);
  const active = (await (await fetch(`${lab.url}/api/v2/alerts`)).json()) as readonly { readonly labels: Labels }[];
  assert.equal(
    active.some(({ labels }) => labels["site"] === "x"),
    false,
    "but its list of alerts says so",
  );
});

test("what a person silences with amtool is not told, its neighbours are, and it is told as soon as the silence is lifted", async () => {
  const on = (device: string): Labels => ({ site: "y", device, alertname: "UpsOnBypass", class: "ups" });
  const amtool = (...args: string[]): string => {
    const { ok, text } = run("amtool", [`--alertmanager.url=${lab.url}`, ...args]);
    assert.ok(ok, text);
    return text.trim();
  };
  const silence = ["silence", "add", "alertname=UpsOnBypass", "site=y", "device=usv-a"];
  const id = amtool(...silence, "--duration=1h", "--author=it-1", "--comment=Handumgehung für den Tausch");
  await lab.post([on("usv-a"), on("usv-b")]);
  await until(() => told().has(key(on("usv-b"))), "the neighbour was told");
  await sleep(oneFlushMs);
  assert.equal(told().has(key(on("usv-a"))), false);
  assert.match(amtool("silence", "query", "device=usv-a"), /Handumgehung/);
  amtool("silence", "expire", id);
  await until(() => told().has(key(on("usv-a"))), "what still fires after the silence was told");
});
