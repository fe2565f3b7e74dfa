import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { html, type Html } from "../site/html.ts";
import type { Site } from "../site/inventory.ts";
import { formatDuration, formatTime, localeOf, type Locale } from "../site/locale.ts";
import { inLanguage, page } from "../site/page.ts";
import { closest } from "../site/problem.ts";
import type { Sample, SampleReader } from "../site/series.ts";
import { classes, readHead, type Head } from "./head.ts";
import { fillIn, variableNames, type Variables } from "./live.ts";
import { liveLines, renderRunbook, type Answers } from "./render.ts";
import { words } from "./words.ts";

export interface RunbookParts {
  readonly reader: SampleReader;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  /** Folder that holds `<AlertName>.md`. */
  readonly folder: string;
}

/** Values older than this are not shown. */
const oldestShownSeconds = 120;

/** `/runbooks` by class and `/runbooks/<AlertName>` with live values. */
export function createRunbooks({ reader, site, now, log, folder }: RunbookParts): Router {
  const names = async (): Promise<string[]> =>
    (await readdir(folder))
      .filter((file) => /^[A-Z][A-Za-z]+\.md$/.test(file) && file !== "README.md")
      .map((file) => basename(file, ".md"))
      .sort();

  const index = async (request: Request, response: Response): Promise<void> => {
    const locale = wishOf(request, site());
    const entries = await Promise.all(
      (await names()).map(async (name): Promise<Entry> => {
        const { head, text } = readHead(await readFile(join(folder, `${name}.md`), "utf8"));
        return { name, kind: head?.class ?? "other", title: /^# (.+)$/m.exec(text)?.[1] ?? name };
      }),
    );
    response.send(page({ title: words[locale].title, locale, body: indexBody(entries, locale) }));
  };

  const show = async (request: Request, response: Response): Promise<void> => {
    const locale = wishOf(request, site());
    const wanted = String(request.params["name"]);
    const known = await names();
    if (!known.includes(wanted)) {
      const body = unknownBody(wanted, closest(wanted, known), locale);
      response.status(404).send(page({ title: words[locale].title, locale, body }));
      return;
    }
    const { head, text } = readHead(await readFile(join(folder, `${wanted}.md`), "utf8"));
    const variables = variablesOf(request);
    const at = now();
    const look = await ask(reader, text, variables, at).catch((error: unknown): Look => {
      log.warn({ err: error, runbook: wanted }, "runbook: the sample store does not answer");
      return { answers: undefined, ageSeconds: undefined };
    });
    const { title, sections, body } = renderRunbook(text, look.answers, site(), locale);
    const w = words[locale];
    const time = formatTime(at, site().site.time_zone, locale, true);
    response.set("Cache-Control", "no-store").send(
      page({
        title: title === "" ? wanted : title,
        locale,
        scripts: ["/board.js"],
        body: html`<article class="runbook" lang="de">
          <h1>${title === "" ? wanted : title}</h1>
          <p>${w.meant}: <strong>${subject(variables, site()) ?? w.everything}</strong></p>
          <p id="verbindung" class="blind" role="status" lang="${locale}" hidden>${w.lost(time)}</p>
          ${notice(look, locale)}
          <nav class="sections" aria-label="${w.contents}">
            ${sections.map((section) => html`<a href="#${section.id}">${section.title}</a> `)}
          </nav>
          ${body} ${head && headPart(head, locale)}
          <footer lang="${locale}">
            ${w.values(time)} · <a href="${request.originalUrl}">${w.reload}</a> ·
            <a href="${inLanguage("/runbooks", locale)}">${w.all}</a>
          </footer>
        </article>`,
      }),
    );
  };

  const router = Router();
  router.get("/runbooks", (request, response) => index(request, response));
  router.get("/runbooks/:name", (request, response) => show(request, response));
  return router;
}

/** What the store said: undefined answers when it is silent or its newest sample is too old to be trusted. */
interface Look {
  readonly answers: Answers | undefined;
  /** Age of the newest scrape; undefined when nobody knows. */
  readonly ageSeconds: number | undefined;
}

/** Every query of a text at one instant. A query the store refuses has no answer; @throws when the store itself is silent. */
async function ask(reader: SampleReader, text: string, variables: Variables, at: Date): Promise<Look> {
  const newest = await reader.instant("time() - max(timestamp(up))", at);
  const ageSeconds = newest[0]?.value;
  if (ageSeconds === undefined || ageSeconds > oldestShownSeconds) return { answers: undefined, ageSeconds };
  const queries = [...new Set(liveLines(text).flatMap((line) => ("broken" in line ? [] : [line.promql])))];
  const answers = await Promise.allSettled(
    queries.map(async (query): Promise<[string, Sample[]]> => [query, await reader.instant(fillIn(query, variables), at)]),
  );
  return { ageSeconds, answers: new Map(answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []))) };
}

function notice({ answers, ageSeconds }: Look, locale: Locale): Html | undefined {
  if (answers !== undefined) return undefined;
  const w = words[locale];
  return html`<p class="blind" role="alert" lang="${locale}">
    ${ageSeconds === undefined ? w.silent : w.old(formatDuration(ageSeconds, locale))}
  </p>`;
}

function variablesOf(request: Request): Variables {
  return Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = request.query[name];
      return typeof value === "string" && value !== "" && value.length <= 200 ? [[name, value]] : [];
    }),
  );
}

/** Names of what the query string is about, from the inventory where it knows them. */
function subject({ device, resource, room, house, site: siteId }: Variables, site: Site): string | undefined {
  const name = (list: readonly { readonly id: string; readonly name: string }[], id: string | undefined): string | undefined =>
    list.find((one) => one.id === id)?.name ?? id;
  const parts = [
    name(site.devices, device),
    name(site.devices, resource),
    name(site.rooms, room),
    name(site.houses, house),
    name([site.site], siteId),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : [...new Set(parts)].join(", ");
}

function headPart(head: Head, locale: Locale): Html {
  const w = words[locale];
  const changed = head.last_changed.split("-").toReversed().join(".");
  return html`<p>
    <small
      >${w.owner(head.owner)} · ${w.risk(head.risk_class)} · ${head.needs_vpn ? w.needsVpn : w.needsNoVpn} ·
      ${w.changed(changed)}</small
    >
  </p>`;
}

interface Entry {
  readonly name: string;
  readonly kind: Head["class"] | "other";
  readonly title: string;
}

function indexBody(entries: readonly Entry[], locale: Locale): Html {
  const w = words[locale];
  return html`<h1>${w.title}</h1>
    <p>${w.intro}</p>
    ${[...classes, "other" as const].map((kind) => {
      const here = entries.filter((entry) => entry.kind === kind);
      return (
        here.length > 0 &&
        html`<h2>${w.classes[kind] ?? kind}</h2>
          <ul>
            ${here.map(({ name, title }) => html`<li><a href="${inLanguage(`/runbooks/${name}`, locale)}">${title}</a> <small>${name}</small></li>`)}
          </ul>`
      );
    })}`;
}

function unknownBody(wanted: string, near: string | undefined, locale: Locale): Html {
  const w = words[locale];
  return html`<h1>${w.unknown(wanted)}</h1>
    ${near !== undefined && html`<p>${w.closest}: <a href="${inLanguage(`/runbooks/${near}`, locale)}">${near}</a></p>`}
    <p><a href="${inLanguage("/runbooks", locale)}">${w.all}</a></p>`;
}

/** `?lang=` first, else the site's language. */
function wishOf(request: Request, { site }: Site): Locale {
  const { lang } = request.query;
  return typeof lang === "string" ? localeOf(lang) : site.locale;
}
