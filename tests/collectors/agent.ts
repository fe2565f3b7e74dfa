/** A scripted SNMP agent on loopback: answers correctly by the lab's responder unless a test twists the answer. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { pino } from "pino";
import { Registry } from "prom-client";
import { createCollectors, type Collectors } from "../../collectors/routes.ts";
import { MibView, type MibObject } from "../../lab/snmp/mib.ts";
import { Responder, type Access } from "../../lab/snmp/responder.ts";
import type { ConfirmedTrap } from "../../collectors/traps.ts";
import type { Site } from "../../site/inventory.ts";
import { readSite } from "../../site/read.ts";

export interface Exchange {
  readonly request: Buffer;
  /** The right answer; undefined when the agent would not answer. */
  readonly answer: Buffer | undefined;
  readonly from: RemoteInfo;
  /** Number of this request, from 1. */
  readonly number: number;
  readonly send: (datagram: Buffer) => void;
  /** Sends from another port of the same address. */
  readonly sendFromElsewhere: (datagram: Buffer) => void;
}

export interface Agent {
  readonly address: string;
  readonly port: number;
  /** Requests received so far. */
  requests: number;
  /** What happens instead of answering; undefined answers. */
  twist: ((exchange: Exchange) => void) | undefined;
  /** Other objects from now on. */
  become(objects: readonly MibObject[]): void;
  close(): Promise<void>;
}

/** Planted secrets: no output may hold them. */
export const secrets: Readonly<Record<string, string>> = {
  COMMUNITY: "geheimes-lesewort",
  AUTH: "pruefschluessel-geheim",
  PRIV: "sichtschluessel-geheim",
};
const community = secrets["COMMUNITY"] ?? "";

const bound = async (type: "udp4" | "udp6", address: string): Promise<Socket> => {
  const socket = createSocket(type);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, address, () => resolve());
  });
  socket.on("error", () => undefined);
  return socket;
};

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));

interface AgentOptions {
  readonly access?: Access;
  readonly v6?: boolean;
  /** snmpEngineBoots and snmpEngineTime of a v3 agent. */
  readonly clock?: () => { boots: number; seconds: number };
  readonly engineId?: () => Buffer;
  /** Another address of loopback than the usual one. */
  readonly host?: string;
}

export async function startAgent(objects: readonly MibObject[], options: AgentOptions = {}): Promise<Agent> {
  const { access = { version: "2c", community }, v6 = false, clock = () => ({ boots: 1, seconds: 1000 }) } = options;
  const host = options.host ?? (v6 ? "::1" : "127.0.0.1");
  const socket = await bound(v6 ? "udp6" : "udp4", host);
  const elsewhere = await bound(v6 ? "udp6" : "udp4", host);
  const id = options.engineId ?? (() => Buffer.from("8000000001020304", "hex"));
  let responders = new Map<string, Responder>();
  let current = objects;
  const responder = (): Responder => {
    const key = id().toString("hex");
    const known = responders.get(key) ?? new Responder(() => new MibView(current), access, { id: id(), clock });
    responders.set(key, known);
    return known;
  };
  const { port } = socket.address();
  const agent: Agent = {
    address: v6 ? `[::1]:${port}` : `${host}:${port}`,
    port,
    requests: 0,
    twist: undefined,
    become(next) {
      current = next;
      responders = new Map();
    },
    close: async () => {
      await Promise.all([closed(socket), closed(elsewhere)]);
    },
  };
  socket.on("message", (request, from) => {
    const number = ++agent.requests;
    const answer = responder().respond(request);
    const send = (datagram: Buffer) => socket.send(datagram, from.port, from.address);
    const sendFromElsewhere = (datagram: Buffer) => elsewhere.send(datagram, from.port, from.address);
    if (agent.twist !== undefined) agent.twist({ request, answer, from, number, send, sendFromElsewhere });
    else if (answer !== undefined) send(answer);
  });
  return agent;
}

export interface TestDevice {
  readonly id: string;
  readonly class: string;
  readonly address: string;
  readonly credentials?: string;
  readonly extra?: string;
}

const reference = (name: string): string => ["$", "{env:", name, "}"].join("");

export const siteText = (devices: readonly TestDevice[], more: string): string => `
${more}
site: { id: probe, name: Probe }
rooms: [{ id: r1, name: Raum 1 }]
credentials:
  - { id: c2, version: 2c, community: "${reference("COMMUNITY")}" }
  - id: c3
    version: "3"
    user: leser
    authentication: { protocol: sha256, key: "${reference("AUTH")}" }
    privacy: { protocol: aes, key: "${reference("PRIV")}" }
  - id: c3-des
    version: "3"
    user: leser
    authentication: { protocol: sha, key: "${reference("AUTH")}" }
    privacy: { protocol: des, key: "${reference("PRIV")}" }
devices:
${devices
  .map(
    ({ id, class: deviceClass, address, credentials = "c2", extra = "" }) =>
      `  - { id: ${id}, name: ${id}, class: ${deviceClass}, address: "${address}", credentials: ${credentials}${extra === "" ? "" : `, ${extra}`} }`,
  )
  .join("\n")}
contacts: [{ id: a, name: Bereitschaft, email: a@example.org, roles: [on-call] }]
rotas: [{ id: r, name: R, layers: [{ participants: [a], starts: "2026-01-05T08:00", shift: 1w }] }]
policies: [{ id: p, name: P, severity: [critical, warning, info], steps: [{ after: 0m, notify: [{ rota: r }] }], fallback: a }]
mail: { from: a@example.org, relays: [{ host: 127.0.0.1, port: 25 }] }
`;

export interface Room {
  readonly collectors: Collectors;
  readonly registry: Registry;
  /** Everything the room logged. */
  readonly log: string[];
  /** The clock that the room reads; tests move it. */
  readonly clock: { now: number };
  /** Traps that a poll has confirmed. */
  readonly confirmed: readonly ConfirmedTrap[];
  setDevices(devices: readonly TestDevice[]): void;
}

/** A small site with these devices. @param more  further lines of its file */
export function siteWith(devices: readonly TestDevice[], more = ""): Site {
  const read = readSite(siteText(devices, more), "site.yaml", { env: (name) => secrets[name], file: () => undefined });
  if (!("site" in read)) throw new Error(JSON.stringify(read.problems));
  return read.site;
}

/** The collectors over a small site with these devices. */
export function roomWith(
  devices: readonly TestDevice[],
  { more = "", ...options }: { allowDes?: boolean; more?: string } = {},
): Room {
  const confirmed: ConfirmedTrap[] = [];
  let site = siteWith(devices, more);
  const registry = new Registry();
  const log: string[] = [];
  const clock = { now: Date.now() };
  const collectors = createCollectors({
    site: () => site,
    log: pino({ level: "trace" }, { write: (line: string) => log.push(line) }),
    registry,
    now: () => new Date(clock.now),
    onConfirmed: (one) => {
      confirmed.push(one);
      return Promise.resolve("told");
    },
    ...options,
  });
  return { collectors, registry, log, clock, confirmed, setDevices: (list) => (site = siteWith(list, more)) };
}
