/**
 * Reports by mail (`energy.mailings` of the site file). The timetable only wakes: what is due follows from the day and from
 * what has left the house, so a restart sends nothing twice and forgets nothing.
 */
import type { Logger } from "pino";
import { reportFileFormats } from "../../site/energy.ts";
import type { Contact, Site } from "../../site/inventory.ts";
import { spanOf } from "../kpi/span.ts";
import { epochSeconds, localParts } from "../ledger/calendar.ts";
import { nameOf, type Releases } from "../releases.ts";
import type { ReportView } from "../report/blocks.ts";
import { contentTypes } from "../report/content-types.ts";
import { stopLines } from "../report/stop-lines.ts";
import { ReportStoppedError } from "../report/render.ts";
import { dueReports, pauseMs, type DueReport } from "./due.ts";
import type { Dispatch, MailingStore } from "./store.ts";
import { mailingWords } from "./words.ts";

export interface ReportMail {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  /** Left part of the Message-ID; the same at every attempt. */
  readonly id: string;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string; readonly content: Uint8Array }[];
}

/** How a mail leaves; `app/` hands it in. `refused`: for good. `later`: try again. */
export type SendMail = (
  mail: ReportMail,
) => Promise<
  { readonly outcome: "accepted"; readonly relay: string } | { readonly outcome: "refused" | "later"; readonly error: string }
>;

export interface MailingParts {
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly store: MailingStore;
  readonly releases: Releases;
  readonly baseUrl: () => string;
  readonly send: SendMail;
}

/** Sends what is due. One after the other: a report takes a core for a moment. @returns mails that a relay took */
export async function mailReports(parts: MailingParts): Promise<number> {
  const { site, now, store, log } = parts;
  const day = localParts(epochSeconds(now()), site().site.time_zone).date;
  let sent = 0;
  for (const report of dueReports(site(), day)) {
    const before = await store.of(report.key);
    const contact = site().contacts.find(({ id }) => id === report.contact);
    if (contact === undefined || !isDue(before, contact, now())) continue;
    // Before the ledger has gone past the end, a report would be of a part of the period.
    if (!(await store.covers(spanOf(report.span, site().site.time_zone).period))) continue;
    const dispatch = await dispatchReport(parts, report, contact, before?.attempts ?? 0);
    await store.note(dispatch);
    const facts = { report: report.key, state: dispatch.state, answer: dispatch.answer };
    if (dispatch.state === "sent") log.info(facts, "report mailed");
    else log.warn(facts, "report not mailed");
    if (dispatch.state === "sent") sent += 1;
  }
  return sent;
}

/** A refused address is tried again when the file names another one. */
function isDue(before: Dispatch | undefined, { email }: Contact, now: Date): boolean {
  if (before === undefined) return true;
  if (before.state === "sent") return false;
  return before.address !== email || (before.state === "waiting" && (before.nextAt ?? "") <= now.toISOString());
}

async function dispatchReport(parts: MailingParts, report: DueReport, contact: Contact, failed: number): Promise<Dispatch> {
  const { now, send, store } = parts;
  const attempts = failed + 1;
  const at = now().toISOString();
  const about = { key: report.key, contact: contact.id, address: contact.email, attempts, at };
  const later = (answer: string): Dispatch => ({
    ...about,
    state: "waiting",
    nextAt: new Date(now().getTime() + pauseMs(attempts)).toISOString(),
    checksum: null,
    answer,
  });
  try {
    const { mail, checksum } = await compose(parts, report, contact);
    const answer = await send(mail);
    if (answer.outcome === "later") return later(answer.error);
    const taken = answer.outcome === "accepted";
    if (checksum === undefined) {
      // A mail that only says why there is no report is not the report; it goes out once.
      const told = { state: taken ? "sent" : "refused", nextAt: null, checksum: null } as const;
      await store.note({ ...about, key: stoppedKey(report.key), ...told, answer: taken ? answer.relay : answer.error });
      return later("stopped");
    }
    return { ...about, state: taken ? "sent" : "refused", nextAt: null, checksum, answer: taken ? answer.relay : answer.error };
  } catch (error) {
    if (error instanceof ReportStoppedError) return later(`stopped: ${error.message}`);
    return later(error instanceof Error ? error.message : String(error));
  }
}

/** The mail with its files, or with what stopped the report. @throws ReportStoppedError  it was told already */
async function compose(
  { site, releases, baseUrl, store }: MailingParts,
  { key, mailing, span }: DueReport,
  contact: Contact,
): Promise<{ mail: ReportMail; checksum?: string }> {
  const { locale } = contact;
  const w = mailingWords[locale];
  const name = nameOf(span);
  const to = { name: contact.name, address: contact.email };
  const link = `${baseUrl()}/energy/report/${name}.html?lang=${locale}`;
  try {
    const files = await releases.files(span, locale, ["view", ...mailing.formats]);
    const view = JSON.parse(Buffer.from(files.view ?? "").toString("utf8")) as ReportView;
    const attachments = reportFileFormats.flatMap((format) => {
      const content = files[format];
      return content === undefined
        ? []
        : [{ filename: `energiebericht-${name}.${format}`, contentType: contentTypes[format], content }];
    });
    const [message] = view.summary;
    const text = [
      w.greeting,
      "",
      message?.kind === "text" ? message.text : view.title,
      "",
      w.attached,
      ...attachments.map(({ filename }) => `- ${filename}`),
      "",
      w.page,
      link,
      "",
      ...view.about.map(([what, value]) => `${what}: ${value}`),
      "",
      w.footer,
      "",
    ].join("\n");
    return {
      mail: { to, subject: w.subject(view.site, name), text, id: idOf(key), attachments },
      checksum: view.figuresChecksum,
    };
  } catch (error) {
    if (!(error instanceof ReportStoppedError)) throw error;
    const told = stoppedKey(key);
    if ((await store.of(told)) !== undefined) throw error;
    const stops = stopLines(error.stops, locale).map((line) => `- ${line}`);
    const text = [w.greeting, "", w.stopped, ...stops, "", w.stoppedNext, "", w.page, link, "", w.footer, ""].join("\n");
    return { mail: { to, subject: w.stoppedSubject(site().site.name, name), text, id: idOf(told), attachments: [] } };
  }
}

const stoppedKey = (key: string): string => `${key}/stopped`;
const idOf = (key: string): string => `report.${key.replaceAll("/", ".")}`;
