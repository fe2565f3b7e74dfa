/** The devices that the benches poll: what they answer, made once, and what there is to say about them. */
import {
  count32,
  count64,
  gauge,
  group,
  int,
  objectId,
  table,
  text,
  ticks,
  type MibObject,
  type Variable,
} from "../../lab/snmp/mib.ts";
import type { DeviceClass } from "../../site/metrics.ts";

export interface BenchDevice {
  readonly deviceClass: DeviceClass;
  readonly objects: readonly MibObject[];
  /** Groups and tables that the peer walks when its generator is given table names, as its shipped modules are. */
  readonly tables: readonly string[];
}

const upsMib = "1.3.6.1.2.1.33.1";
const lines = [1, 2, 3];
/** As the peer's stock module walks them. */
const interfaceTables = ["1.3.6.1.2.1.2", "1.3.6.1.2.1.31.1.1"];

const system = (description: string, objectID: string): MibObject[] =>
  group("1.3.6.1.2.1.1", { 1: text(description), 2: objectId(objectID), 3: ticks(8_640_000), 5: text("bench") });

/** A three-phase UPS of RFC 1628 with a network card: about 60 values that move. */
function ups(): BenchDevice {
  const objects = [
    ...system("Three-phase UPS", "1.3.6.1.4.1.8072.3.2.10"),
    ...group(`${upsMib}.1`, {
      1: text("Generic"),
      2: text("UPS 80"),
      3: text("1.4"),
      4: text("2.0"),
      5: text("ups"),
      6: text(""),
    }),
    ...group(`${upsMib}.2`, { 1: int(2), 2: int(0), 3: int(42), 4: int(100), 5: int(5448), 6: int(-1), 7: int(23) }),
    ...group(`${upsMib}.3`, { 1: gauge(3), 2: int(3) }),
    ...table(`${upsMib}.3.3.1`, lines, String, {
      2: () => int(500),
      3: (n) => int(229 + n),
      4: (n) => int(310 + n),
      5: (n) => int(7000 + n),
    }),
    ...group(`${upsMib}.4`, { 1: int(3), 2: int(500), 3: int(3) }),
    ...table(`${upsMib}.4.4.1`, lines, String, {
      2: (n) => int(229 + n),
      3: (n) => int(300 + n),
      4: (n) => int(6800 + n),
      5: () => int(37),
    }),
    ...group(`${upsMib}.5`, { 1: int(500), 2: int(3) }),
    ...table(`${upsMib}.5.3.1`, lines, String, { 2: (n) => int(229 + n), 3: () => int(0), 4: () => int(0) }),
    ...group(`${upsMib}.6`, { 1: gauge(0) }),
    ...group(`${upsMib}.7`, { 3: int(1), 4: text("passed") }),
    ...interfaces([{ index: 1, name: "eth0", mbits: 100 }]),
  ];
  return {
    deviceClass: "ups",
    objects,
    tables: ["1.3.6.1.2.1.1.3", ...interfaceTables, ...[1, 2, 3, 4, 5, 6, 7].map((n) => `${upsMib}.${n}`)],
  };
}

interface Port {
  readonly index: number;
  readonly name: string;
  readonly mbits: number;
}

const octets = (port: Port, salt: number): number => 5_000_000_000 * (port.index + salt) + 1234;

/** IF-MIB as agents answer it: every column of ifTable and ifXTable. */
function interfaces(ports: readonly Port[]): MibObject[] {
  const index = (port: Port): string => String(port.index);
  const counters = (first: number, last: number): Record<number, (port: Port) => Variable> =>
    Object.fromEntries(
      Array.from(
        { length: last - first + 1 },
        (_, at) => [first + at, (port: Port) => count32(octets(port, at) % 2 ** 32)] as const,
      ),
    );
  const wide: Record<number, (port: Port) => Variable> = Object.fromEntries(
    Array.from({ length: 8 }, (_, at) => [6 + at, (port: Port) => count64(octets(port, at))] as const),
  );
  return [
    ...group("1.3.6.1.2.1.2", { 1: int(ports.length) }),
    ...table("1.3.6.1.2.1.2.2.1", ports, index, {
      1: (port) => int(port.index),
      2: ({ name }) => text(name),
      3: () => int(6),
      4: () => int(1500),
      5: ({ mbits }) => gauge(Math.min(4_294_967_295, mbits * 1e6)),
      6: ({ index: n }) => text(`\u0000\u0001\u0002${String.fromCodePoint(n % 100)}`),
      7: () => int(1),
      8: ({ index: n }) => int(n % 5 === 0 ? 2 : 1),
      9: () => ticks(1000),
      ...counters(10, 21),
    }),
    ...table("1.3.6.1.2.1.31.1.1.1", ports, index, {
      1: ({ name }) => text(name),
      ...counters(2, 5),
      ...wide,
      14: () => int(1),
      15: ({ mbits }) => gauge(mbits),
      16: () => int(2),
      17: () => int(1),
      18: ({ name }) => text(`to ${name}`),
      19: () => ticks(0),
    }),
    ...group("1.3.6.1.2.1.31.1", { 5: ticks(900) }),
  ];
}

const ports = (first: number, count: number, name: (n: number) => string, mbits: number): Port[] =>
  Array.from({ length: count }, (_, at) => ({ index: first + at, name: name(at + 1), mbits }));

