/** A light HTTP/1.1 client for benches: connections kept and made anew when the server has ended them, requests made once, answers only as far as needed. */
import { connect, type Socket } from "node:net";

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const blank = Buffer.from("\r\n\r\n");

export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #waiting: Waiting | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted = -1;
  #bodyAt = 0;
  #chunked = false;

  constructor(port: number) {
    this.#port = port;
  }

  /** @param request  made by `requestFor` */
  ask(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    const ended = (error: Error): void => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#waiting?.reject(error);
    };
    socket.on("data", (data) => this.#take(data));
    socket.on("error", ended);
    socket.on("end", () => ended(new Error("connection ended")));
    socket.on("close", () => ended(new Error("connection closed")));
    return socket;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket?.destroy();
  }

  #take(data: Buffer): void {
    this.#chunks.push(data);
    this.#size += data.length;
    if (this.#wanted < 0 && !this.#chunked) {
      const all = Buffer.concat(this.#chunks);
      const end = all.indexOf(blank);
      if (end < 0) return;
      const head = all.toString("latin1", 0, end).toLowerCase();
      const length = /content-length: *(\d+)/.exec(head)?.[1];
      this.#bodyAt = end + 4;
      if (length === undefined) this.#chunked = true;
      else this.#wanted = this.#bodyAt + Number(length);
      this.#chunks = [all];
    }
    // The mark of the end may be cut in two.
    const last = this.#chunked ? Buffer.concat(this.#chunks.slice(-5)) : data;
    const done = this.#chunked ? last.subarray(-5).toString("latin1") === "0\r\n\r\n" : this.#size >= this.#wanted;
    if (!done) return;
    const all = Buffer.concat(this.#chunks);
    const answer = { status: Number(all.toString("latin1", 9, 12)), body: all.subarray(this.#bodyAt) };
    this.#chunks = [];
    this.#size = 0;
    this.#wanted = -1;
    this.#chunked = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }
}

export const requestFor = (path: string, port: number): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Prometheus-Scrape-Timeout-Seconds: 20\r\n\r\n`);

/** Scrapes each path over and over until the time is up, at least once, one at a time a path. @returns how many were complete and good */
export async function scrapeFor(
  milliseconds: number,
  port: number,
  paths: readonly string[],
  good: (answer: Answer) => boolean,
): Promise<{ scrapes: number; seconds: number; waits: number[] }> {
  const started = performance.now();
  const waits: number[] = [];
  await Promise.all(
    paths.map(async (path) => {
      const connection = new Connection(port);
      const request = requestFor(path, port);
      do {
        const asked = performance.now();
        const answer = await connection.ask(request);
        if (!good(answer)) throw new Error(`a bad scrape of ${path}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
        waits.push(performance.now() - asked);
      } while (performance.now() - started < milliseconds);
      connection.close();
    }),
  );
  return { scrapes: waits.length, seconds: (performance.now() - started) / 1000, waits };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
