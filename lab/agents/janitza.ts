/** An energy meter Janitza UMG 96. Source: JANITZA-MIB-UMG96 (E.34278): 0.1 V, mA, W, var, VA, 0.001, 0.1 kWh, 0.01 Hz. */
import type { MeterId } from "../physics/plan.ts";
import { group, int, text, type MibObject } from "../snmp/mib.ts";
import { systemGroup } from "./system.ts";
import { energyJoules, mainsHertz, mainsVolts, phases, phaseShares, type AgentView, type Phase } from "./view.ts";

const janitza = "1.3.6.1.4.1.34278";
const tenthKwh = 360_000;

/** Power factor at the place of the meter. */
const factors: Readonly<Record<MeterId, number>> = {
  "zaehler-netz": 0.97,
  "zaehler-usv-a-ein": 0.99,
  "zaehler-usv-a-aus": 0.96,
  "zaehler-usv-b-ein": 0.99,
  "zaehler-usv-b-aus": 0.96,
  "zaehler-kaelte": 0.89,
};

export function energyMeter(view: AgentView, id: MeterId): MibObject[] {
  const { lab } = view;
  const meter = lab.world.meters[id];
  const factor = factors[id];
  const tangent = Math.sqrt(1 - factor * factor) / factor;
  const share = (phase: Phase): number => phaseShares[phase - 1] ?? 0;
  /** Whether there is voltage where the meter sits; its own supply comes from the UPS. */
  const live = (): boolean => {
    const { mains } = lab.conditions;
    if (id === "zaehler-usv-a-ein") return mains.a;
    if (id === "zaehler-usv-b-ein") return mains.b;
    if (id === "zaehler-usv-a-aus") return lab.world.ups["usv-a"].mode !== "off";
    if (id === "zaehler-usv-b-aus") return lab.world.ups["usv-b"].mode !== "off";
    return mains.a || mains.b;
  };
  const volts = (phase: Phase): number => (live() ? mainsVolts(view, phase) : 0);
  const between = (a: Phase, b: Phase): number => (Math.sqrt(3) * (volts(a) + volts(b))) / 2;
  const watts = (phase: Phase): number => meter.watts * share(phase);
  const energy = (part: number): number => Math.floor((energyJoules(lab, meter) * part) / tenthKwh);
  const reactive = (part: number): number => Math.floor((energyJoules(lab, meter) * tangent * part) / tenthKwh);
  const each = (first: number, value: (phase: Phase) => number) =>
    Object.fromEntries(phases.map((phase) => [first + phase - 1, int(() => value(phase))]));
  return [
    ...systemGroup(view, { descr: "Janitza electronics GmbH, UMG96", objectId: `${janitza}.8.6`, services: 72 }),
    ...group(`${janitza}.1`, {
      ...each(1, (phase) => 10 * volts(phase)),
      4: int(() => 10 * between(1, 2)),
      5: int(() => 10 * between(2, 3)),
      6: int(() => 10 * between(3, 1)),
      ...each(7, (phase) => (live() ? (1000 * watts(phase)) / factor / volts(phase) : 0)),
      10: int(0),
      11: int(0),
      12: int(0),
      ...each(13, watts),
      ...each(16, (phase) => watts(phase) * tangent),
      ...each(19, (phase) => watts(phase) / factor),
      ...each(22, () => 1000 * factor),
    }),
    ...group(`${janitza}.2`, {
      1: int(() => meter.watts),
      2: int(() => meter.watts * tangent),
      3: int(() => meter.watts / factor),
      4: int(1000 * factor),
    }),
    ...group(`${janitza}.3`, { ...each(1, (phase) => energy(share(phase))), ...each(4, (phase) => reactive(share(phase))) }),
    ...group(`${janitza}.4`, { 1: int(() => energy(1)), 2: int(() => reactive(1)) }),
    ...group(`${janitza}.5`, { ...each(1, () => 14), ...each(4, () => 62) }),
    // Without probes both temperatures read -100.0.
    ...group(`${janitza}.6`, { 1: int(() => (live() ? 100 * mainsHertz(view) : 0)), 2: int(-1000), 3: int(-1000) }),
    ...group(`${janitza}.8`, { 6: text(`UMG96RM-E-${id}`) }),
  ];
}
