/** The UDP socket that notifications arrive on; opens itself anew when it cannot be had or breaks. */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Logger } from "pino";

export interface Endpoint {
  readonly listen: string;
  readonly port: number;
}

const retryMs = 15_000;

export class TrapSocket {
  readonly #log: Logger;
  readonly #received: (datagram: Buffer, from: string) => Buffer | undefined;
  #endpoint: Endpoint | undefined;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #complained = false;

  /** @param received  gets every datagram, returns the answer to its sender if there is one; must not throw */
  constructor(log: Logger, received: (datagram: Buffer, from: string) => Buffer | undefined) {
    this.#log = log;
    this.#received = received;
  }

  /** Where it listens now; undefined while it does not. */
  get address(): Endpoint | undefined {
    const bound = this.#socket?.address();
    return bound === undefined ? undefined : { listen: bound.address, port: bound.port };
  }

  /** Listens there from now on; undefined stops. Does nothing when nothing changed. */
  open(endpoint: Endpoint | undefined): Promise<void> {
    if (JSON.stringify(endpoint) === JSON.stringify(this.#endpoint)) return Promise.resolve();
    this.close();
    this.#endpoint = endpoint;
    this.#complained = false;
    return this.#bind();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#endpoint = undefined;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #bind(): Promise<void> {
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const socket = createSocket({ type: isIPv6(endpoint.listen) ? "udp6" : "udp4", recvBufferSize: 4 * 1024 * 1024 });
      socket.on("message", (datagram, { address, port }) => {
        const answer = this.#received(datagram, address);
        if (answer !== undefined) socket.send(answer, port, address, () => undefined);
      });
      socket.on("error", (error) => {
        if (this.#socket === socket) this.#socket = undefined;
        socket.close();
        if (!this.#complained) this.#log.error({ ...endpoint, err: error }, "traps cannot be received; trying again");
        this.#complained = true;
        if (this.#endpoint === endpoint) this.#timer = setTimeout(() => void this.#bind(), retryMs).unref();
        resolve();
      });
      socket.bind(endpoint.port, endpoint.listen, () => {
        if (this.#endpoint !== endpoint) {
          socket.close();
          return resolve();
        }
        this.#socket = socket;
        this.#complained = false;
        this.#log.info(this.address ?? endpoint, "traps are received");
        resolve();
      });
    });
  }
}
