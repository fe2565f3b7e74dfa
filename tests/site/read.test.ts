import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as fc from "../property.ts";
import { formatProblem, type Problem } from "../../site/problem.ts";
import { readSite } from "../../site/read.ts";
import { base, changed, codesInSource, planted, read } from "./base.ts";

/** One slip and the problem it must give: what is written instead of what, code, path, closest match. */
const slips: readonly (readonly [from: string, to: string, code: string, path: string, closest?: string])[] = [
  // As YAML.
  ["  id: muster\n", "  id: [muster\n", "SITE_YAML_SYNTAX", ""],
  ["  id: muster\n", "\tid: muster\n", "SITE_YAML_SYNTAX", ""],
  ["id: muster", "id: *muster", "SITE_YAML_ALIAS", "site.id"],
  ["  id: muster\n", "  id: muster\n  id: muster-2\n", "SITE_KEY_DUPLICATE", "site.id"],
  ["  id: muster\n", "  id: muster\n  ? [a]\n  : b\n", "SITE_KEY_FORM", 'site["?"]'],
  // Shape.
  ["houses:", "hauses:", "SITE_KEY_UNKNOWN", "hauses", "houses"],
  ["user: leit", "uzer: leit", "SITE_KEY_UNKNOWN", "credentials[1].uzer", "user"],
  ["limits: { vpn_sessions", "limits: { vpn_session", "SITE_KEY_UNKNOWN", "devices[3].limits.vpn_session", "vpn_sessions"],
  ["{ rota: it }", "{ rotta: it }", "SITE_KEY_UNKNOWN", "policies[0].steps[0].notify[0].rotta", "rota"],
  ["{ rota: it }", "{ rota: it, contact: leitung }", "SITE_VALUE_WRONG", "policies[0].steps[0].notify[0]"],
  ["{ rota: it }", "it", "SITE_VALUE_WRONG", "policies[0].steps[0].notify[0]"],
  ["  name: Muster\n", "", "SITE_KEY_MISSING", "site.name"],
  ["class: vpn, ", "", "SITE_KEY_MISSING", "devices[3].class"],
  ["class: vpn", "class: vnp", "SITE_VALUE_UNKNOWN", "devices[3].class", "vpn"],
  ['version: "3"', "version: 3", "SITE_VALUE_UNKNOWN", "credentials[1].version"],
  ["workforce: 300", "workforce: viele", "SITE_TYPE_WRONG", "remote_work.workforce"],
  ["houses:\n  - { id: oper, name: Oper }\n", "houses:\n", "SITE_TYPE_WRONG", "houses"],
  ["megabits_per_person: 0.9", "megabits_per_person: 0", "SITE_VALUE_RANGE", "remote_work.megabits_per_person"],
  ["gateways: [vpn-1]", "gateways: []", "SITE_VALUE_RANGE", "remote_work.gateways"],
  ["id: muster\n", "id: Muster RZ\n", "SITE_FORMAT_WRONG", "site.id"],
  ["after: 10m", "after: 10 Minuten", "SITE_FORMAT_WRONG", "policies[0].steps[1].after"],
  ["shift: 1w", "shift: 0w", "SITE_FORMAT_WRONG", "rotas[0].layers[0].shift"],
  ["2026-01-05T08:00", "2026-01-05T25:00", "SITE_FORMAT_WRONG", "rotas[0].layers[0].starts"],
  ["2026-01-05T08:00", "2026-02-30T08:00", "SITE_FORMAT_WRONG", "rotas[0].layers[0].starts"],
  ["email: it-1@leitstand.example", "email: it-1", "SITE_FORMAT_WRONG", "contacts[0].email"],
  // Secrets.
  ['"${env:COMMUNITY}"', "public", "SITE_SECRET_PLAIN", "credentials[0].community"],
  ['"${env:TOKEN}"', "4711", "SITE_SECRET_PLAIN", "webhook_token"],
  ['"${env:TOKEN}"', '"${file:/run/secrets/token}"', "SITE_SECRET_UNRESOLVED", "webhook_token"],
  ['"${env:TOKEN}"', '"${ENV:TOKEN}"', "SITE_REFERENCE_FORM", "webhook_token"],
  ["host: 10.0.0.9", 'host: "${env:RELAY}"', "SITE_REFERENCE_MISPLACED", "mail.relays[1].host"],
  // Links.
  ["id: klima-1", "id: usv-a", "SITE_ID_DUPLICATE", "devices[2].id"],
  ["gateways: [vpn-1]", "gateways: [vpn-1, vpn-1]", "SITE_ENTRY_DUPLICATE", "remote_work.gateways[1]"],
  ["credentials: v3", "credentials: v2", "SITE_REFERENCE_UNKNOWN", "devices[2].credentials", "v3"],
  ["room: rz1, feeds", "room: rz2, feeds", "SITE_REFERENCE_UNKNOWN", "devices[0].room", "rz1"],
  ["house: oper", "house: opera", "SITE_REFERENCE_UNKNOWN", "devices[4].house", "oper"],
  ["feeds: [pdu-a]", "feeds: [pdu-b]", "SITE_REFERENCE_UNKNOWN", "devices[0].feeds[0]", "pdu-a"],
  ["gateways: [vpn-1]", "gateways: [vpn1]", "SITE_REFERENCE_UNKNOWN", "remote_work.gateways[0]", "vpn-1"],
  [
    "gateways: [vpn-1]",
    "gateways: [vpn-1]\n  uplinks: [{ device: router, interface: wan }]",
    "SITE_REFERENCE_UNKNOWN",
    "remote_work.uplinks[0].device",
  ],
  [
    "device: pdu-a, metric: power_energy_joules_total, labels: { scope: inlet }",
    "device: pdu, metric: power_energy_joules_total",
    "SITE_REFERENCE_UNKNOWN",
    "meters[0].source.device",
    "pdu-a",
  ],
  ["parent: netz", "parent: nets", "SITE_REFERENCE_UNKNOWN", "meters[1].parent", "netz"],
  ["participants: [it-1]", "participants: [it-1, it-2]", "SITE_REFERENCE_UNKNOWN", "rotas[0].layers[0].participants[1]", "it-1"],
  ["{ contact: leitung }", "{ contact: leitng }", "SITE_REFERENCE_UNKNOWN", "policies[0].steps[1].notify[0].contact", "leitung"],
  ["{ rota: it }", "{ rota: itt }", "SITE_REFERENCE_UNKNOWN", "policies[0].steps[0].notify[0].rota", "it"],
  ["fallback: leitung", "fallback: leitun", "SITE_REFERENCE_UNKNOWN", "policies[0].fallback", "leitung"],
  // Devices.
  ["address: 10.0.0.3", "address: 10.0.0.300", "SITE_ADDRESS_FORM", "devices[2].address"],
  ["host: mail1.example.org", 'host: "mail1.example.org:25"', "SITE_ADDRESS_FORM", "mail.relays[0].host"],
  ["address: 10.0.0.3", 'address: "10.0.0.2:161"', "SITE_ADDRESS_DUPLICATE", "devices[2].address"],
  ["house: oper", "house: oper, room: rz1", "SITE_PLACE_AMBIGUOUS", "devices[4].house"],
  ["room: rz1 }\n  - { id: klima", "room: rz1, feeds: [usv-a] }\n  - { id: klima", "SITE_FEEDS_CIRCLE", "devices[0].feeds"],
  ["gateways: [vpn-1]", "gateways: [vpn-1, fw-oper]", "SITE_DEVICE_CLASS", "remote_work.gateways[1]"],
  [
    "  ups_battery_runtime_seconds: 600",
    "  inlet_recommended_celsius: 27\n  inlet_allowable_celsius: 25",
    "SITE_LIMIT_ORDER",
    "limits.inlet_allowable_celsius",
  ],
  // Meters.
  ["{ scope: outlet }", "{ skope: outlet }", "SITE_METER_LABEL", "meters[1].source.labels.skope", "scope"],
  [
    "metric: power_energy_joules_total, labels: { scope: outlet }",
    "metric: cooling_power_watts",
    "SITE_METER_METRIC",
    "meters[1].source.metric",
  ],
  [
    "    max_watts: 100000\n  - id: it",
    "    max_watts: 100000\n    parent: it\n  - id: it",
    "SITE_METER_CIRCLE",
    "meters[0].parent",
  ],
  [
    "{ scope: outlet } }\n    max_watts: 100000\n    parent: netz",
    "{ scope: inlet } }\n    max_watts: 100000",
    "SITE_METER_OVERLAP",
    "meters[1].source",
  ],
  [
    "limits:\n",
    "energy: { guarantees_of_origin: [{ year: 2025, kwh: 1 }, { year: 2024, kwh: 1 }, { year: 2025, kwh: 2 }] }\nlimits:\n",
    "SITE_ENERGY_TWICE",
    "energy.guarantees_of_origin[2].year",
  ],
  ["    parent: netz", '    from: "2026-07-01"\n    to: "2026-06-30"', "SITE_PERIOD_EMPTY", "meters[1].to"],
  [
    "    parent: netz",
    '    exchanges: [{ at: "2026-07-01T10:00:00+02:00", removed_kwh: 5 }, { at: "2026-06-01T10:00:00+02:00", removed_kwh: 7 }]',
    "SITE_METER_EXCHANGE_ORDER",
    "meters[1].exchanges[1].at",
  ],
  [
    "    parent: netz",
    '    from: "2026-08-01"\n    exchanges: [{ at: "2026-07-01T10:00:00+02:00", removed_kwh: 5 }]',
    "SITE_METER_EXCHANGE_OUTSIDE",
    "meters[1].exchanges[0].at",
  ],
  [
    "limits:\n",
    "energy: { customers: [{ id: a, name: A, meters: [{ meter: itt }] }] }\nlimits:\n",
    "SITE_REFERENCE_UNKNOWN",
    "energy.customers[0].meters[0].meter",
    "it",
  ],
  [
    "limits:\n",
    "energy: { customers: [{ id: a, name: A, meters: [{ meter: it, share: 0.7 }] }, { id: b, name: B, meters: [{ meter: it, share: 0.4 }] }] }\nlimits:\n",
    "SITE_CUSTOMER_SHARE",
    "energy.customers[1].meters[0].share",
  ],
  [
    "limits:\n",
    "energy: { mailings: [{ id: m, every: month, to: [leitung] }, { id: m, every: year, to: [leitung] }] }\nlimits:\n",
    "SITE_ID_DUPLICATE",
    "energy.mailings[1].id",
  ],
  [
    "limits:\n",
    "energy: { mailings: [{ id: m, every: month, to: [leitunk] }] }\nlimits:\n",
    "SITE_REFERENCE_UNKNOWN",
    "energy.mailings[0].to[0]",
    "leitung",
  ],
  // People.
  ["participants: [it-1]", "participants: [it-1, leitung]", "SITE_ROLE_MISSING", "rotas[0].layers[0].participants[1]"],
  [
    "shift: 1w }]",
    'shift: 1w }], overrides: [{ contact: it-1, from: "2026-02-02T08:00", to: "2026-02-01T08:00" }]',
    "SITE_PERIOD_EMPTY",
    "rotas[0].overrides[0].to",
  ],
  [
    "shift: 1w }]",
    'shift: 1w }], classes: [vpnn], from: "2026-02-02T08:00", until: "2026-03-02T08:00"',
    "SITE_VALUE_UNKNOWN",
    "rotas[0].classes[0]",
    "vpn",
  ],
  ["shift: 1w }]", "shift: 1w }], classes: [vpn]", "SITE_KEY_MISSING", "rotas[0].from"],
  [
    "shift: 1w }]",
    'shift: 1w }], rooms: [rz9], from: "2026-02-02T08:00", until: "2026-03-02T08:00"',
    "SITE_REFERENCE_UNKNOWN",
    "rotas[0].rooms[0]",
    "rz1",
  ],
  ["shift: 1w }]", 'shift: 1w }], from: "2026-02-02T08:00"', "SITE_KEY_MISSING", "rotas[0].classes"],
  [
    "shift: 1w }]",
    'shift: 1w }], classes: [vpn], from: "2026-02-02T08:00", until: "2026-03-02T08:00"',
    "SITE_FOCUS_AS_STEP",
    "policies[0].steps[0].notify[0].rota",
  ],
  [
    "limits:\n",
    'maintenance: [{ from: "2026-02-02T08:00", to: "2026-02-01T08:00", rooms: [rz1], reason: Test }]\nlimits:\n',
    "SITE_PERIOD_EMPTY",
    "maintenance[0].to",
  ],
  [
    "limits:\n",
    'maintenance: [{ from: "2026-02-02T08:00", to: "2026-02-02T09:00", reason: Test }]\nlimits:\n',
    "SITE_MAINTENANCE_EMPTY",
    "maintenance[0]",
  ],
  ["severity: [critical, warning]", "severity: [warning]", "SITE_POLICY_CRITICAL_GAP", "policies"],
  [
    "severity: [critical, warning]",
    "severity: [critical, warning]\n    classes: [ups, cooling]",
    "SITE_POLICY_CRITICAL_GAP",
    "policies",
  ],
  [
    "severity: [critical, warning]",
    "severity: [critical, warning]\n    classes: [ups, netwrok]",
    "SITE_VALUE_UNKNOWN",
    "policies[0].classes[1]",
    "network",
  ],
  ["after: 0m", "after: 15m", "SITE_STEPS_ORDER", "policies[0].steps[1].after"],
  // Operation.
  [
    "  name: Muster\n",
    "  name: Muster\n  time_zone: Europe/Berln\n",
    "SITE_TIME_ZONE_UNKNOWN",
    "site.time_zone",
    "Europe/Berlin",
  ],
  ["  name: Muster\n", "  name: Muster\n  time_zone: +01:00\n", "SITE_TIME_ZONE_UNKNOWN", "site.time_zone"],
  ["  name: Muster\n", '  name: Muster\n  working_hours: { from: "18:00" }\n', "SITE_PERIOD_EMPTY", "site.working_hours.to"],
  ["rooms:", "trusted_proxies: [10.0.0.0/40]\nrooms:", "SITE_FORMAT_WRONG", "trusted_proxies[0]"],
  ["rooms:", "public_url: ftp://leitstand.example.org\nrooms:", "SITE_FORMAT_WRONG", "public_url"],
  ["rooms:", "public_url: https://www.example.org/leitstand\nrooms:", "SITE_FORMAT_WRONG", "public_url"],
  ["rooms:", "public_url: https://name:word@leitstand.example.org\nrooms:", "SITE_FORMAT_WRONG", "public_url"],
  ["port: 587", "port: 587, user: leit", "SITE_KEY_MISSING", "mail.relays[0].password"],
  ["    authentication: {", "    privacy: {", "SITE_VALUE_UNKNOWN", "credentials[1].privacy.protocol"],
];

