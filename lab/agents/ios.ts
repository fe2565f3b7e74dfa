/** Cisco IOS-XE routers and Catalyst switches. Sources: IF-MIB, CISCO-PROCESS-MIB, CISCO-MEMORY-POOL-MIB, CISCO-ENVMON-MIB, ENTITY-MIB. */
import { portPlans, type RoomId } from "../physics/plan.ts";
import { gauge, int, objectId, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { cisco, environment, memory, processor } from "./cisco.ts";
import { busy, interfaces } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flutter, type AgentView } from "./view.ts";

interface Model {
  readonly name: string;
  readonly descr: string;
  readonly objectId: string;
  readonly part: string;
  readonly supplies: readonly string[];
  readonly fans: readonly string[];
}

const software = (image: string): string => `Cisco IOS Software [Cupertino], ${image}, Version 17.9.4a, RELEASE SOFTWARE (fc3)`;

export const models = {
  router: {
    name: "ASR1001-X",
    part: "ASR1001-X",
    descr: software("ASR1000 Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)"),
    objectId: `${cisco}.1.1861`,
    supplies: ["Power Supply Module 0", "Power Supply Module 1"],
    fans: ["Fan 0", "Fan 1", "Fan 2"],
  },
  access24: {
    name: "C9200L-24P-4X",
    part: "C9200L-24P-4X",
    descr: software("Catalyst L3 Switch Software (CAT9K_LITE_IOSXE)"),
    objectId: `${cisco}.1.2574`,
    supplies: ["Switch 1 - Power Supply A"],
    fans: ["Switch 1 - FAN - T1 1", "Switch 1 - FAN - T1 2"],
  },
  access48: {
    name: "C9200L-48P-4X",
    part: "C9200L-48P-4X",
    descr: software("Catalyst L3 Switch Software (CAT9K_LITE_IOSXE)"),
    objectId: `${cisco}.1.2575`,
    supplies: ["Switch 1 - Power Supply A", "Switch 1 - Power Supply B"],
    fans: ["Switch 1 - FAN - T1 1", "Switch 1 - FAN - T1 2"],
  },
  core: {
    name: "C9500-24Y4C",
    part: "C9500-24Y4C",
    descr: software("Catalyst L3 Switch Software (CAT9K_IOSXE)"),
    objectId: `${cisco}.1.2573`,
    supplies: ["Switch 1 - Power Supply A", "Switch 1 - Power Supply B"],
    fans: ["Switch 1 - FAN 1", "Switch 1 - FAN 2", "Switch 1 - FAN 3"],
  },
} as const satisfies Record<string, Model>;

/** @param room  data centre room whose air the device breathes; houses have their own closets */
export function ios(view: AgentView, model: Model, room: RoomId | undefined): MibObject[] {
  const { id, lab } = view;
  const plans = portPlans.get(id) ?? [];
  const ports = lab.world.ports[id] ?? [];
  const busiest = (): number =>
    Math.max(0, ...plans.map((plan, i) => (ports[i] === undefined ? 0 : busy(ports[i], plan.megabits))));
  const mean = (): number => 0.07 + 0.18 * busiest();
  const now = (): number => Math.max(0.02, mean() + 0.03 * flutter(view, 92 + plans.length, 8));
  const air = (): number => (room === undefined ? 23 : lab.world.rooms[room].airCelsius);
  return [
    ...systemGroup(view, { descr: model.descr, objectId: model.objectId, services: model === models.router ? 78 : 6 }),
    ...interfaces(view),
    ...processor({ now, mean }),
    ...memory(1_800_000_000, () => 0.34),
    ...environment(
      [
        { index: 1010, descr: "Switch 1 - Inlet Temp Sensor", celsius: () => air() + 1.5, threshold: 56 },
        { index: 1011, descr: "Switch 1 - Outlet Temp Sensor", celsius: () => air() + 8 + 6 * busiest(), threshold: 66 },
        { index: 1012, descr: "Switch 1 - HotSpot Temp Sensor", celsius: () => air() + 22 + 12 * busiest(), threshold: 125 },
      ],
      model.fans,
      model.supplies,
    ),
    // ENTITY-MIB: the chassis only.
    ...table("1.3.6.1.2.1.47.1.1.1.1", [1], String, {
      2: () => text(model.name),
      3: () => objectId(model.objectId),
      4: () => int(0),
      5: () => int(3),
      7: () => text("Chassis"),
      11: () => text(`LAB${id.toUpperCase().replaceAll("-", "")}`),
      13: () => text(model.part),
    }),
    scalar(
      "1.3.6.1.4.1.9.2.1.58",
      gauge(() => 100 * mean()),
    ),
  ];
}
