/** Scenarios 6, 9, 10, 21, 22 and 24: nobody on duty, acts that cross, scanners and auto-replies, plans that change, texts that break. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { returnAddress } from "../../alerts/oncall/bounce.ts";
import { siteSchema, type Site } from "../../site/inventory.ts";
import { fourQuestions } from "./four-questions.ts";
import {
  acknowledgeByMail,
  ackWay,
  addressOf,
  alertJson,
  bodyOf,
  clockAt,
  openMailbox,
  openWorld,
  quieted,
  temporaryFolder,
  textOf,
  waitFor,
  type Clock,
  type Mailbox,
  type World,
} from "./setup.ts";

const night = "2026-11-23T02:04:30Z";

interface Stage {
  readonly world: World;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly change: (change: (site: Site) => Partial<Site>) => void;
  /** Lets seconds pass and waits until nothing is being sent. */
  readonly pass: (seconds: number) => Promise<void>;
  readonly ask: (t: TestContext) => ReturnType<typeof fourQuestions>;
}

async function openStage(t: TestContext, behaviour: Parameters<typeof openMailbox>[1] = {}): Promise<Stage> {
  const mailbox = await openMailbox(t, behaviour);
  const clock = clockAt(night);
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const rest = () => quieted(world, clock);
  return {
    world,
    clock,
    mailbox,
    change: (change) => void (world.says.site = { ...world.says.site, ...change(world.says.site) }),
    pass: async (seconds) => {
      await rest();
      clock.pass(seconds);
      world.oncall.wake();
      await rest();
    },
    ask: (t) =>
      fourQuestions(t, {
        db: world.db,
        site: world.says.site,
        now: clock.now,
        mails: mailbox.mails,
        turn: () => {
          clock.pass(1);
          world.oncall.wake();
        },
      }),
  };
}

test("6: nobody is on duty, the next step's person is refused, the fallback's address too: whoever can be reached has it at once, and a next act stands", async (t) => {
  const refused = (address: string): boolean => address.startsWith("leitung@");
  const { world, mailbox, change, pass, ask } = await openStage(t, {
    onRcptTo: ({ address }, _session, done) =>
      done(refused(address) ? Object.assign(new Error("no such user"), { responseCode: 550 }) : null),
  });
  // Both rotas begin next year; the step after them and the fallback are one person, whose address is wrong; another is admin.
  change((site) => ({
    rotas: site.rotas.map((rota) => ({
      ...rota,
      layers: rota.layers.map((layer) => ({ ...layer, starts: "2027-01-04T08:00" })),
    })),
    contacts: site.contacts.map((one) => (one.id === "technik-1" ? { ...one, roles: ["on-call", "admin"] } : one)),
  }));
  await pause(1200);
  await world.post(bodyOf(alertJson()));
  await waitFor("the refusal", async () => {
    const rows = await world.db.selectFrom("oncall_delivery").select(["contact", "state"]).execute();
    return rows.some(({ contact, state }) => contact === "leitung" && state === "failed") ? true : undefined;
  });
  // The clock stands still: despite an empty first step the second was tried at once.
  const metrics = await world.registry.metrics();
  assert.match(
    metrics,
    /^leitstand_rota_first_gap_timestamp_seconds\{rota="it"\} \d+/m,
    "the gap is a figure that a rule watches",
  );
  const [incident] = await world.oncall.openIncidents();
  assert.ok(incident?.nextActAt, "never without a next act");
  // The file is repaired: the incident goes on without anybody touching it.
  change((site) => ({
    contacts: site.contacts.map((one) => (one.id === "leitung" ? { ...one, email: "leitung-neu@leitstand.example" } : one)),
  }));
  await pause(1200);
  await pass(300);
  const [mail] = await mailbox.until(1);
  assert.equal(mail && addressOf(mail), "leitung-neu@leitstand.example");
  await ask(t);
});

