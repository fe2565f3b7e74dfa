/** What Cisco devices share: CPU, memory, environment. Sources: CISCO-PROCESS-MIB, CISCO-MEMORY-POOL-MIB, CISCO-ENVMON-MIB. */
import { gauge, int, table, text, type MibObject } from "../snmp/mib.ts";

export const cisco = "1.3.6.1.4.1.9";

/**
 * cpmCPUTotalTable (E.9.9.109.1.1.1.1), one row: 6 to 8 are percent over five seconds, one and five minutes.
 * @param load  0..1, its short and its long mean
 */
export function processor(load: { readonly now: () => number; readonly mean: () => number }): MibObject[] {
  const percent = (ratio: number): number => Math.min(100, 100 * ratio);
  return table(`${cisco}.9.109.1.1.1.1`, [1], String, {
    2: () => int(1),
    3: () => gauge(() => percent(load.now())),
    4: () => gauge(() => percent(load.mean())),
    5: () => gauge(() => percent(load.mean())),
    6: () => gauge(() => percent(load.now())),
    7: () => gauge(() => percent(load.mean())),
    8: () => gauge(() => percent(load.mean())),
  });
}

/** ciscoMemoryPoolTable (E.9.9.48.1.1.1), row 1: bytes used and free. */
export function memory(total: number, usedRatio: () => number): MibObject[] {
  return table(`${cisco}.9.48.1.1.1`, [1], String, {
    2: () => text("Processor"),
    3: () => int(0),
    4: () => int(1),
    5: () => gauge(() => total * usedRatio()),
    6: () => gauge(() => total * (1 - usedRatio())),
    7: () => gauge(() => total * (1 - usedRatio()) * 0.96),
  });
}

export interface Thermometer {
  readonly index: number;
  readonly descr: string;
  readonly celsius: () => number;
  /** Highest allowed, °C. */
  readonly threshold: number;
}

/** CISCO-ENVMON-MIB (E.9.9.13): temperatures, fans, power supplies; states 1 normal, 2 warning, 3 critical. */
export function environment(
  thermometers: readonly Thermometer[],
  fans: readonly string[],
  supplies: readonly string[],
): MibObject[] {
  const state = ({ celsius, threshold }: Thermometer): number =>
    celsius() >= threshold ? 3 : celsius() >= threshold - 10 ? 2 : 1;
  const rows = (names: readonly string[], first: number) => names.map((descr, i) => ({ index: first + i, descr }));
  const index = (row: { readonly index: number }): string => String(row.index);
  return [
    ...table<Thermometer>(`${cisco}.9.13.1.3.1`, thermometers, index, {
      2: ({ descr }) => text(descr),
      3: ({ celsius }) => gauge(celsius),
      4: ({ threshold }) => int(threshold),
      6: (thermometer) => int(() => state(thermometer)),
    }),
    ...table(`${cisco}.9.13.1.4.1`, rows(fans, 1014), index, { 2: ({ descr }) => text(descr), 3: () => int(1) }),
    // ciscoEnvMonSupplySource 2 = ac.
    ...table(`${cisco}.9.13.1.5.1`, rows(supplies, 1016), index, {
      2: ({ descr }) => text(descr),
      3: () => int(1),
      4: () => int(2),
    }),
  ];
}
