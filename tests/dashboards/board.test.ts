import assert from "node:assert/strict";
import { test } from "node:test";
import { readBoard } from "../../dashboards/board/read.ts";
import type { BoardIncidents, IncidentView } from "../../dashboards/board/state.ts";
import { board } from "../../dashboards/board/view.ts";
import type { Locale } from "../../site/locale.ts";
import type { SampleReader, Series } from "../../site/series.ts";
import { changed, exampleSite, healthySeries, inState, readerOf, silenced, silentReader } from "./healthy.ts";

const site = exampleSite();
const now = new Date("2026-11-23T02:04:12Z");
const healthy = healthySeries(site, now);
const none: BoardIncidents = { open: () => Promise.resolve([]) };

async function text(reader: SampleReader, incidents: BoardIncidents = none, locale: Locale = "de"): Promise<string> {
  const { body } = board(await readBoard(reader, site, incidents, now), locale);
  return body.text
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;:)])/g, "$1");
}

const of = (series: readonly Series[]): SampleReader => readerOf(series);

/** A recorded series whose last point is so many seconds old. */
const recording = (metric: string, labels: Record<string, string>, value: number, age: number): Series => ({
  metric,
  labels,
  points: [{ at: new Date(now.getTime() - age * 1000), value }],
});

/** The sentence on top. */
async function headline(series: readonly Series[], incidents: BoardIncidents = none, locale: Locale = "de"): Promise<string> {
  const { body } = board(await readBoard(of(series), site, incidents, now), locale);
  return (/<h1[^>]*>(.*?)<\/h1>/s.exec(body.text)?.[1] ?? "")
    .replaceAll(/<span class="status.*?<\/span\s*>/gs, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const incident = (more: Partial<IncidentView>): BoardIncidents => ({
  open: () =>
    Promise.resolve([
      {
        id: "17",
        title: "UpsOnBattery",
        severity: "critical",
        class: "ups",
        device: "usv-a",
        state: "open",
        since: new Date(now.getTime() - 240_000),
        summary: "USV A läuft auf Batterie",
        ...more,
      },
    ]),
});

test("a healthy site is one sentence, and every tile has its figures", async () => {
  assert.equal(await headline(healthy), "Alles in Ordnung.");
  const page = await text(of(healthy));
  for (const words of [
    "40 von 40 Geräten antworten, keine offenen Vorfälle.",
    "812 von 3.000 Plätzen belegt",
    "Quelle Netz",
    "42 min bei Netzausfall (Grenze 10 min)",
    "Ladung 100 %",
    "Last 38 %",
    "24,1 °C am Rack",
    "Kühlgeräte 1 von 2 laufen (1 nötig)",
    "läuft; Vorlauf 8,2 °C",
    "in Betrieb, 12 %",
    "61,3 kW aus dem Netz",
    "1,43",
    "werden ausgewertet",
    "Es ist kein Vorfall offen",
  ]) {
    assert.ok(page.includes(words), `missing: ${words}\n${page}`);
  }
  assert.ok(!page.includes("kein Wert"), page);
});

test("a UPS on battery comes first, with its runtime and the minutes until shutdown must start", async () => {
  let series = inState(healthy, "ups_power_source", { device: "usv-a" }, "battery");
  series = changed(series, "ups_battery_runtime_seconds", { device: "usv-a" }, () => 1180);
  assert.equal(
    await headline(series),
    "USV A (Anlage Strang A) läuft auf Batterie: noch 19 min; geordnet herunterfahren spätestens in 9 min.",
  );
  series = changed(series, "ups_battery_runtime_seconds", { device: "usv-a" }, () => 480);
  assert.equal(await headline(series), "USV A (Anlage Strang A) läuft auf Batterie: noch 8 min. Jetzt geordnet herunterfahren.");
});

test("both UPS on battery is a mains failure, told by the one that ends first", async () => {
  let series = inState(healthy, "ups_power_source", {}, "battery");
  series = changed(series, "ups_battery_runtime_seconds", { device: "usv-b" }, () => 900);
  assert.equal(
    await headline(series),
    "Netzausfall: 2 USV laufen auf Batterie, USV B (Anlage Strang B) am kürzesten: noch 15 min; geordnet herunterfahren spätestens in 5 min.",
  );
});

