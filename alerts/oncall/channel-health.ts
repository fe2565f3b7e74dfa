/** Which relays and webhooks work: what every answer of theirs says, and a question now and then to whoever has not been heard of. */
import type { Logger } from "pino";
import type { Relay, Site } from "../../site/inventory.ts";
import { webhookHost, webhookName } from "./channels.ts";
import { relayName, type MailTransport, type RelayAnswer } from "./mailer.ts";
import type { OnCallMetrics } from "./metrics.ts";
import { newId } from "./store.ts";
import { pingBody, postWebhook } from "./webhook.ts";

/** A relay that failed as a whole is tried after the others for so long. */
const lastMs = 60_000;
/** A relay that has not been heard of for so long is greeted. */
export const probeMs = 60_000;

export interface ChannelHealth {
  /** The relays in the order in which they are tried. */
  readonly order: (relays: readonly Relay[]) => readonly Relay[];
  /** Takes note of an answer. */
  heard(name: string, answer: RelayAnswer): void;
  /** A relay is greeted every minute; a webhook is asked once, and then only while it does not answer. */
  probe(): Promise<void>;
  /** The clock has stepped: what was heard when is not known any more. */
  forget(): void;
}

export interface ChannelHealthParts {
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
  readonly metrics: Pick<OnCallMetrics, "channel" | "channels">;
  readonly transport: MailTransport;
}

export function createChannelHealth({ site, now, log, metrics, transport }: ChannelHealthParts): ChannelHealth {
  const heardFrom = new Map<string, number>();
  /** Webhooks that answered well when they were last asked. */
  const listening = new Set<string>();
  /** Relays that lately failed as a whole, and until when they are tried last. */
  const last = new Map<string, number>();

  function heard(name: string, answer: RelayAnswer): void {
    const { outcome } = answer;
    heardFrom.set(name, now().getTime());
    if (outcome === "accepted") last.delete(name);
    else if (outcome === "later" && answer.down) last.set(name, now().getTime() + lastMs);
    // One that refuses a single recipient or message works.
    metrics.channel(name, outcome !== "later");
    if (outcome === "later") listening.delete(name);
    else listening.add(name);
  }

  return {
    heard,
    order(relays) {
      const fails = (relay: Relay): number => ((last.get(relayName(relay)) ?? 0) > now().getTime() ? 1 : 0);
      return relays.toSorted((a, b) => fails(a) - fails(b));
    },
    forget() {
      heardFrom.clear();
      last.clear();
    },
    async probe() {
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
        if (now().getTime() - (heardFrom.get(name) ?? 0) < probeMs) continue;
        const error = await transport.probe(relay);
        metrics.channel(name, error === undefined);
        if (error !== undefined) log.warn({ relay: name, error }, "relay does not accept mail");
      }
    },
  };
}
