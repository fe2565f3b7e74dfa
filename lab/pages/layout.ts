/** Frame of the lab's pages: says on every page that this is the lab, not the control room. */
import { html, type Html } from "../../site/html.ts";
import type { Locale } from "../../site/locale.ts";

const words = {
  de: { lab: "Labor", what: "simuliertes Rechenzentrum", site: "Anlage", mails: "Postfach" },
  en: { lab: "Lab", what: "simulated data centre", site: "Site", mails: "Mailbox" },
} as const;

export function layout(title: string, locale: Locale, body: Html, refreshSeconds?: number): string {
  const w = words[locale];
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${refreshSeconds}" />`}
        <title>${title} · ${w.lab}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <strong>${w.lab}</strong> <span class="note">${w.what}</span>
          <nav><a href="/">${w.site}</a> · <a href="/mails">${w.mails}</a></nav>
        </header>
        <main>${body}</main>
      </body>
    </html>`.text;
}
