/** The pages of the login: small, without script, fit for a phone. Pure. */
import { html, type Html } from "../../site/html.ts";
import type { Site } from "../../site/inventory.ts";
import { formatDay, type Locale } from "../../site/locale.ts";
import { page } from "../../site/page.ts";
import type { Person } from "../../site/person.ts";
import { codeMinutes } from "./codes.ts";
import { idleSeconds } from "./sessions.ts";
import { roleWords, say, type Word } from "./words.ts";

export interface Notice {
  readonly level: "ok" | "warning" | "critical";
  readonly text: string;
}

export interface LoginScene {
  readonly locale: Locale;
  readonly site: Site;
  /** Where the person goes afterwards, a path of this house. */
  readonly next: string;
  readonly notice?: Notice;
}

const document = (title: string, { locale, notice }: LoginScene, body: Html): string =>
  page({
    title,
    locale,
    kind: "slim",
    body: html`<h1>${title}</h1>
      ${notice !== undefined && html`<p class="${notice.level}" role="${notice.level === "ok" ? "status" : "alert"}">${notice.text}</p>`}
      ${body}`,
  });

const hidden = ({ next, locale }: LoginScene): Html =>
  html`<input type="hidden" name="next" value="${next}" /><input type="hidden" name="lang" value="${locale}" />`;

/** Asks for the address. */
export function addressPage(scene: LoginScene): string {
  const { locale } = scene;
  const body = html`<p>${say(locale, "intro")}</p>
    <form method="post" action="/login">
      ${hidden(scene)}
      <label for="email">${say(locale, "email")}</label>
      <input id="email" name="email" type="email" autocomplete="email" maxlength="254" required autofocus />
      <p><button>${say(locale, "ask")}</button></p>
    </form>`;
  return document(say(locale, "title"), scene, body);
}

/** Asks for the code; the same whoever asked. */
export function codePage(scene: LoginScene): string {
  const { locale, next } = scene;
  const again = `/login?${new URLSearchParams({ next, lang: locale }).toString()}`;
  const body = html`<p>${say(locale, "codeIntro", { minutes: codeMinutes })}</p>
    <form method="post" action="/login/code">
      ${hidden(scene)}
      <label for="code">${say(locale, "code")}</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus />
      <p><button>${say(locale, "enter")}</button></p>
    </form>
    <p><a href="${again}">${say(locale, "again")}</a></p>`;
  return document(say(locale, "codeTitle"), scene, body);
}

/** Who is logged in, and the way out. */
export function personPage(scene: LoginScene, person: Person, until: Date): string {
  const { locale, next, site } = scene;
  const time = formatDay(until, site.site.time_zone, locale);
  const form = (word: Word, all: boolean): Html =>
    html`<form method="post" action="/logout">
      ${hidden(scene)} ${all && html`<input type="hidden" name="all" value="1" />`}
      <button>${say(locale, word)}</button>
    </form>`;
  const body = html`<p class="ok">${say(locale, "signedIn", { name: person.name })}</p>
    <p>${say(locale, "roles", { roles: person.roles.map((role) => say(locale, roleWords[role])).join(", ") })}</p>
    <p>${say(locale, "until", { time, idle: idleSeconds / 3600 })}</p>
    ${next !== "/" && html`<p><a href="${next}">${say(locale, "onward")}</a></p>`} ${form("logout", false)}
    ${form("logoutAll", true)}`;
  return document(say(locale, "title"), scene, body);
}

/** A page that only says why something was not done. */
export const refusalPage = (scene: LoginScene): string => document(say(scene.locale, "title"), scene, html``);
