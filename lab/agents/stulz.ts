/**
 * A chiller behind a Stulz WIB 8000. Source: Stulz-WIB8000-MIB (E.29462.10); index bus.unit.module, temperatures in tenths, pressures
 * in tenths of a bar, flow in whole m³/h. "In" is the water that enters the chiller, so it is the warm one.
 */
import { chillerRating } from "../physics/cooling.ts";
import { gauge, int, table, text, type MibObject, type Variable } from "../snmp/mib.ts";
import { systemGroup } from "./system.ts";
import type { AgentView } from "./view.ts";

const wib = "1.3.6.1.4.1.29462.10";

/** Columns of one of the MIB's tables for the only unit: bus 1, address 1, module 1. */
const unit = (entry: string, columns: Readonly<Record<number, Variable>>): MibObject[] =>
  Object.entries(columns).map(([column, variable]) => ({ oid: `${wib}.${entry}.${column}`, instances: [["1.1.1", variable]] }));

export function stulz(view: AgentView): MibObject[] {
  const { world } = view.lab;
  const { chiller } = world;
  const flag = (holds: () => boolean) => gauge(() => (holds() ? 1 : 0));
  const setpoint = (): number => view.lab.conditions.waterSetpoint ?? chillerRating.setpointCelsius;
  const tooWarm = (): boolean => chiller.waterCelsius > 16;
  const load = (): number => chiller.heatWatts / chillerRating.capacityWatts;
  return [
    ...systemGroup(view, { descr: "Stulz GmbH Klimatechnik WIB 8000", objectId: wib, services: 72 }),
    { oid: `${wib}.1.1.1.65536`, instances: [["0", text("WIB 8000")]] },
    ...table(`${wib}.1.1.6.1.1`, ["1.1"], String, { 393221: () => text("KALTWASSER 1") }),
    ...unit("2.1.1.1.1.1.1.1", { 1196: int(() => 10 * world.outdoor) }),
    ...unit("2.1.1.1.2.1.1", {
      1191: int(() => 10 * chiller.returnCelsius),
      1206: int(() => 10 * chiller.waterCelsius),
      1240: int(() => 10 * setpoint()),
      1740: int(() => (chiller.pumping ? (chillerRating.flowLitresPerMinute * 60) / 1000 : 0)),
    }),
    ...unit("2.1.1.1.3.1.1", {
      2233: int(() => (chiller.running ? 10 * (3.1 + 0.12 * chiller.waterCelsius) : 72)),
      2235: int(() => (chiller.running ? 10 * (12 + 0.25 * Math.max(15, world.outdoor) + 4 * load()) : 72)),
    }),
    ...unit("2.1.1.2.1.1.1.1", {
      4403: flag(() => chiller.running && load() > 0.02),
      4503: flag(() => chiller.running && load() > 0.5),
    }),
    ...unit("2.1.1.2.1.4.1.1", { 5802: flag(() => chiller.pumping), 5821: gauge(() => (chiller.pumping ? 85 : 0)) }),
    ...unit("2.1.1.4.4.2.1.1.1", { 4428: gauge(() => Math.floor(chiller.runSeconds / 3600)) }),
    ...unit("2.1.4.1.1.1", { 10: gauge(0), 12: gauge(0), 1013: flag(() => chiller.running) }),
    ...unit("2.1.4.2.1.1", { 8: flag(() => tooWarm() && chiller.running) }),
    ...unit("2.1.4.4.1.1.1", {
      1010: flag(() => tooWarm() || !chiller.pumping),
      8505: gauge(0),
      8506: flag(() => !chiller.pumping),
      8512: flag(tooWarm),
      8560: gauge(0),
      8572: gauge(0),
    }),
  ];
}
