import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { array, assert as forAll, constantFrom, property } from "../property.ts";
import { verifyLog } from "../../alerts/oncall/log.ts";
import { readCookie, returnPath } from "../../app/access/cookies.ts";
import { clientKey } from "../../app/access/limiter.ts";
import { codeMail } from "../../app/access/mail.ts";
import { withAccess } from "../../app/access/tables.ts";
import type { Contact } from "../../site/inventory.ts";
import { addressOf, clockAt, exampleSite, waitFor } from "../oncall/setup.ts";
import { codeFor, openHouse, type House } from "./house.ts";

const morning = "2026-11-27T07:00:00Z";
const site = exampleSite();
const energie = site.contacts.find(({ id }) => id === "energie");
assert.ok(energie);

async function kinds(house: House): Promise<string[]> {
  const rows = await house.db.selectFrom("oncall_log").select(["kind"]).orderBy("seq").execute();
  return rows.map(({ kind }) => kind);
}
const until = (house: House, kind: string): Promise<true> =>
  waitFor(`an entry ${kind}`, async () => ((await kinds(house)).includes(kind) ? true : undefined));

test("the mail with the code reads well, in German first", () => {
  for (const locale of ["de", "en"] as const) {
    const mail = codeMail(
      {
        contact: { ...energie, locale },
        code: "01234567",
        client: "192.0.2.7",
        baseUrl: "https://leitstand.example",
        now: new Date(morning),
      },
      site,
    );
    const file = join(import.meta.dirname, "golden", `login-code-${locale}.txt`);
    const text = `${mail.subject}\n\n${mail.text}`;
    if (process.env["GOLDEN"] === "write") writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"));
    assert.doesNotMatch(mail.text, /login\?|login\/code|token/, "no link that logs in");
  }
});

