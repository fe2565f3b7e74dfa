import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "../property.ts";
import { digestContent, endContent, incidentTitle, pageContent, ruleText, type Setting } from "../../alerts/oncall/contents.ts";
import type { Incident } from "../../alerts/oncall/incident.ts";
import { contentSchema, type Content } from "../../alerts/oncall/content.ts";
import { fallbackMail, renderMail } from "../../alerts/oncall/message.ts";
import { ownAlerts } from "../../alerts/oncall/own.ts";
import { englishTitles } from "../../alerts/oncall/titles-en.ts";
import { alertRules } from "../../alerts/rules/all.ts";
import { restContent } from "../../alerts/oncall/rests.ts";
import { statusContent } from "../../alerts/oncall/status.ts";
import { weeklyContent } from "../../alerts/oncall/weekly.ts";
import { clean, placeOf, titleOf, withNames } from "../../alerts/oncall/place.ts";
import { alertJson, exampleSite, type AlertText } from "./setup.ts";

const site = exampleSite();
const baseUrl = "https://leitstand.example.org";
const ack = { url: `${baseUrl}/ack/Zk9mXq3vT0aBcDeFgHiJkL`, code: "4711" };
const at = (time: string): Date => new Date(`2026-11-23T${time}Z`);
const setting: Setting = { site, baseUrl, now: at("02:04:31") };
const person = (id: string) => {
  const found = site.contacts.find((contact) => contact.id === id);
  assert.ok(found);
  return found;
};

function incident(change: AlertText = {}, more: Partial<Incident> = {}): Incident {
  const { labels, annotations } = alertJson(change);
  const seen = at("02:04:30");
  return {
    id: "k3f9x2m7q4w8z6t5",
    fingerprint: "0123456789abcdef",
    labels,
    annotations,
    textsAt: seen,
    startsAt: at("02:04:21"),
    newestStartAt: at("02:04:21"),
    openedAt: seen,
    lastSeenAt: seen,
    progress: { since: seen, steps: 1, notifiedAt: seen },
    ...more,
  };
}

/** The mail as a file a person can read: subject, empty line, text. */
function golden(name: string, content: Content, now: Date, way: typeof ack | "none" = ack): void {
  const stored = contentSchema.parse(JSON.parse(JSON.stringify(content)));
  const { subject, text } = renderMail(stored, way === "none" ? undefined : way, now);
  const file = join(import.meta.dirname, "golden", `${name}.txt`);
  const mail = `Betreff: ${subject}\n\n${text}`;
  if (!existsSync(file) || process.env["GOLDEN"] === "write") writeFileSync(file, mail);
  assert.equal(mail, readFileSync(file, "utf8"), `${name}.txt differs; look at it, then run with GOLDEN=write`);
  assert.ok(Buffer.from(text).length < 1500 && text.length < 1500, `${name} has ${text.length} characters`);
}

/** As the rule's English annotations read. */
const inEnglish = {
  description_en:
    "Mains at the input of this UPS is gone. Runtime at the present load 19 min. On battery at the site: usv-a, usv-b.",
  folge_en:
    "In 19 min the battery is empty and everything on this UPS without power. The orderly shutdown must begin at 10 min of runtime.",
  erster_schritt_en:
    "Check whether the other UPS is on battery too and whether the generator has taken over. Switch nothing at the UPS.",
};
const firstPageTo = (reader: ReturnType<typeof person>) =>
  pageContent(
    incident({ annotations: inEnglish }),
    reader,
    { do: "notify", who: "it-2", reason: "step", step: 0 },
    ["it-2", "technik-2"],
    { at: at("02:14:30").toISOString(), names: ["Leitung Betrieb"], again: false },
    setting,
  );
const firstPage = firstPageTo(person("it-2"));

test("the first page says what, where, how long, what first, who else, and how to acknowledge", () => {
  golden("first-page", firstPage, at("02:04:31"));
});

test("every alert has an English title and every English title an alert; an alert of somebody else keeps its summary", () => {
  const known = [...alertRules.map(({ name }) => name), ...ownAlerts];
  assert.deepEqual([...englishTitles.keys()].sort(), known.sort());
  const long = [...englishTitles.values()].filter((title) => title.length > 60 || /[.:]$/.test(title));
  assert.deepEqual(long, []);
  assert.equal(incidentTitle(incident({ name: "Other" }), site, "en"), "USV läuft auf Batterie");
});

