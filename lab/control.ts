/** The lab's control over HTTP, on loopback: state, faults, clock, mailbox; pages for people, JSON for the drill. */
import type { AddressInfo } from "node:net";
import express, { type Express, type Request, type Response } from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import { z } from "zod";
import type { Site } from "../site/inventory.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { faultKinds, readOrder } from "./faults.ts";
import type { Lab } from "./lab.ts";
import type { Mailbox } from "./mailbox.ts";
import { mailPage, mailsPage } from "./pages/mail-pages.ts";
import { overviewPage } from "./pages/overview.ts";
import { style } from "./pages/style.ts";
import { truth } from "./truth.ts";

export interface ControlOptions {
  readonly lab: Lab;
  readonly mailbox: Mailbox;
  readonly site: Site;
  readonly port: number;
  readonly logger: Logger;
}

const faultOrder = z.record(z.string(), z.union([z.string(), z.number()]));

const clockOrder = z.strictObject({
  speed: z.coerce.number().min(0).max(3600).optional(),
  /** Instant that the lab's clock jumps to. */
  time: z.iso.datetime({ offset: true }).optional(),
});

const mailQuery = z.object({ to: z.string().optional(), since: z.iso.datetime({ offset: true }).optional() });

/** The site's language, or the one asked for by `?lang=`. */
function locale(request: Request, site: Site): Locale {
  const { lang } = request.query;
  return typeof lang === "string" ? localeOf(lang) : site.site.locale;
}

/** Whether a person's form sent it; then the answer is the page again. */
const fromForm = (request: Request): boolean => request.is("application/x-www-form-urlencoded") !== false;

/** A handler that waits; what it throws goes where all errors go. */
function later(handler: (request: Request, response: Response) => Promise<void>) {
  return (request: Request, response: Response, next: (error: unknown) => void): void => {
    const run = async (): Promise<void> => {
      try {
        await handler(request, response);
      } catch (error) {
        next(error);
      }
    };
    void run();
  };
}

/** Only this machine, under its own names, and no page of another origin may act here (DNS rebinding, cross-site forms). */
function localOnly(request: Request, response: Response, next: () => void): void {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const from = request.headers["sec-fetch-site"];
  const foreign = request.method !== "GET" && from !== undefined && from !== "same-origin" && from !== "none";
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host) || foreign)
    response.status(403).json({ problems: ["only from this machine"] });
  else next();
}

function routes({ lab, mailbox, site }: ControlOptions): Express {
  const app = express();
  const { simulation } = lab;
  app.disable("x-powered-by");
  app.use(
    helmet({ contentSecurityPolicy: { directives: { "upgrade-insecure-requests": null } }, strictTransportSecurity: false }),
  );
  app.use(localOnly);
  app.use(express.json({ limit: "64kb" }), express.urlencoded({ extended: false, limit: "64kb" }));

  app.get("/style.css", (_request, response) => void response.type("css").send(style));
  app.get(
    "/",
    (request, response) =>
      void response.send(overviewPage(truth(simulation), simulation.faults, site, mailbox.mails().length, locale(request, site))),
  );
  app.get("/state", (_request, response) => void response.json(truth(simulation)));

  app.get("/faults", (_request, response) => void response.json({ active: simulation.faults, kinds: faultKinds }));
  app.post(
    "/faults",
    later(async (request, response) => {
      const body = faultOrder.safeParse(request.body);
      const order = body.success
        ? readOrder(body.data)
        : ['expected an object of texts and numbers, such as { "fault": "mains_failure" }'];
      if (!("fault" in order)) return void response.status(400).json({ problems: order });
      const fault = simulation.add(order);
      await lab.save();
      return void (fromForm(request) ? response.redirect(303, "/") : response.status(201).json(fault));
    }),
  );
  app.delete(
    "/faults",
    later(async (_request, response) => {
      const ended = simulation.end();
      await lab.save();
      response.json({ ended });
    }),
  );
  app.delete(
    "/faults/:id",
    later(async (request, response) => {
      const id = String(request.params["id"]);
      const ended = simulation.end(id);
      await lab.save();
      if (ended === 0) return void response.status(404).json({ problems: [`no active fault ${id}`] });
      return void response.json({ ended });
    }),
  );
  // A form can only post: the same as DELETE, for people without scripts.
  app.post(
    "/faults/end",
    later(async (request, response) => {
      const id = (request.body as { id?: string } | undefined)?.id;
      simulation.end(id === undefined || id === "" ? undefined : id);
      await lab.save();
      response.redirect(303, "/");
    }),
  );

  app.post(
    "/clock",
    later(async (request, response) => {
      const order = clockOrder.safeParse(request.body ?? {});
      if (!order.success)
        return void response
          .status(400)
          .json({ problems: order.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) });
      const { speed, time } = order.data;
      simulation.setClock(speed ?? simulation.speed, time === undefined ? undefined : Date.parse(time));
      await lab.save();
      return void (fromForm(request)
        ? response.redirect(303, "/")
        : response.json({ speed: simulation.speed, time: new Date(simulation.now()).toISOString() }));
    }),
  );

  app.get("/mails", (request, response) => void response.send(mailsPage(mailbox.mails(), site, locale(request, site))));
  app.get("/mails.json", (request, response) => {
    const query = mailQuery.safeParse(request.query);
    if (!query.success)
      return void response.status(400).json({ problems: ["since: expected an instant such as 2026-11-24T10:00:00Z"] });
    const { to, since } = query.data;
    const from = since === undefined ? 0 : Date.parse(since);
    const wanted = mailbox
      .mails()
      .filter((mail) => (to === undefined || mail.to.includes(to)) && Date.parse(mail.receivedAt) >= from);
    return void response.json(wanted);
  });
  app.get("/mails/:id", (request, response) => {
    const mail = mailbox.mails().find(({ id }) => id === request.params.id);
    if (mail === undefined) return void response.status(404).json({ problems: [`no mail ${request.params.id}`] });
    return void response.send(mailPage(mail, site, locale(request, site)));
  });
  return app;
}

/** @throws Error when the port is taken */
export async function startControl(options: ControlOptions): Promise<{ readonly port: number; close(): Promise<void> }> {
  const app = routes(options);
  app.use((error: unknown, _request: Request, response: Response, _next: () => void) => {
    const status = (error as { status?: number }).status ?? 500;
    if (status >= 500) options.logger.error({ err: error }, "request failed");
    response.status(status).json({
      problems: [status >= 500 ? "the lab failed on this request; its log says why" : (error as Error).message],
    });
  });
  const server = app.listen(options.port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "the port is taken by another process" : error.message;
      reject(new Error(`the lab's pages cannot listen on 127.0.0.1:${options.port}: ${why}`, { cause: error }));
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
