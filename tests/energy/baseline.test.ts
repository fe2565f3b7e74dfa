import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import express from "express";
import { removeFolder } from "../folder.ts";
import { BaselineError, fitCooling, verify } from "../../energy-audit/baseline/cooling-baseline.ts";
import { unseenBias } from "../../energy-audit/baseline/unseen.ts";
import type { Day } from "../../energy-audit/baseline/daily.ts";
import { eachQuarter, localDay, localParts } from "../../energy-audit/ledger/calendar.ts";
import { createDrivers, readDrivers } from "../../energy-audit/ledger/drivers.ts";
import { openLedgerFile } from "../../energy-audit/ledger/file.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { makeManagement } from "../../energy-audit/report/management/make.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import type { Meter } from "../../site/inventory.ts";
import { database, exampleSite, log, recorded } from "./fixture.ts";

const zone = "Europe/Berlin";

/** Days whose cooling follows a known law: 30 kWh + 0.12 of IT + 5 kWh per kelvin above 11 °C, and a little noise. */
function days(count: number, saving = 0, it = 5000, warmer = 0): Day[] {
  return Array.from({ length: count }, (_, index) => {
    const temperature = 10 + 10 * Math.sin((index / 365) * 2 * Math.PI) + 3 * Math.sin(index * 7.1) + warmer;
    const itKwh = it + 120 * Math.sin(index * 1.3);
    const noise = 6 * Math.sin(index * 12.9898);
    return {
      day: new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
      hours: 24,
      temperature,
      itKwh,
      coolingKwh: (30 + 0.12 * itKwh + 5 * Math.max(0, temperature - 11) + noise) * (1 - saving),
    };
  });
}

test("a baseline finds the law behind the days and the range they have seen", () => {
  const model = fitCooling(days(365));
  assert.equal(model.change_point, 11);
  const [constant = 0, perIt = 0, perKelvin = 0] = model.coefficients;
  assert.ok(Math.abs(perIt - 0.12) < 0.01, String(perIt));
  assert.ok(Math.abs(perKelvin - 5) < 0.2, String(perKelvin));
  assert.ok(Math.abs(constant - 30) < 60, String(constant));
  assert.ok(model.r2_adjusted > 0.95 && model.cv_rmse < 0.05);
  assert.deepEqual(model.it_range.map(Math.round), [4880, 5120]);
  assert.throws(() => fitCooling(days(89)), BaselineError);
});

test("the bias is 0 on a baseline's own days; on unseen days it shows a law that changed, and stays undefined without a model", () => {
  const model = fitCooling(days(365));
  assert.ok(Math.abs(model.nmbe ?? 1) < 1e-9, String(model.nmbe));
  assert.ok(Math.abs(model.nmbe_unseen ?? 1) < 0.005, String(model.nmbe_unseen));
  // Every second week somebody heats against the cooling: each half expects of the other what it does not do.
  const fought = days(365).map((day, index) =>
    Math.floor(index / 7) % 2 === 0 ? day : { ...day, coolingKwh: 1.3 * day.coolingKwh },
  );
  const { nmbe = 1, nmbe_unseen: unseen = 0 } = fitCooling(fought);
  assert.ok(Math.abs(nmbe) < 1e-9 && Math.abs(unseen) > 0.2, `${nmbe}, ${unseen}`);
  assert.equal(
    unseenBias({ driver: Array<number>(28).fill(5), temperature: [], y: days(28).map((day) => day.coolingKwh) }, []),
    undefined,
  );
});

test("a saving of 4 % is found with an interval that holds it; days outside the range take the word proven away", () => {
  const model = fitCooling(days(365));
  const result = verify(model, days(365, 0.04), 12);
  assert.ok(result);
  const { savings, outside, enpi } = result;
  const truth = days(365).reduce((sum, { coolingKwh }) => sum + coolingKwh, 0) * 0.04;
  assert.ok(
    Math.abs(savings.savings - truth) < savings.uncertaintyPolynomial,
    `${savings.savings} ± ${savings.uncertaintyPolynomial}, truth ${truth}`,
  );
  assert.ok(savings.savings - savings.uncertaintyPolynomial > 0);
  assert.ok(Math.abs(enpi - 0.96) < 0.005);
  assert.equal(outside.share, 0);
  assert.equal(result.monthly.size, 12);
  const monthly = [...result.monthly.values()].reduce((sum, kwh) => sum + kwh, 0);
  assert.ok(Math.abs(monthly - savings.savings) < 1e-6, `months give ${monthly}, the year ${savings.savings}`);
  assert.ok((verify(model, days(365, 0.04, 5400), 12)?.outside.share ?? 0) > 0.9);
  assert.equal(verify(model, [], 12), undefined);
});

const meter = (id: string, role: Meter["role"]): Meter => ({
  id,
  name: id,
  role,
  accuracy_percent: 1,
  resolution_wh: 1,
  max_watts: 1e6,
});
const example = exampleSite();
const site = { ...example, meters: [meter("netz", "grid"), meter("usv-aus", "ups_out"), meter("kaelte", "cooling")] };

