import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import express from "express";
import helmet from "helmet";
import { pino } from "pino";
import { createBoard } from "../../dashboards/board/routes.ts";
import type { IncidentView } from "../../dashboards/board/state.ts";
import { createRunbooks } from "../../runbooks/routes.ts";
import type { SampleReader } from "../../site/series.ts";
import { exampleSite } from "./healthy.ts";

export interface Served {
  readonly url: string;
  readonly close: () => void;
}

/** Board and runbooks on a free port, under the policy that the service sets. */
export async function servePages(parts: {
  reader: SampleReader;
  incidents?: readonly IncidentView[];
  now?: () => Date;
  folder?: string;
}): Promise<Served> {
  const site = exampleSite();
  const log = pino({ enabled: false });
  const { reader, incidents = [], now = () => new Date() } = parts;
  const folder = parts.folder ?? fileURLToPath(new URL("../../runbooks", import.meta.url));
  const app = express();
  const self = ["'self'"];
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], scriptSrc: self, styleSrc: self, imgSrc: self, connectSrc: self, formAction: self },
      },
      strictTransportSecurity: false,
    }),
  );
  app.use(createBoard({ site: () => site, reader, incidents: { open: () => Promise.resolve(incidents) }, now, log }));
  app.use(createRunbooks({ site: () => site, reader, now, log, folder }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
