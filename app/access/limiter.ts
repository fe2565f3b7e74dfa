/** How often one client may try something: a sliding window in memory. */

/** Clients kept at most; the oldest are forgotten, so that a flood of addresses costs no memory. */
const mostKeys = 10_000;

export interface Limiter {
  /** Counts one try. @returns whether it is still within the limit */
  allow(key: string, now: Date): boolean;
}

export function createLimiter(most: number, windowMs: number): Limiter {
  const tries = new Map<string, number[]>();
  return {
    allow(key, now) {
      const since = now.getTime() - windowMs;
      const recent = (tries.get(key) ?? []).filter((at) => at > since);
      const fits = recent.length < most;
      if (fits) recent.push(now.getTime());
      tries.delete(key);
      tries.set(key, recent);
      const [oldest] = tries.keys();
      if (tries.size > mostKeys && oldest !== undefined) tries.delete(oldest);
      return fits;
    },
  };
}

/** The client as limits count it: an IPv4 address, or the /64 network that one IPv6 customer has. */
export function clientKey(address: string | undefined): string {
  if (address === undefined) return "";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...back].slice(0, 4).join(":").toLowerCase();
}
