/** HTTP of on-call: the webhook, incidents, acknowledgement, rotas. GET and HEAD change nothing, ever. */
import { createHash, timingSafeEqual } from "node:crypto";
import express, { Router, type NextFunction, type Request, type Response } from "express";
import type { Logger } from "pino";
import { html } from "../../site/html.ts";
import { inLanguage, page } from "../../site/page.ts";
import { hasRole } from "../../site/person.ts";
import { postAck, showAck } from "./ack-routes.ts";
import { monthsBefore } from "./call-outs.ts";
import { callOutsOfMonth } from "./call-outs-read.ts";
import { canarySeenAt } from "./canary.ts";
import { calledIn, teamSize } from "./called.ts";
import { teamFigures } from "./team.ts";
import { teamBody } from "./team-page.ts";
import { marksOf } from "./addresses.ts";
import type { Alert } from "./alert.ts";
import { breather } from "./breathe.ts";
import type { Setting } from "./contents.ts";
import { provenWays, reachOf } from "./proven.ts";
import { unconfirmedRotas } from "./handovers.ts";
import { postHandover, showHandover } from "./handover-routes.ts";
import { peopleOf, policyFor, reachedBy } from "./escalation.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { lastHeartbeat } from "./heartbeat.ts";
import { icalFeed, initials } from "./ical.ts";
import { parseBody, takeIn, type IntakeParts } from "./intake.ts";
import { planned } from "./maintenance.ts";
import type { OnCallMetrics } from "./metrics.ts";
import { incidentBody, incidentsBody, sceneOf, type Scene } from "./pages.ts";
import { quarantine } from "./quarantine.ts";
import { lastTest, testHtml } from "./self-test.ts";
import type { Typed } from "./plan-form.ts";
import { actForms, coversHtml, noticeHtml, windowsHtml } from "./plan-page.ts";
import { endable, planRoutes, type PlanParts } from "./plan-routes.ts";
import { oncallBody, rotaPage } from "./rota-page.ts";
import { validity, wholeShifts } from "./rota.ts";
import { incidentById, openIncidents } from "./store.ts";
import type { Database } from "./tables.ts";
import type { Unstored } from "./unstored.ts";
import { nameOf, openViews, recentlyEnded, timelineOf } from "./views.ts";
import { together } from "./together.ts";
import { say } from "./words.ts";

export interface RouteParts extends PlanParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly intake: IntakeParts;
  readonly metrics: OnCallMetrics;
  readonly webhookToken: (() => string) | undefined;
  /** Something became due. */
  readonly wake: () => void;
  /** Somebody planned a cover or a window. */
  readonly planned: () => void;
  /** Alertmanager left alerts out, or sent what cannot be read: its list has to be asked. */
  readonly askForAll: () => void;
  /** Something unreadable was set aside. */
  readonly unreadable: () => void;
  readonly unstored: Unstored;
  readonly unwritableSince: () => Date | undefined;
}

/** Largest webhook body: some 40,000 alerts (facts: 10,000 are 8.3 MB). */
const largestBody = 32 * 1024 * 1024;
/** Webhook bodies in work at a time, and their bytes; more are told to come again (503), which Alertmanager does. */
const mostBodies = 1000;
const mostBytes = 2 * largestBody;

const dayMs = 86_400_000;

export function oncallRouter(parts: RouteParts): Router {
  const router = Router({ caseSensitive: true, strict: false });
  router.post("/webhooks/alertmanager", authorise(parts), express.raw({ type: () => true, limit: largestBody }), webhook(parts));
  router.get("/incidents", (request, response) => showIncidents(parts, request, response));
  router.get("/incidents.json", async (_request, response) => {
    const { site, baseUrl, now } = parts.setting();
    const body = await jsonOf(await openViews(parts.db, site, baseUrl, now));
    response.set({ "Cache-Control": "no-store", "Content-Type": "application/json; charset=utf-8" }).end(body);
  });
  router.get("/incidents/:id", (request, response) => showIncident(parts, request.params.id, request, response));
  router.get("/ack/:token", (request, response) => showAck(parts, request.params.token, request, response));
  router.post("/ack/:token", express.urlencoded({ extended: false, limit: "4kb" }), (request, response) =>
    postAck(parts, request.params.token ?? "", request, response),
  );
  router.get("/handover/:token", (request, response) => showHandover(parts, request.params.token, request, response));
  router.post("/handover/:token", express.urlencoded({ extended: false, limit: "4kb" }), (request, response) =>
    postHandover(parts, request.params.token ?? "", request, response),
  );
  router.get("/oncall/team", (request, response) => showTeam(parts, request, response));
  router.get("/oncall/call-outs.csv", (request, response) => sendCallOuts(parts, request, response));
  router.get("/oncall", (request, response) => showOnCall(parts, request, response));
  planRoutes(router, {
    ...parts,
    changed: () => {
      parts.planned();
      parts.wake();
    },
    showIncident: (request, response, notice) => showIncident(parts, String(request.params["id"]), request, response, notice),
    showOnCall: (request, response, notice, typed) => showOnCall(parts, request, response, notice, typed),
  });
  router.get("/oncall/:rota.ics", (request, response) => sendCalendar(parts, request.params.rota, response));
  router.use("/webhooks/alertmanager", refused(parts));
  return router;
}

