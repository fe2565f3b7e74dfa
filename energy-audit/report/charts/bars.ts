import { box, label, line, svg, type LookId } from "./svg.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly look: LookId;
  readonly text: string;
}

/** Horizontal bars with their value at the end; for steps such as planned → implemented → proven, and for counts. */
export function bars(list: readonly Bar[]): string {
  const width = 520;
  const left = 170;
  const right = 120;
  const max = Math.max(1e-9, ...list.map(({ value }) => value));
  const row = 24;
  const out = list.map(({ name, value, look, text }, index) => {
    const y = 6 + index * row;
    const w = (Math.max(0, value) / max) * (width - left - right);
    return (
      label(left - 8, y + 13, name, { anchor: "end" }) +
      box(left, y, w, 17, look) +
      label(left + w + 7, y + 13, text, { weight: 600 })
    );
  });
  return svg(width, list.length * row + 10, line(left, 2, left, list.length * row + 4), ...out);
}
