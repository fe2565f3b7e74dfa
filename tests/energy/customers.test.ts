import assert from "node:assert/strict";
import { after, test } from "node:test";
import { customersOf } from "../../energy-audit/kpi/customers.ts";
import { spanOf } from "../../energy-audit/kpi/span.ts";
import { openLedgerFile } from "../../energy-audit/ledger/file.ts";
import { customerCsv, customerView } from "../../energy-audit/report/management/customers.ts";
import { makeManagement } from "../../energy-audit/report/management/make.ts";
import { march, marchLedger, site, zone } from "./march.ts";

const { file, remove } = await marchLedger();
after(remove);

const span = spanOf(march, zone);

function seriesOf(...ids: readonly string[]) {
  const ledger = openLedgerFile(file);
  try {
    return site.meters.filter(({ id }) => ids.includes(id)).map((meter) => ({ meter, ...ledger.column(meter.id, span.period) }));
  } finally {
    ledger.close();
  }
}

test("shares of a meter add up to the meter, month by month, and nothing is shown twice", () => {
  const series = seriesOf("it", "sonstiges");
  const shares = [0.62, 0.14, 0.24];
  const customers = shares.map((share, index) => ({ id: `k${index}`, name: `Kunde ${index}`, meters: [{ meter: "it", share }] }));
  const figures = customersOf(series, customers, span);
  const [whole] = customersOf(series, [{ id: "alle", name: "Alle", meters: [{ meter: "it", share: 1 }] }], span);
  assert.ok(whole !== undefined && whole.energy.kwh > 100_000);
  const sum = figures.reduce((total, { energy }) => total + energy.kwh, 0);
  assert.ok(Math.abs(sum - whole.energy.kwh) < 1e-6, `${sum} of ${whole.energy.kwh}`);
  assert.ok(whole.peak !== undefined && whole.peak.kw > 150 && whole.peak.kw < 250, "the highest quarter hour is there");
  assert.ok(Math.abs((figures[0]?.peak?.kw ?? 0) - 0.62 * whole.peak.kw) < 1e-9);
  assert.deepEqual(whole.months[0]?.peak, whole.peak);
  assert.deepEqual(
    whole.months.map(({ key, energy }) => [key, energy.kwh]),
    [["2025-03", whole.energy.kwh]],
  );
});

test("a customer of two meters counts where both are booked, and its coverage says how often that is", () => {
  // A day of the air handlers is missing in this ledger.
  const series = seriesOf("umluft", "sonstiges");
  const meters = [
    { meter: "umluft", share: 1 },
    { meter: "sonstiges", share: 0.5 },
  ];
  const [figures] = customersOf(series, [{ id: "a", name: "A", meters }], span);
  assert.ok(Math.abs((figures?.energy.coverage ?? 0) - 719 / 743) < 1e-9);
  const [nobody] = customersOf(series, [{ id: "b", name: "B", meters: [{ meter: "gibtsnicht", share: 1 }] }], span);
  assert.deepEqual([nobody?.energy.kwh, nobody?.energy.coverage, nobody?.peak], [0, 0, undefined]);
  assert.deepEqual(nobody?.unknown, ["gibtsnicht"]);
});

test("the statement names one customer only, with range, peak and how it was measured; without bookings it says so", () => {
  const ledger = openLedgerFile(file);
  const { context } = makeManagement(ledger, site, march);
  ledger.close();
  const [city, culture] = context.customers;
  assert.ok(city !== undefined && culture !== undefined);
  const text = JSON.stringify(customerView(context, culture));
  assert.match(text, /Kulturbetriebe: [\d.,]+.MWh \(zwischen/);
  assert.match(text, /14,0.% von Zähler IT-Eingänge/);
  assert.doesNotMatch(text, /Stadtverwaltung/);
  const [, month = "", total = ""] = customerCsv(culture, ",").trim().split("\r\n");
  assert.match(month, /^2025-03;\d+(,\d+)?;/);
  assert.equal(month.slice(month.indexOf(";")), total.slice(total.indexOf(";")));
  const empty = { ...culture, energy: { ...culture.energy, kwh: 0, coverage: 0 } };
  assert.match(JSON.stringify(customerView(context, empty).summary[0]), /liegen im März 2025 keine Buchungen vor/);
});
