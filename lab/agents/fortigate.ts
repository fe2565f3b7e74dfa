/** A FortiGate firewall of a house. Source: FORTINET-FORTIGATE-MIB (E.12356.101). */
import { count64, gauge, group, int, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { busy, interfaces, portByName } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flutter, uptime, type AgentView } from "./view.ts";

const fortinet = "1.3.6.1.4.1.12356";
const fg = `${fortinet}.101`;

export function fortigate(view: AgentView): MibObject[] {
  const wan = portByName(view, "wan1");
  const used = (): number => busy(wan, 1000);
  const percent = (ratio: number): number => Math.min(100, Math.max(0, 100 * ratio));
  const cpu = (): number => percent(0.04 + 0.5 * used() + 0.01 * flutter(view, 120, 10));
  const memory = (): number => percent(0.34 + 0.1 * used());
  const sessions = (): number => 900 + 22_000 * used() + 60 * flutter(view, 121, 15);
  const rate = (): number => 12 + 480 * used();
  const sensors = [
    { index: 1, name: "CPU ON-DIE Temperature", value: () => (48 + 14 * used()).toFixed(0) },
    { index: 2, name: "LM75 U72 Temp", value: () => (37 + 4 * used()).toFixed(0) },
    { index: 3, name: "INA 219 PS1 Vsht 1", value: () => "12.1" },
  ];
  return [
    // These firewalls answer with an empty sysDescr.
    ...systemGroup(view, { descr: "", objectId: `${fg}.1.1000`, services: 78 }),
    ...interfaces(view),
    scalar(`${fortinet}.100.1.1.1`, text(`LAB${view.id.toUpperCase().replaceAll("-", "")}`)),
    ...group(`${fg}.3.1`, { 1: int(1), 2: int(10), 3: int(1) }),
    ...table(`${fg}.3.2.1.1`, [1], String, {
      1: int,
      2: () => text("root"),
      3: () => int(1),
      4: () => int(3),
      5: () => gauge(cpu),
      6: () => gauge(memory),
      7: () => gauge(sessions),
      8: () => gauge(rate),
    }),
    ...group(`${fg}.4.1`, {
      1: text("v7.2.8,build1639,240313 (GA.M)"),
      3: gauge(cpu),
      4: gauge(memory),
      5: gauge(3_791_872),
      6: gauge(0),
      7: gauge(0),
      8: gauge(sessions),
      11: gauge(rate),
      12: gauge(rate),
      13: gauge(rate),
      14: gauge(rate),
      20: count64(() => 100 * uptime(view)),
    }),
    scalar(`${fg}.4.3.1`, int(sensors.length)),
    ...table(`${fg}.4.3.2.1`, sensors, ({ index }) => String(index), {
      1: ({ index }) => int(index),
      2: ({ name }) => text(name),
      3: ({ value }) => text(value),
      4: () => int(0),
    }),
    scalar(`${fg}.4.4.1`, int(4)),
    ...table(`${fg}.4.4.2.1`, [1, 2, 3, 4], String, {
      1: int,
      2: (core) => gauge(() => percent(cpu() / 100 + 0.01 * flutter(view, 122 + core, 8))),
      3: (core) => gauge(() => percent(cpu() / 100 + 0.02 * flutter(view, 130 + core, 4))),
    }),
    scalar(`${fg}.12.1.1`, int(0)),
    ...table(`${fg}.12.2.3.1`, [1], String, { 1: int, 2: () => gauge(0), 4: () => gauge(0), 6: () => gauge(0) }),
    ...group(`${fg}.13.1`, { 1: int(1), 2: int(0), 3: int(128), 7: text("") }),
  ];
}
