/** A three-phase UPS behind a network adapter that speaks the standard UPS-MIB. Source: RFC 1628. */
import { batteryView, upsRating } from "../physics/ups.ts";
import { upsPlace, type UpsId } from "../physics/plan.ts";
import { count32, gauge, group, int, objectId, scalar, table, text, ticks, type MibObject } from "../snmp/mib.ts";
import { interfaces } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flutter, mainsHertz, mainsVolts, phases, phaseShares, uptime, type AgentView, type Phase } from "./view.ts";

const mib = "1.3.6.1.2.1.33.1";

/** upsWellKnownAlarms (§ upsAlarm): those that the simulation can show, with the condition. */
const alarms = {
  batteryBad: 1,
  onBattery: 2,
  lowBattery: 3,
  depletedBattery: 4,
  tempBad: 5,
  inputBad: 6,
  onBypass: 9,
  outputOff: 14,
  generalFault: 18,
  testFailed: 19,
} as const;

export function upsMib(view: AgentView, id: UpsId): MibObject[] {
  const { lab } = view;
  const ups = lab.world.ups[id];
  const battery = () => batteryView(ups, upsRating, lab.conditions.health[id]);
  const mains = (): boolean => lab.world.mains[upsPlace[id].feed];
  const share = (phase: Phase): number => phaseShares[phase - 1] ?? 0;
  const giving = (): boolean => ups.mode !== "off";
  const outputVolts = (phase: Phase): number => (giving() ? 230.2 + 0.3 * flutter(view, 80 + phase, 15) : 0);
  const inputVolts = (phase: Phase): number => (mains() ? mainsVolts(view, phase) : 0);
  const powerFactor = 0.96;

  const active: Readonly<Record<number, () => boolean>> = {
    [alarms.batteryBad]: () => battery().replace,
    [alarms.onBattery]: () => ups.mode === "battery",
    [alarms.lowBattery]: () => battery().state === "low",
    [alarms.depletedBattery]: () => battery().state === "depleted",
    [alarms.tempBad]: () => battery().celsius > 30,
    [alarms.inputBad]: () => !mains(),
    [alarms.onBypass]: () => ups.mode === "bypass",
    [alarms.outputOff]: () => ups.mode === "off",
    [alarms.generalFault]: () => lab.conditions.inverterFaults.has(id),
    [alarms.testFailed]: () => lab.conditions.failedTests.has(id),
  };
  const rows = Object.entries(active).map(([alarm, holds]) => ({ alarm: Number(alarm), holds }));

  return [
    ...systemGroup(view, {
      descr: "SNMP-Adapter fuer USV-Anlagen, Firmware 2.14",
      // The adapter answers with the MIB's own OID, as adapters of this kind do.
      objectId: "1.3.6.1.2.1.33",
      services: 72,
    }),
    ...interfaces(view),
    ...group(`${mib}.1`, {
      1: text("Musterwerk"),
      2: text("Online-USV 100 kVA 3/3"),
      3: text("4.07"),
      4: text("2.14"),
      5: text(view.name),
      6: text("PDU RZ1 A, PDU RZ2 A"),
    }),
    ...group(`${mib}.2`, {
      1: int(() => ({ normal: 2, low: 3, depleted: 4 })[battery().state]),
      2: int(() => Math.floor(ups.onBatterySeconds)),
      3: int(() => Math.floor(battery().runtimeSeconds / 60)),
      4: int(() => Math.floor(100 * battery().charge)),
      5: int(() => 10 * battery().volts),
      6: int(() => 10 * battery().amps),
      7: int(() => battery().celsius),
    }),
    scalar(
      `${mib}.3.1`,
      count32(() => ups.inputFails),
    ),
    scalar(`${mib}.3.2`, int(3)),
    ...table<Phase>(`${mib}.3.3.1`, phases, String, {
      2: () => int(() => (mains() ? 10 * mainsHertz(view) : 0)),
      3: (phase) => int(() => inputVolts(phase)),
      4: (phase) => int(() => (mains() ? (10 * ups.inputWatts * share(phase)) / 0.99 / mainsVolts(view, phase) : 0)),
      5: (phase) => int(() => ups.inputWatts * share(phase)),
    }),
    scalar(
      `${mib}.4.1`,
      int(() => ({ mains: 3, battery: 5, bypass: 4, off: 2 })[ups.mode]),
    ),
    scalar(
      `${mib}.4.2`,
      int(() => (giving() ? 500 : 0)),
    ),
    scalar(`${mib}.4.3`, int(3)),
    ...table<Phase>(`${mib}.4.4.1`, phases, String, {
      2: (phase) => int(() => outputVolts(phase)),
      3: (phase) => int(() => (giving() ? (10 * ups.outputWatts * share(phase)) / powerFactor / 230 : 0)),
      4: (phase) => int(() => ups.outputWatts * share(phase)),
      // Percent of the line's share of the rating, in apparent power.
      5: (phase) => int(() => (100 * 3 * ups.outputWatts * share(phase)) / powerFactor / upsRating.watts),
    }),
    scalar(
      `${mib}.5.1`,
      int(() => (mains() ? 10 * mainsHertz(view) : 0)),
    ),
    scalar(`${mib}.5.2`, int(3)),
    ...table<Phase>(`${mib}.5.3.1`, phases, String, {
      2: (phase) => int(() => inputVolts(phase)),
      3: (phase) => int(() => (ups.mode === "bypass" ? (10 * ups.outputWatts * share(phase)) / powerFactor / 230 : 0)),
      4: (phase) => int(() => (ups.mode === "bypass" ? ups.outputWatts * share(phase) : 0)),
    }),
    scalar(
      `${mib}.6.1`,
      gauge(() => rows.filter(({ holds }) => holds()).length),
    ),
    ...table(`${mib}.6.2.1`, rows, ({ alarm }) => String(alarm), {
      2: ({ alarm, holds }) => objectId(() => (holds() ? `${mib}.6.3.${alarm}` : undefined)),
      // The simulation does not keep when an alarm began; on battery it does.
      3: ({ alarm, holds }) =>
        ticks(() => (holds() ? Math.max(0, uptime(view) - (alarm === alarms.onBattery ? ups.onBatterySeconds : 0)) : undefined)),
    }),
    scalar(`${mib}.7.1`, objectId(`${mib}.7.7.4`)),
    scalar(`${mib}.7.2`, int(1)),
    scalar(
      `${mib}.7.3`,
      int(() => (lab.conditions.failedTests.has(id) ? 3 : battery().replace ? 2 : 1)),
    ),
    scalar(
      `${mib}.7.4`,
      text(() => (lab.conditions.failedTests.has(id) ? "Battery test failed" : "Battery test passed")),
    ),
    ...group(`${mib}.9`, {
      1: int(230),
      2: int(500),
      3: int(230),
      4: int(500),
      5: int(upsRating.watts),
      6: int(upsRating.watts),
      7: int(5),
      8: int(2),
      9: int(195),
      10: int(264),
    }),
  ];
}
