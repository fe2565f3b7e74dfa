import { fix, label, line, muted, polyline, svg, ticks, valueAxis } from "./svg.ts";

export interface ScatterGroup {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** A line with the interval around it. */
  readonly line?: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
}

/** Groups differ by mark and dash as well as by colour. */
const looks = [
  { fill: "#1f5f8b", dash: "", mark: "circle" },
  { fill: "#b35a10", dash: "7 3", mark: "square" },
  { fill: "#4b7a3f", dash: "2 2.5", mark: "diamond" },
] as const;
type Look = (typeof looks)[number];

/** Points of two variables by group, with a line and a shaded interval for each group. */
export function scatterChart(
  groups: readonly ScatterGroup[],
  words: {
    readonly x: string;
    readonly y: string;
    readonly number: (value: number) => string;
    /** What line and shade are, for the legend; missing without a line. */
    readonly lines?: string;
  },
): string {
  const width = 520;
  const frame = { x: 46, y: 22, width: width - 60, height: 190 };
  const all = groups.flatMap(({ points, line: own = [] }) => [
    ...points,
    ...own.flatMap(({ x, low, high }) => [
      { x, y: low },
      { x, y: high },
    ]),
  ]);
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const ys = all.map(({ y }) => y);
  const xs = all.map(({ x }) => x);
  const axis = valueAxis(frame, ticks(least(ys) > most(ys) / 3 ? least(ys) : 0, most(ys), 5), words.number, words.y);
  const places = ticks(least(xs), most(xs), 6);
  const [first = 0, last = 1] = [places[0], places.at(-1)];
  const x = (value: number): number => frame.x + ((value - first) / (last - first || 1)) * frame.width;
  const bottom = frame.y + frame.height;
  const out = [axis.markup, line(frame.x, bottom, frame.x + frame.width, bottom)];
  for (const place of places) {
    out.push(line(x(place), bottom, x(place), bottom + 3, { stroke: muted, width: 0.6 }));
    out.push(label(x(place), bottom + 14, words.number(place), { anchor: "middle", size: 9.5 }));
  }
  out.push(label(frame.x + frame.width, bottom + 28, words.x, { anchor: "end", size: 9.5, fill: muted }));
  const lookOf = (index: number): Look => looks[index % looks.length] ?? looks[0];
  for (const [index, { line: own = [] }] of groups.entries()) {
    if (own.length === 0) continue;
    const edge = [...own.map((at) => [at.x, at.high]), ...own.toReversed().map((at) => [at.x, at.low])];
    const path = edge.map(([px = 0, py = 0], place) => `${place === 0 ? "M" : "L"}${fix(x(px))} ${fix(axis.y(py))}`).join("");
    out.push(`<path d="${path}Z" fill="${lookOf(index).fill}" fill-opacity="0.12"/>`);
  }
  for (const [index, { points }] of groups.entries())
    for (const at of points) out.push(mark(lookOf(index), x(at.x), axis.y(at.y), 1.9));
  for (const [index, { line: own = [] }] of groups.entries()) {
    const { fill, dash } = lookOf(index);
    const drawn = own.map((at) => [x(at.x), axis.y(at.y)] as const);
    if (drawn.length === 0) continue;
    out.push(polyline(drawn, { stroke: fill, width: 1.6, dash }));
  }
  let legendX = frame.x;
  let legendY = bottom + 46;
  for (const [index, { name, line: own = [] }] of groups.entries()) {
    const taken = 48 + name.length * 5.4;
    if (legendX > frame.x && legendX + taken > width) {
      legendX = frame.x;
      legendY += 16;
    }
    const look = lookOf(index);
    out.push(mark(look, legendX + 5, legendY - 4, 3));
    if (own.length > 0)
      out.push(
        polyline(
          [
            [legendX + 12, legendY - 4],
            [legendX + 30, legendY - 4],
          ],
          { stroke: look.fill, width: 1.8, dash: look.dash },
        ),
      );
    out.push(label(legendX + 35, legendY, name));
    legendX += taken;
  }
  if (words.lines !== undefined) {
    legendY += 16;
    out.push(
      `<rect x="${fix(frame.x)}" y="${fix(legendY - 9)}" width="30" height="10" fill="${muted}" fill-opacity="0.2" stroke="${muted}" stroke-width="0.5"/>`,
      label(frame.x + 35, legendY, words.lines),
    );
  }
  return svg(width, legendY + 8, ...out);
}

function mark({ fill, mark: shape }: Look, x: number, y: number, size: number): string {
  const style = `fill="${fill}"`;
  if (shape === "circle") return `<circle cx="${fix(x)}" cy="${fix(y)}" r="${fix(size)}" ${style}/>`;
  const d = shape === "square" ? size * 0.9 : size * 1.3;
  const corners =
    shape === "square"
      ? [
          [-d, -d],
          [d, -d],
          [d, d],
          [-d, d],
        ]
      : [
          [0, -d],
          [d, 0],
          [0, d],
          [-d, 0],
        ];
  const path = corners.map(([dx = 0, dy = 0], index) => `${index === 0 ? "M" : "L"}${fix(x + dx)} ${fix(y + dy)}`).join("");
  return `<path d="${path}Z" ${style}/>`;
}