const brief = ({ code, path, closest }: Problem) => ({ code, path, closest });

for (const [from, to, code, path, closest] of slips) {
  test(`${code}: ${JSON.stringify(to === "" ? `no ${from}` : to)} is found${closest === undefined ? "" : `, "${closest}" proposed`}`, () => {
    const { problems } = read(changed(from, to));
    assert.ok(
      problems.some((problem) => problem.code === code && problem.path === path && problem.closest === closest),
      JSON.stringify(problems.map(brief)),
    );
    assert.ok(problems.length <= 3, `${problems.length} problems for one slip: ${JSON.stringify(problems.map(brief))}`);
  });
}

test("the base of these tests has no problem", () => {
  assert.deepEqual(read(base).problems, []);
});

test("every code of a problem has a test here", () => {
  const tested = new Set(slips.map(([, , code]) => code));
  // Needs known profiles: its own test below.
  tested.add("SITE_PROFILE_UNKNOWN");
  assert.deepEqual([...codesInSource().problems].sort(), [...tested].sort());
});

test("all problems at once, in the order of the file, whatever their kind", () => {
  const text = base
    .replace("id: muster\n", "id: Muster\n")
    .replace("address: 10.0.0.3", "address: 10.0.0")
    .replace("credentials: lesen, house", "credentials: lesn, house")
    .replace("workforce: 300", "workforce: null")
    .replace("fallback: leitung", "fallback: chef")
    .replace('"${env:TOKEN}"', '"${file:/nirgends}"')
    .replace("limits:\n", "limit:\n");
  const { problems } = read(text);
  assert.deepEqual(
    problems.map(({ code, line }) => [line, code]),
    [
      [2, "SITE_FORMAT_WRONG"],
      [17, "SITE_ADDRESS_FORM"],
      [19, "SITE_REFERENCE_UNKNOWN"],
      [21, "SITE_TYPE_WRONG"],
      [48, "SITE_REFERENCE_UNKNOWN"],
      [54, "SITE_SECRET_UNRESOLVED"],
      [55, "SITE_KEY_UNKNOWN"],
    ],
  );
});

