import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { siteSchema } from "../../site/inventory.ts";
import { keysAt, siteJsonSchema } from "../../site/schema.ts";
import { secretPattern, secretPlaces } from "../../site/secrets.ts";

interface Node {
  readonly description?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
}

const schema: Node = siteJsonSchema();

/** Every node with its place, such as `devices[].address`. */
function nodes(node: Node, place = ""): [place: string, node: Node][] {
  const variants = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((variant) => nodes(variant, place));
  const members = Object.entries(node.properties ?? {}).flatMap(([key, member]) =>
    nodes(member, place === "" ? key : `${place}.${key}`),
  );
  return [[place, node], ...variants, ...members, ...(node.items === undefined ? [] : nodes(node.items, `${place}[]`))];
}

test("the committed schema is the generated one", () => {
  const committed: unknown = JSON.parse(readFileSync(new URL("../../site/site.schema.json", import.meta.url), "utf8"));
  assert.deepEqual(committed, JSON.parse(JSON.stringify(schema)), "write it anew as site/README.md says");
});

test("the schema has every top-level key of the inventory", () => {
  assert.deepEqual(Object.keys(schema.properties ?? {}).sort(), Object.keys(siteSchema.shape).sort());
});

test("a reference is wanted exactly where secrets stand", () => {
  const marked = nodes(schema).filter(([, { pattern }]) => pattern === secretPattern.source);
  assert.deepEqual(new Set(marked.map(([place]) => place)), secretPlaces);
});

test("every top-level key and every key of a device says in the editor what it is", () => {
  const wanted = nodes(schema).filter(([place]) => /^\w+$/.test(place) || /^devices\[\]\.\w+$/.test(place));
  assert.ok(wanted.length > 25);
  assert.deepEqual(
    wanted.filter(([, { description }]) => description === undefined).map(([place]) => place),
    [],
  );
});

test("the keys known at a place are those of all its variants", () => {
  assert.deepEqual(keysAt("policies[].steps[].notify[]"), ["rota", "contact"]);
  assert.deepEqual(keysAt("credentials[]"), ["id", "version", "community", "user", "context", "authentication", "privacy"]);
  assert.deepEqual(keysAt("devices[].address"), []);
  assert.deepEqual(keysAt("nowhere[].at.all"), []);
});
