import { html, type Html } from "./html.ts";
import type { Locale } from "./locale.ts";

/** One page as every room shows it; the look is `/style.css`, so the policy needs no inline styles. */
export interface Page {
  readonly title: string;
  readonly locale: Locale;
  readonly body: Html;
  /** Reload after so many seconds; with scripts only where JavaScript is off, since they refresh in place. */
  readonly refreshSeconds?: number;
  /** Scripts of our own, for example `/board.js`; the page must work without them. */
  readonly scripts?: readonly string[];
  /** Class of `<body>`: `wall` for the big screen, `slim` for pages that must stay small. */
  readonly kind?: "wall" | "slim";
}

const words = {
  de: {
    board: "Lage",
    incidents: "Vorfälle",
    oncall: "Bereitschaft",
    runbooks: "Runbooks",
    energy: "Energie",
    login: "Anmeldung",
    signedIn: "Angemeldet als",
    skip: "Zum Inhalt",
    main: "Hauptmenü",
  },
  en: {
    board: "Board",
    incidents: "Incidents",
    oncall: "On-call",
    runbooks: "Runbooks",
    energy: "Energy",
    login: "Log in",
    signedIn: "Logged in as",
    skip: "Skip to content",
    main: "Main menu",
  },
} as const;

function reload(seconds: number, scripted: boolean): Html {
  const meta = html`<meta http-equiv="refresh" content="${seconds}" />`;
  return scripted ? html`<noscript>${meta}</noscript>` : meta;
}

/** A path of this house in the language of the page it stands on: whoever chose English keeps it from page to page. */
export const inLanguage = (path: string, locale: Locale): string => (locale === "en" ? `${path}?lang=en` : path);

/** The last entry of the menu: the way to the login, or who is logged in; behind it is the way out. */
export function loginLink(locale: Locale, name?: string): Html {
  const path = inLanguage("/login", locale);
  const { login, signedIn } = words[locale];
  return name === undefined
    ? html`<a class="login" href="${path}">${login}</a>`
    : html`<a class="login" href="${path}" aria-label="${signedIn} ${name}" title="${signedIn} ${name}">${name}</a>`;
}

/**
 * A page with the name of whoever is logged in in its menu. Pages are made without knowing that; only who sends them does.
 * @param text  a document of `page`, or anything else, which stays as it is
 */
export const withName = (text: string, name: string): string =>
  (["de", "en"] as const).reduce(
    (done, locale) => done.replace(loginLink(locale).text, () => loginLink(locale, name).text),
    text,
  );

/** A whole HTML document: menu, one `<main>`, no inline script or style (Content-Security-Policy). */
export function page({ title, locale, body, refreshSeconds, scripts = [], kind }: Page): string {
  const w = words[locale];
  const to = (path: string): string => inLanguage(path, locale);
  const menu = html`<a class="skip" href="#inhalt">${w.skip}</a>
    <header>
      <nav aria-label="${w.main}">
        <a class="brand" href="${to("/")}">Leitstand</a>
        <a href="${to("/")}">${w.board}</a> <a href="${to("/incidents")}">${w.incidents}</a>
        <a href="${to("/oncall")}">${w.oncall}</a> <a href="${to("/runbooks")}">${w.runbooks}</a>
        <a href="${to("/energy")}">${w.energy}</a>
        ${loginLink(locale)}
      </nav>
    </header>`;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshSeconds !== undefined && reload(refreshSeconds, scripts.length > 0)}
        <title>${title} · Leitstand</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
        ${scripts.map((src) => html`<script type="module" src="${src}"></script>`)}
      </head>
      <body class="${kind ?? "normal"}">
        ${kind !== "wall" && menu}
        <main id="inhalt">${body}</main>
      </body>
    </html>`.text;
}