test("address, mailed code, session, logout: each step by POST, each in the log, and nothing secret in the database", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const who = house.visitor();
  const asked = await who.post("/login", { email: ` ${energie.email.toUpperCase()} `, next: "/energy/register?lang=de" });
  assert.equal(asked.status, 303);
  assert.equal(asked.headers.get("location"), "/login/code?next=%2Fenergy%2Fregister%3Flang%3Dde&lang=de");
  assert.match(who.set[0] ?? "", /^leitstand-login=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  const code = await codeFor(house.mailbox, energie.email, 0);
  // It is written down once the relay has answered, a moment after the mail has come.
  await until(house, "code-sent");
  const [mail] = house.mailbox.mails;
  assert.ok(mail);
  assert.equal(addressOf(mail), energie.email);
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  assert.equal(mail.headers.get("x-auto-response-suppress"), "All");
  assert.equal(mail.html, false);
  const form = await who.text("/login/code?next=/energy");
  assert.match(form, /autocomplete="one-time-code"/);
  assert.equal((await who.get(`/login/code?code=${code.replace(" ", "")}`)).status, 200);
  assert.equal(who.cookies.has("leitstand"), false, "a GET never logs in");
  const entered = await who.post("/login/code", { code, next: "/energy/register?lang=de" });
  assert.equal(entered.headers.get("location"), "/energy/register?lang=de");
  assert.match(who.set[1] ?? "", /^leitstand=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
  assert.match(await who.text("/login"), /Angemeldet als Energiemanagement/);
  const dump = JSON.stringify([
    await withAccess(house.db).selectFrom("access_code").selectAll().execute(),
    await withAccess(house.db).selectFrom("access_session").selectAll().execute(),
    await house.db.selectFrom("oncall_log").selectAll().execute(),
  ]);
  for (const secret of [code, code.replace(" ", ""), ...who.cookies.values()]) assert.ok(!dump.includes(secret));
  assert.equal((await who.post("/logout")).status, 303);
  assert.equal(who.cookies.size, 0);
  assert.deepEqual(await kinds(house), ["code-sent", "login", "act", "logout"]);
  const entries = await house.db.selectFrom("oncall_log").selectAll().orderBy("seq").execute();
  for (const entry of entries)
    assert.doesNotMatch(entry.data, /energie|Energiemanagement|192\.0\.2/, "the person stands in the personal part only");
  assert.match(entries[1]?.personal ?? "", /"contact":"energie","name":"Energiemanagement","client":"192.0.2/);
  await house.db.updateTable("oncall_log").set({ personal: null, salt: null }).execute();
  assert.deepEqual(await verifyLog(house.db), { ok: true, entries: 4 });
});

test("an address that nobody has gets the same answers as one that somebody has, and no mail", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const answers: string[][] = [];
  for (const email of [energie.email, "niemand@leitstand.example"]) {
    const who = house.visitor();
    const list: string[] = [];
    const note = async (answer: Response): Promise<void> => {
      const cookies = answer.headers.getSetCookie().map((line) => line.replace(/=[\w-]{43};/, "=…;"));
      list.push([answer.status, answer.headers.get("location"), ...cookies, await answer.text()].join("\n"));
    };
    await note(await who.post("/login", { email }));
    await note(await who.get("/login/code"));
    for (let turn = 0; turn < 6; turn++) await note(await who.post("/login/code", { code: "0000 0001" }));
    answers.push(list);
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.match(answers[0]?.[2] ?? "", /Noch 4 Versuche/);
  assert.match(answers[0]?.[6] ?? "", /gilt nicht mehr/);
  await house.mailbox.until(1);
  await until(house, "code-sent");
  assert.equal(house.mailbox.mails.length, 1);
});

test("a code dies of five wrong tries, of ten minutes, of its use, of a newer one, and works in no other browser", async (t) => {
  const clock = clockAt(morning);
  const house = await openHouse(t, clock);
  const fresh = async (who = house.visitor()) => {
    const before = house.mailbox.mails.length;
    await who.post("/login", { email: energie.email });
    return { who, code: await codeFor(house.mailbox, energie.email, before) };
  };
  const wrong = (code: string): string => (code.startsWith("0") ? "99999999" : "00000000");

  const guessed = await fresh();
  for (let turn = 0; turn < 5; turn++) {
    assert.equal((await guessed.who.post("/login/code", { code: wrong(guessed.code) })).status, 422);
  }
  assert.equal((await guessed.who.post("/login/code", { code: guessed.code })).status, 422, "five wrong tries");

  const old = await fresh();
  clock.pass(600);
  assert.equal((await old.who.post("/login/code", { code: old.code })).status, 422, "ten minutes");

  const elsewhere = await fresh();
  const other = await fresh();
  assert.equal((await other.who.post("/login/code", { code: elsewhere.code })).status, 422, "another browser");
  assert.equal((await house.visitor().post("/login/code", { code: elsewhere.code })).status, 422, "a browser that never asked");

  const twice = await fresh();
  const newer = await fresh(twice.who);
  assert.equal((await twice.who.post("/login/code", { code: twice.code })).status, 422, "a newer code");
  assert.equal((await newer.who.post("/login/code", { code: newer.code })).status, 303);
  const kept = new Map(newer.who.cookies);
  assert.ok(kept.has("leitstand") && !kept.has("leitstand-login"));

  const used = await fresh();
  const ticket = used.who.cookies.get("leitstand-login") ?? "";
  assert.equal((await used.who.post("/login/code", { code: used.code })).status, 303);
  used.who.cookies.set("leitstand-login", ticket);
  assert.equal((await used.who.post("/login/code", { code: used.code })).status, 422, "its use");
  assert.ok((await kinds(house)).filter((kind) => kind === "login-failed").length >= 9);
});

test("of two tries with the right code at the same time one gets in", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const who = house.visitor();
  await who.post("/login", { email: energie.email });
  const code = await codeFor(house.mailbox, energie.email, 0);
  const answers = await Promise.all([1, 2, 3].map(() => who.post("/login/code", { code })));
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [303, 422, 422],
  );
});

test("a client asks five times in a quarter of an hour, a person gets ten mails, and forged forwarding headers do not help", async (t) => {
  const clock = clockAt(morning);
  const house = await openHouse(t, clock);
  const same = house.visitor();
  const statuses: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    statuses.push(
      (
        await same.post(
          "/login",
          { email: "niemand@leitstand.example" },
          { "x-forwarded-for": `203.0.113.${turn}, 198.51.100.9` },
        )
      ).status,
    );
  }
  assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429], "the last hop before the proxy is the client");
  for (let turn = 0; turn < 12; turn++) await house.visitor().post("/login", { email: energie.email });
  await house.mailbox.until(10);
  await waitFor("entries", async () => ((await kinds(house)).length === 17 ? true : undefined));
  assert.equal(house.mailbox.mails.length, 10);
  clock.pass(901);
  assert.equal((await same.post("/login", { email: energie.email }, { "x-forwarded-for": "198.51.100.9" })).status, 303);
  await house.mailbox.until(11);
});

