/** Where figures are entered: readings by hand, tables, corrections. Each is checked and shown before it is booked. */
import { rm } from "node:fs/promises";
import express, { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { foreign } from "../../site/foreign.ts";
import { html, type Html } from "../../site/html.ts";
import type { Meter, Site } from "../../site/inventory.ts";
import { formatNumber, type Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import type { Person } from "../../site/person.ts";
import { baseOf } from "../ledger/booking.ts";
import { importUnits, type ImportPlan, type ImportUnit } from "../ledger/import.ts";
import type { Period } from "../ledger/calendar.ts";
import { mayChange } from "../people.ts";
import { guessPlan, headerOf } from "./plan.ts";
import {
  correctionPreview,
  entryBody,
  handMeters,
  importBody,
  readingPreview,
  type EntryParts,
  type EntryScene,
  type Typed,
} from "./pages.ts";
import { checkReading, type Reading } from "./readings.ts";
import { spread, type EntryStore } from "./store.ts";
import { receiveFile, TooLargeError } from "./upload.ts";
import { entryWords } from "./words.ts";

export interface EntryRouteOptions {
  readonly entries: EntryStore;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  /** Released periods that a span touches. */
  readonly releasedIn: (period: Period) => Promise<string[]>;
  readonly personOf: (request: Request) => Promise<Person | undefined>;
  readonly localeFor: (request: Request) => Locale;
}

/** Longest span of one correction: more is a matter for several people. */
const longestDays = 400;
const quarter = 900;

/** Local time of a form as epoch seconds; undefined for what no clock shows. A time that comes twice is its first coming. */
function secondsOf(text: string | undefined, zone: string): number | undefined {
  try {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text ?? "")) return undefined;
    const local = Temporal.PlainDateTime.from(text ?? "", { overflow: "reject" });
    return local.toZonedDateTime(zone, { disambiguation: "earlier" }).epochMilliseconds / 1000;
  } catch {
    return undefined;
  }
}

