import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readHead } from "../../runbooks/head.ts";
import { liveLines, renderRunbook } from "../../runbooks/render.ts";
import type { Sample, SampleReader } from "../../site/series.ts";
import { exampleSite, silentReader } from "../dashboards/healthy.ts";
import { servePages } from "../dashboards/pages.ts";

const site = exampleSite();
const folder = fileURLToPath(new URL("../../runbooks", import.meta.url));
const files = readdirSync(folder).filter((name) => /^[A-Z]\w+\.md$/.test(name) && name !== "README.md");
const plain = (markup: string): string => markup.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

/** A reader that answers every query with these samples, and remembers what was asked. */
function answering(samples: (query: string) => Sample[], asked: string[] = []): SampleReader {
  return {
    ...silentReader,
    instant: (query) => {
      asked.push(query);
      return Promise.resolve(query.startsWith("time()") ? [{ metric: "", labels: {}, value: 4 }] : samples(query));
    },
  };
}

async function get(reader: SampleReader, path: string): Promise<{ status: number; text: string; markup: string }> {
  const served = await servePages({ reader, now: () => new Date("2026-11-23T02:04:12Z") });
  try {
    const answer = await fetch(served.url + path);
    const markup = await answer.text();
    return { status: answer.status, markup, text: plain(markup) };
  } finally {
    served.close();
  }
}

test("every runbook has a head, a title, its sections, and live lines that can be read", () => {
  assert.ok(files.length >= 30, `only ${files.length} runbooks found`);
  const wrong = files.flatMap((file) => {
    const { head, text } = readHead(readFileSync(`${folder}/${file}`, "utf8"));
    const { title, sections } = renderRunbook(text, new Map(), site, "de");
    return [
      ...(head === undefined ? [`${file}: head`] : []),
      ...(title === "" ? [`${file}: title`] : []),
      ...(sections.length < 8 ? [`${file}: ${sections.length} sections`] : []),
      ...liveLines(text).flatMap((line) => ("broken" in line ? [`${file}: ${line.broken}: ${line.why}`] : [])),
    ];
  });
  assert.deepEqual(wrong, []);
});

test("a runbook shows the values of the device in its link, and whether the check is fulfilled", async () => {
  const asked: string[] = [];
  const reader = answering((query) => {
    if (query.startsWith("device:ups_time_left")) return [{ metric: "", labels: { device: "usv-a" }, value: 1180 }];
    if (query === 'ups_power_source{device="usv-a",state="mains"}')
      return [{ metric: "", labels: { device: "usv-a" }, value: 0 }];
    return [];
  }, asked);
  const { status, text } = await get(reader, "/runbooks/UpsOnBattery?device=usv-a");
  assert.equal(status, 200);
  assert.match(text, /Gilt für: USV A \(Anlage Strang A\)/);
  assert.match(text, /Restlaufzeit 19 min/);
  assert.match(text, /Netzbetrieb 0 ✗ nicht erfüllt/);
  assert.match(text, /Batterie geladen kein Wert nicht belegt/);
  assert.match(text, /Werte von 03:04:12/);
  assert.ok(!asked.some((query) => query.includes("$")), asked.join("\n"));
});

test("without a device in the link all devices are shown, each with its name", async () => {
  const reader = answering((query) =>
    query === 'ups_battery_charge_ratio{device=~".*"}'
      ? ["usv-b", "usv-a"].map((device) => ({ metric: "", labels: { device }, value: 0.9 }))
      : [],
  );
  const { text } = await get(reader, "/runbooks/UpsOnBattery");
  assert.match(text, /Ladung USV A \(Anlage Strang A\) 90 % Ladung USV B \(Anlage Strang B\) 90 %/);
});

test("a silent store leaves the text whole and says so", async () => {
  const { status, text } = await get(silentReader, "/runbooks/UpsOnBattery?device=usv-a");
  assert.equal(status, 200);
  assert.match(text, /Die Messwerte sind nicht abrufbar\./);
  assert.match(text, /Restlaufzeit kein Wert/);
  assert.match(text, /Eskalation/);
});

test("values older than two minutes are not shown", async () => {
  const reader: SampleReader = { ...silentReader, instant: () => Promise.resolve([{ metric: "", labels: {}, value: 300 }]) };
  const { text } = await get(reader, "/runbooks/UpsOnBattery?device=usv-a");
  assert.match(text, /Die Messwerte sind 5 min alt und werden deshalb nicht gezeigt\./);
  assert.match(text, /Restlaufzeit kein Wert/);
});

test("one query that the store refuses spoils no other", async () => {
  const reader = answering((query) => {
    if (query.startsWith("device:ups_time_left")) throw new Error("parse error");
    return [{ metric: "", labels: {}, value: 0.5 }];
  });
  const { text } = await get(reader, "/runbooks/UpsOnBattery?device=usv-a");
  assert.match(text, /Restlaufzeit kein Wert .*Ladung 50 %/);
});

test("an unknown runbook is a 404 that names the closest, and no path leads out of the folder", async () => {
  const unknown = await get(silentReader, "/runbooks/UpsOnBatery");
  assert.equal(unknown.status, 404);
  assert.match(unknown.text, /Ein Runbook „UpsOnBatery“ gibt es nicht\. Am nächsten liegt: UpsOnBattery/);
  for (const path of ["/runbooks/..%2Fpackage", "/runbooks/README", "/runbooks/routes.ts"]) {
    assert.equal((await get(silentReader, path)).status, 404, path);
  }
});

test("the index lists every runbook once, by class", async () => {
  const { markup, text } = await get(silentReader, "/runbooks");
  const links = [...markup.matchAll(/href="\/runbooks\/(\w+)"/g)].map((match) => `${match[1]}.md`);
  assert.deepEqual(links.toSorted(), files.toSorted());
  assert.match(text, /USV .*Kälte .*Fernzugang .*Netze .*Energie .*Alarmkette/);
});

test("markup in a text and in the query string is shown, never executed", async () => {
  const { body } = renderRunbook("# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))", new Map(), site, "de");
  assert.ok(!body.text.includes("<script>") && !body.text.includes('href="javascript'), body.text);
  const { markup } = await get(silentReader, `/runbooks/UpsOnBattery?device=${encodeURIComponent("<script>alert(1)</script>")}`);
  assert.ok(!markup.includes("<script>alert"));
});