test("a session ends after two idle hours, after twelve hours, and with its person's leave, address or role", async (t) => {
  const clock = clockAt(morning);
  const house = await openHouse(t, clock);
  const inside = async (who: { text(path: string): Promise<string> }): Promise<boolean> =>
    /Angemeldet als/.test(await who.text("/login"));
  const idle = await house.person("energie");
  clock.pass(7190);
  assert.equal(await inside(idle), true);
  clock.pass(7190);
  assert.equal(await inside(idle), true);
  clock.pass(7200);
  assert.equal(await inside(idle), false);
  const busy = await house.person("energie");
  for (let hour = 0; hour < 12; hour++) {
    assert.equal(await inside(busy), true, `hour ${hour}`);
    clock.pass(3600);
  }
  assert.equal(await inside(busy), false);
  const { site: before } = house.says;
  const contacts = (change: (one: Contact) => Contact | undefined): void => {
    house.says.site = {
      ...before,
      contacts: before.contacts.flatMap((one) => (one.id === "leitung" ? (change(one) ?? []) : [one])),
    };
  };
  for (const [what, change] of [
    ["leaves", () => undefined],
    ["has another address", (one: Contact) => ({ ...one, email: "neu@leitstand.example" })],
    ["loses a role", (one: Contact) => ({ ...one, roles: ["on-call" as const] })],
  ] as const) {
    contacts((one) => one);
    const who = await house.person("leitung");
    assert.equal(await inside(who), true);
    contacts(change);
    assert.equal(await inside(who), false, what);
    await house.access.endStale();
    contacts((one) => one);
    assert.equal(await inside(who), false, `${what}, and comes back`);
    clock.pass(901);
  }
  assert.equal((await kinds(house)).filter((kind) => kind === "session-ended").length, 5);
});

test("each session says when it ends itself, whatever its person opened later elsewhere", async (t) => {
  const clock = clockAt(morning);
  const house = await openHouse(t, clock);
  const until = async (who: { text(path: string): Promise<string> }): Promise<string | undefined> =>
    /spätestens am (\S+ \d\d\.\d\d\.\d{4}, \d\d:\d\d) Uhr/.exec(await who.text("/login"))?.[1];
  const phone = await house.person("energie");
  const first = await until(phone);
  clock.pass(3600);
  const second = await until(await house.person("energie"));
  assert.notEqual(second, first);
  assert.equal(await until(phone), first);
});

test("the collectors are asked from this machine; through a proxy by whoever is logged in", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const asked = async (headers: Record<string, string>): Promise<number[]> =>
    Promise.all(
      ["/probe?target=usv-a", "/targets", "/traps"].map(async (path) => (await fetch(house.url + path, { headers })).status),
    );
  // Nobody is behind the address that stands for the collectors here.
  const reached = [502, 502, 502];
  assert.deepEqual(await asked({}), reached);
  for (const headers of [{ "x-forwarded-for": "10.0.0.9" }, { "x-forwarded-for": "127.0.0.1" }, { forwarded: "for=10.0.0.9" }]) {
    assert.deepEqual(await asked(headers as Record<string, string>), [403, 403, 403]);
  }
  const { cookies } = await house.person("it-1");
  const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
  assert.deepEqual(await asked({ "x-forwarded-for": "10.0.0.9", cookie }), reached);
});

test("whom a proxy speaks for counts by the site file of this moment", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const clientOf = async (trusted: string[]): Promise<unknown> => {
    house.says.site = { ...house.says.site, trusted_proxies: trusted };
    await house.visitor({ "x-forwarded-for": "198.51.100.7" }).post("/login", { email: "niemand@leitstand.example" });
    await until(house, "login-failed");
    const row = await house.db.selectFrom("oncall_log").select("personal").orderBy("seq", "desc").executeTakeFirstOrThrow();
    await house.db.deleteFrom("oncall_log").execute();
    return (JSON.parse(row.personal ?? "{}") as { client?: unknown }).client;
  };
  assert.equal(await clientOf(["127.0.0.1"]), "198.51.100.7");
  assert.equal(await clientOf([]), "127.0.0.1");
  assert.equal(await clientOf(["192.0.2.0/24"]), "127.0.0.1");
  assert.equal(await clientOf(["127.0.0.0/8"]), "198.51.100.7");
});

