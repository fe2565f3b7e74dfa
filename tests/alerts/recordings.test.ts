import assert from "node:assert/strict";
import { test } from "node:test";
import { rulesFile } from "../../alerts/compile.ts";
import { recordings } from "../../alerts/recordings.ts";
import { testFile, testRules } from "./promtool.ts";
import { at, flat, identityOf, ramp, type Course } from "./series.ts";

test("how long until a VPN gateway is full: by its own slope and its smallest limit, 0 when it is full, nothing while it does not fill", () => {
  const name = "device:vpn_time_to_full:seconds";
  const { device: _, ...labels } = identityOf("vpn-1");
  const gateway = (metric: string, course: Course) => ({
    [at("vpn-1", metric)]: course,
    [at("vpn-1", "vpn_sessions_limit", { kind: "total", limit: "platform" })]: flat(5000),
    [at("vpn-1", "vpn_sessions_limit", { kind: "total", limit: "inventory" })]: flat(2500),
  });
  const expected: Readonly<Record<string, number | undefined>> = {
    // One session a second from 500 on: 1,700 after 20 min, 800 places are left.
    "fills by sessions": 800,
    "fills by users": 800,
    "is full": 0,
    stands: undefined,
    empties: undefined,
  };
  const cases = [
    { says: "fills by sessions", series: gateway("vpn_sessions_active", ramp(500, 10)), at: "20m" },
    { says: "fills by users", series: gateway("vpn_users", ramp(500, 10)), at: "20m" },
    { says: "is full", series: gateway("vpn_sessions_active", ramp(1400, 10)), at: "20m" },
    { says: "stands", series: gateway("vpn_sessions_active", flat(2200)), at: "20m" },
    { says: "empties", series: gateway("vpn_sessions_active", ramp(2400, -10)), at: "20m" },
  ];
  const rules = rulesFile(
    {},
    recordings.filter((one) => one.name === name),
  );
  const tests = (file: string): string =>
    testFile(file, { cases }, ({ says }) => {
      const value = expected[says];
      const shown = { class: labels["class"] ?? "", device: "vpn-1", room: labels["room"] ?? "", site: labels["site"] ?? "" };
      return [{ expr: name, samples: value === undefined ? [] : [{ labels: { __name__: name, ...shown }, value }] }];
    });
  assert.equal(testRules([{ name, rules, tests }]).get(name), undefined);
});
