/** Radio channels as numbers → centre frequency in Hz; IEEE 802.11-2020 annex E. Numbers of the 6 GHz band are not unique and left out. */
const low = Array.from({ length: 13 }, (_, index) => [index + 1, (2407 + 5 * (index + 1)) * 1e6] as const);
const high = Array.from({ length: 146 }, (_, index) => [index + 32, (5000 + 5 * (index + 32)) * 1e6] as const);

export const channelHertz: Readonly<Record<string, number>> = Object.fromEntries([...low, [14, 2_484_000_000] as const, ...high]);
