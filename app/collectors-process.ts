/** The collectors as a process of their own, so that a fault in a parser cannot stop the pager. */
import { flushCompileCache } from "node:module";
import { parseArgs } from "node:util";
import express from "express";
import { Registry, collectDefaultMetrics } from "prom-client";
import { scrapeFront } from "../collectors/front.ts";
import { createCollectors } from "../collectors/routes.ts";
import { formatProblem } from "../site/problem.ts";
import { openLog } from "./log.ts";
import { handOnTo } from "./traps.ts";
import { serve } from "./server.ts";
import { lastGoodSite } from "./state-folder.ts";
import { watchSite } from "./site-file.ts";

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    port: { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
    service: { type: "string" },
  },
});
const log = openLog("collectors");
// Set by the supervisor; a process that a person starts by hand keeps nothing.
const folder = process.env["LEITSTAND_STATE"];
const file = watchSite(values.site ?? "site.yaml", log, folder === undefined ? undefined : lastGoodSite(folder));
const registry = new Registry();
collectDefaultMetrics({ register: registry });

const token = process.env["LEITSTAND_TRAPS_TOKEN"];
const onConfirmed = values.service === undefined || token === undefined ? undefined : handOnTo(values.service, token);
const collectors = createCollectors({
  site: file.site,
  log,
  registry,
  now: () => new Date(),
  ...(onConfirmed !== undefined && { onConfirmed }),
});
const app = express();
app.disable("x-powered-by");
app.get("/healthz", (_request, response) => void response.type("text").send("ok\n"));
// As Prometheus has it; what it does anybody could do who may write the file, and nobody else gains by it.
app.post("/-/reload", async (_request, response) => {
  await file.reload();
  const wrong = file.problems();
  const text = wrong.length === 0 ? `${file.site().devices.length} devices` : wrong.map((one) => formatProblem(one)).join("\n");
  response
    .status(wrong.length === 0 ? 200 : 422)
    .type("text")
    .send(`${text}\n`);
});
app.use(collectors.router);

const listen = (): void => void collectors.listenForTraps();
file.onChange(listen);
listen();
process.on("SIGHUP", () => void file.reload());

await serve(
  app,
  { host: values.host, port: Number(values.port) },
  log,
  async () => {
    file.close();
    await collectors.close();
  },
  (server) => void scrapeFront(server, collectors.scrape, (error) => log.error({ err: error }, "probe failed")),
);
log.info({ port: Number(values.port), devices: file.site().devices.length }, "collectors listen");
// Now and not at the end: the next start shall have them whatever ends this one.
flushCompileCache();
