import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fourQuestions } from "../oncall/four-questions.ts";
import type { ActiveAlert } from "../../app/alertmanager.ts";
import { waitFor } from "../oncall/setup.ts";
import { programsMissing, trapV1, trapV2, trapWorld, upsTrapOnBattery, type Told, type TrapWorld } from "./trap-world.ts";

const skip = programsMissing && "NOT PROVED: no Prometheus and Alertmanager here";
const rules = z.object({
  data: z.object({
    alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) })),
  }),
});

const about = (world: TrapWorld, device: string, name = "UpsOnBattery"): readonly Told[] =>
  world.told.filter(({ labels }) => labels["device"] === device && labels["alertname"] === name);
/** All in the list of an Alertmanager but the watchdog, which comes when Prometheus first evaluates its rule with an Alertmanager known, or a minute later. */
const incidents = async (world: TrapWorld, alertmanager?: string): Promise<readonly ActiveAlert[]> =>
  (await world.alerts(alertmanager)).filter(({ labels }) => labels["alertname"] !== "Watchdog");
/** How often an alert began and ended, as whoever hears the webhook counts it. */
function turns(told: readonly Told[]): string {
  return told
    .map(({ status }) => status)
    .filter((status, at, all) => status !== all[at - 1])
    .join(" ");
}

/** The four questions of on-call behind all that; lists leave some minutes apart. */
async function ask(t: TestContext, { mailbox: { mails }, oncall: { db, says, now, pass } }: TrapWorld): Promise<void> {
  await fourQuestions(t, { db, site: says.site, now, mails, turn: () => pass(1) });
}

/** Waits until a scrape has just been, so that nearly a whole round is left before the next. */
async function behindScrape(world: TrapWorld): Promise<void> {
  const scrapes = async (): Promise<number> =>
    Number(/polls_total\{class="ups",result="ok"\} (\d+)/.exec(await world.metrics())?.[1]);
  const before = await scrapes();
  await waitFor("a scrape", async () => ((await scrapes()) > before ? true : undefined));
}

test("a confirmed trap is the rule's own alert, early: one alert, one page, one end, word for word", { skip }, async (t) => {
  // A pair of machines: both Alertmanagers hear of the trap that one of them got, and both tell on-call.
  const world = await trapWorld(t, { devices: 2, roundSeconds: 8, machines: 2 });
  const facts = world.facts.get("usv-1");
  assert.ok(facts);
  await behindScrape(world);
  facts.source = 5;
  await world.send("usv-1", trapV2(upsTrapOnBattery));
  const early = await waitFor("the alert of the trap", async () => (await incidents(world))[0]);
  assert.equal(world.confirmed.watching, 1, "the trap was first, not the rule");
  const [, other = ""] = world.alertmanagers;
  const there = await waitFor("the other machine's alert", async () => (await incidents(world, other))[0]);
  assert.deepEqual([there.fingerprint, there.startsAt], [early.fingerprint, early.startsAt]);

  // The rule's own alert joins: same fingerprint, same texts, and from then on it is Prometheus' alone.
  const own = await waitFor("the rule's own alert", async () =>
    rules
      .parse(await (await fetch(`${world.prometheusUrl}/api/v1/alerts`)).json())
      .data.alerts.find(({ labels }) => labels["alertname"] === "UpsOnBattery"),
  );
  await waitFor("the rule's alert to be joined", () => (world.confirmed.watching === 0 ? true : undefined));
  assert.deepEqual(early.labels, { ...own.labels });
  assert.deepEqual(early.annotations, own.annotations);
  assert.match(early.annotations["description"] ?? "", /Auf Batterie am Standort: usv-1\.$/);
  await sleep(6000);
  const now = await incidents(world);
  assert.deepEqual(
    now.map(({ fingerprint }) => fingerprint),
    [early.fingerprint],
  );
  assert.equal(now[0]?.startsAt, early.startsAt, "the start is the trap's");

  facts.source = 3;
  await waitFor("the end", () => (about(world, "usv-1").at(-1)?.status === "resolved" ? true : undefined), 120_000);
  await sleep(6000);
  assert.equal(turns(about(world, "usv-1")), "firing resolved");
  assert.deepEqual(new Set(world.told.map(({ labels }) => labels["alertname"])).has("UpsOnBattery"), true);
  const pages = world.mailbox.mails.filter(({ subject }) => subject?.includes("USV läuft auf Batterie"));
  const firsts = new Set(pages.map(({ to }) => JSON.stringify(to)));
  assert.equal(pages.filter(({ subject }) => !/beendet|ENDE/i.test(subject ?? "")).length, firsts.size, "one page to each");
  await ask(t, world);
});

