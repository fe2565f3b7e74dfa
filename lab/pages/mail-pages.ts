/** The mailbox as a person reads it: the list, and one mail with its links. */
import type { Site } from "../../site/inventory.ts";
import { html, type Html } from "../../site/html.ts";
import type { Locale } from "../../site/locale.ts";
import type { Mail } from "../mails.ts";
import { layout } from "./layout.ts";

const words = {
  de: {
    mails: "Postfach",
    none: "Noch keine Mail angekommen.",
    note: "Alles, was die Anlage im Labor verschickt, landet hier, gleich an wen. Neueste zuerst.",
    to: "An",
    from: "Von",
    subject: "Betreff",
    received: "Eingegangen",
    back: "Zurück zum Postfach",
    empty: "(ohne Betreff)",
    headers: "Kopfzeilen",
  },
  en: {
    mails: "Mailbox",
    none: "No mail yet.",
    note: "Whatever the lab's site sends ends here, whoever it is for. Newest first.",
    to: "To",
    from: "From",
    subject: "Subject",
    received: "Received",
    back: "Back to the mailbox",
    empty: "(no subject)",
    headers: "Headers",
  },
} as const;

function clock(iso: string, site: Site, locale: Locale): string {
  return new Date(iso).toLocaleString(locale === "de" ? "de-DE" : "en-GB", {
    timeZone: site.site.time_zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
}

/** Text with its web addresses as links; nothing else in it is markup. */
function linked(text: string): Html {
  const parts = text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part))}`;
}

export function mailsPage(mails: readonly Mail[], site: Site, locale: Locale): string {
  const w = words[locale];
  const rows = mails.slice(0, 500).map(
    (mail) =>
      html`<tr>
        <td class="number">${clock(mail.receivedAt, site, locale)}</td>
        <td>${mail.to.join(", ")}</td>
        <td><a href="/mails/${mail.id}">${mail.subject === "" ? w.empty : mail.subject}</a></td>
      </tr>`,
  );
  const body = html`<h1>${w.mails} (${mails.length})</h1>
    <p class="note">${w.note}</p>
    ${
      mails.length === 0
        ? html`<p>${w.none}</p>`
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">${w.received}</th>
                  <th scope="col">${w.to}</th>
                  <th scope="col">${w.subject}</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }`;
  return layout(w.mails, locale, body, 5);
}

export function mailPage(mail: Mail, site: Site, locale: Locale): string {
  const w = words[locale];
  const headers = Object.entries(mail.headers).filter(([name]) => name !== "from" && name !== "to");
  const body = html`<h1>${mail.subject === "" ? w.empty : mail.subject}</h1>
    <dl class="head">
      <dt>${w.from}</dt>
      <dd>${mail.headers["from"] ?? mail.from}</dd>
      <dt>${w.to}</dt>
      <dd>${mail.to.join(", ")}</dd>
      <dt>${w.received}</dt>
      <dd>${clock(mail.receivedAt, site, locale)}</dd>
    </dl>
    <pre>${linked(mail.text)}</pre>
    <details>
      <summary>${w.headers}</summary>
      <dl class="head">
        <dt>message-id</dt>
        <dd>${mail.messageId ?? ""}</dd>
        ${headers.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>
    <p><a href="/mails">${w.back}</a></p>`;
  return layout(mail.subject, locale, body);
}
