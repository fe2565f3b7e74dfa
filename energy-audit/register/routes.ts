/** Pages of the register: the list, one record with its history, and the form that changes it (as YAML, all problems at once). */
import express, { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { stringify } from "yaml";
import { z } from "zod";
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatInstant, type Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import { formatProblem, type Problem } from "../../site/problem.ts";
import { managementWords } from "../report/management/words.ts";
import { BaselineError } from "../baseline/cooling-baseline.ts";
import { RankError } from "../baseline/least-squares.ts";
import type { MakeBaseline } from "../baselines.ts";
import type { Person } from "../../site/person.ts";
import { fromThisHouse, mayChange } from "../people.ts";
import { readRecords } from "./file.ts";
import { registerOf } from "./records.ts";
import { RecordMovedError, type RecordVersion, type RegisterStore } from "./store.ts";
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
const form = z.object({
  content: z.string().max(20_000),
  note: z.string().trim().max(500),
  version: z.coerce.number().int().min(0),
});

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
        : html`<table>
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
          </table>`;
    const body = html`<h1>${w.title}</h1>
      <p>${w.intro}</p>
      <p>
        <a href="/energy/register/${fresh}?lang=${locale}">${w.add}</a>
        <a href="/energy/register.yaml">${w.export}</a>
      </p>
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
            <p>${registerWords[locale].unknown}</p>`,
        }),
      );
      return;
    }
    const content = newest === undefined ? templateText : stringify(newest.record);
    const may = mayChange(await personOf(request));
    response.send(recordPage({ id, history, content, version: newest?.version ?? 0, may, locale, site: site() }));
  };

  const save = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const w = registerWords[locale];
    const person = await personOf(request);
    if (!mayChange(person) || !fromThisHouse(request)) {
      response.status(403).type("text").send(`${w.noLogin}\n`);
      return;
    }
    const sent = form.safeParse(request.body);
    if (!sent.success) {
      response.status(400).type("text").send("content, note, version\n");
      return;
    }
    const { content, note, version } = sent.data;
    const id = String(request.params["id"]);
    const again = async (status: number, problems: readonly Problem[], message: string): Promise<void> => {
      const history = id === fresh ? [] : await register.history(id);
      response
        .status(status)
        .send(recordPage({ id, history, content, version, may: true, locale, site: site(), problems, message, note }));
    };
    if (note === "") return again(422, [], w.noteMissing);
    const known = (await register.all()).filter((one) => one.id !== id);
    const { records, problems } = readRecords(indented(content), id, known);
    const [changed] = records;
    if (problems.length > 0 || changed === undefined) return again(422, problems, w.problems);
    if (id !== fresh && changed.id !== id) {
      return again(422, [{ code: "ENERGY_RECORD_ID", file: id, path: "id", found: changed.id, expected: id }], w.problems);
    }
    try {
      await register.write([changed], { person: person.name, at: now(), note }, new Map([[changed.id, version]]));
    } catch (error) {
      if (error instanceof RecordMovedError) return again(409, [], w.moved);
      throw error;
    }
    log.info({ person: person.id, record: changed.id }, "register changed");
    response.redirect(303, `/energy/register/${changed.id}?lang=${locale}`);
  };

  const makeOne = async (request: Request, response: Response): Promise<void> => {
    const locale = localeFor(request);
    const w = registerWords[locale];
    const person = await personOf(request);
    if (!mayChange(person) || !fromThisHouse(request)) {
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
      <label for="${name}">${w.baselineFields[name]}</label><br />
      <input id="${name}" name="${name}" type="${type}" size="40" required />
    </p>`;
  return html`<h3>${w.newBaseline}</h3>
    <form method="post" action="/energy/register/baseline?lang=${locale}">
      ${field("id", "text")}${field("title", "text")}${field("from", "date")}${field("to", "date")}${field("static_factors", "text")}${field("note", "text")}
      <button>${w.save}</button>
    </form>`;
}

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

interface RecordState {
  readonly id: string;
  readonly history: readonly RecordVersion[];
  readonly content: string;
  readonly version: number;
  readonly may: boolean;
  readonly locale: Locale;
  readonly site: Site;
  readonly problems?: readonly Problem[];
  readonly message?: string;
  readonly note?: string;
}

function recordPage({
  id,
  history,
  content,
  version,
  may,
  locale,
  site,
  problems = [],
  message,
  note = "",
}: RecordState): string {
  const w = registerWords[locale];
  const title = id === fresh ? w.add : id;
  const alert =
    message !== undefined &&
    html`<div role="alert">
      <p>${message}</p>
      <ul>
        ${problems.map((problem) => html`<li>${formatProblem(problem, locale)}</li>`)}
      </ul>
    </div>`;
  const change = may
    ? html`<form method="post" action="/energy/register/${id}?lang=${locale}">
        <input type="hidden" name="version" value="${version}" />
        <p>
          <label for="content">${w.content}</label><br />
          <textarea id="content" name="content" rows="24" cols="90" spellcheck="false">${content}</textarea>
        </p>
        <p>
          <label for="note">${w.note}</label><br />
          <input id="note" name="note" size="60" required value="${note}" />
        </p>
        <button>${w.save}</button>
      </form>`
    : html`<pre>${content}</pre>
        <p>${w.noLogin}</p>`;
  const log =
    history.length > 0 &&
    html`<h2>${w.history}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">${w.version}</th>
            <th scope="col">${w.person}</th>
            <th scope="col">${w.at}</th>
            <th scope="col">${w.note}</th>
          </tr>
        </thead>
        <tbody>
          ${history.toReversed().map(
            (one) =>
              html`<tr>
                <th scope="row">${one.version}</th>
                <td>${one.person}</td>
                <td>${formatInstant(one.at, site.site.time_zone, locale)}</td>
                <td>${one.note}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  return page({
    title: `${title} · ${w.title}`,
    locale,
    body: html`<h1>${title}</h1>
      <p><a href="/energy/register?lang=${locale}">${w.title}</a></p>
      ${alert}${change}${log}`,
  });
}
