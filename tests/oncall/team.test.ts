import assert from "node:assert/strict";
import { test } from "node:test";
import { restAfter, swapFor, type CallOut } from "../../alerts/oncall/rest.ts";
import { spreadOf, teamFigures, type Called } from "../../alerts/oncall/team.ts";
import { rota as rotaSchema } from "../../site/inventory.ts";
import {
  acknowledgeByMail,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openWorld,
  textOf,
  quieted,
  waitFor,
} from "./setup.ts";

const at = (time: string): Date => new Date(`2026-11-${time}Z`);

test("median and nearest-rank p90 of known numbers; fewer than five say nothing", () => {
  assert.equal(spreadOf([1, 2, 3, 4]), undefined);
  assert.deepEqual(spreadOf([50, 10, 30, 20, 40]), { median: 30, p90: 50 });
  assert.deepEqual(spreadOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), { median: 5.5, p90: 9 });
});

function called(alert: string, openedAt: Date, acknowledged: number | undefined, ended: number): Called {
  const after = (seconds: number): Date => new Date(openedAt.getTime() + seconds * 1000);
  const taken = acknowledged === undefined ? {} : { acknowledgedAt: after(acknowledged) };
  return { alert, severity: "critical", openedAt, endedAt: after(ended), ...taken };
}

test("figures of a week: known answers, a noisy rule with a proposal, nothing for a small team", () => {
  const real = [60, 120, 180, 240, 300].map((seconds) => called("UpsOnBattery", at("17T02:00:00"), seconds, 3600));
  const noise = [1, 2, 3, 4, 5].map((hour) => called("DeviceSilent", at(`18T0${hour}:00:00`), hour === 1 ? 60 : undefined, 120));
  const figures = teamFigures([...real, ...noise], at("16T07:00:00"), at("23T07:00:00"), 5);
  assert.deepEqual(figures, {
    calls: 10,
    acknowledgement: { median: 150, p90: 300 },
    repair: { median: 1860, p90: 3600 },
    perShift: 10 / 14,
    actionable: 0.6,
    noisy: [{ alert: "DeviceSilent", calls: 5, taken: 0.2 }],
  });
  assert.equal(teamFigures([...real, ...noise], at("16T07:00:00"), at("23T07:00:00"), 4), undefined);
  assert.equal(teamFigures(real.slice(1), at("16T07:00:00"), at("23T07:00:00"), 5), undefined);
});

const working = { zone: "Europe/Berlin", state: "SN", from: "08:00", to: "17:00" };
const hours = (count: number): number => count * 3_600_000;
const out = (from: string, until: string): CallOut => ({ contact: "it-2", incident: "i", from: at(from), until: at(until) });

test("rest counts anew from the end of a call-out, and only what reaches into work is told", () => {
  assert.deepEqual(restAfter(out("24T02:00:00", "24T02:18:00"), hours(11), working), {
    until: at("24T13:18:00"),
    workBegins: at("24T07:00:00"),
  });
  assert.equal(restAfter(out("23T16:30:00", "23T19:00:00"), hours(11), working), undefined, "20:00 to 07:00 is rest enough");
  assert.ok(restAfter(out("23T16:30:00", "23T20:30:01"), hours(11), working), "21:30 is not");
  assert.equal(restAfter(out("23T16:30:00", "23T20:30:01"), hours(9), working), undefined, "nine hours by agreement");
  assert.equal(restAfter(out("28T01:00:00", "28T02:00:00"), hours(11), working), undefined, "Saturday: Monday is far");
  assert.equal(restAfter(out("24T09:00:00", "24T10:00:00"), hours(11), working), undefined, "in working hours");
});

test("the next of the rota stands in until the rest is over", () => {
  const rota = rotaSchema.parse({
    id: "it",
    name: "IT",
    layers: [{ participants: ["it-1", "it-2", "it-3"], starts: "2026-11-16T08:00", shift: "1w" }],
  });
  const callOut = out("24T02:00:00", "24T02:18:00");
  const rest = restAfter(callOut, hours(11), working);
  assert.ok(rest);
  const swap = swapFor(rota, "Europe/Berlin", callOut, rest);
  assert.deepEqual(swap, { rota: "it", contact: "it-3" });
  assert.equal(swapFor(rota, "Europe/Berlin", { ...callOut, contact: "it-1" }, rest), undefined, "not on duty");
});

test("a night call-out: the person and the lead hear of the rest, once; on Monday morning the team has its report, once", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:04:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  assert.ok(exampleSite().duty.weekly_report);
  await world.oncall.routine();
  await world.post(bodyOf(alertJson()));
  const page = (await mailbox.until(2)).find((mail) => addressOf(mail) === "it-2@leitstand.example");
  assert.ok(page);
  await acknowledgeByMail(page);
  await quieted(world, clock);
  clock.pass(600);
  await world.post(bodyOf(alertJson({ status: "resolved", endsAt: clock.now().toISOString() })));
  await mailbox.until(4);
  await quieted(world, clock);
  clock.pass(60);
  for (let turn = 0; turn < 3; turn++) await world.oncall.routine();
  world.oncall.wake();
  const hints = (await mailbox.until(6)).slice(4);
  assert.deepEqual(hints.map(addressOf).sort(), ["it-2@leitstand.example", "leitung@leitstand.example"]);
  for (const hint of hints) {
    assert.equal(hint.subject, "Ruhezeit Bereitschaft IT 2: bis Mo., 23.11.2026, 14:14");
    assert.match(
      textOf(hint),
      /sonst begänne sie Mo\., 23\.11\.2026, 08:00[\s\S]*Bereitschaft IT 1 übernimmt[\s\S]*03:14 bis Mo\., 23\.11\.2026, 14:14/,
    );
  }
  clock.pass(5 * 3600);
  for (let turn = 0; turn < 3; turn++) await world.oncall.routine();
  world.oncall.wake();
  const reports = await waitFor("the report to five people", () => {
    const found = mailbox.mails.filter(({ subject }) => subject?.startsWith("Wochenbericht"));
    return found.length >= 5 ? found : undefined;
  });
  assert.equal(new Set(reports.map(addressOf)).size, 5);
  const [report] = reports;
  assert.match(
    textOf(report ?? assert.fail()),
    /Zu wenige Vorfälle oder Personen[\s\S]*Offene Vorfälle:[\s\S]*Rufbereitschaft IT: Bereitschaft IT 1/,
  );
  assert.match(await (await fetch(`${world.url}/oncall/team`)).text(), /Zahlen zu Einzelnen gibt es nirgends/);
  const kinds = (await world.db.selectFrom("oncall_log").select("kind").execute()).map(({ kind }) => kind);
  assert.deepEqual(
    ["rest-hint", "weekly-report"].map((kind) => kinds.filter((one) => one === kind).length),
    [1, 5],
  );
});
