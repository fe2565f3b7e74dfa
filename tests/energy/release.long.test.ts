import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import express from "express";
import { removeFolder } from "../folder.ts";
import { localMonth } from "../../energy-audit/ledger/calendar.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import type { Person } from "../../site/person.ts";
import { releaseOf, type Signature } from "../../energy-audit/register/signatures.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { database, log, recorded } from "./fixture.ts";
import { inspect } from "./pdf.ts";
import { energyTable, importTable, yearSite } from "./year.ts";

test("a release needs two different people under one checksum; the newest pair counts", () => {
  const signature = (no: number, person: string, checksum: string): Signature => ({
    no,
    name: "2025",
    period: { from: 0, to: 900 },
    person,
    at: "2026-01-01T00:00:00.000Z",
    checksum,
    lastBatch: no,
    day: "2026-01-01",
  });
  assert.equal(releaseOf([signature(1, "A", "x")]), undefined);
  assert.equal(releaseOf([signature(1, "A", "x"), signature(2, "B", "y")]), undefined);
  const pair = [signature(1, "A", "x"), signature(2, "B", "x")];
  assert.deepEqual([releaseOf(pair)?.first.no, releaseOf(pair)?.second.no], [1, 2]);
  const again = [...pair, signature(3, "A", "y"), signature(4, "B", "y")];
  assert.equal(releaseOf(again)?.second.no, 4);
});

test("one signature is the energy management's, the other somebody's with another role, whatever the names", () => {
  const by = (no: number, id: string, roles: Person["roles"], name = id): Signature => ({
    no,
    name: "2025",
    period: { from: 0, to: 900 },
    person: name,
    signer: { id, roles },
    at: "2026-01-01T00:00:00.000Z",
    checksum: "x",
    lastBatch: no,
    day: "2026-01-01",
  });
  const released = (...list: Signature[]): boolean => releaseOf(list) !== undefined;
  assert.ok(released(by(1, "a", ["energy"]), by(2, "b", ["admin"])));
  assert.ok(released(by(1, "b", ["admin"]), by(2, "a", ["energy"])));
  assert.ok(!released(by(1, "a", ["energy"]), by(2, "b", ["energy"])), "two of the same side");
  assert.ok(!released(by(1, "a", ["admin"]), by(2, "b", ["admin"])), "nobody of the energy management");
  assert.ok(!released(by(1, "a", ["energy", "admin"]), by(2, "a", ["energy", "admin"], "anders")), "one person under two names");
  assert.ok(
    released(by(1, "a", ["energy", "admin"], "Meier"), by(2, "b", ["energy", "admin"], "Meier")),
    "two people of one name",
  );
});

