import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { record } from "../../collectors/record.ts";
import { Pseudonyms } from "../../collectors/record/pseudonyms.ts";
import { sanitise } from "../../collectors/record/sanitize.ts";
import { compareOids, type Variable } from "../../collectors/record/walk.ts";
import { int, objectId, text, ticks, type MibObject } from "../../lab/snmp/mib.ts";
import { secrets, siteWith, startAgent } from "./agent.ts";
import { upsFacts, upsObjects } from "./ups-agent.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** Names that must not be seen again, in whatever form. */
const planted = ["Musterfrau", "sw-personalamt-3", "Rathausplatz", "lohnbuchhaltung", "mmusterfrau", "0341-1234567"];
const plantedAddresses = ["10.77.3.9", "2001:db8:77::9", "00:1b:2c:3d:4e:5f"];
const octets = (word: string): string => Array.from(word, (letter) => letter.charCodeAt(0)).join(".");

const at = (instance: string, variable: ReturnType<typeof text>): MibObject => {
  const dot = instance.lastIndexOf(".");
  return { oid: instance.slice(0, dot), instances: [[instance.slice(dot + 1), variable]] };
};

test("a recording holds the values, and no secret, name or address in any form", async () => {
  const own = upsObjects(upsFacts()).filter(({ oid }) => !oid.startsWith("1.3.6.1.2.1.1."));
  const objects: MibObject[] = [
    ...own,
    at("1.3.6.1.2.1.1.1.0", text("Test UPS sw-personalamt-3 firmware 4.2, call 10.77.3.9")),
    at("1.3.6.1.2.1.1.2.0", objectId("1.3.6.1.4.1.8072.3.2.10")),
    at(
      "1.3.6.1.2.1.1.3.0",
      ticks(() => 1000),
    ),
    at("1.3.6.1.2.1.1.4.0", text("Erika Musterfrau, 0341-1234567")),
    at("1.3.6.1.2.1.1.5.0", text("sw-personalamt-3")),
    at("1.3.6.1.2.1.1.6.0", text("Rathausplatz 1, Keller")),
    at("1.3.6.1.2.1.31.1.1.1.18.1", text("nach lohnbuchhaltung")),
    // A maker's own objects: a password, a sensor's name, an address, a number, a table indexed by user.
    at("1.3.6.1.4.1.99999.1.1.0", text(secrets["COMMUNITY"] ?? "")),
    at("1.3.6.1.4.1.99999.1.2.0", text(`user=leser;key=${secrets["AUTH"] ?? ""}`)),
    at("1.3.6.1.4.1.99999.1.3.0", text("Temperature Rack Lohnbuchhaltung 2")),
    at("1.3.6.1.4.1.99999.1.4.0", text("syslog to 2001:db8:77::9 and 00:1b:2c:3d:4e:5f")),
    at("1.3.6.1.4.1.99999.1.5.0", text("22,5 C")),
    at(`1.3.6.1.4.1.99999.2.1.11.${octets("mmusterfrau")}`, int(1)),
    at("1.3.6.1.6.3.18.1.1.1.2.1", text("noch-ein-lesewort")),
  ];
  const agent = await startAgent(objects);
  ends.push(() => agent.close());
  const site = siteWith([{ id: "usv", class: "ups", address: agent.address }]);
  const [credential] = site.credentials;
  assert.ok(credential);
  const { lines, cut } = await record({ address: agent.address, credential }, site);
  assert.equal(cut, undefined);
  const all = lines.join("\n");
  const decoded = lines
    .map((line) => {
      const [oid = "", tag = "", value = ""] = line.split("|");
      const letters = String.fromCharCode(...oid.split(".").map((arc) => (Number(arc) < 256 ? Number(arc) : 32)));
      return `${tag.endsWith("x") ? Buffer.from(value, "hex").toString("latin1") : value} ${letters}`;
    })
    .join("\n");
  for (const word of [...planted, ...plantedAddresses, ...Object.values(secrets), "noch-ein-lesewort", "leser"]) {
    for (const form of [all, decoded]) assert.ok(!form.toLowerCase().includes(word.toLowerCase()), `${word} is still there`);
  }
  for (const line of [
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10",
    "1.3.6.1.2.1.33.1.2.3.0|2|42",
    "1.3.6.1.2.1.33.1.2.6.0|2|-1",
    "1.3.6.1.2.1.2.2.1.2.1|4|eth0",
    "1.3.6.1.4.1.99999.1.5.0|4|22,5 C",
  ]) {
    assert.ok(lines.includes(line), line);
  }
  assert.match(all, /^1\.3\.6\.1\.2\.1\.1\.1\.0\|4\|Test UPS .*firmware 4\.2, call 198\.18\.0\.1$/m);
  assert.match(all, /^1\.3\.6\.1\.4\.1\.99999\.1\.3\.0\|4\|Temperature Rack word\d+ 2$/m);
  assert.doesNotMatch(all, /^1\.3\.6\.1\.6\./m);
  const oids = lines.map((line) => line.split("|")[0] ?? "");
  assert.deepEqual(oids, oids.toSorted(compareOids));
});

