/**
 * Traps that a poll has confirmed become the rule's own alert some seconds early: posted to every Alertmanager with the same
 * labels and texts, watched until the rule's alert fires or the state is over. Nothing here is kept: after a restart the
 * posted alert runs out by itself or the rule's has long joined.
 */
import type { Router } from "express";
import type { Logger } from "pino";
import { Counter, type Registry } from "prom-client";
import type { Device, Site } from "../../site/inventory.ts";
import { identityLabels } from "../../site/limits.ts";
import type { Sample, SampleReader } from "../../site/series.ts";
import { annotationsOf, evaluationSeconds, scrapeSeconds } from "../compile.ts";
import { externalLabels } from "../prometheus.ts";
import { postAlert } from "./alertmanagers.ts";
import { renderGoTemplate, type TemplateContext } from "./go-template.ts";
import { overlaid, storedLabels } from "./overlay.ts";
import { confirmedRouter, type Confirmed } from "./routes.ts";
import { labelsOf, shows, stateRules, type StateRule } from "./state.ts";
import { defaultLifetimeMs, step, type Look, type Watch } from "./watch.ts";

export interface ConfirmedOptions {
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly registry: Registry;
  readonly reader: Pick<SampleReader, "instant">;
  readonly alertmanagers: () => readonly string[];
  /** A poll of the device now; undefined when it does not answer. */
  readonly look: (device: string) => Promise<readonly Sample[] | undefined>;
  readonly pagesUrl: () => string;
  readonly grafanaUrl?: () => string | undefined;
  /** Shared with the collectors; without it nothing is taken. */
  readonly token: string | undefined;
  /** Pause between two looks, ms. */
  readonly lookEveryMs?: number;
  readonly rules?: readonly StateRule[];
  /** How long Alertmanager believes an alert without hearing of it again, ms. */
  readonly lifetimeMs?: number;
  /** How long a page waits for what Prometheus knows, ms. */
  readonly patienceMs?: number;
}

/** What became of one rule: told to Alertmanager; it fires already; it is told already; nobody took it. */
export type Outcome = "posted" | "firing" | "watched" | "failed";

export interface ConfirmedTraps {
  readonly router: Router;
  take(confirmed: Confirmed): Promise<{ readonly alert: string; readonly outcome: Outcome }[] | undefined>;
  /** Alerts that are watched now. */
  readonly watching: number;
  close(): void;
}

interface Running {
  watch: Watch;
  readonly timer: NodeJS.Timeout;
}

/** @throws Error  when the answer takes longer */
async function within<Value>(answer: Promise<Value>, ms: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("Prometheus takes too long")), Math.max(0, ms));
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}

const order = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

