/** The page behind the link of a mail: GET shows, POST with the code of the mail acknowledges. */
import type { Request, Response } from "express";
import { foreign } from "../../site/foreign.ts";
import { page } from "../../site/page.ts";
import { formatMoment } from "../../site/locale.ts";
import { acknowledgeAll, codeFits, findLink, noteWrongCode, type AckLink, type AckResult } from "./acknowledge.ts";
import { acknowledged } from "./incident.ts";
import { ackBody, type AckPage } from "./ack-page.ts";
import { sceneOf, type Scene } from "./pages.ts";
import type { RouteParts } from "./routes.ts";
import { nameOf } from "./views.ts";
import { say } from "./words.ts";

/** Headers of pages whose address is a secret. */
export function keepSecret(response: Response): Response {
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
  const time = (at: Date): string => formatMoment(at, now, site.site.time_zone, locale);
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

export async function showAck(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const link = await findLink(parts.db, token);
  if (link === undefined) return unknownLink(response, sceneOf(parts.setting(), request));
  const scene = sceneFor(link, sceneOf(parts.setting(), request));
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

export async function postAck(parts: RouteParts, token: string, request: Request, response: Response): Promise<void> {
  const { db, setting, wake, log } = parts;
  const link = await findLink(db, token);
  if (link === undefined) return unknownLink(response, sceneOf(parts.setting(), request));
  const scene = sceneFor(link, sceneOf(parts.setting(), request));
  const { locale } = scene;
  /** @param said  what became of this request; left out: how things stand now, for another may have been faster meanwhile */
  const show = async (status: number, said?: AckPage["notices"]): Promise<void> => {
    const after = (await findLink(db, token)) ?? link;
    const action = canAct(after, scene.now) ? `/ack/${encodeURIComponent(token)}` : undefined;
    const notices = said ?? standing(after, scene);
    sendAck(response, status, scene, { person: link.person.name, incidents: after.incidents, action, notices });
  };
  // A mail program's own view may say nothing of where it comes from: the link and the code then suffice.
  if (foreign(request, scene.baseUrl, { secretPage: true }))
    return show(403, [{ level: "critical", text: say(locale, "ackForeign") }]);
  if (!canAct(link, scene.now)) return show(link.locked ? 429 : 200);
  const form = request.body as unknown;
  const code = typeof form === "object" && form !== null && "code" in form && typeof form.code === "string" ? form.code : "";
  if (!codeFits(link, token, code)) {
    // A form sent without a code, as mail scanners do, is no guess and must not use up the link.
    if (/\d/.test(code)) await noteWrongCode(db, link, scene.now);
    return show(422, [{ level: "critical", text: say(locale, "ackWrongCode") }]);
  }
  const results = await acknowledgeAll(db, link, setting());
  log.info({ incidents: results.length, taken: results.filter(({ outcome }) => outcome === "taken").length }, "acknowledged");
  wake();
  return show(200, results.some(({ outcome }) => outcome === "taken") ? thanks(link, results, scene) : undefined);
}

function thanks(link: AckLink, results: readonly AckResult[], { locale, site, now }: Scene): AckPage["notices"] {
  const until = results.flatMap((result) => (result.outcome === "taken" && result.until !== undefined ? [result.until] : []));
  const first = until.sort((a, b) => a.getTime() - b.getTime())[0];
  const holds =
    first === undefined
      ? say(locale, "ackHoldsForever")
      : say(locale, "ackHolds", { time: formatMoment(first, now, site.site.time_zone, locale) });
  return [{ level: "ok", text: `${say(locale, "ackDone", { name: link.person.name })} ${holds}` }];
}
