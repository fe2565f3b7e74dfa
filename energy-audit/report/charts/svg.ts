/**
 * A few lines of SVG for charts that live in a PDF and on a page: real text, no scripts, no patterns (renderers inside PDF do
 * not all know them). Parts differ by hatching, dash and label, never by colour alone.
 */

export const ink = "#1d2b33";
export const muted = "#5b6b75";
export const grid = "#d5dde2";

export type Hatch = "up" | "down" | "across" | "dots" | "cross";

/** Fill and hatching of the parts of an energy balance; every chart uses the same. */
export const looks = {
  it: { fill: "#2f4858" },
  cooling: { fill: "#8fc1e3", hatch: "up" },
  ups: { fill: "#f2b66d", hatch: "down" },
  distribution: { fill: "#c9b6e4", hatch: "across" },
  other: { fill: "#b9d8a8", hatch: "dots" },
  rest: { fill: "#ffffff", hatch: "cross" },
  own: { fill: "#f7e08a", hatch: "dots" },
  site: { fill: "#7a8b96" },
} as const satisfies Record<string, { fill: string; hatch?: Hatch }>;
export type LookId = keyof typeof looks;

const strokes: Readonly<Record<Hatch, string>> = {
  up: "M0 8L8 0",
  down: "M0 0L8 8",
  across: "M0 4L8 4",
  dots: "M3 3L5 5",
  cross: "M2 2L6 6M6 2L2 6",
};

export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Coordinates with two digits: the same figures give the same bytes on every machine. */
export const fix = (value: number): string => String(Math.round(value * 100) / 100);

export interface TextStyle {
  readonly size?: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
}

export function label(
  x: number,
  y: number,
  text: string,
  { size = 10.5, weight = 400, fill = ink, anchor = "start" }: TextStyle = {},
): string {
  return `<text x="${fix(x)}" y="${fix(y)}" font-family="Source Sans 3" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escape(text)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, { stroke = ink, width = 0.8, dash = "" } = {}): string {
  return `<path d="M${fix(x1)} ${fix(y1)}L${fix(x2)} ${fix(y2)}" stroke="${stroke}" stroke-width="${width}"${dash === "" ? "" : ` stroke-dasharray="${dash}"`} fill="none"/>`;
}

export function polyline(points: readonly (readonly [number, number])[], { stroke = ink, width = 1.4, dash = "" } = {}): string {
  const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${fix(x)} ${fix(y)}`).join("");
  return `<path d="${path}" stroke="${stroke}" stroke-width="${width}"${dash === "" ? "" : ` stroke-dasharray="${dash}"`} fill="none" stroke-linejoin="round"/>`;
}

/** A rectangle in the look of a part. Hatching is drawn stroke by stroke inside it. */
export function box(x: number, y: number, width: number, height: number, look: LookId): string {
  const { fill, hatch } = looks[look] as { fill: string; hatch?: Hatch };
  const out = [
    `<rect x="${fix(x)}" y="${fix(y)}" width="${fix(Math.max(0, width))}" height="${fix(Math.max(0, height))}" fill="${fill}" stroke="${ink}" stroke-width="0.7"/>`,
  ];
  if (hatch !== undefined) {
    for (let dx = 0; dx + 8 <= width; dx += 8) {
      for (let dy = 0; dy + 8 <= height; dy += 8) {
        out.push(
          `<path d="${strokes[hatch]}" transform="translate(${fix(x + dx)} ${fix(y + dy)})" stroke="${ink}" stroke-opacity="0.55" stroke-width="0.7" fill="none"/>`,
        );
      }
    }
  }
  return out.join("");
}

/** Legend entries in a row, broken to the width; returns the markup and the height it takes. */
export function legend(
  entries: readonly { readonly look: LookId; readonly name: string }[],
  x: number,
  y: number,
  width: number,
): { markup: string; height: number } {
  const out: string[] = [];
  let cx = x;
  let cy = y;
  for (const { look, name } of entries) {
    const taken = 24 + name.length * 5.4 + 12;
    if (cx > x && cx + taken > x + width) {
      cx = x;
      cy += 16;
    }
    out.push(box(cx, cy - 9, 16, 10, look), label(cx + 21, cy, name));
    cx += taken;
  }
  return { markup: out.join(""), height: cy - y + 16 };
}

export function svg(width: number, height: number, ...parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fix(width)} ${fix(height)}" width="${fix(width)}" height="${fix(height)}">${parts.join("")}</svg>`;
}

/** Round steps for an axis: 1, 2 or 5 times a power of ten, about `count` of them, from at or below min to at or above max. */
export function ticks(min: number, max: number, count = 5): number[] {
  const raw = (max - min || 1) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? raw;
  const first = Math.floor(min / step + 1e-9);
  const last = Math.ceil(max / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A value axis at the left of a frame with lines across; returns how a value becomes y. */
export function valueAxis(
  frame: Frame,
  values: readonly number[],
  text: (value: number) => string,
  unit: string,
): { markup: string; y: (value: number) => number } {
  const min = values[0] ?? 0;
  const max = values.at(-1) ?? 1;
  const y = (value: number): number => frame.y + frame.height - ((value - min) / (max - min)) * frame.height;
  const rows = values.map(
    (value) =>
      line(frame.x, y(value), frame.x + frame.width, y(value), { stroke: grid, width: 0.6 }) +
      label(frame.x - 5, y(value) + 3.5, text(value), { anchor: "end", size: 9.5 }),
  );
  // A short unit stands over its numbers; a word begins at the edge of the drawing.
  const name =
    unit.length > 5
      ? label(0, frame.y - 7, unit, { size: 9.5, fill: muted })
      : label(frame.x - 5, frame.y - 7, unit, { anchor: "end", size: 9.5, fill: muted });
  return { markup: rows.join("") + name, y };
}