test("what on-call finds itself is said in English altogether", () => {
  const own = incident({ annotations: { description: "Deutsch.", description_en: "English.", folge_en: "Effect." } });
  assert.equal(ruleText(own, "description", site, "en"), "English.");
  assert.equal(ruleText(own, "description", site, "de"), "Deutsch.");
  assert.equal(ruleText(own, "erster_schritt", site, "en"), ruleText(own, "erster_schritt", site, "de"));
});

test("the same page in English throughout, with the names of the site", () => {
  golden("first-page-english", firstPageTo({ ...person("it-2"), locale: "en" }), at("02:04:31"));
  const service = { ...site, services: [{ ...(site.services[0] ?? assert.fail()), id: "load", name: "Belastung" }] };
  assert.match(ruleText(incident({ annotations: inEnglish }), "description", service, "en") ?? "", /present load 19 min/);
});

test("the next step says that nobody has acknowledged so far", () => {
  const content = pageContent(
    incident(),
    person("leitung"),
    { do: "notify", who: "leitung", reason: "step", step: 1 },
    ["leitung", "it-2", "technik-2"],
    { at: at("02:24:31").toISOString(), names: ["Leitung Betrieb"], again: true },
    { ...setting, now: at("02:14:31") },
  );
  golden("second-step", content, at("02:14:31"));
});

test("a blind incident says that nothing is known, and a late mail says when it was written", () => {
  const blind = incident({}, { blindSince: at("02:10:00") });
  const notify = { do: "notify", who: "leitung", reason: "fallback", step: 1 } as const;
  golden("blind-and-late", pageContent(blind, person("leitung"), notify, ["leitung"], undefined, setting), at("02:31:00"));
});

test("an incident without device, deadline and annotations still makes a whole mail", () => {
  const bare = incident({}, { labels: { alertname: "PrometheusDropsNotifications", severity: "critical" }, annotations: {} });
  golden(
    "bare",
    pageContent(bare, person("it-2"), { do: "notify", who: "it-2", reason: "step", step: 0 }, ["it-2"], undefined, setting),
    at("02:05:00"),
  );
});

test("the end names duration and who had acknowledged", () => {
  const ended = incident(
    {},
    { endsAt: at("02:18:00"), endedAt: at("02:18:40"), acknowledgement: { by: "it-2", at: at("02:07:10") } },
  );
  golden("end", endContent(ended, "de", { ...setting, now: at("02:18:40") }), at("02:18:40"), "none");
});

test("the page on the eve of days off says until when nobody works", () => {
  const lost = incident({
    name: "CoolingRedundancyLost",
    device: "",
    severity: "warning",
    labels: { class: "cooling" },
    annotations: {
      summary: "Kühlung ohne Reserve: Raum rz1",
      description: "2 von 3 Kühlgeräten laufen, 2 werden gebraucht.",
      folge: "Fällt noch ein Kühlgerät aus, wird es zu warm.",
      erster_schritt: "Nachsehen, welches Gerät nicht läuft, und den Kältedienst anrufen.",
      frist_sekunden: "",
    },
  });
  const notify = { do: "notify", who: "it-2", reason: "days off", step: 0, daysOffUntil: at("08:00:00") } as const;
  const friday = { ...setting, now: new Date("2026-11-27T11:00:00Z") };
  const content = pageContent(
    { ...lost, startsAt: new Date("2026-11-27T08:10:00Z"), textsAt: friday.now },
    person("it-2"),
    { ...notify, daysOffUntil: new Date("2026-11-30T07:00:00Z") },
    ["it-2", "technik-2"],
    undefined,
    friday,
  );
  golden("days-off", content, friday.now);
});

test("an alert that comes and goes says how often, as page and at its end", () => {
  const back = incident({}, { flaps: 4, startsAt: at("01:31:00"), textsAt: at("02:04:21") });
  const page = pageContent(
    back,
    person("it-2"),
    { do: "notify", who: "it-2", reason: "step", step: 0 },
    ["it-2"],
    undefined,
    setting,
  );
  golden("flapping", page, at("02:04:31"));
  const over = { ...back, flaps: 179, endsAt: at("02:30:00"), endedAt: at("02:40:00") };
  golden("flapping-end", endContent(over, "de", { ...setting, now: at("02:40:00") }), at("02:40:00"), "none");
});

