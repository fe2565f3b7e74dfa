/** What net-snmp reads from an answer, without any network: the reference for our own reader. */
import { EventEmitter } from "node:events";
import snmp from "net-snmp";
import { envelopeOf } from "../../collectors/snmp/envelope.ts";
import { rawOf } from "../../collectors/snmp/session.ts";
import type { Raw } from "../../collectors/raw.ts";

class Socket extends EventEmitter {
  sent: Buffer = Buffer.alloc(0);
  send(data: Buffer, ...rest: unknown[]): void {
    this.sent = data;
    const done = rest.at(-1);
    if (typeof done === "function") done(null);
  }
  bind(): void {}
  close(): void {}
  ref(): void {}
  unref(): void {}
}

export class Reference {
  readonly #socket = new Socket();
  readonly #session: snmp.Session;

  constructor(community: string, version: "1" | "2c" = "2c") {
    this.#session = snmp.Session.create("127.0.0.1", community, {
      version: version === "1" ? snmp.Version1 : snmp.Version2c,
      reportOidMismatchErrors: true,
      dgramModule: { createSocket: () => this.#socket },
    });
    this.#session.on("error", () => undefined);
  }

  /**
   * Values of these instances as net-snmp reads them.
   * @param answer  under any request id of four octets, which stand at `idAt`
   * @returns undefined when it refuses the answer
   */
  read(oids: readonly string[], answer: Buffer, idAt: number): (Raw | undefined)[] | undefined {
    let values: (Raw | undefined)[] | undefined;
    // Its ids are random; some are shorter than four octets, which cannot be put in the answer's place.
    for (let tries = 0; tries < 20; tries++) {
      this.#session.get([...oids], (error, varbinds) => {
        if (error === null)
          values = (varbinds as snmp.Varbind[]).map((one) => (snmp.isVarbindError(one) ? undefined : rawOf(one)));
      });
      const id = envelopeOf(this.#socket.sent)?.id ?? 0;
      const fits = id >= 0x0080_0000;
      const own = Buffer.from(answer);
      own.writeInt32BE(id, idAt);
      if (fits) this.#socket.emit("message", own);
      this.#session.cancelRequests(new Error("done"));
      if (fits) return values;
    }
    throw new Error("no request id of four octets in twenty tries");
  }

  close(): void {
    this.#session.close();
  }
}

export const sameRaw = (a: Raw | undefined, b: Raw | undefined): boolean =>
  typeof a === "object" && typeof b === "object" ? Buffer.from(a).equals(b) : Object.is(a, b);
