/**
 * Answers SNMP from memory, a socket a device: a request that was seen before (request id aside) is answered from the
 * answer kept, in which numbers move, so that this process is never what is measured. Started by `startResponder`, spoken to over IPC.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { BerReader, element, integer, octetString, tags } from "../../lab/snmp/ber.ts";
import { MibView } from "../../lab/snmp/mib.ts";
import { pduTags } from "../../lab/snmp/pdu.ts";
import { Responder } from "../../lab/snmp/responder.ts";
import { Security } from "../../lab/snmp/usm.ts";
import { benchDevices, community, user, type Kind } from "./devices.ts";

export interface Fleet {
  readonly kind: Kind;
  readonly count: number;
  readonly version: "2c" | "3";
  /** Devices that never answer, from the first on. */
  readonly dead?: number;
}

export type Order =
  | { readonly do: "start"; readonly fleets: readonly Fleet[] }
  | { readonly do: "behave"; readonly delayMs: number; readonly loss: number }
  | { readonly do: "count" };

interface Kept {
  readonly answer: Buffer;
  readonly idAt: number;
  readonly moving: Moving;
}

/** Contents of values that are other ones at every answer, as they are in life. */
interface Moving {
  readonly counters: readonly Buffer[];
  /** Of more than one octet: shorter numbers are codes and numbers of rows. */
  readonly readings: readonly Buffer[];
}

function movingIn(answer: Buffer): Moving {
  const [counters, readings]: [Buffer[], Buffer[]] = [[], []];
  const message = new BerReader(answer).enter(tags.sequence);
  message.integer();
  message.octets();
  const pdu = message.enter(pduTags.response);
  for (let skipped = 0; skipped < 3; skipped++) pdu.integer();
  for (const list = pdu.enter(tags.sequence); list.position < list.end;) {
    const pair = list.enter(tags.sequence);
    pair.any();
    const { tag, content } = pair.any();
    if (tag === tags.counter32 || tag === tags.counter64) counters.push(content);
    else if ((tag === tags.integer || tag === tags.gauge32) && content.length > 1) readings.push(content);
  }
  return { counters, readings };
}

/** Counts every counter on by one and lets every reading waver within eight steps. */
function move({ counters, readings }: Moving): void {
  for (const content of counters) {
    let at = content.length - 1;
    for (; at >= 0 && content[at] === 0xff; at--) content[at] = 0;
    content[at] = (content[at] ?? 0) + 1;
  }
  for (const content of readings) {
    const last = content.length - 1;
    // Seven has nothing in common with the number of devices, which are asked in turn.
    content[last] = ((content[last] ?? 0) & 0xf8) | (requests % 7);
  }
}

const engineId = Buffer.from("80000000010203040506", "hex");
const clock = () => ({ boots: 1, seconds: Math.floor(process.uptime()) + 1000 });
const security = new Security(user, engineId);
const reports = new Responder(() => new MibView([]), { version: "3", user }, { id: engineId, clock });

let requests = 0;
let delayMs = 0;
let loss = 0;
let seed = 42;
const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff) / 0x8000_0000;

/** Where the four octets of the request id stand in a v2c message; negative when it has another size. */
function idOf(data: Buffer): number {
  let at = 1;
  const skipLength = (): number => {
    const first = data[at] ?? 0;
    at++;
    if (first < 0x80) return first;
    let length = 0;
    for (let i = first & 0x7f; i > 0; i--) length = length * 256 + (data[at++] ?? 0);
    return length;
  };
  skipLength();
  for (let skipped = 0; skipped < 2; skipped++) {
    at++;
    const length = skipLength();
    at += length;
  }
  at++;
  skipLength();
  return data[at] === 2 && data[at + 1] === 4 ? at + 2 : -1;
}

class Memory {
  readonly #kept = new Map<string, Kept>();
  readonly #responder: Responder;

