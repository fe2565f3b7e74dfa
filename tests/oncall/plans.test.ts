import assert from "node:assert/strict";
import { test } from "node:test";
import { agreed, awaited, coveredBy, withPlans, type Cover } from "../../alerts/oncall/plans.ts";
import { coverOf, windowOf } from "../../alerts/oncall/plan-form.ts";
import { verifyLog } from "../../alerts/oncall/log.ts";
import { whoIsOnCall } from "../../alerts/oncall/rota.ts";
import { openHouse, type House, type Visitor } from "../app/house.ts";
import { addressOf, alertJson, bodyOf, clockAt, exampleSite, waitFor, type Clock } from "./setup.ts";

const site = exampleSite();
const it = site.rotas.find(({ id }) => id === "it");
assert.ok(it);
/** Friday; it-1 is on duty until Monday 08:00, then it-2. */
const friday = "2026-11-27T07:00:00Z";
const now = new Date(friday);
const cover: Cover = {
  id: "c",
  rota: "it",
  contact: "it-2",
  from: "2026-11-28T08:00",
  to: "2026-11-29T08:00",
  covered: ["it-1"],
  askedBy: "it-2",
  consents: [],
};

test("a cover counts when the stand-in and everybody covered agree; an administrator may agree for the covered only", () => {
  for (const [consents, counts] of [
    [[], false],
    [["it-2"], false],
    [["it-1"], false],
    [["it-1", "it-2"], true],
    [["leitung", "it-2"], true],
    [["leitung", "it-1"], false],
    [["technik-1", "it-2"], false],
  ] as const) {
    assert.equal(agreed({ ...cover, consents }, site), counts, consents.join(", "));
  }
  assert.equal(agreed({ ...cover, contact: "leitung", consents: ["leitung"] }, site), false, "no administrator covers alone");
  assert.deepEqual(awaited({ ...cover, consents: ["it-2"] }), ["it-1"]);
  assert.deepEqual(coveredBy(it, site, "technik-1", "2026-11-29T08:00", "2026-12-01T08:00"), ["it-1", "it-2"]);
});

test("covers count over the file's overrides, the one agreed later over the earlier, and only of people who may be on call", () => {
  const at = (text: string): Date => new Date(text);
  const overridden = {
    ...site,
    rotas: site.rotas.map((rota) => ({
      ...rota,
      overrides: [{ contact: "it-1", from: "2026-11-28T00:00", to: "2026-11-30T00:00" }],
    })),
  };
  const first = { ...cover, agreedAt: at("2026-11-27T08:00:00Z") };
  const later = { ...first, contact: "technik-1", agreedAt: at("2026-11-27T09:00:00Z") };
  const who = (covers: Cover[], from = overridden): string | undefined => {
    const rota = withPlans(from, { covers, windows: [] }).rotas.find(({ id }) => id === "it");
    return rota && whoIsOnCall(rota, site.site.time_zone, at("2026-11-28T12:00:00Z")).contact;
  };
  assert.equal(who([]), "it-1");
  assert.equal(who([cover]), "it-1", "one that waits does not count");
  assert.equal(who([first]), "it-2");
  assert.equal(who([first, later]), "technik-1");
  const left = {
    ...overridden,
    contacts: site.contacts.map((one) => (one.id === "it-2" ? { ...one, roles: ["energy" as const] } : one)),
  };
  assert.equal(who([first], left), "it-1");
  assert.equal(withPlans(site, { covers: [cover], windows: [] }), site, "nothing planned: the very same site");
});

