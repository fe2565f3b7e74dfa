/**
 * The gate before every room: whatever may change something needs a person, from a page of this house, and stands in the log
 * before it happens. A GET passes, because no GET changes anything.
 */
import type { NextFunction, Request, Response } from "express";
import { appendLog } from "../../alerts/oncall/log.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { foreign } from "../../site/foreign.ts";
import type { Identify } from "../../site/person.ts";
import { returnPath } from "./cookies.ts";

/**
 * Requests that bring a proof of their own instead of a session: Alertmanager its token, a mail's link its code, and the
 * login itself. The route table test holds this list against all routes.
 */
export const ownProof: readonly RegExp[] = [
  /^\/webhooks\/alertmanager\/?$/,
  /^\/webhooks\/traps$/,
  /^\/ack\/[^/]+\/?$/,
  /^\/handover\/[^/]+\/?$/,
  /^\/login(\/code)?\/?$/,
];

const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

export interface GateParts {
  readonly db: Database;
  readonly now: () => Date;
  readonly baseUrl: () => string;
  readonly identify: Identify;
  readonly refuseForeign: (request: Request, response: Response) => void;
}

export function createGate({ db, now, baseUrl, identify, refuseForeign }: GateParts) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (harmless.has(request.method) || ownProof.some((pattern) => pattern.test(request.path))) return next();
    if (foreign(request, baseUrl())) return refuseForeign(request, response);
    const person = await identify(request);
    if (person === undefined) return toLogin(request, response);
    const personal = { contact: person.id, name: person.name };
    const data = { method: request.method, path: request.path.slice(0, 200) };
    // Before the act: none happens without its entry.
    await db.transaction().execute((tx) => appendLog(tx, { kind: "act", at: now(), data, personal }));
    response.once("finish", () => {
      if (response.statusCode < 400) return;
      const refused = { kind: "act-refused", at: now(), data: { ...data, status: response.statusCode }, personal } as const;
      void db
        .transaction()
        .execute((tx) => appendLog(tx, refused))
        .catch(() => undefined);
    });
    next();
  };
}

/** A person gets the login with the way back to the page the form stood on, a program a plain 401. */
function toLogin(request: Request, response: Response): void {
  if (request.accepts(["text", "html"]) !== "html") {
    response.status(401).type("text").send("401: log in first (/login)\n");
    return;
  }
  const from = request.get("referer");
  const page = from !== undefined && URL.canParse(from) ? new URL(from) : undefined;
  const back = page?.host === request.get("host") ? returnPath(`${page?.pathname}${page?.search}`) : "/";
  response.redirect(303, `/login?${new URLSearchParams({ next: back, needed: "1" }).toString()}`);
}
