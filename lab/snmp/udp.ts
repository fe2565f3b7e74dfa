/** UDP sockets of the agents: the edge between the network and a responder. */
import { createSocket, type Socket } from "node:dgram";
import type { Logger } from "pino";
import type { Responder } from "./responder.ts";

/** Whether and when an agent answers just now. */
export interface Manners {
  /** No answer at all. */
  readonly silent: boolean;
  /** Milliseconds before an answer leaves. */
  readonly delayMs: number;
}

export interface AgentSocket {
  readonly device: string;
  close(): Promise<void>;
}

/**
 * Binds one agent to its address.
 * @throws Error with the device and address when the port is taken or the address is not on this machine
 */
export async function listen(
  device: string,
  host: string,
  port: number,
  responder: Responder,
  manners: () => Manners,
  logger: Logger,
): Promise<AgentSocket> {
  const socket: Socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: 1 << 18 });
  const waiting = new Set<NodeJS.Timeout>();
  const send = (response: Buffer, toPort: number, toHost: string): void => {
    socket.send(response, toPort, toHost, (error) => {
      if (error !== null) logger.debug({ device, err: error }, "answer not sent");
    });
  };
  socket.on("message", (datagram, from) => {
    const { silent, delayMs } = manners();
    if (silent) return;
    let response: Buffer | undefined;
    try {
      response = responder.respond(datagram);
    } catch (error) {
      logger.error({ device, err: error }, "the agent failed on a request");
    }
    if (response === undefined) return;
    if (delayMs <= 0) {
      send(response, from.port, from.address);
      return;
    }
    const late = response;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      send(late, from.port, from.address);
    }, delayMs);
    waiting.add(timer);
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why = error.code === "EADDRINUSE" ? "the port is taken by another process" : error.message;
      reject(new Error(`${device} cannot listen on ${host}:${port}: ${why}`, { cause: error }));
    };
    socket.once("error", fail);
    socket.bind(port, host, () => {
      socket.off("error", fail);
      socket.on("error", (error) => logger.error({ device, err: error }, "socket error"));
      resolve();
    });
  });
  return {
    device,
    close: async () => {
      for (const timer of waiting) clearTimeout(timer);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}
