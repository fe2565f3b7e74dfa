/**
 * What stands where in the simulated site: the 40 devices of `site/example.yaml` by their ids, which feed and room each belongs to,
 * and how the network is cabled. Data only.
 */
import { channelOf, hash01 } from "./noise.ts";
import type { PortPlan } from "./traffic.ts";

export const upsIds = ["usv-a", "usv-b"] as const;
export type UpsId = (typeof upsIds)[number];
export const roomIds = ["rz1", "rz2"] as const;
export type RoomId = (typeof roomIds)[number];
export const unitIds = ["klima-1", "klima-2", "klima-3", "klima-4"] as const;
export type UnitId = (typeof unitIds)[number];
export const sensorIds = ["sensor-rz1", "sensor-rz2"] as const;
export type SensorId = (typeof sensorIds)[number];
export const gatewayIds = ["vpn-1", "vpn-2"] as const;
export type GatewayId = (typeof gatewayIds)[number];
export const routerIds = ["router-1", "router-2"] as const;
export type RouterId = (typeof routerIds)[number];
export const houseIds = ["oper", "schauspiel", "gewandhaus", "tdjw"] as const;
export type HouseId = (typeof houseIds)[number];
export type Feed = "a" | "b";

export const pduIds = ["pdu-rz1-a", "pdu-rz1-b", "pdu-rz2-a", "pdu-rz2-b"] as const;
export type PduId = (typeof pduIds)[number];
export const meterIds = [
  "zaehler-netz",
  "zaehler-usv-a-ein",
  "zaehler-usv-a-aus",
  "zaehler-usv-b-ein",
  "zaehler-usv-b-aus",
  "zaehler-kaelte",
] as const;
export type MeterId = (typeof meterIds)[number];

/** UPS by feed, and the room it stands in: its losses heat that room. */
export const upsPlace: Readonly<Record<UpsId, { readonly feed: Feed; readonly room: RoomId }>> = {
  "usv-a": { feed: "a", room: "rz1" },
  "usv-b": { feed: "b", room: "rz2" },
};

/** Units hang on mains, not on a UPS: one of each room on each feed. Their controllers have a small supply from the UPS. */
export const unitPlace: Readonly<Record<UnitId, { readonly feed: Feed; readonly room: RoomId }>> = {
  "klima-1": { feed: "a", room: "rz1" },
  "klima-2": { feed: "b", room: "rz1" },
  "klima-3": { feed: "a", room: "rz2" },
  "klima-4": { feed: "b", room: "rz2" },
};

export const pduPlace: Readonly<Record<PduId, { readonly ups: UpsId; readonly room: RoomId }>> = {
  "pdu-rz1-a": { ups: "usv-a", room: "rz1" },
  "pdu-rz1-b": { ups: "usv-b", room: "rz1" },
  "pdu-rz2-a": { ups: "usv-a", room: "rz2" },
  "pdu-rz2-b": { ups: "usv-b", room: "rz2" },
};

export const sensorRoom: Readonly<Record<SensorId, RoomId>> = { "sensor-rz1": "rz1", "sensor-rz2": "rz2" };
export const gatewayRoom: Readonly<Record<GatewayId, RoomId>> = { "vpn-1": "rz1", "vpn-2": "rz2" };
export const routerRoom: Readonly<Record<RouterId, RoomId>> = { "router-1": "rz1", "router-2": "rz2" };

/** IT power at night and what the working day adds, watts. */
export const itLoad: Readonly<Record<RoomId, { readonly base: number; readonly day: number }>> = {
  rz1: { base: 36_000, day: 9000 },
  rz2: { base: 29_000, day: 7000 },
};

export interface HousePlan {
  /** Seats: guests who carry a phone. */
  readonly audience: number;
  /** People of the administration at their desks. */
  readonly staff: number;
  readonly accessPoints: number;
}

export const housePlan: Readonly<Record<HouseId, HousePlan>> = {
  oper: { audience: 1270, staff: 210, accessPoints: 14 },
  schauspiel: { audience: 620, staff: 110, accessPoints: 9 },
  gewandhaus: { audience: 1900, staff: 140, accessPoints: 16 },
  tdjw: { audience: 320, staff: 60, accessPoints: 5 },
};

const ethernet = 6;

function port(index: number, name: string, descr: string, megabits: number, alias = "", weight = 1, type = ethernet): PortPlan {
  return { index, name, descr, alias, megabits, type, weight, admin: true };
}

