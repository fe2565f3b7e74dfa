/**
 * When the database takes no writes (disk full to the last byte, read-only, locked, out of reach): critical alerts that came and
 * could not be stored, and pages that are due and cannot be claimed, leave as one plain mail from memory. Nothing can be
 * acknowledged then, and whoever reads it is told so. What was sent is written into the log once that is possible.
 */
import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { Contact, Relay } from "../../site/inventory.ts";
import { severityOf, type Alert } from "./alert.ts";
import { waysTo } from "./channels.ts";
import { incidentTitle, ruleText, runbookUrl, type Setting } from "./contents.ts";
import { domainOf } from "./deliveries.ts";
import { emergencyPolicy, peopleOf, policyFor, reachedBy } from "./escalation.ts";
import { letterFrame } from "./letters.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { relayName, sendThroughRelays, type MailTransport, type RelayAnswer } from "./mailer.ts";
import { windowAt } from "./maintenance.ts";
import { renderMail } from "./message.ts";
import { clean, placeOf } from "./place.ts";
import { renderSms } from "./sms.ts";
import { incidentOf, text } from "./store.ts";
import type { Database } from "./tables.ts";
import { say } from "./words.ts";

/** A write that waits for another's turn, or for a short loss of the server, is none that fails. */
const defaultPatienceMs = 30_000;
/** Mails of this kind leave so often at most; what comes meanwhile stands in the next. */
const betweenMs = 60_000;
/** An alert whose sender has not come again for so long has found another way, or is over. */
const forgetMs = 900_000;
/** So many alerts are remembered, and so many named in a mail. */
const mostAlerts = 1000;
const mostNamed = 10;
/** So many of them with their first step and runbook. */
const mostGuided = 3;

type Told = Pick<Alert, "fingerprint" | "labels" | "annotations">;

export interface UnstoredParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly transport: MailTransport;
  readonly order: (relays: readonly Relay[]) => readonly Relay[];
  readonly heard: (name: string, answer: RelayAnswer) => void;
  /** How long writes must fail before a mail leaves. */
  readonly patienceMs?: number;
}

export interface Unstored {
  /** These alerts could not be stored; their sender was told to come again. */
  failed(alerts: readonly Alert[]): void;
  /** These were. */
  stored(alerts: readonly Alert[]): void;
  /** Whether a turn of the worker could do what was due. */
  turned(well: boolean): void;
  /** To be called every second: sends what has waited too long. */
  look(): Promise<void>;
  /** Since when alerts come in vain: the oldest that failed more than once, while nothing has been stored after its last try. */
  since(): Date | undefined;
}

export function createUnstored(parts: UnstoredParts): Unstored {
  const { db, log, setting, patienceMs = defaultPatienceMs } = parts;
  /** Critical alerts that wait to be stored: when that first failed, and when last. */
  const waiting = new Map<string, { readonly alert: Told; readonly since: number; last: number }>();
  let stuckSince: number | undefined;
  /** Fingerprints of which the present trouble has been told. */
  const told = new Set<string>();
  let sentAt = Number.NEGATIVE_INFINITY;
  let storedAt = Number.NEGATIVE_INFINITY;
  const unlogged: LogEntry[] = [];
  let looking = false;

  /** Pages that are due and do not leave; none when the database cannot be read either. */
  async function stuck(): Promise<Told[]> {
    const pending = db
      .selectFrom("oncall_delivery_incident")
      .innerJoin("oncall_delivery", "oncall_delivery.id", "oncall_delivery_incident.delivery")
      .select("incident")
      .where("kind", "=", "page")
      .where("state", "=", "pending");
    const rows = await db
      .selectFrom("oncall_incident")
      .selectAll()
      .where("open_key", "is not", null)
      .where("severity", "=", "critical")
      .where((e) => e.or([e("next_act_at", "<=", text(setting().now)), e("id", "in", pending)]))
      .limit(mostAlerts)
      .execute()
      .catch(() => []);
    return rows.map(incidentOf);
  }

  async function overdue(): Promise<Told[]> {
    // Failed once is no trouble: its sender comes again, and then it must fail again.
    const late = [...waiting.values()].filter(({ since, last }) => last - since >= patienceMs).map(({ alert }) => alert);
    const also = stuckSince !== undefined && performance.now() - stuckSince >= patienceMs ? await stuck() : [];
    const { site, now } = setting();
    const all = new Map([...late, ...also].map((alert) => [alert.fingerprint, alert]));
    return [...all.values()].filter(
      ({ fingerprint, labels }) => !told.has(fingerprint) && windowAt(labels, site, now) === undefined,
    );
  }

  async function tell(alerts: readonly Told[]): Promise<void> {
    const { site } = setting();
    for (const [id, about] of groupByPerson(alerts, setting())) {
      const person = site.contacts.find((contact) => contact.id === id);
      if (person === undefined || !(await sendTo(parts, person, about))) continue;
      for (const { fingerprint } of about) told.add(fingerprint);
      const personal = { contact: person.id, name: person.name };
      unlogged.push({ kind: "told-unstored", at: setting().now, data: { alerts: about.length }, personal });
    }
  }

  return {
    failed(alerts) {
      const now = performance.now();
      for (const alert of alerts) {
        const known = waiting.get(alert.fingerprint);
        if (known !== undefined) known.last = now;
        else if (alert.status === "firing" && severityOf(alert.labels) === "critical" && waiting.size < mostAlerts)
          waiting.set(alert.fingerprint, { alert, since: now, last: now });
      }
      for (const [fingerprint, { last }] of waiting) if (now - last > forgetMs) waiting.delete(fingerprint);
    },
    stored(alerts) {
      storedAt = performance.now();
      for (const { fingerprint } of alerts) {
        waiting.delete(fingerprint);
        told.delete(fingerprint);
      }
    },
    turned(well) {
      if (!well) stuckSince ??= performance.now();
      else if (stuckSince !== undefined) {
        stuckSince = undefined;
        for (const fingerprint of told) if (!waiting.has(fingerprint)) told.delete(fingerprint);
      }
    },
    async look() {
      if (looking) return;
      looking = true;
      try {
        if (performance.now() - sentAt >= betweenMs) {
          const alerts = await overdue();
          if (alerts.length > 0) {
            log.error({ alerts: alerts.length }, "the database takes no writes: what is critical goes out from memory");
            await tell(alerts);
            if (alerts.some(({ fingerprint }) => told.has(fingerprint))) sentAt = performance.now();
          }
        }
        if (unlogged.length > 0 && stuckSince === undefined) {
          const entries = [...unlogged];
          await db.transaction().execute((tx) => appendLog(tx, ...entries));
          unlogged.splice(0, entries.length);
        }
      } finally {
        looking = false;
      }
    },
    since() {
      const vain = [...waiting.values()].filter(({ since, last }) => last > Math.max(since, storedAt));
      if (vain.length === 0) return undefined;
      const oldest = Math.min(...vain.map(({ since }) => since));
      return new Date(setting().now.getTime() - (performance.now() - oldest));
    },
  };
}

