import assert from "node:assert/strict";
import { test } from "node:test";
import { lastWindow, planned, windowAt, windowsOver } from "../../alerts/oncall/maintenance.ts";
import { verifyLog } from "../../alerts/oncall/service.ts";
import { siteSchema, type Maintenance, type Site } from "../../site/inventory.ts";
import {
  acknowledgeByMail,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openWorld,
  quieted,
  textOf,
  waitFor,
} from "./setup.ts";

const { maintenance: list } = siteSchema.shape;
/** A site with these windows, as the file would have them. */
function siteWith(...windows: Partial<Maintenance>[]): Site {
  const filled = windows.map((one) => ({ from: "2026-11-23T03:00", to: "2026-11-23T04:00", reason: "Batterietest", ...one }));
  return exampleSite(() => ({ maintenance: list.parse(filled) }));
}
const usv = { device: "usv-a", room: "rz1", class: "ups", site: "muster-rz" };
const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);

test("a window counts by the wall clock of the site, its end not included", () => {
  const site = siteWith({ devices: ["usv-a"] });
  assert.equal(windowAt(usv, site, at("01:59:59")), undefined);
  assert.deepEqual(windowAt(usv, site, at("02:00:00"))?.until, at("03:00:00"));
  assert.equal(windowAt(usv, site, at("03:00:00")), undefined);
  assert.deepEqual(lastWindow(usv, site, at("03:00:00"))?.until, at("03:00:00"));
});

test("a window over the hour that the clock change leaves out ends with the gap, one over the hour that comes twice lasts an hour more", () => {
  const spring = siteWith({ from: "2026-03-29T01:30", to: "2026-03-29T02:30", devices: ["usv-a"] });
  assert.deepEqual(windowsOver(usv, spring)[0]?.until, new Date("2026-03-29T01:00:00Z"));
  const autumn = siteWith({ from: "2026-10-25T01:30", to: "2026-10-25T03:30", devices: ["usv-a"] });
  const [window] = windowsOver(usv, autumn);
  assert.equal(((window?.until.getTime() ?? 0) - (window?.from.getTime() ?? 0)) / 3_600_000, 3);
});

test("places are alternatives, classes narrow them; without places classes count everywhere", () => {
  const covered = (window: Partial<Maintenance>, labels: Record<string, string> = usv): boolean =>
    windowsOver(labels, siteWith(window)).length === 1;
  assert.ok(covered({ devices: ["usv-b", "usv-a"] }));
  assert.ok(covered({ rooms: ["rz1"] }));
  assert.ok(covered({ devices: ["usv-b"], rooms: ["rz1"] }));
  assert.ok(!covered({ rooms: ["rz2"] }));
  assert.ok(covered({ rooms: ["rz1"], classes: ["ups"] }));
  assert.ok(!covered({ rooms: ["rz1"], classes: ["cooling"] }));
  assert.ok(covered({ classes: ["ups"] }));
  assert.ok(!covered({ rooms: ["rz1"] }, { class: "leitstand", site: "muster-rz" }), "the alarm chain itself stands in no room");
});

test("windows that overlap or adjoin are one, so that nobody is woken in between", () => {
  const site = siteWith(
    { devices: ["usv-a"] },
    { rooms: ["rz1"], from: "2026-11-23T04:00", to: "2026-11-23T05:00", reason: "Schaltanlage" },
    { devices: ["usv-a"], from: "2026-11-23T06:00", to: "2026-11-23T07:00" },
  );
  const [first, second, ...others] = windowsOver(usv, site);
  assert.deepEqual([first?.until, first?.reason], [at("04:00:00"), "Schaltanlage"]);
  assert.deepEqual([second?.from, others.length], [at("05:00:00"), 0]);
  assert.deepEqual(
    planned(site, at("03:30:00")).map(({ names }) => names[0]),
    ["Rechenzentrum Raum 1", "USV A (Anlage Strang A)"],
  );
});

