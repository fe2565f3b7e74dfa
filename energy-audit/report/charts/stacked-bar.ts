import { box, label, line, svg, type LookId } from "./svg.ts";

export interface BarPart {
  readonly id: LookId;
  readonly name: string;
  readonly share: number;
}

/**
 * The PUE as one bar from 0; the part above 1.0 is drawn larger below, since it is what one can act on. Negative parts (a rest
 * within the uncertainty) are named in the legend but take no room.
 */
export function stackedBar(parts: readonly BarPart[], number: (value: number, digits: number) => string): string {
  const width = 360;
  const left = 4;
  const inner = width - 2 * left;
  const total = parts.reduce((sum, { share }) => sum + Math.max(share, 0), 0);
  const overhead = parts.filter(({ id }) => id !== "it");
  const overheadTotal = overhead.reduce((sum, { share }) => sum + Math.max(share, 0), 0);
  const out: string[] = [];
  let x = left;
  for (const part of parts) {
    const w = (Math.max(part.share, 0) / total) * inner;
    out.push(box(x, 16, w, 24, part.id));
    if (part.id === "it")
      out.push(label(x + w / 2, 32, `${part.name} ${number(1, 2)}`, { anchor: "middle", weight: 600, fill: "#ffffff" }));
    x += w;
  }
  const one = left + inner / total;
  out.push(label(left, 11, number(0, 1)), label(one, 11, number(1, 1), { anchor: "middle" }));
  out.push(label(width - left, 11, number(total, 2), { anchor: "end", weight: 600 }));
  if (overheadTotal > 0) {
    out.push(
      line(one, 40, left, 58, { width: 0.6, dash: "2 2" }),
      line(width - left, 40, width - left, 58, { width: 0.6, dash: "2 2" }),
    );
    let ox = left;
    for (const part of overhead) {
      const w = (Math.max(part.share, 0) / overheadTotal) * inner;
      out.push(box(ox, 58, w, 24, part.id));
      ox += w;
    }
  }
  for (const [index, part] of overhead.entries()) {
    const y = 102 + Math.floor(index / 2) * 17;
    const lx = left + (index % 2) * (inner / 2);
    out.push(box(lx, y - 9, 16, 10, part.id), label(lx + 22, y, `${part.name} ${number(part.share, 2)}`));
  }
  return svg(width, 96 + Math.ceil(overhead.length / 2) * 17, ...out);
}
