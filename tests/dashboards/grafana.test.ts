import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { removeFolder } from "../folder.ts";
import { recordings } from "../../alerts/recordings.ts";
import { dashboardFiles, dashboards } from "../../dashboards/export.ts";
import { layout } from "../../dashboards/layout.ts";
import { metricOf } from "../../site/metrics.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
}
interface Shown {
  readonly board: string;
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly interval?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  readonly options?: {
    readonly legend?: { readonly showLegend: boolean };
    readonly reduceOptions?: { readonly calcs: string[] };
  };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly noValue?: string } };
}

const built = dashboards.map((spec) => ({
  spec,
  json: JSON.parse(JSON.stringify(layout(spec))) as { panels: Omit<Shown, "board">[] },
}));
const everything: Shown[] = built.flatMap(({ spec, json }) => json.panels.map((panel) => ({ ...panel, board: spec.uid })));
const panels = everything.filter(({ type }) => type !== "row");
const targets = panels.flatMap((panel) =>
  (panel.targets ?? []).map((target) => ({ ...target, type: panel.type, where: `${panel.board}: ${panel.title}` })),
);

test("what is committed is what the code generates", () => {
  const files = dashboardFiles();
  const stale = files.filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text,
  );
  assert.deepEqual(
    stale.map(({ path }) => path),
    [],
    "run: leitstand dashboards",
  );
  const committed = readdirSync(join(root, "dashboards/grafana"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(json|yaml)$/.test(name),
  );
  assert.deepEqual(committed.map((name) => `dashboards/grafana/${name}`).toSorted(), files.map(({ path }) => path).toSorted());
});

test("dashboards, panels and ids are unique, and panels share no place on the grid", () => {
  assert.ok(dashboards.length >= 1 && panels.length > 40, `${dashboards.length} dashboards, ${panels.length} panels`);
  assert.equal(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length);
  assert.equal(new Set(dashboards.map(({ title }) => title)).size, dashboards.length);
  for (const { spec } of built) {
    const own = everything.filter(({ board }) => board === spec.uid);
    assert.equal(new Set(own.map(({ id }) => id)).size, own.length, `${spec.uid}: ids`);
    assert.equal(new Set(own.map(({ title }) => title)).size, own.length, `${spec.uid}: titles`);
    const cells = own.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length, `${spec.uid}: panels overlap`);
    assert.ok(
      own.every(({ gridPos: { x, w } }) => x >= 0 && x + w <= 24),
      `${spec.uid}: beyond the grid`,
    );
  }
});

test("every panel explains itself: unit, description, data source, interval, legend, words for no value", () => {
  const faults = panels.flatMap((panel) => {
    const { defaults } = panel.fieldConfig ?? { defaults: {} };
    const legend = panel.options?.legend;
    return [
      (defaults.unit ?? "") === "" && "unit",
      (panel.description ?? "").length < 20 && "description",
      panel.datasource?.uid !== "${datasource}" && "datasource",
      panel.interval !== "10s" && "interval",
      (defaults.noValue ?? "") === "" && "noValue",
      (panel.targets ?? []).length === 0 && "targets",
      legend !== undefined && !legend.showLegend && panel.type !== "bargauge" && "legend hidden",
      panel.options?.reduceOptions !== undefined && panel.options.reduceOptions.calcs[0] !== "lastNotNull" && "reduce",
      (panel.targets ?? []).some(({ legendFormat, format }) => format !== "table" && legendFormat === "") && "legend text",
    ]
      .filter((fault) => fault !== false)
      .map((fault) => `${panel.board}: ${panel.title}: ${fault}`);
  });
  assert.deepEqual(faults, []);
});

test("a figure of now is asked for the end of the range, not for the last step of a range", () => {
  const ofNow = new Set(["stat", "bargauge", "table"]);
  const faults = targets.filter(({ type, instant, range }) =>
    ofNow.has(type) ? instant !== true || range === true : range !== true,
  );
  assert.deepEqual(
    faults.map(({ where }) => where),
    [],
  );
});

/** The expression as Prometheus gets it: variables as Grafana fills them in. */
const filled = (expression: string): string =>
  expression
    .replaceAll("$__rate_interval", "1m")
    .replaceAll("$__range:$__interval", "6h:1m")
    .replaceAll(/\$(site|device|room|house)/g, (_all, name: string) => `some-${name}`);

