/**
 * Login by a one-time mailed code. `/login` asks for the address and answers the same whoever it belongs to; the code acts
 * by POST only. What the rest of the house sees of it is `identify`: single sign-on can stand behind the same later.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import express, { Router, type NextFunction, type Request, type Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { appendLog, type LogEntry } from "../../alerts/oncall/log.ts";
import type { MailTransport } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import type { Contact, Site } from "../../site/inventory.ts";
import { foreign } from "../../site/foreign.ts";
import { localeOf } from "../../site/locale.ts";
import type { Identify } from "../../site/person.ts";
import { askCode, checkCode, codeMinutes } from "./codes.ts";
import { cookieText, readCookie, returnPath, type CookieName } from "./cookies.ts";
import { createGate } from "./gate.ts";
import { clientKey, createLimiter } from "./limiter.ts";
import { sendCode } from "./mail.ts";
import { addressPage, codePage, personPage, refusalPage, type LoginScene, type Notice } from "./pages.ts";
import { endAllOf, endSession, endStale, latestEnd, longestSeconds, openSession, personOf } from "./sessions.ts";
import { withAccess } from "./tables.ts";
import { say, type Word } from "./words.ts";

export interface AccessParts {
  /** Migrated with `accessMigrations` and those of on-call, whose log it writes. */
  readonly db: Database;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly transport: MailTransport;
  readonly baseUrl: () => string;
}

export interface Access {
  /** Stands before every room. */
  readonly gate: (request: Request, response: Response, next: NextFunction) => Promise<void>;
  readonly router: Router;
  readonly identify: Identify;
  /** Ends sessions that hold no longer: at a change of the site file, and now and then. */
  endStale(): Promise<void>;
}

const quarterMs = 900_000;
/** Of one client in a quarter of an hour: codes asked for, codes typed. */
const mostAsked = 5;
const mostTyped = 20;
/** Codes asked for by everybody in a quarter of an hour: a flood must fill neither mailboxes nor the log. */
const mostOfAll = 100;

const askForm = z.object({
  email: z.string().max(254),
  next: z.string().max(500).optional(),
  lang: z.string().max(10).optional(),
});
const codeForm = z.object({
  code: z.string().max(20),
  next: z.string().max(500).optional(),
  lang: z.string().max(10).optional(),
});

