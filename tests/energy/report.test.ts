import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import express from "express";
import { BusyError, oneAtATime } from "../../energy-audit/one-at-a-time.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { renderInterim } from "../../energy-audit/report/render.ts";
import type { InterimView } from "../../energy-audit/report/interim-view.ts";
import type { SampleReader } from "../../site/series.ts";
import { database, exampleSite, log, recorded } from "./fixture.ts";
import { inspect } from "./pdf.ts";

const start = Date.parse("2026-11-23T06:00:00Z") / 1000;
const now = (): Date => new Date("2026-11-23T12:07:00Z");
const site = exampleSite();

async function service(has?: (meter: string, at: number) => boolean) {
  const db = await database();
  const reader = recorded({ site, start, ...(has && { has }) });
  const energy = createEnergy({ db, site: () => site, reader, now, log });
  await energy.book();
  return { energy, db };
}

test("the interim report is one page of PDF/UA-1: tagged, German, titled, fonts embedded, alt text, table headers", async () => {
  const { energy, db } = await service();
  const { pdf, name } = await energy.report();
  assert.equal(name, "energiebericht-zwischenstand-20261123-1200.pdf");
  const info = inspect(pdf, "pdfinfo", "FILE");
  assert.match(info, /Pages:\s+1\n/);
  assert.match(info, /Tagged:\s+yes/);
  assert.match(info, /Title:\s+Energiebericht \(Zwischenstand\) · Muster-Rechenzentrum/);
  const structure = inspect(pdf, "pdfinfo", "-struct-text", "FILE");
  assert.equal(structure.match(/^\s*Table\b/gm)?.length, 3);
  assert.match(structure, /THead/);
  assert.match(structure, /TH\b/);
  assert.match(structure, /Figure\b/);
  assert.match(structure, /H1/);
  const json = inspect(pdf, "qpdf", "--json", "FILE");
  assert.match(json, /"\/Lang": "u:de(-DE)?"/);
  assert.match(json, /"\/Alt": "u:Gestapelter Balken der PUE vom 23\.11\.2026, 09:00 bis 13:00 Uhr: IT 1,00, Kälte 0,26/);
  assert.match(json, /"\/Marked": true/);
  assert.match(json, /"\/DisplayDocTitle": true/);
  assert.match(json, /"\/Scope": "\/Column"/);
  assert.match(inspect(pdf, "qpdf", "--check", "FILE"), /No syntax or stream encoding errors/);
  assert.match(Buffer.from(pdf).toString("latin1"), /pdfuaid:part(>|=")1/);
  const fonts = inspect(pdf, "pdffonts", "FILE").trim().split("\n").slice(2);
  assert.ok(fonts.length >= 2);
  for (const font of fonts) assert.match(font, /SourceSans3.*yes yes yes/);
  const text = inspect(pdf, "pdftotext", "-layout", "FILE", "-");
  assert.match(text, /Interims-PUE\s+1,41,\s+Kategorie\s+1/);
  assert.match(text, /Zwischenwert \(iPUE\) über weniger als 12 Monate/);
  assert.match(text, /23\.11\.2026, 09:00 bis 13:00 Uhr \(4 Stunden\)/);
  assert.match(text, /nicht gemessener\s+[\d,]+ kWh\s+0,087/);
  await db.destroy();
});

test("the same ledger gives the same bytes, in the other language too", async () => {
  const { energy, db } = await service();
  const [one, two, english] = await Promise.all([energy.report(), energy.report(), energy.report({ locale: "en" })]);
  assert.deepEqual(Buffer.from(one.pdf).equals(two.pdf), true);
  assert.match(inspect(english.pdf, "pdftotext", "FILE", "-"), /interim PUE 1\.41,\s+category 1/);
  await db.destroy();
});

test("what the template cannot set is an error with its reason, and data are never source", async () => {
  const { energy, db } = await service();
  const view = { locale: "de", title: "#panic(1)", timestamp: 1 } as unknown as InterimView;
  await assert.rejects(renderInterim(view), /the report was not made \(exit 1\): .*(site|dictionary)/);
  await db.destroy();
  assert.ok(energy);
});

test("figures go back as metrics with site, category and the period they really cover", async () => {
  const { energy, db } = await service();
  const samples = await energy.samples();
  const pue = samples.find(({ metric }) => metric === "energy_pue_ratio");
  assert.deepEqual(pue?.labels, { site: "muster-rz", category: "1", period: "4h" });
  assert.ok(Math.abs((pue?.value ?? 0) - 130 / 92.2) < 1e-5, String(pue?.value));
  const roles = samples
    .filter(({ metric }) => metric === "energy_power_watts")
    .map(({ labels, value }) => [labels["role"], value]);
  assert.deepEqual(roles, [
    ["grid", 130_000],
    ["ups_in", 98_000],
    ["ups_out", 92_200],
    ["cooling", 24_000],
  ]);
  await db.destroy();
  const young = await service((_meter, at) => at <= start + 3000);
  const first = (await young.energy.samples()).find(({ metric }) => metric === "energy_pue_ratio");
  assert.equal(first?.labels["period"], "45m");
  await young.db.destroy();
  const first7 = Date.parse("2026-11-23T12:00:00Z") / 1000;
  const provisional = await service((_meter, at) => at >= first7);
  const early = (await provisional.energy.samples()).find(({ metric }) => metric === "energy_pue_ratio");
  assert.equal(early?.labels["period"], "5m");
  assert.ok(Math.abs((early?.value ?? 0) - 130 / 92.2) < 1e-3, String(early?.value));
  assert.match(inspect((await provisional.energy.report()).pdf, "pdftotext", "FILE", "-"), /Vorläufig: aus den Zählerständen/);
  await provisional.db.destroy();
  const empty = await service(() => false);
  assert.deepEqual(await empty.energy.samples(), []);
  await assert.rejects(empty.energy.report(), /have no samples yet/);
  await empty.db.destroy();
});

test("a battery that carried the load makes the PUE flattering, and the report says so first, with UPS and minutes", async () => {
  const usual = recorded({ site, start });
  const asked: string[] = [];
  const reader: SampleReader = {
    ...usual,
    instant: (expression) => {
      asked.push(expression);
      const device = site.devices.find((one) => one.class === "ups")?.id ?? "";
      return Promise.resolve([{ metric: "", labels: { device }, value: 10 }]);
    },
  };
  const text = async (from: SampleReader): Promise<string> => {
    const db = await database();
    const energy = createEnergy({ db, site: () => site, reader: from, now, log });
    await energy.book();
    const report = inspect((await energy.report()).pdf, "pdftotext", "FILE", "-").replaceAll(/\s+/g, " ");
    await db.destroy();
    return report;
  };
  assert.match(await text(reader), /Geschönt: In diesem Zeitraum lief eine USV auf Batterie \(USV A.* 2,5 min\)/);
  assert.match(
    asked.join(),
    /sum by \(device\) \(count_over_time\(\(ups_power_source\{state="battery"\} == 1\)\[14400s:15s\]\)\)/,
  );
  // Nobody knows the states: the ledger shows that UPS A gave more than it took for half an hour.
  const mains = (seconds: number): number => Math.min(Math.max(0, seconds - 10_800), 1800);
  const silent: SampleReader = {
    ...usual,
    instant: () => Promise.reject(new Error("no answer")),
    raw: async (selector, from, to) =>
      (await usual.raw(selector, from, to)).map((series) => ({
        ...series,
        points: series.points.map((point) => {
          const missing = selector.includes("usv-a-ein") ? 50_000 * mains(point.at.getTime() / 1000 - start) : 0;
          return { ...point, value: point.value - Math.ceil(missing / 3600) * 3600 };
        }),
      })),
  };
  assert.match(await text(silent), /Geschönt: .*\(USV A 30 min\)/);
  assert.doesNotMatch(await text(usual), /Geschönt/);
});

test("where the IT took more than came in, as on battery, there is no PUE and nothing of it is broken down", async () => {
  const usual = recorded({ site, start });
  const facility = site.meters.filter(({ role }) => role === "grid").map(({ id }) => id);
  const reader: SampleReader = {
    ...usual,
    raw: async (selector, from, to) =>
      (await usual.raw(selector, from, to)).map((series) => {
        const first = series.points[0]?.value ?? 0;
        if (!facility.some((id) => selector.includes(id))) return series;
        return { ...series, points: series.points.map(({ at, value }) => ({ at, value: first + (value - first) * 0.3 })) };
      }),
  };
  const db = await database();
  const energy = createEnergy({ db, site: () => site, reader, now, log });
  await energy.book();
  const text = inspect((await energy.report()).pdf, "pdftotext", "FILE", "-").replaceAll(/\s+/g, " ");
  assert.match(text, /Für diesen Zeitraum gibt es keine PUE/);
  assert.match(text, /Ohne PUE gibt es keine Zerlegung; was die Zähler zeigen, steht unten\./);
  assert.doesNotMatch(text, /Beitrag zur PUE/);
  await db.destroy();
});

test("the pages show the figures, the report downloads, wrong wishes are refused", async () => {
  const { energy, db } = await service((meter, at) => meter !== "kaelte" || at < start + 9000 || at > start + 9600);
  const app = express();
  app.use(energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string) => fetch(base + path, { headers: { "accept-language": "de" } });
  const text = await (await get("/energy")).text();
  assert.match(text, /Interims-PUE\s+1,41,\s+Kategorie\s+1/);
  assert.match(text, /Kälteerzeugung und -verteilung: Lücke in den Abfragen \(10 min\)/);
  assert.match(text, /gezählt, Aufteilung auf Viertelstunden linear/);
  const pdf = await get("/energy/report.pdf?hours=2");
  assert.equal(pdf.headers.get("content-type"), "application/pdf");
  assert.equal(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    "%PDF-",
  );
  assert.equal((await get("/energy?hours=0")).status, 400);
  assert.equal((await get("/energy/report.pdf?hours=viel")).status, 400);
  assert.match(await (await get("/energy?lang=en")).text(), /interim PUE 1\.41/);
  server.close();
  await db.destroy();
});

test("a queue of reports stays short: who comes when it is full is refused, who waits gets theirs, and a failure gives its place back", async () => {
  const inTurn = oneAtATime(2);
  const { promise: hold, resolve: go } = Promise.withResolvers<void>();
  const first = inTurn(() => hold.then(() => Promise.reject(new Error("broken"))));
  const second = inTurn(() => Promise.resolve("made"));
  await assert.rejects(
    inTurn(() => Promise.resolve("too many")),
    BusyError,
  );
  go();
  await assert.rejects(first, /broken/);
  assert.equal(await second, "made");
  assert.equal(await inTurn(() => Promise.resolve("later")), "later");
});

test("while the store of samples is silent the page says that, not that there are no meters' values yet", async (t) => {
  const db = await database();
  const none: SampleReader = {
    instant: () => Promise.reject(new Error("no answer")),
    range: () => Promise.reject(new Error("no answer")),
    raw: () => Promise.reject(new Error("no answer")),
    silentSince: () => now(),
  };
  const server = express()
    .use(createEnergy({ db, site: () => site, reader: none, now, log }).router)
    .listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/energy`;
  const text = await (await fetch(url)).text();
  assert.match(text, /Die Messwerte sind nicht abrufbar: Prometheus antwortet nicht/);
  assert.doesNotMatch(text, /Noch gibt es keine/);
  await db.destroy();
});