test("during a window everything is recorded and nobody is paged; what still fires at its end pages at once and says so", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T02:04:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  world.says.site = { ...world.says.site, maintenance: siteWith({ devices: ["usv-a"] }).maintenance };
  await world.post(bodyOf(alertJson(), alertJson({ name: "UpsOnBypass" })));
  await world.post(bodyOf(alertJson({ device: "usv-b", name: "UpsOnBypass" })));
  const others = await mailbox.until(2);
  assert.ok(
    others.every(({ subject }) => subject?.includes("USV B")),
    "what the window does not name pages as ever",
  );
  const views = await world.oncall.openIncidents();
  const quiet = views.filter(({ maintenance }) => maintenance !== undefined);
  assert.deepEqual(
    quiet.map(({ device }) => device),
    ["usv-a", "usv-a"],
  );
  assert.deepEqual(quiet[0]?.nextActAt, at("03:00:00"));
  assert.match(await (await fetch(`${world.url}/incidents`)).text(), /Wartung bis .*04:00.*: Batterietest\./);
  assert.match(await (await fetch(`${world.url}/oncall`)).text(), /Geplante Wartung[\s\S]*Batterietest \(USV A/);
  await world.post(bodyOf(alertJson({ name: "UpsOnBypass", status: "resolved" })));
  await world.post(bodyOf(alertJson({ device: "usv-b", name: "UpsOnBypass", status: "resolved" })));
  assert.ok(
    (await mailbox.until(4)).every(({ subject }) => subject?.includes("USV B")),
    "nobody hears the end of what nobody heard of",
  );
  // A mail that is being sent while the clock jumps an hour would count as lost and go out again.
  const settled = () =>
    waitFor("every mail settled", async () => {
      const rows = await world.db.selectFrom("oncall_delivery").select("state").execute();
      return rows.some(({ state }) => state === "leased" || state === "pending") ? undefined : true;
    });
  await settled();
  clock.pass(55 * 60 + 28);
  world.oncall.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(mailbox.mails.length, 4, "two seconds before its end");
  clock.pass(3);
  const pages = (await mailbox.until(6)).slice(4);
  assert.deepEqual(pages.map(addressOf).sort(), ["it-2@leitstand.example", "technik-2@leitstand.example"]);
  assert.ok(pages.every(({ subject }) => subject?.includes("USV läuft auf Batterie")));
  assert.ok(
    pages.every((mail) =>
      textOf(mail).includes("Die Wartung „Batterietest“ ist vorbei (Ende: 04:00 Uhr), die Meldung steht noch an."),
    ),
  );
  await settled();
  clock.pass(600);
  world.oncall.wake();
  const next = (await mailbox.until(7))[6];
  assert.ok(next && addressOf(next).startsWith("leitung@"), "the steps count from the window's end");
  const kinds = (await world.db.selectFrom("oncall_log").select("kind").execute()).map(({ kind }) => kind);
  for (const kind of ["opened", "maintenance", "ended", "maintenance-ended"]) assert.ok(kinds.includes(kind), kind);
  assert.equal((await verifyLog(world.db)).ok, true);
});

test("a window taken out of the file ends at once; an incident that somebody is on stays quiet at the end", async (t) => {
  const mailbox = await openMailbox(t);
  const clock = clockAt("2026-11-23T01:57:00Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const { maintenance } = siteWith({ devices: ["usv-a", "usv-b"] });
  world.says.site = { ...world.says.site, maintenance };
  await world.post(bodyOf(alertJson()));
  const [page] = await mailbox.until(2);
  assert.ok(page && (await acknowledgeByMail(page)).status === 200);
  await quieted(world, clock);
  clock.pass(5 * 60);
  await world.post(bodyOf(alertJson({ device: "usv-b" })));
  await waitFor("it to be kept back", async () =>
    (await world.oncall.openIncidents()).find(
      ({ device, nextActAt }) => device === "usv-b" && nextActAt?.getTime() === at("03:00:00").getTime(),
    ),
  );
  assert.equal(mailbox.mails.length, 2);
  world.says.site = { ...world.says.site, maintenance: [] };
  const pages = (await mailbox.until(4)).slice(2);
  assert.ok(pages.every(({ subject }) => subject?.includes("USV B")));
});
