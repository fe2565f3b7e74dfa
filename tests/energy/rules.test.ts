import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, type SiteFacts } from "../../energy-audit/rules/assess.ts";
import { blueAngel, ruleInForce, rulesets, thresholds } from "../../energy-audit/rules/tables.ts";

const facts: SiteFacts = {
  nonRedundantKw: 620,
  itNominalKw: 380,
  itInstalledKw: 310,
  commissioned: "2012-05-01",
  pue: 1.314,
  renewableShare: 0.622,
  publicBody: true,
  meanGwh: 2.9,
  servesThirdParties: true,
  lastAudit: "2019-10-15",
  certified: false,
};
const on = (date: string, more: Partial<SiteFacts> = {}, id = "enefg-2023-11-18") => {
  const rules = rulesets.find((one) => one.id === id);
  assert.ok(rules !== undefined);
  const { duties } = assess({ ...facts, ...more }, date, rules);
  assert.ok(duties !== null);
  return duties;
};

test("every row of the rule tables says whether it is in force, where it comes from and when that was read", () => {
  const rows = [...rulesets, ...Object.values(thresholds), ...blueAngel];
  assert.ok(rows.length >= 20);
  for (const row of rows) {
    assert.match(row.status, /^(in_force|draft)$/);
    assert.ok(row.source.length > 10, JSON.stringify(row));
    assert.match(row.readOn, /^\d{4}-\d{2}-\d{2}$/);
  }
  assert.equal(ruleInForce?.id, "enefg-2023-11-18");
  assert.deepEqual(
    rulesets.filter(({ status }) => status === "draft").map(({ id }) => id),
    ["draft-bmwe-2026-04-09", "draft-cabinet-2026-06-24"],
  );
});

test("limits today and next, and the room to them", () => {
  const today = on("2026-11-28");
  assert.deepEqual([today.pueLimit, today.nextPueLimit], [null, { from: "2027-07-01", value: 1.5 }]);
  assert.deepEqual(today.nextRenewable, { from: "2027-01-01", value: 1 });
  const later = on("2027-07-01");
  assert.deepEqual([later.pueLimit, later.pueOk], [1.5, true]);
  assert.ok(Math.abs((later.pueMargin ?? 0) - 0.186) < 1e-9);
  assert.equal(on("2027-07-01").nextRenewable, null);
});

test("the cabinet's draft gives new sites four years and moves the renewable step; what it says of old ones is not known", () => {
  const draft = (date: string, more: Partial<SiteFacts> = {}) => on(date, more, "draft-cabinet-2026-06-24");
  assert.deepEqual([draft("2031-01-01").pueLimit, draft("2031-01-01").nextPueLimit], [null, null]);
  assert.deepEqual(draft("2027-01-15", { commissioned: "2026-09-01" }).nextPueLimit, { from: "2030-09-01", value: 1.2 });
  assert.equal(draft("2029-12-31").renewableMinimum, 0.5);
  assert.equal(draft("2030-01-01").renewableMinimum, 1);
});

test("use above 7.5 GWh asks for a management system, above 2.5 GWh for plans and the platform for waste heat", () => {
  const at = (meanGwh: number) => {
    const { generalManagement, implementationPlans, wasteHeat } = on("2026-11-28", { meanGwh });
    return [generalManagement, implementationPlans, wasteHeat];
  };
  assert.deepEqual(at(2.5), [false, false, false]);
  assert.deepEqual(at(2.51), [false, true, true]);
  assert.deepEqual(at(7.5), [false, true, true]);
  assert.deepEqual(at(7.51), [true, true, true]);
});

test("half of the heat into a network at little use, or an end before July 2027, needs no management system", () => {
  const asked = (more: Partial<SiteFacts>) => {
    const { managementSystem, certification, managementExempt } = on("2026-11-28", more);
    assert.equal(managementExempt, !managementSystem);
    return [managementSystem, certification];
  };
  assert.deepEqual(asked({}), [true, true]);
  assert.deepEqual(asked({ heatNetwork: true, reuseShare: 0.5 }), [false, false]);
  assert.deepEqual(asked({ heatNetwork: true, reuseShare: 0.49 }), [true, true]);
  assert.deepEqual(asked({ heatNetwork: false, reuseShare: 0.6 }), [true, true]);
  assert.deepEqual(asked({ heatNetwork: true, reuseShare: 0.6, meanGwh: 7.6 }), [true, true]);
  assert.deepEqual(asked({ shutdown: "2027-06-30" }), [false, false]);
  assert.deepEqual(asked({ shutdown: "2027-07-01" }), [true, true]);
});