test("a form that makes no cover and no window says why", () => {
  const person = { id: "it-2", name: "Bereitschaft IT 2", roles: ["on-call" as const] };
  const span = { from: "2026-11-28T08:00", to: "2026-11-29T08:00" };
  const right = { rota: "it", contact: "it-2", ...span };
  assert.deepEqual(coverOf(right, person, site, now), { ...right, covered: ["it-1"] });
  for (const [change, wrong] of [
    [{ from: "2026-11-30T08:00" }, "wrongTime"],
    [{ from: "2026-02-30T08:00" }, "wrongTime"],
    [{ from: "morgen" }, "wrongTime"],
    [{ from: "2027-03-28T02:10", to: "2027-03-28T02:50" }, "wrongTime"],
    [{ from: "2026-11-01T08:00", to: "2026-11-27T08:00" }, "past"],
    [{ to: "2027-03-01T08:00" }, "tooLong"],
    [{ rota: "its" }, "wrongRota"],
    [{ contact: "energie" }, "wrongPerson"],
    [{ contact: "it-1" }, "needless"],
    [{ contact: "technik-1" }, "notConcerned"],
  ] as const) {
    assert.equal(
      (coverOf({ ...right, ...change }, person, site, now) as { wrong?: string }).wrong,
      wrong,
      JSON.stringify(change),
    );
  }
  const planned = { ...span, place: "device:usv-a", reason: "Batterietest" };
  assert.deepEqual(windowOf(planned, site, now), {
    ...span,
    reason: "Batterietest",
    devices: ["usv-a"],
    rooms: [],
    houses: [],
    classes: [],
  });
  for (const [change, wrong] of [
    [{ place: "device:usv-x" }, "wrongPlace"],
    [{ place: "" }, "wrongPlace"],
    [{ place: "room:usv-a" }, "wrongPlace"],
    [{ kind: "usp" }, "wrongPlace"],
    [{ reason: "  " }, "reasonMissing"],
    [{ to: "2026-12-13T08:00" }, "tooLong"],
  ] as const) {
    assert.equal((windowOf({ ...planned, ...change }, site, now) as { wrong?: string }).wrong, wrong, JSON.stringify(change));
  }
});

const post = (house: House, body: unknown): Promise<Response> =>
  fetch(`${house.url}/webhooks/alertmanager`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer token-of-the-test" },
    body: JSON.stringify(body),
  });
const pages = (house: House): string[] =>
  house.mailbox.mails.filter(({ subject = "" }) => subject.startsWith("KRITISCH")).map(addressOf);
const paged = (house: House, count: number): Promise<string[]> =>
  waitFor(`${count} pages`, () => (pages(house).length >= count ? pages(house) : undefined));
async function firing(house: House): Promise<string> {
  assert.equal((await post(house, bodyOf(alertJson({ startsAt: friday })))).status, 200);
  const rows = await house.db.selectFrom("oncall_incident").select("id").execute();
  return rows[0]?.id ?? "";
}
async function kinds(house: House): Promise<string[]> {
  const rows = await house.db.selectFrom("oncall_log").select("kind").orderBy("seq").execute();
  return rows.map(({ kind }) => kind);
}

test("an incident is acknowledged, taken over and handed back on its page; handing back pages at once", async (t) => {
  const clock = clockAt(friday);
  const house = await openHouse(t, clock);
  const id = await firing(house);
  assert.deepEqual((await paged(house, 2)).sort(), ["it-1@leitstand.example", "technik-1@leitstand.example"]);
  const path = `/incidents/${id}`;
  const act = async (who: Visitor, name: string): Promise<Response> => who.post(path, { act: name });
  assert.match(
    await house.visitor().text(path),
    /href="\/login\?next=%2Fincidents%2F\w+&amp;lang=de">Anmelden, um zu übernehmen/,
  );
  const [one, two, energie] = [await house.person("it-1"), await house.person("it-2"), await house.person("energie")];
  assert.match(await energie.text(path), /Aufgabe Bereitschaft/);
  assert.equal((await act(energie, "acknowledge")).status, 403);
  assert.equal((await act(two, "nonsense")).status, 400);
  assert.match(await one.text(path), /Ich übernehme/);
  assert.equal((await act(one, "acknowledge")).status, 303);
  assert.match(await one.text(path), /Übernommen: Bereitschaft IT 1[\s\S]*Zurückgeben/);
  const second = await act(two, "acknowledge");
  assert.equal(second.status, 409);
  assert.match(await second.text(), /Bereitschaft IT 1 hat schon übernommen/);
  assert.equal((await act(two, "hand-back")).status, 403, "of somebody else");
  assert.match(await two.text(path), /Von Bereitschaft IT 1 übernehmen/);
  assert.equal((await act(two, "take-over")).status, 303);
  assert.match(await one.text(path), /Übernommen: Bereitschaft IT 2/);
  clock.pass(300);
  assert.equal(pages(house).length, 2);
  assert.equal((await act(two, "hand-back")).status, 303);
  await paged(house, 4);
  const told = (await kinds(house)).filter((kind) => ["acknowledged", "taken-over", "handed-back"].includes(kind));
  assert.deepEqual(told, ["acknowledged", "taken-over", "handed-back"]);
  assert.match(await one.text(path), /Von Bereitschaft IT 2 zurückgegeben/);
  await post(house, bodyOf(alertJson({ status: "resolved", startsAt: friday, endsAt: clock.now().toISOString() })));
  assert.equal((await act(one, "acknowledge")).status, 409, "it has ended");
  assert.equal((await verifyLog(house.db)).ok, true);
});

