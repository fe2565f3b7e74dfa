import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { capacity, type CapacityInput, type Gateway } from "../../crisis/capacity.ts";
import { capacitySentence } from "../../crisis/sentence.ts";

const names: Record<string, string> = { "vpn-1": "VPN-Gateway 1", "vpn-2": "VPN-Gateway 2", "router-1": "Internetanbindung 1" };
const name = (id: string): string => names[id] ?? id;

function sentence(gateways: readonly Partial<Gateway>[], more: Partial<CapacityInput> = {}, locale: "de" | "en" = "de"): string {
  const defaults = { presence: "answers", sessions: 1000, sessionsLimit: 1270 } as const;
  const result = capacity({
    work: {
      workforce: 3000,
      sessions_per_person: 1,
      megabits_per_person: 0.9,
      usable_uplink_share: 0.85,
      gateways: ["vpn-1", "vpn-2"],
      licences: "shared",
      uplinks: [],
    },
    gateways: gateways.map((gateway, index) => ({ ...defaults, id: `vpn-${index + 1}`, ...gateway })),
    uplinks: [],
    ...more,
  });
  return capacitySentence(result, locale, name);
}

test("less than the workforce, and too little without one gateway", () => {
  assert.equal(
    sentence([{ sessions: 1200 }, {}]),
    "Fernzugang trägt 2.540 von 3.000 Personen; engste Stelle: Sitzungen auf VPN-Gateway 1 (1.200 von 1.270 belegt); " +
      "ohne VPN-Gateway 1 fehlen 930 Plätze.",
  );
  assert.equal(
    sentence([{ sessions: 1200 }, {}], {}, "en"),
    "Remote access carries 2,540 of 3,000 people; tightest: sessions on VPN-Gateway 1 (1,200 of 1,270 taken); " +
      "without VPN-Gateway 1 930 places are missing.",
  );
});

test("room for everyone, also without one gateway", () => {
  assert.equal(
    sentence([
      { sessions: 300, sessionsLimit: 2500 },
      { sessions: 200, sessionsLimit: 2500 },
    ]),
    "Fernzugang trägt alle 3.000 Personen (Platz für 5.000); engste Stelle: Sitzungen auf VPN-Gateway 1 (300 von 2.500 belegt); " +
      "auch ohne VPN-Gateway 1 bleiben 2.000 Plätze frei.",
  );
});

test("the example of the README is what comes out", () => {
  const readme = readFileSync(new URL("../../crisis/README.md", import.meta.url), "utf8").replaceAll(/\n>? ?/g, " ");
  const licencesLimit = 3000;
  const text = sentence([
    { sessions: 1200, sessionsLimit: 2500, licencesLimit },
    { sessions: 900, sessionsLimit: 2500, licencesLimit },
  ]);
  assert.ok(readme.includes(text), text);
});

test("one place is one place, and none is none", () => {
  const lone = (sessions: number) =>
    sentence([{ sessions }, { sessions: 0 }])
      .split("; ")
      .at(-1);
  assert.equal(lone(1269), "auch ohne VPN-Gateway 1 bleibt 1 Platz frei.");
  assert.equal(lone(1270), "ohne VPN-Gateway 1 bleibt kein Platz frei.");
  assert.equal(lone(1271), "ohne VPN-Gateway 1 fehlt 1 Platz.");
});

test("a full pool of licences", () => {
  assert.match(
    sentence([
      { sessions: 1000, licencesLimit: 2000 },
      { sessions: 1000, licencesLimit: 2000 },
    ]),
    /^Fernzugang ist voll: 2\.000 Personen auf 2\.000 Plätzen; engste Stelle: Lizenzen \(2\.000 von 2\.000 belegt\); /,
  );
});

test("a silent gateway is said to be gone", () => {
  assert.equal(
    sentence([{ presence: "silent" }, {}]),
    "Fernzugang trägt 1.270 von 3.000 Personen; engste Stelle: Sitzungen auf VPN-Gateway 2 (1.000 von 1.270 belegt); " +
      "ohne VPN-Gateway 2 fehlen 1.000 Plätze; VPN-Gateway 1 antwortet nicht und zählt nicht mit.",
  );
});

test("a standby unit is named, and the loss of the working one is no loss", () => {
  assert.equal(
    sentence([{}, { presence: "standby" }]),
    "Fernzugang trägt 1.270 von 3.000 Personen; engste Stelle: Sitzungen auf VPN-Gateway 1 (1.000 von 1.270 belegt); " +
      "auch ohne VPN-Gateway 1 bleiben 270 Plätze frei; VPN-Gateway 2 steht in Reserve.",
  );
});

test("a narrow uplink by its name, with the other one down", () => {
  const uplinks: CapacityInput["uplinks"] = [
    { device: "router-1", interface: "Te0/0/0", state: "up", trafficBitsPerSecond: 1800e6, speedBitsPerSecond: 2.4e9 },
    { device: "router-2", interface: "Te0/0/0", state: "down" },
  ];
  assert.match(
    sentence([{}, {}], { uplinks }),
    /engste Stelle: Internetanbindung 1 \(Te0\/0\/0\) \(2\.000 von 2\.266 belegt\); .*; router-2 \(Te0\/0\/0\) ist ausgefallen\.$/,
  );
});

test("an unknown kind makes the figure a bound, and is named", () => {
  assert.match(
    sentence([{ sessionsLimit: undefined, licencesLimit: 2500 }, {}]),
    /^Fernzugang trägt höchstens 2\.500 von 3\.000 Personen; engste Stelle: Lizenzen .*; unbekannt: Sitzungen\.$/,
  );
});

test("nothing measured: no figure instead of a wrong one", () => {
  const unseen = { presence: "unseen", sessions: undefined, sessionsLimit: undefined } as const;
  assert.equal(sentence([unseen, unseen]), "Wie viele Personen der Fernzugang trägt, ist unbekannt: Es fehlen Messwerte.");
});
