/**
 * Pages of the energy audit: `/energy` with the last hours, `/energy/report.pdf`, and the management reports below
 * `/energy/report/<period>.<format>`. They only show; nothing here changes the ledger.
 */
import { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { html, type Html } from "../site/html.ts";
import type { Site } from "../site/inventory.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { page } from "../site/page.ts";
import type { Interim } from "./interim.ts";
import type { SpanWish } from "./kpi/span.ts";
import type { ReportView } from "./report/blocks.ts";
import { chartHtml, reportHtml, tableHtml } from "./report/html.ts";
import { interimView, type InterimView } from "./report/interim-view.ts";
import { managementWords } from "./report/management/words.ts";
import { ReportStoppedError, type RenderedReport } from "./report/render.ts";
import { words } from "./report/words.ts";

export type FileFormat = "pdf" | "xlsx" | "csv" | "json";

export interface RouteOptions {
  readonly site: () => Site;
  readonly interim: (hours?: number) => Promise<Interim | undefined>;
  readonly report: (wish: { hours?: number; locale: Locale }) => Promise<RenderedReport>;
  readonly management: {
    readonly view: (span: SpanWish, locale: Locale) => Promise<ReportView>;
    readonly file: (span: SpanWish, locale: Locale, format: FileFormat) => Promise<Uint8Array>;
    /** Years and months that have bookings, newest first: `2025`, `2025-03`. */
    readonly periods: () => Promise<readonly string[]>;
  };
  readonly log: Logger;
}

/** What a reader may ask for: 1 hour to 31 days of interim figures, and a language. */
const query = z.object({
  hours: z.coerce.number().int().min(1).max(744).optional(),
  lang: z.enum(["de", "en"]).optional(),
});

const types: Readonly<Record<FileFormat, string>> = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  json: "application/json",
};

/** `2025`, `2025-q3`, `2025-03` with `.html` or a file format. */
export function parsePeriod(text: string): { span: SpanWish; format: FileFormat | "html" } | undefined {
  const match = /^(20\d\d)(?:-q([1-4])|-(0[1-9]|1[0-2]))?\.(html|pdf|xlsx|csv|json)$/.exec(text);
  if (match === null) return undefined;
  const [, year, quarter, month, format] = match;
  return {
    span: {
      year: Number(year),
      ...(quarter !== undefined && { quarter: Number(quarter) }),
      ...(month !== undefined && { month: Number(month) }),
    },
    format: format as FileFormat | "html",
  };
}

export function energyRouter({ site, interim, report, management, log }: RouteOptions): Router {
  const router = Router();
  // A report takes a core for a moment; one at a time is enough for everybody.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const wish = (request: Request): { hours?: number; locale: Locale } | undefined => {
    const asked = query.safeParse(request.query);
    if (!asked.success) return undefined;
    const { hours, lang } = asked.data;
    return { ...(hours !== undefined && { hours }), locale: lang ?? wishedLocale(request, site()) };
  };

  const showPage = async (request: Request, response: Response): Promise<void> => {
    const asked = wish(request);
    const locale = asked?.locale ?? site().site.locale;
    if (asked === undefined) {
      response.status(400).send(
        page({
          title: words[locale].pageTitle,
          locale,
          body: html`<h1>400</h1>
            <p>hours=1…744, lang=de|en</p>`,
        }),
      );
      return;
    }
    const state = await interim(asked.hours);
    const reports = periodLinks(await management.periods(), locale);
    const body = state === undefined ? nothingYet(site(), locale) : shown(interimView(state, site(), locale), asked.hours);
    response.send(page({ title: words[locale].pageTitle, locale, body: html`${body}${reports}`, refreshSeconds: 300 }));
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
      log.error({ err: error }, "the report could not be made");
      response.status(500).type("text").send(`${w.renderFailed}\n`);
    }
  };

  const sendManagement = async (request: Request, response: Response): Promise<void> => {
    const asked = parsePeriod(String(request.params["period"]));
    const locale = wish(request)?.locale ?? site().site.locale;
    const w = words[locale];
    if (asked === undefined) {
      response.status(404).type("text").send("/energy/report/2025.html, 2025-q3.pdf, 2025-03.xlsx\n");
      return;
    }
    const { span, format } = asked;
    try {
      if (format === "html") {
        const view = await inTurn(() => management.view(span, locale));
        const links = formatLinks(String(request.params["period"]).replace(/\.html$/, ""), locale);
        response.send(page({ title: `${view.title} · ${view.period}`, locale, body: reportHtml(view, links) }));
        return;
      }
      const file = await inTurn(() => management.file(span, locale, format));
      const name = `energiebericht-${String(request.params["period"])}`;
      response.set({
        "Content-Type": types[format],
        "Content-Disposition": `${format === "pdf" ? "inline" : "attachment"}; filename="${name}"`,
      });
      response.send(Buffer.from(file));
    } catch (error) {
      if (error instanceof ReportStoppedError) {
        response.status(409).send(page({ title: w.pageTitle, locale, body: stopped(error, locale) }));
        return;
      }
      log.error({ err: error }, "the report could not be made");
      response.status(500).type("text").send(`${w.renderFailed}\n`);
    }
  };

  router.get("/energy", (request, response) => showPage(request, response));
  router.get("/energy/report.pdf", (request, response) => sendInterim(request, response));
  router.get("/energy/report/:period", (request, response) => sendManagement(request, response));
  return router;
}