test("the same thing gets the same stand-in, in values, texts and indexes", () => {
  const mac = Buffer.from("001b2c3d4e5f", "hex");
  const variables: Variable[] = [
    { oid: "1.3.6.1.2.1.2.2.1.6.1", type: 4, value: mac },
    { oid: "1.3.6.1.4.1.99999.3.1.0.27.44.61.78.95", type: 2, value: 7 },
    { oid: "1.3.6.1.4.1.99999.3.2.0", type: 4, value: Buffer.from("peer 00-1B-2C-3D-4E-5F via 10.0.0.7") },
    { oid: "1.3.6.1.4.1.99999.3.3.0", type: 64, value: "10.0.0.7" },
    { oid: "1.3.6.1.4.1.99999.3.4.10.0.0.7", type: 2, value: 1 },
    { oid: "1.3.6.1.4.1.99999.3.5.0", type: 64, value: "255.255.255.0" },
    { oid: "1.3.6.1.4.1.99999.3.6.0", type: 70, value: 12_345_678_901_234n },
    { oid: "1.3.6.1.4.1.99999.3.7.0", type: 4, value: Buffer.from([0, 0, 0, 9, 200, 17, 3, 4, 5, 6, 7, 8]) },
  ];
  assert.deepEqual(sanitise(variables, { secrets: [], names: [], read: new Set(), words: new Set() }).lines, [
    "1.3.6.1.2.1.2.2.1.6.1|4x|020000000001",
    "1.3.6.1.4.1.99999.3.1.2.0.0.0.0.1|2|7",
    "1.3.6.1.4.1.99999.3.2.0|4|word1 02:00:00:00:00:01 via 198.18.0.1",
    "1.3.6.1.4.1.99999.3.3.0|64|198.18.0.1",
    "1.3.6.1.4.1.99999.3.4.198.18.0.1|2|1",
    "1.3.6.1.4.1.99999.3.5.0|64|255.255.255.0",
    "1.3.6.1.4.1.99999.3.6.0|70|12345678901234",
    "1.3.6.1.4.1.99999.3.7.0|4x|000000000000000000000000",
  ]);
});

test("words of the field stay, all other words go", () => {
  const pseudonyms = new Pseudonyms([]);
  const clean = (word: string): string => pseudonyms.text(word, "words");
  assert.equal(clean("Supply Air Temperature 2"), "Supply Air Temperature 2");
  assert.equal(clean("GigabitEthernet1/0/12"), "GigabitEthernet1/0/12");
  assert.equal(clean("Pumpe Vorlauf Kälte"), "Pumpe Vorlauf Kälte");
  assert.equal(clean("2.3.1-p4"), "2.3.1-p4");
  assert.equal(clean("Kühlung Saal Mendelssohn"), "Kühlung word1 word2");
  assert.equal(clean("mail an haustechnik@stadt.example"), "word4 an word3");
  assert.equal(clean("S/N 5A1234567890"), "S/N 5A0000000000");
});
