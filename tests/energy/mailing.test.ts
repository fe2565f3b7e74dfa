import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import express from "express";
import { mailSender } from "../../app/mail.ts";
import { dueReports, pauseMs } from "../../energy-audit/mailing/due.ts";
import type { ReportMail, SendMail } from "../../energy-audit/mailing/mail.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import type { Mailing } from "../../site/energy.ts";
import type { Site } from "../../site/inventory.ts";
import { openMailbox } from "../oncall/setup.ts";
import { log, recorded } from "./fixture.ts";
import { marchLedger, site as marchSite } from "./march.ts";

const { db, remove } = await marchLedger();
after(remove);

const [person] = marchSite.contacts;
assert.ok(person && marchSite.energy);
const mailing: Mailing = { id: "monat", every: "month", days_after: 5, to: [person.id], formats: ["page.pdf", "csv"] };
const withMailings = (...mailings: Mailing[]): Site => ({
  ...marchSite,
  ...(marchSite.energy && { energy: { ...marchSite.energy, mailings } }),
});

/** The service at an instant, with a sender that answers as told and remembers. */
function at(instant: string, site: Site, answer: Awaited<ReturnType<SendMail>> = { outcome: "accepted", relay: "relay:25" }) {
  const mails: ReportMail[] = [];
  const energy = createEnergy({
    db,
    site: () => site,
    reader: recorded({ site, start: 4e9 }),
    now: () => new Date(instant),
    log,
    baseUrl: () => "https://leitstand.example.org",
    send: (mail) => {
      mails.push(mail);
      return Promise.resolve(answer);
    },
  });
  return { energy, mails };
}

test("a report is due some days after its period, the newest one only, once for each person", () => {
  const due = (every: Mailing["every"], day: string): unknown[] =>
    dueReports(withMailings({ ...mailing, every, to: ["a", "b"] }), day).map(({ key, span }) => [key, span]);
  assert.deepEqual(due("month", "2025-04-05"), [
    ["monat/2025-02/a", { year: 2025, month: 2 }],
    ["monat/2025-02/b", { year: 2025, month: 2 }],
  ]);
  assert.deepEqual(due("month", "2025-04-06")[0], ["monat/2025-03/a", { year: 2025, month: 3 }]);
  assert.deepEqual(due("month", "2026-01-06")[0], ["monat/2025-12/a", { year: 2025, month: 12 }]);
  assert.deepEqual(due("quarter", "2026-01-05")[0], ["monat/2025-q3/a", { year: 2025, quarter: 3 }]);
  assert.deepEqual(due("quarter", "2026-01-06")[0], ["monat/2025-q4/a", { year: 2025, quarter: 4 }]);
  assert.deepEqual(due("quarter", "2026-04-06")[0], ["monat/2026-q1/a", { year: 2026, quarter: 1 }]);
  assert.deepEqual(due("year", "2026-01-05")[0], ["monat/2024/a", { year: 2024 }]);
  assert.deepEqual(due("year", "2026-01-06")[0], ["monat/2025/a", { year: 2025 }]);
  assert.deepEqual([1, 2, 3, 7, 20].map(pauseMs), [60_000, 120_000, 240_000, 3_600_000, 3_600_000]);
});

test("the monthly report leaves once with its files, after failures again and again, and never twice", async () => {
  const site = withMailings(mailing);
  const early = at("2025-04-05T10:00:00Z", site);
  assert.equal(await early.energy.mailReports(), 0);
  assert.deepEqual(early.mails, [], "February has no bookings");
  const broken = at("2025-04-06T10:00:00Z", site, { outcome: "later", error: "connection refused" });
  assert.equal(await broken.energy.mailReports(), 0);
  assert.equal(broken.mails.length, 1);
  const soon = at("2025-04-06T10:00:30Z", site);
  await soon.energy.mailReports();
  assert.deepEqual(soon.mails, [], "the pause is a minute");
  const next = at("2025-04-06T10:01:01Z", site);
  assert.equal(await next.energy.mailReports(), 1);
  const [mail] = next.mails;
  assert.ok(mail);
  assert.equal(mail.id, broken.mails[0]?.id, "the same Message-ID at every attempt");
  assert.equal(mail.subject, "Energiebericht Muster-Rechenzentrum, 2025-03");
  assert.match(mail.text, /Das Rechenzentrum hat im März 2025 [\d,]+.MWh gebraucht/);
  assert.match(mail.text, /https:\/\/leitstand\.example\.org\/energy\/report\/2025-03\.html\?lang=de/);
  assert.deepEqual(
    mail.attachments.map(({ filename, content }) => [filename, Buffer.from(content.subarray(0, 4)).toString("latin1")]),
    [
      ["energiebericht-2025-03.page.pdf", "%PDF"],
      ["energiebericht-2025-03.csv", "\u00ef\u00bb\u00bfi"],
    ],
  );
  for (const instant of ["2025-04-06T10:02:00Z", "2025-04-20T10:00:00Z"]) {
    const later = at(instant, site);
    assert.equal(await later.energy.mailReports(), 0);
    assert.deepEqual(later.mails, []);
  }
});

