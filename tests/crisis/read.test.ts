import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFolder } from "../folder.ts";
import { capacityQueries, readCapacity } from "../../crisis/read.ts";
import type { Site } from "../../site/inventory.ts";
import { readSite } from "../../site/read.ts";
import type { Labels, Sample, SampleReader } from "../../site/series.ts";

function exampleSite(): Site {
  const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");
  const result = readSite(text, "site/example.yaml", { env: () => "secret", file: () => undefined });
  assert.ok("site" in result);
  return result.site;
}
const site = exampleSite();
const work = site.remote_work;
assert.ok(work !== undefined);
const queries = capacityQueries(work);
type Query = keyof typeof queries;

/** A store that answers each query of the capacity with the rows given; keys are `device` or `device interface`. */
function store(rows: Partial<Record<Query, Record<string, number>>>): SampleReader {
  const never = (): never => assert.fail("only instants are read");
  return {
    instant: async (expression) => {
      const query = Object.entries(queries).find(([, text]) => text === expression)?.[0];
      assert.ok(query !== undefined, `unknown query ${expression}`);
      return Object.entries(rows[query as Query] ?? {}).map(([key, value]): Sample => {
        const [device = "", port] = key.split(" ");
        const labels: Labels = port === undefined ? { device } : { device, interface: port };
        return { metric: "", labels, value };
      });
    },
    range: never,
    raw: never,
  };
}

const answers = { "vpn-1": 1, "vpn-2": 1, "router-1": 1, "router-2": 1 };
const both = (value: number): Record<string, number> => ({ "router-1 Te0/0/0": value, "router-2 Te0/0/0": value });

test("the example site with both gateways and uplinks: the pool of licences binds at 3,000", async () => {
  const result = await readCapacity(
    site,
    store({
      answers,
      sessions: { "vpn-1": 900, "vpn-2": 800 },
      sessionsLimit: { "vpn-1": 5000, "vpn-2": 2000 },
      up: both(1),
      speed: both(10e9),
      traffic: both(700e6),
    }),
  );
  assert.equal(result?.people, 1700);
  assert.equal(result.workforce, 3000);
  assert.deepEqual(result.all.binding, { kind: "licences", resource: "licences" });
  // vpn-1: the inventory's 2,500 is below the platform's 5,000; vpn-2: the platform's 2,000 is below the inventory's.
  assert.equal(result.all.kinds.find(({ kind }) => kind === "sessions")?.capacityPeople, 4500);
  assert.equal(result.nMinus1.lost, "vpn-1");
  assert.equal(result.nMinus1.capacityPeople, 2000);
});

test("a gateway that does not answer is silent, one without a series unseen; both are gone", async () => {
  const result = await readCapacity(site, store({ answers: { "vpn-1": 0 }, sessions: {} }));
  assert.deepEqual(
    result?.all.resources.slice(0, 2).map(({ resource, state }) => [resource, state]),
    [
      ["vpn-1", "silent"],
      ["vpn-2", "unseen"],
    ],
  );
  assert.equal(result?.all.capacityPeople, 0);
});

test("a gateway that says standby is the reserve of another; a silent one is silent, whatever it said last", async () => {
  const presences = async (answers: Record<string, number>) =>
    (await readCapacity(site, store({ answers, standby: { "vpn-1": 0, "vpn-2": 1 } })))?.all.resources
      .filter(({ kind }) => kind === "sessions")
      .map(({ state }) => state);
  assert.deepEqual(await presences({ "vpn-1": 1, "vpn-2": 1 }), ["counts", "standby"]);
  assert.deepEqual(await presences({ "vpn-1": 1, "vpn-2": 0 }), ["counts", "silent"]);
});

test("an uplink is only as good as its router's answer", async () => {
  const states = async (rows: Parameters<typeof store>[0]) =>
    (await readCapacity(site, store(rows)))?.all.resources.filter(({ kind }) => kind === "uplink").map(({ state }) => state);
  assert.deepEqual(await states({ answers, up: { "router-1 Te0/0/0": 1, "router-2 Te0/0/0": 0 } }), ["counts", "down"]);
  assert.deepEqual(await states({ answers: { ...answers, "router-1": 0 }, up: both(1) }), ["unseen", "counts"]);
  assert.deepEqual(await states({ answers, up: { "router-2 Te0/0/1": 1 } }), ["unseen", "unseen"]);
});

