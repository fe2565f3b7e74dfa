import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { test, type TestContext } from "node:test";
import { Registry } from "prom-client";
import { clockSkew, watchSurroundings } from "../../app/surroundings.ts";
import { waitFor } from "../oncall/setup.ts";

const now = (): Date => new Date();

/** A peer whose clock is so many seconds ahead; `undefined` sends no date. */
async function peer(t: TestContext, ahead: number | undefined): Promise<string> {
  const server = createServer((_request, response) => {
    response.sendDate = false;
    if (ahead !== undefined) response.setHeader("Date", new Date(Date.now() + ahead * 1000).toUTCString());
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the skew of a peer's clock is known to about a second, in both directions", async (t) => {
  for (const ahead of [30, -30, 0]) {
    const url = await peer(t, ahead);
    let known = 0;
    // No figure: this machine was busy for longer than the patience with a peer.
    const seconds = await waitFor("a figure", () => {
      const asked = performance.now();
      // The answer is to the second, and as old as it took.
      return clockSkew(url, now).finally(() => (known = 1.5 + (performance.now() - asked) / 1000));
    });
    assert.ok(Math.abs(seconds - ahead) < known, `${seconds} for ${ahead}`);
  }
});

test("no answer and no date are no figure, never 0", async (t) => {
  assert.equal(await clockSkew("http://127.0.0.1:1", now), undefined);
  assert.equal(await clockSkew(await peer(t, undefined), now), undefined);
});

test("each scrape reads the room for the state and the clocks of those who answer", async (t) => {
  const registry = new Registry();
  const peers = { prometheus: await peer(t, 5), alertmanager: "http://127.0.0.1:1" };
  watchSurroundings(registry, tmpdir(), peers, now);
  const text = await waitFor("a figure of the peer that answers", async () => {
    const scraped = await registry.metrics();
    return scraped.includes('against="prometheus"') ? scraped : undefined;
  });
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  const available = value("leitstand_state_filesystem_available_bytes");
  assert.ok(available > 0 && available <= value("leitstand_state_filesystem_size_bytes"));
  assert.match(text, /leitstand_clock_skew_seconds\{against="prometheus"\} [3-7](\.|$)/m);
  assert.doesNotMatch(text, /against="alertmanager"/);
});
