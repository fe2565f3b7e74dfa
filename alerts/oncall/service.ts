/** On-call as one part: `app/` hands in database, site, clock and the neighbours' answers, and gets a router and a life cycle. */
import type { Router } from "express";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Site } from "../../site/inventory.ts";
import type { Identify } from "../../site/person.ts";
import type { Labels } from "../../site/series.ts";
import { watchAbsence, type AlertHistory } from "./absence.ts";
import { watchAddresses } from "./address-watch.ts";
import type { ActiveAlert } from "./alert.ts";
import { keepCanary } from "./canary.ts";
import { createChannelHealth, probeMs } from "./channel-health.ts";
import { followStep, type Stepping } from "./clock-step.ts";
import type { Setting } from "./contents.ts";
import { whetherAnswers } from "./devices.ts";
import { noteDutyChange } from "./duty-change.ts";
import type { Silence } from "./handover.ts";
import { keepHandovers, type HandoverParts } from "./handovers.ts";
import { watchHeartbeat } from "./heartbeat.ts";
import type { IntakeParts } from "./intake.ts";
import { alone, createLeader, lookMs } from "./leader.ts";
import { createMailboxes } from "./mailboxes.ts";
import { relayName, sendThroughRelays, smtpTransport, type MailTransport, type RelayAnswer } from "./mailer.ts";
import { watchDisk, watchLedger } from "./disk-watch.ts";
import { createMetrics } from "./metrics.ts";
import { createOutward } from "./outward.ts";
import { answerLimitMs, patient, within } from "./patience.ts";
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

export { oncallMigrations, type OnCallTables } from "./tables.ts";
export { canarySeenAt, sendCanary } from "./canary.ts";
export { callOutsOfMonth } from "./call-outs-read.ts";
export { dutyFindings } from "./duty-findings.ts";
export { readLog, verifyLog, type LogLine } from "./log.ts";
export { lastSign } from "./presence.ts";
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
  /** SMTP through the site's relays when left out. */
  readonly mailTransport?: MailTransport;
  /** Who sends a request; without it pages only show. */
  readonly identify?: Identify;
  /** Given when other instances may work on the same database: the clock that they share, which is the database's. */
  readonly sharedNow?: () => Date;
  /** Given when `now` is a clock that does not step by itself: how far the machine's clock, or the database's, is away from it. */
  readonly clock?: Stepping;
  /** Since when the disk of the database has had too little room; undefined: it has enough. Left out: nobody knows. */
  readonly diskShortSince?: () => Date | undefined;
  /** What is wrong with the energy ledger, and since when; left out: nobody knows. */
  readonly ledgerFault?: () => { readonly since: Date; readonly what: string } | undefined;
  /** How long the database must take no writes before alerts leave from memory; shorter in tests. */
  readonly unstoredAfterMs?: number;
  /** How long the watchdog may stay away; for ever in tests whose clock jumps and that are about something else. */
  readonly chainSilenceMs?: number;
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

export function createOnCall(parts: OnCallParts): OnCall {
  const { db, now, log, registry } = parts;
  const plans = createPlanStore(db, parts.site, now);
  /** The site file with the covers and windows that people planned. */
  const { site } = plans;
  const setting = (): Setting => ({ site: site(), baseUrl: parts.baseUrl().replace(/\/+$/, ""), now: now() });
  const metrics = createMetrics(registry, db, site, now);
  const transport = parts.mailTransport ?? smtpTransport();

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
  const health = createChannelHealth({ site, now, log, metrics, transport });
  const leader = parts.sharedNow === undefined ? alone : createLeader(db, newId(), parts.sharedNow);
  /** Whether this instance leads; a lead that is free is taken at once, not only at the next look. */
  const leading = async (): Promise<boolean> => {
    if (!leader.leads()) await leader.look();
    return leader.leads();
  };
  const wayOut = {
    transport,
    order: health.order,
    heard: (name: string, answer: RelayAnswer): void => {
      metrics.delivered(name, answer.outcome);
      health.heard(name, answer);
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
    await watchHeartbeat(db, startedAt, setting(), parts.chainSilenceMs);
    worker.wake();
  }

  const mailboxes = createMailboxes({ db, log, setting, wake: () => worker.wake() });
  const outward = createOutward({
    db,
    log,
    setting,
    send: (mail) =>
      sendThroughRelays(transport, health.order(site().mail.relays), mail, (relay, answer) =>
        health.heard(relayName(relay), answer),
      ),
  });
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
    if (present) return db.transaction().execute((tx) => noteAlive(tx, now()));
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
    const step = (await followStep(db, parts.clock, now)) + (parts.clock.followed?.() ?? 0);
    if (step === 0) return;
    log.warn({ seconds: step / 1000 }, "the clock stepped; what is due has been moved with it");
    startedAt = new Date(startedAt.getTime() + step);
    missing.clear();
    for (const notes of [health, outward, deviceAnswers]) notes.forget();
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
      void health.probe().catch((error: unknown) => log.error({ err: error }, "channels could not be probed"));
      every(1000, followSite);
      every(1000, followClock);
      every(lookMs, () => leader.look());
      every(aliveMs, stayAlive);
      // What is said of a database that takes no writes must not outlive that.
      every(1000, async () => (lifelessSince === undefined ? undefined : stayAlive()));
      every(dayMs / 24, once(forgetOld));
      every(reconcileMs, once(compare));
      every(probeMs, () => health.probe());
      every(returnedMs, () => mailboxes.readReturned());
      every(returnedMs, once(lookAtAddresses));
      every(returnedMs, once(lookAtQuarantine));
      every(returnedMs, () => mailboxes.readCanaries());
      every(1000, lookAtFiles);
      every(1000, () => unstored.look());
      every(1000, once(outward.look));
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