function wishedLocale(request: Request, site: Site): Locale {
  const wished = request.headers["accept-language"];
  return wished === undefined ? site.site.locale : localeOf(wished);
}

function nothingYet(site: Site, locale: Locale): Html {
  const w = words[locale];
  const has = site.meters.some(({ role }) => role === "grid") && site.meters.some(({ role }) => role === "ups_out");
  return html`<h1>${w.title}</h1>
    <p>${w.nothing}</p>
    <p>${has ? w.nothingWhy : w.noMeters}</p>`;
}

function periodLinks(periods: readonly string[], locale: Locale): Html {
  const w = words[locale];
  if (periods.length === 0) return html``;
  return html`<h2>${w.reports}</h2>
    <ul>
      ${periods.map((period) => html`<li>${period}: ${formats(period, locale)}</li>`)}
    </ul>`;
}

const formats = (period: string, locale: Locale): Html[] =>
  (["html", "pdf", "xlsx", "csv", "json"] as const).map(
    (format) => html`<a href="/energy/report/${period}.${format}?lang=${locale}">${format.toUpperCase()}</a> `,
  );

const formatLinks = (period: string, locale: Locale): Html => html`<p>${formats(period, locale)}</p>`;

/** Figures that contradict each other: what, where, and no report. */
function stopped(error: ReportStoppedError, locale: Locale): Html {
  const w = managementWords[locale];
  return html`<h1>${w.stopped}</h1>
    <ul>
      ${error.stops.map(({ id, place }) => html`<li>${w.stopTexts[id]}${place === "" ? "" : `: ${place}`}</li>`)}
    </ul>`;
}

function shown(view: InterimView, hours: number | undefined): Html {
  const query = `?lang=${view.locale}${hours === undefined ? "" : `&hours=${hours}`}`;
  return html`<h1>${view.title}</h1>
    <p>${view.site}<br />${view.period}</p>
    <p class="message">${view.message.join(" ")}</p>
    <p><a href="/energy/report.pdf${query}">${view.say.download}</a></p>
    <h2>${view.say.keyFigures}</h2>
    ${tableHtml(view.figures)}
    <h2>${view.say.parts}</h2>
    ${view.parts === undefined ? html`<p>${view.say.partsNone}</p>` : html`${chartHtml(view.parts.chart, view.parts.alt)}${tableHtml(view.parts.table)}`}
    <h2>${view.say.meters}</h2>
    ${tableHtml(view.meters)}
    <h2>${view.say.events}</h2>
    <ul>
      ${view.events.map((line) => html`<li>${line}</li>`)}
    </ul>
    <h2>${view.say.trust}</h2>
    <ul>
      ${view.trust.map((line) => html`<li>${line}</li>`)}
    </ul>
    <p><small>${view.checksum}</small></p>`;
}