function typedIn(request: Request): Typed {
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(body).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

const numberIn = (text: string | undefined): number => {
  const plain = (text ?? "").trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
};

export function entryRoutes({ entries, site, now, log, releasedIn, personOf, localeFor }: EntryRouteOptions): Router {
  const router = Router();

  const sceneOf = async (request: Request): Promise<EntryScene> => {
    const person = await personOf(request);
    return { site: site(), locale: localeFor(request), may: mayChange(person), known: person !== undefined };
  };

  const show = async (request: Request, response: Response, parts: Partial<EntryParts> = {}): Promise<void> => {
    const scene = await sceneOf(request);
    const readings = new Map<string, Awaited<ReturnType<EntryStore["readings"]>>>();
    for (const { id } of handMeters(scene.site)) readings.set(id, await entries.readings(id));
    const body = entryBody({ readings, typed: {}, correction: {}, ...parts }, scene);
    response.send(page({ title: entryWords[scene.locale].title, locale: scene.locale, body }));
  };
  const said = (level: "ok" | "critical", text: string): Html =>
    html`<p class="${level}" role="${level === "ok" ? "status" : "alert"}">${text}</p>`;

  /** The person, when they may and the form is ours; else the answer has been sent. */
  const allowed = async (request: Request, response: Response): Promise<Person | undefined> => {
    const person = await personOf(request);
    if (mayChange(person) && !foreign(request)) return person;
    response
      .status(403)
      .type("text")
      .send(`${entryWords[localeFor(request)].mayNot}\n`);
    return undefined;
  };

  const reading = async (request: Request, response: Response): Promise<void> => {
    const person = await allowed(request, response);
    if (person === undefined) return;
    const scene = await sceneOf(request);
    const w = entryWords[scene.locale];
    const typed = typedIn(request);
    const meter = handMeters(scene.site).find(({ id }) => id === typed["meter"]);
    const at = secondsOf(typed["at"], scene.site.site.time_zone);
    if (meter === undefined || at === undefined || (typed["value"] ?? "") === "") {
      return show(request, response.status(422), { typed, notice: said("critical", w.fieldsMissing) });
    }
    const given: Reading = { at, value: numberIn(typed["value"]) };
    const check = checkReading(meter, await entries.readings(meter.id), given, now().getTime() / 1000);
    const note = (typed["note"] ?? "").trim();
    const unconfirmed = check.questions.length > 0 && typed["confirmed"] !== "1";
    const reasonless = check.questions.includes("corrects") && note === "";
    const span = { from: check.previous?.at ?? at, to: check.next?.at ?? at + 1 };
    const asked = typed["act"] === "book";
    if (!asked || check.problems.length > 0 || unconfirmed || reasonless) {
      const released = check.questions.includes("corrects") || check.previous !== undefined ? await releasedIn(span) : [];
      const preview = readingPreview(meter, typed, check, released, asked && reasonless && !unconfirmed, scene);
      return show(request, response.status(asked || check.problems.length > 0 ? 422 : 200), { typed, readingPreview: preview });
    }
    const quarters = await entries.enterReading(meter, given, person, note);
    log.info({ person: person.id, meter: meter.id, quarters }, "reading entered");
    await show(request, response, { notice: said("ok", w.bookedReading(formatNumber(quarters, scene.locale))) });
  };

  const correction = async (request: Request, response: Response): Promise<void> => {
    const person = await allowed(request, response);
    if (person === undefined) return;
    const scene = await sceneOf(request);
    const w = entryWords[scene.locale];
    const typed = typedIn(request);
    const zone = scene.site.site.time_zone;
    const meter = scene.site.meters.find(({ id }) => id === typed["meter"]);
    const [from, to] = [secondsOf(typed["from"], zone), secondsOf(typed["to"], zone)];
    const total = numberIn(typed["total"]);
    const reason = (typed["reason"] ?? "").trim();
    const span = from !== undefined && to !== undefined && from % quarter === 0 && to % quarter === 0 ? { from, to } : undefined;
    const fits = span !== undefined && span.from < span.to && span.to - span.from <= longestDays * 86_400;
    if (meter === undefined || !fits || Number.isNaN(total) || reason === "" || span.to > now().getTime() / 1000) {
      return show(request, response.status(422), { correction: typed, notice: said("critical", w.correctionFields) });
    }
    const booked = await entries.booked(meter.id, span);
    const after = Math.round(total * baseOf(meter));
    const quarters = (span.to - span.from) / quarter;
    const about = { meter, before: booked.total, after, quarters, unbooked: quarters - booked.amounts.size };
    const preview = async (): Promise<Html> => correctionPreview(about, typed, await releasedIn(span), scene);
    if (typed["act"] !== "book") return show(request, response, { correction: typed, correctionPreview: await preview() });
    if (typed["expected"] !== String(booked.total)) {
      const notice = said("critical", w.movedOn);
      return show(request, response.status(409), { correction: typed, notice, correctionPreview: await preview() });
    }
    const count = await entries.correct(meter, spread(after, span, booked.amounts), person, reason);
    log.info({ person: person.id, meter: meter.id, quarters: count }, "correction booked");
    await show(request, response, { notice: said("ok", w.corrected(formatNumber(count, scene.locale))) });
  };

  const upload = async (request: Request, response: Response): Promise<void> => {
    const person = await allowed(request, response);
    if (person === undefined) return;
    const locale = localeFor(request);
    const file = await receiveFile(request, response).catch((error: unknown) => {
      if (error instanceof TooLargeError) return "too_large" as const;
      throw error;
    });
    if (file === "too_large")
      return show(request, response.status(413), { notice: said("critical", entryWords[locale].tooLarge) });
    if (file === undefined) return show(request, response.status(422), { notice: said("critical", entryWords[locale].noFile) });
    try {
      if (headerOf(file.head).length < 2)
        return await show(request, response.status(422), { notice: said("critical", entryWords[locale].noFile) });
      const name = file.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_").slice(-80);
      const plan = guessPlan(file.head, name === "" ? "tabelle.csv" : name, site().meters);
      const id = await entries.keepTable(file, plan, person);
      response.redirect(303, `/energy/entry/import/${id}?lang=${locale}`);
    } finally {
      await rm(file.path, { force: true });
    }
  };

  const showTable = async (request: Request, response: Response): Promise<void> => {
    const scene = await sceneOf(request);
    const kept = await entries.table(String(request.params["id"]));
    if (kept === undefined) {
      const body = html`<h1>404</h1>
        <p>${entryWords[scene.locale].unknownTable}</p>`;
      response.status(404).send(page({ title: "404", locale: scene.locale, body }));
      return;
    }
    const planned = kept.booked === undefined ? await entries.preview(kept.id) : { problems: [], meters: [] };
    const known = planned.meters.flatMap(({ from, to }) => [from, to]).filter((one) => one !== undefined);
    const released = known.length === 0 ? [] : await releasedIn({ from: Math.min(...known), to: Math.max(...known) });
    const body = importBody(kept, planned, released, scene);
    response
      .status(planned.problems.length > 0 ? 422 : 200)
      .send(page({ title: entryWords[scene.locale].importTitle(kept.file), locale: scene.locale, body }));
  };

  const changeTable = async (request: Request, response: Response): Promise<void> => {
    const person = await allowed(request, response);
    if (person === undefined) return;
    const kept = await entries.table(String(request.params["id"]));
    if (kept === undefined || kept.booked !== undefined) return showTable(request, response);
    const typed = typedIn(request);
    if (typed["act"] === "book") {
      if (kept.plan.columns.length > 0) {
        const planned = await entries.bookTable(kept.id, person);
        if (planned.problems.length > 0) return showTable(request, response);
        log.info({ person: person.id, table: kept.id }, "table booked");
      }
    } else {
      const plan = planFrom(typed, kept.plan, headerOf(kept.head), site().meters);
      if (plan === undefined) return void response.status(400).type("text").send("time, label, minutes, meter-N, unit-N\n");
      await entries.changePlan(kept.id, plan);
    }
    response.redirect(303, `/energy/entry/import/${kept.id}?lang=${localeFor(request)}`);
  };

  const form = express.urlencoded({ extended: false, limit: "50kb" });
  router.get("/", (request, response) => show(request, response));
  router.post("/reading", form, (request, response) => reading(request, response));
  router.post("/correction", form, (request, response) => correction(request, response));
  router.post("/import", (request, response) => upload(request, response));
  router.get("/import/:id", (request, response) => showTable(request, response));
  router.post("/import/:id", form, (request, response) => changeTable(request, response));
  return router;
}

const planForm = z.object({
  time: z.string(),
  label: z.enum(["start", "end"]),
  minutes: z.coerce.number().int().min(1).max(44_640),
});

/** What somebody says the columns mean; undefined when it is no answer to our form. */
function planFrom(typed: Typed, before: ImportPlan, header: readonly string[], meters: readonly Meter[]): ImportPlan | undefined {
  const sent = planForm.safeParse(typed);
  if (!sent.success || !header.includes(sent.data.time)) return undefined;
  const { time, label, minutes } = sent.data;
  const columns = header.flatMap((column, index) => {
    const meter = meters.find(({ id }) => id === typed[`meter-${index}`]);
    const unit = typed[`unit-${index}`] ?? "";
    if (column === time || meter === undefined || !(unit in importUnits)) return [];
    return [{ column, meter: meter.id, unit: unit as ImportUnit }];
  });
  return { file: before.file, timeColumn: time, label, intervalSeconds: minutes * 60, columns };
}
