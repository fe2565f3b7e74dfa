/**
 * A walk as a recording (`.snmprec`) that may leave the house: communities, keys, users, names, places and addresses are
 * gone, alike things stay alike. What is not known to be harmless is replaced. Pure.
 *
 * Texts keep words of the field and lose all others; texts that makers fix (models, firmware) lose only what is known to
 * name somebody. Tables that list neighbours, peers, users or processes are left out.
 */
import { Pseudonyms } from "./pseudonyms.ts";
import { compareOids, type Variable } from "./walk.ts";

export interface Sanitised {
  /** Lines of the recording, sorted as simulators want them. */
  readonly lines: readonly string[];
  readonly replaced: number;
  readonly removed: number;
}

export interface Known {
  /** Communities, user names and keys: never to be seen, wherever they stand. */
  readonly secrets: readonly string[];
  /** Names of sites, rooms, devices and people. */
  readonly names: readonly string[];
  /** Columns and instances that profiles read: their octets carry meaning. */
  readonly read: ReadonlySet<string>;
  /** Words in lower case that profiles look for in texts. */
  readonly words: ReadonlySet<string>;
}

const tags = { integer: 2, octets: 4, oid: 6, ip: 64, opaque: 68 } as const;

/** Wholly left out: users and communities of SNMP itself, neighbours, addresses of peers, processes with their arguments. */
const leftOut = [
  "1.0.8802.1.1.2.1.3", // LLDP: the device's own names
  "1.0.8802.1.1.2.1.4", // LLDP neighbours
  "1.3.6.1.2.1.3", // address translation
  ...[20, 21, 22, 24, 34, 35, 36, 37].map((table) => `1.3.6.1.2.1.4.${table}`), // addresses, routes, ARP
  "1.3.6.1.2.1.6.13",
  "1.3.6.1.2.1.6.19",
  "1.3.6.1.2.1.6.20",
  "1.3.6.1.2.1.7.5",
  "1.3.6.1.2.1.7.7",
  "1.3.6.1.2.1.14",
  "1.3.6.1.2.1.15",
  "1.3.6.1.2.1.17.4.3", // bridge: MAC addresses of stations
  "1.3.6.1.2.1.17.7.1.2",
  ...[4, 5, 6].map((table) => `1.3.6.1.2.1.25.${table}`), // processes and software
  "1.3.6.1.2.1.92", // log of notifications
  "1.3.6.1.4.1.9.9.23", // CDP neighbours
  "1.3.6.1.4.1.9.9.43", // who changed the configuration
  "1.3.6.1.4.1.9.9.392.1.3.21", // remote access sessions by user
  "1.3.6.1.4.1.2021.8", // commands that an agent runs
  "1.3.6.1.4.1.8072.1.3",
  "1.3.6.1.4.1.12356.101.12.2.4", // SSL-VPN tunnels by user
  "1.3.6.1.6", // users, communities, views, targets (RFC 3411 to 3415)
];
/** Texts that name the device, its place and its people. */
const identities = [
  "1.3.6.1.2.1.1.4",
  "1.3.6.1.2.1.1.5",
  "1.3.6.1.2.1.1.6",
  "1.3.6.1.2.1.31.1.1.1.18",
  "1.3.6.1.2.1.47.1.1.1.1.14",
];
/** Texts that the maker fixes: sysDescr, ifDescr, ifName, and of ENTITY-MIB description, revisions, maker and model. */
const fixed = ["1.3.6.1.2.1.1.1", ...[2, 7, 8, 9, 10, 12, 13].map((column) => `1.3.6.1.2.1.47.1.1.1.1.${column}`)];

const below = (oid: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => oid === prefix || oid.startsWith(`${prefix}.`));