/** A 48-port access switch with uplinks, bundles, VLAN interfaces and PoE: about 1,200 values that move. */
function networkSwitch(): BenchDevice {
  const access = ports(10_101, 48, (n) => `GigabitEthernet1/0/${n}`, 1000);
  const all = [
    ...access,
    ...ports(10_201, 4, (n) => `TenGigabitEthernet1/1/${n}`, 10_000),
    ...ports(5001, 8, (n) => `Port-channel${n}`, 20_000),
    ...ports(1, 40, (n) => `Vlan${100 + n}`, 1000),
  ];
  const power = "1.3.6.1.2.1.105.1";
  const objects = [
    ...system("48-port switch", "1.3.6.1.4.1.8072.3.2.10"),
    ...interfaces(all),
    ...table(`${power}.1.1`, access, (port) => `1.${port.index - 10_100}`, {
      3: () => int(1),
      6: ({ index }) => int(index % 3 === 0 ? 2 : 3),
    }),
    ...table(`${power}.3.1.1`, [1], String, { 2: () => gauge(740), 3: () => int(1), 4: () => gauge(212) }),
  ];
  return {
    deviceClass: "network",
    objects,
    tables: ["1.3.6.1.2.1.1.3", ...interfaceTables, `${power}.1`, `${power}.3`],
  };
}

/** A FortiGate with 150 tunnels, 24 interfaces and 40 sensors: about 800 values that move. */
function vpnFirewall(): BenchDevice {
  const fg = "1.3.6.1.4.1.12356.101";
  const tunnels = Array.from({ length: 150 }, (_, at) => at + 1);
  const sensors = Array.from({ length: 40 }, (_, at) => at + 1);
  const word = (n: number): string => (n % 4 === 0 ? `CPU ${n} Temp` : n % 4 === 1 ? `Fan ${n}` : `+3.3V ${n}`);
  const objects = [
    ...system("VPN firewall", `${fg}.1.15000`),
    ...interfaces([...ports(1, 20, (n) => `port${n}`, 10_000), ...ports(21, 4, (n) => `wan${n}`, 10_000)]),
    ...group("1.3.6.1.4.1.12356.100.1.1", { 1: text("FG15000000000001") }),
    ...group(`${fg}.4.1`, {
      1: text("v7.2.5"),
      3: gauge(17),
      4: gauge(48),
      5: gauge(16_000_000),
      8: gauge(123_456),
      11: gauge(3100),
      12: gauge(3000),
      13: gauge(2900),
      14: gauge(2800),
    }),
    ...table(`${fg}.4.3.2.1`, sensors, String, {
      1: (n) => int(n),
      2: (n) => text(word(n)),
      3: (n) => text(`${30 + n}.5`),
      4: () => int(0),
    }),
    ...table(`${fg}.4.4.2.1`, [1, 2, 3, 4, 5, 6, 7, 8], String, { 1: (n) => int(n), 2: (n) => gauge(10 + n) }),
    ...table(`${fg}.12.2.3.1`, [1, 2], String, {
      1: () => int(2),
      2: () => gauge(1300),
      3: () => gauge(1500),
      4: () => gauge(20),
      5: () => gauge(60),
      6: () => gauge(1280),
      7: () => gauge(1490),
    }),
    ...group(`${fg}.12.1`, { 1: gauge(149) }).map(({ instances }) => ({ oid: `${fg}.12.1.1`, instances })),
    ...table(`${fg}.12.2.2.1`, tunnels, String, {
      1: (n) => int(n),
      2: (n) => text(`site-${n}`),
      3: (n) => text(`phase2-${n}`),
      4: () => text("10.0.0.1"),
      5: () => gauge(500),
      18: (n) => count64(7_000_000_000 + n),
      19: (n) => count64(9_000_000_000 + n),
      20: () => int(2),
      21: () => int(1),
    }),
    ...group(`${fg}.13.1`, { 1: int(3) }),
    ...table(`${fg}.13.2.1.1`, [1, 2], String, {
      2: (n) => text(`FG150000000000${n}`),
      3: () => gauge(17),
      4: () => gauge(48),
      11: (n) => text(`fw-${n}`),
      12: () => int(1),
    }),
  ];
  const tables = ["4.1", "4.3.2", "4.4.2", "12.1", "12.2.2", "12.2.3", "13.1", "13.2.1"].map((rest) => `${fg}.${rest}`);
  return { deviceClass: "vpn", objects, tables: ["1.3.6.1.2.1.1.3", ...interfaceTables, ...tables] };
}

/** A small switch: about 300 values that move. */
function edgeSwitch(): BenchDevice {
  const objects = [
    ...system("24-port switch", "1.3.6.1.4.1.8072.3.2.10"),
    ...interfaces(ports(1, 28, (n) => `Gi1/0/${n}`, 1000)),
  ];
  return { deviceClass: "network", objects, tables: ["1.3.6.1.2.1.1.3", ...interfaceTables] };
}

export type Kind = "ups" | "switch" | "vpn" | "edge";
export const benchDevices: Readonly<Record<Kind, BenchDevice>> = {
  ups: ups(),
  switch: networkSwitch(),
  vpn: vpnFirewall(),
  edge: edgeSwitch(),
};

export const community = "bench";
/** One user for both sides; the bench measures, it keeps no secret. */
export const user = {
  name: "bench",
  authentication: { protocol: "sha", key: "bench-authentication" },
  privacy: { key: "bench-privacy-key" },
} as const;
