import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, parseAddress } from "../../site/address.ts";

const good: Record<string, { host: string; port: number }> = {
  "10.20.30.40": { host: "10.20.30.40", port: 161 },
  "10.20.30.40:16161": { host: "10.20.30.40", port: 16_161 },
  "USV-A.verwaltung.example": { host: "usv-a.verwaltung.example", port: 161 },
  "usv-a:1161": { host: "usv-a", port: 1161 },
  "[2001:DB8:0:0::1]:161": { host: "2001:db8::1", port: 161 },
  "[fe80::1%eth0]": { host: "fe80::1%eth0", port: 161 },
};
const bad = [
  "",
  "10.20.30",
  "10.20.30.400",
  "10.0.0.1:0",
  "10.0.0.1:65536",
  "10.0.0.1:",
  "2001:db8::1",
  "[10.0.0.1]",
  "usv a",
  "-usv",
  "http://usv",
  "usv/1",
  "[::1]:x",
];

for (const [text, address] of Object.entries(good)) {
  test(`${text} is an address`, () => assert.deepEqual(parseAddress(text), address));
}
for (const text of bad) {
  test(`"${text}" is no address`, () => assert.equal(parseAddress(text), undefined));
}

test("loopback is 127.0.0.0/8, ::1 and localhost", () => {
  const hosts = ["127.0.0.1", "127.0.42.11", "::1", "localhost", "0.0.0.0", "::", "10.0.0.1", "127.example.org"];
  assert.deepEqual(hosts.filter(isLoopback), ["127.0.0.1", "127.0.42.11", "::1", "localhost"]);
});
