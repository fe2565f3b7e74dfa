/** On-call's own figures, computed from the database at each scrape, so that a restart forgets nothing. */
import { sql } from "kysely";
import { Counter, Gauge, type Registry } from "prom-client";
import { metrics, type MetricName } from "../../site/metrics.ts";
import type { Site } from "../../site/inventory.ts";
import { severities } from "./alert.ts";
import { canaryConfirmedAt } from "./canary.ts";
import { waysTo } from "./channels.ts";
import { provenWays, reachOf } from "./proven.ts";
import { aheadMs } from "./rota-page.ts";
import { gaps, shifts } from "./rota.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

export interface OnCallMetrics {
  received(result: "accepted" | "refused" | "quarantined" | "failed"): void;
  delivered(channel: string, result: "accepted" | "refused" | "later"): void;
  channel(name: string, up: boolean): void;
  /** The channels that there are; others are forgotten. */
  channels(names: readonly string[]): void;
  /** Channels that do not work now. */
  down(): readonly string[];
}

/** How far ahead rotas are searched for gaps. */
const gapDays = 30;

export function createMetrics(registry: Registry, db: Database, site: () => Site, now: () => Date): OnCallMetrics {
  const shape = (name: MetricName) => ({
    name,
    help: metrics[name].help,
    labelNames: [...metrics[name].labels],
    registers: [registry],
  });
  const gauge = (name: MetricName, collect: (gauge: Gauge) => void | Promise<void>): Gauge =>
    new Gauge({
      ...shape(name),
      collect(this: Gauge) {
        return collect(this);
      },
    });

  gauge("leitstand_incidents_open", async (open) => {
    open.reset();
    for (const severity of severities) for (const state of ["open", "acknowledged", "blind"]) open.set({ severity, state }, 0);
    // Counted where they lie: in a storm there are ten thousand. The cases are those of `stateOf`.
    const held = sql<string>`case when blind_since is not null then 'blind'
      when ack_by is not null and (ack_expires_at is null or ack_expires_at > ${text(now())}) then 'acknowledged' else 'open' end`;
    const rows = await db
      .selectFrom("oncall_incident")
      .select((e) => ["severity", held.as("state"), e.fn.countAll().as("count")])
      .where("open_key", "is not", null)
      .groupBy(["severity", "state"])
      .execute();
    for (const { severity, state, count } of rows) open.set({ severity, state }, Number(count));
  });
  const waiting = () => db.selectFrom("oncall_delivery").where("state", "in", ["pending", "leased"]);
  gauge("leitstand_outbox_pending", async (pending) => {
    const row = await waiting()
      .select((e) => e.fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
    pending.set(Number(row.count));
  });
  gauge("leitstand_outbox_oldest_pending_seconds", async (oldest) => {
    const row = await waiting()
      .select((e) => e.fn.min("created_at").as("at"))
      .executeTakeFirstOrThrow();
    const at: string | null = row.at;
    oldest.set(at === null ? 0 : Math.max(0, (now().getTime() - new Date(at).getTime()) / 1000));
  });
  gauge("leitstand_rota_first_gap_timestamp_seconds", (first) => {
    first.reset();
    const { contacts, rotas, site: place } = site();
    const known = new Set(contacts.map(({ id }) => id));
    const until = new Date(now().getTime() + gapDays * 86_400_000);
    for (const rota of rotas) {
      const [gap] = gaps(rota, place.time_zone, now(), until, (id) => known.has(id));
      if (gap !== undefined) first.set({ rota: rota.id }, gap.from.getTime() / 1000);
    }
  });

  gauge("leitstand_canary_confirmed_timestamp_seconds", async (seen) => {
    // A gauge without labels begins at 0, which would be overdue since 1970.
    seen.remove();
    const at = site().mail.canary === undefined ? undefined : await canaryConfirmedAt(db);
    if (at !== undefined) seen.set(at.getTime() / 1000);
  });
  gauge("leitstand_oncall_verified_channels", async (fewest) => {
    fewest.reset();
    const proven = await provenWays(db, now());
    for (const rota of site().rotas) {
      const counts = reachOf(rota, site(), now(), proven).map((reach) => reach.proven.length);
      if (counts.length > 0) fewest.set({ rota: rota.id }, Math.min(...counts));
    }
  });
  gauge("leitstand_oncall_single_way_contacts", (single) => {
    single.reset();
    const { rotas, contacts, site: place } = site();
    const until = new Date(now().getTime() + aheadMs);
    for (const rota of rotas) {
      const soon = new Set(shifts(rota, place.time_zone, now(), until).map(({ contact }) => contact));
      single.set({ rota: rota.id }, contacts.filter((contact) => soon.has(contact.id) && waysTo(contact).length < 2).length);
    }
  });

  const received = new Counter(shape("leitstand_webhook_received_total"));
  for (const result of ["accepted", "refused", "quarantined", "failed"]) received.inc({ result }, 0);
  const delivered = new Counter(shape("leitstand_deliveries_total"));
  const channelUp = new Gauge(shape("leitstand_channel_up"));
  const channels = new Set<string>();
  const down = new Set<string>();
  return {
    received: (result) => received.inc({ result }),
    delivered: (channel, result) => delivered.inc({ channel, result }),
    channel(channel, up) {
      channels.add(channel);
      if (up) down.delete(channel);
      else down.add(channel);
      channelUp.set({ channel }, up ? 1 : 0);
    },
    down: () => [...down].sort(),
    channels(names) {
      for (const channel of channels) {
        if (names.includes(channel)) continue;
        channelUp.remove({ channel });
        channels.delete(channel);
        down.delete(channel);
      }
    },
  };
}
