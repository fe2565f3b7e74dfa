import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Whether a TCP port can be bound on this address now. */
export function tcpFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a UDP port can be bound on this address now. */
export function udpFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => resolve(false));
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/**
 * The kernel gives ports from 32768 on to whoever asks for any, and to every connection: while a program starts that is to listen,
 * it would give away such a port. Nobody is given one of these.
 */
const [lowest, highest] = [20_000, 32_000];

/** What was given already: who asks twice before it listens wants two. */
const given = new Set<number>();

async function anyPort(free: (port: number) => Promise<boolean>, host: string): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const port = randomInt(lowest, highest);
    if (given.has(port) || !(await free(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no port from ${lowest} to ${highest} can be bound on ${host}`);
}

/** A TCP port that was free a moment ago, and that nobody takes by chance. */
export const freeTcpPort = (host = "127.0.0.1"): Promise<number> => anyPort((port) => tcpFree(port, host), host);

/** The same of UDP, on every address: bound to all, it is refused when any address has it. */
export const freeUdpPort = (host = "0.0.0.0"): Promise<number> => anyPort((port) => udpFree(port, host), host);
