/** Pages of the energy audit: `/energy` and `/energy/report.pdf`. They only show; nothing here changes the ledger. */
import { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { html, trusted, type Html } from "../site/html.ts";
import type { Site } from "../site/inventory.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { page } from "../site/page.ts";
import type { Interim } from "./interim.ts";
import { interimView, type InterimView, type Table } from "./report/interim-view.ts";
import type { RenderedReport } from "./report/render.ts";
import { words } from "./report/words.ts";

export interface RouteOptions {
  readonly site: () => Site;
  readonly interim: (hours?: number) => Promise<Interim | undefined>;
  readonly report: (wish: { hours?: number; locale: Locale }) => Promise<RenderedReport>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** What a reader may ask for: 1 hour to 31 days of interim figures, and a language. */
const query = z.object({
  hours: z.coerce.number().int().min(1).max(744).optional(),
  lang: z.enum(["de", "en"]).optional(),
});

export function energyRouter({ site, interim, report, log }: RouteOptions): Router {
  const router = Router();
  // The typesetter takes a core for a moment; one at a time is enough for everybody.
  let rendering: Promise<unknown> = Promise.resolve();

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
    const body = state === undefined ? nothingYet(site(), locale) : shown(interimView(state, site(), locale), asked.hours);
    response.send(page({ title: words[locale].pageTitle, locale, body, refreshSeconds: 300 }));
  };

  const sendReport = async (request: Request, response: Response): Promise<void> => {
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
    const turn = rendering.then(() => report(asked));
    rendering = turn.catch(() => undefined);
    try {
      const { pdf, name } = await turn;
      response.type("application/pdf").set("Content-Disposition", `inline; filename="${name}"`).send(Buffer.from(pdf));
    } catch (error) {
      log.error({ err: error }, "the report could not be made");
      response.status(500).type("text").send(`${w.renderFailed}\n`);
    }
  };

  router.get("/energy", (request, response) => showPage(request, response));
  router.get("/energy/report.pdf", (request, response) => sendReport(request, response));
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

function shown(view: InterimView, hours: number | undefined): Html {
  const query = `?lang=${view.locale}${hours === undefined ? "" : `&hours=${hours}`}`;
  return html`<h1>${view.title}</h1>
    <p>${view.site}<br />${view.period}</p>
    <p class="message">${view.message.join(" ")}</p>
    <p><a href="/energy/report.pdf${query}">${view.say.download}</a></p>
    <h2>${view.say.keyFigures}</h2>
    ${table(view.figures)}
    <h2>${view.say.parts}</h2>
    ${
      view.parts === undefined
        ? html`<p>${view.say.partsNone}</p>`
        : html`<figure role="img" aria-label="${view.parts.alt}">${trusted(view.parts.chart)}</figure>
            ${table(view.parts.table)}`
    }
    <h2>${view.say.meters}</h2>
    ${table(view.meters)}
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

function table({ head, rows, numbers }: Table): Html {
  const cell = (text: string, index: number): Html =>
    index === 0 ? html`<th scope="row">${text}</th>` : html`<td${numbers.includes(index) && html` class="number"`}>${text}</td>`;
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((text) => html`<th scope="col">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
