import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import express, { type Request, type Response } from "express";
import { largestTable, receiveFile, TooLargeError, type SentFile } from "../../energy-audit/entry/upload.ts";
import { temporaryFolder, waitFor } from "../oncall/setup.ts";

const boundary = "----form7";
const type = `multipart/form-data; boundary="${boundary}"`;
const part = (head: string, content: string): string => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`;
const table = (content: string): string =>
  part('Content-Disposition: form-data; name="file"; filename="Zähler Süd.csv"\r\nContent-Type: text/csv', content);

test("what is sent lies in a file of its own that only this user reads; too much is refused, announced or not, and leaves nothing", async (t) => {
  const folder = temporaryFolder(t);
  process.env["TMPDIR"] = folder;
  const left = (): number => readdirSync(folder).length;
  const got: (SentFile | undefined | Error)[] = [];
  let asked = 0;
  const take = async (request: Request, response: Response): Promise<void> => {
    asked++;
    try {
      got.push(await receiveFile(request, response));
    } catch (error) {
      got.push(error instanceof Error ? error : undefined);
    }
    response.setHeader("Connection", "close").end();
  };
  const app = express().post("/", (request, response) => take(request, response));
  const server = app.listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = (body: string | ReadableStream<Uint8Array>): Promise<unknown> =>
    fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": type },
      ...({ duplex: "half" } as object),
    }).catch(() => undefined);
  const rows = `utc;netz\n${"2025-01-01T00:00Z;1,5\n".repeat(5000)}`;
  const note = part('Content-Disposition: form-data; name="note"', "2025");
  await send(`${note}${table(rows)}${note}--${boundary}--`);
  const [sent] = got;
  assert.ok(sent !== undefined && !(sent instanceof Error));
  assert.equal(readFileSync(sent.path, "utf8"), rows);
  assert.equal(statSync(sent.path).mode & 0o777, 0o600);
  assert.deepEqual([sent.name, sent.head], ["Zähler Süd.csv", rows.slice(0, 20_000)]);
  rmSync(sent.path);
  const large = `${table("x".repeat(largestTable + 1))}--${boundary}--`;
  await send(large);
  await send(new Blob([large]).stream());
  assert.ok(got[1] instanceof TooLargeError && got[2] instanceof TooLargeError);
  await send("nothing");
  await send(`${note}--${boundary}--`);
  await send(table(rows).slice(0, -boundary.length));
  assert.deepEqual(got.slice(3), [undefined, undefined, undefined]);
  const clean = (): Promise<true> => waitFor("no file", () => left() === 0 || undefined);
  await clean();
  // Whoever hangs up in the middle leaves nothing either.
  const hasty = httpRequest(url, { method: "POST", headers: { "content-type": type, "content-length": 1e6 } });
  hasty.on("error", () => undefined).write(table(rows));
  // Its own: the file of the cut form before may come and go a moment after its answer.
  await waitFor("its beginning", () => (asked === 7 && left() > 0) || undefined);
  hasty.destroy();
  await waitFor("the end of it", () => got.length === 7 || undefined);
  assert.equal(got[6], undefined);
  await clean();
});
