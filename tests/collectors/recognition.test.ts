/** What is left of a device's values when it bears another name, or when its agent shows a part of its objects only. Pure. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { evaluate, type Source } from "../../collectors/evaluate.ts";
import { layoutOf } from "../../collectors/layout.ts";
import { profiles } from "../../collectors/profiles/index.ts";
import { textOf } from "../../collectors/raw.ts";
import { makersTrees, recognised, serves, underAnyName } from "../../collectors/recognise.ts";
import { samplesOf } from "../../collectors/samples.ts";
import { readRecording } from "../captures/snmprec.ts";

const folder = join(import.meta.dirname, "..", "devices");
const devices = globSync("*/*.snmprec", { cwd: folder }).sort();
const nameOf = "1.3.6.1.2.1.1.2.0";
const systemGroup = "1.3.6.1.2.1.1.";
const trees = makersTrees(profiles);

type Answers = ReturnType<typeof readRecording>;

/** The agent with another sysObjectID (undefined: none), and with those objects only for which `shows` holds. */
const view = (of: Answers, name: string | undefined, shows: (oid: string) => boolean = () => true): Answers => ({
  get: (oid) => (oid === nameOf ? name : shows(oid) ? of.get(oid) : undefined),
  rows: (column) =>
    column === nameOf.slice(0, -2)
      ? name === undefined
        ? []
        : ["0"]
      : of.rows(column).filter((index) => shows(`${column}.${index}`)),
});

/** Families as the engine finds them: by name and answers, and by answers alone when no maker's family is found. */
function familiesOf(answers: Answers) {
  const answered = (oid: string) =>
    answers.get(oid) !== undefined || answers.rows(oid.endsWith(".0") ? oid.slice(0, -2) : oid).length > 0;
  const name = textOf(answers.get(nameOf)) ?? "";
  const named = recognised(profiles, name, answered);
  if (named.some((family) => (family.precedence ?? "vendor") === "vendor" && serves(family, undefined))) return named;
  const unnamed = new Set(recognised(underAnyName(profiles, trees.filter(answered)), "", answered).map(({ id }) => id));
  return profiles.filter((family) => named.includes(family) || unnamed.has(family.id));
}

/** Values that are the device's own, not its name and its agent's uptime. */
const valuesOf = (answers: Answers): string[] =>
  samplesOf(familiesOf(answers), answers)
    .filter(({ metric }) => metric !== "device_info" && metric !== "device_uptime_seconds")
    .map(({ metric, labels, value }) => `${metric} ${JSON.stringify(labels)} ${value}`)
    .sort();

const strangers: Readonly<Record<string, string | undefined>> = {
  "net-snmp's": "1.3.6.1.4.1.8072.3.2.10",
  "another maker's": "1.3.6.1.4.1.9.1.1208",
  no: "0.0",
  missing: undefined,
};

for (const [whose, name] of Object.entries(strangers)) {
  test(`under ${whose} sysObjectID every device is read as under its own`, () => {
    assert.ok(devices.length > 80);
    for (const device of devices) {
      const own = readRecording(join(folder, device));
      assert.deepEqual(valuesOf(view(own, name)), valuesOf(own), `${device} as ${name}`);
    }
  });
}

test("without the system group every device is read as with it", () => {
  for (const device of devices) {
    const own = readRecording(join(folder, device));
    const bare = view(own, undefined, (oid) => !oid.startsWith(systemGroup));
    assert.deepEqual(valuesOf(bare), valuesOf(own), device);
  }
});

/** Instances that a value comes from. */
const slotsOf = (source: Source): readonly number[] => [
  ...("slot" in source ? [source.slot] : []),
  ...("of" in source ? source.of.flatMap(slotsOf) : []),
];

/** Values, without labels (names may stand elsewhere), of which every part lies among the objects shown. */
function within(answers: Answers, shows: (oid: string) => boolean): string[] {
  const layout = layoutOf(familiesOf(answers), answers);
  return layout.series
    .filter(({ metric, source }) => {
      const slots = slotsOf(source);
      return metric !== "device_info" && slots.length > 0 && slots.every((slot) => shows(layout.asks[slot] ?? ""));
    })
    .flatMap(({ metric, source }) => {
      const value = evaluate(source, layout.values);
      return value === undefined ? [] : [`${metric} ${value}`];
    })
    .sort();
}

const enterprises = "1.3.6.1.4.1.";
/** Objects of agents everywhere, though they lie below enterprises. */
const common = /^1\.3\.6\.1\.4\.1\.(2021|8072)\./;
const isMakers = (oid: string): boolean => oid.startsWith(enterprises) && !common.test(oid);

/** Rows that the other tree has to explain: which sensor is optics, which part a supply; degrees that the maker corrects. */
const needBoth: readonly string[] = ["network/catalyst", "network/omniswitch-8", "network/fortiswitch"];

const parts: Readonly<Record<string, (oid: string) => boolean>> = {
  "the maker's tree": isMakers,
  "the standard's tree": (oid) => !isMakers(oid) && !oid.startsWith(systemGroup),
};
for (const [part, shows] of Object.entries(parts)) {
  test(`an agent that shows ${part} only, and no name, gives every value that stands there`, () => {
    for (const device of devices.filter((one) => !needBoth.some((other) => one.startsWith(other)))) {
      const own = readRecording(join(folder, device));
      const found = within(view(own, undefined, shows), shows);
      const missing = within(own, shows).filter((value) => !found.includes(value));
      assert.deepEqual(missing, [], device);
    }
  });
}
