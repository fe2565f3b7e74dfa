import assert from "node:assert/strict";
import { test } from "node:test";
import { sql, type Kysely } from "kysely";
import { ownProof } from "../../app/access/gate.ts";
import { contactRoles, type Site } from "../../site/inventory.ts";
import { clockAt } from "../oncall/setup.ts";
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