/** Whom the first step reaches, by the file; when that cannot be computed, the people who run the site. */
function groupByPerson(alerts: readonly Told[], { site, now }: Setting): Map<string, Told[]> {
  const perPerson = new Map<string, Told[]>();
  for (const alert of alerts) {
    for (const id of receivers(alert)) perPerson.set(id, [...(perPerson.get(id) ?? []), alert]);
  }
  return perPerson;

  function receivers(alert: Told): string[] {
    try {
      const step = policyFor(alert, site.policies, site.contacts)?.steps[0];
      const reached = step === undefined ? [] : reachedBy(step, peopleOf(site), now);
      if (reached.length > 0) return reached;
    } catch {
      // The emergency policy needs no rota and no calendar.
    }
    const step = emergencyPolicy(site.contacts)?.steps[0];
    return step === undefined ? [] : step.notify.flatMap((target) => ("contact" in target ? [target.contact] : []));
  }
}

/** One mail, and one short message where there is a gateway. @returns whether a relay took one of them */
async function sendTo(parts: UnstoredParts, person: Contact, alerts: readonly Told[]): Promise<boolean> {
  const setting = parts.setting();
  const { site, now } = setting;
  const { locale } = person;
  const names = alerts.map((alert) => `${incidentTitle(alert, site, locale)} – ${placeOf(alert.labels, site).short}`);
  // Whoever reads it can open no incident: what to do first stands here, and the runbook is a page of the disk.
  const guided = alerts.slice(0, mostGuided).map((alert) => ({
    first: ruleText(alert, "erster_schritt", site, locale),
    runbook: runbookUrl(alert, setting.baseUrl),
  }));
  const more = names.length - mostNamed;
  const [first = ""] = names;
  const content = {
    ...letterFrame(locale, setting),
    subject: say(locale, names.length === 1 ? "unstoredSubjectOne" : "unstoredSubject", { title: first, count: names.length }),
    groups: [
      [{ text: say(locale, "unstoredBody") }],
      [
        ...guided.flatMap(({ first }, index) => [
          { text: names[index] ?? "" },
          ...(first === undefined ? [] : [{ label: say(locale, "firstStep"), text: clean(first, 200) }]),
        ]),
        ...names.slice(mostGuided, mostNamed).map((name) => ({ text: name })),
        ...(more > 0 ? [{ text: say(locale, "andMore", { count: more }) }] : []),
      ],
      [{ text: say(locale, "unstoredFirst") }],
      [
        ...[...new Set(guided.map(({ runbook }) => runbook))].map((text) => ({
          label: say(locale, "runbook"),
          text,
          link: true,
        })),
        { label: say(locale, "board"), text: `${setting.baseUrl}/`, link: true },
      ],
    ],
    short: say(locale, names.length === 1 ? "unstoredSubjectOne" : "unstoredSubject", { title: first, count: names.length }),
    url: `${setting.baseUrl}/incidents`,
  };
  const key = createHash("sha256")
    .update(alerts.map(({ fingerprint }) => fingerprint).join(" "))
    .digest("hex");
  let taken = false;
  for (const { channel, address } of waysTo(person)) {
    if (channel === "webhook") continue;
    const sms = channel === "sms";
    const { relays } = site.mail;
    // The same for the same news on the same day: a repetition is known as one.
    const messageId = `<unstored-${key.slice(0, 16)}-${channel}-${person.id}-${text(now).slice(0, 10)}@${domainOf(setting)}>`;
    const result = await sendThroughRelays(
      parts.transport,
      parts.order(sms ? relays.toReversed() : relays),
      {
        from: { name: `Leitstand ${site.site.name}`, address: site.mail.from },
        to: { name: person.name, address },
        ...(sms ? { subject: "", text: renderSms(content, undefined, now) } : renderMail(content, undefined, now)),
        messageId,
        urgent: true,
      },
      (relay, answer) => parts.heard(relayName(relay), answer),
    );
    if (result.outcome === "accepted") {
      taken = true;
      // The only trace on this machine if the process ends before the database takes writes again.
      const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
      parts.log.error({ messageId, channel, fingerprints }, "told from memory, not in the log of on-call yet");
    } else parts.log.error({ channel, error: result.error }, "what could not be stored could not be told either");
  }
  return taken;
}