test("a cover needs both people; then it stands on the page and in the calendar, and the page reaches the one who stands in", async (t) => {
  const house = await openHouse(t, clockAt(friday));
  const [one, two, other] = [await house.person("it-1"), await house.person("it-2"), await house.person("technik-1")];
  const wish = { rota: "it", contact: "it-2", from: "2026-11-27T08:00", to: "2026-11-28T08:00" };
  const wrong = await two.post("/oncall/covers", { ...wish, to: "2026-11-27T07:00" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Ende nach dem Beginn[\s\S]*value="2026-11-27T08:00"/, "what was typed stays");
  assert.equal((await two.post("/oncall/covers", wish)).status, 303);
  assert.match(
    await two.text("/oncall"),
    /Bereitschaft IT 2 vertritt Bereitschaft IT 1 von 2026-11-27 08:00[\s\S]*wartet auf Bereitschaft IT 1/,
  );
  assert.match(await house.visitor().text("/oncall"), /Jetzt:\s+Bereitschaft IT 1/);
  const [asked] = await house.db.selectFrom("oncall_cover").select("id").execute();
  const path = `/oncall/covers/${asked?.id}`;
  assert.equal((await other.post(path, { act: "agree" })).status, 403, "nobody else's business");
  assert.equal((await two.post(path, { act: "agree" })).status, 303, "twice yes by the same person");
  assert.match(await house.visitor().text("/oncall"), /Jetzt:\s+Bereitschaft IT 1/, "is still one yes");
  assert.equal((await one.post(path, { act: "agree" })).status, 303);
  assert.match(await house.visitor().text("/oncall"), /Jetzt:\s+Bereitschaft IT 2[\s\S]*vereinbart/);
  assert.equal((await two.post(path, { act: "withdraw" })).status, 409, "an agreed cover ends by a new one");
  const feed = await house.visitor().text("/oncall/it.ics");
  assert.match(feed, /DTSTART:20261127T070000Z\r\nDTEND:20261128T070000Z\r\nSUMMARY:Rufbereitschaft IT: BI2/);
  await firing(house);
  assert.deepEqual((await paged(house, 2)).sort(), ["it-2@leitstand.example", "technik-1@leitstand.example"]);
  const told = (await kinds(house)).filter((kind) => kind.startsWith("cover-"));
  assert.deepEqual(told, ["cover-asked", "cover-consent", "cover-consent", "cover-consent", "cover-agreed"]);
});

test("maintenance is planned ahead in local time, keeps pages back from its begin, and ended early it pages at once", async (t) => {
  const clock: Clock = clockAt(friday);
  const house = await openHouse(t, clock);
  const who = await house.person("technik-1");
  const window = { place: "device:usv-a", kind: "", from: "2026-11-27T09:00", to: "2026-11-27T12:00", reason: "Batterietest" };
  assert.equal((await who.post("/oncall/maintenance", { ...window, reason: "" })).status, 422);
  assert.equal((await who.post("/oncall/maintenance", window)).status, 303);
  assert.match(await house.visitor().text("/oncall"), /09:00[\s\S]*12:00: Batterietest \(USV A/);
  clock.pass(3 * 3600);
  const id = await firing(house);
  assert.match(await house.visitor().text(`/incidents/${id}`), /Wartung bis .*12:00: Batterietest/);
  await waitFor("the entry of the log", async () => ((await kinds(house)).includes("maintenance") ? true : undefined));
  assert.deepEqual(pages(house), []);
  const [planned] = await house.db.selectFrom("oncall_maintenance").select("id").execute();
  const later = await house.person("leitung");
  const ended = await later.post(`/oncall/maintenance/${planned?.id}`);
  assert.equal(ended.headers.get("location"), "/oncall?lang=de");
  assert.deepEqual((await paged(house, 2)).sort(), ["it-1@leitstand.example", "technik-1@leitstand.example"]);
  assert.equal((await later.post(`/oncall/maintenance/${planned?.id}`)).status, 409);
  assert.match(await house.visitor().text("/oncall"), /Keine geplant/);
  assert.ok((await kinds(house)).includes("maintenance-cut"));
});
