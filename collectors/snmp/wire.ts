/** The fast way to an agent: frames made once, sent by the hub, answers read in place. What does not fit is asked anew by the session. */
import type { Raw } from "../raw.ts";
import { element } from "./ber.ts";
import type { Outcome } from "./exchanges.ts";
import { answerPdu, frameFor, readAnswer, type Frame } from "./frame.ts";
import type { Family, Hub } from "./hub.ts";

/** One request on its way: what is sent, and how its answer is read. */
export interface Request {
  readonly datagram: Buffer;
  /** Reads the answer into the slots of the frame; false when it does not fit. */
  readonly read: (data: Buffer, values: (Raw | undefined)[]) => boolean;
}

export interface Wire {
  /** Frames belong to one epoch; another one (a new engine id) needs them made anew. Undefined: not yet, ask the session. */
  epoch(): object | undefined;
  /** Undefined when a name does not fit into a frame. */
  frame(oids: readonly string[], from: number): Frame | undefined;
  /** The request under this id; undefined when it cannot be made now. */
  request(frame: Frame, id: number): Request | undefined;
}

/** SNMPv1 and v2c. */
export class CommunityWire implements Wire {
  readonly #head: readonly Uint8Array[];

  constructor(version: "1" | "2c", community: string) {
    this.#head = [Uint8Array.of(2, 1, version === "1" ? 0 : 1), element(4, Buffer.from(community))];
  }

  epoch(): object {
    return this.#head;
  }

  frame(oids: readonly string[], from: number): Frame | undefined {
    return frameFor(this.#head, oids, from);
  }

  request(frame: Frame, id: number): Request {
    frame.message.writeInt32BE(id, frame.idAt);
    return {
      datagram: frame.message,
      read: (data, values) => {
        const at = answerPdu(data, frame);
        return at >= 0 && readAnswer(data, at, data.length, frame, values);
      },
    };
  }
}

/** How one request is repeated and whom it concerns while it is on its way. */
export interface Asking {
  readonly waitMs: number;
  readonly retries: number;
  /** The answer is late: others may have the slot. */
  readonly late: () => void;
  readonly settle: (outcome: Outcome) => void;
}

/** A wire to one address. */
export class Line {
  readonly wire: Wire;
  readonly #hub: Hub;
  readonly #family: Family;
  readonly #address: string;
  readonly #port: number;
  #closed = false;

  constructor(hub: Hub, wire: Wire, family: Family, address: string, port: number) {
    this.wire = wire;
    this.#hub = hub;
    this.#family = family;
    this.#address = address;
    this.#port = port;
  }

  /** Asks for one frame; its slots are filled when it settles as answered. */
  ask(frame: Frame, values: (Raw | undefined)[], { waitMs, retries, late, settle }: Asking): void {
    // What waited for its slot while the device left the inventory is not sent any more.
    if (this.#closed) return settle("timeout");
    const id = this.#hub.nextId();
    const request = this.wire.request(frame, id);
    if (request === undefined) return settle("misfit");
    this.#hub.exchange({
      id,
      owner: this,
      family: this.#family,
      address: this.#address,
      port: this.#port,
      datagram: request.datagram,
      read: (data) => request.read(data, values),
      settle,
      late,
      waitMs,
      repetitionsLeft: retries,
    });
  }

  close(): void {
    this.#closed = true;
    this.#hub.abandon(this);
  }
}
