import { fix, ink, label, looks, svg, type LookId } from "./svg.ts";

export interface SankeyFlow {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}
export interface SankeyNode {
  readonly id: string;
  readonly name: string;
  readonly look: LookId;
}

/** Lighter than the parts themselves: names stand on the bands and must be read. */
const bands: Partial<Record<LookId, string>> = { it: "#c5d3dc", site: "#dbe3e8", rest: "#dde2e5" };

/**
 * Flows from left to right: heights are in proportion, what enters a node leaves it. Columns follow from the longest way to a
 * node. Flows of 0 or less are left out of the picture and stand in the table.
 */
export function sankey(flows: readonly SankeyFlow[], nodes: readonly SankeyNode[], number: (value: number) => string): string {
  const shown = flows.filter(({ value }) => value > 0);
  const ids = nodes.filter(({ id }) => shown.some(({ from, to }) => from === id || to === id));
  const column = new Map<string, number>();
  const depth = (id: string, seen: readonly string[] = []): number => {
    const known = column.get(id);
    if (known !== undefined || seen.includes(id)) return known ?? 0;
    const before = shown.filter(({ to }) => to === id).map(({ from }) => depth(from, [...seen, id]) + 1);
    const value = Math.max(0, ...before);
    column.set(id, value);
    return value;
  };
  for (const { id } of ids) depth(id);
  const columns = Math.max(1, ...column.values()) + 1;
  const width = 520;
  const height = 230;
  const top = 14;
  const gap = 26;
  const nodeWidth = 11;
  const total = Math.max(...ids.map(({ id }) => throughput(shown, id)));
  const crowded = Math.max(...Array.from({ length: columns }, (_, c) => ids.filter(({ id }) => column.get(id) === c).length));
  const scale = (height - gap * (crowded - 1)) / total;
  const spacing = (width - 150 - nodeWidth) / (columns - 1);
  const place = new Map<string, { x: number; y: number; height: number }>();
  for (let c = 0; c < columns; c += 1) {
    let y = top;
    const inColumn = ids
      .filter((node) => column.get(node.id) === c)
      .sort((p, q) => throughput(shown, q.id) - throughput(shown, p.id));
    for (const { id } of inColumn) {
      const size = Math.max(1, throughput(shown, id) * scale);
      place.set(id, { x: c * spacing, y, height: size });
      // The labels of the last two columns would meet: what leaves at the end stands a line lower.
      y += size + gap + (c > 2 && c === columns - 1 ? gap : 0);
    }
  }
  const out: string[] = [];
  const used = new Map<string, { in: number; out: number }>();
  // From top to bottom at both ends, so that bands do not cross.
  const drawn = [...shown].sort(
    (p, q) => (place.get(p.to)?.y ?? 0) - (place.get(q.to)?.y ?? 0) || (place.get(p.from)?.y ?? 0) - (place.get(q.from)?.y ?? 0),
  );
  for (const { from, to, value } of drawn) {
    const a = place.get(from);
    const b = place.get(to);
    if (a === undefined || b === undefined) continue;
    const ua = used.get(from) ?? { in: 0, out: 0 };
    const thick = value * scale;
    const y1 = a.y + ua.out + thick / 2;
    used.set(from, { ...ua, out: ua.out + thick });
    const ub = used.get(to) ?? { in: 0, out: 0 };
    const y2 = b.y + ub.in + thick / 2;
    used.set(to, { ...ub, in: ub.in + thick });
    const x1 = a.x + nodeWidth;
    const middle = (x1 + b.x) / 2;
    const look = nodes.find(({ id }) => id === to)?.look ?? "site";
    out.push(
      `<path d="M${fix(x1)} ${fix(y1)}C${fix(middle)} ${fix(y1)} ${fix(middle)} ${fix(y2)} ${fix(b.x)} ${fix(y2)}" stroke="${bands[look] ?? looks[look].fill}" stroke-width="${fix(Math.max(thick, 0.6))}" fill="none"/>`,
    );
  }
  for (const { id, name } of ids) {
    const at = place.get(id);
    if (at === undefined) continue;
    out.push(`<rect x="${fix(at.x)}" y="${fix(at.y)}" width="${nodeWidth}" height="${fix(at.height)}" fill="${ink}"/>`);
    const y = at.y + Math.min(at.height / 2, 40) + 3.5;
    out.push(
      label(at.x + nodeWidth + 4, y, name, { weight: 600, size: 9.5 }),
      label(at.x + nodeWidth + 4, y + 11, number(throughput(shown, id)), { size: 9.5 }),
    );
  }
  const bottom = Math.max(...[...place.values()].map(({ y, height: size }) => y + size));
  return svg(width, bottom + 24, ...out);
}

function throughput(flows: readonly SankeyFlow[], id: string): number {
  const into = flows.filter(({ to }) => to === id).reduce((sum, { value }) => sum + value, 0);
  const out = flows.filter(({ from }) => from === id).reduce((sum, { value }) => sum + value, 0);
  return Math.max(into, out);
}
