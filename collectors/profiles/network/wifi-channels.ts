/** Radio channels as numbers → centre frequency in Hz; IEEE 802.11-2020 annex E. Numbers of the 6 GHz band are not unique and left out. */
const low = Array.from({ length: 13 }, (_, index) => [index + 1, (2407 + 5 * (index + 1)) * 1e6] as const);
const high = Array.from({ length: 146 }, (_, index) => [index + 32, (5000 + 5 * (index + 32)) * 1e6] as const);

export const channelHertz: Readonly<Record<string, number>> = Object.fromEntries([...low, [14, 2_484_000_000] as const, ...high]);

/** The same where a text has the width behind the number: 36, 36+, 36- (40 MHz), 36e (80 MHz), 36s (160 MHz), in lower case. */
export const channelTextHertz: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(channelHertz).flatMap(([channel, hertz]) => ["", "+", "-", "e", "s"].map((width) => [channel + width, hertz])),
);
