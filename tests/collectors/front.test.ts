import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { scrapeFront } from "../../collectors/front.ts";
import { roomWith, startAgent } from "./agent.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

interface Front {
  readonly port: number;
  /** Requests that reached the HTTP server behind the short way. */
  readonly behind: () => number;
  /** Sends these pieces, one after another, and gives back what came until there were as many answers as requests, and a moment longer. */
  readonly say: (...pieces: readonly string[]) => Promise<string>;
}

async function front(): Promise<Front> {
  const agent = await startAgent(upsObjects(upsFacts()));
  const room = roomWith([{ id: "usv", class: "ups", address: agent.address }]);
  let behind = 0;
  const app = express();
  app.use((_request, _response, next) => {
    behind++;
    next();
  });
  app.use(room.collectors.router);
  const server = createServer(app);
  const short = scrapeFront(server, room.collectors.scrape, () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  ends.push(async () => {
    short.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await room.collectors.close();
    await agent.close();
  });
  await fetch(`http://127.0.0.1:${port}/probe?target=usv`);
  behind = 0;
  return {
    port,
    behind: () => behind,
    async say(...pieces) {
      const socket = connect(port, "127.0.0.1");
      let said = "";
      socket.setEncoding("utf8").on("data", (data: string) => (said += data));
      for (const piece of pieces) {
        socket.write(piece);
        await sleep(100);
      }
      const asked = Math.max(1, pieces.join("").split("HTTP/1.1\r\n").length - 1);
      for (const end = Date.now() + 60_000; Date.now() < end && said.split("HTTP/1.1 ").length - 1 < asked;) await sleep(20);
      await sleep(200);
      socket.destroy();
      return said;
    },
  };
}

const get = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const successes = (text: string): number => [...text.matchAll(/^probe_success 1$/gm)].length;

test("a scrape takes the short way, as often as the connection asks, and says what the long way says", async () => {
  const { port, behind, say } = await front();
  const said = await say(get("/probe?target=usv"), get("/probe?target=usv", "X-Prometheus-Scrape-Timeout-Seconds: 10\r\n"));
  assert.equal(successes(said), 2);
  assert.equal(behind(), 0);
  const short = await fetch(`http://127.0.0.1:${port}/probe?target=usv`, { headers: { connection: "keep-alive" } });
  const long = await fetch(`http://127.0.0.1:${port}/probe?target=us%76`);
  const without = (text: string): string => text.replaceAll(/^probe_(duration|sample_age)_seconds .*$/gm, "");
  const body = await short.text();
  assert.equal(without(body), without(await long.text()));
  assert.match(body, /model="Modell Ü 10"/);
  assert.equal(short.headers.get("content-type"), long.headers.get("content-type"));
});

test("requests that come at once are answered in turn", async () => {
  const { say } = await front();
  assert.equal(successes(await say(get("/probe?target=usv") + get("/probe?target=usv") + get("/probe?target=usv"))), 3);
  const mixed = await say(get("/probe?target=usv"), get("/probe?target=usv") + get("/targets") + get("/probe?target=usv"));
  assert.equal(successes(mixed), 3);
  assert.match(mixed, /"device":"usv"/);
});

test("whatever is not a plain scrape of a known device goes to the HTTP server whole", async () => {
  const { behind, say } = await front();
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/^HTTP\/1.1 404/, get("/probe?target=andere")],
    [/^HTTP\/1.1 404/, get("/probe?target=")],
    [/^HTTP\/1.1 404/, get("/probe?target=usv&target=usv")],
    [/^HTTP\/1.1 404/, "POST /probe?target=usv HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"],
    [/^HTTP\/1.1 200[^]*Connection: close/, get("/probe?target=usv", "Connection: close\r\n")],
    [/^HTTP\/1.1 200[^]*probe_success 1\n/, "GET /probe?target=usv HT", "TP/1.1\r\nHost: x\r\n", "\r\n"],
    [/^HTTP\/1.1 400/, "GET /probe?target=usv HTTP/1.1\r\n\r\n"],
    [/^HTTP\/1.1 400/, "Unsinn\r\n\r\n"],
    [/^HTTP\/1.1 200[^]*leitstand_collectors_requests_total [1-9]/, get("/metrics")],
    [/leitstand_collectors_polls_total\{class="ups",result="ok"\} [1-9]/, get("/metrics")],
  ];
  for (const [expected, ...pieces] of cases) {
    const before = behind();
    const said = await say(...pieces);
    assert.match(said, expected, JSON.stringify(pieces));
    assert.ok(behind() > before || said.startsWith("HTTP/1.1 400"), JSON.stringify(pieces));
  }
});

test("a connection that asks, leaves and comes back costs nobody else an answer", async () => {
  const { port, say } = await front();
  for (let turn = 0; turn < 20; turn++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(get("/probe?target=usv"), () => socket.destroy());
  }
  assert.equal(successes(await say(get("/probe?target=usv"))), 1);
});
