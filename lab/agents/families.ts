/** Which family each device of the example site speaks: device id to its objects. */
import { gatewayIds, houseIds, routerIds, routerRoom, upsIds } from "../physics/plan.ts";
import type { MibObject } from "../snmp/mib.ts";
import { asa } from "./asa.ts";
import { ios, models } from "./ios.ts";
import { powernetUps } from "./powernet-ups.ts";
import { upsMib } from "./ups-mib.ts";
import type { AgentView } from "./view.ts";

type Family = (view: AgentView) => MibObject[];

export const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ...upsIds.map((id): [string, Family] => [id, (view) => (id === "usv-a" ? upsMib(view, id) : powernetUps(view, id))]),
  ...gatewayIds.map((id): [string, Family] => [id, (view) => asa(view, id)]),
  ...routerIds.map((id): [string, Family] => [id, (view) => ios(view, models.router, routerRoom[id])]),
  ["sw-kern-1", (view) => ios(view, models.core, "rz1")],
  ...houseIds.flatMap((house): [string, Family][] => [
    [`sw-${house}-1`, (view) => ios(view, models.access24, undefined)],
    [`sw-${house}-2`, (view) => ios(view, models.access48, undefined)],
  ]),
]);
