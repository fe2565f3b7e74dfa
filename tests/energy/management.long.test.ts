import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import express from "express";
import { removeFolder } from "../folder.ts";
import { readRecords } from "../../energy-audit/register/file.ts";
import { renderManagement } from "../../energy-audit/report/render.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { log, recorded } from "./fixture.ts";
import { march, marchLedger, site } from "./march.ts";
import { inspect } from "./pdf.ts";

const { file, db, remove } = await marchLedger();
after(remove);

test("a month report as PDF/UA: every figure has its alternative text, every table its headers, twice the same bytes", async () => {
  const order = { file, site, wish: march, formats: ["pdf", "page.pdf", "xlsx", "csv", "json", "audit.zip", "view"] } as const;
  const one = await renderManagement(order);
  const two = await renderManagement(order);
  for (const format of order.formats) assert.ok(one[format]?.equals(two[format] ?? Buffer.alloc(0)), format);
  assert.match(inspect(one["page.pdf"] ?? Buffer.alloc(0), "pdfinfo", "FILE"), /Pages: +1\n/);
  const folder = mkdtempSync(join(tmpdir(), "leitstand-package-"));
  writeFileSync(join(folder, "a.zip"), one["audit.zip"] ?? "");
  const unzip = spawnSync("python3", ["-m", "zipfile", "-e", join(folder, "a.zip"), folder]);
  assert.equal(unzip.status, 0, unzip.stderr.toString());
  const sums = readFileSync(join(folder, "LIES-MICH.txt"), "utf8").matchAll(/^([0-9a-f]{64}) {2}(.+?)\r?$/gm);
  const named = Array.from(sums, ([, sum, name = ""]) => {
    assert.equal(
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
      sum,
      name,
    );
    return name;
  });
  assert.equal(named.length, 9);
  const lines = (name: string): string[] => readFileSync(join(folder, name), "utf8").trim().split(/\r?\n/);
  // The cooling is missing on a day of UTC, which is part of two local ones.
  assert.equal(lines("kaelte.csv").length, 1 + 29);
  assert.equal(lines("zaehler.csv").length, 1 + site.meters.length);
  assert.ok(readFileSync(join(folder, "bericht.pdf")).equals(one.pdf ?? Buffer.alloc(0)));
  assert.deepEqual(readRecords(readFileSync(join(folder, "register.yaml"), "utf8"), "register.yaml", []).problems, []);
  removeFolder(folder);
  const pdf = one.pdf ?? Buffer.alloc(0);
  const json = inspect(pdf, "qpdf", "--json", "FILE");
  const figures = inspect(pdf, "pdfinfo", "-struct-text", "FILE").match(/^\s*Figure\b/gm)?.length ?? 0;
  assert.equal(figures, 10);
  assert.equal(json.match(/"\/S": "\/Figure"/g)?.length, figures);
  assert.ok((json.match(/"\/Alt": "u:[^"]{30,}/g)?.length ?? 0) >= figures);
  assert.match(json, /"\/Scope": "\/Column"/);
  assert.match(inspect(pdf, "qpdf", "--check", "FILE"), /No syntax or stream encoding errors/);
  const text = inspect(pdf, "pdftotext", "-layout", "FILE", "-");
  assert.match(text, /im März 2025/);
  assert.match(text, /Nachgewiesen eingespart wurden 8\.400\skWh/);
  assert.match(text, /Das nächste Audit war bis 30\.09\.2026 fällig und ist überfällig/);
  assert.match(text, /keine\s+.*Pflichtmaßnahme|Keine Pflichtmaßnahme/);
  assert.match(text, /Referentenentwurf/);
});

test("a report whose figures contradict each other is not made", async () => {
  const wrong = {
    ...site,
    meters: site.meters.map((meter) => (meter.id === "netz" ? { ...meter, role: "other" as const } : meter)),
  };
  await assert.rejects(
    renderManagement({ file, site: wrong, wish: march, formats: ["pdf"] }),
    /The IT meters show more than the whole data centre: .+ \(found [\d,.]+, against [\d,.]+\)/,
  );
});

test("the pages list the periods and show the report in both languages; a stopped report is a page that says why", async () => {
  const now = (): Date => new Date("2026-11-23T12:00:00Z");
  let shown = site;
  const energy = createEnergy({ db, site: () => shown, reader: recorded({ site, start: 4e9 }), now, log });
  const app = express();
  app.use(energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const list = await (await get("/energy?lang=de")).text();
  assert.match(list, /\/energy\/report\/2025-03\.pdf/);
  const german = await (await get("/energy/report/2025-03.html?lang=de")).text();
  assert.match(german, /<h2>9 Pflichten<\/h2>/);
  assert.match(german, /<h2>10 Registerblatt/);
  assert.match(german, /role="img" aria-label="Energiebilanz: Netz → Rechenzentrum/);
  const english = await (await get("/energy/report/2025-03.html?lang=en")).text();
  assert.match(english, /In March 2025 the data centre used/);
  const csv = await get("/energy/report/2025-03.csv");
  assert.equal(csv.headers.get("content-disposition"), 'attachment; filename="energiebericht-2025-03.csv"');
  assert.equal((await get("/energy/report/2025-99.csv")).status, 404);
  const statement = await (await get("/energy/customers/kulturbetriebe/2025-03.html?lang=en")).text();
  assert.match(statement, /Kulturbetriebe: [\d.]+.MWh .*are directly attributable in March 2025/);
  assert.equal((await get("/energy/customers/niemand/2025-03.html")).status, 404);
  const schema = (await (await get("/energy/report.schema.json")).json()) as { required?: string[] };
  assert.ok(schema.required?.includes("figures"));
  shown = { ...site, meters: site.meters.map((meter) => (meter.id === "netz" ? { ...meter, role: "other" as const } : meter)) };
  const stopped = await get("/energy/report/2025-03.html?lang=de");
  assert.equal(stopped.status, 409);
  assert.match(await stopped.text(), /Die IT-Zähler zeigen mehr als das ganze Rechenzentrum/);
  server.close();
});