test("a mistyped key that is required is one problem, not also a missing one", () => {
  const { problems } = read(changed("class: vpn", "klass: vpn"));
  assert.deepEqual(problems.map(brief), [{ code: "SITE_KEY_UNKNOWN", path: "devices[3].klass", closest: "class" }]);
});

test("one slip at one path is one problem: an id of a wrong form is not also an unknown one", () => {
  const { problems } = read(changed("gateways: [vpn-1]", "gateways: [VPN 1]"));
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["SITE_FORMAT_WRONG"],
  );
});

test("a line is that of the key, of the list item, or of the section that lacks the key", () => {
  const line = (from: string, to: string) => read(changed(from, to)).problems[0]?.line;
  assert.equal(line("    fallback: leitung\n", "    fallback:\n      chef\n"), 48);
  assert.equal(line("    fallback: leitung\n", ""), 42);
  assert.equal(line("gateways: [vpn-1]", "gateways:\n    - vpn-1\n    - vpn-2"), 25);
});

test("an alias is read as what it stands for, and problems point to where it stands", () => {
  const shared = changed("name: Raum 1", "name: &raum Raum 1").replace("name: Oper }", "name: *raum }");
  const result = read(shared);
  assert.ok("site" in result);
  assert.equal(result.site.houses[0]?.name, "Raum 1");
});

