/** Objects of a small three-phase UPS (RFC 1628) with one network interface, for tests of the engine. */
import { count32, count64, gauge, int, group, objectId, table, text, ticks, type MibObject } from "../../lab/snmp/mib.ts";

export interface UpsFacts {
  /** upsOutputSource: 3 mains, 5 battery. */
  source: number;
  uptimeSeconds: number;
  phases: number;
  interfaces: { index: number; name: string; octets: number }[];
  lastChange: number;
  /** Alarms of upsWellKnownAlarms that are present; their rows come and go. */
  alarms: readonly number[];
}

export const upsFacts = (): UpsFacts => ({
  source: 3,
  uptimeSeconds: 1000,
  phases: 3,
  interfaces: [{ index: 1, name: "eth0", octets: 5_000_000_000 }],
  lastChange: 0,
  alarms: [],
});

const mib = "1.3.6.1.2.1.33.1";

/** Values that change are read at the moment of the answer; rows are fixed until the agent becomes another. */
export function upsObjects(facts: UpsFacts): MibObject[] {
  const lines = Array.from({ length: facts.phases }, (_, line) => line + 1);
  const cards = facts.interfaces;
  return [
    ...group("1.3.6.1.2.1.1", {
      1: text("Test UPS"),
      2: objectId("1.3.6.1.4.1.8072.3.2.10"),
      3: ticks(() => facts.uptimeSeconds),
      5: text("test"),
    }),
    ...group(`${mib}.1`, { 1: text("Prüfwerk"), 2: text("Modell Ü 10"), 3: text("1.0") }),
    ...group(`${mib}.2`, { 1: int(2), 2: int(0), 3: int(42), 4: int(100), 5: int(5448), 6: int(-1), 7: int(23) }),
    ...group(`${mib}.4`, { 1: int(() => facts.source), 2: int(500), 3: int(facts.phases) }),
    ...table(`${mib}.4.4.1`, lines, String, {
      2: (line) => int(229 + line),
      3: () => int(101),
      4: () => int(2300),
      5: () => int(37),
    }),
    ...group(`${mib}.6`, { 1: gauge(() => facts.alarms.length) }),
    ...table(
      `${mib}.6.2.1`,
      Array.from({ length: 24 }, (_, alarm) => alarm + 1),
      String,
      {
        2: (alarm) => objectId(() => (facts.alarms.includes(alarm) ? `${mib}.6.3.${alarm}` : undefined)),
      },
    ),
    ...group("1.3.6.1.2.1.2", { 1: int(cards.length) }),
    ...table("1.3.6.1.2.1.2.2.1", cards, ({ index }) => String(index), {
      2: ({ name }) => text(name),
      5: () => gauge(1_000_000_000),
      7: () => int(1),
      8: () => int(1),
      10: ({ octets }) => count32(octets % 2 ** 32),
    }),
    ...table("1.3.6.1.2.1.31.1.1.1", cards, ({ index }) => String(index), {
      1: ({ name }) => text(name),
      6: ({ octets }) => count64(octets),
    }),
    ...group("1.3.6.1.2.1.31.1", { 5: ticks(() => facts.lastChange) }),
  ];
}
