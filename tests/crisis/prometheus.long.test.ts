import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../folder.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { prometheusReader } from "../../app/prometheus.ts";
import type { Capacity } from "../../crisis/capacity.ts";
import { readCapacity } from "../../crisis/read.ts";
import { capacitySentence } from "../../crisis/sentence.ts";
import type { Site } from "../../site/inventory.ts";
import { deviceLimits, identityLabels } from "../../site/limits.ts";
import { expositionMeta } from "../../site/metrics.ts";
import { readSite } from "../../site/read.ts";
import { exposition, type Sample } from "../../site/series.ts";
import { changed, planted } from "../site/base.ts";

/** The small site of the tests with a second gateway and a router; every device is what `devices` says. */
function smallSite(): Site {
  const text = changed(
    "  - { id: fw-oper",
    `  - { id: vpn-2, name: VPN 2, class: vpn, address: 10.0.0.5, credentials: lesen, room: rz1, limits: { vpn_sessions: 400 } }
  - { id: router-1, name: Router 1, class: network, address: 10.0.0.6, credentials: lesen, room: rz1, uplinks: [wan] }
  - { id: fw-oper`,
  ).replace("gateways: [vpn-1]", "gateways: [vpn-1, vpn-2]\n  uplinks: [{ device: router-1, interface: wan }]");
  const result = readSite(text, "site.yaml", planted);
  assert.ok("site" in result, JSON.stringify(result.problems));
  return result.site;
}

const site = smallSite();
const watched = site.devices.filter(({ id }) => ["vpn-1", "vpn-2", "router-1"].includes(id));
const started = Date.now();
/** `silent` answers with probe_success 0; `gone` does not even answer the scrape. */
const state: Record<string, "answers" | "silent" | "gone"> = { "vpn-1": "answers", "vpn-2": "answers", "router-1": "answers" };

function says(id: string): Sample[] {
  const sample = (metric: string, value: number, labels: Record<string, string> = {}): Sample => ({ metric, labels, value });
  if (state[id] !== "answers") return [sample("probe_success", 0)];
  const sessions: Record<string, number> = { "vpn-1": 320, "vpn-2": 150 };
  if (id !== "router-1") {
    return [sample("probe_success", 1), sample("vpn_sessions_active", sessions[id] ?? 0)];
  }
  const port = { interface: "wan", ifindex: "1" };
  const octets = ((Date.now() - started) / 1000) * 50_000_000;
  return [
    sample("probe_success", 1),
    sample("interface_oper_state", 1, { ...port, state: "up" }),
    sample("interface_oper_state", 0, { ...port, state: "down" }),
    sample("interface_speed_bits_per_second", 1e9, port),
    sample("interface_octets_total", octets, { ...port, direction: "in" }),
    sample("interface_octets_total", octets / 4, { ...port, direction: "out" }),
  ];
}

const server = createServer((request, response) => {
  const id = new URL(request.url ?? "/", "http://localhost").searchParams.get("target") ?? "";
  const device = watched.find((one) => one.id === id);
  if (device === undefined || state[id] === "gone") return void response.writeHead(500).end();
  response.end(exposition([...says(id), ...deviceLimits(site, device)], expositionMeta));
});

let prometheus: ChildProcess;
let url = "";
const folder = mkdtempSync(join(tmpdir(), "crisis-prometheus-"));

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const targets = watched.map((device) => ({ targets: [device.id], labels: identityLabels(site, device) }));
  const job = {
    job_name: "devices",
    metrics_path: "/probe",
    static_configs: targets,
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { target_label: "__address__", replacement: `127.0.0.1:${port}` },
    ],
  };
  // JSON is YAML.
  writeFileSync(
    join(folder, "prometheus.yml"),
    JSON.stringify({ global: { scrape_interval: "1s", scrape_timeout: "1s" }, scrape_configs: [job] }),
  );
  const own = await freeTcpPort();
  url = `http://127.0.0.1:${own}`;
  prometheus = spawn(
    "prometheus",
    [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${own}`],
    { stdio: "ignore" },
  );
});

after(async () => {
  prometheus.kill("SIGKILL");
  await once(prometheus, "exit");
  server.close();
  server.closeAllConnections();
  removeFolder(folder);
});

/** The capacity as soon as it is as wanted, within two minutes. */
async function capacityWhen(wanted: (capacity: Capacity) => boolean): Promise<Capacity> {
  let last: unknown;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(250)) {
    try {
      const capacity = await readCapacity(
        site,
        prometheusReader(() => url),
      );
      if (capacity !== undefined && wanted(capacity)) return capacity;
      last = capacity;
    } catch (error) {
      last = error;
    }
  }
  return assert.fail(`not within two minutes; last: ${JSON.stringify(last)} ${String(last)}`);
}
const kindOf = ({ all }: Capacity, kind: string): number | undefined =>
  all.kinds.find((one) => one.kind === kind)?.capacityPeople;
const uplinkUsed = ({ all }: Capacity): number | undefined => all.resources.find(({ kind }) => kind === "uplink")?.usedPeople;

test("a real Prometheus: sessions, limits of the inventory and traffic become people", async () => {
  const capacity = await capacityWhen((one) => one.people !== undefined && (uplinkUsed(one) ?? 0) > 0);
  assert.equal(capacity.people, 470);
  assert.equal(kindOf(capacity, "sessions"), 900);
  assert.deepEqual(capacity.all.binding?.kind, "sessions");
  assert.equal(capacity.nMinus1.lost, "vpn-1");
  assert.equal(capacity.nMinus1.capacityPeople, 400);
  // 50 MB/s are 400 Mbit/s: 444.4 people of 0.9 Mbit/s, give or take the jitter of a few scrapes.
  const used = uplinkUsed(capacity) ?? 0;
  assert.ok(Math.abs(used - 445) < 45, `${used} people's worth of traffic`);
  assert.match(
    capacitySentence(capacity, "de"),
    /^Fernzugang trägt alle 300 Personen \(Platz für 900\); .*ohne vpn-1 fehlen 70 Plätze\.$/,
  );
});

test("a gateway that says nothing any more is gone at once; one whose scrape fails is gone with its staleness", async () => {
  state["vpn-1"] = "silent";
  const silent = await capacityWhen(({ all }) => all.resources[0]?.state === "silent");
  assert.equal(silent.people, 150);
  assert.equal(kindOf(silent, "sessions"), 400);
  assert.equal(silent.nMinus1.capacityPeople, 0);
  state["vpn-1"] = "answers";
  state["vpn-2"] = "gone";
  const unseen = await capacityWhen(({ all }) => all.resources[1]?.state === "unseen" && all.resources[0]?.state === "counts");
  assert.equal(unseen.people, 320);
  assert.equal(kindOf(unseen, "sessions"), 500);
  assert.match(capacitySentence(unseen, "de"), /vpn-2 antwortet nicht und zählt nicht mit\.$/);
});

test("when nothing at all is seen any more, the capacity is unknown, not 0", async () => {
  for (const id of Object.keys(state)) state[id] = "gone";
  const unknown = await capacityWhen(({ all }) => all.capacityPeople === undefined);
  assert.equal(unknown.people, undefined);
  assert.match(capacitySentence(unknown, "de"), /^Wie viele Personen der Fernzugang trägt, ist unbekannt/);
});
