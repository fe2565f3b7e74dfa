import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createTransport } from "nodemailer";
import { removeFolder } from "../folder.ts";
import type { Fault } from "../../lab/faults.ts";
import { startMailbox, type Mailbox } from "../../lab/mailbox.ts";
import { mailPage, mailsPage } from "../../lab/pages/mail-pages.ts";
import { exampleSite, folder, silent } from "./support.ts";

type Test = Parameters<typeof folder>[0];

const fault = (name: Fault["fault"], parameters: Record<string, number>): Fault => ({
  id: "f1",
  fault: name,
  since: 0,
  parameters,
});

async function mailbox(t: Test, path: string, faults: readonly Fault[] = []): Promise<Mailbox> {
  const box = await startMailbox({ folder: path, port: 0, faults: () => faults, logger: silent, now: () => new Date() });
  t.after(() => void box.close());
  return box;
}

function send(port: number, subject: string, to = "it-1@leitstand.example", socketTimeout = 60_000): Promise<unknown> {
  const transport = createTransport({ host: "127.0.0.1", port, ignoreTLS: true, socketTimeout });
  return transport.sendMail({
    from: "leitstand@leitstand.example",
    to,
    subject,
    messageId: `<${subject.replaceAll(/\W/g, "")}@leitstand.example>`,
    text: "Die Batterie reicht noch 33 min.\nhttp://127.0.0.1:8480/runbooks/UpsOnBattery, dann anrufen.\n<b>kein Markup</b>",
    headers: { "X-Leitstand-Incident": "i-42", "Auto-Submitted": "auto-generated" },
  });
}

test("a mail is taken for anybody and can be read with its headers", async (t) => {
  const path = folder(t);
  const box = await mailbox(t, path);
  const before = Date.now();
  await send(box.port, "Größe: 5 Äpfel – läuft", "it-1@leitstand.example, leitung@leitstand.example");
  const [mail] = box.mails();
  assert.ok(mail !== undefined);
  assert.equal(mail.subject, "Größe: 5 Äpfel – läuft");
  assert.equal(mail.messageId, "<Gre5pfellu ft@leitstand.example>".replaceAll(" ", ""));
  assert.deepEqual(mail.to, ["it-1@leitstand.example", "leitung@leitstand.example"]);
  assert.equal(mail.headers["x-leitstand-incident"], "i-42");
  assert.equal(mail.headers["auto-submitted"], "auto-generated");
  assert.match(mail.text, /^Die Batterie reicht noch 33 min\.\n/);
  const received = Date.parse(mail.receivedAt);
  assert.ok(received >= before - 1 && received <= Date.now() + 1);
});

test("another start finds every mail again, newest first, and clears what was half written", async (t) => {
  const path = folder(t);
  const first = await mailbox(t, path);
  await send(first.port, "eins");
  await send(first.port, "zwei");
  await first.close();
  writeFileSync(join(path, ".20990101.eml.tmp"), "half a ma");
  writeFileSync(join(path, "20990101.json"), "{}");
  const second = await mailbox(t, path);
  assert.deepEqual(
    second.mails().map(({ subject }) => subject),
    ["zwei", "eins"],
  );
  assert.ok(!readdirSync(path).some((name) => name.endsWith(".tmp")));
});

test("a server that refuses says so with its code, and keeps nothing", async (t) => {
  for (const code of [421, 451]) {
    const path = folder(t);
    const box = await mailbox(t, path, [fault("mail_refused", { code })]);
    await assert.rejects(send(box.port, "abgewiesen"), (error: { responseCode?: number }) => error.responseCode === code);
    assert.deepEqual(readdirSync(path), []);
  }
});

test("a mail that cannot be written is refused, so that its sender keeps it", async (t) => {
  const path = join(folder(t), "mails");
  const box = await mailbox(t, path);
  removeFolder(path);
  await assert.rejects(send(box.port, "kein Platz"), (error: { responseCode?: number }) => (error.responseCode ?? 0) >= 400);
  assert.equal(box.mails().length, 0);
});

test("a slow server takes the mail after its pause", async (t) => {
  const box = await mailbox(t, folder(t), [fault("mail_slow", { delay_ms: 250 })]);
  const begun = performance.now();
  await send(box.port, "langsam");
  assert.ok(performance.now() - begun >= 250);
  assert.equal(box.mails().length, 1);
});

test("a server that hangs after DATA never answers, and has kept the mail or not, as chosen", async (t) => {
  // Longer than a busy machine needs for every answer before DATA.
  const socketTimeout = 5000;
  await Promise.all(
    [0, 1].map(async (stored) => {
      const box = await mailbox(t, folder(t), [fault("mail_hangs", { stored })]);
      await assert.rejects(send(box.port, "hängt", undefined, socketTimeout), /[Tt]imeout/);
      assert.equal(box.mails().length, stored);
    }),
  );
});

test("a taken port is a clear error", async (t) => {
  const box = await mailbox(t, folder(t));
  await assert.rejects(
    startMailbox({ folder: folder(t), port: box.port, faults: () => [], logger: silent, now: () => new Date() }),
    /the mailbox cannot listen on 127\.0\.0\.1:\d+: the port is taken by another process/,
  );
});

test("the pages show mails with links and escape everything else", async (t) => {
  const box = await mailbox(t, folder(t));
  await send(box.port, "Netz <weg>");
  const site = exampleSite(16161);
  const [mail] = box.mails();
  assert.ok(mail !== undefined);
  const one = mailPage(mail, site, "de");
  assert.match(one, /<a href="http:\/\/127\.0\.0\.1:8480\/runbooks\/UpsOnBattery" rel="noreferrer">/);
  assert.ok(one.includes("&lt;b&gt;kein Markup&lt;/b&gt;") && one.includes("Netz &lt;weg&gt;") && one.includes('lang="de"'));
  const list = mailsPage(box.mails(), site, "de");
  assert.ok(list.includes("Postfach (1)") && list.includes(`/mails/${mail.id}`));
  assert.ok(mailsPage([], site, "en").includes("No mail yet."));
});
