/**
 * Pages of the energy audit: `/energy` with the last hours, the interim report, management reports below
 * `/energy/report/<period>.<format>` (`?issue` for the released version), and the register below `/energy/register`. A GET
 * changes nothing; what changes something is a POST by a person who is known, from a page of this house.
 */
import express, { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { foreign } from "../site/foreign.ts";
import { html } from "../site/html.ts";
import { reportFileFormats } from "../site/energy.ts";
import type { Site } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import { page } from "../site/page.ts";
import { entryRoutes } from "./entry/routes.ts";
import type { EntryStore } from "./entry/store.ts";
import type { Interim } from "./interim.ts";
import type { SpanWish } from "./kpi/span.ts";
import type { MakeBaseline } from "./baselines.ts";
import { CodeReplacedError } from "./child.ts";
import { mayChange } from "./people.ts";
import type { Identify, Person } from "../site/person.ts";
import { registerFile } from "./register/file.ts";
import { registerRoutes } from "./register/routes.ts";
import { AlreadyReleasedError, SameSideError, SameSignerError } from "./register/signatures.ts";
import type { RegisterStore } from "./register/store.ts";
import { FiguresChangedError, NotReleasableError, type Releases } from "./releases.ts";
import { contentTypes } from "./report/content-types.ts";
import { reportHtml } from "./report/html.ts";
import { exportJsonSchema, type ReportFormat } from "./report/documents.ts";
import { interimHtml, mailedHtml, releaseHtml, reportList, statementLinks, stoppedHtml, waitingHtml } from "./report/pages.ts";
import type { MailingStore } from "./mailing/store.ts";
import { BusyError, oneAtATime } from "./one-at-a-time.ts";
import { interimView } from "./report/interim-view.ts";
import { managementWords } from "./report/management/words.ts";
import { ReportStoppedError, type RenderedReport } from "./report/render.ts";
import { words } from "./report/words.ts";

/** What a period can be fetched as; the page itself is HTML. */
export type FileFormat = Exclude<ReportFormat, "view">;

export interface RouteOptions {
  readonly site: () => Site;
  readonly interim: (hours?: number) => Promise<Interim | undefined>;
  /** Whether the store of samples answered and no longer does. */
  readonly storeSilent: () => boolean;
  readonly report: (wish: { hours?: number; locale: Locale }) => Promise<RenderedReport>;
  readonly releases: Releases;
  readonly register: RegisterStore;
  readonly entries: EntryStore;
  /** Years and months that have bookings, newest first: `2025`, `2025-03`. */
  readonly periods: () => Promise<readonly string[]>;
  readonly makeBaseline: MakeBaseline;
  readonly mailings: MailingStore;
  readonly identify: Identify | undefined;
  readonly now: () => Date;
  readonly log: Logger;
}

/** Reports that are made or wait. */
const mostReports = 12;

/** What a reader may ask for: 1 hour to 31 days of interim figures, a language, the released version. */
const query = z.object({
  hours: z.coerce.number().int().min(1).max(744).optional(),
  lang: z.enum(["de", "en"]).optional(),
  issue: z.string().optional(),
});
interface Wish {
  readonly hours?: number;
  readonly locale: Locale;
  readonly issue: boolean;
}

const formats = ["html", ...reportFileFormats] as const;

/** `2025`, `2025-q3`, `2025-03` with `.html` or a file format. */
export function parsePeriod(text: string): { span: SpanWish; name: string; format: FileFormat | "html" } | undefined {
  const [, name = "", year, quarter, month, ending] = /^((20\d\d)(?:-q([1-4])|-(0[1-9]|1[0-2]))?)\.([a-z.]+)$/.exec(text) ?? [];
  const format = formats.find((one) => one === ending);
  if (format === undefined) return undefined;
  return {
    span: {
      year: Number(year),
      ...(quarter !== undefined && { quarter: Number(quarter) }),
      ...(month !== undefined && { month: Number(month) }),
    },
    name,
    format,
  };
}

export function energyRouter(options: RouteOptions): Router {
  const { site, interim, storeSilent, report, releases, register, entries, periods, makeBaseline, mailings, identify, now, log } =
    options;
  const router = Router();
  // A report takes a core for seconds and anybody may ask: one at a time, and a queue that stays short.
  const inTurn = oneAtATime(mostReports);
  const personOf = async (request: Request): Promise<Person | undefined> => identify?.(request);

  const wish = (request: Request): Wish | undefined => {
    const asked = query.safeParse(request.query);
    if (!asked.success) return undefined;
    const { hours, lang, issue } = asked.data;
    return { ...(hours !== undefined && { hours }), locale: lang ?? site().site.locale, issue: issue !== undefined };
  };

  const showPage = async (request: Request, response: Response): Promise<void> => {
    const asked = wish(request);
    const locale = asked?.locale ?? site().site.locale;
    const title = words[locale].pageTitle;
    if (asked === undefined) {
      response.status(400).send(
        page({
          title,
          locale,
          body: html`<h1>400</h1>
            <p>${words[locale].wrongWish}</p>`,
        }),
      );
      return;
    }
    const state = await interim(asked.hours);
    const body =
      state === undefined
        ? waitingHtml(site(), locale, storeSilent())
        : interimHtml(interimView(state, site(), locale), asked.hours);
    const list = html`${reportList(await periods(), locale)}${mailedHtml(await mailings.latest(10), site(), locale)}`;
    response.send(page({ title, locale, body: html`${body}${list}` }));
  };

  const sendInterim = async (request: Request, response: Response): Promise<void> => {
    const asked = wish(request);
    if (asked === undefined) {
      response.status(400).type("text").send("hours=1…744, lang=de|en\n");
      return;
    }
    const w = words[asked.locale];
    if ((await interim(asked.hours)) === undefined) {
      response.status(404).type("text").send(`${w.nothing} ${w.nothingWhy}\n`);
      return;
    }
    try {
      const { pdf, name } = await inTurn(() => report(asked));
      response.type("application/pdf").set("Content-Disposition", `inline; filename="${name}"`).send(Buffer.from(pdf));
    } catch (error) {
      failed(response, asked.locale, error);
    }
  };

  const sendManagement = async (request: Request, response: Response): Promise<void> => {
    const asked = parsePeriod(String(request.params["period"]));
    const { locale, issue } = wish(request) ?? { locale: site().site.locale, issue: false };
    if (asked === undefined) {
      response.status(404).type("text").send("/energy/report/2025.html, 2025-q3.pdf, 2025-03.xlsx\n");
      return;
    }
    const { span, name, format } = asked;
    await orStopped(response, locale, async () => {
      if (format === "html") {
        await showManagement(request, response, span, name, locale);
        return;
      }
      const file = await inTurn(() => (issue ? releases.issue(span, locale, format) : releases.file(span, locale, format)));
      if (file === undefined) {
        response.status(404).type("text").send(`${managementWords[locale].notReady}\n`);
        return;
      }
      const shown = `energiebericht-${name}${issue ? "-freigegeben" : ""}.${format}`;
      response.set({
        "Content-Type": contentTypes[format],
        "Content-Disposition": `${format.endsWith("pdf") ? "inline" : "attachment"}; filename="${shown}"`,
      });
      response.send(file);
    });
  };

  /** The statement for a customer: `/energy/customers/<id>/2025.pdf`, also `.csv` and `.html`. */
  const sendStatement = async (request: Request, response: Response): Promise<void> => {
    const asked = parsePeriod(String(request.params["period"]));
    const id = String(request.params["customer"]);
    const { locale, issue } = wish(request) ?? { locale: site().site.locale, issue: false };
    const format = asked?.format;
    const known = site().energy?.customers.some((customer) => customer.id === id) ?? false;
    if (asked === undefined || !known || (format !== "html" && format !== "pdf" && format !== "csv")) {
      response.status(404).type("text").send("/energy/customers/<id>/2025.html, 2025.pdf, 2025.csv\n");
      return;
    }
    await orStopped(response, locale, async () => {
      if (format === "html") {
        const view = await inTurn(() => releases.statementView(asked.span, locale, id));
        const links = statementLinks(id, asked.name, locale);
        response.send(page({ title: `${view.title} · ${view.period}`, locale, body: reportHtml(view, links) }));
        return;
      }
      const file = await inTurn(() => releases.statement(asked.span, locale, id, format, issue));
      if (file === undefined) {
        response.status(404).type("text").send(`${managementWords[locale].notReady}\n`);
        return;
      }
      response.set({
        "Content-Type": contentTypes[format],
        "Content-Disposition": `${format === "pdf" ? "inline" : "attachment"}; filename="energienachweis-${id}-${asked.name}.${format}"`,
      });
      response.send(file);
    });
  };

  /** Sends what `work` sends; figures that contradict each other are a page that says so. */
  const orStopped = async (response: Response, locale: Locale, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof ReportStoppedError) {
        response.status(409).send(page({ title: words[locale].pageTitle, locale, body: stoppedHtml(error, locale) }));
        return;
      }
      failed(response, locale, error);
    }
  };

  const failed = (response: Response, locale: Locale, error: unknown): void => {
    // Said by the one who knows what to do about it.
    if (error instanceof CodeReplacedError) throw error;
    const busy = error instanceof BusyError;
    if (busy) response.set("Retry-After", "30");
    else log.error({ err: error }, "the report could not be made");
    response
      .status(busy ? 503 : 500)
      .type("text")
      .send(`${busy ? words[locale].busy : words[locale].renderFailed}\n`);
  };

  const showManagement = async (
    request: Request,
    response: Response,
    span: SpanWish,
    name: string,
    locale: Locale,
    message?: string,
  ): Promise<void> => {
    const view = await inTurn(() => releases.view(span, locale));
    const release = releaseHtml({
      view,
      name,
      signed: await releases.signed(span),
      site: site(),
      maySign: mayChange(await personOf(request)),
      ...(message !== undefined && { message }),
    });
    response.send(page({ title: `${view.title} · ${view.period}`, locale, body: reportHtml(view, release) }));
  };

  const sign = async (request: Request, response: Response): Promise<void> => {
    const asked = parsePeriod(`${String(request.params["period"])}.html`);
    const locale = wish(request)?.locale ?? site().site.locale;
    const w = managementWords[locale];
    const person = await personOf(request);
    if (!mayChange(person) || foreign(request)) {
      response.status(403).type("text").send(`${w.noLogin}\n`);
      return;
    }
    const body = z.object({ checksum: z.string().regex(/^[0-9a-f]{16}$/) }).safeParse(request.body);
    if (asked === undefined || !body.success) {
      response.status(400).type("text").send("checksum\n");
      return;
    }
    try {
      await inTurn(() => releases.sign(asked.span, body.data.checksum, person));
      log.info({ person: person.id, period: asked.name, checksum: body.data.checksum }, "figures signed");
      // The signature stands whatever becomes of the documents: they are made when somebody asks for them, at the latest.
      await inTurn(() => releases.keep(asked.span)).catch((error: unknown) =>
        log.warn({ err: error, period: asked.name }, "the documents of the release are not kept yet"),
      );
      response.redirect(303, `/energy/report/${asked.name}.html?lang=${locale}`);
    } catch (error) {
      const message = refusal(error, w);
      if (message === undefined) return failed(response, locale, error);
      response.status(409);
      await showManagement(request, response, asked.span, asked.name, locale, message);
    }
  };

  router.get("/energy", (request, response) => showPage(request, response));
  router.get("/energy/report.pdf", (request, response) => sendInterim(request, response));
  router.get("/energy/report.schema.json", (_request, response) => void response.type("json").send(exportJsonSchema()));
  router.get("/energy/customers/:customer/:period", (request, response) => sendStatement(request, response));
  router.get("/energy/report/:period", (request, response) => sendManagement(request, response));
  router.post("/energy/report/:period/sign", express.urlencoded({ extended: false, limit: "10kb" }), (request, response) =>
    sign(request, response),
  );
  router.get("/energy/register.yaml", (_request, response) =>
    register.all().then((records) => response.type("application/yaml").send(registerFile(records))),
  );
  const localeFor = (request: Request): Locale => wish(request)?.locale ?? site().site.locale;
  router.use(
    "/energy/entry",
    entryRoutes({ entries, site, now, log, releasedIn: (span) => releases.releasedIn(span), personOf, localeFor }),
  );
  router.use(
    "/energy/register",
    registerRoutes({
      register,
      makeBaseline,
      site,
      now,
      log,
      personOf,
      localeFor,
    }),
  );
  return router;
}

function refusal(error: unknown, w: (typeof managementWords)["de"]): string | undefined {
  if (error instanceof FiguresChangedError) return w.changed;
  if (error instanceof SameSignerError) return w.twice;
  if (error instanceof AlreadyReleasedError) return w.alreadyReleased;
  if (error instanceof SameSideError) return w.sameSide;
  return error instanceof NotReleasableError ? w.notReady : undefined;
}
