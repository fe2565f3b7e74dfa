import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { activeAlerts } from "../../app/alertmanager.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { addressOf, alertJson, openMailbox, openWorld, temporaryFolder, waitFor } from "./setup.ts";

const program = ["prometheus-alertmanager", "alertmanager"].find((name) => spawnSync(name, ["--version"]).status === 0);

/** A real Alertmanager that sends everything to this webhook, at once. */
async function startAlertmanager(t: TestContext, command: string, webhook: string, port: number): Promise<string> {
  const folder = temporaryFolder(t);
  const config = join(folder, "alertmanager.yml");
  const route = {
    receiver: "leitstand",
    group_by: ["alertname", "site"],
    group_wait: "0s",
    group_interval: "1s",
    repeat_interval: "10m",
  };
  const receiver = {
    name: "leitstand",
    webhook_configs: [{ url: webhook, send_resolved: true, http_config: { authorization: { credentials: "geheim" } } }],
  };
  writeFileSync(config, JSON.stringify({ route, receivers: [receiver] }));
  const args = [
    `--config.file=${config}`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
  ];
  const child = spawn(command, args, { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  await waitFor("Alertmanager", () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return url;
}

test(
  "with a real Alertmanager: page, end, and what was told while on-call was away is found in its list",
  { skip: program === undefined && "NOT PROVED: no Alertmanager here" },
  async (t) => {
    const mailbox = await openMailbox(t);
    const port = await freeTcpPort();
    const world = await openWorld(t, { ports: [mailbox.port], token: "geheim" });
    const url = await startAlertmanager(t, program ?? "", `${world.url}/webhooks/alertmanager`, port);
    const push = async (device: string, endsAt?: Date) => {
      const { labels, annotations } = alertJson({ device });
      const alert = { labels, annotations, startsAt: started.toISOString(), ...(endsAt && { endsAt: endsAt.toISOString() }) };
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([alert]),
      });
      assert.equal(response.status, 200);
    };
    const started = new Date(Date.now() - 5000);
    await push("usv-a");
    const pages = (await mailbox.until(2)).map(addressOf).sort();
    assert.deepEqual(
      (await world.oncall.openIncidents()).map(({ device }) => device),
      ["usv-a"],
    );
    const [listed] = await activeAlerts(url);
    const { fingerprint } = await world.db.selectFrom("oncall_incident").select("fingerprint").executeTakeFirstOrThrow();
    assert.equal(listed?.fingerprint, fingerprint);
    await push("usv-a", new Date(Date.now() - 500));
    const ends = (await mailbox.until(4)).slice(2);
    assert.deepEqual(ends.map(addressOf).sort(), pages);
    assert.deepEqual(await world.oncall.openIncidents(), []);

    // A second on-call that no webhook reaches: it was away when the alert fired, and finds it by itself at its start.
    await push("usv-b");
    await mailbox.until(6);
    const other = await openMailbox(t);
    const late = await openWorld(t, { ports: [other.port], activeAlerts: () => activeAlerts(url) });
    await other.until(2);
    assert.deepEqual(
      (await late.oncall.openIncidents()).map(({ device }) => device),
      ["usv-b"],
    );
  },
);
