import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { sql, type Kysely } from "kysely";
import { ownProof } from "../../app/access/gate.ts";
import { contactRoles, type Site } from "../../site/inventory.ts";
import { alertJson, bodyOf, clockAt, textOf, waitFor } from "../oncall/setup.ts";
import { openHouse, type House } from "./house.ts";

/**
 * Every route of the service that may change something, and who may use it: roles, or the proof that stands in for a session.
 * A route that is missing here, or here and not there, fails the test.
 */
const acts: Readonly<Record<string, readonly (typeof contactRoles)[number][] | "token" | "code" | "login" | "anybody">> = {
  "POST /webhooks/alertmanager": "token",
  "POST /ack/:token": "code",
  "POST /handover/:token": "code",
  "POST /login": "login",
  "POST /login/code": "login",
  "POST /logout": "anybody",
  "POST /incidents/:id": ["on-call"],
  "POST /oncall/test": ["on-call", "admin"],
  "POST /oncall/covers": ["on-call", "admin"],
  "POST /oncall/covers/:id": ["on-call", "admin"],
  "POST /oncall/maintenance": ["on-call", "admin"],
  "POST /oncall/maintenance/:id": ["on-call", "admin"],
  "POST /energy/report/:period/sign": ["energy", "admin"],
  "POST /energy/entry/reading": ["energy", "admin"],
  "POST /energy/entry/correction": ["energy", "admin"],
  "POST /energy/entry/import": ["energy", "admin"],
  "POST /energy/entry/import/:id": ["energy", "admin"],
  "POST /energy/register/baseline": ["energy", "admin"],
  "POST /energy/register/:id": ["energy", "admin"],
};

/** Paths that routers are mounted at; a router that is mounted elsewhere is an error of this list. */
const mounts = ["/energy/register", "/energy/entry"];

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  readonly handle: { readonly stack?: readonly Layer[] };
  readonly slash: boolean;
  readonly path?: string;
  match(path: string): boolean;
}

function routesOf(stack: readonly Layer[], prefix = ""): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    if (route !== undefined) {
      const methods = new Set(route.stack.map(({ method = "all" }) => method.toUpperCase()));
      return [...methods].map((method) => `${method} ${prefix}${route.path}`);
    }
    if (handle.stack === undefined) return [];
    const mount = layer.slash ? "" : mounts.find((path) => layer.match(path));
    assert.notEqual(mount, undefined, "a router is mounted at a path that this test does not know");
    return routesOf(handle.stack, prefix + mount);
  });
}

const filled = (route: string): string =>
  (route.split(" ")[1] ?? "").replaceAll(":token", "0".repeat(22)).replaceAll(":period", "2025-01").replaceAll(/:\w+/g, "abc");

