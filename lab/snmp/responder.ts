/** Messages of SNMPv1, v2c and v3: a datagram in, the answering datagram out. Pure but for the clock it is given. */
import { BerError, BerReader, element, integer, octetString, tags } from "./ber.ts";
import type { MibView } from "./mib.ts";
import { encodeOid, parseOid } from "./oid.ts";
import { answer, pduTags, readPdu, writePdu, type Pdu } from "./pdu.ts";
import { Security, type User } from "./usm.ts";

/** How an agent may be read. */
export type Access = { readonly version: "2c"; readonly community: string } | { readonly version: "3"; readonly user: User };

export interface Engine {
  readonly id: Buffer;
  /** Starts of the engine (snmpEngineBoots) and whole seconds since the last one (snmpEngineTime), RFC 3414 § 2.2. */
  readonly clock: () => { readonly boots: number; readonly seconds: number };
}

/** Largest message that an agent sends: what fits one Ethernet frame, as real cards do. */
const largestMessage = 1472;

/** Objects of the report PDUs (RFC 3414 § 3.2): what the requester must learn. */
const usmStats = {
  unsupportedSecLevels: "1.3.6.1.6.3.15.1.1.1.0",
  notInTimeWindows: "1.3.6.1.6.3.15.1.1.2.0",
  unknownUserNames: "1.3.6.1.6.3.15.1.1.3.0",
  unknownEngineIDs: "1.3.6.1.6.3.15.1.1.4.0",
  wrongDigests: "1.3.6.1.6.3.15.1.1.5.0",
  decryptionErrors: "1.3.6.1.6.3.15.1.1.6.0",
} as const;

type Report = keyof typeof usmStats;

/** Secured header fields of one v3 message. */
interface Header {
  readonly messageId: number;
  readonly flags: number;
  readonly boots: number;
  readonly time: number;
  readonly userName: Buffer;
}

/** One agent: its view, who may read it, its engine. `respond` never throws for what came over the network. */
export class Responder {
  private readonly build: () => MibView;
  private built: MibView | undefined;
  private readonly access: Access;
  private readonly engine: Engine;
  private readonly security: Security | undefined;
  private readonly reports = new Map<Report, number>();

  /** @param build  makes the view at the first request, so that forty agents start at once */
  constructor(build: () => MibView, access: Access, engine: Engine) {
    this.build = build;
    this.access = access;
    this.engine = engine;
    this.security = access.version === "3" ? new Security(access.user, engine.id) : undefined;
  }

  /** The answer, or undefined: what cannot be read or may not be answered is dropped in silence (RFC 3412 § 7.2). */
  respond(datagram: Buffer): Buffer | undefined {
    try {
      const message = new BerReader(datagram).enter(tags.sequence);
      const version = message.integer();
      if (version === 0 || version === 1) return this.community(message, version === 0);
      if (version === 3) return this.secure(message, datagram);
      return undefined;
    } catch (error) {
      if (error instanceof BerError) return undefined;
      throw error;
    }
  }

  private view(): MibView {
    this.built ??= this.build();
    return this.built;
  }

  private community(message: BerReader, v1: boolean): Buffer | undefined {
    const community = message.octets();
    if (this.access.version !== "2c" || community.toString("utf8") !== this.access.community) return undefined;
    const response = answer(readPdu(message), this.view(), v1, largestMessage - community.length - 12);
    if (response === undefined) return undefined;
    return element(tags.sequence, integer(v1 ? 0 : 1), octetString(community), response);
  }

