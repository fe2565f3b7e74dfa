/** Charts as SVG text. Parts differ by pattern and label, never by colour alone; each chart has a table beside it. */

export interface BarPart {
  readonly id: "it" | "cooling" | "ups" | "distribution" | "other" | "rest";
  readonly name: string;
  readonly share: number;
}

/** Fill and hatching of each part; contrast of neighbours and of the border is at least 3:1 against white. */
const looks: Readonly<Record<BarPart["id"], { fill: string; line?: "up" | "down" | "across" | "dots" }>> = {
  it: { fill: "#2f4858" },
  cooling: { fill: "#8fc1e3", line: "up" },
  ups: { fill: "#f2b66d", line: "down" },
  distribution: { fill: "#c9b6e4", line: "across" },
  other: { fill: "#b9d8a8", line: "dots" },
  rest: { fill: "#ffffff", line: "dots" },
};

const strokes: Readonly<Record<"up" | "down" | "across" | "dots", string>> = {
  up: "M0 8 L8 0",
  down: "M0 0 L8 8",
  across: "M0 4 L8 4",
  dots: "M3 3 L5 5",
};

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const fix = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * One horizontal bar from 0 to the PUE; the part above 1.0 is drawn larger below, since it is what one can act on.
 * Negative parts (a rest within the uncertainty) are named in the legend but take no room.
 */
export function stackedBar(parts: readonly BarPart[], number: (value: number, digits: number) => string): string {
  const width = 360;
  const left = 4;
  const inner = width - 2 * left;
  const total = parts.reduce((sum, { share }) => sum + Math.max(share, 0), 0);
  const overhead = parts.filter(({ id }) => id !== "it");
  const overheadTotal = overhead.reduce((sum, { share }) => sum + Math.max(share, 0), 0);
  const out: string[] = [];

  const segment = (part: BarPart, x: number, y: number, w: number, h: number): void => {
    const { line } = looks[part.id];
    out.push(
      `<rect x="${fix(x)}" y="${y}" width="${fix(w)}" height="${h}" fill="${looks[part.id].fill}" stroke="#1d2b33" stroke-width="0.8"/>`,
    );
    if (line !== undefined) {
      // Hatching as clipped strokes: renderers of SVG inside PDF do not all know patterns.
      for (let dx = 0; dx + 8 <= w; dx += 8) {
        for (let dy = 0; dy + 8 <= h; dy += 8) {
          out.push(
            `<path d="${strokes[line]}" transform="translate(${fix(x + dx)} ${y + dy})" stroke="#1d2b33" stroke-opacity="0.55" stroke-width="0.7" fill="none"/>`,
          );
        }
      }
    }
  };
  const label = (x: number, y: number, text: string, anchor = "start", weight = 400, fill = "#1d2b33"): void => {
    out.push(
      `<text x="${fix(x)}" y="${y}" font-family="Source Sans 3" font-size="11" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escape(text)}</text>`,
    );
  };

  let x = left;
  for (const part of parts) {
    const w = (Math.max(part.share, 0) / total) * inner;
    segment(part, x, 16, w, 24);
    if (part.id === "it") label(x + w / 2, 32, `${part.name} ${number(1, 2)}`, "middle", 600, "#ffffff");
    x += w;
  }
  label(left, 11, number(0, 1));
  label(left + inner / total, 11, number(1, 1), "middle");
  label(width - left, 11, number(total, 2), "end", 600);
  if (overheadTotal > 0) {
    const start = left + inner / total;
    out.push(
      `<path d="M${fix(start)} 40 L${left} 58 M${width - left} 40 L${width - left} 58" stroke="#1d2b33" stroke-width="0.6" stroke-dasharray="2 2" fill="none"/>`,
    );
    let ox = left;
    for (const part of overhead) {
      const w = (Math.max(part.share, 0) / overheadTotal) * inner;
      segment(part, ox, 58, w, 24);
      ox += w;
    }
  }
  overhead.forEach((part, index) => {
    const column = index % 2;
    const y = 102 + Math.floor(index / 2) * 17;
    const lx = left + column * (inner / 2);
    segment(part, lx, y - 9, 16, 10);
    label(lx + 22, y, `${part.name} ${number(part.share, 2)}`);
  });
  const height = 96 + Math.ceil(overhead.length / 2) * 17;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${out.join("")}</svg>`;
}
