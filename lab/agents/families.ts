/** Which family each device of the example site speaks: device id to its objects. */
import { gatewayIds, houseIds, meterIds, pduIds, routerIds, routerRoom, sensorIds, unitIds, upsIds } from "../physics/plan.ts";
import type { MibObject } from "../snmp/mib.ts";
import { asa } from "./asa.ts";
import { fortigate } from "./fortigate.ts";
import { inRow } from "./inrow.ts";
import { ios, models } from "./ios.ts";
import { energyMeter } from "./janitza.ts";
import { powernetUps } from "./powernet-ups.ts";
import { rittal } from "./rittal.ts";
import { rackPdu } from "./rpdu2.ts";
import { stulz } from "./stulz.ts";
import { upsMib } from "./ups-mib.ts";
import type { AgentView } from "./view.ts";
import { wlanController } from "./wlc.ts";

type Family = (view: AgentView) => MibObject[];

export const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ...upsIds.map((id): [string, Family] => [id, (view) => (id === "usv-a" ? upsMib(view, id) : powernetUps(view, id))]),
  ...pduIds.map((id): [string, Family] => [id, (view) => rackPdu(view, id)]),
  ...meterIds.map((id): [string, Family] => [id, (view) => energyMeter(view, id)]),
  ...unitIds.map((id): [string, Family] => [id, (view) => inRow(view, id)]),
  ["kaeltemaschine-1", stulz],
  ...sensorIds.map((id): [string, Family] => [id, (view) => rittal(view, id)]),
  ...gatewayIds.map((id): [string, Family] => [id, (view) => asa(view, id)]),
  ...routerIds.map((id): [string, Family] => [id, (view) => ios(view, models.router, routerRoom[id])]),
  ["sw-kern-1", (view) => ios(view, models.core, "rz1")],
  ...houseIds.flatMap((house): [string, Family][] => [
    [`sw-${house}-1`, (view) => ios(view, models.access24, undefined)],
    [`sw-${house}-2`, (view) => ios(view, models.access48, undefined)],
    [`wlan-${house}`, (view) => wlanController(view, house)],
    [`fw-${house}`, fortigate],
  ]),
]);
