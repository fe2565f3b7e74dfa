/**
 * The short way for scrapes: `GET /probe?target=…` on a kept connection is read and answered here, without the layers of a
 * web framework, for they cost more than the poll of a small device. Whatever is anything else – another path or method, a
 * body, half a request, an unknown device – goes with its connection to the HTTP server, which then keeps it.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Page } from "./page.ts";

/** What writes the body of an answer. */
export interface Body {
  writeTo(page: Page): void;
}

/**
 * The exposition of one probe; undefined when it is not for the short way.
 * @param timeout  Prometheus' scrape timeout header
 */
export type Scrape = (target: string, timeout: string | undefined) => Promise<Body> | undefined;

/** A whole request and nothing behind it; ids of devices need no escapes. */
const request = /^GET \/probe\?target=([a-z0-9-]{1,63}) HTTP\/1\.1\r\n((?:[!#$%&'*+.^`|~\w-]+:[^\r\n]*\r\n)+)\r\n$/;
/** Headers that change how a request is read or answered. */
const unusual = /^(?:transfer-encoding|content-length|expect|upgrade|connection|trailer|te):/im;
const scrapeTimeout = /^x-prometheus-scrape-timeout-seconds:[ \t]*([^\r\n]*?)[ \t]*$/im;

const idleMs = 120_000;
const mostHeld = 65_536;

/** Octets on their way out; one page serves all connections as long as the kernel takes what is written at once. */
let page = new Page();

let dateAt = 0;
let date = "";

/** The `Date` of an answer, made once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateAt) {
    dateAt = second;
    date = new Date(second * 1000).toUTCString();
  }
  return date;
}

/** Puts the short way before an HTTP server. @returns what ends the connections that it has */
export function scrapeFront(server: Server, scrape: Scrape, failed: (error: unknown) => void): { close(): void } {
  const [whole, ...others] = server.listeners("connection");
  if (whole === undefined || others.length > 0) throw new Error("the server's own listener was expected, and no other");
  const sockets = new Set<Socket>();
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    let held: Buffer | undefined;
    let busy = false;
    const handOver = (data: Buffer): void => {
      sockets.delete(socket);
      socket.off("data", take).off("end", ended).off("timeout", idle).off("close", gone);
      socket.setTimeout(0);
      socket.pause();
      whole.call(server, socket);
      socket.unshift(data);
      socket.resume();
    };
    const begin = (data: Buffer): void => {
      const found = request.exec(data.toString("latin1"));
      const answer =
        found === null || unusual.test(found[2] ?? "")
          ? undefined
          : scrape(found[1] ?? "", scrapeTimeout.exec(found[2] ?? "")?.[1]);
      if (answer === undefined) return handOver(data);
      busy = true;
      void finish(answer);
    };
    const finish = async (answer: Promise<Body>): Promise<void> => {
      let body: Body | undefined;
      try {
        body = await answer;
      } catch (error) {
        failed(error);
      }
      busy = false;
      if (socket.destroyed) return;
      if (body === undefined) reply(socket, 500, { writeTo: (out) => out.put("internal error, see the log\n") });
      else reply(socket, 200, body);
      const next = held;
      held = undefined;
      if (next !== undefined) begin(next);
    };
    const take = (data: Buffer): void => {
      if (!busy) return begin(data);
      held = held === undefined ? data : Buffer.concat([held, data]);
      if (held.length > mostHeld) socket.destroy();
    };
    const ended = (): void => void socket.end();
    const idle = (): void => void (busy || socket.destroy());
    const gone = (): void => void sockets.delete(socket);
    socket.setNoDelay(true);
    socket.setTimeout(idleMs);
    // What goes wrong with a connection ends it, and nothing else.
    socket.on("error", () => undefined);
    socket.on("data", take).on("end", ended).on("timeout", idle).on("close", gone);
  });
  return {
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const words = { 200: "OK", 500: "Internal Server Error" } as const;
/** Room for the length of the body, which is known last; blanks before it are allowed (RFC 9110 § 5.5). */
const lengthOctets = 10;

function reply(socket: Socket, status: 200 | 500, body: Body): void {
  page.cut();
  page.put(
    `HTTP/1.1 ${status} ${words[status]}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nDate: ${httpDate()}\r\nContent-Length:`,
  );
  const lengthAt = page.length;
  page.put(`${" ".repeat(lengthOctets)}\r\n\r\n`);
  const from = page.length;
  body.writeTo(page);
  const { bytes } = page;
  const length = String(bytes.length - from);
  bytes.write(length, lengthAt + lengthOctets - length.length, "latin1");
  socket.write(bytes);
  // Not all of it is with the kernel yet: the page belongs to this connection now.
  if (socket.writableLength > 0) page = new Page();
}