test("figures that contradict each other are told once, and the report follows when they agree", async () => {
  const right = withMailings({ ...mailing, id: "gestoppt" });
  const wrong = {
    ...right,
    meters: right.meters.map((meter) => (meter.id === "netz" ? { ...meter, role: "other" as const } : meter)),
  };
  const first = at("2025-04-06T11:00:00Z", wrong);
  assert.equal(await first.energy.mailReports(), 0);
  assert.match(first.mails[0]?.subject ?? "", /^Kein Energiebericht/);
  assert.match(first.mails[0]?.text ?? "", /Die IT-Zähler zeigen mehr als das ganze Rechenzentrum/);
  const second = at("2025-04-06T12:30:00Z", wrong);
  await second.energy.mailReports();
  assert.deepEqual(second.mails, []);
  const third = at("2025-04-06T14:45:00Z", right);
  assert.equal(await third.energy.mailReports(), 1);
  assert.match(third.mails[0]?.subject ?? "", /^Energiebericht/);
});

test("an address that is refused for good gets no further mail until the file names another one, and the page shows it", async () => {
  const site = withMailings({ ...mailing, id: "abgelehnt" });
  const first = at("2025-04-06T15:00:00Z", site, { outcome: "refused", error: "550 unknown" });
  await first.energy.mailReports();
  assert.equal(first.mails.length, 1);
  const second = at("2025-04-07T15:00:00Z", site);
  await second.energy.mailReports();
  assert.deepEqual(second.mails, []);
  const app = express();
  app.use(second.energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const html = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/energy`)).text();
  server.close();
  assert.match(html, /abgelehnt 2025-03[\s\S]*abgelehnt<\/td>/);
  const moved = {
    ...site,
    contacts: site.contacts.map((one) => (one.id === person.id ? { ...one, email: "neu@leitstand.example" } : one)),
  };
  const third = at("2025-04-07T15:01:00Z", moved);
  assert.equal(await third.energy.mailReports(), 1);
  assert.equal(third.mails[0]?.to.address, "neu@leitstand.example");
});

test("through a real relay the report arrives with its attachment and a stable Message-ID", async (t) => {
  const mailbox = await openMailbox(t);
  const relay = { host: "127.0.0.1", port: mailbox.port, tls: "none" as const };
  const send = mailSender(() => ({ ...marchSite, mail: { ...marchSite.mail, relays: [relay] } }), log);
  const content = Buffer.from("%PDF-1.7 Probe");
  const answer = await send({
    to: { name: "Energie", address: "energie@leitstand.example" },
    subject: "Energiebericht Prüfung",
    text: "Guten Tag\n",
    id: "report.monat.2025-03.energie",
    attachments: [{ filename: "energiebericht-2025-03.pdf", contentType: "application/pdf", content }],
  });
  assert.equal(answer.outcome, "accepted");
  const [mail] = await mailbox.until(1);
  assert.match(mail?.messageId ?? "", /^<report\.monat\.2025-03\.energie@/);
  assert.equal(mail?.headers.get("auto-submitted"), "auto-generated");
  assert.equal(mail?.attachments[0]?.filename, "energiebericht-2025-03.pdf");
  assert.ok(mail?.attachments[0]?.content.equals(content));
});
