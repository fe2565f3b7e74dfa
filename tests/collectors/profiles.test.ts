import assert from "node:assert/strict";
import { test } from "node:test";
import type { LabelSource } from "../../collectors/places.ts";
import { listOf, needsOf } from "../../collectors/plan.ts";
import type { AnyRead, Profile, Rows } from "../../collectors/profile.ts";
import { profiles } from "../../collectors/profiles/index.ts";
import { deviceClasses, metricOf } from "../../site/metrics.ts";

/** Every read inside a read, itself included. */
function parts(read: AnyRead): AnyRead[] {
  return read.kind === "first" || read.kind === "either" || read.kind === "computed" ? [read, ...read.of.flatMap(parts)] : [read];
}

const readsOf = (profile: Profile): [metric: string, read: AnyRead][] =>
  Object.entries(profile.reads).flatMap(([metric, reads]) =>
    listOf(reads)
      .flatMap(parts)
      .map((read): [string, AnyRead] => [metric, read]),
  );

const named = (read: AnyRead): string[] =>
  (read.kind === "flags" || read.kind === "listed") && read.label !== "" ? [read.label] : [];

function labelsOf(read: AnyRead): string[] {
  const rows = "rows" in read && read.rows === "phase" ? ["phase"] : [];
  const prepared: Rows = "rows" in read && typeof read.rows === "object" ? read.rows : {};
  const own: Readonly<Record<string, LabelSource>> = "labels" in read ? (read.labels ?? {}) : {};
  return [...rows, ...Object.keys(prepared.labels ?? {}), ...Object.keys(own), ...named(read)];
}

test("profiles are found, and every one has an id of its own, a source and evidence", () => {
  assert.ok(profiles.length >= 15, `only ${profiles.length} profiles found: the search is broken`);
  const ids = profiles.map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
    "ids given twice",
  );
  for (const { id, source, evidence, vendor } of profiles) {
    assert.match(id, /^[a-z0-9-]+$/);
    assert.ok(source.length > 3 && vendor.length > 1, id);
    assert.ok(["recording", "mib"].includes(evidence), id);
  }
});

test("a vendor's MIB goes before a standard's, a standard's before a fallback", () => {
  const order = profiles.map(({ precedence = "vendor" }) => ["vendor", "standard", "fallback"].indexOf(precedence));
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test("every metric a profile reads or lacks is canonical and belongs to one of its classes", () => {
  const wrong = profiles.flatMap((profile) => {
    const classes: readonly string[] =
      profile.of === "all" ? deviceClasses : typeof profile.of === "string" ? [profile.of] : profile.of;
    return [...Object.keys(profile.reads), ...Object.keys(profile.lacks)]
      .filter((name) => {
        const scopes: readonly string[] = metricOf(name)?.scopes ?? [];
        return !scopes.includes("all") && !scopes.some((scope) => classes.includes(scope));
      })
      .map((name) => `${profile.id}: ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test("what a profile lacks it does not read, and it says why", () => {
  const wrong = profiles.flatMap(({ id, reads, lacks }) =>
    Object.entries(lacks)
      .filter(([metric, why]) => metric in reads || why.length < 8)
      .map(([metric]) => `${id}: ${metric}`),
  );
  assert.deepEqual(wrong, []);
});

test("reads carry only labels that their metric has", () => {
  const wrong = profiles.flatMap((profile) =>
    readsOf(profile).flatMap(([metric, read]) =>
      labelsOf(read)
        .filter((label) => metricOf(metric)?.labels.includes(label) !== true)
        .map((label) => `${profile.id}: ${metric}{${label}}`),
    ),
  );
  assert.deepEqual(wrong, []);
});

test("reads name only states that their metric has, and only state sets have states", () => {
  const wrong = profiles.flatMap((profile) =>
    readsOf(profile).flatMap(([metric, read]) => {
      const states = metricOf(metric)?.states ?? [];
      const named =
        read.kind === "state"
          ? Object.values(read.codes)
          : read.kind === "cases"
            ? [...read.cases.map(([, name]) => name), read.otherwise ?? "unknown"]
            : [];
      return named.filter((name) => !states.includes(name)).map((name) => `${profile.id}: ${metric} ${name}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

test("codes of texts are in lower case, because texts are compared so", () => {
  const wrong = profiles.flatMap((profile) =>
    readsOf(profile).flatMap(([metric, read]) => {
      const codes = read.kind === "state" || read.kind === "number" ? Object.keys(read.codes ?? {}) : [];
      return codes.filter((code) => code !== code.toLowerCase()).map((code) => `${profile.id}: ${metric} ${code}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

test("every OID is well formed, and no column is asked for as an instance or the other way round", () => {
  const wrong = profiles.flatMap((profile) => {
    const { scalars, columns } = needsOf([profile]);
    const form = /^1\.[0-3](\.\d+)+$/;
    return [
      ...[...scalars].filter((oid) => !form.test(oid)),
      ...[...columns].filter((oid) => !form.test(oid) || oid.endsWith(".0")),
      ...[...columns].filter((oid) => scalars.has(oid)),
    ].map((oid) => `${profile.id}: ${oid}`);
  });
  assert.deepEqual(wrong, []);
});

test("a profile that is proved by recordings recognises by evidence, never by name", () => {
  const blind = profiles.filter(({ id, recognises }) => id !== "system" && Array.isArray(recognises) && recognises.length === 0);
  assert.deepEqual(blind, []);
});
