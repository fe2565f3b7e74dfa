import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createTcp, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../folder.ts";
import { prometheusConfig } from "../../alerts/compile.ts";
import { blackboxConfig } from "../../collectors/blackbox.ts";
import { siteLimits } from "../../site/limits.ts";
import { checkTarget, service } from "../../site/services.ts";
import { siteWith } from "./agent.ts";

const program = "prometheus-blackbox-exporter";
const ends: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

const site = (lines: readonly string[]) =>
  siteWith([{ id: "usv", class: "ups", address: "127.0.0.1" }], `services:\n${lines.map((line) => `  - ${line}`).join("\n")}`);
const all = [
  `{ id: portal, name: Portal, class: application, severity: critical, room: r1, check: http, url: "https://portal.example/a?b=1", status: [200, 204], contains: "Guten Tag (1+1)", ca_file: /etc/ca.pem }`,
  `{ id: portal-tls, name: TLS, class: application, check: tls, address: "portal.example:443", server_name: www.example, certificate_days: 30 }`,
  `{ id: mail, name: Mail, class: gateway, check: tcp, address: "[2001:db8::25]:25" }`,
  `{ id: terminal, name: Terminal, class: terminal, check: icmp, host: 10.0.0.9 }`,
  `{ id: name, name: Name, class: name_service, check: dns, server: 10.0.0.53, query: www.example, type: MX }`,
];

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** A name server that knows www.stadt.example and nothing else. @returns its port */
async function nameServer(): Promise<number> {
  const socket = createSocket("udp4");
  socket.on("message", (request, from) => {
    let end = 12;
    while ((request[end] ?? 0) !== 0) end += 1 + (request[end] ?? 0);
    const question = request.subarray(12, end + 5);
    const known = question.includes("stadt");
    const head = Buffer.from([request[0] ?? 0, request[1] ?? 0, 0x81, known ? 0x80 : 0x83, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0]);
    // Name as in the question, A, IN, 60 s, 127.0.0.1
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    socket.send(Buffer.concat([head, question, ...(known ? [answer] : [])]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  ends.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket.address().port;
}

test("the exporter accepts the configuration of every kind of check", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-blackbox-"));
  ends.push(() => removeFolder(folder));
  for (const [name, text] of [
    ["all", blackboxConfig(site(all))],
    ["none", blackboxConfig({ services: [] })],
  ] as const) {
    writeFileSync(join(folder, name), text);
    const { status, error, stderr } = spawnSync(program, ["--config.check", `--config.file=${join(folder, name)}`], {
      encoding: "utf8",
    });
    if (error !== undefined) return t.skip(`${program} is not installed`);
    assert.equal(status, 0, stderr);
  }
});

test("Prometheus asks the exporter for each service under our names, with place and class, and not at all without one", () => {
  const urls = {
    pagesUrl: "http://l",
    serviceUrl: "http://l",
    collectorsUrl: "http://c",
    prometheusUrl: "http://p",
    alertmanagerUrl: "http://a",
    rulesFile: "r.yml",
  };
  const text = prometheusConfig(site(all), { ...urls, blackboxUrl: "http://b:1" });
  for (const part of [
    "service: portal\n",
    "class: application",
    "severity: critical",
    "room: r1",
    "__param_module: portal-tls",
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.doesNotMatch(prometheusConfig(site(all), urls), /job_name: services/);
  assert.doesNotMatch(
    prometheusConfig(siteWith([{ id: "usv", class: "ups", address: "127.0.0.1" }]), { ...urls, blackboxUrl: "http://b:1" }),
    /job_name: (services|blackbox)/,
  );
  assert.deepEqual(site(all).services.map(checkTarget), [
    "https://portal.example/a?b=1",
    "portal.example:443",
    "[2001:db8::25]:25",
    "10.0.0.9",
    "10.0.0.53:53",
  ]);
  assert.deepEqual(
    siteLimits(site(all)).flatMap(({ metric, labels, value }) =>
      metric.startsWith("service_") ? [[labels["service"], value / 86_400]] : [],
    ),
    [
      ["portal", 21],
      ["portal-tls", 30],
    ],
  );
});

test("an address with user and password is refused: it would stand in every label", () => {
  const url = "https://admin:geheim@portal.example/";
  const read = service.safeParse({ id: "p", name: "P", class: "application", check: "http", url });
  assert.equal(read.success, false);
});

test("pages, ports, certificates, pings and names pass when they are right, and not when they are wrong", async (t) => {
  if (spawnSync(program, ["--version"]).error !== undefined) return t.skip(`${program} is not installed`);
  const web = await listening(createHttp((_request, response) => response.end("Guten Tag (1+1)")));
  const tcp = await listening(createTcp((socket) => socket.end()));
  const port = await listening(createTcp());
  await ends.pop()?.();
  const folder = mkdtempSync(join(tmpdir(), "leitstand-blackbox-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const days = 10;
  spawnSync("openssl", [
    ...`req -x509 -newkey rsa:2048 -nodes -days ${days} -subj /CN=localhost -addext subjectAltName=DNS:localhost`.split(" "),
    "-keyout",
    key,
    "-out",
    certificate,
  ]);
  const secure = await listening(
    createTls({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => void socket.on("error", () => undefined)),
  );
  const names = await nameServer();
  const checked = site([
    `{ id: gut, name: Gut, class: application, check: http, url: "http://127.0.0.1:${web}/", contains: "(1+1)" }`,
    `{ id: falsch, name: Falsch, class: application, check: http, url: "http://127.0.0.1:${web}/", contains: "(2+2)" }`,
    `{ id: offen, name: Offen, class: gateway, check: tcp, address: "127.0.0.1:${tcp}" }`,
    `{ id: zu, name: Zu, class: gateway, check: tcp, address: "127.0.0.1:1" }`,
    `{ id: sicher, name: Sicher, class: gateway, check: tls, address: "127.0.0.1:${secure}", server_name: localhost, ca_file: ${certificate} }`,
    `{ id: fremd, name: Fremd, class: gateway, check: tls, address: "127.0.0.1:${secure}", server_name: localhost }`,
    `{ id: da, name: Da, class: terminal, check: icmp, host: 127.0.0.1 }`,
    `{ id: name, name: Name, class: name_service, check: dns, server: "127.0.0.1:${names}", query: www.stadt.example }`,
    `{ id: leer, name: Leer, class: name_service, check: dns, server: "127.0.0.1:${names}", query: gibt-es-nicht.example }`,
  ]);
  writeFileSync(join(folder, "blackbox.yml"), blackboxConfig(checked));
  const child = spawn(program, [`--config.file=${join(folder, "blackbox.yml")}`, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  ends.push(async () => {
    child.kill();
    await ended;
    removeFolder(folder);
  });
  const base = `http://127.0.0.1:${port}`;
  for (
    let turn = 0;
    turn < 1200 &&
    !(await fetch(`${base}/-/healthy`).then(
      (answer) => answer.ok,
      () => false,
    ));
    turn++
  )
    await sleep(50);
  const results = await Promise.all(
    checked.services.map(async (one) => {
      const answer = await fetch(`${base}/probe?module=${one.id}&target=${encodeURIComponent(checkTarget(one))}`);
      const text = await answer.text();
      const expiry = /^probe_ssl_earliest_cert_expiry (\S+)$/m.exec(text)?.[1];
      return [one.id, /^probe_success (\d)$/m.exec(text)?.[1], expiry === undefined ? undefined : Number(expiry)] as const;
    }),
  );
  const expiry = results.find(([id]) => id === "sicher")?.[2];
  const left = (expiry ?? 0) - Date.now() / 1000;
  assert.ok(Math.abs(left - days * 86_400) < 600, `the certificate ends in ${left} s`);
  // A ping needs a right that not every machine gives.
  const mayPing = process.getuid?.() === 0;
  assert.deepEqual(
    results.filter(([id]) => mayPing || id !== "da").map(([id, success]) => `${id} ${success}`),
    ["gut 1", "falsch 0", "offen 1", "zu 0", "sicher 1", "fremd 0", ...(mayPing ? ["da 1"] : []), "name 1", "leer 0"],
  );
});
