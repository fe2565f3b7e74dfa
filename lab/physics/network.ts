/** What flows through every interface of the site: internet, VPN, houses, WLAN. Rates only; `world.ts` counts. Pure. */
import type { Conditions } from "./conditions.ts";
import { performanceActivity, type LocalTime } from "./curves.ts";
import { channelOf, wobble } from "./noise.ts";
import { gatewayIds, houseIds, housePlan, portPlans, routerIds, type HouseId } from "./plan.ts";
import { load, type PortPlan } from "./traffic.ts";
import { busyHourShare } from "./vpn.ts";
import type { Setting, World } from "./world.ts";

const mega = 1e6;

/** Bits per second towards the users and from them. */
interface Flow {
  down: number;
  up: number;
}

/** Devices on the WLAN of a house: staff with notebooks and phones, guests of a performance. */
export function wirelessClients(
  seed: number,
  at: number,
  house: HouseId,
  time: LocalTime,
  presence: number,
): { staff: number; guests: number } {
  const plan = housePlan[house];
  const lively = 1 + 0.04 * wobble(seed, channelOf(`wlan ${house}`), at, 240);
  return {
    staff: Math.round((0.9 * plan.staff * presence + 4) * lively),
    guests: Math.round(0.45 * plan.audience * performanceActivity(seed, house, time) * lively),
  };
}

/** Access points hang alternately on the two switches of the house. */
export const switchOfAccessPoint = (house: HouseId, accessPoint: number): string => `sw-${house}-${(accessPoint % 2) + 1}`;

/** Sets rates of all ports by name; ports that are not named idle with a little management traffic. */
function setPorts(world: World, id: string, flows: ReadonlyMap<string, { in: number; out: number; up?: boolean }>): void {
  const ports = world.ports[id];
  const plans = portPlans.get(id);
  if (ports === undefined || plans === undefined) return;
  const alive = world.devices[id]?.alive === true;
  for (const [i, plan] of plans.entries()) {
    const port = ports[i];
    if (port === undefined) continue;
    const flow = flows.get(plan.name);
    const up = alive && plan.admin && plan.weight > 0 && flow?.up !== false;
    const idle = 4000;
    load(port, plan, flow?.in ?? idle, flow?.out ?? idle, up, world.at);
  }
}

/** Spreads a flow over the used copper ports of a switch by their weights; towards the user is `out`. */
function access(plans: readonly PortPlan[], wired: Flow): Map<string, { in: number; out: number; up?: boolean }> {
  const copper = plans.filter(({ name, weight }) => name.startsWith("Gi") && weight > 0);
  const total = copper.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(
    copper.map(({ name, weight }) => [name, { in: (wired.up * weight) / total, out: (wired.down * weight) / total }]),
  );
}

export function stepNetwork(world: World, setting: Setting, conditions: Conditions, time: LocalTime, presence: number): void {
  const { seed } = setting;
  const houses: Record<string, Flow> = {};
  for (const house of houseIds) houses[house] = stepHouse(world, setting, conditions, house, time, presence);

  // Everyone in calls needs more than everyone in mail: 0.5 Mbit/s on a normal day, 0.9 when all are out of the office.
  const crowd = world.remote.wanted / (setting.workforce * busyHourShare);
  const perSession = (0.5 + 0.4 * Math.min(1, Math.max(0, (crowd - 1) / 2))) * mega;
  const vpn = new Map<string, Flow>();
  for (const id of gatewayIds) {
    const wave = 1 + 0.06 * wobble(seed, channelOf(`traffic ${id}`), world.at, 45);
    vpn.set(id, {
      down: world.gateways[id].sessions * perSession * wave,
      up: world.gateways[id].sessions * perSession * 0.36 * wave,
    });
  }
  const remoteDown = [...vpn.values()].reduce((sum, { down }) => sum + down, 0);
  const remoteUp = [...vpn.values()].reduce((sum, { up }) => sum + up, 0);
  const city = 1 + 0.05 * wobble(seed, 12, world.at, 90);
  const inside = {
    down: (45 + 420 * presence) * mega * city + sum(houses, "down"),
    up: (18 + 105 * presence) * mega * city + sum(houses, "up"),
  };

  // Both uplinks share what there is; one alone gets all, and drops what does not fit.
  const working = routerIds.filter((id) => world.devices[id]?.alive === true && !conditions.uplinksDown.has(id));
  for (const [i, id] of routerIds.entries()) {
    const carries = working.includes(id);
    const balance = working.length === 2 ? (i === 0 ? 0.52 : 0.48) : 1;
    const toInternet = carries ? (remoteDown + inside.up) * balance : 0;
    const fromInternet = carries ? (remoteUp + inside.down) * balance : 0;
    setPorts(
      world,
      id,
      new Map([
        ["Te0/0/0", { in: fromInternet, out: toInternet, up: !conditions.uplinksDown.has(id) }],
        ["Te0/0/1", { in: toInternet, out: fromInternet }],
      ]),
    );
  }
  for (const id of gatewayIds) {
    const { down, up } = vpn.get(id) ?? { down: 0, up: 0 };
    const overhead = 1.08;
    setPorts(
      world,
      id,
      new Map([
        ["outside", { in: up * overhead, out: down * overhead }],
        ["inside", { in: down, out: up }],
      ]),
    );
  }
  stepCore(world, conditions, houses, vpn, inside);
}

