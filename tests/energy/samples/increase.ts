/**
 * What PromQL's increase() says of a counter, written from its documentation: the difference of the samples in the range,
 * stretched to the range's ends unless a sample is missing there, and never below zero at the start. Here to show by numbers
 * why the ledger does not use it.
 */
export function increase(times: readonly number[], values: readonly number[], from: number, to: number): number {
  const inside = times.map((at, index) => ({ at, value: values[index] ?? 0 })).filter(({ at }) => at >= from && at <= to);
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined || inside.length < 2) return Number.NaN;
  let result = last.value - first.value;
  for (const [index, { value }] of inside.entries()) {
    const before = inside[index - 1]?.value ?? value;
    if (value < before) result += before;
  }
  const sampled = last.at - first.at;
  const mean = sampled / (inside.length - 1);
  const threshold = mean * 1.1;
  let toStart = first.at - from;
  let toEnd = to - last.at;
  if (toStart >= threshold) toStart = mean / 2;
  if (result > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / result));
  if (toEnd >= threshold) toEnd = mean / 2;
  return (result * (sampled + toStart + toEnd)) / sampled;
}
