/** The page behind the link of a hand-over mail: GET shows, POST with the code of the mail confirms. */
import type { Request, Response } from "express";
import { foreign } from "../../site/foreign.ts";
import { html, type Html } from "../../site/html.ts";
import { formatDay } from "../../site/locale.ts";
import { inLanguage, page } from "../../site/page.ts";
import { codeFits, findLink, noteWrongCode, type AckLink } from "./acknowledge.ts";
import { keepSecret } from "./ack-routes.ts";
import { confirmHandover, handoverOfDelivery, type KeptHandover } from "./handovers.ts";
import { sceneOf, type Scene } from "./pages.ts";
import type { RouteParts } from "./routes.ts";
import { say } from "./words.ts";

interface Found {
  readonly link: AckLink;
  readonly handover: KeptHandover;
  readonly scene: Scene;
}

interface Notice {
  readonly level: "ok" | "warning" | "critical";
  readonly text: string;
}

async function find(parts: RouteParts, token: string, request: Request): Promise<Found | undefined> {
  const link = await findLink(parts.db, token);
  const handover = link && (await handoverOfDelivery(parts.db, link.delivery));
  if (link === undefined || handover === undefined) return undefined;
  const scene = sceneOf(parts.setting(), request);
  const locale = scene.site.contacts.find(({ id }) => id === link.person.id)?.locale ?? scene.locale;
  return { link, handover, scene: { ...scene, locale } };
}

/** What the hand-over's state leaves to say; undefined: it waits for its confirmation. */
function standing({ link, handover, scene }: Found): Notice | undefined {
  const { locale, site, now } = scene;
  const day = (at: Date): string => formatDay(at, site.site.time_zone, locale);
  if (handover.confirmedAt !== undefined)
    return { level: "ok", text: say(locale, "handoverDone", { name: link.person.name, time: day(handover.confirmedAt) }) };
  if (handover.until <= now) return { level: "warning", text: say(locale, "handoverOver", { time: day(handover.until) }) };
  return link.locked ? { level: "critical", text: say(locale, "ackLocked") } : undefined;
}

function body({ link, handover, scene }: Found, notice: Notice | undefined, action: string | undefined): Html {
  const { locale, site } = scene;
  const rota = site.rotas.find(({ id }) => id === handover.rota)?.name ?? handover.rota;
  const until = formatDay(handover.until, site.site.time_zone, locale);
  return html`<h1>${say(locale, "handoverTitle")}</h1>
    ${notice !== undefined && html`<p class="${notice.level}" role="status">${notice.text}</p>`}
    <p>${say(locale, "handoverIntro", { name: link.person.name, rota, until })}</p>
    ${
      action !== undefined &&
      html`<form method="post" action="${action}">
        <label for="code">${say(locale, "ackCode")}</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="8" required />
        <p><button type="submit">${say(locale, "handoverButton")}</button></p>
      </form>`
    }
    <p>
      <a href="${inLanguage("/incidents", locale)}">${say(locale, "incidents")}</a> ·
      <a href="${inLanguage("/oncall", locale)}">${say(locale, "oncall")}</a>
    </p>`;
}

function send(response: Response, status: number, found: Found, notice: Notice | undefined, token: string): void {
  const { locale } = found.scene;
  const action = standing(found) === undefined ? `/handover/${encodeURIComponent(token)}` : undefined;
  keepSecret(response)
    .status(status)
    .send(page({ title: say(locale, "handoverTitle"), locale, body: body(found, notice, action), kind: "slim" }));
}

function unknown(parts: RouteParts, request: Request, response: Response): void {
  const { locale } = sceneOf(parts.setting(), request);
  const body = html`<h1>${say(locale, "handoverTitle")}</h1>
    <p class="warning" role="status">${say(locale, "ackUnknown")}</p>`;
  keepSecret(response)
    .status(404)
    .send(page({ title: say(locale, "handoverTitle"), locale, body, kind: "slim" }));
}

export async function showHandover(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const found = await find(parts, token, request);
  if (found === undefined) return unknown(parts, request, response);
  send(response, 200, found, standing(found), token);
}

export async function postHandover(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const found = await find(parts, token, request);
  if (found === undefined) return unknown(parts, request, response);
  const { link, handover, scene } = found;
  if (foreign(request, scene.baseUrl, { secretPage: true }))
    return send(response, 403, found, { level: "critical", text: say(scene.locale, "ackForeign") }, token);
  const done = standing(found);
  if (done !== undefined) return send(response, link.locked ? 429 : 200, found, done, token);
  const form = request.body as unknown;
  const code = typeof form === "object" && form !== null && "code" in form && typeof form.code === "string" ? form.code : "";
  if (!codeFits(link, token, code)) {
    // A form sent without a code, as mail scanners do, is no guess and must not use up the link.
    if (/\d/.test(code)) await noteWrongCode(parts.db, link, scene.now);
    return send(response, 422, found, { level: "critical", text: say(scene.locale, "ackWrongCode") }, token);
  }
  await confirmHandover(parts.db, handover, parts.setting());
  const after = (await find(parts, token, request)) ?? found;
  send(response, 200, after, standing(after), token);
}
