import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { errorOf } from "../../app/log.ts";
import { prometheusReader } from "../../app/prometheus.ts";
import { waitFor } from "../oncall/setup.ts";

/** A server that answers an empty vector, cuts every connection, or says nothing at all; it keeps what it was asked. */
async function server(t: TestContext) {
  const state = { mode: "answers" as "answers" | "cuts" | "hangs", asked: [] as string[] };
  const http = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.once("end", () => {
      state.asked.push(new URLSearchParams(body).get("query") ?? "");
      if (state.mode === "cuts") response.destroy();
      if (state.mode === "answers") response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return { state, url: () => `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

test("a server that was silent is first asked whether it is back; since when it is silent is known", async (t) => {
  const { state, url } = await server(t);
  let now = new Date("2026-11-28T02:00:00Z");
  const reader = prometheusReader(url, 60_000, () => now);
  assert.equal(reader.silentSince?.(), undefined, "never asked");
  await reader.instant("up");
  state.mode = "cuts";
  now = new Date("2026-11-28T02:04:00Z");
  await assert.rejects(reader.instant("heavy"), /Prometheus does not answer/);
  assert.equal(reader.silentSince?.()?.toISOString(), "2026-11-28T02:00:00.000Z");
  state.asked = [];
  await assert.rejects(reader.instant("heavy"), /Prometheus does not answer/);
  assert.ok(!state.asked.includes("heavy"), "only the short question");
  state.mode = "answers";
  // A busy machine may take longer than the patience with a silent server.
  assert.deepEqual(await waitFor("an answer", () => reader.instant("heavy").catch(() => undefined)), []);
  assert.equal(reader.silentSince?.(), undefined);
});

test("a server that says nothing is an error of one line, with the time that was waited", async (t) => {
  const { state, url } = await server(t);
  state.mode = "hangs";
  const error: unknown = await prometheusReader(url, 50)
    .instant("up")
    .catch((reason: unknown) => reason);
  assert.ok(error instanceof Error);
  assert.equal(error.message, "Prometheus does not answer: nothing within 0.05 s");
  assert.equal(error.stack, error.message);
});

test("a peer that does not answer in time is a short line of the log", async (t) => {
  const { state, url } = await server(t);
  state.mode = "hangs";
  const error: unknown = await fetch(url(), { signal: AbortSignal.timeout(50) }).catch((reason: unknown) => reason);
  assert.deepEqual(errorOf(error), { type: "TimeoutError", message: "The operation was aborted due to timeout" });
  assert.match(
    JSON.stringify(errorOf(new RangeError("ours"))),
    /RangeError.*ours.*prometheus\.test\.ts/,
    "our own keep their stack",
  );
});