export function sanitise(variables: readonly Variable[], known: Known): Sanitised {
  const pseudonyms = new Pseudonyms(known.secrets, known.words);
  for (const name of known.names) pseudonyms.learnName(name);
  for (const { oid, type, value } of variables) {
    if (type === tags.octets && Buffer.isBuffer(value) && below(oid, identities)) pseudonyms.learnName(textOf(value) ?? "");
    if (type === tags.octets && Buffer.isBuffer(value) && value.length === 6 && textOf(value) === undefined)
      pseudonyms.learnMac(value);
    if (type === tags.ip) pseudonyms.learnAddress(Buffer.isBuffer(value) ? [...value].join(".") : String(value));
  }
  const readBy = (oid: string): boolean => {
    const arcs = oid.split(".");
    return arcs.some((_arc, index) => known.read.has(arcs.slice(0, arcs.length - index).join(".")));
  };
  let removed = 0;
  let replaced = 0;
  const lines = new Map<string, string>();
  for (const variable of variables) {
    if (below(variable.oid, leftOut)) {
      removed++;
      continue;
    }
    const oid = pseudonyms.index(variable.oid);
    const [tag, text] = written(variable, pseudonyms, readBy(variable.oid));
    if (`${variable.oid}|${tag}|${text}` !== `${oid}|${written(variable, undefined, true).join("|")}`) replaced++;
    lines.set(oid, `${oid}|${tag}|${text}`);
  }
  const sorted = [...lines].sort(([a], [b]) => compareOids(a, b)).map(([, line]) => line);
  return { lines: sorted, replaced, removed };
}

/** Tag and text of a line; without pseudonyms as the agent said it. */
function written(
  { oid, type, value }: Variable,
  pseudonyms: Pseudonyms | undefined,
  isRead: boolean,
): [tag: string, text: string] {
  if (type === tags.ip) {
    const address = Buffer.isBuffer(value) ? [...value].join(".") : String(value);
    return [String(type), pseudonyms?.address(address) ?? address];
  }
  if (type === tags.oid) return [String(type), pseudonyms?.index(String(value)) ?? String(value)];
  if (!Buffer.isBuffer(value)) return [String(type), String(value)];
  const octets = pseudonyms === undefined ? value : cleanOctets(oid, value, pseudonyms, isRead);
  const plain = /^[\x20-\x7e]*$/.test(octets.toString("latin1")) && type === tags.octets;
  return plain ? [String(type), octets.toString("latin1")] : [`${type}x`, octets.toString("hex")];
}

function cleanOctets(oid: string, octets: Buffer, pseudonyms: Pseudonyms, isRead: boolean): Buffer {
  const text = textOf(octets);
  if (text !== undefined) {
    const how = below(oid, identities) ? "whole" : below(oid, fixed) ? "names" : "words";
    const ending = /[\0\s]*$/.exec(text)?.[0] ?? "";
    return Buffer.from(pseudonyms.text(text.slice(0, text.length - ending.length), how) + ending, "utf8");
  }
  if (octets.length === 6) return pseudonyms.mac(octets);
  if (octets.length <= 3 || isDate(octets)) return octets;
  // Bits and fields that a profile reads; readable runs in them are nobody's business.
  return isRead && !/[A-Za-z]{4}/.test(octets.toString("latin1")) ? octets : Buffer.alloc(octets.length);
}

/** The text in these octets, UTF-8 or Latin-1; undefined for what is none. Closing zeros belong to some agents' texts. */
function textOf(octets: Buffer): string | undefined {
  const body = octets.subarray(0, octets.length - (/\0*$/.exec(octets.toString("latin1"))?.[0].length ?? 0));
  const utf8 = body.toString("utf8");
  if (body.length === 0) return octets.length === 0 ? "" : undefined;
  const text = utf8.includes("\u{FFFD}") ? body.toString("latin1") : utf8;
  return /(?![\t\n\r\f\v])\p{Cc}/u.test(text) ? undefined : text + octets.toString("latin1").slice(body.length);
}

/** DateAndTime (RFC 2579): tells when, not who. */
const isDate = (octets: Buffer): boolean =>
  (octets.length === 8 || octets.length === 11) &&
  octets.readUInt16BE(0) > 1970 &&
  octets.readUInt16BE(0) < 2100 &&
  (octets[2] ?? 0) <= 12 &&
  (octets[3] ?? 0) <= 31 &&
  (octets[4] ?? 0) <= 23;
