/**
 * A large JSON body in pieces. `JSON.parse` of ten thousand alerts holds up everything else in this process for a tenth of a second, of
 * forty thousand for most of one: here the list `alerts` is cut into its members first, and each is parsed by itself. One large body is
 * read at a time, and others wait for their turn.
 */

import { breather, type Breathe } from "./breathe.ts";

/** Smaller bodies are read at once. */
const small = 128 * 1024;
/** Where a list member stands in the body. */
type Range = readonly [from: number, to: number];

let turn: Promise<unknown> = Promise.resolve();
/** Runs the work of a large body when those before it have ended; that of a small one at once. */
export function inTurn<Value>(bytes: number, work: (breathe: Breathe) => Promise<Value>): Promise<Value> {
  const run = (): Promise<Value> => work(breather());
  if (bytes < small) return run();
  const mine = turn.then(run);
  turn = mine.catch(() => undefined);
  return mine;
}

/**
 * What `JSON.parse` makes of the body.
 * @param least  bodies of fewer bytes are parsed at once
 * @throws SyntaxError  it is no JSON
 */
export async function parseJson(body: Buffer, breathe: Breathe, least = small): Promise<unknown> {
  // Some senders begin with a byte order mark, which JSON does not know (RFC 8259, 8.1).
  const json = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
  const whole = (): unknown => JSON.parse(json.toString("utf8"));
  if (json.length < least) return whole();
  const list = await membersOf(json, breathe);
  if (list === undefined) return whole();
  const { members, from, to } = list;
  const around: unknown = JSON.parse(`${json.toString("utf8", 0, from)}[]${json.toString("utf8", to)}`);
  // The list may have been named twice, in other letters: then the last one counts.
  const hole: unknown = typeof around === "object" && around !== null && "alerts" in around ? around.alerts : undefined;
  if (!Array.isArray(hole) || hole.length > 0) return whole();
  for (const [start, end] of members) {
    hole.push(JSON.parse(json.toString("utf8", start, end)));
    await breathe();
  }
  return around;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const closingList = 0x5d;
const opens: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closes: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const key = Buffer.from('"alerts"');
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The members of the list `alerts` of the outermost object, by brackets and quotes alone; undefined when there is no such list, or two. */
async function membersOf(
  json: Buffer,
  breathe: Breathe,
): Promise<{ readonly members: readonly Range[]; readonly from: number; readonly to: number } | undefined> {
  const members: Range[] = [];
  let depth = 0;
  let from: number | undefined;
  let to: number | undefined;
  let start = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === quote) {
      const end = endOfString(json, at);
      if (depth === 1 && end - at === key.length && json.compare(key, 0, key.length, at, end) === 0) {
        let next = skipSpace(json, end);
        if (json[next] === 0x3a) {
          next = skipSpace(json, next + 1);
          if (from !== undefined || json[next] !== 0x5b) return undefined;
          from = next;
          start = next + 1;
          at = next;
          depth += 1;
          continue;
        }
      }
      at = end - 1;
    } else if (opens.has(byte)) depth += 1;
    else if (closes.has(byte)) {
      depth -= 1;
      if (depth === 1 && from !== undefined && to === undefined) {
        if (byte !== closingList) return undefined;
        // An empty list has no member, one that ends with a comma has an empty one, which is no JSON.
        if (members.length > 0 || skipSpace(json, start) !== at) members.push([start, at]);
        to = at + 1;
      }
    } else if (byte === comma && depth === 2 && from !== undefined && to === undefined) {
      members.push([start, at]);
      start = at + 1;
      await breathe();
    }
  }
  return from === undefined || to === undefined ? undefined : { members, from, to };
}

/** Behind the closing quote of the string that begins here. */
function endOfString(json: Buffer, from: number): number {
  for (let end = json.indexOf(quote, from + 1); end >= 0; end = json.indexOf(quote, end + 1)) {
    let before = end - 1;
    while (json[before] === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end + 1;
  }
  return json.length;
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (isSpace(json[at])) at += 1;
  return at;
}