test("aliases that multiply are refused, not expanded", () => {
  const levels = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`);
  const result = read(`a0: &a0 [x]\n${levels.join("\n")}\n`);
  assert.deepEqual(
    result.problems.map(({ code }) => code),
    ["SITE_YAML_ALIAS"],
  );
});

test("broken syntax is told alone: what follows from it would only confuse", () => {
  const { problems } = read(changed('"${env:TOKEN}"', "{ a: ${env:TOKEN} }"));
  assert.ok(problems.every(({ code }) => code === "SITE_YAML_SYNTAX"));
  const [first] = problems;
  assert.equal(problems.length, 1);
  assert.ok(first?.line === 54);
  assert.match(formatProblem(first), /Zwischen geschweiften Klammern steht ein Verweis in Anführungszeichen/);
});

test("an empty file, a list and a text are no site", () => {
  for (const text of ["", "- a\n", "hallo\n"]) {
    assert.deepEqual(read(text).problems.map(brief), [{ code: "SITE_TYPE_WRONG", path: "", closest: undefined }]);
  }
});

test("an unknown profile is found when the caller knows the profiles, with the closest and the class it belongs to", () => {
  const known = new Map([
    ["ups", ["rfc1628", "apc-powernet"]],
    ["network", ["if-mib"]],
  ] as const);
  const withProfile = (profile: string) =>
    readSite(changed("class: ups", `class: ups, profile: ${profile}`), "site.yaml", planted, known).problems;
  assert.deepEqual(withProfile("rfc1628"), []);
  assert.deepEqual(withProfile("auto"), []);
  assert.deepEqual(withProfile("rfc1682").map(formatEn), [
    'SITE_PROFILE_UNKNOWN  site.yaml:15  devices[0].profile\n  found "rfc1682", expected one of 2 UPS profiles, or auto; closest is "rfc1628"',
  ]);
  assert.match(formatEn(withProfile("if-mib")[0]), /This profile belongs to devices of class network\.$/);
});
const formatEn = (problem: Problem | undefined): string => (problem === undefined ? "" : formatProblem(problem, "en"));

test("two agents behind one address are fine when their SNMPv3 contexts differ", () => {
  const contexts = changed("user: leit", "user: leit\n    context: kaelte").replace("address: 10.0.0.3", "address: 10.0.0.2");
  assert.deepEqual(read(contexts).problems, []);
});

test("a meter below another may count the same rows; so may one that follows another in time", () => {
  assert.deepEqual(read(changed("{ scope: outlet }", "{ scope: inlet }")).problems, []);
  const replaced = base
    .replace("labels: { scope: inlet } }\n", 'labels: { scope: inlet } }\n    to: "2026-06-30"\n')
    .replace("{ scope: outlet }", "{ scope: inlet }")
    .replace("parent: netz", 'from: "2026-07-01"');
  assert.deepEqual(read(replaced).problems, []);
});

test("every problem reads well in both languages", () => {
  for (const [from, to] of slips) {
    for (const problem of read(changed(from, to)).problems) {
      for (const text of [formatProblem(problem, "de"), formatEn(problem)]) {
        assert.doesNotMatch(text, /undefined|\[object|null|Invalid|Unrecognized/, text);
      }
      // The language's own words, not the library's.
      assert.doesNotMatch(formatProblem(problem, "de"), /\b(expected|received|one of|found)\b/);
    }
  }
});

test("no text is too broken to be answered: problems with lines of the file, or a site", () => {
  const lines = base.split("\n");
  const operation = fc.record({
    at: fc.nat(lines.length - 1),
    what: fc.constantFrom("drop", "double", "indent", "cut", "empty", "garble"),
    text: fc.string({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
      const broken = [...lines];
      for (const { at, what, text } of operations) {
        const line = broken[at] ?? "";
        if (what === "drop") broken[at] = "";
        else if (what === "double") broken[at] = `${line}\n${line}`;
        else if (what === "indent") broken[at] = `  ${line}`;
        else if (what === "cut") broken[at] = line.slice(0, line.length / 2);
        else if (what === "empty") broken[at] = line.replace(/:.*/, ":");
        else broken[at] = line.replace(/[^ ].{3}/, text);
      }
      const text = broken.join("\n");
      const result = read(text);
      if ("site" in result) return;
      assert.ok(result.problems.length > 0);
      const count = text.split(/\r\n|\r|\n/).length;
      for (const { line } of result.problems) assert.ok(line === undefined || (line >= 1 && line <= count));
    }),
    { numRuns: 250 },
  );
});

test("the example site is valid: 40 devices, two rooms, four houses", () => {
  const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");
  const result = readSite(text, "site/example.yaml", planted);
  assert.deepEqual(result.problems, []);
  assert.ok("site" in result);
  assert.equal(result.site.devices.length, 40);
  assert.equal(result.site.rooms.length, 2);
  assert.equal(result.site.houses.length, 4);
  // The lab has one mail server; a real site is reminded of the second.
  assert.deepEqual(
    result.findings.map(({ code }) => code),
    ["SITE_RELAY_SINGLE"],
  );
});

test("what the example shows as comments is valid too", () => {
  const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");
  const shown = ["public_url: https://leitstand.example.org", "trusted_proxies: [loopback]"];
  let uncommented = text;
  for (const line of shown) uncommented = uncommented.replace(`# ${line}`, line);
  const override = /overrides: \[.*\]/.exec(text)?.[0] ?? "";
  uncommented = uncommented.replace("name: Rufbereitschaft IT\n", `name: Rufbereitschaft IT\n    ${override}\n`);
  const result = readSite(uncommented, "site/example.yaml", planted);
  assert.deepEqual(result.problems, []);
  assert.ok("site" in result);
  assert.equal(result.site.public_url, "https://leitstand.example.org");
  assert.deepEqual(result.site.trusted_proxies, ["loopback"]);
  assert.equal(result.site.rotas[0]?.overrides[0]?.contact, "it-2");
});
