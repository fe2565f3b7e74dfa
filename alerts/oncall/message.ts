/**
 * The mail of 03:00: what, where, since when, what it leads to and how soon, the first safe act, who else was told,
 * how to acknowledge. Plain text first, below 1,500 characters.
 */
import { html, type Html } from "../../site/html.ts";
import { formatDay, formatDuration, formatInstant, formatMoment, type Locale } from "../../site/locale.ts";
import type { Content, DigestContent, EndContent, NoteContent, PageContent } from "./content.ts";
import { clean } from "./place.ts";
import { say, type Word } from "./words.ts";

/** How to acknowledge: only known when the mail leaves, because nothing of it is stored but hashes. */
export interface AckWay {
  readonly url: string;
  readonly code: string;
}

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const severityWord = { critical: "critical", warning: "warning", info: "info" } as const satisfies Record<string, Word>;

/** Longest first part of a body text; together they keep the mail below 1,500 characters. */
const longest = { what: 260, consequence: 200, firstStep: 200 } as const;

/** A line of a mail: a label and its text, or a sentence on its own. */
type Line =
  | { readonly label: Word; readonly text: string; readonly link?: boolean; readonly strong?: boolean }
  | { readonly caption: string; readonly text: string; readonly link?: boolean }
  | { readonly sentence: string };

interface Draft {
  readonly locale: Locale;
  readonly subject: string;
  readonly headline: string;
  /** What a locked phone shows under the subject; left out: the first line below the headline, which only says the subject again. */
  readonly preview?: string;
  /** Groups of lines, set apart by an empty line. */
  readonly groups: readonly (readonly Line[])[];
  readonly ack?: AckWay & { readonly label: Word };
}

/** The mail as it leaves at `now`. */
export function renderMail(content: Content, ack: AckWay | undefined, now: Date): Rendered {
  const { locale, zone } = content;
  const draft =
    content.kind === "page"
      ? pageDraft(content, ack, now)
      : content.kind === "end"
        ? endDraft(content)
        : content.kind === "note"
          ? noteDraft(content, ack)
          : digestDraft(content, ack, now);
  const written = new Date(content.createdAt);
  const late = now.getTime() - written.getTime() > 120_000;
  const groups = late
    ? [[{ sentence: say(locale, "late", { time: formatMoment(written, now, zone, locale) }) }], ...draft.groups]
    : draft.groups;
  return { subject: draft.subject, text: asText({ ...draft, groups }), html: asHtml({ ...draft, groups }) };
}

/** The mail that leaves when a content cannot be rendered: never nothing. */
export function fallbackMail(locale: Locale, incidentUrl: string, ack: AckWay | undefined): Rendered {
  const draft: Draft = {
    locale,
    subject: `${say(locale, "critical")}: ${say(locale, "fallbackSubject")}`,
    headline: say(locale, "fallbackSubject"),
    groups: [[{ sentence: say(locale, "fallbackBody") }], [{ label: "incident", text: incidentUrl, link: true }]],
    ...(ack && { ack: { ...ack, label: "acknowledge" } }),
  };
  return { subject: draft.subject, text: asText(draft), html: asHtml(draft) };
}

