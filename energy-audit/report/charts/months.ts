import { box, fix, label, legend, line, muted, polyline, svg, ticks, valueAxis, type LookId } from "./svg.ts";

export interface StackedMonth {
  readonly name: string;
  readonly parts: readonly { readonly look: LookId; readonly value: number }[];
  /** What the month would have been by a baseline, total; undefined without one. */
  readonly adjusted?: number;
  /** The same month of the year before, total; undefined when nothing is known. */
  readonly before?: number;
}

/** Energy of the months as stacked columns; the year before as an outline of dashes, a baseline as a line. A month without data is a gap. */
export function stackedMonths(
  months: readonly StackedMonth[],
  {
    unit,
    before,
    adjusted,
    names,
    number,
  }: {
    unit: string;
    before: string;
    adjusted: string;
    names: Readonly<Record<string, string>>;
    number: (value: number) => string;
  },
): string {
  const width = 520;
  const frame = { x: 46, y: 22, width: width - 54, height: 170 };
  const totals = months.map(({ parts }) => parts.reduce((sum, { value }) => sum + Math.max(0, value), 0));
  const axis = valueAxis(
    frame,
    ticks(0, Math.max(1, ...totals, ...months.map((month) => Math.max(month.before ?? 0, month.adjusted ?? 0)))),
    number,
    unit,
  );
  const slot = frame.width / months.length;
  const out = [axis.markup];
  for (const [index, month] of months.entries()) {
    const x = frame.x + index * slot + slot * 0.16;
    const w = slot * 0.68;
    let sum = 0;
    for (const { look, value } of month.parts) {
      if (value <= 0) continue;
      out.push(box(x, axis.y(sum + value), w, axis.y(sum) - axis.y(sum + value), look));
      sum += value;
    }
    if (month.before !== undefined) {
      const y = axis.y(month.before);
      out.push(
        polyline(
          [
            [x - 3, axis.y(0)],
            [x - 3, y],
            [x + w + 3, y],
            [x + w + 3, axis.y(0)],
          ],
          { dash: "3 2", width: 1 },
        ),
      );
    }
    out.push(label(x + w / 2, frame.y + frame.height + 13, month.name, { anchor: "middle", size: 9.5 }));
  }
  const centre = (index: number): number => frame.x + (index + 0.5) * slot;
  for (const run of runsOf(months.map((month) => month.adjusted))) {
    const points = run.map(({ index, value }) => [centre(index), axis.y(value)] as const);
    out.push(polyline(points, { stroke: adjustedInk, width: 1.6 }), ...points.map(([x, y]) => diamond(x, y)));
  }
  out.push(line(frame.x, axis.y(0), frame.x + frame.width, axis.y(0)));
  const used = [...new Set(months.flatMap(({ parts }) => parts.map(({ look }) => look)))];
  const y = frame.y + frame.height + 34;
  const list = legend(
    used.map((look) => ({ look, name: names[look] ?? look })),
    frame.x,
    y,
    frame.width,
  );
  out.push(list.markup);
  const last = y + list.height;
  let left = frame.x;
  if (months.some((month) => month.before !== undefined)) {
    out.push(
      line(left, last - 3, left + 16, last - 3, { dash: "3 2", width: 1 }),
      label(left + 21, last, before, { fill: muted }),
    );
    left += 24 + before.length * 5.4 + 12;
  }
  if (months.some((month) => month.adjusted !== undefined)) {
    out.push(
      line(left, last - 3, left + 16, last - 3, { stroke: adjustedInk, width: 1.6 }),
      diamond(left + 8, last - 3),
      label(left + 21, last, adjusted, { fill: muted }),
    );
  }
  return svg(width, last + 8, ...out);
}

const adjustedInk = "#8a1c4a";

const diamond = (x: number, y: number): string =>
  `<path d="M${fix(x)} ${fix(y - 4)}L${fix(x + 4)} ${fix(y)}L${fix(x)} ${fix(y + 4)}L${fix(x - 4)} ${fix(y)}Z" fill="${adjustedInk}" stroke="#ffffff" stroke-width="0.8"/>`;

/** Stretches of values without a gap. */
function runsOf(values: readonly (number | undefined)[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.index === index - 1) run.push({ index, value });
    else runs.push([{ index, value }]);
  }
  return runs;
}

export interface Limit {
  readonly value: number;
  readonly name: string;
}

/** A ratio by month as points joined where they follow each other, with its interval, limits as dashed lines, axis from 1.0. */
export function ratioMonths(
  months: readonly { readonly name: string; readonly value?: number; readonly interval?: readonly [number, number] }[],
  limits: readonly Limit[],
  number: (value: number) => string,
  unit: string,
): string {
  const width = 520;
  const frame = { x: 46, y: 22, width: width - 150, height: 150 };
  const values = months.flatMap(({ value, interval }) => [value ?? 1, ...(interval ?? [])]);
  const axis = valueAxis(frame, ticks(1, Math.max(1.2, ...values, ...limits.map(({ value }) => value)) + 0.02), number, unit);
  const slot = frame.width / months.length;
  const out = [axis.markup];
  const x = (index: number): number => frame.x + (index + 0.5) * slot;
  let run: [number, number][] = [];
  for (const [index, { name, value, interval }] of months.entries()) {
    out.push(label(x(index), frame.y + frame.height + 13, name, { anchor: "middle", size: 9.5 }));
    if (value === undefined) {
      if (run.length > 1) out.push(polyline(run));
      run = [];
      continue;
    }
    if (interval !== undefined)
      out.push(line(x(index), axis.y(interval[0]), x(index), axis.y(interval[1]), { width: 3, stroke: "#9fb3bf" }));
    run.push([x(index), axis.y(value)]);
  }
  if (run.length > 1) out.push(polyline(run));
  for (const [index, { value }] of months.entries()) {
    if (value !== undefined)
      out.push(
        `<circle cx="${x(index).toFixed(2)}" cy="${axis.y(value).toFixed(2)}" r="3" fill="#1f5f8b" stroke="#ffffff" stroke-width="0.8"/>`,
      );
  }
  for (const { value, name } of limits) {
    out.push(line(frame.x, axis.y(value), frame.x + frame.width, axis.y(value), { stroke: "#a2321e", dash: "6 3", width: 1.1 }));
    out.push(label(frame.x + frame.width + 5, axis.y(value) + 3.5, name, { fill: "#a2321e", size: 9.5 }));
  }
  out.push(line(frame.x, axis.y(1), frame.x + frame.width, axis.y(1)));
  return svg(width, frame.y + frame.height + 22, ...out);
}
