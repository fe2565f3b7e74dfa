/** HTTP of on-call: the webhook, incidents, acknowledgement, rotas. GET and HEAD change nothing, ever. */
import { createHash, timingSafeEqual } from "node:crypto";
import express, { Router, type NextFunction, type Request, type Response } from "express";
import type { Logger } from "pino";
import { html } from "../../site/html.ts";
import { localeOf } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import { acknowledgeAll, codeFits, findLink, noteWrongCode, type AckLink, type AckResult } from "./acknowledge.ts";
import type { Setting } from "./contents.ts";
import { peopleOf, policyFor, reachedBy } from "./escalation.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { lastHeartbeat } from "./heartbeat.ts";
import { icalFeed, initials } from "./ical.ts";
import { parseBody, quarantine, takeIn, type IntakeParts } from "./intake.ts";
import type { OnCallMetrics } from "./metrics.ts";
import { ackBody, incidentBody, incidentsBody, oncallBody, type AckPage, type RotaPage, type Scene } from "./pages.ts";
import { gaps, shifts, whoIsOnCall } from "./rota.ts";
import { incidentById, openIncidents, type Database } from "./store.ts";
import { nameOf, openViews, recentlyEnded, timelineOf } from "./views.ts";
import { say } from "./words.ts";

export interface RouteParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly intake: IntakeParts;
  readonly metrics: OnCallMetrics;
  readonly webhookToken: string | undefined;
  /** Something became due. */
  readonly wake: () => void;
  /** Alertmanager left alerts out or sent more than fits: its list has to be asked. */
  readonly askForAll: () => void;
}

/** Largest webhook body: some 40,000 alerts (facts: 10,000 are 8.3 MB). */
const largestBody = 32 * 1024 * 1024;
/** Webhook bodies in work at a time; more are told to come again (503), which Alertmanager does. */
const mostBodies = 32;

const dayMs = 86_400_000;

export function oncallRouter(parts: RouteParts): Router {
  const router = Router({ caseSensitive: true, strict: false });
  router.post(
    "/webhooks/alertmanager",
    authorise(parts),
    express.raw({ type: () => true, limit: largestBody, inflate: false }),
    webhook(parts),
  );
  router.get("/incidents", (request, response) => showIncidents(parts, request, response));
  router.get("/incidents.json", async (_request, response) => {
    const { site, baseUrl, now } = parts.setting();
    response.set("Cache-Control", "no-store").json(await openViews(parts.db, site, baseUrl, now));
  });
  router.get("/incidents/:id", (request, response) => showIncident(parts, request.params.id, request, response));
  router.get("/ack/:token", (request, response) => showAck(parts, request.params.token, request, response));
  router.post("/ack/:token", express.urlencoded({ extended: false, limit: "4kb" }), (request, response) =>
    postAck(parts, request.params.token ?? "", request, response),
  );
  router.get("/oncall", (request, response) => showOnCall(parts, request, response));
  router.get("/oncall/:rota.ics", (request, response) => sendCalendar(parts, request.params.rota, response));
  router.use("/webhooks/alertmanager", tooLarge(parts));
  return router;
}

function authorise({ webhookToken, metrics }: RouteParts) {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  const wanted = webhookToken === undefined ? undefined : digest(`Bearer ${webhookToken}`);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (wanted === undefined || timingSafeEqual(digest(request.get("authorization") ?? ""), wanted)) return next();
    metrics.received("refused");
    response.status(401).set("WWW-Authenticate", "Bearer").type("text").send("401: wrong or missing token\n");
  };
}

function webhook(parts: RouteParts) {
  const { db, log, setting, intake, metrics, wake, askForAll } = parts;
  let inWork = 0;
  return async (request: Request, response: Response): Promise<void> => {
    const answer = (status: number, text: string): void => void response.status(status).type("text").send(`${text}\n`);
    if (inWork >= mostBodies) {
      metrics.received("failed");
      return answer(503, "busy, come again");
    }
    inWork++;
    try {
      const body = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
      const parsed = parseBody(body, setting().now);
      if ("reason" in parsed) {
        await quarantine(db, parsed.reason, body, setting().now);
        log.error({ reason: parsed.reason, bytes: body.length }, "unreadable webhook body, kept in quarantine");
        metrics.received("quarantined");
        return answer(400, `not a webhook body: ${parsed.reason.slice(0, 300)}`);
      }
      for (const { reason, body } of parsed.broken) {
        await quarantine(db, reason, body, setting().now);
        log.error({ reason }, "unreadable alert in a webhook body, kept in quarantine");
      }
      await takeIn(intake, parsed.alerts);
      wake();
      if (parsed.truncated) askForAll();
      metrics.received(parsed.broken.length > 0 ? "quarantined" : "accepted");
      answer(200, "stored");
    } catch (error) {
      log.error({ err: error }, "webhook body could not be stored, Alertmanager will send it again");
      metrics.received("failed");
      answer(503, "not stored, come again");
    } finally {
      inWork--;
    }
  };
}

