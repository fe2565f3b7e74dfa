import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the command line to its end. */
function leitstand(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "app/cli.ts"), ...args], { cwd: root, env: { ...process.env, ...env } });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("exit", (code) => resolve({ code, output }));
  });
}

test("a taken port is a clear error that names the option, exit code 1", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const data = mkdtempSync(join(tmpdir(), "leitstand-up-"));
  const { code, output } = await leitstand(["up", "--lab", "--data", data, "--port", "0", "--prometheus-port", String(port)]);
  server.close();
  assert.equal(code, 1);
  assert.match(output, new RegExp(`Port ${port} \\(Prometheus\\) ist belegt.*--prometheus-port`));
});

test("--no-install prints the exact apt-get line and installs nothing", async () => {
  const { code, output } = await leitstand(["up", "--no-install"], { PATH: "/nonexistent" });
  assert.equal(code, 1);
  assert.match(output, /apt-get install -y --no-install-recommends prometheus prometheus-alertmanager/);
});

test("a wrong option, a wrong port and a wrong command say so, exit code 2", async () => {
  for (const [args, says] of [
    [["up", "--porrt", "1"], /--porrt/],
    [["up", "--port", "99999"], /99999/],
    [["upp"], /gemeint ist vielleicht "up"/],
    [["check", "--lang", "fr"], /--lang fr \(de, en\)/],
  ] as const) {
    const { code, output } = await leitstand(args);
    assert.equal(code, 2, output);
    assert.match(output, says);
  }
});

test("the command line speaks German by default and English on demand", async () => {
  assert.match((await leitstand(["help"], { LANG: "en_US.UTF-8" })).output, /Warte eines kommunalen Rechenzentrums/);
  assert.match((await leitstand(["help", "--lang", "en"])).output, /control room of a municipal data centre/);
});

test("a site file with errors stops the start with every problem and exit code 78", async () => {
  const { code, output } = await leitstand([
    "up",
    "--site",
    join(root, "package.json"),
    "--data",
    mkdtempSync(join(tmpdir(), "leitstand-up-")),
    "--port",
    "0",
    "--prometheus-port",
    "0",
    "--alertmanager-port",
    "0",
  ]);
  assert.equal(code, 78, output);
  assert.match(output, /contacts/);
});
