/** On-call as one part: `app/` hands in database, site, clock and the neighbours' answers, and gets a router and a life cycle. */
import type { Router } from "express";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { seconds, type Relay, type Site } from "../../site/inventory.ts";
import type { Identify } from "../../site/person.ts";
import type { Labels } from "../../site/series.ts";
import { watchAbsence, type AlertHistory } from "./absence.ts";
import { watchAddresses } from "./address-watch.ts";
import type { ActiveAlert } from "./alert.ts";
import { readBounce } from "./bounce.ts";
import { keepCanary, takeCanary } from "./canary.ts";
import { webhookHost, webhookName } from "./channels.ts";
import { followStep, type Stepping } from "./clock-step.ts";
import type { Setting } from "./contents.ts";
import { whetherAnswers } from "./devices.ts";
import { noteDutyChange } from "./duty-change.ts";
import type { Silence } from "./handover.ts";
import { keepHandovers, type HandoverParts } from "./handovers.ts";
import { watchHeartbeat } from "./heartbeat.ts";
import type { IntakeParts } from "./intake.ts";
import { alone, createLeader, lookMs } from "./leader.ts";
import {
  relayName,
  sendThroughRelays,
  smtpTransport,
  type MailTransport,
  type OutgoingMail,
  type RelayAnswer,
} from "./mailer.ts";
import { maildir, type BounceReader } from "./maildir.ts";
import { watchDisk, watchLedger } from "./disk-watch.ts";
import { createMetrics } from "./metrics.ts";
import { signal, signalByMail, whySilent } from "./outward.ts";
import { takeBack } from "./outbox.ts";
import { watchQuarantine } from "./quarantine.ts";
import { lookAtBlind, reconcile, type Missing, type ReconcileParts } from "./reconcile.ts";
import { createPlanStore } from "./plan-store.ts";
import { keepRest } from "./rests.ts";
import { keepWeekly } from "./weekly.ts";
import { oncallRouter } from "./routes.ts";
import type { Database } from "./tables.ts";
import { createUnstored } from "./unstored.ts";
import { openViews, type IncidentView } from "./views.ts";
import { lookAtAll } from "./escalate.ts";
import { aliveMs, lastAlive, noteAlive } from "./presence.ts";
import { resumeAfterHole } from "./resume.ts";
import { forgetPersons, personalDays } from "./retention.ts";
import { createWorker } from "./worker.ts";
import { newId } from "./store.ts";
import { pingBody, postWebhook } from "./webhook.ts";

export { oncallMigrations, type OnCallTables } from "./tables.ts";
export { canarySeenAt, sendCanary } from "./canary.ts";
export { callOutsOfMonth } from "./call-outs-read.ts";
export { dutyFindings } from "./duty-findings.ts";
export { readLog, verifyLog, type LogLine } from "./log.ts";
export type { AlertSpan } from "./absence.ts";
export { forgetPersons } from "./retention.ts";
export type { ActiveAlert } from "./alert.ts";
export type { MailTransport } from "./mailer.ts";
export type { IncidentView } from "./views.ts";

export interface OnCallParts {
  /** Migrated with `oncallMigrations`; writes must be durable (synchronous FULL). */
  readonly db: Database;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly registry: Registry;
  /** How a phone reaches the pages. */
  readonly baseUrl: () => string;
  /** What Alertmanager must send as bearer token, asked for at each body; left out, everyone who reaches the port may post. */
  readonly webhookToken?: () => string;
  /** Whether the device's last probe had an answer; undefined or a rejection: nobody can say. */
  readonly deviceAnswers: (device: string) => Promise<boolean | undefined>;
  /** Alertmanager's list of alerts; rejects when it does not answer. */
  readonly activeAlerts: () => Promise<readonly ActiveAlert[]>;
  /** Alertmanager's silences in force; rejects when it does not answer. Left out: nobody can say. */
  readonly activeSilences?: () => Promise<readonly Silence[]>;
  /** What fired between two instants; left out: what happened while nobody ran stays unknown. */
  readonly alertHistory?: AlertHistory;
  /** Mails that came back; the site's bounce folder when left out. */
  readonly bounceReader?: BounceReader;
  /** SMTP through the site's relays when left out. */
  readonly mailTransport?: MailTransport;
  /** Who sends a request; without it pages only show. */
  readonly identify?: Identify;
  /** Given when other instances may work on the same database: the clock that they share, which is the database's. */
  readonly sharedNow?: () => Date;
  /** Given when `now` is a clock that does not step by itself: how far the machine's clock is away from it. */
  readonly clock?: Stepping;
  /** Since when the disk of the database has had too little room; undefined: it has enough. Left out: nobody knows. */
  readonly diskShortSince?: () => Date | undefined;
  /** What is wrong with the energy ledger, and since when; left out: nobody knows. */
  readonly ledgerFault?: () => { readonly since: Date; readonly what: string } | undefined;
  /** How long the database must take no writes before alerts leave from memory; shorter in tests. */
  readonly unstoredAfterMs?: number;
}