function pageDraft(content: PageContent, ack: AckWay | undefined, now: Date): Draft {
  const { locale, zone, title, place, where, what, consequence, firstStep, next } = content;
  const since = new Date(content.since);
  const left = content.deadline === undefined ? undefined : (new Date(content.deadline).getTime() - now.getTime()) / 1000;
  const span = formatDuration(Math.abs(left ?? 0), locale);
  const remaining = say(locale, (left ?? 0) > 0 ? "remaining" : "overdue", { time: span });
  const daysOff = content.daysOffUntil === undefined ? "" : `, ${say(locale, "daysOffTitle")}`;
  const minutes = left === undefined ? daysOff : `, ${left > 0 ? remaining : say(locale, "tooLate")}`;
  const name = content.flaps === undefined ? title : say(locale, "againTitle", { title });
  const head = `${say(locale, severityWord[content.severity])}: ${name}${minutes}`;
  const clock = (time: string): string => formatMoment(new Date(time), now, zone, locale);
  const reasons = {
    step: content.step > 0 ? "reasonStep" : undefined,
    focus: "reasonFocus",
    "days off": "reasonDaysOff",
    repeat: "reasonRepeat",
    fallback: "reasonFallback",
    expired: "reasonExpired",
    maintenance: "reasonMaintenance",
  } as const;
  const reason = reasons[content.reason];
  const work = content.maintenance;
  const workFill = work === undefined ? {} : { reason: work.reason, time: clock(work.until) };
  const ago = (now.getTime() - since.getTime()) / 1000;
  const agoText = ago < 10 ? say(locale, "justNow") : say(locale, "ago", { duration: formatDuration(ago, locale) });
  // Figures in the rule's texts stand still while a mail waits or a device is silent.
  const stale = now.getTime() - new Date(content.seenAt).getTime() > 90_000;
  const facts: Line[] = [
    { label: "where", text: where },
    { label: "since", text: say(locale, "sinceAgo", { time: formatInstant(since, zone, locale), ago: agoText }) },
    ...(content.deadline === undefined
      ? []
      : [
          {
            label: "deadline",
            text: say(locale, "deadlineAt", { time: clock(content.deadline), remaining }),
            strong: true,
          } as const,
        ]),
    ...(stale && (what !== undefined || consequence !== undefined)
      ? [{ label: "asOf", text: say(locale, "asOfAt", { time: clock(content.seenAt) }) } as const]
      : []),
    ...(what === undefined ? [] : [{ label: "what", text: clean(what, longest.what) } as const]),
    ...(consequence === undefined ? [] : [{ label: "consequence", text: clean(consequence, longest.consequence) } as const]),
    ...(firstStep === undefined
      ? []
      : [{ label: "firstStep", text: clean(firstStep, longest.firstStep), strong: true } as const]),
  ];
  const others = content.others.length === 0 ? say(locale, "nobodyElse") : nameList(content.others, locale);
  const follow: Line[] = [{ label: "alsoTold", text: others }];
  if (next !== undefined) {
    follow.push({
      sentence: say(locale, next.again ? "otherwiseRepeat" : "otherwise", {
        time: clock(next.at),
        names: nameList(next.names, locale),
      }),
    });
  }
  return {
    locale,
    subject: `${head} – ${place}`,
    headline: head,
    ...(firstStep !== undefined && { preview: `${say(locale, "firstStep")}: ${clean(firstStep, longest.firstStep)}` }),
    groups: [
      [
        ...(reason === undefined ? [] : [{ sentence: say(locale, reason, { step: content.step + 1, ...workFill }) }]),
        ...(content.daysOffUntil === undefined
          ? []
          : [{ sentence: say(locale, "daysOff", { time: formatDay(new Date(content.daysOffUntil), zone, locale) }) }]),
        ...(content.flaps === undefined ? [] : [{ sentence: say(locale, "flaps", { count: content.flaps }) }]),
        ...(content.blind ? [{ sentence: say(locale, "blindNow") }] : []),
      ],
      facts,
      follow,
      links(content),
    ],
    ...(ack && { ack: { ...ack, label: "acknowledge" } }),
  };
}