/** A body that is too large or compressed cannot be read, but what it told must not be lost: the list is asked. */
function tooLarge({ log, metrics, askForAll }: RouteParts) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
    if (status !== 413 && status !== 415 && status !== 400) return next(error);
    log.error({ err: error }, "webhook body refused; Alertmanager's list is asked instead");
    metrics.received("refused");
    askForAll();
    response.status(status).type("text").send("body refused\n");
  };
}

function sceneOf({ setting }: RouteParts, request: Request): Scene {
  const { site, baseUrl, now } = setting();
  const { lang } = request.query;
  return { site, baseUrl, now, locale: typeof lang === "string" ? localeOf(lang) : site.site.locale };
}

async function showIncidents(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const scene = sceneOf(parts, request);
  const open = await openIncidents(parts.db);
  const recent = await recentlyEnded(parts.db, scene.now, 7, 50);
  const body = incidentsBody(open, recent, await lastHeartbeat(parts.db), scene);
  response.set("Cache-Control", "no-store").send(page({ title: say(scene.locale, "incidents"), locale: scene.locale, body }));
}

function notFound(response: Response, scene: Scene): void {
  const body = html`<h1>404</h1>
    <p>${say(scene.locale, "notFound")}</p>
    <p><a href="/incidents">${say(scene.locale, "back")}</a></p>`;
  response.status(404).send(page({ title: "404", locale: scene.locale, body, kind: "slim" }));
}

async function showIncident(parts: RouteParts, id: string, request: Request, response: Response): Promise<void> {
  const scene = sceneOf(parts, request);
  const incident = await incidentById(parts.db, id);
  if (incident === undefined) return notFound(response, scene);
  const body = incidentBody(incident, await timelineOf(parts.db, id), await nextAct(parts.db, incident, scene), scene);
  response.set("Cache-Control", "no-store").send(page({ title: say(scene.locale, "incident"), locale: scene.locale, body }));
}

/** When escalation acts next and whom it then reaches. */
async function nextAct(
  db: Database,
  incident: Incident,
  { site, now }: Scene,
): Promise<{ at: Date; names: string[] } | undefined> {
  const row = await db.selectFrom("oncall_incident").select("next_act_at").where("id", "=", incident.id).executeTakeFirst();
  if (incident.endedAt !== undefined || row === undefined || row.next_act_at === null) return undefined;
  const at = new Date(row.next_act_at);
  const policy = policyFor(incident, site.policies, site.contacts);
  const steps = acknowledged(incident, now) ? 0 : incident.progress.steps;
  const step = policy?.steps[steps] ?? policy?.steps.at(-1);
  const reached = step === undefined ? [] : reachedBy(step, peopleOf(site), at);
  return { at, names: reached.map((id) => nameOf(id, site)) };
}

/** Headers of pages whose address is a secret. */
function keepSecret(response: Response): Response {
  return response.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex" });
}

function sendAck(response: Response, status: number, scene: Scene, content: AckPage): void {
  const title = say(scene.locale, "ackTitle");
  keepSecret(response)
    .status(status)
    .send(page({ title, locale: scene.locale, body: ackBody(content, scene), kind: "slim" }));
}

/** What a link can still do, said before anybody acts. */
function standing(link: AckLink, scene: Scene): AckPage["notices"] {
  const { locale, site, now } = scene;
  const time = (at: Date): string =>
    at.toLocaleTimeString(locale === "de" ? "de-DE" : "en-GB", { timeZone: site.site.time_zone, timeStyle: "short" });
  const open = link.incidents.filter(({ endedAt }) => endedAt === undefined);
  const [only] = link.incidents;
  if (open.length === 0) {
    const ended = link.incidents.length === 1 ? only?.endedAt : undefined;
    return [
      { level: "ok", text: ended === undefined ? say(locale, "ackAllEnded") : say(locale, "ackEnded", { time: time(ended) }) },
    ];
  }
  const free = open.filter((incident) => !acknowledged(incident, now));
  const held = open.find((incident) => acknowledged(incident, now))?.acknowledgement;
  if (free.length > 0 || held === undefined) return link.locked ? [{ level: "critical", text: say(locale, "ackLocked") }] : [];
  if (held.by === link.person.id) return [{ level: "ok", text: say(locale, "ackTakenBySelf", { time: time(held.at) }) }];
  return [{ level: "ok", text: say(locale, "ackTakenByOther", { name: nameOf(held.by, site), time: time(held.at) }) }];
}

const canAct = (link: AckLink, now: Date): boolean =>
  !link.locked && link.incidents.some((incident) => incident.endedAt === undefined && !acknowledged(incident, now));

/** The page in the language of the person whose mail carried the link. */
function sceneFor(link: AckLink, scene: Scene): Scene {
  return { ...scene, locale: scene.site.contacts.find(({ id }) => id === link.person.id)?.locale ?? scene.locale };
}

async function showAck(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const link = await findLink(parts.db, token);
  if (link === undefined) return unknownLink(response, sceneOf(parts, request));
  const scene = sceneFor(link, sceneOf(parts, request));
  sendAck(response, 200, scene, {
    person: link.person.name,
    incidents: link.incidents,
    action: canAct(link, scene.now) ? `/ack/${encodeURIComponent(token)}` : undefined,
    notices: standing(link, scene),
  });
}

