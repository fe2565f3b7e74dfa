/** Irregularity that is the same every time: a function of seed, channel and instant, never of how often it was asked. Pure. */

/** A whole number to 0..1, well mixed (integer hash after the finaliser of MurmurHash3). */
export function hash01(seed: number, channel: number, n: number): number {
  let h = (seed ^ Math.imul(channel + 1, 0x9e3779b1) ^ Math.imul(n | 0, 0x85ebca6b)) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 2 ** 32;
}

/**
 * A smooth wave between -1 and 1 without a period: random values on a lattice, joined by cosines.
 * @param at      milliseconds since the epoch
 * @param period  distance of the lattice points, seconds
 */
export function wobble(seed: number, channel: number, at: number, period: number): number {
  const x = at / 1000 / period;
  const cell = Math.floor(x);
  const share = (1 - Math.cos(Math.PI * (x - cell))) / 2;
  return 2 * (hash01(seed, channel, cell) * (1 - share) + hash01(seed, channel, cell + 1) * share) - 1;
}

/** Number of a text, to give a device or port its own channel. */
export function channelOf(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 1;
}
