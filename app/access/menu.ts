/** The menu says who is logged in, on every page of every room, without any of them having to know. */
import { setTimeout as pause } from "node:timers/promises";
import type { RequestHandler } from "express";
import { withName } from "../../site/page.ts";
import type { Identify } from "../../site/person.ts";

/** A database that is out of reach must not hold up a page for the sake of a name. */
const patienceMs = 300;

export function nameInMenu(identify: Identify): RequestHandler {
  return async (request, response, next) => {
    const { accept, cookie } = request.headers;
    if (cookie === undefined || accept?.includes("text/html") !== true) return next();
    const person = await Promise.race([identify(request).catch(() => undefined), pause(patienceMs, undefined, { ref: false })]);
    if (person !== undefined) {
      const send = response.send.bind(response);
      response.vary("Cookie");
      response.send = (body: unknown) => send(typeof body === "string" ? withName(body, person.name) : body);
    }
    next();
  };
}