function unknownLink(response: Response, scene: Scene): void {
  const notices = [{ level: "warning" as const, text: say(scene.locale, "ackUnknown") }];
  sendAck(response, 404, scene, { person: "", incidents: [], action: undefined, notices });
}

/**
 * Whether the form was sent by our own page. Browsers say so in Sec-Fetch-Site; older ones in Origin, which our
 * Referrer-Policy may turn into "null". A mail program's own view may send neither: the link and the code then suffice.
 */
function foreign(request: Request, baseUrl: string): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = request.get("origin");
  if (origin === undefined || origin === "null") return false;
  const hosts = [request.get("host"), new URL(baseUrl).host];
  return !URL.canParse(origin) || !hosts.includes(new URL(origin).host);
}

async function postAck(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const { db, setting, wake, log } = parts;
  const link = await findLink(db, token);
  if (link === undefined) return unknownLink(response, sceneOf(parts, request));
  const scene = sceneFor(link, sceneOf(parts, request));
  const { locale } = scene;
  const show = async (status: number, notices: AckPage["notices"]): Promise<void> => {
    const after = (await findLink(db, token)) ?? link;
    const action = canAct(after, scene.now) ? `/ack/${encodeURIComponent(token)}` : undefined;
    sendAck(response, status, scene, { person: link.person.name, incidents: after.incidents, action, notices });
  };
  if (foreign(request, scene.baseUrl)) return show(403, [{ level: "critical", text: say(locale, "ackForeign") }]);
  if (!canAct(link, scene.now)) return show(link.locked ? 429 : 200, standing(link, scene));
  const form = request.body as unknown;
  const code = typeof form === "object" && form !== null && "code" in form && typeof form.code === "string" ? form.code : "";
  if (!codeFits(link, token, code)) {
    await noteWrongCode(db, link, scene.now);
    return show(422, [{ level: "critical", text: say(locale, "ackWrongCode") }]);
  }
  const results = await acknowledgeAll(db, link, setting());
  log.info({ incidents: results.length, outcomes: results.map(({ outcome }) => outcome) }, "acknowledged");
  wake();
  return show(200, results.some(({ outcome }) => outcome === "taken") ? thanks(link, results, scene) : standing(link, scene));
}

function thanks(link: AckLink, results: readonly AckResult[], { locale, site }: Scene): AckPage["notices"] {
  const until = results.flatMap((result) => (result.outcome === "taken" && result.until !== undefined ? [result.until] : []));
  const first = until.sort((a, b) => a.getTime() - b.getTime())[0];
  const time = first?.toLocaleTimeString(locale === "de" ? "de-DE" : "en-GB", {
    timeZone: site.site.time_zone,
    timeStyle: "short",
  });
  const holds = time === undefined ? say(locale, "ackHoldsForever") : say(locale, "ackHolds", { time });
  return [{ level: "ok", text: `${say(locale, "ackDone", { name: link.person.name })} ${holds}` }];
}

function showOnCall(parts: RouteParts, request: Request, response: Response): void {
  const scene = sceneOf(parts, request);
  const { site, now } = scene;
  const zone = site.site.time_zone;
  const until = new Date(now.getTime() + 14 * dayMs);
  const known = new Set(site.contacts.map(({ id }) => id));
  const rotas = site.rotas.map((rota): RotaPage => {
    const duty = whoIsOnCall(rota, zone, now);
    // Two months around, so that each shift shows its own beginning and end, not those of the fortnight.
    const around = shifts(rota, zone, new Date(now.getTime() - 60 * dayMs), new Date(now.getTime() + 75 * dayMs));
    const list = around.filter((shift) => shift.until > now && shift.from < until);
    const next = around.find((shift) => shift.from > now);
    const holes = gaps(rota, zone, now, until, (id) => known.has(id));
    return { id: rota.id, name: rota.name, now: duty.contact, until: duty.until, next, shifts: list, gaps: holes };
  });
  const body = oncallBody(rotas, scene);
  response.set("Cache-Control", "no-store").send(page({ title: say(scene.locale, "oncall"), locale: scene.locale, body }));
}

function sendCalendar(parts: RouteParts, id: string, response: Response): void {
  const { site, now } = parts.setting();
  const rota = site.rotas.find((one) => one.id === id);
  if (rota === undefined) {
    response.status(404).type("text").send("404\n");
    return;
  }
  // From the day before, so that the running shift does not jump; half a year ahead.
  const from = new Date(Math.floor(now.getTime() / dayMs) * dayMs - 8 * dayMs);
  const all = shifts(rota, site.site.time_zone, from, new Date(from.getTime() + 190 * dayMs));
  const feed = icalFeed({
    id: rota.id,
    title: rota.name,
    shifts: all,
    summary: ({ contact }) => `${rota.name}: ${initials(nameOf(contact, site))}`,
    now,
  });
  response
    .set({ "Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": `inline; filename="${rota.id}.ics"` })
    .send(feed);
}
