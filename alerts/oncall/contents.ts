/** From an incident and the inventory to what a mail has to say (`message.ts`); pure. */
import type { Contact, Policy, Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { alertName, severityOf } from "./alert.ts";
import { byCause } from "./causes.ts";
import { reachedBy, type Notify, type People, type Turn } from "./escalation.ts";
import type { Incident } from "./incident.ts";
import type { DigestContent, EndContent, PageContent } from "./content.ts";
import { clean, placeOf, titleOf, withNames } from "./place.ts";
import { englishTitles } from "./titles-en.ts";

/** What every content needs from outside. */
export interface Setting {
  readonly site: Site;
  /** Base address of the pages, without a slash at the end. */
  readonly baseUrl: string;
  readonly now: Date;
}

const nameOf = (id: string, site: Site): string => site.contacts.find((contact) => contact.id === id)?.name ?? id;

export const incidentUrl = (baseUrl: string, id: string): string => `${baseUrl}/incidents/${encodeURIComponent(id)}`;

/** Where the curve behind an incident is drawn; undefined when the rule gave no web address. */
export function dashboardUrl({ annotations }: Pick<Incident, "annotations">): string | undefined {
  const given = annotations["dashboard_url"] ?? "";
  return URL.parse(given)?.protocol.startsWith("http") === true ? given : undefined;
}

/** The runbook's address: as the rule gave it if that is a web address, else our own page of that name. */
export function runbookUrl({ labels, annotations }: Pick<Incident, "labels" | "annotations">, baseUrl: string): string {
  const given = annotations["runbook_url"] ?? "";
  return /^https?:\/\/[^\s<>"]{1,180}$/.test(given)
    ? given
    : `${baseUrl}/runbooks/${encodeURIComponent(clean(alertName(labels), 80))}`;
}

/** What happened, without the place: the rule's summary, or the English title of an alert of ours; the alert's name when it has none. */
export function incidentTitle(
  { labels, annotations }: Pick<Incident, "labels" | "annotations">,
  site: Site,
  locale: Locale,
): string {
  const english = locale === "en" ? englishTitles.get(alertName(labels)) : undefined;
  if (english !== undefined) return english;
  const summary = clean(annotations["summary"] ?? "", 300);
  return summary === "" ? clean(alertName(labels), 80) : withNames(titleOf(summary, labels, site), site);
}

/**
 * When the consequence comes, from the annotation `frist_sekunden`; undefined when the rule does not say or it is past.
 * The figure was true when the texts were rendered.
 */
export function deadlineOf({ annotations, textsAt }: Pick<Incident, "annotations" | "textsAt">): Date | undefined {
  const seconds = Number.parseFloat(annotations["frist_sekunden"] ?? "");
  return Number.isFinite(seconds) && Math.abs(seconds) < 1e9 ? new Date(textsAt.getTime() + seconds * 1000) : undefined;
}

/** One of the rule's texts with names instead of ids, in English where it says so; undefined when the rule has none. */
export function ruleText(
  { annotations }: Pick<Incident, "annotations">,
  name: "description" | "folge" | "erster_schritt",
  site: Site,
  locale: Locale,
): string | undefined {
  const original = annotations[name] ?? "";
  const given = clean((locale === "en" ? annotations[`${name}_en`] : undefined) ?? original, 600);
  return given === "" ? undefined : withNames(given, site, original === "" ? given : original);
}

function details(incident: Incident, locale: Locale, { site, baseUrl }: Setting) {
  const place = placeOf(incident.labels, site);
  return {
    severity: severityOf(incident.labels),
    title: incidentTitle(incident, site, locale),
    place: place.short,
    where: place.full,
    since: incident.startsAt.toISOString(),
    runbookUrl: runbookUrl(incident, baseUrl),
    incidentUrl: incidentUrl(baseUrl, incident.id),
    ...(incident.flaps !== undefined && { flaps: incident.flaps }),
  };
}

const common = (locale: Locale, { site, now }: Setting) => ({ locale, zone: site.site.time_zone, createdAt: now.toISOString() });

/**
 * What a page to one person says.
 * @param told  contact ids of everyone who is or was told in this run
 */
export function pageContent(
  incident: Incident,
  person: Contact,
  notify: Notify,
  told: readonly string[],
  next: PageContent["next"],
  setting: Setting,
): PageContent {
  const { site } = setting;
  const what = ruleText(incident, "description", site, person.locale);
  const consequence = ruleText(incident, "folge", site, person.locale);
  const firstStep = ruleText(incident, "erster_schritt", site, person.locale);
  const deadline = deadlineOf(incident);
  return {
    kind: "page",
    ...common(person.locale, setting),
    ...details(incident, person.locale, setting),
    ...(what !== undefined && { what }),
    ...(consequence !== undefined && { consequence }),
    ...(firstStep !== undefined && { firstStep }),
    ...(deadline !== undefined && { deadline: deadline.toISOString() }),
    seenAt: incident.textsAt.toISOString(),
    reason: notify.reason,
    ...(notify.window !== undefined && {
      maintenance: { reason: clean(notify.window.reason, 120), until: notify.window.until.toISOString() },
    }),
    step: notify.step,
    blind: incident.blindSince !== undefined,
    ...(notify.daysOffUntil !== undefined && { daysOffUntil: notify.daysOffUntil.toISOString() }),
    others: told.filter((id) => id !== person.id).map((id) => nameOf(id, site)),
    ...(next !== undefined && { next }),
  };
}

/** Who is told next if nobody acknowledges, as the message says it; undefined when nothing follows. */
export function whatFollows(
  turn: Pick<Turn, "nextAt" | "progress">,
  policy: Policy,
  people: People,
  site: Site,
): PageContent["next"] {
  if (turn.nextAt === undefined) return undefined;
  const step = policy.steps[turn.progress.steps];
  const again = step === undefined;
  const last = policy.steps.at(-1);
  const targets = step ?? last;
  const reached = targets === undefined ? [] : reachable(targets, people, turn.nextAt);
  const ids = reached.length === 0 ? [policy.fallback] : reached;
  return { at: turn.nextAt.toISOString(), names: ids.map((id) => nameOf(id, site)), again };
}

/** Nobody, when the file's later step cannot be computed: what is due now must go out all the same. */
function reachable(...step: Parameters<typeof reachedBy>): string[] {
  try {
    return reachedBy(...step);
  } catch {
    return [];
  }
}

export function endContent(incident: Incident, locale: Locale, setting: Setting): EndContent {
  const { acknowledgement } = incident;
  return {
    kind: "end",
    ...common(locale, setting),
    ...details(incident, locale, setting),
    endedAt: (incident.endsAt ?? incident.endedAt ?? setting.now).toISOString(),
    ...(acknowledgement !== undefined && {
      acknowledgedBy: nameOf(acknowledgement.by, setting.site),
      acknowledgedAt: acknowledgement.at.toISOString(),
    }),
  };
}

/** Causes that one digest names; the rest is a number and a link. */
const digestLines = 10;
/** Devices of one cause that a digest names. */
const digestDevices = 4;

/** @param why  left out: much came at once */
export function digestContent(
  incidents: readonly Incident[],
  locale: Locale,
  setting: Setting,
  why: Pick<DigestContent, "about" | "span"> = { about: "storm" },
): DigestContent {
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const causes = byCause(incidents).slice(0, digestLines);
  return {
    kind: "digest",
    ...common(locale, setting),
    ...why,
    items: causes.flatMap((cause) => {
      const [first] = cause;
      return first === undefined ? [] : [itemOf(first, cause, locale, setting)];
    }),
    shown: causes.reduce((sum, cause) => sum + cause.length, 0),
    open: open.length,
    ended: incidents.length - open.length,
    critical: open.filter(({ labels }) => severityOf(labels) === "critical").length,
    listUrl: `${setting.baseUrl}/incidents`,
  };
}

function itemOf(first: Incident, cause: readonly Incident[], locale: Locale, setting: Setting): DigestContent["items"][number] {
  const { severity, title, place, runbookUrl } = details(first, locale, setting);
  const ids = cause.flatMap(({ labels }) => labels["device"] ?? []).map((id) => clean(id, 63));
  const since = cause
    .reduce((earliest, { startsAt }) => (startsAt < earliest ? startsAt : earliest), first.startsAt)
    .toISOString();
  const common = { severity, title, since, ended: first.endedAt !== undefined, runbookUrl, count: cause.length };
  if (cause.length === 1) {
    const [device] = ids;
    return { ...common, place, ...(device !== undefined && { device }), devices: [] };
  }
  // The place that they share: room, house, or the site.
  const { device: _, ...shared } = first.labels;
  return { ...common, place: placeOf(shared, setting.site).short, devices: ids.slice(0, digestDevices) };
}
