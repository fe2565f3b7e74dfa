/** Answers that only say why something is not there or was not done: a page for a browser, a line for a program. */
import type { NextFunction, Request, Response } from "express";
import type { Logger } from "pino";
import { CodeReplacedError } from "../energy-audit/child.ts";
import { html } from "../site/html.ts";
import { localeOf, type Locale } from "../site/locale.ts";
import { page } from "../site/page.ts";
import { databaseFault } from "./database-fault.ts";

/** One text in both languages. */
type Sentence = Readonly<Record<Locale, string>>;

const unreadable: Sentence = { de: "Diese Anfrage ist nicht lesbar.", en: "This request cannot be read." };
const tooLarge: Sentence = { de: "Das ist mehr, als diese Seite annimmt.", en: "That is more than this page takes." };
const ours: Sentence = {
  de: "Das ging im Leitstand schief, nicht bei Ihnen. Der Grund steht im Protokoll des Dienstes (logs/service.log).",
  en: "That went wrong in Leitstand, not with you. The log of the service says why (logs/service.log).",
};
const codeReplaced: Sentence = {
  de: "Leitstand wurde auf dem Datenträger aktualisiert, es läuft aber noch die alte Fassung. Bitte „leitstand up“ neu starten; Berichte und Tabellen gibt es danach wieder, die Alarmierung läuft bis dahin weiter.",
  en: "Leitstand was updated on disk, but the old version still runs. Please start “leitstand up” again; reports and tables come back then, alerting goes on until then.",
};

const titles: Readonly<Record<Locale, string>> = { de: "Das ging nicht", en: "That did not work" };
const toBoard: Sentence = { de: "Zur Lage", en: "To the board" };

/** A program gets one line with both languages. */
export function refuse(request: Request, response: Response, status: number, sentence: Sentence): void {
  response.status(status);
  if (request.accepts(["text", "html"]) !== "html") {
    response.type("text").send(`${status}: ${sentence.de}\n${sentence.en}\n`);
    return;
  }
  const { lang } = request.query;
  const locale = localeOf(typeof lang === "string" ? lang : undefined);
  const title = status === 404 ? "404" : titles[locale];
  const body = html`<h1>${title}</h1>
    <p>${sentence[locale]}</p>
    <p><a href="/">${toBoard[locale]}</a></p>`;
  response.send(page({ title, locale, kind: "slim", body }));
}

/** No route took it. */
export function notFound(request: Request, response: Response): void {
  refuse(request, response, 404, { de: `${request.path} gibt es nicht.`, en: `There is no ${request.path}.` });
}

/** Something failed: what the asker did wrong is no error of ours and not logged. */
export function failed(log: Logger) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const status = statusOf(error);
    if (status !== undefined && !response.headersSent) {
      refuse(request, response, status, status === 413 ? tooLarge : unreadable);
      return;
    }
    const replaced = error instanceof CodeReplacedError;
    if (!replaced) log.error({ err: error, path: request.path }, "request failed");
    const [de, en] = [databaseFault(error, "de"), databaseFault(error, "en")];
    if (response.headersSent) next(error);
    else if (replaced) refuse(request, response, 503, codeReplaced);
    else if (de !== undefined && en !== undefined) refuse(request, response, 503, { de, en });
    else refuse(request, response, 500, ours);
  };
}

/** Express marks what the asker did wrong (broken escapes in the path, too long a form) with a status below 500. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}
