/** One conversation with one agent. net-snmp speaks the protocol and is the reference; known layouts have a faster line beside it. */
import { lookup } from "node:dns/promises";
import { SocketAddress } from "node:net";
import snmp from "net-snmp";
import { aes192 } from "./aes192.ts";
import { parseAddress, type Address } from "../../site/address.ts";
import type { Credential } from "../../site/inventory.ts";
import type { Raw } from "../raw.ts";
import type { Family, Hub, Port } from "./hub.ts";
import { SecureWire } from "./secure-wire.ts";
import { CommunityWire, Line, type Wire } from "./wire.ts";

/** Instance and value; no value for NULL, noSuchObject, noSuchInstance and endOfMibView. */
export type Binding = readonly [oid: string, value: Raw | undefined];

/** Why a request has no answer. */
export type Failure =
  | "timeout"
  | "authentication"
  | "unreachable"
  | "malformed"
  | "too_big"
  | "no_such_name"
  | "refused"
  | "out_of_window"
  | "cancelled";

export class SnmpError extends Error {
  readonly failure: Failure;
  /** v1: the instance that the agent does not have. */
  readonly oid: string | undefined;
  constructor(failure: Failure, detail: string, oid?: string) {
    super(`${failure}: ${detail}`);
    this.name = "SnmpError";
    this.failure = failure;
    this.oid = oid;
  }
}

/** First wait for an answer; each repetition waits twice as long. */
export interface Patience {
  readonly timeoutMs: number;
  readonly retries: number;
}

export interface Session {
  readonly version: "1" | "2c" | "3";
  get(oids: readonly string[], patience: Patience): Promise<readonly Binding[]>;
  next(oids: readonly string[], patience: Patience): Promise<readonly Binding[]>;
  /** Bindings by column, in the agent's order; v2c and v3 only. */
  bulk(oids: readonly string[], repetitions: number, patience: Patience): Promise<readonly (readonly Binding[])[]>;
  /** For requests that are made once and repeated; undefined where only the library will do. */
  readonly line?: Line | undefined;
  close(): void;
}

/** @throws SnmpError unreachable, for what is no address */
export function endpointOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new SnmpError("unreachable", "not an address");
  return address;
}

/** Name to address, IPv4 before IPv6. @throws SnmpError unreachable */
export async function resolve(host: string): Promise<{ address: string; family: Family }> {
  try {
    const { address, family } = await lookup(host, { order: "ipv4first" });
    return family === 6 ? { address: asSocketsSay(address), family: "udp6" } : { address, family: "udp4" };
  } catch {
    throw new SnmpError("unreachable", "the name has no address");
  }
}

/** An IPv6 address as a socket names the sender of a datagram, however it was written; a zone (`%eth0`) stays. */
function asSocketsSay(written: string): string {
  const [address = "", ...zone] = written.split("%");
  return [new SocketAddress({ address, family: "ipv6" }).address, ...zone].join("%");
}

const authentications = {
  md5: snmp.AuthProtocols.md5,
  sha: snmp.AuthProtocols.sha,
  sha224: snmp.AuthProtocols.sha224,
  sha256: snmp.AuthProtocols.sha256,
  sha384: snmp.AuthProtocols.sha384,
  sha512: snmp.AuthProtocols.sha512,
};
const privacies = {
  des: snmp.PrivProtocols.des,
  aes: snmp.PrivProtocols.aes,
  ...aes192,
  aes256b: snmp.PrivProtocols.aes256b,
  aes256r: snmp.PrivProtocols.aes256r,
};

type V3 = Extract<Credential, { version: "3" }>;

/** @throws SnmpError authentication when DES is asked for and not allowed, or privacy without authentication */
export function userOf(credential: V3, allowDes: boolean): snmp.User {
  const { authentication, privacy } = credential;
  if (privacy?.protocol === "des" && !allowDes) throw new SnmpError("authentication", "DES is not allowed; use AES");
  if (privacy !== undefined && authentication === undefined) {
    throw new SnmpError("authentication", "privacy needs authentication");
  }
  const level = snmp.SecurityLevel;
  if (authentication === undefined) return { name: credential.user, level: level.noAuthNoPriv };
  const auth = { name: credential.user, authProtocol: authentications[authentication.protocol], authKey: authentication.key };
  if (privacy === undefined) return { ...auth, level: level.authNoPriv };
  return { ...auth, level: level.authPriv, privProtocol: privacies[privacy.protocol], privKey: privacy.key };
}

/** A value of the library in our types. */
export function rawOf({ type, value }: snmp.Varbind): Raw | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  if (!Buffer.isBuffer(value)) return undefined;
  if (type === snmp.ObjectType.Counter64) return value.length === 0 ? 0 : Number(BigInt(`0x${value.toString("hex")}`));
  // A copy: the slice would keep the whole datagram alive.
  return Uint8Array.from(value);
}

const bindingOf = (varbind: snmp.Varbind): Binding => [varbind.oid, snmp.isVarbindError(varbind) ? undefined : rawOf(varbind)];

interface Coded extends Error {
  readonly status?: number;
  readonly code?: number | string;
}