/** Access switch: copper ports, four uplink ports of which the first is used. Some ports are unused, as everywhere. */
function accessSwitch(id: string, ports: number): PortPlan[] {
  const channel = channelOf(id);
  const copper = Array.from({ length: ports }, (_, i): PortPlan => {
    const n = i + 1;
    const used = hash01(1, channel, n) < 0.72;
    const weight = used ? 0.2 + hash01(2, channel, n) ** 3 : 0;
    const number = `1/0/${n}`;
    return { ...port(8 + n, `Gi${number}`, `GigabitEthernet${number}`, 1000, used ? `Dose ${100 + n}` : ""), weight };
  });
  const uplinks = [1, 2, 3, 4].map((n) => {
    const plan = port(8 + ports + n, `Te1/1/${n}`, `TenGigabitEthernet1/1/${n}`, 10_000, n === 1 ? "Uplink Rechenzentrum" : "");
    return n === 1 ? plan : { ...plan, weight: 0 };
  });
  return [port(1, "Vl1", "Vlan1", 1000, "", 0, 53), ...copper, ...uplinks];
}

const coreLinks: readonly (readonly [name: string, weight: number])[] = [
  ["Router 1", 1],
  ["Router 2", 1],
  ["VPN-Gateway 1", 1],
  ["VPN-Gateway 2", 1],
  ...houseIds.map((house) => [`Haus ${house}`, 1] as const),
  ...Array.from({ length: 12 }, (_, i) => [`Serverrack ${i + 1}`, 1] as const),
];

function coreSwitch(): PortPlan[] {
  return Array.from({ length: 24 }, (_, i) => {
    const [alias, weight] = coreLinks[i] ?? ["", 0];
    return { ...port(8 + i + 1, `Te1/0/${i + 1}`, `TenGigabitEthernet1/0/${i + 1}`, 10_000, alias), weight };
  });
}

const routerPorts: readonly PortPlan[] = [
  port(1, "Te0/0/0", "TenGigabitEthernet0/0/0", 2000, "Internet, 2 Gbit/s"),
  port(2, "Te0/0/1", "TenGigabitEthernet0/0/1", 10_000, "Kernswitch"),
  { ...port(3, "Te0/0/2", "TenGigabitEthernet0/0/2", 10_000), weight: 0 },
  port(4, "Gi0", "GigabitEthernet0", 1000, "Management", 0.001),
  port(5, "Lo0", "Loopback0", 8000, "", 0.0001, 24),
];

const gatewayPorts: readonly PortPlan[] = [
  port(2, "outside", "Adaptive Security Appliance 'outside' interface", 10_000, "Internet"),
  port(3, "inside", "Adaptive Security Appliance 'inside' interface", 10_000, "Kernswitch"),
  port(4, "management", "Adaptive Security Appliance 'management' interface", 1000, "", 0.001),
  port(5, "failover", "Adaptive Security Appliance 'failover' interface", 1000, "", 0.001),
];

const firewallPorts: readonly PortPlan[] = [
  port(1, "mgmt", "", 1000, "", 0.001),
  port(2, "wan1", "", 1000, "Stadtnetz"),
  { ...port(3, "wan2", "", 1000), weight: 0 },
  port(4, "internal1", "", 1000, "Hausnetz"),
  { ...port(5, "internal2", "", 1000), weight: 0 },
  port(6, "ssl.root", "", 1000, "SSL VPN interface", 0.0005, 131),
];

const controllerPorts: readonly PortPlan[] = [
  port(1, "Port 1", "Unit: 0 Slot: 0 Port: 1 Gigabit", 1000, "Hausnetz"),
  port(2, "management", "management", 1000, "", 0.001, 53),
];

/** Management cards have one slow port. */
const cardPorts: readonly PortPlan[] = [
  port(1, "lo", "lo", 10, "", 0.0001, 24),
  port(2, "eth0", "eth0", 100, "Management", 0.001),
];

/** Interfaces of every device that shows IF-MIB, by device id. */
export const portPlans: ReadonlyMap<string, readonly PortPlan[]> = new Map<string, readonly PortPlan[]>([
  ...upsIds.map((id) => [id, cardPorts] as const),
  ...gatewayIds.map((id) => [id, gatewayPorts] as const),
  ...routerIds.map((id) => [id, routerPorts] as const),
  ["sw-kern-1", coreSwitch()],
  ...houseIds.flatMap((house) => [
    [`sw-${house}-1`, accessSwitch(`sw-${house}-1`, 24)] as const,
    [`sw-${house}-2`, accessSwitch(`sw-${house}-2`, 48)] as const,
    [`wlan-${house}`, controllerPorts] as const,
    [`fw-${house}`, firewallPorts] as const,
  ]),
]);

/** Every device that the lab plays. */
export const deviceIds: readonly string[] = [
  ...upsIds,
  ...pduIds,
  ...meterIds,
  ...unitIds,
  "kaeltemaschine-1",
  ...sensorIds,
  ...gatewayIds,
  ...routerIds,
  "sw-kern-1",
  ...houseIds.flatMap((house) => [`sw-${house}-1`, `sw-${house}-2`, `wlan-${house}`, `fw-${house}`]),
];