function endDraft(content: EndContent): Draft {
  const { locale, zone, title, place, where } = content;
  const since = new Date(content.since);
  const endedAt = new Date(content.endedAt);
  const duration = formatDuration((endedAt.getTime() - since.getTime()) / 1000, locale);
  const head = `${say(locale, "end")}: ${title}, ${say(locale, "duration")} ${duration}`;
  const by =
    content.acknowledgedBy === undefined || content.acknowledgedAt === undefined
      ? say(locale, "notAcknowledged")
      : say(locale, "byAt", {
          name: content.acknowledgedBy,
          time: formatMoment(new Date(content.acknowledgedAt), endedAt, zone, locale),
        });
  return {
    locale,
    subject: `${head} – ${place}`,
    headline: head,
    groups: [
      [
        { sentence: say(locale, "endIntro") },
        ...(content.unheard === true ? [{ sentence: say(locale, "endUnheard") }] : []),
        ...(content.flaps === undefined ? [] : [{ sentence: say(locale, "flapped", { count: content.flaps }) }]),
      ],
      [
        { label: "where", text: where },
        { label: "since", text: say(locale, "asOfAt", { time: formatInstant(since, zone, locale) }) },
        { label: "ended", text: say(locale, "asOfAt", { time: formatInstant(endedAt, zone, locale) }) },
        { label: "acknowledgedBy", text: by },
      ],
      links(content),
    ],
  };
}

const digestIntros = { storm: "digestIntro", outage: "outageIntro", absence: "absenceIntro" } as const satisfies Record<
  DigestContent["about"],
  Word
>;

function digestDraft(content: DigestContent, ack: AckWay | undefined, now: Date): Draft {
  const { locale, zone, items, open, ended, critical, about, span } = content;
  const clock = (time: string): string => formatMoment(new Date(time), now, zone, locale);
  const lines = items.map((one): Line => {
    const word = one.ended ? say(locale, "end") : say(locale, severityWord[one.severity]);
    const rest = one.count - one.devices.length;
    const named = rest > 0 && one.devices.length > 0 ? say(locale, "andMore", { count: rest }) : "";
    const ids = one.count === 1 ? (one.device === undefined ? [] : [one.device]) : one.devices;
    const which = [ids.length === 0 ? "" : `[${ids.join(", ")}]`, named].filter(Boolean).join(" ");
    const many = one.count === 1 ? "" : `${say(locale, "causeCount", { count: one.count })} `;
    return {
      sentence: `- ${clock(one.since)} ${word}: ${many}${clean(one.title, 50)} – ${clean(one.place, 40)}${which && ` ${which}`}`,
    };
  });
  const shown = content.shown ?? items.length;
  if (open + ended > shown) lines.push({ sentence: say(locale, "andMore", { count: open + ended - shown }) });
  const urls = [...new Set(items.flatMap(({ runbookUrl }) => runbookUrl ?? []))].slice(0, 3);
  const runbooks = urls.map((text): Line => {
    const title = urls.length > 1 ? clean(items.find(({ runbookUrl }) => runbookUrl === text)?.title ?? "", 30) : "";
    return title === ""
      ? { label: "runbook", text, link: true }
      : { caption: `${say(locale, "runbook")} ${title}`, text, link: true };
  });
  const headline = say(locale, about === "absence" ? "absenceSubject" : open === 0 ? "digestSubjectOver" : "digestSubject", {
    count: open + ended,
    critical,
  });
  // A subject is all that a locked phone shows: the worst that is open stands in it.
  const worst = items.find(({ ended }) => !ended);
  return {
    locale,
    subject: worst === undefined ? headline : `${headline} – ${clean(worst.title, 50)} (${clean(worst.place, 40)})`,
    headline,
    groups: [
      [
        {
          sentence: say(locale, digestIntros[about], {
            open,
            ended,
            from: span === undefined ? "?" : clock(span.from),
            until: span === undefined ? "?" : clock(span.until),
          }),
        },
      ],
      lines,
      [...runbooks, { label: "all", text: content.listUrl, link: true }],
    ],
    ...(ack && open > 0 && { ack: { ...ack, label: "digestAcknowledge" } }),
  };
}

function noteDraft({ locale, subject, groups }: NoteContent, ack: AckWay | undefined): Draft {
  return {
    locale,
    subject,
    headline: subject,
    groups: groups.map((group) =>
      group.map(({ label, text, link }): Line =>
        label === undefined ? { sentence: text } : { caption: label, text, ...(link === true && { link }) },
      ),
    ),
    ...(ack && { ack: { ...ack, label: "handoverConfirm" } }),
  };
}

