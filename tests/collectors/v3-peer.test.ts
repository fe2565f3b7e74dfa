/** SNMPv3 against a peer that is not ours: snmpsimd (pysnmp). `V3_MATRIX=all` takes every hash with every cipher. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { proberByHand } from "../../collectors/by-hand.ts";
import type { ProbeResult } from "../../collectors/prober.ts";
import type { Credential } from "../../site/inventory.ts";
import { serveCaptures } from "../captures/serve.ts";
import { siteWith } from "./agent.ts";

type V3 = Extract<Credential, { version: "3" }>;
type Hash = NonNullable<V3["authentication"]>["protocol"];
const hashes: readonly Hash[] = ["md5", "sha", "sha224", "sha256", "sha384", "sha512"];
/** Ours → pysnmp's: it calls Reeder's way of making long keys by the bare name. */
const ciphers = { aes: "AES", aes192b: "AES192BLMT", aes192r: "AES192", aes256b: "AES256BLMT", aes256r: "AES256" } as const;
type Cipher = keyof typeof ciphers;

/** Each hash and each cipher once at least; short hashes with long keys, which need making longer. */
const chosen: readonly (readonly [Hash, Cipher | undefined])[] = [
  ["md5", "aes256r"],
  ["md5", "aes192b"],
  ["sha", "aes"],
  ["sha", "aes192r"],
  ["sha224", "aes256b"],
  ["sha256", undefined],
  ["sha384", "aes192b"],
  ["sha512", "aes256b"],
];
const pairs =
  process.env["V3_MATRIX"] === "all"
    ? hashes.flatMap((hash) =>
        [undefined, ...(Object.keys(ciphers) as Cipher[])].map((cipher): readonly [Hash, Cipher | undefined] => [hash, cipher]),
      )
    : chosen;

const walks = join(import.meta.dirname, "..", "devices");
const context = "ups/ups-mib-single-phase";
const credentials: readonly V3[] = pairs.map(([hash, cipher]) => {
  const user = `${hash}-${cipher ?? "none"}`;
  const authentication = { protocol: hash, key: `auth-key-of-${user}` };
  const privacy = cipher === undefined ? {} : { privacy: { protocol: cipher, key: `priv-key-of-${user}` } };
  return { id: user, version: "3", user, context, authentication, ...privacy };
});
const words = [
  "--v3-engine-id=800000000102030405",
  ...credentials.flatMap(({ user, authentication, privacy }) => [
    `--v3-user=${user}`,
    `--v3-auth-key=${authentication?.key}`,
    `--v3-auth-proto=${authentication?.protocol.toUpperCase()}`,
    ...(privacy === undefined ? [] : [`--v3-priv-key=${privacy.key}`, `--v3-priv-proto=${ciphers[privacy.protocol as Cipher]}`]),
  ]),
];

const run = promisify(execFile);

/** A port that is free on IPv6's loopback. @throws Error where there is none */
async function boundOnV6(): Promise<{ port: number }> {
  const socket = createSocket("udp6");
  await new Promise<void>((resolve, reject) => socket.once("error", reject).bind(0, "::1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return { port };
}

const told = ({ success, reason, detail, samples }: ProbeResult): string =>
  success ? String(samples.find(({ metric }) => metric === "ups_battery_voltage_volts")?.value) : `${reason}: ${detail}`;

test("hashes from MD5 to SHA-512 and ciphers from AES-128 to AES-256 are read from a peer that is not ours, and again after it restarts", async () => {
  let peer = await serveCaptures(walks, [context], { words });
  // One device per user: the first poll learns through the library, the second takes the fast way.
  const site = siteWith([{ id: "usv", class: "ups", address: peer.address, extra: "timeout: 10s, profile: rfc1628" }]);
  const devices = credentials.flatMap(({ id }) => site.devices.map((device) => ({ ...device, id, credentials: id })));
  const owned = { ...site, credentials: [...credentials], devices };
  const prober = proberByHand(() => owned);
  const askAll = async (when: string): Promise<void> => {
    for (const device of owned.devices) assert.equal(told(await prober.device(device, 60_000)), "81.7", `${device.id} ${when}`);
  };
  try {
    await askAll("at first");
    await askAll("again");
    const right = credentials.find(({ privacy }) => privacy !== undefined) ?? assert.fail();
    const wrong: V3 = { ...right, privacy: { protocol: right.privacy?.protocol ?? "aes", key: "not-the-key-at-all" } };
    const refused = await prober.target({ address: peer.address, credential: wrong, timeoutMs: 1000 }, 10_000);
    assert.match(told(refused), /^(authentication|timeout)/);
    const port = Number(peer.address.split(":")[1]);
    await peer.stop();
    peer = await serveCaptures(walks, [context], { words, port });
    await askAll("after the restart");
  } finally {
    prober.close();
    await peer.stop();
  }
});

test("SNMPv3 goes over IPv6, and DES where the operator allows it, with the same peer", async (parts) => {
  const { port: port6 } = await boundOnV6().catch(() => ({ port: 0 }));
  const [user, authKey, privKey] = ["old-card", "auth-key-of-old-card", "priv-key-of-old-card"];
  const [first] = credentials;
  assert.ok(first !== undefined);
  const peer = await serveCaptures(walks, [context], {
    words: [
      ...words,
      `--v3-user=${user}`,
      `--v3-auth-key=${authKey}`,
      "--v3-auth-proto=SHA",
      `--v3-priv-key=${privKey}`,
      "--v3-priv-proto=DES",
      ...(port6 === 0 ? [] : [`--agent-udpv6-endpoint=[::1]:${port6}`]),
    ],
  });
  const prober = proberByHand();
  try {
    await parts.test("over IPv6", async (here) => {
      if (port6 === 0) return here.skip("this machine has no IPv6 loopback");
      const target = { address: `[::1]:${port6}`, credential: first, timeoutMs: 5000 };
      assert.equal(told(await prober.target(target, 20_000)), "81.7");
    });
    await parts.test("with DES", async () => {
      const script = join(import.meta.dirname, "des-once.ts");
      const { stdout } = await run(process.execPath, [
        "--openssl-legacy-provider",
        script,
        peer.address,
        user,
        authKey,
        privKey,
        context,
      ]);
      assert.equal(stdout, "81.7");
    });
  } finally {
    prober.close();
    await peer.stop();
  }
});