  private secure(message: BerReader, datagram: Buffer): Buffer | undefined {
    const security = this.security;
    if (security === undefined) return undefined;
    const global = message.enter(tags.sequence);
    const messageId = global.integer();
    const maxSize = global.integer();
    const flags = global.octets()[0] ?? 0;
    if (global.integer() !== 3) return undefined;
    const parameterOctets = message.octets();
    const parameters = new BerReader(parameterOctets).enter(tags.sequence);
    const engineId = parameters.octets();
    const boots = parameters.integer();
    const time = parameters.integer();
    const userName = parameters.octets();
    const mac = parameters.octets();
    const salt = parameters.octets();
    const header: Header = { messageId, flags, boots, time, userName };
    const { boots: ourBoots, seconds } = this.engine.clock();
    const report = (name: Report, secured = false): Buffer | undefined => this.report(name, header, secured, message);

    if (!engineId.equals(this.engine.id)) return report("unknownEngineIDs");
    if (userName.toString("utf8") !== security.user.name) return report("unknownUserNames");
    const wanted = security.level === "priv" ? 3 : security.level === "auth" ? 1 : 0;
    if ((flags & 3) !== wanted) return report("unsupportedSecLevels");
    if (wanted >= 1) {
      if (!security.authentic(datagram, mac)) return report("wrongDigests");
      if (boots !== ourBoots || Math.abs(time - seconds) > 150) return report("notInTimeWindows", true);
    }
    let scoped = message;
    if (wanted === 3) {
      const encrypted = message.octets();
      if (salt.length !== 8) return report("decryptionErrors");
      scoped = new BerReader(security.decrypt(encrypted, boots, time, salt));
      if (scoped.peek() !== tags.sequence) return report("decryptionErrors");
    }
    const body = scoped.enter(tags.sequence);
    body.octets();
    const contextName = body.octets();
    const pdu = readPdu(body);
    const room = Math.min(largestMessage, Math.max(484, maxSize)) - 140 - userName.length - contextName.length;
    const response = answer(pdu, this.view(), false, room);
    return response === undefined ? undefined : this.seal(header, wanted, contextName, response);
  }

  /** A report; it says the request id when the PDU was readable (RFC 3412 § 7.1.3). */
  private report(name: Report, header: Header, secured: boolean, message: BerReader): Buffer | undefined {
    if ((header.flags & 4) === 0) return undefined;
    const count = (this.reports.get(name) ?? 0) + 1;
    this.reports.set(name, count);
    let pdu: Pdu | undefined;
    if (message.peek() === tags.sequence) {
      try {
        const body = message.enter(tags.sequence);
        body.octets();
        body.octets();
        pdu = readPdu(body);
      } catch (error) {
        if (!(error instanceof BerError)) throw error;
      }
    }
    const binding = element(tags.sequence, encodeOid(parseOid(usmStats[name])), integer(count, tags.counter32));
    const report = writePdu(pduTags.report, pdu?.requestId ?? 0, 0, 0, [binding]);
    return this.seal(header, secured ? 1 : 0, Buffer.alloc(0), report);
  }

  private seal(header: Header, level: number, contextName: Buffer, pdu: Buffer): Buffer {
    const { boots, seconds } = this.engine.clock();
    const scoped = element(tags.sequence, octetString(this.engine.id), octetString(contextName), pdu);
    let data: Buffer = scoped;
    let salt: Buffer = Buffer.alloc(0);
    if (level === 3 && this.security !== undefined) {
      const sealed = this.security.encrypt(scoped, boots, seconds);
      data = octetString(sealed.encrypted);
      salt = sealed.salt;
    }
    const macLength = level >= 1 ? (this.security?.macLength ?? 0) : 0;
    const mac = Buffer.alloc(macLength);
    const build = (): Buffer =>
      element(
        tags.sequence,
        integer(3),
        element(tags.sequence, integer(header.messageId), integer(65_507), octetString(Buffer.from([level])), integer(3)),
        octetString(
          element(
            tags.sequence,
            octetString(this.engine.id),
            integer(boots),
            integer(seconds),
            octetString(header.userName),
            octetString(mac),
            octetString(salt),
          ),
        ),
        data,
      );
    if (level >= 1 && this.security !== undefined) this.security.digest(build()).copy(mac);
    return build();
  }
}