function links({ runbookUrl, incidentUrl }: { runbookUrl?: string | undefined; incidentUrl: string }): Line[] {
  const incident: Line = { label: "incident", text: incidentUrl, link: true };
  return runbookUrl === undefined ? [incident] : [{ label: "runbook", text: runbookUrl, link: true }, incident];
}

/** At most three names, then how many more. */
function nameList(names: readonly string[], locale: Locale): string {
  const shown = names.slice(0, 3).map((name) => clean(name, 50));
  return names.length <= 3 ? shown.join(", ") : `${shown.join(", ")} ${say(locale, "andMore", { count: names.length - 3 })}`;
}

const captionOf = (line: Exclude<Line, { readonly sentence: string }>, locale: Locale): string =>
  "label" in line ? say(locale, line.label) : line.caption;

function asText({ locale, headline, groups, ack }: Draft): string {
  const line = (one: Line): string => ("sentence" in one ? one.sentence : `${captionOf(one, locale)}: ${one.text}`);
  const blocks = groups.filter((group) => group.length > 0).map((group) => group.map(line).join("\n"));
  const act = ack === undefined ? [] : [`${say(locale, ack.label)}: ${ack.url}\n${say(locale, "code")}: ${ack.code}`];
  // The links close the mail; how to acknowledge stands right before them.
  return `${[headline, ...blocks.slice(0, -1), ...act, ...blocks.slice(-1)].join("\n\n")}\n`;
}

/** Number and unit, and the last word of a name that is one letter or number, stay on one line. */
const glued = (text: string): string =>
  text
    .replaceAll(/(\d) (?=(?:s|min|h|T|d|%|K|°C|A|V|kW|kWh|Uhr|×)(?![\p{L}\d]))/gu, "$1\u00A0")
    .replaceAll(/ (?=(?:[A-Z]|\d{1,2})(?![\p{L}\d]))/gu, "\u00A0");

function asHtml({ locale, subject, headline, preview, groups, ack }: Draft): string {
  const line = (one: Line): Html => {
    if ("sentence" in one) return html`<p style="margin:4px 0">${glued(one.sentence)}</p>`;
    // The address would be wider than a phone; whoever wants to see it has the text part.
    if (one.link === true)
      return html`<p style="margin:0">
        <a href="${one.text}" style="display:inline-block;padding:9px 0">${captionOf(one, locale)}</a>
      </p>`;
    const value = "label" in one && one.strong === true ? html`<strong>${glued(one.text)}</strong>` : glued(one.text);
    return html`<p style="margin:4px 0"><b>${captionOf(one, locale)}:</b> ${value}</p>`;
  };
  const full = groups.filter((group) => group.length > 0);
  const blocks = full.map((group) => html`<div style="margin:14px 0">${group.map(line)}</div>`);
  const [first] = full[0] ?? [];
  const glimpse = preview ?? (first === undefined ? undefined : "sentence" in first ? first.sentence : undefined);
  const act =
    ack !== undefined &&
    html`<div style="margin:14px 0">
      <p style="margin:4px 0">
        <a
          href="${ack.url}"
          style="display:inline-block;padding:12px 22px;background:#1f6bb5;color:#ffffff;border-radius:6px;font-weight:bold;text-decoration:none"
          >${say(locale, ack.label)}</a
        >
      </p>
      <p style="margin:4px 0">
        <b>${say(locale, "code")}:</b> <span style="font-size:22px;letter-spacing:3px">${ack.code}</span>
      </p>
    </div>`;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${subject}</title>
      </head>
      <body style="font:16px/1.4 sans-serif;margin:12px;max-width:640px;overflow-wrap:anywhere">
        ${glimpse !== undefined && html`<div style="display:none">${glimpse}</div>`}
        <h1 style="font-size:20px;line-height:1.25;margin:0 0 8px">${glued(headline)}</h1>
        ${blocks.slice(0, -1)}${act}${blocks.slice(-1)}
      </body>
    </html>`.text;
}