test("a site without remote work has no capacity, and asks nothing", async () => {
  const { remote_work: _, ...without } = site;
  assert.equal(await readCapacity(without, store({})), undefined);
});

test("a store that does not answer is an error, not an empty capacity", async () => {
  const broken = { ...store({}), instant: () => Promise.reject(new Error("connection refused")) };
  await assert.rejects(readCapacity(site, broken), /connection refused/);
});

test("Prometheus itself answers the queries as meant: smallest limit, busier direction, only remote work's devices", () => {
  const folder = mkdtempSync(join(tmpdir(), "crisis-"));
  try {
    const rules = Object.entries(queries).map(([name, expr]) => ({ record: `q:${name}`, expr }));
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ groups: [{ name: "q", interval: "10s", rules }] }));
    const identity = 'class="vpn",site="muster-rz",job="devices"';
    const router = 'device="router-1",interface="Te0/0/0",ifindex="1"';
    const series: Record<string, string> = {
      [`probe_success{device="vpn-1",${identity}}`]: "1x30",
      [`probe_success{device="vpn-2",${identity}}`]: "0x30",
      'probe_success{device="usv-a"}': "1x30",
      [`vpn_sessions_active{device="vpn-1",${identity}}`]: "900x30",
      'vpn_users{device="vpn-1"}': "950x30",
      'vpn_users{device="vpn-2",vdom="1"}': "30x30",
      'vpn_users{device="vpn-2",vdom="2"}': "10x30",
      'vpn_sessions_limit{device="vpn-1",kind="total",limit="platform"}': "5000x30",
      'vpn_sessions_limit{device="vpn-1",kind="total",limit="inventory"}': "2500x30",
      'vpn_sessions_limit{device="vpn-1",kind="total",limit="licence"}': "0x30",
      'vpn_sessions_limit{device="vpn-1",kind="clientless",limit="licence"}': "10x30",
      'vpn_sessions_limit{device="vpn-2",limit="platform"}': "750x30",
      'vpn_licences_used{device="vpn-1"}': "950x30",
      'cluster_role{device="vpn-1",state="standby"}': "0x30",
      'cluster_role{device="vpn-2",state="standby"}': "1x30",
      'cluster_role{device="vpn-2",state="active"}': "0x30",
      'vpn_licences_limit{device="vpn-1"}': "3000x30",
      [`interface_oper_state{${router},state="up"}`]: "1x30",
      [`interface_oper_state{${router},state="down"}`]: "0x30",
      [`interface_speed_bits_per_second{${router}}`]: "10000000000x30",
      [`interface_octets_total{${router},direction="in"}`]: "0+1000x30",
      [`interface_octets_total{${router},direction="out"}`]: "0+5000x30",
    };
    const want: Partial<Record<Query, Record<string, number>>> = {
      answers: { '{device="vpn-1"}': 1, '{device="vpn-2"}': 0 },
      standby: { '{device="vpn-1"}': 0, '{device="vpn-2"}': 1 },
      sessions: { '{device="vpn-1"}': 900, '{device="vpn-2"}': 40 },
      sessionsLimit: { '{device="vpn-1"}': 2500, '{device="vpn-2"}': 750 },
      licencesUsed: { '{device="vpn-1"}': 950 },
      licencesLimit: { '{device="vpn-1"}': 3000 },
      up: { '{device="router-1",interface="Te0/0/0"}': 1 },
      speed: { '{device="router-1",interface="Te0/0/0"}': 10e9 },
      traffic: { '{device="router-1",interface="Te0/0/0"}': 4000 },
    };
    assert.deepEqual(Object.keys(want).sort(), Object.keys(queries).sort());
    const tests = {
      rule_files: ["rules.json"],
      evaluation_interval: "10s",
      tests: [
        {
          interval: "10s",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: Object.entries(want).map(([name, rows]) => ({
            expr: `q:${name}`,
            eval_time: "5m",
            exp_samples: Object.entries(rows).map(([labels, value]) => ({ labels: `q:${name}${labels}`, value })),
          })),
        },
      ],
    };
    writeFileSync(join(folder, "tests.json"), JSON.stringify(tests));
    const run = spawnSync("promtool", ["test", "rules", "tests.json"], { cwd: folder, encoding: "utf8" });
    assert.equal(run.status, 0, `${run.error?.message ?? ""}${run.stdout}${run.stderr}`);
  } finally {
    removeFolder(folder);
  }
});
