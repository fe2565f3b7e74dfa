/** Pages of the register: the list, one record with its history, and the forms that change it (fields, or YAML for experts). */
import express, { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { stringify } from "yaml";
import { z } from "zod";
import { foreign } from "../../site/foreign.ts";
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import type { Problem } from "../../site/problem.ts";
import { managementWords } from "../report/management/words.ts";
import { BaselineError } from "../baseline/cooling-baseline.ts";
import { RankError } from "../baseline/least-squares.ts";
import type { MakeBaseline } from "../baselines.ts";
import type { Person } from "../../site/person.ts";
import { mayChange } from "../people.ts";
import { epochSeconds, localParts } from "../ledger/calendar.ts";
import { formKinds, type FormKind } from "./fields.ts";
import { readRecords } from "./file.ts";
import { recordFrom, textsOf, type FormTexts } from "./form.ts";
import { formWords } from "./form-words.ts";
import { recordHtml, type Editor, type RecordPage } from "./record-page.ts";
import { registerOf, type RegisterRecord } from "./records.ts";
import { RecordMovedError, type RegisterStore } from "./store.ts";
import { registerWords } from "./words.ts";

export interface RegisterRouteOptions {
  readonly register: RegisterStore;
  readonly makeBaseline: MakeBaseline;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly personOf: (request: Request) => Promise<Person | undefined>;
  readonly localeFor: (request: Request) => Locale;
}

/** Address of the form for a record that is not there yet; no record has this id. */
const fresh = "new_";
const yamlForm = z.object({
  content: z.string().max(20_000),
  note: z.string().trim().max(500),
  version: z.coerce.number().int().min(0),
});
const fieldForm = z
  .object({ kind: z.enum(formKinds), note: z.string().trim().max(500), version: z.coerce.number().int().min(0) })
  .catchall(z.string().max(4000));

export function registerRoutes({ register, makeBaseline, site, now, log, personOf, localeFor }: RegisterRouteOptions): Router {
  const router = Router();

  const list = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const w = registerWords[locale];
    const m = managementWords[locale];
    const { audits, findings, measures, baselines } = registerOf(await register.all());
    const may = mayChange(await personOf(request));
    const rows = (entries: readonly (readonly [string, string, string])[]): Html =>
      entries.length === 0
        ? html`<p>${w.none}</p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-label="${w.title}">
            <table>
              <thead>
                <tr>
                  <th scope="col">${w.id}</th>
                  <th scope="col">${w.what}</th>
                  <th scope="col">${w.state}</th>
                </tr>
              </thead>
              <tbody>
                ${entries.map(
                  ([id, what, state]) =>
                    html`<tr>
                      <th scope="row"><a href="/energy/register/${id}?lang=${locale}">${id}</a></th>
                      <td>${what}</td>
                      <td>${state}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`;
    const body = html`<h1>${w.title}</h1>
      <p>${w.intro}</p>
      <p><a href="/energy/register.yaml">${w.export}</a></p>
      ${
        may
          ? html`<p>
              ${w.add}:
              ${formKinds.map((kind) => html`<a href="/energy/register/${fresh}?kind=${kind}&amp;lang=${locale}">${formWords[locale].kinds[kind]}</a> `)}
            </p>`
          : html`<p><a href="/login?next=/energy/register&amp;lang=${locale}">${w.noLogin}</a></p>`
      }
      <h2>${w.measures}</h2>
      ${rows(measures.map(({ id, title, status }) => [id, title, m.measureStatus[status]] as const))}
      <h2>${w.findings}</h2>
      ${rows(findings.map(({ id, text, type, settled }) => [id, text, settled ?? m.findingTypes[type]] as const))}
      <h2>${w.baselines}</h2>
      ${rows(baselines.map(({ id, title, from, to }) => [id, title, `${from} – ${to}`] as const))}${may && baselineForm(locale)}
      <h2>${w.audits}</h2>
      ${rows(audits.map(({ id, standard, auditor, completed }) => [id, `${standard}, ${auditor}`, completed] as const))}`;
    response.send(page({ title: w.title, locale, body }));
  };

  const show = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const id = String(request.params["id"]);
    const history = id === fresh ? [] : await register.history(id);
    const newest = history.at(-1);
    if (newest === undefined && id !== fresh) {
      response.status(404).send(
        page({
          title: registerWords[locale].title,
          locale,
          body: html`<h1>404</h1>
            <p>${registerWords[locale].unknown}</p>
            <p><a href="/energy/register?lang=${locale}">${registerWords[locale].title}</a></p>`,
        }),
      );
      return;
    }
    const kind = newest === undefined ? (wishedKind(request.query["kind"]) ?? "measure") : wishedKind(newest.record.kind);
    const asYaml = request.query["as"] === "yaml" || kind === undefined;
    const editor: Editor = asYaml
      ? { as: "yaml", content: newest === undefined ? templateText : stringify(newest.record) }
      : { as: "form", kind, texts: newest === undefined ? blank : textsOf(newest.record, kind), problems: [] };
    response.send(await recordPage(request, { id, history, version: newest?.version ?? 0, editor }));
  };

  /** The page again with what was typed and why it was not saved. */
  const again = async (
    request: Request,
    response: Response,
    status: number,
    about: { readonly version: number; readonly editor: Editor; readonly note: string; readonly message: string },
  ): Promise<void> => {
    const id = String(request.params["id"]);
    const history = id === fresh ? [] : await register.history(id);
    response.status(status).send(await recordPage(request, { id, history, ...about }));
  };

  const save = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const w = registerWords[locale];
    const person = await personOf(request);
    if (!mayChange(person) || foreign(request)) {
      response.status(403).type("text").send(`${w.noLogin}\n`);
      return;
    }
    const id = String(request.params["id"]);
    const typed = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const before = id === fresh ? undefined : (await register.history(id)).at(-1)?.record;
    const sent = "kind" in typed ? readForm(typed, before) : readYaml(typed);
    if (sent === undefined) {
      response.status(400).type("text").send("content or kind, note, version\n");
      return;
    }
    const { content, note, version, editor } = sent;
    const refuse = (status: number, message: string, problems: readonly Problem[] = []): Promise<void> =>
      again(request, response, status, { version, note, message, editor: { ...editor, problems } });
    if (note === "") return refuse(422, w.noteMissing);
    const others = await register.all();
    const known = others.filter((one) => one.id !== id);
    const { records, problems } = readRecords(content, id, known);
    const [changed] = records;
    if (problems.length > 0 || changed === undefined) return refuse(422, w.problems, problems);
    if (id !== fresh && changed.id !== id) {
      return refuse(422, w.problems, [{ code: "ENERGY_RECORD_ID", file: id, path: "id", found: changed.id, expected: id }]);
    }
    if (id === fresh && others.some((one) => one.id === changed.id)) {
      return refuse(422, w.problems, [
        { code: "ENERGY_RECORD_TWICE", file: id, path: "[0].id", found: changed.id, expected: formWords[locale].taken },
      ]);
    }
    try {
      await register.write([changed], { person: person.name, at: now(), note }, new Map([[changed.id, version]]));
    } catch (error) {
      if (error instanceof RecordMovedError) return refuse(409, w.moved);
      throw error;
    }
    log.info({ person: person.id, record: changed.id }, "register changed");
    response.redirect(303, `/energy/register/${changed.id}?lang=${locale}`);
  };

  async function recordPage(request: Request, state: RecordPage): Promise<string> {
    const may = mayChange(await personOf(request));
    return recordHtml(state, {
      may,
      locale: localeFor(request),
      site: site(),
      known: await register.all(),
      day: today(now, site()),
    });
  }

  const makeOne = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const w = registerWords[locale];
    const person = await personOf(request);
    if (!mayChange(person) || foreign(request)) {
      response.status(403).type("text").send(`${w.noLogin}\n`);
      return;
    }
    const sent = baselineWish.safeParse(request.body);
    if (!sent.success) {
      const fields = sent.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      response
        .status(422)
        .type("text")
        .send(`${fields.join("\n")}\n`);
      return;
    }
    const { note, ...wish } = sent.data;
    try {
      await makeBaseline(wish, { person: person.name, at: now(), note });
      log.info({ person: person.id, record: wish.id }, "baseline made");
      response.redirect(303, `/energy/register/${wish.id}?lang=${locale}`);
    } catch (error) {
      if (!(error instanceof BaselineError) && !(error instanceof RankError)) throw error;
      response.status(422).type("text").send(`${w.noBaseline} ${error.message}\n`);
    }
  };

  router.get("/", (request, response) => list(request, response));
  router.get("/:id", (request, response) => show(request, response));
  router.post("/baseline", express.urlencoded({ extended: false, limit: "10kb" }), (request, response) =>
    makeOne(request, response),
  );
  router.post("/:id", express.urlencoded({ extended: false, limit: "50kb" }), (request, response) => save(request, response));
  return router;
}

const baselineWish = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/),
  title: z.string().trim().min(1).max(200),
  from: z.iso.date(),
  to: z.iso.date(),
  static_factors: z.string().trim().min(1).max(2000),
  note: z.string().trim().min(1).max(500),
});

function baselineForm(locale: Locale): Html {
  const w = registerWords[locale];
  const field = (name: keyof typeof w.baselineFields, type: string): Html =>
    html`<p>
      <label for="${name}">${w.baselineFields[name]}</label>
      <input id="${name}" name="${name}" type="${type}" size="40" required />
    </p>`;
  return html`<h3>${w.newBaseline}</h3>
    <form method="post" action="/energy/register/baseline?lang=${locale}">
      ${field("id", "text")}${field("title", "text")}${field("from", "date")}${field("to", "date")}${field("static_factors", "text")}${field("note", "text")}
      <button>${w.save}</button>
    </form>`;
}

const wishedKind = (text: unknown): FormKind | undefined => formKinds.find((kind) => kind === text);

/** What a new measure begins with. */
const blank: FormTexts = { status: "proposed", type: "investment", use: "cooling", basis: "voluntary" };

interface Sent {
  /** A list of one record, as YAML or JSON. */
  readonly content: string;
  readonly note: string;
  readonly version: number;
  readonly editor: Editor;
}

function readForm(typed: Readonly<Record<string, unknown>>, before: RegisterRecord | undefined): Sent | undefined {
  const sent = fieldForm.safeParse(typed);
  if (!sent.success) return undefined;
  const { kind, note, version, ...texts } = sent.data;
  const record = recordFrom(kind, texts, before);
  // JSON is YAML; it keeps a text that looks like a number a text.
  return { content: JSON.stringify([record]), note, version, editor: { as: "form", kind, texts, problems: [] } };
}

function readYaml(typed: Readonly<Record<string, unknown>>): Sent | undefined {
  const sent = yamlForm.safeParse(typed);
  if (!sent.success) return undefined;
  const { content, note, version } = sent.data;
  return { content: indented(content), note, version, editor: { as: "yaml", content } };
}

const today = (now: () => Date, { site }: Site): string => localParts(epochSeconds(now()), site.time_zone).date;

/** One record as the only entry of a list, which is what the reader of files takes. */
const indented = (content: string): string => `- ${content.trim().replaceAll("\r\n", "\n").replaceAll("\n", "\n  ")}\n`;

const templateText = `kind: measure
id: M-00
title:
use: cooling
type: investment
status: proposed
owner:
investment_eur: 0
useful_life_years: 10
saving_kwh_per_year: 0
`;