test("6: the whole rota is deleted: the fallback hears it at once, a policy that names nobody leads to the people who run the site", async (t) => {
  const { world, mailbox, change, pass, ask } = await openStage(t);
  change((site) => ({
    rotas: [],
    policies: site.policies.map((policy) => ({ ...policy, steps: policy.steps.slice(0, 1), fallback: "weg" })),
  }));
  await pause(1200);
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(1);
  assert.equal(mail && addressOf(mail), "leitung@leitstand.example");
  assert.match(mail === undefined ? "" : textOf(mail), /Sie erhalten diese Mail als Ersatz/);
  await pass(60);
  await ask(t);
});

test("9: two acknowledge in the same instant, one after the end, one with an old mail, one while a step falls due: one wins, all hear a friendly page, nobody is told after", async (t) => {
  const { world, mailbox, clock, pass, ask } = await openStage(t);
  await world.post(bodyOf(alertJson()));
  const [one, two] = await mailbox.until(2);
  assert.ok(one && two);
  await pass(1);
  // In the same instant, by many hands.
  const answers = await Promise.all([one, two, one, two, two, one].map((mail) => acknowledgeByMail(mail)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const pages = await Promise.all(answers.map((answer) => answer.text()));
  assert.equal(pages.filter((page) => page.includes("Übernommen. Danke")).length, 1, "one wins");
  const winner = /Danke, (Bereitschaft [^.]+)\./.exec(pages.join(""))?.[1] ?? "?";
  assert.ok(
    pages.some((page) => page.includes(`${winner} hat übernommen (03:04 Uhr). Sie müssen nichts tun.`)),
    "the other is told who",
  );
  // A new critical member of the same alert pages again; the old code does not touch it.
  await world.post(bodyOf(alertJson({ device: "usv-b" })));
  const [, , three] = await mailbox.until(4);
  assert.ok(three);
  assert.match(three.subject ?? "", /USV B/);
  assert.equal((await acknowledgeByMail(one)).status, 200);
  const states = async () => (await world.oncall.openIncidents()).map(({ device, state }) => `${device} ${state}`).sort();
  assert.deepEqual(await states(), ["usv-a acknowledged", "usv-b open"]);
  // The second step falls due in the very instant in which somebody acknowledges.
  await pass(599);
  clock.pass(1);
  const [ack] = await Promise.all([acknowledgeByMail(three), Promise.resolve(world.oncall.wake())]);
  assert.equal(ack.status, 200);
  await pass(30);
  // After the end, a week later, and with nonsense: friendly pages, no fault of ours.
  const ends = clock.now().toISOString();
  await world.post(
    bodyOf(alertJson({ status: "resolved", endsAt: ends }), alertJson({ device: "usv-b", status: "resolved", endsAt: ends })),
  );
  for (const mail of [one, two, three]) {
    const late = await acknowledgeByMail(mail);
    assert.equal(late.status, 200);
    assert.match(await late.text(), /ist seit 03:\d\d Uhr beendet\. Sie müssen nichts tun/);
  }
  const { link } = ackWay(one);
  for (const [url, body] of [
    [`${link}x`, "code=1234"],
    [link, "code[]=1&code[]=2"],
    [link, "%%%"],
    [link, ""],
  ] as const) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    assert.ok((await fetch(url, { method: "POST", headers, body })).status < 500, `${url} ${body}`);
  }
  await ask(t);
  const log = await world.db.selectFrom("oncall_log").select(["kind", "incident"]).orderBy("seq").execute();
  const first = log.find(({ kind }) => kind === "opened")?.incident;
  assert.equal(log.filter(({ kind, incident }) => kind === "acknowledged" && incident === first).length >= 1, true);
});

/** What a mail scanner does: opens every link by every safe method, follows what it finds, sends every form as it stands. */
async function scan(text: string): Promise<number> {
  const seen = new Set<string>();
  const queue: string[] = [...(text.match(/https?:\/\/127\.0\.0\.1[^\s"<>]*/g) ?? [])];
  for (let url = queue.shift(); url !== undefined && seen.size < 60; url = queue.shift()) {
    if (seen.has(url)) continue;
    seen.add(url);
    for (const method of ["OPTIONS", "HEAD", "GET"]) {
      const response = await fetch(url, { method, redirect: "follow" });
      const page = await response.text();
      const base = url;
      for (const [, href = ""] of page.matchAll(/href="([^"]+)"/g)) {
        const next = new URL(href.replaceAll("&amp;", "&"), base);
        if (next.host === new URL(base).host) queue.push(next.href);
      }
      for (const [, action = "", inside = ""] of page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)) {
        const target = new URL(action, base).href;
        const names = [...inside.matchAll(/name="([^"]+)"/g)].map(([, name = ""]) => name);
        for (const value of ["", "test", "scanner@example.org"])
          await fetch(target, {
            method: "POST",
            body: new URLSearchParams(Object.fromEntries(names.map((name) => [name, value]))),
          });
        await fetch(target, { method: "POST" });
      }
    }
  }
  return seen.size;
}

test("10: a scanner that follows every link and sends every form acknowledges nothing and uses nothing up; auto-replies, bounces and strangers that quote the code do not either", async (t) => {
  const { world, mailbox, change, pass, ask } = await openStage(t);
  const folder = join(temporaryFolder(t), "bounces");
  mkdirSync(join(folder, "new"), { recursive: true });
  change((site) => ({ mail: { ...site.mail, bounces: { address: "bounces@leitstand.example", folder } } }));
  await pause(1200);
  await world.post(bodyOf(alertJson()));
  const [mail] = await mailbox.until(2);
  assert.ok(mail);
  await pass(1);
  let visited = 0;
  for (let round = 0; round < 5; round++)
    visited += await scan(`${textOf(mail)} ${typeof mail.html === "string" ? mail.html : ""}`);
  assert.ok(visited >= 15, `${visited} pages visited`);
  const state = async () => (await world.oncall.openIncidents())[0]?.state;
  assert.equal(await state(), "open");

  const delivery = /^<([^@]+)@/.exec(mail.messageId ?? "")?.[1] ?? "";
  const back = returnAddress("bounces@leitstand.example", delivery);
  const { code, link } = ackWay(mail);
  const replies = {
    vacation: `From: it-2@leitstand.example\nTo: ${back}\nAuto-Submitted: auto-replied\nSubject: Abwesend: ${mail.subject}\n\nIch bin im Urlaub.\n> Code: ${code}\n> ${link}\n`,
    bounce: `Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: ${back}\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nCode: ${code} ${link}\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; x@y.example\nAction: delayed\nStatus: 4.4.1\n\n--b--\n`,
    stranger: `From: fremd@elsewhere.example\nTo: leitstand@leitstand.example\nSubject: Re: ${mail.subject}\nIn-Reply-To: ${mail.messageId}\n\nIch übernehme! Code: ${code}\n> ${link}\n`,
  };
  for (const [name, text] of Object.entries(replies)) writeFileSync(join(folder, "new", name), text.replaceAll("\n", "\r\n"));
  await pause(2600);
  assert.equal(await state(), "open");
  await pass(601);
  await waitFor("the next step: the pager goes on", () => mailbox.mails.find((later) => addressOf(later).startsWith("leitung@")));
  assert.equal((await acknowledgeByMail(mail)).status, 200, "and the person's own link has not been used up");
  assert.equal(await state(), "acknowledged");
  await ask(t);
});

test("21: planned work ends while the alert fires: a page within 5 s that says so, and the steps count from there", async (t) => {
  const { world, mailbox, change, pass, ask } = await openStage(t);
  const { maintenance: list } = siteSchema.shape;
  const maintenance = list.parse([
    { from: "2026-11-23T03:00", to: "2026-11-23T04:00", reason: "Batterietest", devices: ["usv-a"] },
  ]);
  change(() => ({ maintenance }));
  await pause(1200);
  await world.post(bodyOf(alertJson()));
  await pass(60);
  await pass(54 * 60 + 25);
  assert.equal(mailbox.mails.length, 0, "nobody is paged while it lasts");
  await pass(6);
  const pages = await mailbox.until(2);
  assert.ok(
    pages.every((mail) =>
      textOf(mail).includes("Die Wartung „Batterietest“ ist vorbei (Ende: 04:00 Uhr), die Meldung steht noch an."),
    ),
  );
  await ask(t);
});

test("22: the rota is edited during an open incident: who was told hears the end, the next step goes by the new rota, the log says so", async (t) => {
  const { world, mailbox, change, pass, clock, ask } = await openStage(t);
  change((site) => ({
    policies: site.policies.map((policy) => ({
      ...policy,
      steps: [
        { after: "0s", notify: [{ rota: "it" }] },
        { after: "10m", notify: [{ rota: "it" }] },
      ],
    })),
  }));
  await pause(1200);
  await world.post(bodyOf(alertJson()));
  await mailbox.until(1);
  await pass(300);
  change((site) => ({
    rotas: site.rotas.map((rota) => ({
      ...rota,
      layers: rota.layers.map((layer) => ({ ...layer, participants: ["technik-1"] })),
    })),
  }));
  const changed = () =>
    world.db.selectFrom("oncall_log").select(["personal"]).where("kind", "=", "duty-changed").executeTakeFirst();
  const entry = await waitFor("the log entry", changed);
  assert.match(entry.personal ?? "", /Bereitschaft Gebäudetechnik 1/);
  await pass(301);
  const [first, second] = await mailbox.until(2);
  assert.deepEqual(
    [first, second].map((mail) => mail && addressOf(mail)),
    ["it-2@leitstand.example", "technik-1@leitstand.example"],
  );
  await world.post(bodyOf(alertJson({ status: "resolved", endsAt: clock.now().toISOString() })));
  const ends = (await mailbox.until(4)).slice(2);
  assert.deepEqual(ends.map(addressOf).sort(), ["it-2@leitstand.example", "technik-1@leitstand.example"], "both hear the end");
  const [{ id } = { id: "" }] = await world.db.selectFrom("oncall_incident").select("id").execute();
  assert.match(
    await (await fetch(`${world.url}/incidents/${id}`)).text(),
    /Dienstplan geändert: nächste Stufe an Bereitschaft Gebäudetechnik 1/,
  );
  await ask(t);
});

test("24: labels of 100 kB and a thousand of them, texts and time zones that cannot be rendered: a plain mail, a short message and a webhook go out, never nothing", async (t) => {
  const { world, mailbox, change, ask } = await openStage(t);
  const calls: string[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      if (!body.includes('"ping"')) calls.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  t.after(() => void hook.close());
  const webhook = { url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`, secret: "a secret of this test" };
  change((site) => ({
    contacts: site.contacts.map((one) => (one.id === "it-2" ? { ...one, sms: "49151@sms.example", webhook } : one)),
  }));
  await pause(1200);
  const huge = "Ä".repeat(100_000);
  const thousand = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`l${index}`, "x".repeat(1000)]));
  await world.post(
    bodyOf(
      alertJson({
        labels: { alertname: huge, room: huge, resource: huge, ...thousand },
        annotations: { summary: huge, description: huge },
      }),
    ),
  );
  const mails = await mailbox.until(3);
  for (const mail of mails)
    assert.ok((mail.subject ?? "").length < 250 && textOf(mail).length < 1600, `${mail.subject?.length} ${textOf(mail).length}`);
  const [link = ""] = /http\S+\/incidents\/\w+/.exec(mails.map(textOf).join("\n")) ?? [];
  const shown = await (await fetch(link)).text();
  assert.ok(shown.length < 60_000 && /und \d+ weitere/.test(shown), `the page has ${shown.length} characters`);
  await waitFor("the webhook", () => (calls.length === 1 ? true : undefined));
  // No text can be made at all: the time zone of the site does not exist.
  change((site) => ({ site: { ...site.site, time_zone: "Mars/Olympus" } }));
  await pause(1200);
  await world.post(bodyOf(alertJson({ device: "usv-b" })));
  const plain = await waitFor("a plain mail", () =>
    mailbox.mails.find(({ subject }) => subject === "KRITISCH: Vorfall, Text nicht lesbar"),
  );
  assert.match(
    textOf(plain),
    /Zu diesem Vorfall konnte keine ganze Mail geschrieben werden[\s\S]*Code: \d{4}[\s\S]*\/incidents\/\w+/,
  );
  change((site) => ({ site: { ...site.site, time_zone: "Europe/Berlin" } }));
  await pause(1200);
  assert.equal((await acknowledgeByMail(plain)).status, 200, "its link and code work");
  await ask(t);
});
