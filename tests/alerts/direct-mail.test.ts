import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { startAlertmanager, until } from "./alertmanager.ts";
import { exampleSite } from "./series.ts";

const read = (raw = "") => simpleParser(Buffer.from(raw, "latin1"));

test("when Leitstand is out of reach, Alertmanager itself mails everyone on call, in German, and reports the end", async () => {
  const mails: { readonly to: readonly string[]; readonly raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      let raw = "";
      stream.on("data", (chunk: Buffer) => (raw += chunk.toString("latin1")));
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const site = { ...exampleSite, mail: { ...exampleSite.mail, relays: [{ host: "127.0.0.1", port, tls: "none" as const }] } };
  const alertmanager = await startAlertmanager(site);
  const alert = { alertname: "AlertmanagerCannotReachLeitstand", severity: "critical", class: "leitstand" };
  const texts = {
    summary: "Leitstand ist für den Alertmanager nicht erreichbar",
    description: "Kritische Alarme, die jetzt anstehen:\n- UpsOnBattery usv-a rz1",
    folge: "Es gibt keine Alarmierung.",
    erster_schritt: "Auf dem Leitstand-Rechner nachsehen.",
    runbook_url: "https://leitstand.example/runbooks/AlertmanagerCannotReachLeitstand",
  };
  try {
    await alertmanager.post([alert], "firing", texts);
    await until(() => mails.length === 5, "five people have the mail");
    assert.deepEqual(
      mails.flatMap(({ to }) => to).sort(),
      ["it-1", "it-2", "leitung", "technik-1", "technik-2"].map((id) => `${id}@leitstand.example`),
    );
    const mail = await read(mails[0]?.raw);
    assert.equal(mail.subject, "KRITISCH: Leitstand ist für den Alertmanager nicht erreichbar (muster-rz)");
    assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
    assert.equal(mail.html, false);
    for (const text of [
      "UpsOnBattery usv-a rz1",
      "Folge: Es gibt",
      "Zuerst: Auf dem",
      texts.runbook_url,
      "Übernehmen lässt sich hier nichts",
    ]) {
      assert.ok(mail.text?.includes(text), `${text} is missing in:\n${mail.text ?? ""}`);
    }
    await alertmanager.post([alert], "ended", texts);
    await until(() => mails.length === 10, "five people know the end");
    assert.match((await read(mails.at(-1)?.raw)).subject ?? "", /^BEENDET: /);
    assert.equal(alertmanager.told.length, 0, "nothing of it went to the webhook that is said to be out of reach");
  } finally {
    await alertmanager.stop();
    server.close();
  }
});
