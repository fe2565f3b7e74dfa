/**
 * One UDP socket per address family for all devices. An answer reaches a session or an exchange only from the address
 * and port that was asked, under a request id that is open there; everything else is counted and dropped.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { EventEmitter } from "node:events";
import { envelopeOf } from "./envelope.ts";
import { Exchanges, type Exchange } from "./exchanges.ts";

export type Family = "udp4" | "udp6";
export type DropReason = "not_snmp" | "unknown_source" | "unknown_request" | "not_authenticated" | "malformed" | "flood";

const openIds = 256;
/** Answers that wait to be read: far more than can be in flight, so that a flood costs no memory. */
const mostHeld = 1024;

const peerOf = ({ address, port }: Pick<RemoteInfo, "address" | "port">): string => `${address}|${port}`;

/** What a session of net-snmp takes for its own socket. */
export class Port extends EventEmitter {
  readonly family: Family;
  readonly needsAuthentication: boolean;
  /** Datagrams from the right peer that could not be read; tells a lying device from a silent one. */
  malformed = 0;
  readonly #hub: Hub;
  readonly #ids = new Set<number>();
  #peer: string | undefined;
  #closed = false;

  constructor(hub: Hub, family: Family, needsAuthentication: boolean) {
    super();
    this.#hub = hub;
    this.family = family;
    this.needsAuthentication = needsAuthentication;
  }

  send(data: Buffer, _offset: number, _length: number, port: number, address: string, done: (error: Error | null) => void): void {
    if (this.#closed) return done(new Error("the session is closed"));
    const id = envelopeOf(data)?.id;
    if (id !== undefined) {
      this.#ids.delete(id);
      this.#ids.add(id);
      const [oldest] = this.#ids;
      if (this.#ids.size > openIds && oldest !== undefined) this.#ids.delete(oldest);
    }
    const peer = peerOf({ address, port });
    if (this.#peer !== peer) {
      if (this.#peer !== undefined) this.#hub.leave(this.#peer, this);
      this.#peer = peer;
      this.#hub.join(peer, this);
    }
    this.#hub.send(this.family, data, port, address, done);
  }

  knows(id: number): boolean {
    return this.#ids.has(id);
  }

  close(): void {
    this.#closed = true;
    if (this.#peer !== undefined) this.#hub.leave(this.#peer, this);
    this.#peer = undefined;
    this.emit("close");
  }

  // The hub's sockets keep themselves from holding the process open.
  ref(): void {}
  unref(): void {}
}

export class Hub {
  readonly #sockets = new Map<Family, Socket>();
  readonly #ports = new Map<string, Set<Port>>();
  readonly #dropped: (reason: DropReason) => void;
  readonly #exchanges = new Exchanges((exchange, failed) => {
    this.send(exchange.family, exchange.datagram, exchange.port, exchange.address, failed);
  });
  readonly #held: [Buffer, RemoteInfo][] = [];
  #closed = false;

  constructor(dropped: (reason: DropReason) => void) {
    this.#dropped = dropped;
  }

  port(family: Family, needsAuthentication: boolean): Port {
    return new Port(this, family, needsAuthentication);
  }

  join(peer: string, port: Port): void {
    const ports = this.#ports.get(peer);
    if (ports === undefined) this.#ports.set(peer, new Set([port]));
    else ports.add(port);
  }

  leave(peer: string, port: Port): void {
    const ports = this.#ports.get(peer);
    ports?.delete(port);
    if (ports?.size === 0) this.#ports.delete(peer);
  }

  /** An id that no other request has now. */
  nextId(): number {
    return this.#exchanges.nextId();
  }

  /** Sends a request that was made once; it is repeated and settled without a session of net-snmp. */
  exchange(exchange: Exchange): void {
    this.#exchanges.begin(exchange);
  }

  /** Exchanges of a device that is asked no more. */
  abandon(owner: object): void {
    this.#exchanges.abandon(owner);
  }

  send(family: Family, data: Buffer, port: number, address: string, done: (error: Error | null) => void): void {
    if (this.#closed) done(new Error("collector is closing"));
    else this.#socket(family).send(data, port, address, (error) => done(error));
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#exchanges.clear();
  }

  #socket(family: Family): Socket {
    let socket = this.#sockets.get(family);
    if (socket === undefined) {
      // Addresses are resolved when a session is opened: nothing is looked up for a datagram.
      const lookup = (host: string, _options: unknown, done: (error: null, address: string, family: number) => void) =>
        done(null, host, family === "udp6" ? 6 : 4);
      socket = createSocket({ type: family, recvBufferSize: 4 * 1024 * 1024, lookup });
      socket.on("message", (data, from) => {
        if (!this.#exchanges.take(data, from)) this.#hold(data, from);
      });
      // A socket error concerns a datagram, not the collector: the request behind it times out.
      socket.on("error", () => this.#sockets.delete(family));
      socket.unref();
      this.#sockets.set(family, socket);
    }
    return socket;
  }

  /**
   * Answers that teach cost a hundred times what a poll's answer costs, and the socket hands over dozens of them at once, while
   * a turn of the loop accepts one connection only: one such answer a turn, or scrapes would wait before the door.
   * Strangers are not even held.
   */
  #hold(data: Buffer, from: RemoteInfo): void {
    if (!this.#ports.has(peerOf(from))) return this.#dropped("unknown_source");
    if (this.#held.length >= mostHeld) return this.#dropped("flood");
    this.#held.push([data, from]);
    if (this.#held.length === 1) setImmediate(this.#next);
  }

  readonly #next = (): void => {
    const [first] = this.#held;
    if (first === undefined || this.#closed) return;
    try {
      this.#receive(...first);
    } finally {
      this.#held.shift();
      if (this.#held.length > 0) setImmediate(this.#next);
    }
  };

  #receive(data: Buffer, from: RemoteInfo): void {
    const ports = this.#ports.get(peerOf(from));
    if (ports === undefined) return this.#dropped("unknown_source");
    const envelope = envelopeOf(data);
    if (envelope === undefined) {
      for (const port of ports) port.malformed++;
      return this.#dropped("not_snmp");
    }
    for (const port of ports) {
      if (!port.knows(envelope.id)) continue;
      if (port.needsAuthentication && !envelope.authenticated && !envelope.report) return this.#dropped("not_authenticated");
      try {
        port.emit("message", data);
      } catch {
        port.malformed++;
        this.#dropped("malformed");
      }
      return;
    }
    this.#dropped("unknown_request");
  }
}
