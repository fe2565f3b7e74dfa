import { ink, label, line, muted, polyline, svg, ticks, valueAxis } from "./svg.ts";

export interface UpsCurve {
  readonly name: string;
  readonly measured: readonly { readonly load: number; readonly efficiency: number }[];
  readonly maker: readonly { readonly load: number; readonly efficiency: number }[];
}

const marks = ["circle", "square", "diamond"] as const;

/** Measured efficiency over load as marks, the maker's curve as a dashed line; one kind of mark per UPS. */
export function upsChart(
  curves: readonly UpsCurve[],
  words: {
    readonly load: string;
    readonly efficiency: string;
    readonly maker: string;
    readonly percent: (ratio: number) => string;
  },
): string {
  const width = 520;
  const frame = { x: 46, y: 22, width: width - 60, height: 150 };
  const all = curves.flatMap(({ measured, maker }) => [...measured, ...maker].map(({ efficiency }) => efficiency));
  const axis = valueAxis(frame, ticks(Math.min(0.9, ...all), 1, 4), words.percent, words.efficiency);
  const x = (load: number): number => frame.x + Math.min(1, load) * frame.width;
  const out = [axis.markup, line(frame.x, frame.y + frame.height, frame.x + frame.width, frame.y + frame.height)];
  for (const load of [0, 0.25, 0.5, 0.75, 1])
    out.push(label(x(load), frame.y + frame.height + 13, words.percent(load), { anchor: "middle", size: 9.5 }));
  out.push(label(frame.x + frame.width, frame.y + frame.height + 27, words.load, { anchor: "end", size: 9.5, fill: muted }));
  let legendX = frame.x;
  const legendY = frame.y + frame.height + 42;
  for (const [index, { name, measured, maker }] of curves.entries()) {
    const mark = marks[index % marks.length] ?? "circle";
    if (maker.length > 0)
      out.push(
        polyline(
          maker.map(({ load, efficiency }) => [x(load), axis.y(efficiency)]),
          { dash: "5 3", stroke: muted, width: 1.1 },
        ),
      );
    for (const { load, efficiency } of measured) out.push(point(mark, x(load), axis.y(efficiency)));
    out.push(point(mark, legendX + 5, legendY - 4), label(legendX + 14, legendY, name));
    legendX += 30 + name.length * 5.6;
  }
  out.push(
    line(legendX, legendY - 4, legendX + 18, legendY - 4, { dash: "5 3", stroke: muted, width: 1.1 }),
    label(legendX + 23, legendY, words.maker),
  );
  return svg(width, legendY + 8, ...out);
}

function point(mark: (typeof marks)[number], x: number, y: number): string {
  const at = (dx: number, dy: number): string => `${(x + dx).toFixed(2)} ${(y + dy).toFixed(2)}`;
  if (mark === "circle")
    return `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="3.2" fill="#1f5f8b" stroke="${ink}" stroke-width="0.5"/>`;
  const path =
    mark === "square"
      ? `M${at(-3, -3)}L${at(3, -3)}L${at(3, 3)}L${at(-3, 3)}Z`
      : `M${at(0, -4)}L${at(4, 0)}L${at(0, 4)}L${at(-4, 0)}Z`;
  return `<path d="${path}" fill="${mark === "square" ? "#c46a1b" : "#4b7a3f"}" stroke="${ink}" stroke-width="0.5"/>`;
}