test("every query parses", () => {
  const folder = mkdtempSync(join(tmpdir(), "dashboards-"));
  try {
    const rules = targets.map(({ expr }, index) => ({ record: `panel:query${index}`, expr: filled(expr) }));
    writeFileSync(join(folder, "rules.yml"), stringify({ groups: [{ name: "dashboards", rules }] }));
    const { status, stderr } = spawnSync("promtool", ["check", "rules", join(folder, "rules.yml")], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  } finally {
    removeFolder(folder);
  }
  assert.deepEqual(
    targets.filter(({ expr }) => /\$(?!1\b)/.test(filled(expr))).map(({ where }) => where),
    [],
    "an unknown variable is left",
  );
});

const identity = ["device", "class", "site", "room", "house", "role", "job", "instance"];
const ownOfPrometheus: Readonly<Record<string, readonly string[]>> = {
  ALERTS: ["alertname", "alertstate", "severity", ...identity],
  ALERTS_FOR_STATE: ["alertname", "severity", ...identity],
  ...Object.fromEntries(recordings.map(({ name }) => [name, identity])),
  // What the chain before us says of itself.
  up: ["job"],
  prometheus_notifications_dropped_total: [],
  alertmanager_notifications_failed_total: ["integration"],
  prometheus_rule_evaluation_failures_total: ["rule_group"],
};
const grammar = new Set(
  "and or unless by on ignoring without group_left group_right bool max min sum avg count rate vector time label_replace sort bottomk last_over_time end".split(
    " ",
  ),
);

test("queries use canonical metrics only, and only labels that these metrics have", () => {
  const faults = targets.flatMap(({ expr, where }) => {
    const outside = filled(expr)
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
      .replaceAll(/\b(by|on|ignoring|without|group_left|group_right)\s*\([^)]*\)/g, "$1")
      .replaceAll(/\[[^\]]*\]/g, "");
    const selectors = [...outside.matchAll(/([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?/g)].filter(
      ([, name = ""]) => !grammar.has(name),
    );
    return selectors.flatMap(([, name = "", matchers = ""]) => {
      const metric = metricOf(name);
      const known =
        ownOfPrometheus[name] ?? (metric && [...metric.labels, ...identity, ...(metric.type === "stateset" ? ["state"] : [])]);
      if (known === undefined) return [`${where}: ${name} is no canonical metric`];
      return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)]
        .map(([, label = ""]) => label)
        .filter((label) => !known.includes(label))
        .map((label) => `${where}: ${name} has no label ${label}`);
    });
  });
  assert.deepEqual(faults, []);
  assert.ok(targets.length > 60, `only ${targets.length} queries found: the search is broken`);
});

test("a picture of states knows every state, so that none is shown as nothing", () => {
  const faults = panels
    .filter(({ type }) => type === "state-timeline")
    .flatMap(({ board, title, targets = [] }) =>
      targets.flatMap(({ expr, legendFormat }) => {
        // What stands for no series at all is said in words, and holds whatever the others ask for.
        if (legendFormat === "–")
          return expr.startsWith("vector(0) unless on () ") ? [] : [`${board}: ${title}: not for nothing`];
        // Rows of yes and no count from 1 as well: the value, 0 or 1, and 1.
        if (!expr.includes('state="')) return expr.endsWith("+ 1") ? [] : [`${board}: ${title}: neither states nor yes and no`];
        const name = /(\w+)\{site="\$site",state=/.exec(expr)?.[1] ?? "";
        const missing = (metricOf(name)?.states ?? ["?"]).filter((state) => !expr.includes(`state="${state}"`));
        return missing.map((state) => `${board}: ${title}: ${name} can be ${state}`);
      }),
    );
  assert.deepEqual(faults, []);
});

test("the site is one chosen value, so that two sites in one Prometheus are never added up", () => {
  const service = /\b(leitstand|prometheus|alertmanager)_|\bup\{job="collectors"\}/;
  const faults = targets.filter(
    ({ expr }) => !expr.includes('site="$site"') && !expr.includes('site=~"$site|"') && !service.test(expr),
  );
  assert.deepEqual(
    faults.map(({ where }) => where),
    [],
  );
});
