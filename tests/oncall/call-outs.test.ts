import assert from "node:assert/strict";
import { test } from "node:test";
import { callOutFacts, callOutsCsv, monthOf } from "../../alerts/oncall/call-outs.ts";
import type { Incident } from "../../alerts/oncall/incident.ts";
import { openHouse } from "../app/house.ts";
import { acknowledgeByMail, addressOf, alertJson, bodyOf, clockAt, exampleSite, waitFor } from "./setup.ts";

const site = exampleSite();
const zone = "Europe/Berlin";

function callOut(contact: string, from: string, until: string, summary: string) {
  const { labels, annotations } = alertJson({ annotations: { summary } });
  const [began, ended] = [new Date(from), new Date(until)];
  const seen = { textsAt: began, startsAt: began, newestStartAt: began, openedAt: began, lastSeenAt: began };
  const incident: Incident = {
    id: "i1",
    fingerprint: "0123456789abcdef",
    labels,
    annotations,
    ...seen,
    progress: { since: began, steps: 1 },
  };
  return { incident, callOut: { contact, incident: "i1", from: began, until: ended } };
}
const table = (locale: "de" | "en", month: string, ...all: ReturnType<typeof callOut>[]): string[] => {
  const span = monthOf(month, zone);
  assert.ok(span);
  const csv = callOutsCsv(callOutFacts(all, span, site), locale, zone);
  assert.equal(csv.charCodeAt(0), 0xfeff);
  assert.ok(csv.endsWith("\r\n"));
  return csv.slice(1, -2).split("\r\n");
};

test("times by duty in the order of time, as spreadsheets of the country read them; no names, a formula stays text", () => {
  const night = callOut("it-2", "2026-11-23T02:07:10Z", "2026-11-23T03:14:40Z", "=HYPERLINK(1;2): usv-a");
  const sunday = callOut("it-2", "2026-11-22T13:00:00Z", "2026-11-22T13:30:00Z", 'Tür "Nord", offen');
  const beside = callOut("leitung", "2026-11-24T10:00:00Z", "2026-11-24T10:01:30Z", "USV läuft auf Batterie");
  assert.deepEqual(table("de", "2026-11", night, beside, sunday), [
    "Dienst;Übernommen;Beendet;Dauer in Minuten;Lage;Schwere;Anlass;Vorfall;Art der Arbeit (von Hand)",
    'Rufbereitschaft IT;22.11.2026 14:00;22.11.2026 14:30;30,0;arbeitsfreier Tag;KRITISCH;"Tür ""Nord"", offen";i1;',
    'Rufbereitschaft IT;23.11.2026 03:07;23.11.2026 04:14;67,5;außerhalb der Arbeitszeit;KRITISCH;"\'=HYPERLINK(1;2)";i1;',
    "außerhalb eines Dienstes;24.11.2026 11:00;24.11.2026 11:01;1,5;in der Arbeitszeit;KRITISCH;USV läuft auf Batterie;i1;",
  ]);
  assert.deepEqual(
    table("en", "2026-11", beside).at(-1),
    "beside any duty,2026-11-24 11:00,2026-11-24 11:01,1.5,in working hours,CRITICAL,USV läuft auf Batterie,i1,",
  );
});

test("a call-out belongs to the local month in which it began; holidays of the state are days off", () => {
  const over = callOut("it-2", "2026-10-31T22:59:59Z", "2026-11-01T01:00:00Z", "a");
  assert.deepEqual([table("de", "2026-10", over).length, table("de", "2026-11", over).length], [2, 1]);
  // Buß- und Bettag, a Wednesday.
  assert.match(
    table("de", "2026-11", callOut("it-2", "2026-11-18T09:00:00Z", "2026-11-18T09:10:00Z", "a"))[1] ?? "",
    /arbeitsfreier Tag/,
  );
  for (const wrong of ["2026-13", "2026-1", "", "heute", "2026-11-01"]) assert.equal(monthOf(wrong, zone), undefined);
});

test("the table is for leads and administrators who are logged in; it says what the records say, without anybody's name", async (t) => {
  const clock = clockAt("2026-11-23T02:04:30Z");
  const house = await openHouse(t, clock);
  const [nobody, onDuty, lead] = [house.visitor(), await house.person("it-2"), await house.person("leitung")];
  const tell = (status: "firing" | "resolved") =>
    fetch(`${house.url}/webhooks/alertmanager`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer token-of-the-test" },
      body: JSON.stringify(bodyOf(alertJson({ status, endsAt: clock.now().toISOString() }))),
    });
  assert.equal((await tell("firing")).status, 200);
  const page = await waitFor("the page", () =>
    house.mailbox.mails.find((mail) => addressOf(mail) === "it-2@leitstand.example" && mail.subject?.startsWith("KRITISCH")),
  );
  assert.equal((await acknowledgeByMail(page)).status, 200);
  clock.pass(540);
  await tell("resolved");
  const path = "/oncall/call-outs.csv?month=2026-11&lang=de";
  assert.deepEqual([(await nobody.get(path)).status, (await onDuty.get(path)).status], [403, 403]);
  const answer = await lead.get(path);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-disposition") ?? "", /attachment; filename=einsaetze-2026-11\.csv/);
  const text = await answer.text();
  assert.match(
    text,
    /Rufbereitschaft IT;23\.11\.2026 03:04;23\.11\.2026 03:13;9,0;außerhalb der Arbeitszeit;KRITISCH;USV läuft auf Batterie;/,
  );
  assert.doesNotMatch(text, /Bereitschaft IT 2|it-2|@/);
  assert.equal((await lead.get("/oncall/call-outs.csv?month=gestern")).status, 400);
  const link = "/oncall/call-outs.csv?month=2026-11";
  const shows = async (who: typeof lead): Promise<boolean> => (await (await who.get("/oncall/team")).text()).includes(link);
  assert.deepEqual([await shows(nobody), await shows(onDuty), await shows(lead)], [false, false, true]);
});
