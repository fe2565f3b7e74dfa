/** Walks of devices (`.snmprec`) as objects of a scripted agent, so that a test can change what the device is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytes, count32, count64, gauge, int, objectId, ticks, type MibObject, type Variable } from "../../lab/snmp/mib.ts";

/** Records by their OID: type tag and value, as snmpsim writes them. */
export type Walk = ReadonlyMap<string, readonly [tag: string, value: string]>;

/** @param device  below tests/devices, for example `network/catalyst` */
export function walkOf(device: string): Walk {
  const file = join(import.meta.dirname, "..", "devices", `${device}.snmprec`);
  return new Map(
    readFileSync(file, "latin1")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [oid = "", tag = "", ...value] = line.split("|");
        return [oid, [tag, value.join("|")]];
      }),
  );
}

/** The walk with these records put in; undefined takes one away. */
export function changed(walk: Walk, records: Readonly<Record<string, readonly [string, string] | undefined>>): Walk {
  const next = new Map(walk);
  for (const [oid, record] of Object.entries(records)) {
    if (record === undefined) next.delete(oid);
    else next.set(oid, record);
  }
  return next;
}

/** The walk with rows of a table under other indices: last part of the OID below `table`, old → new. */
export function renumbered(walk: Walk, tables: readonly string[], indices: Readonly<Record<string, string>>): Walk {
  return new Map(
    [...walk].map(([oid, record]) => {
      const table = tables.find((root) => oid.startsWith(`${root}.`));
      const at = oid.lastIndexOf(".");
      const index = table === undefined ? undefined : indices[oid.slice(at + 1)];
      return [index === undefined ? oid : `${oid.slice(0, at)}.${index}`, record];
    }),
  );
}

function variableOf([tag, value]: readonly [string, string]): Variable {
  switch (tag) {
    case "2":
      return int(Number(value));
    case "65":
      return count32(Number(value));
    case "66":
      return gauge(Number(value));
    case "67":
      return ticks(Number(value) / 100);
    case "70":
      return count64(Number(value));
    case "6":
      return objectId(value);
    case "4x":
      return bytes(Buffer.from(value, "hex"));
    default:
      return bytes(Buffer.from(value, "latin1"));
  }
}

/** Objects for `startAgent`. */
export const objectsOf = (walk: Walk): MibObject[] =>
  [...walk].map(([oid, record]) => {
    const at = oid.lastIndexOf(".");
    return { oid: oid.slice(0, at), instances: [[oid.slice(at + 1), variableOf(record)]] };
  });