export function createAccess({ db, site, now, log, transport, baseUrl }: AccessParts): Access {
  const access = withAccess(db);
  const asked = createLimiter(mostAsked, quarterMs);
  const typed = createLimiter(mostTyped, quarterMs);
  const all = createLimiter(mostOfAll, quarterMs);
  const known = new WeakMap<Request, ReturnType<Identify>>();

  /** TLS ends here or at a trusted proxy (then Express says so), or the site says that it is reached so. */
  const secure = (request: Request): boolean => baseUrl().startsWith("https:") || request.secure;
  const cookie = (request: Request, name: CookieName): string | undefined => readCookie(request, name, secure(request));
  const setCookie = (request: Request, response: Response, name: CookieName, value: string | undefined, seconds = 0): void =>
    void response.append("Set-Cookie", cookieText(name, secure(request), value, seconds));

  const identify: Identify = (request) => {
    const before = known.get(request);
    if (before !== undefined) return before;
    const token = cookie(request, "leitstand");
    const person = token === undefined ? Promise.resolve(undefined) : personOf(access, token, site().contacts, now());
    known.set(request, person);
    return person;
  };

  const field = (request: Request, name: string): unknown => {
    const body = request.body as Readonly<Record<string, unknown>> | undefined;
    return body?.[name] ?? request.query[name];
  };
  const sceneOf = (request: Request, notice?: Notice): LoginScene => {
    const lang = field(request, "lang");
    return {
      locale: typeof lang === "string" ? localeOf(lang) : site().site.locale,
      site: site(),
      next: returnPath(field(request, "next")),
      ...(notice && { notice }),
    };
  };
  const told = (request: Request, level: Notice["level"], word: Word, fill = {}): LoginScene => {
    const scene = sceneOf(request);
    return { ...scene, notice: { level, text: say(scene.locale, word, fill) } };
  };
  const refuseForeign = (request: Request, response: Response): void => {
    response.status(403).send(refusalPage(told(request, "critical", "foreign")));
  };
  const query = ({ next, locale }: LoginScene): string => new URLSearchParams({ next, lang: locale }).toString();

  /** Facts about the client are about a person; they may be erased. */
  const entry = (
    kind: LogEntry["kind"],
    request: Request | undefined,
    contact: Contact | undefined,
    data: LogEntry["data"] = {},
  ) => ({
    kind,
    at: now(),
    data,
    personal: {
      ...(contact && { contact: contact.id, name: contact.name }),
      ...(request?.ip !== undefined && { client: request.ip }),
    },
  });

  const ask = async (request: Request, response: Response): Promise<void> => {
    if (foreign(request, baseUrl())) return refuseForeign(request, response);
    const sent = askForm.safeParse(request.body);
    if (!sent.success) return void response.status(400).send(addressPage(sceneOf(request)));
    const at = now();
    if (!asked.allow(clientKey(request.ip), at) || !all.allow("", at)) {
      return void response.status(429).send(addressPage(told(request, "critical", "tooOften")));
    }
    const address = sent.data.email.trim().toLowerCase();
    // Of several contacts behind one mailbox the first one is meant: whoever reads it must not be two people.
    const contact = site().contacts.find(({ email }) => email.toLowerCase() === address);
    const { browser, code } = await askCode(access, contact, cookie(request, "leitstand-login"), at);
    const scene = sceneOf(request);
    setCookie(request, response, "leitstand-login", browser, codeMinutes * 60);
    response.redirect(303, `/login/code?${query(scene)}`);
    if (contact === undefined || code === undefined) {
      const reason = contact === undefined ? "unknown address" : "too many codes";
      await write(entry("login-failed", request, contact, { reason }));
      return;
    }
    const mail = { contact, code, client: request.ip ?? "?", baseUrl: baseUrl().replace(/\/+$/, ""), now: at };
    const taken = await sendCode(mail, randomBytes(8).toString("hex"), site(), transport, log, pause);
    await write(entry("code-sent", request, contact, { taken }));
  };

  const write = (one: LogEntry): Promise<void> =>
    db
      .transaction()
      .execute((tx) => appendLog(tx, one))
      .catch((error: unknown) => log.error({ err: error, kind: one.kind }, "an entry of the log could not be written"));

  const enter = async (request: Request, response: Response): Promise<void> => {
    if (foreign(request, baseUrl())) return refuseForeign(request, response);
    const at = now();
    if (!typed.allow(clientKey(request.ip), at)) {
      return void response.status(429).send(codePage(told(request, "critical", "tooOften")));
    }
    const sent = codeForm.safeParse(request.body);
    const browser = cookie(request, "leitstand-login");
    if (!sent.success || browser === undefined)
      return void response.status(422).send(codePage(told(request, "critical", "dead")));
    const { contacts } = site();
    const result = await db.transaction().execute(async (tx) => {
      const check = await checkCode(withAccess(tx), browser, sent.data.code, at);
      const contact = contacts.find(({ id }) => check.outcome !== "dead" && id === check.contact);
      if (check.outcome === "right" && contact !== undefined) {
        const earlier = cookie(request, "leitstand");
        if (earlier !== undefined) await endSession(withAccess(tx), earlier);
        await appendLog(tx, entry("login", request, contact));
        return { check, token: await openSession(withAccess(tx), contact, at) };
      }
      await appendLog(tx, entry("login-failed", request, contact, { reason: `${check.outcome} code` }));
      return { check };
    });
    const { check, token } = result;
    if (token === undefined) {
      const left = check.outcome === "wrong" ? check.left : 0;
      const scene =
        left === 0 ? told(request, "critical", "dead") : told(request, "critical", left === 1 ? "wrongOne" : "wrong", { left });
      return void response.status(422).send(codePage(scene));
    }
    setCookie(request, response, "leitstand-login", undefined);
    setCookie(request, response, "leitstand", token, longestSeconds);
    response.redirect(303, returnPath(sent.data.next));
  };

  const leave = async (request: Request, response: Response): Promise<void> => {
    const person = await identify(request);
    const token = cookie(request, "leitstand");
    const contact = site().contacts.find(({ id }) => id === person?.id);
    if (token !== undefined && contact !== undefined) {
      const everywhere = field(request, "all") === "1";
      await db.transaction().execute(async (tx) => {
        await (everywhere ? endAllOf(withAccess(tx), contact.id) : endSession(withAccess(tx), token));
        await appendLog(tx, entry("logout", request, contact, { everywhere }));
      });
    }
    setCookie(request, response, "leitstand", undefined);
    response.redirect(303, `/login?${new URLSearchParams({ done: "1", lang: sceneOf(request).locale }).toString()}`);
  };

  const show = async (request: Request, response: Response): Promise<void> => {
    const person = await identify(request);
    const token = cookie(request, "leitstand");
    const until = person === undefined || token === undefined ? undefined : await latestEnd(access, token);
    if (person !== undefined && until !== undefined) {
      return void response.send(personPage(sceneOf(request), person, until));
    }
    const { needed, done } = request.query;
    const scene =
      done !== undefined
        ? told(request, "ok", "loggedOut")
        : needed !== undefined
          ? told(request, "warning", "needed")
          : sceneOf(request);
    response.send(addressPage(scene));
  };

  const router = Router();
  const form = express.urlencoded({ extended: false, limit: "4kb" });
  router.use(["/login", "/logout"], (_request, response, next) => {
    response.set({ "Cache-Control": "no-store", "X-Robots-Tag": "noindex" });
    next();
  });
  router.get("/login", (request, response) => show(request, response));
  router.post("/login", form, (request, response) => ask(request, response));
  router.get("/login/code", (request, response) => void response.send(codePage(sceneOf(request))));
  router.post("/login/code", form, (request, response) => enter(request, response));
  router.post("/logout", form, (request, response) => leave(request, response));

  return {
    router,
    identify,
    gate: createGate({ db, now, baseUrl, identify, refuseForeign }),
    async endStale() {
      const { contacts } = site();
      await db.transaction().execute(async (tx) => {
        const ended = await endStale(withAccess(tx), contacts, now());
        const entries = ended.map(({ contact, reason }): LogEntry => {
          return { kind: "session-ended", at: now(), data: { reason }, personal: { contact } };
        });
        await appendLog(tx, ...entries);
      });
    },
  };
}
