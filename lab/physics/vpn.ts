/** People who want to work remotely, and the gateways that let them in, refuse them or lose them. Pure. */

export interface GatewayLimits {
  /** Sessions that the platform carries. */
  readonly sessions: number;
  /** Logins it completes each second: TLS handshake, certificate, token. */
  readonly loginsPerSecond: number;
}

export interface Gateway {
  /** Sessions now; whole people are what agents show. */
  sessions: number;
  peak: number;
  /** Sessions ever established, and sessions that ended. */
  established: number;
  ended: number;
  /** Attempts refused for want of sessions or licences. */
  refused: number;
}

export interface Remote {
  /** People who try and are not in, waiting for their next attempt. */
  waiting: number;
  /** People who want to be in, last step. */
  wanted: number;
}

/** Sessions in the busy hour of a normal working day, of 3,000 workplaces. */
export const busyHourShare = 0.36;

/** Mean length of a session, seconds; what ends is begun again by someone else. */
const sessionSeconds = 3.5 * 3600;
/** Between two attempts of one client that was refused. */
const retrySeconds = 20;

/**
 * One step.
 * @param wanted   people who want to be in
 * @param gateways each with its limits, or no limits while it is out of reach
 * @param licences pool over all gateways
 */
export function stepRemote(
  remote: Remote,
  wanted: number,
  gateways: readonly { readonly gateway: Gateway; readonly limits: GatewayLimits | undefined }[],
  licences: number,
  dt: number,
): void {
  const leave = (gateway: Gateway, people: number): void => {
    const gone = Math.min(gateway.sessions, people);
    gateway.sessions -= gone;
    gateway.ended += gone;
  };
  for (const { gateway, limits } of gateways) {
    if (limits === undefined) leave(gateway, gateway.sessions);
    else if (gateway.sessions > limits.sessions) leave(gateway, gateway.sessions - limits.sessions);
  }
  const inside = (): number => gateways.reduce((sum, { gateway }) => sum + gateway.sessions, 0);
  const total = inside();
  // A pool that shrank under those who are in: the newest sessions are cut.
  if (total > licences) for (const { gateway } of gateways) leave(gateway, (gateway.sessions / total) * (total - licences));
  for (const { gateway } of gateways) leave(gateway, (gateway.sessions / sessionSeconds) * dt);
  const surplus = inside() - wanted;
  if (surplus > 0) {
    const share = Math.min(1, dt / 90);
    const all = inside();
    for (const { gateway } of gateways) leave(gateway, (gateway.sessions / all) * surplus * share);
  }
  remote.wanted = wanted;
  remote.waiting = Math.max(0, wanted - inside());
  const reachable = gateways.flatMap(({ gateway, limits }) => (limits === undefined ? [] : [{ gateway, limits }]));
  if (reachable.length === 0 || remote.waiting <= 0) return;
  // Everybody outside knocks every 20 s; load balancing sends more of them to the gateway with more free sessions.
  const attempts = remote.waiting * Math.min(1, dt / retrySeconds);
  const free = reachable.map(({ gateway, limits }) => Math.max(0, limits.sessions - gateway.sessions));
  const freeTotal = free.reduce((a, b) => a + b, 0);
  let pool = Math.max(0, licences - inside());
  for (const [i, { gateway, limits }] of reachable.entries()) {
    const sent = attempts * (freeTotal > 0 ? (free[i] ?? 0) / freeTotal : 1 / reachable.length);
    const served = Math.min(sent, limits.loginsPerSecond * dt);
    const admitted = Math.min(served, free[i] ?? 0, pool);
    gateway.sessions += admitted;
    gateway.established += admitted;
    gateway.peak = Math.max(gateway.peak, gateway.sessions);
    gateway.refused += served - admitted;
    pool -= admitted;
    remote.waiting -= admitted;
  }
}
