import { request as httpRequest } from "node:http";
import express, { type Express, type Request, type RequestHandler, type Response, type Router } from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { isLoopback } from "../site/address.ts";
import type { Identify } from "../site/person.ts";
import { exposition, type Sample } from "../site/series.ts";
import { expositionMeta } from "../site/metrics.ts";
import { nameInMenu } from "./access/menu.ts";
import { failed, notFound, refuse } from "./refusal.ts";

export interface HttpParts {
  readonly log: Logger;
  readonly registry: Registry;
  /** Samples of the rooms that publish figures, computed at the scrape. */
  readonly samples: () => Promise<Sample[]>;
  /** Undefined when ready, else what is missing. */
  readonly notReady: () => Promise<string | undefined>;
  readonly collectorsUrl: string;
  /** As the site file has it now: a change counts from the next request. */
  readonly trustedProxies: () => readonly string[];
  /** Stands before every router: whatever may change something passes it first. */
  readonly gate: RequestHandler;
  /** Who may ask the collectors from elsewhere; without it nobody. */
  readonly identify?: Identify;
  readonly routers: readonly Router[];
}

/** The pages and interfaces of the service: one Express app, strict policy, no secrets in answers. */
export function httpApp({
  log,
  registry,
  samples,
  notReady,
  collectorsUrl,
  trustedProxies,
  gate,
  identify,
  routers,
}: HttpParts): Express {
  const app = express();
  let trusted: readonly string[] | undefined;
  app.use((_request, _response, next) => {
    const now = trustedProxies();
    if (now !== trusted) app.set("trust proxy", [...now]);
    trusted = now;
    next();
  });
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      // Set by the proxy that ends TLS; on plain HTTP it would lock people out.
      strictTransportSecurity: false,
      // Our own pages see where a form came from (the login leads back there), others nothing.
      referrerPolicy: { policy: "same-origin" },
    }),
  );
  app.get("/healthz", (_request, response) => void response.type("text").send("ok\n"));
  app.get("/readyz", async (_request, response) => {
    const missing = await notReady();
    response
      .status(missing === undefined ? 200 : 503)
      .type("text")
      .send(`${missing ?? "ready"}\n`);
  });
  app.get("/metrics", async (_request, response) => {
    // Side by side: a neighbour that hangs is waited for once.
    const [own, rooms] = await Promise.all([registry.metrics(), samples()]);
    response.type("text/plain; version=0.0.4; charset=utf-8").send(own + exposition(rooms, expositionMeta));
  });
  for (const path of ["/probe", "/targets", "/traps"]) app.get(path, nearOrKnown(identify), forward(collectorsUrl));
  if (identify !== undefined) app.use(nameInMenu(identify));
  app.use(gate);
  for (const router of routers) app.use(router);
  app.use(notFound);
  app.use(failed(log));
  return app;
}

/**
 * The collectors are for this machine: a probe makes a device work. Whoever comes over the network, or through a proxy, has to be
 * logged in.
 */
function nearOrKnown(identify: Identify | undefined): RequestHandler {
  return async (request, response, next) => {
    const { headers, socket } = request;
    const proxied = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
    const near = !proxied && isLoopback((socket.remoteAddress ?? "").replace(/^::ffff:/i, ""));
    if (near || (await identify?.(request)) !== undefined) return next();
    refuse(request, response, 403, {
      de: "Das ist für diesen Rechner, oder nach der Anmeldung (/login).",
      en: "That is for this machine, or after the login (/login).",
    });
  };
}

/**
 * Longest wait for the collectors, in ms: a probe has the time that Prometheus gives it, else ten seconds (collectors/routes.ts), and
 * ends by itself a little earlier; what they only know (targets, traps) is there at once.
 */
export function patienceWith(path: string, header: string | undefined): number {
  if (path !== "/probe") return 3000;
  const seconds = Number(header);
  return (Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) : 10) * 1000 + 1000;
}

/** Hands a request on to the collectors' own process, so that a person needs to know one address only. */
function forward(base: string) {
  return (request: Request, response: Response): void => {
    const header = request.get("x-prometheus-scrape-timeout-seconds");
    const upstream = httpRequest(
      base,
      // Host and port are ours, whatever the request line says: it may name a whole address.
      {
        path: request.originalUrl,
        headers: header === undefined ? {} : { "x-prometheus-scrape-timeout-seconds": header },
        timeout: patienceWith(request.path, header),
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { "content-type": answer.headers["content-type"] ?? "text/plain" });
        answer.pipe(response);
      },
    );
    upstream.once("timeout", () => upstream.destroy(new Error("timeout")));
    upstream.once("error", () => {
      if (!response.headersSent)
        response.status(502).type("text").send("502: Die Kollektoren antworten nicht (collectors do not answer).\n");
      else response.destroy();
    });
    upstream.end();
  };
}