function sum(flows: Readonly<Record<string, Flow>>, direction: keyof Flow): number {
  return Object.values(flows).reduce((total, flow) => total + flow[direction], 0);
}

function stepHouse(
  world: World,
  { seed }: Setting,
  conditions: Conditions,
  house: HouseId,
  time: LocalTime,
  presence: number,
): Flow {
  const plan = housePlan[house];
  const channel = channelOf(house);
  const wave = 1 + 0.07 * wobble(seed, channel, world.at, 75);
  const activity = performanceActivity(seed, house, time);
  const clients = wirelessClients(seed, world.at, house, time, presence);
  const wireless = (clients.staff * 0.12 + clients.guests * 0.09) * mega * wave;
  const office = plan.staff * presence * 0.4 * mega * wave;
  const rehearsal = time.hour > 10 && time.hour < 14 && time.weekday !== 0 ? 0.35 : 0.03;
  const stage = 55 * Math.max(rehearsal, activity) * mega * wave;

  const online = !conditions.uplinksDown.has(`fw-${house}`);
  // Without its way out a house still talks to itself: stage control, printers, files.
  const outside = online ? 1 : 0.08;
  let down = 0;
  let up = 0;
  let air = 0;
  for (const [i, wired] of [stage, office].entries()) {
    const id = `sw-${house}-${i + 1}`;
    const alive = world.devices[id]?.alive === true && !conditions.uplinksDown.has(id);
    const flow = alive
      ? { down: (wired + wireless / 2) * outside, up: (wired * 0.3 + wireless * 0.12) * outside }
      : { down: 0, up: 0 };
    const plans = portPlans.get(id) ?? [];
    const flows = access(plans, flow);
    flows.set("Te1/1/1", { in: flow.down, out: flow.up, up: !conditions.uplinksDown.has(id) });
    setPorts(world, id, flows);
    down += flow.down;
    up += flow.up;
    if (alive) air += wireless / 2;
  }
  setPorts(world, `wlan-${house}`, new Map([["Port 1", { in: air, out: air * 0.24 }]]));
  setPorts(
    world,
    `fw-${house}`,
    new Map([
      ["wan1", { in: online ? down : 0, out: online ? up : 0, up: online }],
      ["internal1", { in: up, out: down }],
    ]),
  );
  return online ? { down, up } : { down: 0, up: 0 };
}

function stepCore(
  world: World,
  conditions: Conditions,
  houses: Readonly<Record<string, Flow>>,
  vpn: ReadonlyMap<string, Flow>,
  inside: Flow,
): void {
  const flows = new Map<string, { in: number; out: number; up?: boolean }>();
  const remote = [...vpn.values()].reduce((total, flow) => ({ down: total.down + flow.down, up: total.up + flow.up }), {
    down: 0,
    up: 0,
  });
  const ways = routerIds.filter((id) => world.devices[id]?.alive === true && !conditions.uplinksDown.has(id));
  for (const [i, id] of routerIds.entries()) {
    const share = ways.includes(id) ? 1 / ways.length : 0;
    flows.set(`Te1/0/${i + 1}`, {
      in: (remote.up + inside.down) * share,
      out: (remote.down + inside.up) * share,
      up: world.devices[id]?.alive === true,
    });
  }
  for (const [i, id] of gatewayIds.entries()) {
    const { down, up } = vpn.get(id) ?? { down: 0, up: 0 };
    flows.set(`Te1/0/${i + 3}`, { in: up, out: down, up: world.devices[id]?.alive === true });
  }
  for (const [i, house] of houseIds.entries()) {
    const { down, up } = houses[house] ?? { down: 0, up: 0 };
    flows.set(`Te1/0/${i + 5}`, { in: up, out: down });
  }
  const racks = 12;
  const served = remote.down + inside.down * 0.3;
  for (let i = 0; i < racks; i++)
    flows.set(`Te1/0/${i + 9}`, { in: (served / racks) * (0.6 + (i % 5) * 0.2), out: (served * 0.4) / racks });
  setPorts(world, "sw-kern-1", flows);
}