test("a room that warms says when it crosses its limit, by the recording that the mails use", async () => {
  const hot = changed(healthy, "air_temperature_celsius", { device: "sensor-rz1", sensor: "2" }, () => 30);
  const series = [...hot, recording("room:inlet_time_to_limit:seconds", { room: "rz1" }, 250, 5)];
  assert.equal(await headline(series), "Rechenzentrum Raum 1 erreicht 32 °C in 4 min (jetzt 30,0 °C am Rack).");
  // It rose until a minute ago: the time no longer holds.
  const over = [...hot, recording("room:inlet_time_to_limit:seconds", { room: "rz1" }, 250, 60)];
  assert.equal(await headline(over), "Rechenzentrum Raum 1 wird warm: 30,0 °C am Rack, empfohlen bis 27 °C.");
});

test("the runtime is the worse of the estimate of the UPS and the corrected one", async () => {
  const series = [
    ...inState(healthy, "ups_power_source", { device: "usv-a" }, "battery"),
    recording("device:ups_time_left:seconds", { device: "usv-a" }, 960, 5),
  ];
  assert.match(await headline(series), /noch 16 min; geordnet herunterfahren spätestens in 6 min\./);
});

test("a silent device is named with the time of its last answer; its old values are not shown", async () => {
  const series = silenced(healthy, "usv-a", 125, now);
  const reader: SampleReader = {
    ...of(series),
    instant: () => Promise.resolve([{ metric: "", labels: { device: "usv-a" }, value: now.getTime() / 1000 - 125 }]),
  };
  const page = await text(reader);
  assert.match(page, /USV A \(Anlage Strang A\) antwortet nicht seit 03:02\./);
  assert.match(page, /Strom \? unbekannt USV A \(Anlage Strang A\) antwortet nicht seit 03:02 USV B/);
  assert.ok(!/Strang A\)[^B]*100 %/.test(page), page);
  assert.ok(!/Strom in Ordnung/.test(page), "the tile must not say that all is well");
});

test("a value between half a minute and two minutes old carries its age", async () => {
  const page = await text(of(silenced(healthy, "usv-a", 85, now)));
  assert.match(page, /Quelle Netz \(vor \d\d s\)/);
});

test("no sample store: nothing is called fine, and every figure is a word", async () => {
  const page = await text(silentReader);
  assert.match(page, /Keine Messwerte: Der Messwertspeicher antwortet nicht/);
  assert.ok(
    !page.includes("in Ordnung,") && !/Strom in Ordnung|Kälte in Ordnung|Netze in Ordnung|Alarmkette in Ordnung/.test(page),
    page,
  );
  assert.match(page, /kein Wert bei Netzausfall/);
  assert.match(page, /nachsehen, ob Prometheus läuft; bis dahin die Anlagen von Hand beobachten/);
});

test("a store that stopped answering is told since when, and not asked a second time by the same look", async () => {
  let again = 0;
  const stopped: SampleReader = {
    ...silentReader,
    instant: () => Promise.reject(new Error(`asked again ${++again}`)),
    silentSince: () => new Date(now.getTime() - 240_000),
  };
  assert.match(await text(stopped), /Keine Messwerte seit 03:00: Der Messwertspeicher antwortet nicht/);
  assert.match(await text(stopped, none, "en"), /No values since 03:00: the sample store does not answer/);
  assert.equal(again, 0);
});

test("incidents say since when and who is on it", async () => {
  const open = await text(of(healthy), incident({}));
  assert.match(open, /USV A läuft auf Batterie seit 03:00 \(4 min\) · noch niemand dran · Runbook/);
  const taken = await text(of(healthy), incident({ state: "acknowledged", acknowledgedBy: "Bereitschaft IT 1" }));
  assert.match(taken, /Bereitschaft IT 1 ist dran/);
  const blind = await text(of(healthy), incident({ state: "blind" }));
  assert.match(blind, /das Ende ist nicht belegt/);
});

