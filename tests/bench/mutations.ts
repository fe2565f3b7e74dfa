/**
 * Seeded mutations of answers against the fast reader: it never throws, never takes an answer under another id or from
 * another source, and what it takes is read exactly as net-snmp reads it. What SNMPv3 seals, no mutation passes.
 */
import type { RemoteInfo } from "node:dgram";
import type snmp from "net-snmp";
import { MibView } from "../../lab/snmp/mib.ts";
import { Responder } from "../../lab/snmp/responder.ts";
import type { Raw } from "../../collectors/raw.ts";
import { framesOf, sizesOf } from "../../collectors/snmp/sizes.ts";
import { Exchanges, type Outcome } from "../../collectors/snmp/exchanges.ts";
import type { Frame } from "../../collectors/snmp/frame.ts";
import { SecureWire } from "../../collectors/snmp/secure-wire.ts";
import { CommunityWire, type Request, type Wire } from "../../collectors/snmp/wire.ts";
import netSnmp from "net-snmp";
import { benchDevices, community, user, type Kind } from "./devices.ts";
import { layoutFor } from "./peer.ts";
import { Reference, sameRaw } from "./reference.ts";

interface Case {
  readonly wire: Wire;
  readonly secure: boolean;
  readonly frame: Frame;
  readonly oids: readonly string[];
  readonly respond: (datagram: Buffer) => Buffer | undefined;
}

export interface Tally {
  mutated: number;
  /** Mutations that the reader took: values differ, nothing else does. */
  taken: number;
  refused: number;
  /** Datagrams that no open request was found for. */
  unmatched: number;
  /** Broken promises, in words; empty when all is well. */
  readonly wrong: string[];
  slowestMs: number;
}

const engineId = Buffer.from("80000000010203040506", "hex");
const clock = () => ({ boots: 1, seconds: 1000 });

/** A session of the library as far as the secure wire looks at it. */
const knowing = {
  msgSecurityParameters: { msgAuthoritativeEngineID: engineId },
  getEngineTime: () => ({ engineBoots: 1, engineTime: 1000 }),
} as unknown as snmp.Session;

function cases(): Case[] {
  const all: Case[] = [];
  const v3 = SecureWire.over(
    knowing,
    {
      name: user.name,
      level: netSnmp.SecurityLevel.authPriv,
      authProtocol: netSnmp.AuthProtocols.sha,
      authKey: user.authentication.key,
      privProtocol: netSnmp.PrivProtocols.aes,
      privKey: user.privacy.key,
    },
    "",
  );
  v3?.epoch();
  for (const kind of ["ups", "switch", "vpn"] satisfies Kind[]) {
    const { asks, values } = layoutFor(benchDevices[kind]).layout;
    const view = new MibView(benchDevices[kind].objects);
    const plain = new Responder(() => view, { version: "2c", community }, { id: engineId, clock });
    const sealed = new Responder(() => view, { version: "3", user }, { id: engineId, clock });
    const wires = [
      { wire: new CommunityWire("2c", community) as Wire, responder: plain, secure: false },
      ...(v3 === undefined ? [] : [{ wire: v3 as Wire, responder: sealed, secure: true }]),
    ];
    for (const { wire, responder, secure } of wires) {
      for (const indices of framesOf(asks.entries(), 1000, sizesOf(values)).slice(0, 6)) {
        const [from = 0] = indices;
        const oids = asks.slice(from, from + indices.length);
        const frame = wire.frame(oids, 0);
        if (frame !== undefined) all.push({ wire, secure, frame, oids, respond: (datagram) => responder.respond(datagram) });
      }
    }
  }
  return all;
}

const source: RemoteInfo = { address: "127.0.0.1", family: "IPv4", port: 161, size: 0 };
const elsewhere: RemoteInfo = { ...source, port: 162 };

