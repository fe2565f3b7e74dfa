/** Values as an agent sends them, before any profile has looked at them. */

/**
 * One SNMP value: numbers of every integer type (64-bit counters lose exactness only above 2^53), octets as sent,
 * object identifiers and addresses as dotted text. NULL, noSuchObject, noSuchInstance and endOfMibView are undefined.
 */
export type Raw = number | Uint8Array | string;

/** Everything that was answered while learning: values by instance, and the rows each column has. */
export interface Answers {
  get(oid: string): Raw | undefined;
  /** Index parts (dotted) of the rows a column answered, in the agent's order; empty if it answered none. */
  rows(column: string): readonly string[];
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const latin1 = new TextDecoder("latin1");

/** Short and printable ASCII, as nearly every text is. */
const isPlain = (raw: Uint8Array): boolean => raw.length <= 256 && raw.every((octet) => octet >= 0x20 && octet < 0x7f);

/** Octets as text: UTF-8 if valid, else Latin-1; trailing NULs cut, control characters become spaces, ends trimmed. */
export function textOf(raw: Raw | undefined): string | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== "object") return String(raw);
  if (isPlain(raw)) return String.fromCodePoint(...raw).trim();
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    text = latin1.decode(raw);
  }
  return text
    .split("\0", 1)
    .join("")
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
}

/** A decimal number with point or comma, alone or followed by a unit: `22.5`, `-3,2 C`, `125 Users`. */
const decimal = /^\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:[^\d\s.,:/-][^\d:/]*)?$/;

/**
 * The number in a value: integers as they are, octets read as decimal text, an Opaque float by its wrapping.
 * Undefined for empty or any other text; nothing is guessed from dates, versions or addresses.
 */
export function numberOf(raw: Raw | undefined, pattern: RegExp = decimal): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw !== "object") return undefined;
  if (raw.length === 7 && raw[0] === 0x9f && raw[1] === 0x78 && raw[2] === 4) {
    return new DataView(raw.buffer, raw.byteOffset + 3, 4).getFloat32(0);
  }
  const found = pattern.exec(textOf(raw) ?? "")?.[1];
  if (found === undefined) return undefined;
  const value = Number(found.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Answers from a list of instances, for tests and recordings.
 * @param records  instance and value; instances of one column in the agent's order
 */
export function answersOf(records: Iterable<readonly [string, Raw | undefined]>): Answers {
  const values = new Map<string, Raw>();
  for (const [oid, raw] of records) if (raw !== undefined) values.set(oid, raw);
  const columns = new Map<string, string[]>();
  return {
    get: (oid) => values.get(oid),
    rows(column) {
      let rows = columns.get(column);
      if (rows === undefined) {
        const prefix = `${column}.`;
        rows = [...values.keys()].filter((oid) => oid.startsWith(prefix)).map((oid) => oid.slice(prefix.length));
        columns.set(column, rows);
      }
      return rows;
    },
  };
}