export interface OnCall {
  readonly router: Router;
  /** Does what the calendar makes due: hand-overs, the canary, reports. What is due stands in the database; waking it often costs nothing. */
  routine(): Promise<void>;
  /** Does at once what is due, then runs until `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Looks for due work now. */
  wake(): void;
  openIncidents(): Promise<IncidentView[]>;
  /** Since when the database has taken no writes: what is open may then be more than the list says. */
  readonly unwritableSince: () => Date | undefined;
}

const reconcileMs = 60_000;
const dayMs = 86_400_000;
/** Blind incidents are looked at more often: their end or return must not wait a minute. */
const blindMs = 10_000;
/** Returned mails must lead to another way within 10 s. */
const returnedMs = 2000;
/** A neighbour that takes longer to answer says nothing. */
const answerLimitMs = 3000;
/** A relay that failed as a whole is tried after the others for so long. */
const lastMs = 60_000;
/** After a question without answer nobody is asked again for so long. */
const muteMs = 5000;

export function createOnCall(parts: OnCallParts): OnCall {
  const { db, now, log, registry } = parts;
  const plans = createPlanStore(db, parts.site, now);
  /** The site file with the covers and windows that people planned. */
  const { site } = plans;
  const setting = (): Setting => ({ site: site(), baseUrl: parts.baseUrl().replace(/\/+$/, ""), now: now() });
  const metrics = createMetrics(registry, db, site, now);
  const transport = parts.mailTransport ?? smtpTransport();
  const heardFrom = new Map<string, number>();

  const deviceAnswers = patient(parts.deviceAnswers, now);
  const answers = (labels: Labels): Promise<boolean | undefined> => whetherAnswers(labels, site(), deviceAnswers.ask);
  const activeAlerts = (): Promise<readonly ActiveAlert[]> => within(parts.activeAlerts(), answerLimitMs * 2);
  const intake: IntakeParts = {
    db,
    log,
    setting,
    answers,
    activeFingerprints: () =>
      activeAlerts().then(
        (list) => new Set(list.filter(({ status }) => status.state !== "suppressed").map(({ fingerprint }) => fingerprint)),
        () => undefined,
      ),
  };
  /** Webhooks that answered well when they were last asked. */
  const listening = new Set<string>();
  /** Relays that lately failed as a whole, and until when they are tried last. */
  const last = new Map<string, number>();
  const heard = (name: string, answer: RelayAnswer): void => {
    const { outcome } = answer;
    heardFrom.set(name, now().getTime());
    if (outcome === "accepted") last.delete(name);
    else if (outcome === "later" && answer.down) last.set(name, now().getTime() + lastMs);
    // One that refuses a single recipient or message works.
    metrics.channel(name, outcome !== "later");
    if (outcome === "later") listening.delete(name);
    else listening.add(name);
  };
  const leader = parts.sharedNow === undefined ? alone : createLeader(db, newId(), parts.sharedNow);
  /** Whether this instance leads; a lead that is free is taken at once, not only at the next look. */
  const leading = async (): Promise<boolean> => {
    if (!leader.leads()) await leader.look();
    return leader.leads();
  };
  const wayOut = {
    transport,
    order: (relays: readonly Relay[]): readonly Relay[] => {
      const fails = (relay: Relay): number => ((last.get(relayName(relay)) ?? 0) > now().getTime() ? 1 : 0);
      return relays.toSorted((a, b) => fails(a) - fails(b));
    },
    heard: (name: string, answer: RelayAnswer): void => {
      metrics.delivered(name, answer.outcome);
      heard(name, answer);
    },
  };
  const unstored = createUnstored({
    db,
    log,
    setting,
    ...wayOut,
    ...(parts.unstoredAfterMs !== undefined && { patienceMs: parts.unstoredAfterMs }),
  });
  const worker = createWorker({
    db,
    log,
    setting,
    sharedNow: parts.sharedNow ?? now,
    ...wayOut,
    turned: (well) => unstored.turned(well),
  });

  const comparison: ReconcileParts = { db, log, setting, intake, activeAlerts, answers };
  const missing: Missing = new Map();
  let comparing: Promise<void> | undefined;
  /** One comparison at a time; whoever asks meanwhile gets the running one. */
  const compare = (): Promise<void> =>
    (comparing ??= reconcile(comparison, missing)
      .then(async (answered) => {
        worker.wake();
        // Another instance may have an Alertmanager that answers.
        if (!answered && leader.leads()) await leader.resign(reconcileMs);
        return undefined;
      })
      .catch((error: unknown) => log.error({ err: error }, "reconciliation failed"))
      .finally(() => (comparing = undefined)));

  async function lookForSight(): Promise<void> {
    if (comparing !== undefined) return;
    const blind = await db
      .selectFrom("oncall_incident")
      .select("id")
      .where("open_key", "is not", null)
      .where("blind_since", "is not", null)
      .limit(1)
      .execute();
    if (blind.length === 0) return;
    await lookAtBlind(comparison, await activeAlerts().catch(() => undefined));
    worker.wake();
  }

  let startedAt = now();
  async function listenForWatchdog(): Promise<void> {
    await watchHeartbeat(db, startedAt, setting());
    worker.wake();
  }

  /** A relay is greeted every minute; a webhook is asked once, and then only while it does not answer. */
  async function probeChannels(): Promise<void> {
    const { relays } = site().mail;
    const hooks = new Map(
      site().contacts.flatMap(({ webhook }) => (webhook ? [[webhookName(webhookHost(webhook.url)), webhook]] : [])),
    );
    metrics.channels([...relays.map(relayName), ...hooks.keys()]);
    for (const [name, hook] of hooks) {
      if (listening.has(name)) continue;
      const answer = await postWebhook(hook, newId(), pingBody(), now());
      heard(name, answer);
      if (answer.outcome !== "accepted") log.warn({ webhook: name, error: answer.error }, "webhook does not answer");
    }
    for (const relay of relays) {
      const name = relayName(relay);
      if (now().getTime() - (heardFrom.get(name) ?? 0) < reconcileMs) continue;
      const error = await transport.probe(relay);
      metrics.channel(name, error === undefined);
      if (error !== undefined) log.warn({ relay: name, error }, "relay does not accept mail");
    }
  }

  /** The bounce folder's fault, told once and not every few seconds. */
  let unreadable: string | undefined;
  async function readReturned(): Promise<void> {
    const { bounces } = site().mail;
    const reader = parts.bounceReader ?? (bounces === undefined ? undefined : maildir(bounces.folder));
    if (reader === undefined) return;
    const mails = await reader.read().catch((error: unknown) => {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== unreadable) log.error({ error: fault }, "the mailbox of returned mails cannot be read");
      unreadable = fault;
      return undefined;
    });
    if (mails === undefined) return;
    unreadable = undefined;
    for (const { name, raw } of mails) {
      const bounce = await readBounce(raw);
      if (bounce.kind === "none") log.info({ mail: name }, "a mail in the bounce mailbox that is about no delivery");
      else if (await takeBack(db, bounce, setting())) {
        log.warn({ delivery: bounce.delivery, bounce: bounce.kind }, "a mail came back");
        worker.wake();
      }
      await reader.done(name);
    }
  }
  /** The canary's mailbox: what is seen there has gone the whole way. */
  let unreadableCanary: string | undefined;
  async function readCanaries(): Promise<void> {
    const { canary } = site().mail;
    if (canary === undefined) return;
    const reader = maildir(canary.folder);
    try {
      for (const mail of await reader.read()) {
        if (!(await takeCanary(db, mail, setting())))
          log.info({ mail: mail.name }, "a mail in the canary's mailbox that is none");
        await reader.done(mail.name);
      }
      unreadableCanary = undefined;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== unreadableCanary) log.error({ error: fault }, "the canary's mailbox cannot be read");
      unreadableCanary = fault;
    }
  }

  const signalledAt = { url: 0, mail: 0 };
  let outwardFault: string | undefined;
  /** The signs of life to the outside, while the whole way is well. */
  async function signalOutward(): Promise<void> {
    const { heartbeat, mail } = site();
    const due = (way: "url" | "mail", every: string | undefined): boolean => {
      if (every === undefined || now().getTime() - signalledAt[way] < seconds(every) * 1000) return false;
      signalledAt[way] = now().getTime();
      return true;
    };
    const [byUrl, byMail] = [due("url", heartbeat?.every), due("mail", mail.heartbeat?.every)];
    if (!byUrl && !byMail) return;
    let fault: string | undefined;
    try {
      fault = await whySilent(db, now());
      if (fault === undefined) {
        const { order } = wayOut;
        const send = (one: OutgoingMail) =>
          sendThroughRelays(transport, order(mail.relays), one, (relay, answer) => heard(relayName(relay), answer));
        const told = byUrl && heartbeat !== undefined ? await signal(heartbeat) : undefined;
        const mailed =
          byMail && mail.heartbeat !== undefined ? await signalByMail(mail.heartbeat.address, setting(), send) : undefined;
        fault = told ?? mailed;
      }
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
    }
    if (fault !== undefined && fault !== outwardFault) log.error({ fault }, "no sign of life to the outside");
    outwardFault = fault;
  }
  async function lookAtAddresses(): Promise<void> {
    if (await watchAddresses(db, setting())) worker.wake();
  }

  const { diskShortSince, ledgerFault } = parts;
  async function lookAtFiles(): Promise<void> {
    if (diskShortSince !== undefined && (await watchDisk(db, diskShortSince(), setting()))) worker.wake();
    if (ledgerFault !== undefined && (await watchLedger(db, ledgerFault(), setting()))) worker.wake();
  }

  let lookedAtQuarantine = Number.NEGATIVE_INFINITY;
  /** At once after the first unreadable message; a flood of them is looked at once a second. */
  async function lookAtQuarantine(): Promise<void> {
    if (performance.now() - lookedAtQuarantine < 1000) return;
    lookedAtQuarantine = performance.now();
    if (await watchQuarantine(db, setting())) worker.wake();
  }

  const handovers: HandoverParts = {
    db,
    setting,
    silences: () => within(parts.activeSilences?.() ?? Promise.reject(new Error("nobody knows")), answerLimitMs),
    downChannels: () => metrics.down(),
  };
  /** What the calendar makes due, each part by itself: one that fails holds up no other and is tried again. */
  const routines: Readonly<Record<string, () => Promise<boolean>>> = {
    "hand-overs": () => keepHandovers(handovers),
    canary: () => keepCanary(db, setting()),
    "weekly report": () => keepWeekly(db, setting()),
    rest: () => keepRest(db, setting()),
  };
  async function routine(): Promise<void> {
    if (!(await leading())) return;
    for (const [name, run] of Object.entries(routines)) {
      try {
        if (await run()) worker.wake();
      } catch (error) {
        log.error({ err: error, routine: name }, "a routine of on-call failed, it is tried again");
      }
    }
  }
  const { alertHistory: history } = parts;
  let lookForAbsence: (() => Promise<void>) | undefined;

  const timers: NodeJS.Timeout[] = [];
  const every = (ms: number, run: () => Promise<void>): void => {
    timers.push(setInterval(() => void run().catch((error: unknown) => log.error({ err: error }, "recurring work failed")), ms));
  };
  /** What is done once, however many instances there are. */
  const once = (run: () => Promise<void>) => async (): Promise<void> => {
    if (await leading()) await run();
  };
  /** A changed site file may change who is due when. */
  let seenSite: Site | undefined;
  async function followSite(): Promise<void> {
    await plans.load();
    const current = site();
    if (current === seenSite) return;
    // Two instances see the same change; one of them tells.
    if (seenSite !== undefined && (await leading())) await noteDutyChange(db, seenSite, current, now());
    await lookAtAll(db, now());
    seenSite = current;
    worker.wake();
  }

  let present = false;
  /** The first sign of life looks for what happened before it. */
  async function live(): Promise<void> {
    if (present) return noteAlive(db, now());
    const seen = await lastAlive(db);
    await resumeAfterHole({ db, log, setting, activeAlerts, answers }, seen);
    present = true;
    const wake = (): void => worker.wake();
    if (history !== undefined && seen !== undefined)
      lookForAbsence = watchAbsence({ db, log, setting, history, wake }, seen, startedAt);
    wake();
  }
  /** The sign of life is written every 10 s; on a full disk it may find room where an alert finds none. */
  let lifelessSince: Date | undefined;
  async function stayAlive(): Promise<void> {
    try {
      await live();
      lifelessSince = undefined;
    } catch (error) {
      lifelessSince ??= now();
      throw error;
    }
  }
  const unwritableSince = (): Date | undefined => {
    const since = [lifelessSince, unstored.since()].flatMap((date) => (date === undefined ? [] : [date.getTime()]));
    return since.length === 0 ? undefined : new Date(Math.min(...since));
  };
  /** The machine's clock has stepped: what is due moves with it, and so do the notes of this process. */
  async function followClock(): Promise<void> {
    if (parts.clock === undefined) return;
    const step = await followStep(db, parts.clock, now);
    if (step === 0) return;
    log.warn({ seconds: step / 1000 }, "the clock of this machine stepped; what is due has been moved with it");
    startedAt = new Date(startedAt.getTime() + step);
    for (const notes of [heardFrom, last, missing]) notes.clear();
    signalledAt.url = signalledAt.mail = 0;
    deviceAnswers.forget();
    worker.wake();
  }
  async function forgetOld(): Promise<void> {
    await forgetPersons(db, new Date(now().getTime() - personalDays * dayMs), now());
  }

  const router = oncallRouter({
    db,
    log,
    setting,
    intake,
    metrics,
    unstored,
    unwritableSince,
    webhookToken: parts.webhookToken,
    plans,
    identify: parts.identify,
    wake: () => worker.wake(),
    planned: () => void followSite().catch((error: unknown) => log.error({ err: error }, "plans not followed")),
    // A comparison that runs already may have asked before what is missing came to be.
    askForAll: () => void (comparing === undefined ? compare() : comparing.then(compare)),
    unreadable: () => void lookAtQuarantine().catch((error: unknown) => log.error({ err: error }, "quarantine not looked at")),
  });
  return {
    router,
    routine,
    wake: () => worker.wake(),
    openIncidents: () => {
      const { site, baseUrl, now } = setting();
      return openViews(db, site, baseUrl, now);
    },
    unwritableSince,
    async start() {
      // The database may be out of reach: everything here is tried again, and a webhook is told to come again.
      const failed = (error: unknown): void =>
        log.error({ err: error }, "the database does not answer, everything is tried again");
      await followSite().catch(failed);
      await leader.look().catch(failed);
      await stayAlive().catch(failed);
      await routine();
      worker.start();
      void compare();
      const recall = async (): Promise<void> => lookForAbsence?.();
      void recall().catch(failed);
      every(blindMs, recall);
      void probeChannels().catch((error: unknown) => log.error({ err: error }, "channels could not be probed"));
      every(1000, followSite);
      every(1000, followClock);
      every(lookMs, () => leader.look());
      every(aliveMs, stayAlive);
      // What is said of a database that takes no writes must not outlive that.
      every(1000, async () => (lifelessSince === undefined ? undefined : stayAlive()));
      every(dayMs / 24, once(forgetOld));
      every(reconcileMs, once(compare));
      every(reconcileMs, probeChannels);
      every(returnedMs, readReturned);
      every(returnedMs, once(lookAtAddresses));
      every(returnedMs, once(lookAtQuarantine));
      every(returnedMs, readCanaries);
      every(1000, lookAtFiles);
      every(1000, () => unstored.look());
      every(1000, once(signalOutward));
      every(blindMs, once(lookForSight));
      every(blindMs, once(listenForWatchdog));
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await comparing;
      await worker.stop();
      // The next one need not wait until the lead runs out; a database that is away must not hold up the end.
      if (leader.leads()) {
        await within(leader.resign(60_000), 2000).catch((error: unknown) =>
          log.warn({ err: error }, "the lead was not given away"),
        );
      }
    },
  };
}

/** The promise's answer, or a rejection when it takes longer. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks with a time limit, and nobody at all for a while after a question that stayed open: a storm must not wait in line. */
function patient(
  ask: (device: string) => Promise<boolean | undefined>,
  now: () => Date,
): { readonly ask: (device: string) => Promise<boolean | undefined>; readonly forget: () => void } {
  let muteUntil = 0;
  return {
    forget: () => (muteUntil = 0),
    async ask(device) {
      if (now().getTime() < muteUntil) return undefined;
      try {
        return await within(ask(device), answerLimitMs);
      } catch {
        muteUntil = now().getTime() + muteMs;
        return undefined;
      }
    },
  };
}
