import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import express from "express";
import { Registry } from "prom-client";
import { everyAlertmanager } from "../../alerts/alertmanager.ts";
import { annotationsOf } from "../../alerts/compile.ts";
import { renderGoTemplate } from "../../alerts/confirmed/go-template.ts";
import { overlaid, storedLabels } from "../../alerts/confirmed/overlay.ts";
import { createConfirmed } from "../../alerts/confirmed/service.ts";
import { labelsOf, shows, stateRules } from "../../alerts/confirmed/state.ts";
import { step, type Watch } from "../../alerts/confirmed/watch.ts";
import type { Sample } from "../../site/series.ts";
import { exampleSite, silentLog } from "../oncall/setup.ts";

const sample = (metric: string, labels: Record<string, string>, value: number): Sample => ({ metric, labels, value });
const onBattery = [sample("ups_power_source", { state: "mains" }, 0), sample("ups_power_source", { state: "battery" }, 1)];
const named = (name: string) => {
  const found = stateRules().find(({ rule }) => rule.name === name);
  assert.ok(found, name);
  return found;
};

test("rules that one look can decide are those without hold time about the state of one device", () => {
  const names = stateRules().map(({ rule }) => rule.name);
  for (const name of [
    "UpsOnBattery",
    "UpsBatteryLowOrDepleted",
    "UpsOutputOff",
    "UpsBatteryTestFailed",
    "LeakDetected",
    "FireEarlyWarning",
  ]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(
    stateRules().filter(({ rule }) => rule.holdFor !== "0s" || rule.about !== "device"),
    [],
  );
  // A comparison of two series, a level, a clock: not to be had from one look.
  for (const name of ["UpsRuntimeShort", "UpsOnBatteryNoTakeover", "UpsOnBypass", "Watchdog"])
    assert.ok(!names.includes(name), name);
});

test("a rule's state is shown by exactly its own samples", () => {
  const rule = named("UpsOnBattery");
  assert.ok(shows(rule, onBattery));
  assert.ok(
    !shows(rule, [sample("ups_power_source", { state: "battery" }, 0), sample("ups_power_source", { state: "mains" }, 1)]),
  );
  assert.ok(!shows(rule, []));
  const low = named("UpsBatteryLowOrDepleted");
  assert.ok(shows(low, [sample("ups_battery_state", { state: "depleted" }, 1)]));
  assert.ok(!shows(low, [sample("ups_battery_state", { state: "lowest" }, 1)]));
});

test("an alert has the labels that Prometheus gives it, and no other", () => {
  const series = { device: "usv-a", class: "ups", site: "lecos", room: "rz1", role: "a_feed", instance: "usv-a" };
  assert.deepEqual(labelsOf(named("UpsOnBattery").rule, series, "lecos"), {
    alertname: "UpsOnBattery",
    severity: "critical",
    class: "ups",
    device: "usv-a",
    room: "rz1",
    site: "lecos",
  });
});

test("an alert goes on while the state is shown, joins the rule's own, ends with the state, and runs out when nobody answers", () => {
  const at = (seconds: number): Date => new Date(seconds * 1000);
  const watch: Watch = { startsAt: at(0), shownAt: at(0), endsAt: at(60) };
  const when = (seconds: number) => ({ keepMs: 30_000, lifetime: 60_000, now: at(seconds) });
  assert.deepEqual(step(watch, "shown", false, when(5)), {
    do: "extend",
    watch: { startsAt: at(0), shownAt: at(5), endsAt: at(65) },
  });
  assert.equal(step(watch, "shown", undefined, when(5)).do, "extend", "Prometheus does not answer");
  assert.equal(step(watch, "gone", true, when(5)).do, "join");
  assert.deepEqual(step(watch, "gone", false, when(29)), { do: "extend", watch: { ...watch, endsAt: at(89) } });
  assert.deepEqual(step(watch, "gone", false, when(30)), { do: "end", endsAt: at(30) });
  assert.equal(step(watch, "silent", false, when(59)).do, "wait");
  assert.equal(step(watch, "silent", false, when(60)).do, "give_up");
});

test("a fresh sample stands before the stored one of its series, in every selector that fits it", () => {
  const target = { device: "usv-a", site: "lecos" };
  const fresh = onBattery.map((one) => ({ ...one, labels: storedLabels(target, one.labels) }));
  const literal = `label_replace(label_replace(label_replace(vector(1), "device", "usv-a", "", ""), "site", "lecos", "", ""), "state", "battery", "", "")`;
  assert.equal(
    overlaid(`ups_power_source{state="battery",site="lecos"} == 1`, fresh),
    `(${literal} or ups_power_source{state="battery",site="lecos"}) == 1`,
  );
  for (const untouched of [
    `ups_power_source{device="usv-b"}`,
    `max_over_time(ups_power_source{state="battery"}[5m])`,
    `ups_power_source{state="battery"} offset 2m`,
    `device:ups_time_left:seconds{device="usv-a"}`,
    `label_replace(up, "x", "ups_power_source", "", "")`,
  ]) {
    assert.equal(overlaid(untouched, fresh), untouched);
  }
  assert.deepEqual(storedLabels({ role: "a_feed" }, { role: "chiller" }), { role: "a_feed", exported_role: "chiller" });
});

test("templates read as Go's: conditions, ranges, pipes, rounding to even, escapes; anything unknown is an error", async () => {
  const context = {
    labels: { device: "usv a&b", room: "rz1" },
    externalLabels: { site: "lecos" },
    value: 0.25,
    query: (expression: string) =>
      Promise.resolve(expression === "none" ? [] : [sample("", { device: "a" }, 2.5), sample("", { device: "b" }, 3.5)]),
  };
  const read = (template: string): Promise<string> => renderGoTemplate(template, context);
  assert.equal(
    await read("{{ $labels.device | urlquery }} {{ with $labels.room }}({{ . }}){{ end }}{{ with $labels.house }}x{{ end }}"),
    "usv+a%26b (rz1)",
  );
  assert.equal(await read('{{ with query `x` }}{{ . | first | value | printf "%.0f" }}{{ else }}nichts{{ end }}'), "2");
  assert.equal(await read("{{ with query `none` }}x{{ else }}nichts{{ end }}"), "nichts");
  assert.equal(
    await read("{{ with query `x` }}{{ range $i, $s := . }}{{ if $i }}, {{ end }}{{ $s.Labels.device }}{{ end }}{{ end }}"),
    "a, b",
  );
  assert.equal(await read('{{ $value | printf "%.1f" | reReplaceAll "[.]" "," }}'), "0,2");
  assert.equal(await read("{{ printf `a{x=%q} %% 2` $labels.room }}"), 'a{x="rz1"} % 2');
  await assert.rejects(read("{{ $value | humanize1024 }}"), /humanize1024/);
  await assert.rejects(read("{{ $unknown.device }}"), /unknown/);
  await assert.rejects(read("{{ with $value }}x"), /no end/);
});

test("every text of every rule that a trap can bring forward is one that can be read here", async () => {
  const context = {
    labels: { device: "d", class: "ups", room: "r", house: "h", site: "s" },
    externalLabels: { site: "s", leitstand_url: "http://l" },
    value: 1,
    query: () => Promise.resolve([sample("", { device: "d", sensor: "1", alarm: "x" }, 1)]),
  };
  for (const { rule } of stateRules()) {
    for (const [name, template] of Object.entries(annotationsOf(rule))) {
      const text = await renderGoTemplate(template, context);
      assert.doesNotMatch(text, /\{\{|undefined|\[object/, `${rule.name} ${name}`);
    }
  }
});

test("what is handed on is parsed at the door: no token, wrong form and unknown devices change nothing", async (t) => {
  const posted: unknown[] = [];
  const alertmanager = express()
    .use(express.json())
    .post("/api/v2/alerts", (request, response) => {
      posted.push(...(request.body as unknown[]));
      response.end();
    })
    .listen(0, "127.0.0.1");
  await new Promise((resolve) => alertmanager.once("listening", resolve));
  const portOf = (server: typeof alertmanager): number => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const site = exampleSite();
  const confirmed = createConfirmed({
    site: () => site,
    now: () => new Date("2026-11-27T03:00:00Z"),
    log: silentLog,
    registry: new Registry(),
    reader: { instant: () => Promise.reject(new Error("Prometheus is away")) },
    // One of the two does not exist: the other must be told all the same.
    alertmanagers: () => ["http://127.0.0.1:9", `http://127.0.0.1:${portOf(alertmanager)}`],
    look: () => Promise.resolve(undefined),
    pagesUrl: () => "http://leitstand.example",
    token: "geheim",
  });
  const service = express().use(confirmed.router).listen(0, "127.0.0.1");
  await new Promise((resolve) => service.once("listening", resolve));
  t.after(() => {
    confirmed.close();
    for (const server of [alertmanager, service]) {
      server.closeAllConnections();
      server.close();
    }
  });
  const [device] = site.devices.filter((one) => one.class === "ups");
  assert.ok(device);
  const good = {
    device: device.id,
    trap: { oid: "1.3", name: "upsTrapOnBattery", at: "2026-11-27T02:59:59Z" },
    at: "2026-11-27T02:59:59.500Z",
    samples: onBattery,
  };
  const post = async (body: unknown, token = "geheim"): Promise<number> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const url = `http://127.0.0.1:${portOf(service)}/webhooks/traps`;
    return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).status;
  };
  assert.equal(await post(good, "falsch"), 401);
  assert.equal(await post({ ...good, device: "fremd" }), 404);
  for (const wrong of [{}, [], { ...good, at: "gestern" }, { ...good, samples: [{ metric: "x" }] }, { ...good, more: 1 }]) {
    assert.equal(await post(wrong), 400);
  }
  assert.deepEqual(posted, []);
  assert.equal(await post(good), 200);
  assert.equal(await post(good), 200);
  const [alert, ...more] = posted as {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    startsAt: string;
    endsAt: string;
  }[];
  assert.deepEqual(more, [], "a repeated trap is not a second post");
  assert.equal(alert?.labels["alertname"], "UpsOnBattery");
  assert.equal(alert?.startsAt, "2026-11-27T02:59:59.500Z");
  assert.equal(alert?.endsAt, "2026-11-27T03:01:00.000Z");
  assert.match(alert?.annotations["description"] ?? "", /Wie lange die Batterie reicht, meldet die USV nicht/);
});

test("a Prometheus that hangs holds a page up for one patience per question, not for one per figure, and no Alertmanager is left out", async (t) => {
  const posted: string[] = [];
  const alertmanagers = await Promise.all(
    ["own", "other"].map(async (name) => {
      const server = createServer((request, response) => {
        posted.push(`${name} ${request.url}`);
        response.end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      t.after(() => {
        server.closeAllConnections();
        server.close();
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    }),
  );
  const [own = "", other = ""] = alertmanagers;
  const site = exampleSite(() => ({ alertmanagers: [other] }));
  let asked = 0;
  const confirmed = createConfirmed({
    site: () => site,
    now: () => new Date("2026-11-27T03:00:00Z"),
    log: silentLog,
    registry: new Registry(),
    reader: {
      instant: () => {
        asked++;
        return new Promise(() => undefined);
      },
    },
    alertmanagers: () => everyAlertmanager(own, site),
    look: () => Promise.resolve(undefined),
    pagesUrl: () => "http://leitstand.example",
    token: "geheim",
    patienceMs: 20,
  });
  t.after(() => confirmed.close());
  const device = site.devices.find((one) => one.class === "ups");
  assert.ok(device);
  const at = new Date("2026-11-27T02:59:59.500Z");
  const outcome = await confirmed.take({
    device: device.id,
    trap: { oid: "1.3", name: "upsTrapOnBattery", at: at.toISOString() },
    at,
    samples: onBattery,
  });
  assert.deepEqual(outcome, [{ alert: "UpsOnBattery", outcome: "posted" }]);
  assert.deepEqual(posted.toSorted(), ["other /api/v2/alerts", "own /api/v2/alerts"]);
  assert.ok(asked > 3, `${asked} questions`);
});
