/** What somebody who is logged in changes: acts on incidents, covers, maintenance. Each asks for the role, then acts. */
import express, { type Request, type Response, type Router } from "express";
import type { Logger } from "pino";
import type { Site } from "../../site/inventory.ts";
import { hasRole, type Identify, type Person } from "../../site/person.ts";
import { actOnIncident, incidentActs } from "./acts.ts";
import type { Setting } from "./contents.ts";
import { sceneOf, type Scene } from "./pages.ts";
import { coverOf, windowOf, type Typed } from "./plan-form.ts";
import type { PlanStore } from "./plan-store.ts";
import { sayPlan, type PlanWord } from "./plan-words.ts";
import { sendTest } from "./self-test.ts";
import type { Database } from "./tables.ts";
import { nameOf } from "./views.ts";

/** Who acts, and where plans are kept; without `identify` pages only show. */
export interface PlanParts {
  readonly plans: PlanStore;
  readonly identify: Identify | undefined;
}

interface Parts extends PlanParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  /** Something became due, or somebody else is on duty. */
  readonly changed: () => void;
  readonly showIncident: (request: Request, response: Response, notice: string) => Promise<void>;
  readonly showOnCall: (request: Request, response: Response, notice: string, typed: Typed) => Promise<void>;
}

/** Texts of the form; what is no text is left out. */
function typedIn(request: Request): Typed {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(body).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

export function planRoutes(router: Router, parts: Parts): void {
  const { db, log, setting, plans, identify, changed, showIncident, showOnCall } = parts;
  const form = express.urlencoded({ extended: false, limit: "10kb" });

  /** The person, when they may; else the answer has been sent. */
  const allowed = async (
    request: Request,
    response: Response,
    word: PlanWord,
    ...roles: Person["roles"]
  ): Promise<{ person: Person; scene: Scene } | undefined> => {
    const scene = sceneOf(setting(), request);
    const person = await identify?.(request);
    if (hasRole(person, ...roles)) return { person, scene };
    response
      .status(403)
      .type("text")
      .send(`${sayPlan(scene.locale, word)}\n`);
    return undefined;
  };

  const onIncident = async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNot", "on-call");
    if (who === undefined) return;
    const { person, scene } = who;
    const refuse = (status: number, word: PlanWord, fill = {}): Promise<void> =>
      showIncident(request, response.status(status), sayPlan(scene.locale, word, fill));
    const act = incidentActs.find((one) => one === typedIn(request)["act"]);
    if (act === undefined) return void response.status(400).type("text").send("act\n");
    const result = await actOnIncident(db, request.params.id, act, person, setting());
    if (result.outcome === "ended") return refuse(409, "ended");
    if (result.outcome === "not-yours") return refuse(403, "notYours");
    if (result.outcome === "already") return refuse(409, "already", { name: nameOf(result.by, scene.site) });
    if (result.outcome === "unknown") return void response.status(404).type("text").send("404\n");
    log.info({ incident: request.params.id, act }, "act on an incident by a person");
    changed();
    response.redirect(303, `/incidents/${encodeURIComponent(request.params.id)}?lang=${scene.locale}`);
  };

  const back = (response: Response, { locale }: Scene): void => {
    changed();
    response.redirect(303, `/oncall?lang=${locale}`);
  };

  const askCover = async (request: Request, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNotPlan", "on-call", "admin");
    if (who === undefined) return;
    const { person, scene } = who;
    const typed = typedIn(request);
    const wish = coverOf(typed, person, scene.site, scene.now);
    if ("wrong" in wish) return showOnCall(request, response.status(422), sayPlan(scene.locale, wish.wrong, wish.fill), typed);
    await plans.ask(wish, person);
    back(response, scene);
  };

  const answerCover = async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNotPlan", "on-call", "admin");
    if (who === undefined) return;
    const { person, scene } = who;
    await plans.load();
    const cover = plans.plans().covers.find(({ id }) => id === request.params.id);
    const act = typedIn(request)["act"];
    if (cover === undefined || cover.agreedAt !== undefined || (act !== "agree" && act !== "withdraw")) {
      return showOnCall(request, response.status(409), sayPlan(scene.locale, "gone"), {});
    }
    const concerned = [cover.contact, ...cover.covered, ...(act === "withdraw" ? [cover.askedBy] : [])];
    if (!concerned.includes(person.id) && !hasRole(person, "admin")) {
      return showOnCall(request, response.status(403), sayPlan(scene.locale, "notConcerned"), {});
    }
    await (act === "agree" ? plans.agree(cover, person) : plans.withdraw(cover, person));
    back(response, scene);
  };

  const planWindow = async (request: Request, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNotPlan", "on-call", "admin");
    if (who === undefined) return;
    const { person, scene } = who;
    const typed = typedIn(request);
    const window = windowOf(typed, scene.site, scene.now);
    if ("wrong" in window)
      return showOnCall(request, response.status(422), sayPlan(scene.locale, window.wrong, window.fill), typed);
    await plans.plan(window, person);
    back(response, scene);
  };

  const endWindow = async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNotPlan", "on-call", "admin");
    if (who === undefined) return;
    const done = await plans.end(request.params.id, who.person);
    if (!done) return showOnCall(request, response.status(409), sayPlan(who.scene.locale, "gone"), {});
    back(response, who.scene);
  };

  const testMyself = async (request: Request, response: Response): Promise<void> => {
    const who = await allowed(request, response, "mayNotPlan", "on-call", "admin");
    if (who === undefined) return;
    const wrong = await sendTest(db, who.person, setting());
    if (wrong === undefined) return back(response, who.scene);
    const word = wrong === "often" ? "testOften" : "testUnknown";
    return showOnCall(request, response.status(wrong === "often" ? 429 : 409), sayPlan(who.scene.locale, word), {});
  };

  router.post("/oncall/test", form, (request, response) => testMyself(request, response));
  router.post("/incidents/:id", form, (request, response) => onIncident(request, response));
  router.post("/oncall/covers", form, (request, response) => askCover(request, response));
  router.post("/oncall/covers/:id", form, (request, response) => answerCover(request, response));
  router.post("/oncall/maintenance", form, (request, response) => planWindow(request, response));
  router.post("/oncall/maintenance/:id", form, (request, response) => endWindow(request, response));
}

/** Windows of the browser that have not ended, in order of their begin. */
export function endable(plans: PlanStore, site: Site, now: Date): ReturnType<PlanStore["plans"]>["windows"] {
  const local = now.toLocaleString("sv-SE", { timeZone: site.site.time_zone }).replace(" ", "T").slice(0, 16);
  return plans.plans().windows.filter(({ endedAt, window }) => endedAt === undefined && window.to > local);
}
