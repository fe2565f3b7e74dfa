import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { formatProblem } from "../../site/problem.ts";
import { base, changed, read } from "./base.ts";

test("references are resolved where secrets stand, and in a relay's user", () => {
  const text = changed("port: 587", 'port: 587, user: "${file:/run/user}", password: "${env:PASSWORT}"');
  const result = read(text, { env: (name) => `${name}-wert`, file: (path) => (path === "/run/user" ? "leit\n" : undefined) });
  assert.ok("site" in result);
  assert.equal(result.site.webhook_token, "TOKEN-wert");
  assert.equal(result.site.mail.relays[0]?.user, "leit");
  assert.equal(result.site.mail.relays[0]?.password, "PASSWORT-wert");
  const [community] = result.site.credentials;
  assert.equal(community !== undefined && "community" in community && community.community, "COMMUNITY-wert");
});

test("a relay's user may stand in plain text, its password may not", () => {
  const { problems } = read(changed("port: 587", "port: 587, user: leit, password: offen"));
  assert.deepEqual(
    problems.map(({ code, path }) => [code, path]),
    [["SITE_SECRET_PLAIN", "mail.relays[0].password"]],
  );
});

test("an empty variable is as good as none, and the message names the reference", () => {
  const [problem] = read(base, { env: (name) => (name === "TOKEN" ? "" : "12345678"), file: () => undefined }).problems;
  assert.ok(problem !== undefined);
  assert.equal(
    formatProblem(problem),
    'SITE_SECRET_UNRESOLVED  site.yaml:54  webhook_token\n  gefunden: "${env:TOKEN}"; erwartet: die Umgebungsvariable TOKEN; sie ist leer',
  );
});

test("no secret is ever shown: neither one in plain text nor one behind a reference, also when the syntax is broken", () => {
  const secret = "Xq7-Geheimnis-Zz9";
  const places = ['"${env:COMMUNITY}"', '"${env:AUTH}"', '"${env:TOKEN}"'];
  const writings = [
    secret,
    `"${secret}`,
    `[${secret}]`,
    `{ a: ${secret} }`,
    `"${secret}\${env:X}"`,
    `${secret}: ${secret}`,
    `'${secret}`,
    `@${secret}`,
  ];
  const known = { env: () => secret, file: () => secret };
  const breaks = fc.constantFrom(
    "workforce: 300",
    "after: 10m",
    "shift: 1w",
    "metric: power_energy_joules_total, labels: { scope: outlet }",
    "port: 587",
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.option(fc.constantFrom(...writings)), breaks, (place, writing, broken) => {
      const text = base.replace(place, () => writing ?? place).replace(broken, "port: 99999999");
      const { problems } = read(text, known);
      assert.ok(problems.length > 0);
      assert.ok(!JSON.stringify(problems).includes(secret), JSON.stringify(problems));
    }),
    { numRuns: 120 },
  );
});
