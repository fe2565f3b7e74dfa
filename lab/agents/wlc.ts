/** A Cisco WLAN controller. Sources: AIRESPACE-WIRELESS-MIB and AIRESPACE-SWITCHING-MIB (E.14179), CISCO-LWAPP-SYS-MIB (E.9.9.618). */
import { localTime, officePresence } from "../physics/curves.ts";
import { switchOfAccessPoint, wirelessClients } from "../physics/network.ts";
import { channelOf, hash01 } from "../physics/noise.ts";
import { housePlan, type HouseId } from "../physics/plan.ts";
import { bytes, count32, gauge, group, int, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { cisco } from "./cisco.ts";
import { interfaces, macOf } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flutter, type AgentView } from "./view.ts";

const airespace = "1.3.6.1.4.1.14179";

interface AccessPoint {
  readonly number: number;
  readonly mac: Buffer;
  /** Share of the clients near it. */
  readonly weight: number;
}

const networks = [
  { index: 1, ssid: "Kultur-Intern" },
  { index: 2, ssid: "Kultur-Gast" },
  { index: 3, ssid: "Kultur-Technik" },
] as const;

/** Slot 0 serves 2.4 GHz, slot 1 serves 5 GHz: a quarter and three quarters of the clients. */
const radios = [
  { slot: 0, share: 0.25, type: 1, channels: [1, 6, 11] },
  { slot: 1, share: 0.75, type: 2, channels: [36, 44, 52, 100] },
] as const;

export function wlanController(view: AgentView, house: HouseId): MibObject[] {
  const { lab } = view;
  const { seed, timeZone } = lab.setting;
  const clients = () => {
    const time = localTime(lab.world.at, timeZone);
    return wirelessClients(seed, lab.world.at, house, time, officePresence(time));
  };
  const points: AccessPoint[] = Array.from({ length: housePlan[house].accessPoints }, (_, i) => {
    // Base addresses of access points end in 0: sixteen networks count up from it.
    const mac = macOf(`${view.id} ap`, 16 * (i + 1));
    return { number: i + 1, mac, weight: 0.4 + hash01(seed, channelOf(`ap ${house}`), i) };
  });
  const totalWeight = points.reduce((sum, { weight }) => sum + weight, 0);
  const joined = ({ number }: AccessPoint): boolean => lab.world.devices[switchOfAccessPoint(house, number)]?.alive === true;
  /** Clients of access points that are there; those of the others have lost the network. */
  const reached = (): number => points.reduce((sum, point) => sum + (joined(point) ? point.weight : 0), 0) / totalWeight;
  const ofNetwork = (index: number): number => {
    const { staff, guests } = clients();
    return Math.floor((index === 1 ? staff : index === 2 ? guests : 9) * reached());
  };
  const near = (point: AccessPoint, share: number): number => {
    const { staff, guests } = clients();
    return Math.floor(((staff + guests + 9) * point.weight * share) / totalWeight);
  };
  const index = ({ mac }: AccessPoint): string => [...mac].join(".");
  const rows = points.flatMap((point) => radios.map((radio) => ({ point, radio })));
  const radioIndex = ({ point, radio }: (typeof rows)[number]): string => `${index(point)}.${radio.slot}`;
  const here =
    <T>(point: AccessPoint, value: () => T) =>
    (): T | undefined =>
      joined(point) ? value() : undefined;
  const load = (): number => (clients().staff + clients().guests) / (housePlan[house].accessPoints * 60);

  return [
    ...systemGroup(view, { descr: "Cisco Controller", objectId: `${cisco}.1.1279`, services: 2 }),
    ...interfaces(view),
    scalar(
      `${cisco}.9.618.1.8.4`,
      gauge(() => points.filter(joined).length),
    ),
    scalar(`${airespace}.1.1.1.18`, int(75)),
    ...group(`${airespace}.1.1.5`, {
      1: int(() => Math.min(100, 6 + 22 * load() + 2 * flutter(view, 110, 10))),
      2: int(1_000_948),
      3: int(() => 1_000_948 * (0.52 - 0.1 * load())),
    }),
    ...table(`${airespace}.2.1.1.1`, networks, ({ index: essIndex }) => String(essIndex), {
      1: ({ index: essIndex }) => gauge(essIndex),
      2: ({ ssid }) => text(ssid),
      6: () => int(1),
      // The MIB types the number of stations as a counter; it goes up and down.
      38: ({ index: essIndex }) => count32(() => ofNetwork(essIndex)),
    }),
    ...table<AccessPoint>(`${airespace}.2.2.1.1`, points, index, {
      1: (point) => bytes(here(point, () => point.mac)),
      2: (point) => int(here(point, () => 2)),
      3: (point) => text(here(point, () => `AP-${house}-${String(point.number).padStart(2, "0")}`)),
      4: (point) => text(here(point, () => view.location)),
      6: (point) => int(here(point, () => 1)),
      16: (point) => text(here(point, () => "AIR-AP2802I-E-K9")),
      37: (point) => int(here(point, () => 1)),
    }),
    ...table(`${airespace}.2.2.2.1`, rows, radioIndex, {
      1: ({ point, radio }) => gauge(here(point, () => radio.slot)),
      2: ({ point, radio }) => int(here(point, () => radio.type)),
      4: ({ point, radio }) => int(here(point, () => radio.channels[point.number % radio.channels.length] ?? 1)),
      12: ({ point }) => int(here(point, () => 2)),
      15: ({ point, radio }) => count32(here(point, () => near(point, radio.share))),
      34: ({ point }) => int(here(point, () => 1)),
    }),
    ...table(`${airespace}.2.2.13.1`, rows, radioIndex, {
      1: ({ point, radio }) => int(here(point, () => Math.min(60, near(point, radio.share) / 3))),
      2: ({ point, radio }) => int(here(point, () => Math.min(60, near(point, radio.share) / 2))),
      3: ({ point, radio }) => int(here(point, () => Math.min(95, (radio.slot === 0 ? 22 : 6) + near(point, radio.share)))),
      4: ({ point, radio }) => int(here(point, () => near(point, radio.share))),
    }),
    ...group(`${airespace}.2.3.1`, { 13: int(() => 41 + flutter(view, 111, 60)), 14: int(-10), 15: int(75) }),
  ];
}