test("two people release a month; a later correction is a supplement with the difference, and the released report stays byte by byte", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-release-"));
  const db = await database(join(folder, "energy.db"));
  const store = createLedgerStore(db);
  let site = yearSite();
  await importTable(store, energyTable(localMonth(2025, 1, "Europe/Berlin"), 1));
  const people: Record<string, Person> = {
    a: { id: "a", name: "Energiemanagement", roles: ["energy"] },
    b: { id: "b", name: "Leitung Betrieb", roles: ["admin"] },
    c: { id: "c", name: "Bereitschaft", roles: ["on-call"] },
    d: { id: "d", name: "Energiecontrolling", roles: ["energy"] },
    e: { id: "e", name: "Prüfung", roles: ["auditor"] },
  };
  let now = new Date("2026-02-02T09:00:00Z");
  const energy = createEnergy({
    db,
    site: () => site,
    reader: recorded({ site, start: 4e9 }),
    now: () => now,
    log,
    identify: (request) => Promise.resolve(people[request.get("x-test-person") ?? ""]),
  });
  const app = express();
  app.use(energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    await db.destroy();
    removeFolder(folder);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/energy/report/2025-01`;
  const seen = async (person: string, lang = "de"): Promise<{ text: string; checksum: string | undefined }> => {
    const text = await (await fetch(`${base}.html?lang=${lang}`, { headers: { "x-test-person": person } })).text();
    return { text, checksum: /name="checksum" value="([0-9a-f]{16})"/.exec(text)?.[1] };
  };
  const sign = (person: string, checksum: string) =>
    fetch(`${base}/sign?lang=de`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ checksum }),
      headers: { "x-test-person": person },
    });

  const { checksum = "" } = await seen("a");
  assert.match(checksum, /^[0-9a-f]{16}$/);
  assert.equal((await seen("c")).checksum, undefined, "who may not sign sees no button");
  assert.equal((await fetch(`${base}.pdf?issue=1`)).status, 404);
  assert.equal((await sign("c", checksum)).status, 403);
  assert.equal((await sign("a", "0123456789abcdef")).status, 409);
  assert.equal((await sign("a", checksum)).status, 303);
  assert.equal((await sign("a", checksum)).status, 409, "the same person twice");
  assert.match(await (await sign("d", checksum)).text(), /jemandem mit einer anderen Aufgabe/);
  assert.equal((await sign("e", checksum)).status, 403, "the auditor reads");
  now = new Date("2026-02-05T09:00:00Z");
  assert.equal((await seen("b", "en")).checksum, checksum, "the same figures in the other language and on another day");
  assert.equal((await sign("b", checksum)).status, 303);
  const third = await sign("d", checksum);
  assert.equal(third.status, 409);
  assert.match(await third.text(), /eine dritte Freigabe gibt es nicht/);
  assert.equal((await seen("d")).checksum, undefined, "nothing is left to sign");

  const issue = async (): Promise<Buffer> => Buffer.from(await (await fetch(`${base}.pdf?lang=de&issue=1`)).arrayBuffer());
  const released = await issue();
  const text = inspect(released, "pdftotext", "-layout", "FILE", "-");
  assert.match(text, /freigegeben von Energiemanagement, Leitung Betrieb/);
  // Kept with the second signature, before anybody asked; a temperature of then that comes later changes nothing.
  const kept = await db.selectFrom("energy_issue").select(["format", "locale"]).orderBy("format").execute();
  assert.deepEqual(
    kept.map(({ format, locale }) => `${format} ${locale}`),
    ["audit.zip de", "cooling.csv de", "csv de", "json de", "load.csv de", "page.pdf de", "pdf de", "xlsx de"],
  );
  const table = Buffer.from(await (await fetch(`${base}.xlsx?lang=de&issue=1`)).arrayBuffer());
  const fetched = async (format: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${base}.${format}?lang=de&issue=1`)).arrayBuffer());
  const [load, packed] = [await fetched("load.csv"), await fetched("audit.zip")];
  assert.ok(load.length > 100_000 && packed.length > 100_000, `${load.length}, ${packed.length}`);
  const english = Buffer.from(await (await fetch(`${base}.pdf?lang=en&issue=1`)).arrayBuffer());
  const late = await energy.importTemperatures("day;t\n2025-01-03;-4.5\n2025-01-04;9\n", "t.csv", { day: "day", value: "t" });
  assert.equal(late.written, 2);

  // Months later a reading turns out wrong, the site file has another tariff, and it is another day.
  const quarter = localMonth(2025, 1, "Europe/Berlin").from + 86_400;
  const [entry] = await store.entries("kaeltemaschine", { from: quarter, to: quarter + 900 });
  assert.ok(entry);
  const correction = { source: "Ablesung", at: now, person: "Energiemanagement", note: "Zähler falsch abgelesen" };
  assert.equal(await store.correct("kaeltemaschine", "J", [{ quarter, amount: entry.amount + 36_000_000 }], correction), 1);
  assert.equal(await store.correct("kaeltemaschine", "J", [{ quarter, amount: entry.amount + 36_000_000 }], correction), 0);
  const [corrected] = await store.entries("kaeltemaschine", { from: quarter, to: quarter + 900 });
  assert.deepEqual([corrected?.amount, corrected?.method, corrected?.versions], [entry.amount + 36_000_000, "corrected", 2]);
  site = { ...site, meters: site.meters.map((meter) => ({ ...meter, name: `${meter.name} neu` })) };
  now = new Date("2026-07-01T09:00:00Z");
  assert.ok(released.equals(await issue()), "the released report is the same, byte by byte");
  assert.ok(table.equals(Buffer.from(await (await fetch(`${base}.xlsx?lang=de&issue=1`)).arrayBuffer())));
  assert.ok(
    english.equals(Buffer.from(await (await fetch(`${base}.pdf?lang=en&issue=1`)).arrayBuffer())),
    "kept when it was first asked for",
  );
  assert.ok(load.equals(await fetched("load.csv")) && packed.equals(await fetched("audit.zip")), "load profile and package too");
  await assert.rejects(db.updateTable("energy_issue").set({ sha256: "" }).execute(), /never changes/);
  const today = await seen("a");
  assert.match(today.text, /Nachtrag: Buchungen nach der Freigabe/);
  assert.match(today.text, /Kältemaschinen neu: 10,0\u00A0kWh in 1 Viertelstunde</);
  assert.notEqual(today.checksum, checksum);
  await assert.rejects(db.deleteFrom("energy_signature").execute(), /never deleted/);
  const stored = await db.selectFrom("energy_signature").select("site").executeTakeFirstOrThrow();
  assert.doesNotMatch(stored.site, /secret|contacts|credentials/, "no secret leaves the site file");
});