/** A list as JSON, made piece by piece: ten thousand incidents in one would hold up everybody else. */
async function jsonOf(list: readonly object[]): Promise<string> {
  const breathe = breather();
  const texts: string[] = [];
  for (const one of list) {
    texts.push(JSON.stringify(one));
    await breathe();
  }
  return `[${texts.join(",")}]`;
}

function authorise({ webhookToken, metrics }: RouteParts) {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return (request: Request, response: Response, next: NextFunction): void => {
    const shown = digest(request.get("authorization") ?? "");
    if (webhookToken === undefined || timingSafeEqual(shown, digest(`Bearer ${webhookToken()}`))) return next();
    metrics.received("refused");
    response.status(401).set("WWW-Authenticate", "Bearer").type("text").send("401: wrong or missing token\n");
  };
}

function webhook(parts: RouteParts) {
  const { db, log, setting, intake, metrics, wake, askForAll, unreadable, unstored } = parts;
  const take = together((alerts) => takeIn(intake, alerts));
  const inWork = { bodies: 0, bytes: 0 };
  return async (request: Request, response: Response): Promise<void> => {
    const answer = (status: number, text: string): void => {
      if (status === 503) response.set("Retry-After", "5");
      response.status(status).type("text").send(`${text}\n`);
    };
    const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
    if (inWork.bodies > 0 && (inWork.bodies >= mostBodies || inWork.bytes + bytes > mostBytes)) {
      metrics.received("failed");
      return answer(503, "busy, come again");
    }
    inWork.bodies++;
    inWork.bytes += bytes;
    let alerts: readonly Alert[] = [];
    try {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const parsed = await parseBody(body, setting().now);
      if ("reason" in parsed) {
        await quarantine(db, parsed.reason, body.toString("utf8"), setting().now);
        log.error({ reason: parsed.reason, bytes: body.length }, "unreadable webhook body, kept in quarantine");
        metrics.received("quarantined");
        askForAll();
        unreadable();
        return answer(400, `not a webhook body: ${parsed.reason.slice(0, 300)}`);
      }
      ({ alerts } = parsed);
      for (const { reason, body } of parsed.broken) {
        await quarantine(db, reason, body, setting().now);
        log.error({ reason }, "unreadable alert in a webhook body, kept in quarantine");
      }
      await take(alerts);
      unstored.stored(alerts);
      wake();
      if (parsed.truncated || parsed.broken.length > 0) askForAll();
      if (parsed.broken.length > 0) unreadable();
      metrics.received(parsed.broken.length > 0 ? "quarantined" : "accepted");
      answer(200, "stored");
    } catch (error) {
      log.error({ err: error }, "webhook body could not be stored, Alertmanager will send it again");
      unstored.failed(alerts);
      metrics.received("failed");
      answer(503, "not stored, come again");
    } finally {
      inWork.bodies--;
      inWork.bytes -= bytes;
    }
  };
}

/**
 * A body above the limit (also once it is unpacked), or packed in a way we do not know: what it told must not be lost, so
 * it leaves a trace and an incident, and the list is asked.
 */
function refused({ db, log, metrics, askForAll, unreadable, setting }: RouteParts) {
  return async (error: unknown, request: Request, response: Response, next: NextFunction): Promise<void> => {
    const of = (key: "status" | "type"): unknown =>
      typeof error === "object" && error !== null && key in error ? (error as Record<string, unknown>)[key] : undefined;
    const status = of("status");
    if (status !== 413 && status !== 415 && status !== 400) return next(error);
    // The sender broke off: nobody waits for an answer, and whoever breaks off comes again.
    if (of("type") === "request.aborted") return;
    // The rest of the body is taken off the line, so that the sender hears our answer and no broken connection.
    request.resume();
    log.error({ err: error }, "webhook body refused; Alertmanager's list is asked instead");
    metrics.received("refused");
    const reason = error instanceof Error ? error.message : "refused";
    try {
      await quarantine(db, `${status}: ${reason}`, "", setting().now, Number(request.get("content-length") ?? 0));
      unreadable();
      askForAll();
      response.status(status).type("text").send("body refused\n");
    } catch (failure) {
      log.error({ err: failure }, "a refused webhook body could not be noted");
      response.status(503).set("Retry-After", "5").type("text").send("not stored, come again\n");
    }
  };
}