test("the status for people beside the stand-by duty: what it is, who is on it, nothing to acknowledge", () => {
  golden("status", statusContent(incident(), person("leitung"), ["it-2", "technik-2"], setting), at("02:04:31"), "none");
});

const callOut = { contact: "it-2", incident: "k3f9x2m7q4w8z6t5", from: at("02:07:10"), until: at("03:14:00") };
test("the hint about rest: until when, what it reaches into, who could stand in", () => {
  const rest = { until: at("14:14:00"), workBegins: at("07:00:00") };
  const swaps = [{ rota: site.rotas[0]?.id ?? "", contact: "it-1" }];
  const now = { ...setting, now: at("03:15:00") };
  golden("rest", restContent({ incident: incident(), callOut, rest, swaps }, person("it-2"), now), at("03:15:00"), "none");
});

test("the weekly report: the team's figures, what was only noted, what is open, who is next", () => {
  const facts = {
    from: new Date("2026-11-16T07:00:00Z"),
    until: at("07:00:00"),
    figures: {
      calls: 9,
      acknowledgement: { median: 190, p90: 640 },
      repair: { median: 2700, p90: 9000 },
      perShift: 0.64,
      actionable: 0.78,
      noisy: [{ alert: "InletAboveRecommended", title: "Zuluft über der Empfehlung", calls: 5, taken: 0.2 }],
    },
    noted: [incident({ name: "PueAboveLimit", device: "", severity: "info", annotations: { summary: "PUE über der Grenze" } })],
    open: [incident({ name: "UpsBatteryTooWarm", severity: "warning", annotations: { summary: "Batterie zu warm: usv-a" } })],
  };
  golden("weekly", weeklyContent(facts, person("leitung"), { ...setting, now: at("07:00:10") }), at("07:00:10"), "none");
});

test("a digest names causes, the worst first, and has one code for all", () => {
  const many = Array.from({ length: 14 }, (_, index) =>
    incident(
      {
        name: "DeviceSilent",
        device: `sw-oper-${index + 1}`,
        severity: index === 9 ? "critical" : "warning",
        labels: { class: "network", room: "", house: "oper" },
        annotations: { summary: `Gerät antwortet nicht: sw-oper-${index + 1} (Haus oper)` },
      },
      { id: `id-${index}`, ...(index === 3 && { endsAt: at("02:10:00"), endedAt: at("02:10:00") }) },
    ),
  );
  golden("digest", digestContent(many, "de", setting), at("02:06:00"));
});

test("a digest with several runbooks says which is which", () => {
  const two = ["UpsOnBattery", "DeviceSilent"].map((name, index) =>
    incident(
      { name, device: "usv-a", severity: "critical", labels: { room: "rz1" }, annotations: { summary: `Titel ${index}: usv-a` } },
      { id: `id-${index}` },
    ),
  );
  const { text } = renderMail(digestContent(two, "de", setting), ack, at("02:06:00"));
  assert.match(text, /^Runbook Titel 0: \S+\/UpsOnBattery$/m);
  assert.match(text, /^Runbook Titel 1: \S+\/DeviceSilent$/m);
});

test("when a mail cannot be written, a plain one says so and still carries link and code", () => {
  const { subject, text } = fallbackMail("de", `${baseUrl}/incidents/x`, ack);
  assert.match(subject, /^KRITISCH/);
  assert.ok(text.includes(ack.url) && text.includes(ack.code) && text.includes("/incidents/x"));
});

test("minutes left count down to the deadline while a mail waits; behind it the subject says that it has passed", () => {
  const head = (now: Date): string => renderMail(firstPage, ack, now).subject;
  assert.match(head(at("02:04:31")), /noch 9 min/);
  assert.match(head(at("02:09:30")), /noch 4 min/);
  assert.match(head(at("02:13:00")), /noch 50 s/);
  assert.match(head(at("02:20:00")), /, Frist vorbei –/);
});

test("a locked phone shows what to do first, and no address in the HTML part makes a line wider than a phone", () => {
  const { html } = renderMail(firstPage, ack, at("02:04:31"));
  const shown = html
    .slice(html.indexOf("<body"))
    .replaceAll(/<[^>]*>/g, " ")
    .trim();
  assert.match(shown, /^Zuerst: /);
  assert.doesNotMatch(shown, /https?:/);
  assert.ok(html.includes(`href="${ack.url}"`));
});