async function contentOf(db: Kysely<never>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`.execute(db);
  const tables = [];
  for (const { name } of rows) tables.push([name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows]);
  return JSON.stringify(tables);
}
const everything = async ({ db, energy }: House): Promise<string> =>
  (await contentOf(db as unknown as Kysely<never>)) + (await contentOf(energy as unknown as Kysely<never>));

/** One contact for each role alone. */
const oneRoleEach = (site: Site): Partial<Site> => ({
  contacts: [
    ...site.contacts,
    ...contactRoles.map((role) => ({
      id: `nur-${role}`,
      name: `Nur ${role}`,
      email: `nur-${role}@leitstand.example`,
      roles: [role],
      locale: "de" as const,
    })),
  ],
});

test("every route that may change something is known, and needs a person with a role or a proof of its own", async (t) => {
  const house = await openHouse(t, clockAt("2026-11-27T07:00:00Z"), oneRoleEach);
  const routes = routesOf(house.app.router.stack as unknown as Layer[]);
  assert.ok(routes.length > 20, `only ${routes.length} routes found: the search is broken`);
  const changing = routes.filter((route) => !/^(GET|HEAD|OPTIONS) /.test(route));
  assert.deepEqual([...new Set(changing)].sort(), Object.keys(acts).sort());

  const before = await everything(house);
  for (const [route, who] of Object.entries(acts)) {
    const path = filled(route);
    assert.equal(
      ownProof.some((pattern) => pattern.test(path)),
      typeof who === "string" && who !== "anybody",
      `${route}: whether it passes the gate without a session`,
    );
    if (who === "login") continue;
    const visitor = house.visitor();
    const page = await visitor.post(path, { content: "x" }, { referer: `${house.url}/energy/register?lang=de` });
    const program = await visitor.post(path, { content: "x" }, { accept: "application/json", "sec-fetch-site": "none" });
    if (who === "token") assert.deepEqual([page.status, program.status], [401, 401], route);
    else if (who === "code") assert.deepEqual([page.status, program.status], [404, 404], route);
    else {
      assert.deepEqual([page.status, program.status], [303, 401], route);
      assert.equal(page.headers.get("location"), "/login?next=%2Fenergy%2Fregister%3Flang%3Dde&needed=1", route);
      const elsewhere = await visitor.post(path, {}, { referer: "https://evil.example/energy" });
      assert.equal(elsewhere.headers.get("location"), "/login?next=%2F&needed=1", route);
    }
  }
  assert.equal(await everything(house), before, "a POST without a session changes nothing, not even the log");
});

test("whoever is logged in without the role is refused and changes nothing; the auditor changes nothing at all", async (t) => {
  const house = await openHouse(t, clockAt("2026-11-27T07:00:00Z"), oneRoleEach);
  for (const role of contactRoles) {
    const who = await house.person(`nur-${role}`);
    const before = await contentOf(house.energy as unknown as Kysely<never>);
    for (const [route, may] of Object.entries(acts)) {
      if (typeof may === "string" || may.includes(role)) continue;
      assert.equal((await who.post(filled(route), { content: "x" })).status, 403, `${role}: ${route}`);
    }
    assert.equal(await contentOf(house.energy as unknown as Kysely<never>), before);
  }
  const auditor = Object.values(acts).filter((may) => typeof may === "object" && may.includes("auditor"));
  assert.deepEqual(auditor, []);
  const entries = await house.db.selectFrom("oncall_log").select("data").where("kind", "=", "act-refused").execute();
  assert.ok(entries.length > 0 && entries.every(({ data }) => data.includes('"status":403')));
});

test("the menu of every page says who is logged in, in the language of the page, and nobody else's", async (t) => {
  const house = await openHouse(t, clockAt("2026-11-27T07:00:00Z"), oneRoleEach);
  const admin = await house.person("nur-admin");
  const stranger = house.visitor();
  const routes = routesOf(house.app.router.stack as unknown as Layer[]).filter((route) => route.startsWith("GET "));
  let pages = 0;
  for (const path of [...new Set(routes.map(filled)), "/runbooks/UpsOnBattery", "/nichts"]) {
    for (const [lang, known, unknown] of [
      ["de", 'aria-label="Angemeldet als Nur admin"', ">Anmeldung</a>"],
      ["en", 'aria-label="Logged in as Nur admin"', ">Log in</a>"],
    ] as const) {
      const asked = `${path}?lang=${lang}`;
      const accept = { accept: "text/html" };
      const [hers, theirs] = await Promise.all([admin, stranger].map(async (who) => (await who.get(asked, accept)).text()));
      if (hers?.includes("<nav aria-label=") !== true || !theirs?.includes("Leitstand</a>")) continue;
      pages++;
      assert.ok(hers.includes(known) && !hers.includes(unknown), `${asked} to whoever is logged in`);
      assert.ok(theirs.includes(unknown) && !theirs.includes(known), `${asked} to whoever is not`);
    }
  }
  assert.ok(pages >= 24, `only ${pages} pages with a menu`);
});

test("GET, HEAD and OPTIONS change nothing in any database, on any route, with any parameter and any link of any mail, logged in or not", async (t) => {
  const house = await openHouse(t, clockAt("2026-11-27T07:00:00Z"), oneRoleEach);
  const alert = bodyOf(alertJson({ startsAt: "2026-11-27T06:59:00Z" }));
  const headers = { authorization: "Bearer token-of-the-test", "content-type": "application/json" };
  const sent = await fetch(`${house.url}/webhooks/alertmanager`, { method: "POST", headers, body: JSON.stringify(alert) });
  assert.equal(sent.status, 200);
  const mails = await house.mailbox.until(2);
  const admin = await house.person("nur-admin");
  const [incident] = await house.db.selectFrom("oncall_incident").select("id").execute();
  const links = mails.flatMap((mail) => textOf(mail).match(/https?:\/\/127\S+/g) ?? []);
  const tokens = links.flatMap((link) => /\/ack\/([\w-]+)$/.exec(link)?.[1] ?? []);
  assert.ok(tokens.length >= 2 && incident !== undefined);
  const codes = mails.flatMap((mail) => /Code: (\d{4})/.exec(textOf(mail))?.[1] ?? []);
  await waitFor("a quiet outbox", async () => {
    const rows = await house.db.selectFrom("oncall_delivery").select("state").execute();
    return rows.every(({ state }) => state === "accepted") ? true : undefined;
  });
  const routes = [...new Set(routesOf(house.app.router.stack as unknown as Layer[]).map((route) => route.split(" ")[1] ?? ""))];
  assert.ok(routes.length > 20);
  const before = await everything(house);
  const values = fc.oneof(
    fc.constantFrom(incident.id, ...tokens, "it", "2025-01", "2025", "UpsOnBattery", "usv-a", "..%2f..%2fetc", "%00", "Ä"),
    fc.stringMatching(/^[\w-]{1,24}$/),
  );
  const ask = async (path: string, method: string, loggedIn: boolean): Promise<void> => {
    const cookie = loggedIn ? [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ") : "";
    const response = await fetch(`${house.url}${path}`, { method, redirect: "manual", headers: { cookie } });
    await response.arrayBuffer();
    // What a neighbour that does not run makes impossible is said as such.
    assert.ok(response.status < 500 || [502, 503].includes(response.status), `${method} ${path} → ${response.status}`);
  };
  // Every route once by every safe method, with what a scanner would know; then whatever comes to mind.
  for (const method of ["GET", "HEAD", "OPTIONS"])
    for (const route of routes)
      for (const value of [incident.id, ...tokens.slice(0, 1)])
        await ask(`${route.replaceAll(/:\w+|\{[^}]*\}|\*\w*/g, value)}?code=${codes[0]}&content=x&period=2025`, method, true);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.array(values, { minLength: 3, maxLength: 3 }),
      fc.constantFrom("GET", "HEAD", "OPTIONS"),
      fc.constantFrom("", ...codes.map((code) => `?code=${code}`), "?confirm=1&delete=yes", "?_method=POST"),
      fc.boolean(),
      async (route, fill, method, query, loggedIn) => {
        let at = 0;
        await ask(route.replaceAll(/:\w+|\{[^}]*\}|\*\w*/g, () => fill[at++ % fill.length] ?? "x") + query, method, loggedIn);
      },
    ),
    { numRuns: Number(process.env["SAFE_METHODS"] ?? 100) },
  );
  assert.equal(await everything(house), before);
});