async function showIncidents(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const scene = sceneOf(parts.setting(), request);
  const open = await openIncidents(parts.db);
  const recent = await recentlyEnded(parts.db, scene.now, 7, 50);
  const body = incidentsBody(open, recent, await lastHeartbeat(parts.db), scene, parts.unwritableSince());
  response.set("Cache-Control", "no-store").send(page({ title: say(scene.locale, "incidents"), locale: scene.locale, body }));
}

function notFound(response: Response, scene: Scene): void {
  const body = html`<h1>404</h1>
    <p>${say(scene.locale, "notFound")}</p>
    <p><a href="${inLanguage("/incidents", scene.locale)}">${say(scene.locale, "back")}</a></p>`;
  response.status(404).send(page({ title: "404", locale: scene.locale, body, kind: "slim" }));
}

async function showIncident(parts: RouteParts, id: string, request: Request, response: Response, notice?: string): Promise<void> {
  const scene = sceneOf(parts.setting(), request);
  const incident = await incidentById(parts.db, id);
  if (incident === undefined) return notFound(response, scene);
  const acts = html`${noticeHtml(notice)}${actForms(incident, await parts.identify?.(request), scene)}`;
  const body = incidentBody(incident, await timelineOf(parts.db, id), await nextAct(parts.db, incident, scene), scene, acts);
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

async function showOnCall(
  parts: RouteParts,
  request: Request,
  response: Response,
  notice?: string,
  typed: Typed = {},
): Promise<void> {
  const scene = sceneOf(parts.setting(), request);
  const { site, now } = scene;
  // A focus topic that is over is history; the file may keep it.
  const current = site.rotas.filter((rota) => (validity(rota, site.site.time_zone).until ?? now) >= now);
  const rotas = current.map((rota) => rotaPage(rota, site, now));
  const person = await parts.identify?.(request);
  const proven = await provenWays(parts.db, now);
  const body = oncallBody(rotas, planned(site, now), scene, {
    marks: await marksOf(parts.db),
    unconfirmed: await unconfirmedRotas(parts.db, now),
    reach: new Map(current.map((rota) => [rota.id, reachOf(rota, site, now, proven)])),
    canary: await canarySeenAt(parts.db),
    notice: noticeHtml(notice),
    test: testHtml(await lastTest(parts.db, person, now), person, scene),
    covers: coversHtml(parts.plans.plans(), person, typed, scene),
    windows: windowsHtml(endable(parts.plans, site, now), person, typed, scene),
  });
  response.set("Cache-Control", "no-store").send(page({ title: say(scene.locale, "oncall"), locale: scene.locale, body }));
}

/** The team's figures of the last four weeks. */
async function showTeam(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const scene = sceneOf(parts.setting(), request);
  const { now, site, locale } = scene;
  const from = new Date(now.getTime() - 28 * dayMs);
  const figures = teamFigures(await calledIn(parts.db, site, from, now), from, now, teamSize(site));
  const mayExport = hasRole(await parts.identify?.(request), "lead", "admin");
  const body = teamBody(figures, from, now, scene, mayExport ? monthsBefore(now, site.site.time_zone) : []);
  response.set("Cache-Control", "no-store").send(page({ title: say(locale, "team"), locale, body }));
}

/** Call-outs of a month, for leads and administrators. */
async function sendCallOuts(parts: RouteParts, request: Request, response: Response): Promise<void> {
  const { site, locale } = sceneOf(parts.setting(), request);
  const plain = (status: number, text: string): void => void response.status(status).type("text").send(`${text}\n`);
  if (!hasRole(await parts.identify?.(request), "lead", "admin")) return plain(403, say(locale, "callOutsOnly"));
  const month = typeof request.query["month"] === "string" ? request.query["month"] : "";
  const csv = await callOutsOfMonth(parts.db, site, month, locale);
  if (csv === undefined) return plain(400, say(locale, "callOutsMonth"));
  response
    .set({ "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store" })
    .attachment(`${locale === "de" ? "einsaetze" : "call-outs"}-${month}.csv`)
    .send(csv);
}

function sendCalendar(parts: RouteParts, id: string, response: Response): void {
  const { site, now } = parts.setting();
  const rota = site.rotas.find((one) => one.id === id);
  if (rota === undefined) {
    response.status(404).type("text").send("404\n");
    return;
  }
  const all = wholeShifts(rota, site.site.time_zone, new Date(now.getTime() - 8 * dayMs), new Date(now.getTime() + 182 * dayMs));
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