/** @param count  mutated datagrams; one answer in thirty is left whole and must be taken */
export function mutate(count: number, seed: number): Tally {
  let state = seed >>> 0;
  const random = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const tally: Tally = { mutated: 0, taken: 0, refused: 0, unmatched: 0, wrong: [], slowestMs: 0 };
  const wrong = (what: string): void => void (tally.wrong.length < 20 && tally.wrong.push(what));
  const reference = new Reference(community);
  const exchanges = new Exchanges(() => undefined);
  const all = cases();
  const twist = (answer: Buffer, other: Buffer): Buffer => {
    const at = random(answer.length);
    switch (random(8)) {
      case 0:
        return Buffer.from(answer.subarray(0, at));
      case 1:
        return Buffer.concat([answer.subarray(0, at), Buffer.from([random(256)]), answer.subarray(at)]);
      case 2:
        return Buffer.concat([answer.subarray(0, at), answer.subarray(at + 1 + random(8))]);
      case 3:
        return Buffer.concat([answer.subarray(0, at), other.subarray(Math.min(at, other.length))]);
      case 4:
        return Buffer.concat([answer, answer.subarray(at)]);
      default: {
        const out = Buffer.from(answer);
        for (let flips = 1 + random(3); flips > 0; flips--) {
          const where = random(4) === 0 ? random(Math.min(60, out.length)) : random(out.length);
          out[where] = random(3) === 0 ? (out[where] ?? 0) ^ (1 << random(8)) : random(256);
        }
        return out;
      }
    }
  };
  let previous: Buffer = Buffer.alloc(64);
  for (let done = 0; done < count;) {
    const one = all[random(all.length)];
    if (one === undefined) break;
    const id = exchanges.nextId();
    const request: Request | undefined = one.wire.request(one.frame, id);
    const answer = request === undefined ? undefined : one.respond(request.datagram);
    if (request === undefined || answer === undefined) {
      wrong("a case has no answer");
      break;
    }
    const values: (Raw | undefined)[] = Array.from({ length: one.oids.length });
    let outcome: Outcome | undefined;
    const begin = (): void => {
      outcome = undefined;
      values.fill(undefined);
      exchanges.begin({
        id,
        owner: tally,
        family: "udp4",
        address: source.address,
        port: source.port,
        datagram: request.datagram,
        read: (data) => request.read(data, values),
        settle: (how) => (outcome = how),
        late: () => undefined,
        waitMs: 60_000,
        repetitionsLeft: 0,
      });
    };
    begin();
    const variants = 30;
    for (let variant = 0; variant <= variants; variant++) {
      const whole = variant === variants;
      const datagram: Buffer = whole ? Buffer.from(answer) : twist(answer, previous);
      const harmless = datagram.equals(answer);
      const kept = Buffer.from(datagram);
      const started = performance.now();
      try {
        if (exchanges.take(Buffer.from(datagram), elsewhere)) wrong("an answer from another port was taken");
        const matched = exchanges.take(datagram, source);
        if (!matched) tally.unmatched++;
        else if (outcome === "answered") {
          tally.taken++;
          if (one.secure && !harmless) wrong("a mutated message of SNMPv3 was taken");
          else if (!one.secure) {
            const idAt = kept.indexOf(Buffer.from([2, 4, id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff])) + 2;
            const expected = idAt < 2 ? undefined : reference.read(one.oids, kept, idAt);
            if (expected === undefined) wrong(`taken, but net-snmp refuses it: ${kept.toString("hex")}`);
            else {
              const at = expected.findIndex((raw, slot) => !sameRaw(raw, values[slot]));
              if (at >= 0) wrong(`${one.oids[at]}: read ${String(values[at])}, net-snmp reads ${String(expected[at])}`);
            }
          }
        } else {
          tally.refused++;
          if (harmless) wrong("the device's own answer was refused");
        }
        if (harmless && !matched) wrong("the device's own answer was not matched");
        if (matched && !whole) begin();
      } catch (error) {
        wrong(`threw ${String(error)} for ${kept.toString("hex")}`);
        begin();
      }
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
      tally.mutated += whole ? 0 : 1;
    }
    done += variants;
    previous = answer;
    exchanges.abandon(tally);
  }
  exchanges.clear();
  reference.close();
  return tally;
}
