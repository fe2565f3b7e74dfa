/** A metered three-phase rack PDU. Source: PowerNet-MIB, rPDU2 (E.318.1.1.26): 0.01 kW, 0.1 kWh, 0.1 A, V. */
import { pduPlace, type PduId } from "../physics/plan.ts";
import { int, table, text, type MibObject } from "../snmp/mib.ts";
import { systemGroup } from "./system.ts";
import { energyJoules, flutter, phases, phaseShares, type AgentView, type Phase } from "./view.ts";

const rpdu2 = "1.3.6.1.4.1.318.1.1.26";
const powerFactor = 0.96;
/** 63 A on three phases. */
const phaseAmps = 63;
const ratedWatts = phaseAmps * 230 * 3;

/** lowLoad 1, normal 2, nearOverload 3, overload 4; thresholds as the maker sets them: 80 % and 100 %. */
const loadState = (ratio: number): number => (ratio >= 1 ? 4 : ratio >= 0.8 ? 3 : 2);

export function rackPdu(view: AgentView, id: PduId): MibObject[] {
  const { lab } = view;
  const pdu = lab.world.pdus[id];
  const share = (phase: Phase): number => phaseShares[phase - 1] ?? 0;
  const giving = (): boolean => lab.world.ups[pduPlace[id].ups].mode !== "off";
  const volts = (phase: Phase): number => (giving() ? 229.4 + 0.4 * flutter(view, 100 + phase, 15) : 0);
  const amps = (phase: Phase): number => (giving() ? (pdu.watts * share(phase)) / powerFactor / 229.4 : 0);
  const module = () => int(1);
  return [
    ...systemGroup(view, {
      descr:
        "APC Web/SNMP Management Card (MB:v4.2.9 PF:v2.5.0.8 PN:apc_hw21_aos_2.5.0.8.bin AF1:v2.5.0.6 AN1:apc_hw21_rpdu2g_2.5.0.6.bin MN:APDU9967EU3)",
      objectId: "1.3.6.1.4.1.318.1.3.4.6",
      services: 72,
    }),
    ...table(`${rpdu2}.2.1`, [1], String, {
      1: int,
      2: module,
      3: () => text(view.id),
      4: () => text(view.location),
      6: () => text("v2.5.0.6"),
      8: () => text("APDU9967EU3"),
      9: () => text(`LAB${id.toUpperCase().replaceAll("-", "")}`),
    }),
    ...table(`${rpdu2}.4.2.1`, [1], String, {
      1: int,
      2: module,
      3: () => text(view.id),
      4: () => int(24),
      5: () => int(0),
      6: () => int(0),
      7: () => int(3),
      8: () => int(0),
      9: () => int(phaseAmps),
      12: () => int(phaseAmps),
      13: () => int(ratedWatts / 100),
    }),
    ...table(`${rpdu2}.4.3.1`, [1], String, {
      1: int,
      2: module,
      3: () => text(view.id),
      4: () => int(() => loadState(pdu.watts / powerFactor / ratedWatts)),
      5: () => int(() => pdu.watts / 10),
      9: () => int(() => Math.floor(energyJoules(lab, pdu) / 360_000)),
      11: () => int(2),
      12: () => int(1),
      13: () => int(1),
      14: () => int(3),
      16: () => int(() => pdu.watts / powerFactor / 10),
      17: () => int(100 * powerFactor),
    }),
    ...table<Phase>(`${rpdu2}.6.3.1`, phases, String, {
      1: int,
      2: module,
      3: int,
      4: (phase) => int(() => loadState(amps(phase) / phaseAmps)),
      5: (phase) => int(() => 10 * amps(phase)),
      6: (phase) => int(() => volts(phase)),
      7: (phase) => int(() => (pdu.watts * share(phase)) / 10),
      8: (phase) => int(() => (pdu.watts * share(phase)) / powerFactor / 10),
      9: () => int(100 * powerFactor),
    }),
  ];
}
