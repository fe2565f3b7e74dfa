import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { test } from "node:test";
import * as fc from "fast-check";
import { fileBytes, largestTable, receiveFile, TooLargeError, type SentFile } from "../../energy-audit/entry/upload.ts";

const boundary = "----form7";
const part = (head: string, content: string): string => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`;
const table = (content: string): string =>
  part('Content-Disposition: form-data; name="file"; filename="netz.csv"\r\nContent-Type: text/csv', content);

async function read(form: Buffer, cuts: readonly number[]): Promise<{ name: string | undefined; content: string }> {
  const borders = [0, ...cuts.map((cut) => cut % (form.length + 1)).sort((a, b) => a - b), form.length];
  const pieces = borders.slice(1).map((border, index) => form.subarray(borders[index], border));
  let name: string | undefined;
  const content: Buffer[] = [];
  async function* cut(): AsyncGenerator<Buffer> {
    yield* pieces;
  }
  for await (const bytes of fileBytes(cut(), boundary, (one) => (name = one))) content.push(Buffer.from(bytes));
  return { name, content: Buffer.concat(content).toString("utf8") };
}

test("the file of a form is the same bytes however the form is cut on its way, with other fields around it", async () => {
  const words = fc.constantFrom("\r\n", "--", boundary, `\r\n--${boundary.slice(0, -1)}`, "2025;1,5", "ä", "\r\n\r\n", "-");
  const text = fc.array(words, { maxLength: 30 }).map((list) => list.join(""));
  const clean = text.filter((one) => !one.includes(`\r\n--${boundary}`) && !`\r\n${one}`.startsWith(`\r\n--${boundary}`));
  await fc.assert(
    fc.asyncProperty(clean, clean, fc.array(fc.nat(2000), { maxLength: 40 }), async (content, other, cuts) => {
      const field = part('Content-Disposition: form-data; name="note"', other);
      const form = Buffer.from(`${field}${table(content)}${field}--${boundary}--\r\n`);
      assert.deepEqual(await read(form, cuts), { name: "netz.csv", content });
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(await read(Buffer.from(`${part('Content-Disposition: form-data; name="x"', "1")}--${boundary}--`), [3]), {
    name: undefined,
    content: "",
  });
  assert.deepEqual(await read(Buffer.from("no form at all"), [2, 5]), { name: undefined, content: "" });
});

test("what is sent lies in a file of its own that only this user reads; too much is refused, announced or not, and leaves nothing", async () => {
  const left = (): number => readdirSync(tmpdir()).filter((name) => /^leitstand-table-[0-9a-f]{16}$/.test(name)).length;
  const before = left();
  const got: (SentFile | undefined | Error)[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    try {
      got.push(await receiveFile(request));
    } catch (error) {
      got.push(error instanceof Error ? error : undefined);
    }
  };
  const server = createServer((request, response) => {
    void take(request).then(() => response.setHeader("Connection", "close").end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = (body: string | ReadableStream<Uint8Array>): Promise<unknown> =>
    fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": `multipart/form-data; boundary="${boundary}"` },
      ...({ duplex: "half" } as object),
    }).catch(() => undefined);
  const rows = `utc;netz\n${"2025-01-01T00:00Z;1,5\n".repeat(5000)}`;
  await send(`${table(rows)}--${boundary}--`);
  const [sent] = got;
  assert.ok(sent !== undefined && !(sent instanceof Error));
  assert.equal(readFileSync(sent.path, "utf8"), rows);
  assert.equal(statSync(sent.path).mode & 0o777, 0o600);
  assert.deepEqual([sent.name, sent.head], ["netz.csv", rows.slice(0, 20_000)]);
  rmSync(sent.path);
  const large = table("x".repeat(largestTable));
  await send(large);
  await send(new Blob([large]).stream());
  assert.ok(got[1] instanceof TooLargeError && got[2] instanceof TooLargeError);
  await send("nothing");
  assert.equal(got[3], undefined);
  server.close();
  assert.equal(left(), before);
});