/** net-snmp's errors in our words; texts never carry communities or keys. */
function failureOf(error: Coded, malformed: boolean): SnmpError {
  if (error instanceof SnmpError) return error;
  if (error.name === "RequestTimedOutError") {
    return malformed ? new SnmpError("malformed", "the answer is not readable") : new SnmpError("timeout", "no answer");
  }
  if (error.name === "RequestFailedError") {
    const oid = /: ([\d.]+)$/.exec(error.message)?.[1];
    if (error.status === snmp.ErrorStatus.TooBig) return new SnmpError("too_big", "the answer does not fit");
    if (error.status === snmp.ErrorStatus.NoSuchName) return new SnmpError("no_such_name", "no such object", oid);
    const denied = error.status === snmp.ErrorStatus.AuthorizationError;
    return denied
      ? new SnmpError("authentication", "not authorised")
      : new SnmpError("refused", `error status ${error.status}`, oid);
  }
  if (error.name === "ResponseInvalidError") {
    const codes = snmp.ResponseInvalidCode;
    if (/time window|engine id/i.test(error.message)) {
      return new SnmpError("out_of_window", "the agent's clock or engine changed");
    }
    if (error.code === codes.EAuthFailure) return new SnmpError("authentication", authenticationDetail(error.message));
    if (error.code === codes.ECouldNotDecrypt) return new SnmpError("authentication", "the answer cannot be decrypted");
    return new SnmpError("malformed", "the answer does not fit the request");
  }
  if (typeof error.code === "string" && error.code.startsWith("ERR_OSSL")) {
    return new SnmpError("authentication", "this OpenSSL does not have the cipher (DES needs its legacy provider)");
  }
  return typeof error.code === "string" ? new SnmpError("unreachable", error.code) : new SnmpError("malformed", error.name);
}

const authenticationDetail = (message: string): string =>
  /unknown user|wrong digest|unsupported security level|decryption error/i.exec(message)?.[0] ?? "wrong digest";

type Callback = (error: Error | null, result?: unknown) => void;

class NetSnmpSession implements Session {
  readonly version: Session["version"];
  readonly line: Line | undefined;
  readonly #session: snmp.Session;
  readonly #port: Port;

  constructor(session: snmp.Session, port: Port, version: Session["version"], line: Line | undefined) {
    this.#session = session;
    this.#port = port;
    this.version = version;
    this.line = line;
    // Without a listener a malformed datagram would end the process.
    session.on("error", () => port.malformed++);
  }

  #ask<Result>(patience: Patience, send: (done: Callback) => void): Promise<Result> {
    const before = this.#port.malformed;
    Object.assign(this.#session, { timeout: patience.timeoutMs, retries: patience.retries, backoff: 2 });
    return new Promise<Result>((resolve, reject) => {
      send((error, result) => {
        if (error === null) resolve(result as Result);
        else reject(failureOf(error, this.#port.malformed > before));
      });
    });
  }

  async get(oids: readonly string[], patience: Patience): Promise<readonly Binding[]> {
    const varbinds = await this.#ask<snmp.Varbind[]>(patience, (done) => this.#session.get([...oids], done));
    return varbinds.map(bindingOf);
  }

  async next(oids: readonly string[], patience: Patience): Promise<readonly Binding[]> {
    const varbinds = await this.#ask<snmp.Varbind[]>(patience, (done) => this.#session.getNext([...oids], done));
    return varbinds.map(bindingOf);
  }

  async bulk(oids: readonly string[], repetitions: number, patience: Patience): Promise<readonly (readonly Binding[])[]> {
    const columns = await this.#ask<snmp.Varbind[][]>(patience, (done) => this.#session.getBulk([...oids], 0, repetitions, done));
    return columns.map((column) => column.map(bindingOf));
  }

  close(): void {
    this.line?.close();
    this.#session.cancelRequests(new SnmpError("cancelled", "the session is closed"));
    this.#session.close();
  }
}

/** Opens a session; nothing is sent yet. @throws SnmpError unreachable, authentication */
export async function openSession(hub: Hub, endpoint: Address, credential: Credential, allowDes: boolean): Promise<Session> {
  const { address, family } = await resolve(endpoint.host);
  const port = hub.port(family, credential.version === "3" && credential.authentication !== undefined);
  const common = {
    port: endpoint.port,
    transport: family,
    reportOidMismatchErrors: true,
    dgramModule: { createSocket: () => port },
  } as const;
  const lineOver = (wire: Wire): Line => new Line(hub, wire, family, address, endpoint.port);
  if (credential.version === "3") {
    const user = userOf(credential, allowDes);
    const context = credential.context === undefined ? {} : { context: credential.context };
    const session = snmp.Session.createV3(address, user, { ...common, ...context });
    const wire = SecureWire.over(session, user, credential.context ?? "");
    return new NetSnmpSession(session, port, "3", wire === undefined ? undefined : lineOver(wire));
  }
  const { community, version } = credential;
  const session = snmp.Session.create(address, community, {
    ...common,
    version: version === "1" ? snmp.Version1 : snmp.Version2c,
  });
  return new NetSnmpSession(session, port, version, lineOver(new CommunityWire(version, community)));
}