test("from daily bookings and temperatures a person makes a baseline in the browser, and the report judges the month after it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-baseline-"));
  const file = join(folder, "energy.db");
  const db = await database(file);
  const store = createLedgerStore(db);
  const first = localDay("2025-01-01", zone).from;
  const lines = ["tag;t_mittel"];
  const bookings: Record<
    string,
    { quarter: number; amount: number; method: "measured"; quality: "good"; measuredSeconds: number }[]
  > = {
    netz: [],
    "usv-aus": [],
    kaelte: [],
  };
  let start = first;
  for (const [index, values] of days(151).entries()) {
    const { date } = localParts(start, zone);
    const span = localDay(date, zone);
    // In May, the fifth month, the cooling needs 6 % less.
    const cooling = values.coolingKwh * (date >= "2025-05-01" ? 0.94 : 1);
    const quarters = [...eachQuarter(span)];
    const spread = (kwh: number) =>
      quarters.map(
        (quarter) =>
          ({
            quarter,
            amount: Math.round((kwh * 3.6e6) / quarters.length),
            method: "measured",
            quality: "good",
            measuredSeconds: 900,
          }) as const,
      );
    bookings["netz"]?.push(...spread(values.itKwh * 1.1 + cooling));
    bookings["usv-aus"]?.push(...spread(values.itKwh));
    bookings["kaelte"]?.push(...spread(cooling));
    lines.push(`${date};${values.temperature.toFixed(2).replace(".", ",")}`);
    start = span.to;
    assert.ok(index < 151);
  }
  for (const [id, list] of Object.entries(bookings))
    await store.enter([{ meter: id, unit: "J", bookings: list }], { source: "test", at: new Date(0) });

  const energy = createEnergy({
    db,
    site: () => site,
    reader: recorded({ site, start: 4e9 }),
    now: () => new Date("2025-06-10T12:00:00Z"),
    log,
    identify: (request) =>
      Promise.resolve(
        request.get("x-test-person") === "energie" ? { id: "energie", name: "Energiemanagement", roles: ["energy"] } : undefined,
      ),
  });
  const columns = { day: "tag", value: "t_mittel" };
  assert.deepEqual(await energy.importTemperatures(lines.join("\n"), "wetter.csv", columns), { written: 151, problems: [] });
  assert.equal((await energy.importTemperatures(lines.join("\n"), "wetter.csv", columns)).written, 0, "known days stay");

  const app = express();
  app.use(energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/energy/register/baseline?lang=de`;
  const fields = {
    id: "B-1",
    title: "Kälte vor der Maßnahme",
    from: "2025-01-01",
    to: "2025-04-30",
    static_factors: "zwei Räume, N+1",
    note: "vor M-01",
  };
  const post = (body: Record<string, string>, person = "energie") =>
    fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { "x-test-person": person }, redirect: "manual" });
  assert.equal((await post(fields, "niemand")).status, 403);
  assert.equal((await post({ ...fields, note: "" })).status, 422);
  const short = await post({ ...fields, to: "2025-02-01" });
  assert.equal(short.status, 422);
  assert.match(await short.text(), /32 complete days/);
  assert.equal((await post(fields)).status, 303);
  server.close();
  await db.destroy();

  const ledger = openLedgerFile(file);
  const { view } = makeManagement(ledger, site, { year: 2025, month: 5, locale: "de", day: "2025-06-10" });
  ledger.close();
  const table = view?.sections[3]?.blocks.find((block) => block.kind === "table" && block.table.head[0] === "Basis");
  assert.ok(table?.kind === "table");
  const [row] = table.table.rows;
  assert.match(row?.[0] ?? "", /^B-1 Kälte vor der Maßnahme/);
  assert.ok(Math.abs(Number(row?.[1]?.replace(",", ".")) - 0.94) < 0.01, row?.join(" | "));
  assert.match(row?.[4] ?? "", /nachgewiesen/);
  const quality = view?.sections[3]?.blocks.find((block) => block.kind === "table" && block.table.head[0] === "Modell");
  assert.ok(quality?.kind === "table");
  assert.match(quality.table.head.join(" | "), /CV\(RMSE\), höchstens 30.% \| NMBE eigene Tage, höchstens ±10.%/);
  assert.match(
    quality.table.rows.at(-1)?.join(" | ") ?? "",
    /^B-1 \| 120 \| 0,\d\d \| \d,\d.% \| 0,0.% \| -?\d,\d.% \| -?0,\d\d$/,
  );
  removeFolder(folder);
});

test("outdoor temperatures of whole days are taken from the samples once, and wrong tables are refused with line and value", async () => {
  const db = await database();
  const asked: string[] = [];
  const drivers = createDrivers({
    db,
    site: () => site,
    log,
    reader: {
      ...recorded({ site, start: 4e9 }),
      instant: (expression, at) => {
        asked.push(expression);
        const known = (at?.getTime() ?? 0) > Date.parse("2025-06-07T12:00:00Z");
        const value = expression.startsWith("max(count") ? (known ? 8640 : 20) : 14.5;
        return Promise.resolve([{ metric: "", labels: {}, value }]);
      },
    },
  });
  assert.equal(await drivers.collect(new Date("2025-06-10T12:00:00Z")), 3);
  const before = asked.length;
  assert.equal(await drivers.collect(new Date("2025-06-10T13:00:00Z")), 0);
  assert.equal(asked.length, before, "known days are not asked for again");
  const rows = await db.selectFrom("energy_driver").select(["day", "value"]).orderBy("day").execute();
  assert.deepEqual(
    rows.map(({ day, value }) => [day, value]),
    [
      ["2025-06-07", 14.5],
      ["2025-06-08", 14.5],
      ["2025-06-09", 14.5],
    ],
  );
  await db.destroy();
  const wrong = readDrivers("tag,t\n2025-01-01,3\nheute,4\n2025-01-03,\n2025-01-04,900\n", "w.csv", { day: "tag", value: "t" });
  assert.deepEqual(
    wrong.problems.map(({ line }) => line),
    [3, 4, 5],
  );
  assert.deepEqual(wrong.days, []);
  assert.equal(readDrivers("tag,temp\n", "w.csv", { day: "tag", value: "tmp" }).problems[0]?.closest, "temp");
});
