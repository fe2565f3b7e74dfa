import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import type { Site } from "../../site/inventory.ts";
import { localeOf, type Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import type { SampleReader } from "../../site/series.ts";
import { readBoard } from "./read.ts";
import type { BoardIncidents, BoardState } from "./state.ts";
import { board } from "./view.ts";

export interface BoardParts {
  readonly site: () => Site;
  readonly reader: SampleReader;
  readonly incidents: BoardIncidents;
  readonly now: () => Date;
  readonly log: Logger;
}

const folder = dirname(fileURLToPath(import.meta.url));
/** How often the page asks again, with and without JavaScript. */
const refreshSeconds = 15;
/** Viewers within this time share one look at the store. */
const sharedMs = 3000;

/** `/`, `/board/wall` and what every page needs: `/style.css`, `/board.js`, `/favicon.svg`. */
export function createBoard({ site, reader, incidents, now, log }: BoardParts): Router {
  const router = Router();
  let last: { at: number; state: Promise<BoardState> } | undefined;
  const look = (): Promise<BoardState> => {
    const at = now();
    if (last === undefined || Math.abs(at.getTime() - last.at) >= sharedMs) {
      last = { at: at.getTime(), state: readBoard(reader, site(), incidents, at) };
    }
    return last.state;
  };
  const show = async (request: Request, response: Response, kind: "page" | "wall"): Promise<void> => {
    const locale = wishOf(request, site().site.locale);
    const state = await look();
    if (!state.storeAnswers) log.warn("board: the sample store does not answer");
    const { title, body } = board(state, locale, kind);
    response
      .set("Cache-Control", "no-store")
      .vary("Accept-Language")
      .send(page({ title, locale, body, refreshSeconds, scripts: ["/board.js"], ...(kind === "wall" && { kind }) }));
  };
  router.get("/", (request, response) => show(request, response, "page"));
  router.get("/board/wall", (request, response) => show(request, response, "wall"));
  const style = compact(readFileSync(join(folder, "style.css"), "utf8"));
  router.get("/style.css", (_request, response) => void response.set("Cache-Control", "no-cache").type("css").send(style));
  for (const file of ["board.js", "favicon.svg"]) {
    router.get(`/${file}`, (_request, response) => {
      response.set("Cache-Control", "no-cache").sendFile(join(folder, file));
    });
  }
  return router;
}

/** A style sheet without comments and indentation: they are for us, the bytes are for a phone in a basement. */
function compact(css: string): string {
  return css
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/\n\s*/g, "\n")
    .replaceAll(/\s*([{};])\s*/g, "$1")
    .trimStart();
}

/** `?lang=` first, else the site's language: every page of the house speaks the same, whatever the browser was set up for. */
function wishOf(request: Request, fallback: Locale): Locale {
  const { lang } = request.query;
  return typeof lang === "string" ? localeOf(lang) : fallback;
}
