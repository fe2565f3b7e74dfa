import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { createServer as createHttpServer, get } from "node:http";
import { test } from "node:test";
import express, { Router } from "express";
import { pino } from "pino";
import { Registry } from "prom-client";
import { httpApp, patienceWith } from "../../app/http.ts";
import { deadlineOf } from "../../collectors/routes.ts";
import { CodeReplacedError } from "../../energy-audit/child.ts";

test("what the asker did wrong is answered as such, not as an error of ours, and nothing is logged", async (t) => {
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  const router = Router();
  router.get("/things/:id", (_request, response) => void response.send("fine"));
  router.post("/form", express.urlencoded({ extended: false, limit: 100 }), (_request, response) => void response.send("fine"));
  router.get("/ours", () => {
    throw new Error("ours");
  });
  router.get("/report", () => {
    throw new CodeReplacedError("the report was not made");
  });
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port: nobody } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const app = httpApp({
    log,
    registry: new Registry(),
    samples: () => Promise.resolve([]),
    notReady: () => Promise.resolve(undefined),
    collectorsUrl: `http://127.0.0.1:${nobody}`,
    trustedProxies: () => [],
    gate: (_request, _response, next) => next(),
    routers: [router],
  });
  const server = createHttpServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal((await fetch(`${base}/things/%E0%A4%A`)).status, 400);
  assert.equal(
    (await fetch(`${base}/form`, { method: "POST", body: new URLSearchParams({ code: "1".repeat(500) }) })).status,
    413,
  );
  const missing = await fetch(`${base}/nichts<b>`, { headers: { accept: "text/html" } });
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /\/nichts%3Cb%3E gibt es nicht\./);
  assert.equal(await (await fetch(`${base}/nichts`)).text(), "404: /nichts gibt es nicht.\nThere is no /nichts.\n");
  assert.deepEqual(errors, []);
  assert.equal((await fetch(`${base}/ours`)).status, 500);
  assert.equal(errors.length, 1);
  const replaced = await fetch(`${base}/report`, { headers: { accept: "text/html" } });
  assert.equal(replaced.status, 503);
  assert.match(await replaced.text(), /<p>Leitstand wurde auf dem Datenträger aktualisiert, .* neu starten/);
  assert.match(await (await fetch(`${base}/report?lang=en`)).text(), /^503: .*\nLeitstand was updated on disk/);
  assert.match(await (await fetch(`${base}/ours`, { headers: { accept: "text/html" } })).text(), /Das ging im Leitstand schief/);
  assert.equal(errors.length, 2, "an update is no error");
  assert.equal((await fetch(`${base}/probe?target=usv-a`)).status, 502);
  const whole = { host: "127.0.0.1", port: new URL(base).port, path: "http://another.example/probe?target=usv-a" };
  const answer = await new Promise<number | undefined>((resolve) => get(whole, (got) => resolve(got.resume().statusCode)));
  assert.equal(answer, 502, "a request line with a whole address leads to the collectors, too");
  assert.equal(errors.length, 2);
});

test("collectors that hang are given up soon, a slow probe is not", () => {
  assert.ok(patienceWith("/targets", undefined) <= 5000);
  assert.ok(patienceWith("/probe", undefined) < 15_000);
  for (const header of [undefined, "8", "20", "600", "nichts"]) {
    assert.ok(patienceWith("/probe", header) > deadlineOf(header), header);
  }
});
