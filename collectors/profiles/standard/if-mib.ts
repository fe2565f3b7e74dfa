import { column, first, fixed, index, info, not, once, present, profile, stateColumn, text, type Rows } from "../../profile.ts";

const entry = "1.3.6.1.2.1.2.2.1";
const extension = "1.3.6.1.2.1.31.1.1.1";
const name = text([`${extension}.1`, `${entry}.2`]);
const interfaces: Rows = { labels: { interface: name, ifindex: index() } };
const incoming: Rows = { labels: { ...interfaces.labels, direction: fixed("in") } };
const outgoing: Rows = { labels: { ...interfaces.labels, direction: fixed("out") } };

const ceilings = { 2_147_483_647: 2_147_483_647, 4_294_967_295: 4_294_967_295 };

const packets = (direction: Rows, cast: string, wide: string, narrow?: string) => {
  const rows: Rows = { labels: { ...direction.labels, cast: fixed(cast) } };
  return narrow === undefined ? column(wide, { rows }) : first(column(wide, { rows, doubtZero: true }), column(narrow, { rows }));
};

/**
 * Interfaces of any device. Source: RFC 2863 (IF-MIB).
 * 64-bit counters first; an agent that answers them with 0 while the 32-bit ones count is not believed.
 */
export const ifMib = profile({
  id: "if-mib",
  vendor: "generic",
  of: "network",
  source: "RFC 2863",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: entry },
  // ifNumber, ifTableLastChange
  watches: ["1.3.6.1.2.1.2.1.0", "1.3.6.1.2.1.31.1.5.0"],
  reads: {
    interface_octets_total: [
      first(column(`${extension}.6`, { rows: incoming, doubtZero: true }), column(`${entry}.10`, { rows: incoming })),
      first(column(`${extension}.10`, { rows: outgoing, doubtZero: true }), column(`${entry}.16`, { rows: outgoing })),
    ],
    interface_packets_total: [
      packets(incoming, "unicast", `${extension}.7`, `${entry}.11`),
      packets(outgoing, "unicast", `${extension}.11`, `${entry}.17`),
    ],
    interface_errors_total: [column(`${entry}.14`, { rows: incoming }), column(`${entry}.20`, { rows: outgoing })],
    interface_discards_total: [column(`${entry}.13`, { rows: incoming }), column(`${entry}.19`, { rows: outgoing })],
    // ifHighSpeed (Mbit/s) goes first. ifSpeed stands still at 4294967295: "this fast or faster" where nothing says more.
    interface_speed_bits_per_second: first(
      column(`${extension}.15`, { rows: interfaces, scale: 1_000_000, doubtZero: true }),
      column(`${entry}.5`, { rows: interfaces }),
      column(`${entry}.5`, { rows: interfaces, where: once(not(present(`${extension}.15`))), codes: ceilings }),
    ),
    interface_admin_up: column(`${entry}.7`, { rows: interfaces, codes: { 1: 1, 2: 0, 3: 0 } }),
    interface_oper_state: stateColumn(
      `${entry}.8`,
      { 1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "not_present", 7: "lower_layer_down" },
      { rows: interfaces },
    ),
    interface_info: info({ ...interfaces.labels, descr: text(`${entry}.2`), alias: text(`${extension}.18`) }, `${entry}.2`),
  },
  lacks: {},
});
