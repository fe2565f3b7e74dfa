import { label, line, muted, polyline, svg, ticks, valueAxis } from "./svg.ts";

/** Powers in descending order over the hours of the period. */
export function durationChart(
  kw: ArrayLike<number>,
  words: { readonly hours: string; readonly number: (value: number) => string },
): string {
  const width = 520;
  const frame = { x: 46, y: 22, width: width - 60, height: 150 };
  const count = kw.length;
  const axis = valueAxis(frame, ticks(0, kw[0] ?? 1), words.number, "kW");
  const hours = count / 4;
  const x = (hour: number): number => frame.x + (hour / hours) * frame.width;
  // 400 points draw a year as finely as paper can show.
  const step = Math.max(1, Math.floor(count / 400));
  const points: [number, number][] = [];
  for (let index = 0; index < count; index += step) points.push([x(index / 4), axis.y(kw[index] ?? 0)]);
  points.push([x(hours), axis.y(kw[count - 1] ?? 0)]);
  const marks = ticks(0, hours, 6).filter((hour) => hour <= hours);
  return svg(
    width,
    frame.y + frame.height + 36,
    axis.markup,
    polyline(points, { stroke: "#1f5f8b", width: 1.6 }),
    line(frame.x, axis.y(0), frame.x + frame.width, axis.y(0)),
    ...marks.map((hour) => label(x(hour), frame.y + frame.height + 13, words.number(hour), { anchor: "middle", size: 9.5 })),
    label(frame.x + frame.width, frame.y + frame.height + 28, words.hours, { anchor: "end", size: 9.5, fill: muted }),
  );
}

/** Mean power by weekday and hour: the darker the higher, the number in every third field says how high. */
export function heatChart(
  rows: readonly (readonly number[])[],
  words: { readonly weekdays: readonly string[]; readonly number: (value: number) => string },
): string {
  const values = rows.flat().filter((value) => Number.isFinite(value));
  const min = Math.min(...values);
  const max = Math.max(...values);
  const cell = { width: 19.5, height: 19 };
  const left = 34;
  const top = 18;
  const out: string[] = [];
  for (let hour = 0; hour < 24; hour += 3)
    out.push(label(left + (hour + 0.5) * cell.width, 12, String(hour), { anchor: "middle", size: 9.5 }));
  for (const [day, row] of rows.entries()) {
    out.push(label(left - 6, top + (day + 0.5) * cell.height + 3.5, words.weekdays[day] ?? "", { anchor: "end", size: 9.5 }));
    for (const [hour, value] of row.entries()) {
      if (!Number.isFinite(value)) continue;
      const depth = max === min ? 0 : (value - min) / (max - min);
      const shade = (from: number, to: number): number => Math.round(from + (to - from) * depth);
      const fill = `rgb(${shade(240, 31)},${shade(246, 72)},${shade(250, 110)})`;
      out.push(
        `<rect x="${left + hour * cell.width}" y="${top + day * cell.height}" width="${cell.width}" height="${cell.height}" fill="${fill}" stroke="#ffffff" stroke-width="0.8"/>`,
      );
      if (hour % 3 === 0) {
        out.push(
          label(left + (hour + 0.5) * cell.width, top + (day + 0.5) * cell.height + 3, words.number(value), {
            anchor: "middle",
            size: 8,
            fill: depth > 0.5 ? "#ffffff" : "#1d2b33",
          }),
        );
      }
    }
  }
  return svg(left + 24 * cell.width + 4, top + 7 * cell.height + 6, ...out);
}