test("unreadable incidents are not the same as none", async () => {
  const page = await text(of(healthy), { open: () => Promise.reject(new Error("database is locked")) });
  assert.match(page, /Die Vorfälle sind nicht abrufbar\. Das heißt nicht, dass es keine gibt\./);
  assert.ok(!page.includes("Alles in Ordnung"));
  const unwritable = await text(of(healthy), {
    open: () => Promise.resolve([]),
    unwritableSince: () => new Date(now.getTime() - 180_000),
  });
  assert.match(unwritable, /Leitstand kann seit 03:01 nichts speichern; neue Alarme fehlen hier/);
});

test("the English board says an incident in English", async () => {
  const both = incident({
    class: "services",
    device: "dienst",
    summary: "Dienst aus: Portal",
    summaryEnglish: "Service down: Portal",
  });
  const shown = async (locale: "de" | "en") => board(await readBoard(of(healthy), site, both, now), locale).body.text;
  assert.match(await shown("de"), /Dienst aus: Portal/);
  assert.doesNotMatch(await shown("en"), /Dienst aus/);
  assert.match(await shown("en"), /Service down: Portal\.[\s\S]*Service down: Portal</);
});

test("full remote work names its bottleneck; missing spare capacity names the people without a place", async () => {
  const full = changed(healthy, "remote_work_people", {}, () => 3000);
  assert.equal(await headline(full), "Fernzugang ist voll: 3.000 von 3.000 Plätzen, Engstelle Lizenzen.");
  const tight = changed(healthy, "remote_work_people", {}, () => 2540);
  assert.equal(await headline(tight), "Fällt das größte VPN-Gateway aus, fehlen Plätze für 40 Personen.");
});

test("a broken alarm chain is louder than a warning", async () => {
  const deaf = changed(healthy, "leitstand_channel_up", {}, () => 0);
  assert.equal(await headline(deaf), "Alarmierung gestört: Der Mailweg mail nimmt nichts an.");
  const asleep = healthy.filter(({ metric }) => metric !== "ALERTS");
  assert.equal(await headline(asleep), "Die Alarmregeln werden nicht ausgewertet: Es kommt kein Alarm.");
});

test("a site file that is ignored because it is wrong stands on top", async () => {
  const wrong = changed(healthy, "leitstand_site_reload_success", {}, () => 0);
  assert.match(await headline(wrong), /^Die site\.yaml ist fehlerhaft, die letzte gute bleibt in Kraft/);
});

test("an update on disk without a restart stands on the board, below what is urgent", async () => {
  const updated = changed(healthy, "leitstand_code_current", {}, () => 0);
  assert.match(await headline(updated), /^Leitstand wurde auf dem Datenträger aktualisiert, es läuft aber noch die alte Fassung/);
  const onBattery = inState(updated, "ups_power_source", { device: "usv-a" }, "battery");
  assert.match(await headline(onBattery), /^USV A .* läuft auf Batterie/);
});

test("an incident about what the figures already say is not said twice on top", async () => {
  const series = inState(healthy, "ups_power_source", { device: "usv-a" }, "battery");
  const { body } = board(await readBoard(of(series), site, incident({}), now), "de");
  const top = body.text.slice(0, body.text.indexOf("</section>"));
  assert.equal(top.match(/USV A/g)?.length, 1);
});

test("an open incident colours the tile of its class, whatever the figures say", async () => {
  const page = await text(
    of(healthy),
    incident({ class: "vpn", device: "vpn-1", summary: "VPN-Gateway antwortet nicht: VPN-Gateway 1" }),
  );
  assert.match(page, /Fernzugang kritisch 812 von/);
  assert.match(page, /Strom in Ordnung/);
});

test("the board speaks English to those who ask", async () => {
  assert.equal(await headline(healthy, none, "en"), "All is well.");
});

test("names and summaries from outside are escaped", async () => {
  const { body } = board(await readBoard(of(healthy), site, incident({ summary: "<script>alert(1)</script>" }), now), "de");
  assert.ok(!body.text.includes("<script>"));
});

test("while no collector answers no tile is fine, however young its last figures are", async () => {
  const page = await text(of(changed(healthy, "up", { job: "devices" }, () => 0)));
  assert.match(page, /Ohne Messwerte von den Geräten\./);
  for (const tile of ["Strom", "Kälte", "Fernzugang", "Netze", "Energie", "Alarmkette"]) {
    assert.ok(!page.includes(`${tile} in Ordnung`), `${tile}: ${page}`);
  }
});