export function createConfirmed(options: ConfirmedOptions): ConfirmedTraps {
  const { site, now, log, registry, reader, alertmanagers, look, pagesUrl, grafanaUrl, token, lookEveryMs = 5000 } = options;
  const {
    patienceMs = 1000,
    rules = stateRules(),
    lifetimeMs: lifetime = defaultLifetimeMs(scrapeSeconds, evaluationSeconds),
  } = options;
  const total = new Counter({
    name: "leitstand_trap_alerts_total",
    help: "Alerts that confirmed traps brought forward, by what became of them",
    labelNames: ["alertname", "result"],
    registers: [registry],
  });
  const running = new Map<string, Running>();

  /** Whether the rule's own alert fires; undefined when Prometheus does not say. */
  async function fires({ rule }: StateRule, device: Device): Promise<boolean | undefined> {
    try {
      const expression = `ALERTS{alertname=${JSON.stringify(rule.name)},device=${JSON.stringify(device.id)},alertstate="firing"}`;
      return (await within(reader.instant(expression), patienceMs)).length > 0;
    } catch {
      return undefined;
    }
  }

  async function textsOf({ rule }: StateRule, device: Device, samples: readonly Sample[]): Promise<Record<string, string>> {
    const identity = identityLabels(site(), device);
    const target = { ...identity, instance: device.id, job: "devices" };
    const fresh = samples.map((sample) => ({ ...sample, labels: storedLabels(target, sample.labels) }));
    // One patience for all figures together: a Prometheus that hangs holds a page up once, not once for each of them.
    const until = performance.now() + patienceMs;
    const context: TemplateContext = {
      labels: labelsOf(rule, identity, site().site.id),
      externalLabels: externalLabels(site().site.id, { pagesUrl: pagesUrl(), ...optional(grafanaUrl?.()) }),
      value: 1,
      async query(expression) {
        try {
          const found = await within(reader.instant(overlaid(expression, fresh)), until - performance.now());
          return found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
        } catch (error) {
          // Prometheus away is no reason to keep a page back: the text says that the figure is unknown.
          log.warn({ err: error, alert: rule.name }, "a figure of an alert is missing");
          return [];
        }
      },
    };
    const texts = await Promise.all(
      Object.entries(annotationsOf(rule)).map(
        async ([name, template]) => [name, await renderGoTemplate(template, context)] as const,
      ),
    );
    return Object.fromEntries(texts.filter(([, text]) => text !== ""));
  }

  /** Tells Alertmanager how it stands. */
  async function tell(state: StateRule, device: Device, watch: Watch, samples: readonly Sample[]): Promise<void> {
    const labels = labelsOf(state.rule, identityLabels(site(), device), site().site.id);
    const annotations = await textsOf(state, device, samples);
    await postAlert(alertmanagers(), { labels, annotations, startsAt: watch.startsAt, endsAt: watch.endsAt });
  }

  async function begin(state: StateRule, device: Device, { samples, at }: Confirmed): Promise<Outcome> {
    const key = `${state.rule.name} ${device.id}`;
    if (running.has(key)) return "watched";
    if ((await fires(state, device)) === true) return "firing";
    if (running.has(key)) return "watched";
    const timer = setInterval(() => void lookAgain(key, state, device.id), lookEveryMs).unref();
    const watch: Watch = { startsAt: at, shownAt: at, endsAt: new Date(now().getTime() + lifetime) };
    running.set(key, { watch, timer });
    try {
      await tell(state, device, watch, samples);
      log.warn({ alert: state.rule.name, device: device.id }, "alert brought forward by a trap");
      return "posted";
    } catch (error) {
      log.error({ err: error, alert: state.rule.name, device: device.id }, "no Alertmanager took an alert");
      return "failed";
    }
  }

  function end(key: string, state: StateRule, result: "joined" | "ended" | "silent"): void {
    clearInterval(running.get(key)?.timer);
    running.delete(key);
    total.inc({ alertname: state.rule.name, result });
  }

  const looking = new Set<string>();

  async function lookAgain(key: string, state: StateRule, id: string): Promise<void> {
    const one = running.get(key);
    if (one === undefined || looking.has(key)) return;
    looking.add(key);
    try {
      const device = site().devices.find((known) => known.id === id);
      if (device === undefined) return end(key, state, "silent");
      const own = await fires(state, device);
      const samples = own === true ? undefined : await look(id).catch(() => undefined);
      const seen: Look = samples === undefined ? "silent" : shows(state, samples) ? "shown" : "gone";
      const next = step(one.watch, seen, own, { keepMs: state.keepMs, lifetime, now: now() });
      if (next.do === "extend") {
        one.watch = next.watch;
        await tell(state, device, next.watch, samples ?? []);
      } else if (next.do === "join") end(key, state, "joined");
      else if (next.do === "give_up") end(key, state, "silent");
      else if (next.do === "end") {
        await tell(state, device, { ...one.watch, endsAt: next.endsAt }, samples ?? []);
        log.info({ alert: state.rule.name, device: id }, "alert brought forward by a trap is over");
        end(key, state, "ended");
      }
    } catch (error) {
      log.error({ err: error, alert: state.rule.name, device: id }, "an alert brought forward cannot be followed");
    } finally {
      looking.delete(key);
    }
  }

  async function take(confirmed: Confirmed): Promise<{ readonly alert: string; readonly outcome: Outcome }[] | undefined> {
    const device = site().devices.find(({ id }) => id === confirmed.device);
    if (device === undefined) return undefined;
    return Promise.all(
      rules
        .filter((state) => shows(state, confirmed.samples))
        .map(async (state) => {
          const outcome = await begin(state, device, confirmed);
          total.inc({ alertname: state.rule.name, result: outcome });
          return { alert: state.rule.name, outcome };
        }),
    );
  }

  return {
    router: confirmedRouter({ token, take, log }),
    take,
    get watching() {
      return running.size;
    },
    close() {
      for (const { timer } of running.values()) clearInterval(timer);
      running.clear();
    },
  };
}

const optional = (grafanaUrl: string | undefined): { grafanaUrl?: string } => (grafanaUrl === undefined ? {} : { grafanaUrl });
