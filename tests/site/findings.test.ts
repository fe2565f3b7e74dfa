import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "../../site/findings.ts";
import { formatProblem } from "../../site/problem.ts";
import { base, changed, codesInSource, planted, read } from "./base.ts";

/** One weakness and the finding it must give: what is written instead of what, code, path. */
const weaknesses: readonly (readonly [from: string, to: string, code: string, path: string])[] = [
  [
    "limits:\n  ups_battery_runtime_seconds: 600\n",
    "",
    "SITE_UPS_LIMIT_MISSING",
    "devices[0].limits.ups_battery_runtime_seconds",
  ],
  [", limits: { vpn_sessions: 500 }", "", "SITE_VPN_LIMIT_MISSING", "devices[3].limits.vpn_sessions"],
  [", cooling_units_needed: 1", "", "SITE_COOLING_NEED_MISSING", "rooms[0].cooling_units_needed"],
  ["cooling_units_needed: 1", "cooling_units_needed: 2", "SITE_COOLING_UNITS_SHORT", "rooms[0].cooling_units_needed"],
  [", uplinks: [wan1]", "", "SITE_HOUSE_UPLINK_MISSING", "houses[0]"],
  [
    "{ id: oper, name: Oper }",
    "{ id: oper, name: Oper }\n  - { id: halle, name: Halle }",
    "SITE_HOUSE_UPLINK_MISSING",
    "houses[1]",
  ],
  [
    "class: vpn, address: 10.0.0.4, credentials: lesen, room: rz1",
    "class: vpn, address: 10.0.0.4, credentials: lesen",
    "SITE_PLACE_MISSING",
    "devices[3]",
  ],
  ["{ vpn_sessions: 500 }", "{ vpn_sessions: 500, ups_load_ratio: 0.9 }", "SITE_LIMIT_IDLE", "devices[3].limits.ups_load_ratio"],
  [
    "  gateways: [vpn-1]",
    "  gateways: [vpn-1]\n  uplinks: [{ device: fw-oper, interface: wan2 }]",
    "SITE_UPLINK_UNLISTED",
    "remote_work.uplinks[0].interface",
  ],
  ["severity: [critical, warning]", "severity: [critical]", "SITE_POLICY_WARNING_GAP", "policies"],
  [
    "policies:\n",
    "policies:\n  - { id: alles, name: Alles, severity: [critical, warning], steps: [{ after: 0m, notify: [{ rota: it }] }], fallback: leitung }\n",
    "SITE_POLICY_HIDDEN",
    "policies[1]",
  ],
  ["\n    - { host: 10.0.0.9, port: 25 }", "", "SITE_RELAY_SINGLE", "mail.relays"],
  ["port: 25 }", "port: 25, tls: none }", "SITE_RELAY_PLAIN", "mail.relays[1].tls"],
  ['webhook_token: "${env:TOKEN}"', "listen: 0.0.0.0", "SITE_PUBLIC_URL_MISSING", "listen"],
  ["rooms:\n", "public_url: http://leitstand.example.org\nrooms:\n", "SITE_PUBLIC_URL_PLAIN", "public_url"],
  ["role: grid", "role: pv", "SITE_METER_ROLE_MISSING", "meters"],
];

for (const [from, to, code, path] of weaknesses) {
  test(`${code}: ${JSON.stringify(to === "" ? `no ${from}` : to)} is mentioned and stops nothing`, () => {
    const result = read(changed(from, to));
    assert.deepEqual(result.problems, []);
    assert.ok("site" in result);
    assert.deepEqual(
      result.findings.map((finding) => [finding.code, finding.path]),
      [[code, path]],
    );
    for (const locale of ["de", "en"] as const) {
      const [finding] = result.findings;
      assert.ok(finding?.line !== undefined);
      assert.doesNotMatch(formatProblem(finding, locale), /undefined|\[object|null/);
    }
  });
}

test("SITE_KEY_SHORT: a key under 8 characters is mentioned, and not shown", () => {
  const result = read(base, { ...planted, env: (name) => (name === "AUTH" ? "kurz77" : planted.env(name)) });
  assert.ok("site" in result);
  assert.deepEqual(
    result.findings.map(({ code, path }) => [code, path]),
    [["SITE_KEY_SHORT", "credentials[1].authentication.key"]],
  );
  assert.ok(!JSON.stringify(result.findings).includes("kurz77"));
});

test("the base has nothing to mention, and every code of a finding has a test here", () => {
  const result = read(base);
  assert.ok("site" in result);
  assert.deepEqual(result.findings, []);
  const tested = new Set([...weaknesses.map(([, , code]) => code), "SITE_KEY_SHORT"]);
  assert.deepEqual([...codesInSource().findings].sort(), [...tested].sort());
});

test("a site without its file is asked the same questions, without lines", () => {
  const result = read(changed("\n    - { host: 10.0.0.9, port: 25 }", ""));
  assert.ok("site" in result);
  const [finding] = findings(result.site);
  assert.equal(finding?.code, "SITE_RELAY_SINGLE");
  assert.equal(finding.line, undefined);
});