  constructor(kind: Kind) {
    this.#responder = new Responder(
      () => new MibView(benchDevices[kind].objects),
      { version: "2c", community },
      { id: engineId, clock },
    );
  }

  plain(data: Buffer): Buffer | undefined {
    const at = idOf(data);
    if (at < 0) return this.#responder.respond(data);
    const key = data.toString("latin1", 0, at) + data.toString("latin1", at + 4);
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      const answer = this.#responder.respond(data);
      if (answer === undefined) return undefined;
      kept = { answer, idAt: idOf(answer), moving: movingIn(answer) };
      if (kept.idAt < 0) return answer;
      this.#kept.set(key, kept);
    }
    data.copy(kept.answer, kept.idAt, at, at + 4);
    move(kept.moving);
    return kept.answer;
  }

  /** The PDU of a v3 request is answered as the same PDU under a community would be. */
  secure(data: Buffer): Buffer | undefined {
    const message = new BerReader(data).enter(tags.sequence);
    message.integer();
    const global = message.enter(tags.sequence);
    const messageId = global.integer();
    global.integer();
    const flags = global.octets()[0] ?? 0;
    const parameters = new BerReader(message.octets()).enter(tags.sequence);
    const engine = parameters.octets();
    const boots = parameters.integer();
    const time = parameters.integer();
    parameters.octets();
    const mac = parameters.octets();
    const salt = parameters.octets();
    const { boots: ourBoots, seconds } = clock();
    if (!engine.equals(engineId) || (flags & 3) !== 3 || boots !== ourBoots || Math.abs(time - seconds) > 150) {
      return reports.respond(data);
    }
    if (!security.authentic(data, mac)) return reports.respond(data);
    const scoped = new BerReader(security.decrypt(message.octets(), boots, time, salt)).enter(tags.sequence);
    scoped.octets();
    const context = scoped.octets();
    const pdu = scoped.bytes.subarray(scoped.position, scoped.end);
    const answer = this.plain(element(tags.sequence, integer(1), octetString(community), pdu));
    if (answer === undefined) return undefined;
    const inside = new BerReader(answer).enter(tags.sequence);
    inside.integer();
    inside.octets();
    const plain = element(
      tags.sequence,
      octetString(engineId),
      octetString(context),
      answer.subarray(inside.position, inside.end),
    );
    const sealed = security.encrypt(plain, ourBoots, seconds);
    const zero = Buffer.alloc(security.macLength);
    const secured = element(
      tags.sequence,
      octetString(engineId),
      integer(ourBoots),
      integer(seconds),
      octetString(user.name),
      octetString(zero),
      octetString(sealed.salt),
    );
    const head = element(tags.sequence, integer(messageId), integer(65_507), octetString(Buffer.from([3])), integer(3));
    const out = element(tags.sequence, integer(3), head, octetString(secured), octetString(sealed.encrypted));
    // The digest stands before the salt, which is the last field of the security parameters.
    const at = out.indexOf(zero, out.indexOf(Buffer.from(user.name), out.indexOf(engineId)));
    security.digest(out).copy(out, at);
    return out;
  }
}

const memories = new Map<Kind, Memory>();

async function open(kind: Kind, version: "2c" | "3", dead: boolean): Promise<number> {
  let memory = memories.get(kind);
  if (memory === undefined) memories.set(kind, (memory = new Memory(kind)));
  const answers = memory;
  const socket: Socket = createSocket({
    type: "udp4",
    recvBufferSize: 1 << 20,
    sendBufferSize: 1 << 20,
    lookup: (host, _options, done) => done(null, host, 4),
  });
  socket.on("error", () => undefined);
  socket.on("message", (data: Buffer, from: RemoteInfo) => {
    requests++;
    if (dead || (loss > 0 && random() < loss)) return;
    const answer = version === "3" ? answers.secure(data) : answers.plain(data);
    if (answer === undefined) return;
    if (delayMs === 0) return socket.send(answer, from.port, from.address);
    const copy = Buffer.from(answer);
    setTimeout(() => socket.send(copy, from.port, from.address), delayMs);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", () => resolve());
  });
  return socket.address().port;
}

const tell = (answer: unknown): void => void process.send?.(answer);

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case "start": {
      const ports: number[][] = [];
      for (const { kind, count, version, dead = 0 } of order.fleets) {
        ports.push(await Promise.all(Array.from({ length: count }, (_, at) => open(kind, version, at < dead))));
      }
      return tell({ ports });
    }
    case "behave":
      ({ delayMs, loss } = order);
      return tell({});
    case "count":
      return tell({ requests });
  }
}

process.on("message", (order: Order) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.on("disconnect", () => process.exit(0));