test("a state that was over before any scrape is begun and ended by the trap alone", { skip }, async (t) => {
  const world = await trapWorld(t, { devices: 1, roundSeconds: 12 });
  const facts = world.facts.get("usv-1");
  assert.ok(facts);
  await behindScrape(world);
  facts.source = 5;
  await world.send("usv-1", trapV2(upsTrapOnBattery));
  await waitFor("the alert of the trap", () => (world.confirmed.watching === 1 ? true : undefined));
  facts.source = 3;
  await waitFor("the page", () => (about(world, "usv-1").length > 0 ? true : undefined));
  // A rule goes on for a while after its state was seen last.
  await waitFor("the end", () => (about(world, "usv-1").at(-1)?.status === "resolved" ? true : undefined), 150_000);
  assert.equal(turns(about(world, "usv-1")), "firing resolved");
  assert.match(await world.metrics(), /leitstand_trap_alerts_total\{alertname="UpsOnBattery",result="ended"\} 1/);
});

test(
  "hours of traps from six devices are six incidents and nothing else; a lost trap is found by the poll",
  { skip },
  async (t) => {
    // A round of three seconds is ten in life. A rule outlasts three rounds without an answer: a busy machine must not need as long.
    const world = await trapWorld(t, { devices: 7, roundSeconds: 3 });
    const [lost, ...loud] = world.facts.keys();
    assert.ok(lost);
    for (const facts of world.facts.values()) facts.source = 5;
    const began = Date.now();
    const garbage = [Buffer.from([0x30, 0x82, 0xff, 0xff]), Buffer.alloc(1200, 0x30), Buffer.from("GET / HTTP/1.1\r\n\r\n")];
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      for (const [at, device] of loud.entries()) {
        const trap = (round + at) % 3 === 0 ? trapV1(upsTrapOnBattery) : trapV2(upsTrapOnBattery);
        await world.send(device, trap);
        if (round % 5 === 0) await world.send(device, garbage[(round + at) % garbage.length] ?? trap);
        // Says the opposite of what is: nobody may believe it.
        if (round === 30) await world.send(device, trapV2("1.3.6.1.4.1.318.0.12"));
      }
      await sleep(500);
    }
    const found = await waitFor("the device whose trap was lost", () => about(world, lost)[0], 120_000);
    await waitFor("the others", () => loud.every((device) => about(world, device).length > 0) || undefined, 120_000);
    // A round of scrape and evaluation, and a group's interval; how long that takes is the machine's affair.
    t.diagnostic(`found after ${found.atMs - began} ms`);
    for (const device of world.facts.keys()) assert.equal(turns(about(world, device)), "firing", device);
    const names = new Set(world.told.map(({ labels }) => labels["alertname"]));
    assert.deepEqual(
      [...names].filter((name) => name?.startsWith("Ups")),
      ["UpsOnBattery"],
    );
    assert.equal((await world.alerts()).filter(({ labels }) => labels["alertname"] === "UpsOnBattery").length, 7);
    const metrics = await world.metrics();
    const counted = (result: string): number =>
      [...metrics.matchAll(new RegExp(`^leitstand_traps_total\\{version="[^"]+",result="${result}"\\} (\\d+)`, "gm"))].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
    assert.ok(counted("confirmed") >= 6, "traps were confirmed");
    assert.ok(counted("unconfirmed") >= 1, "what the poll does not show is counted");
    assert.ok(counted("malformed") >= 6, "malformed datagrams are counted");
    // Six begin; a late trap may be asked about before the rule fires and answered after it was joined: the same alert once more.
    const posted = Number(/result="posted"\} (\d+)$/m.exec(metrics)?.[1]);
    assert.ok(posted >= 1 && posted <= 12, `${posted} of ${counted("confirmed")} traps began an alert`);
    const listed = await world.traps();
    assert.ok(listed.some(({ handedOn }) => handedOn === "UpsOnBattery firing" || handedOn === "UpsOnBattery watched"));

    for (const facts of world.facts.values()) facts.source = 3;
    const over = (): true | undefined =>
      [...world.facts.keys()].every((device) => about(world, device).at(-1)?.status === "resolved") ? true : undefined;
    await waitFor("every end", over, 120_000);
    await sleep(6000);
    for (const device of world.facts.keys()) assert.equal(turns(about(world, device)), "firing resolved", device);
    assert.equal(world.confirmed.watching, 0);
    await ask(t, world);
  },
);