test("logging out everywhere ends every session of that person and of nobody else", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const [phone, desk, other] = [await house.person("leitung"), await house.person("leitung"), await house.person("energie")];
  await desk.post("/logout", { all: "1" });
  assert.doesNotMatch(await phone.text("/login"), /Angemeldet als/);
  assert.match(await other.text("/login"), /Angemeldet als Energiemanagement/);
});

test("behind TLS the cookies are __Host- and Secure: by public_url, or by what a trusted proxy says", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const proxied = house.visitor({ "x-forwarded-proto": "https" });
  await proxied.post("/login", { email: energie.email });
  assert.match(proxied.set[0] ?? "", /^__Host-leitstand-login=[\w-]{43}; Path=\/; .*; Secure$/);
  const code = await codeFor(house.mailbox, energie.email, 0);
  await proxied.post("/login/code", { code });
  assert.match(proxied.set[1] ?? "", /^__Host-leitstand=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/);
  house.says.site = { ...house.says.site, public_url: "https://leitstand.example" };
  const named = house.visitor();
  await named.post("/login", { email: energie.email });
  assert.match(named.set[0] ?? "", /^__Host-/);
});

test("a form of another site is refused before anything happens, logged in or not", async (t) => {
  const house = await openHouse(t, clockAt(morning));
  const who = await house.person("leitung");
  const before = await kinds(house);
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "" },
    { "sec-fetch-site": "", origin: "https://evil.example" },
  ] as Record<string, string>[]) {
    if (headers["sec-fetch-site"] === "" && headers["origin"] === undefined) continue;
    const old = headers["sec-fetch-site"] === "";
    for (const path of ["/login", "/login/code", "/logout", "/energy/register/new_"]) {
      const answer = old
        ? await fetch(house.url + path, {
            method: "POST",
            headers: { origin: "https://evil.example", cookie: [...who.cookies].map((pair) => pair.join("=")).join("; ") },
            body: "a=b",
          })
        : await who.post(path, {}, headers);
      assert.equal(answer.status, 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
  assert.match(await who.text("/login"), /Angemeldet als/);
  assert.deepEqual(await kinds(house), before);
});

test("the way back leads nowhere but into this house", () => {
  for (const [wish, path] of [
    ["/energy?lang=de", "/energy?lang=de"],
    ["/incidents/abc#x", "/incidents/abc"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["/.//evil.example", "/"],
    ["https://evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["/login?next=/x", "/"],
    ["/logout", "/"],
    ["", "/"],
    [7, "/"],
  ] as const) {
    assert.equal(returnPath(wish), path, String(wish));
  }
  forAll(
    property(array(constantFrom("/", "\\", ".", "..", "%2f", "\t", "\n", "@", ":", "evil.example", "a", "?", "#")), (parts) => {
      const path = returnPath(`/${parts.join("")}`);
      assert.equal(new URL(path, "https://house.example").host, "house.example");
    }),
    { numRuns: 2000 },
  );
});

test("a client is an IPv4 address or an IPv6 network", () => {
  assert.equal(clientKey("192.0.2.7"), "192.0.2.7");
  assert.equal(clientKey("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(clientKey("2001:db8:1:2:aaaa::1"), clientKey("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
  assert.equal(clientKey("2001:db8::1"), "2001:db8:0:0");
  assert.notEqual(clientKey("2001:db8:1:2::1"), clientKey("2001:db8:1:3::1"));
  assert.equal(clientKey("::1"), "0:0:0:0");
});

test("a cookie of another shape is no cookie", () => {
  const request = (cookie: string) => ({ headers: { cookie } }) as Parameters<typeof readCookie>[0];
  const value = "a".repeat(43);
  assert.equal(readCookie(request(`x=1; leitstand=${value}`), "leitstand", false), value);
  assert.equal(
    readCookie(request(`leitstand=${value}`), "leitstand", true),
    undefined,
    "behind TLS only the __Host- cookie counts",
  );
  assert.equal(readCookie(request(`leitstand=${value}x`), "leitstand", false), undefined);
  assert.equal(readCookie(request("leitstand="), "leitstand", false), undefined);
});
