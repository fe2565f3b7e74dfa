/** A three-phase Smart-UPS/Galaxy with a network management card. Source: PowerNet-MIB, `upsBasic*`, `upsAdv*`, `upsHighPrec*`, `upsPhase*`. */
import { batteryView, lossWatts, upsRating } from "../physics/ups.ts";
import { upsPlace, type UpsId } from "../physics/plan.ts";
import { gauge, group, int, scalar, table, text, ticks, type MibObject } from "../snmp/mib.ts";
import { interfaces } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flowed, flutter, mainsHertz, mainsVolts, phases, phaseShares, type AgentView, type Phase } from "./view.ts";

const apc = "1.3.6.1.4.1.318";
const ups1 = `${apc}.1.1.1`;
const wattHour = 3600;
const powerFactor = 0.96;

export function powernetUps(view: AgentView, id: UpsId): MibObject[] {
  const { lab } = view;
  const ups = lab.world.ups[id];
  const battery = () => batteryView(ups, upsRating, lab.conditions.health[id]);
  const mains = (): boolean => lab.world.mains[upsPlace[id].feed];
  const giving = (): boolean => ups.mode !== "off";
  const share = (phase: Phase): number => phaseShares[phase - 1] ?? 0;
  const inputVolts = (phase: Phase): number => (mains() ? mainsVolts(view, phase) : 0);
  const outputVolts = (phase: Phase): number => (giving() ? 230.1 + 0.3 * flutter(view, 85 + phase, 15) : 0);
  const outputAmps = (phase: Phase): number => (giving() ? (ups.outputWatts * share(phase)) / powerFactor / 230 : 0);
  const loadRatio = (): number => ups.outputWatts / powerFactor / upsRating.watts;
  const testFailed = (): boolean => lab.conditions.failedTests.has(id);
  const outputWh = (): number => flowed(lab, ups.outputJoules, ups.outputWatts) / wattHour;
  const inputWh = (): number => flowed(lab, ups.inputJoules, ups.inputWatts) / wattHour;
  const status = (): number => ({ mains: 2, battery: 3, bypass: 10, off: 7 })[ups.mode];
  /** upsBasicStateOutputState: 64 flags, numbered from 1. */
  const flags = (): string => {
    const on = new Set<number>([6, 19]);
    const { replace, state, celsius } = battery();
    const abnormal = ups.mode !== "mains" || replace || testFailed();
    if (abnormal) on.add(1);
    if (ups.mode === "battery") on.add(2);
    if (state !== "normal") on.add(3);
    if (ups.mode === "mains") on.add(4);
    if (replace) on.add(5);
    if (loadRatio() > 1) on.add(9);
    if (state === "depleted") on.add(11);
    if (ups.mode === "bypass") on.add(14);
    if (ups.mode === "off") on.delete(19);
    if (celsius > 40) on.add(26);
    return Array.from({ length: 64 }, (_, i) => (on.has(i + 1) ? "1" : "0")).join("");
  };
  const efficiency = (): number => {
    if (ups.mode === "off") return -3;
    if (ups.mode === "battery") return -4;
    if (ups.mode === "bypass") return -5;
    if (ups.battery.watts < -500) return -6;
    return (1000 * ups.outputWatts) / (ups.outputWatts + lossWatts(upsRating, ups.outputWatts));
  };

  return [
    ...systemGroup(view, {
      descr: "APC Web/SNMP Management Card (MB:v4.2.9 PF:v2.5.0.8 PN:apc_hw21_aos_2.5.0.8.bin AF1:v2.5.0.6 MN:AP9641 HR:05)",
      objectId: `${apc}.1.3.28.66`,
      services: 72,
    }),
    ...interfaces(view),
    ...group(`${ups1}.1.1`, { 1: text("Galaxy VS 100 kW"), 2: text(view.id), 3: text("Galaxy VS") }),
    ...group(`${ups1}.1.2`, { 1: text("8.5.0"), 2: text("03/14/2022"), 3: text("LAB000000012") }),
    ...group(`${ups1}.2.1`, {
      1: int(() => (testFailed() ? 4 : battery().state === "normal" ? 2 : 3)),
      2: ticks(() => ups.onBatterySeconds),
      3: text("03/14/2022"),
    }),
    ...group(`${ups1}.2.2`, {
      1: gauge(() => Math.floor(100 * battery().charge)),
      2: gauge(() => battery().celsius),
      3: ticks(() => battery().runtimeSeconds),
      4: int(() => (battery().replace ? 2 : 1)),
      5: int(4),
      6: int(() => (battery().replace ? 1 : 0)),
      7: int(480),
      8: int(() => battery().volts),
      9: int(() => battery().amps),
      23: int(() => (battery().replace ? 4 : 2)),
    }),
    ...group(`${ups1}.2.3`, {
      1: gauge(() => Math.floor(1000 * battery().charge)),
      2: gauge(() => 10 * battery().celsius),
      3: int(4800),
      4: int(() => 10 * battery().volts),
      5: int(() => 10 * battery().amps),
    }),
    scalar(`${ups1}.3.1.1`, int(3)),
    ...group(`${ups1}.3.2`, {
      1: gauge(() => inputVolts(1)),
      4: gauge(() => (mains() ? mainsHertz(view) : 0)),
      5: int(() => (ups.mode === "battery" ? 4 : 9)),
      15: gauge(() => inputWh() / 1000),
    }),
    ...group(`${ups1}.3.3`, {
      1: gauge(() => 10 * inputVolts(1)),
      4: gauge(() => (mains() ? 10 * mainsHertz(view) : 0)),
      5: gauge(() => inputWh() / 10),
    }),
    ...group(`${ups1}.4.1`, {
      1: int(status),
      2: int(3),
      3: int(() => (ups.mode === "mains" ? 14 : status())),
      5: int(() => (lab.conditions.inverterFaults.has(id) ? 3 : 2)),
    }),
    ...group(`${ups1}.4.2`, {
      1: gauge(() => outputVolts(1)),
      2: gauge(() => (giving() ? 50 : 0)),
      3: gauge(() => 100 * loadRatio()),
      4: gauge(() => outputAmps(1)),
      6: int(upsRating.watts / 1000),
      7: int(50),
      8: int(() => ups.outputWatts),
      9: int(() => ups.outputWatts / powerFactor),
      12: gauge(() => outputWh() / 1000),
    }),
    ...group(`${ups1}.4.3`, {
      1: gauge(() => 10 * outputVolts(1)),
      2: gauge(() => (giving() ? 500 : 0)),
      3: gauge(() => 1000 * loadRatio()),
      4: gauge(() => 10 * outputAmps(1)),
      5: int(efficiency),
      6: gauge(() => outputWh() / 10),
    }),
    ...group(`${ups1}.7.2`, {
      3: int(() => (testFailed() ? 2 : 1)),
      4: text("11/02/2026"),
    }),
    scalar(`${ups1}.9.2.1`, int(1)),
    ...table(`${ups1}.9.2.2.1`, [1], String, {
      1: int,
      2: () => int(3),
      3: () => int(4),
      4: () => int(() => (mains() ? 10 * mainsHertz(view) : 0)),
      5: () => int(2),
      6: () => text("Main"),
    }),
    ...table<Phase>(`${ups1}.9.2.3.1`, phases, (phase) => `1.${phase}`, {
      1: () => int(1),
      2: int,
      3: (phase) => int(() => inputVolts(phase)),
      4: () => int(-1),
      5: () => int(-1),
      6: (phase) => int(() => (mains() ? (10 * ups.inputWatts * share(phase)) / 0.99 / mainsVolts(view, phase) : 0)),
      9: (phase) => int(() => ups.inputWatts * share(phase)),
      12: (phase) => int(() => (ups.inputWatts * share(phase)) / 0.99 / 1000),
      13: () => int(99),
      14: (phase) => int(() => inputVolts(phase)),
    }),
    scalar(`${ups1}.9.3.1`, int(1)),
    ...table(`${ups1}.9.3.2.1`, [1], String, {
      1: int,
      2: () => int(3),
      3: () => int(4),
      4: () => int(() => (giving() ? 500 : 0)),
    }),
    ...table<Phase>(`${ups1}.9.3.3.1`, phases, (phase) => `1.${phase}`, {
      1: () => int(1),
      2: int,
      3: (phase) => int(() => outputVolts(phase)),
      4: (phase) => int(() => 10 * outputAmps(phase)),
      7: (phase) => int(() => (ups.outputWatts * share(phase)) / powerFactor),
      10: (phase) => int(() => (100 * 3 * ups.outputWatts * share(phase)) / powerFactor / upsRating.watts),
      13: (phase) => int(() => ups.outputWatts * share(phase)),
      16: (phase) => int(() => (100 * 3 * ups.outputWatts * share(phase)) / upsRating.watts),
      19: () => int(100 * powerFactor),
      20: (phase) => int(() => (ups.outputWatts * share(phase)) / powerFactor / 1000),
      22: (phase) => int(() => outputVolts(phase)),
      23: (phase) => gauge(() => (outputWh() * share(phase)) / 10),
    }),
    ...group(`${ups1}.11.1`, {
      1: text(flags),
      2: int(() => (ups.mode === "mains" ? (battery().replace || testFailed() ? 3 : 1) : 4)),
    }),
  ];
}
