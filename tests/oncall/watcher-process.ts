/**
 * A watcher outside: a process of its own that hears signs of life and prints `alarm` when none came for so many
 * milliseconds (first argument). It prints its address first, then `well` at each first sign after silence.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const limitMs = Number(process.argv[2]);
let timer: NodeJS.Timeout | undefined;
let silent = true;
const server = createServer((request, response) => {
  request.resume();
  if (silent) process.stdout.write(`well ${request.method}\n`);
  silent = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    silent = true;
    process.stdout.write("alarm\n");
  }, limitMs);
  response.end("ok");
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ping\n`));