test("a time of another day is told with its day", () => {
  const beforeMidnight = new Date("2026-11-23T22:58:00Z");
  const deadline = "2026-11-23T23:12:00Z";
  const page = { ...firstPage, deadline, next: { at: "2026-11-23T23:03:00Z", names: ["B. Beispiel"], again: false } };
  const { text } = renderMail(page, ack, beforeMidnight);
  assert.match(text, /Frist: +Di\., 24\.11\.2026, 00:12 Uhr, noch 14 min/);
  assert.match(text, /Di\., 24\.11\.2026, 00:03/);
});

test("a title is the summary without the place, and names stand where ids stood", () => {
  assert.equal(
    titleOf("USV läuft auf Batterie: usv-a (Raum rz1)", { device: "usv-a", room: "rz1" }, site),
    "USV läuft auf Batterie",
  );
  assert.equal(titleOf("Sensor steht: Wert: 21", { device: "usv-a" }, site), "Sensor steht: Wert: 21");
  assert.equal(
    withNames("usv-a und usv-b in Raum rz1, usv-c, wlan-oper in Haus oper", site),
    "USV A und USV B in Rechenzentrum Raum 1, usv-c, WLAN Oper in Oper",
  );
  const duty = { class: "leitstand", resource: "it" };
  assert.equal(titleOf("Lücke im Dienstplan binnen eines Tages: it", duty, site), "Lücke im Dienstplan binnen eines Tages");
  assert.equal(placeOf(duty, site).short, "Rufbereitschaft IT");
  assert.equal(placeOf({ class: "network", resource: "it" }, site).short, "Muster-Rechenzentrum");
  assert.deepEqual(placeOf({}, site), { short: "Muster-Rechenzentrum", full: "Muster-Rechenzentrum" });
  assert.deepEqual(placeOf({ device: "router-1", resource: "Te0/0/0", room: "rz1" }, site), {
    short: "Internetanbindung 1, Rechenzentrum Raum 1",
    full: "Internetanbindung 1, Te0/0/0, Rechenzentrum Raum 1 [router-1]",
  });
});

test("whatever stands in labels and annotations, a mail stays below 1,500 characters, its subject is one line, its text has no control characters", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 3000 }),
    fc.string({ unit: "binary", maxLength: 800 }),
    fc.constant("Bcc: böse@example.org\r\nX: y\u202Eabc"),
  );
  const wild = fc.record({
    alertname: text,
    severity: text,
    device: text,
    room: text,
    house: text,
    resource: text,
    summary: text,
    description: text,
    folge: text,
    erster_schritt: text,
    runbook_url: text,
    frist_sekunden: text,
  });
  fc.assert(
    fc.property(
      wild,
      fc.array(fc.constantFrom("it-1", "it-2", "technik-1", "technik-2", "leitung", "fremd"), { maxLength: 6 }),
      (values, told) => {
        const { alertname, severity, device, room, house, resource, ...annotations } = values;
        const odd = incident({}, { labels: { alertname, severity, device, room, house, resource }, annotations });
        const next = { at: at("02:14:30").toISOString(), names: told, again: false };
        const contents: Content[] = [
          pageContent(odd, person("it-2"), { do: "notify", who: "it-2", reason: "fallback", step: 1 }, told, next, setting),
          endContent({ ...odd, endedAt: at("03:00:00") }, "de", setting),
          digestContent([odd, odd, odd], "en", setting),
        ];
        for (const content of contents) {
          const mail = renderMail(contentSchema.parse(JSON.parse(JSON.stringify(content))), ack, at("02:09:00"));
          assert.ok(mail.text.length < 1500, `${mail.text.length} characters`);
          assert.doesNotMatch(mail.subject, /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E]/u);
          assert.doesNotMatch(mail.text.replaceAll("\n", ""), /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E]/u);
          assert.ok(mail.subject.length <= 260, `subject of ${mail.subject.length}`);
          assert.ok(mail.text.includes(`Code: ${ack.code}`) || content.kind === "end" || content.kind === "digest");
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("cleaning a text twice changes nothing more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, most) =>
      assert.equal(clean(clean(text, most), most), clean(text, most)),
    ),
  );
});
