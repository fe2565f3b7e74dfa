/**
 * Of several instances on one database one leads: it does what must be done once for all of them (comparing with
 * Alertmanager, watching for the heartbeat, hand-overs, the canary). Deliveries and escalation need no leader.
 */
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** A leader that is not heard of for so long has lost the lead; with the look every `lookMs` the next one has it in 12 s. */
const leadMs = 10_000;
export const lookMs = 2000;
/** An end of the lead further ahead than can be was written before the clock jumped back. */
const absurdMs = 60_000;

export interface Leader {
  /** Whether this instance leads at this instant; a process that was stopped for a while knows that it does no longer. */
  leads(): boolean;
  /** Looks whether the lead is free, or keeps it. Call it every `lookMs`. */
  look(): Promise<void>;
  /** Gives the lead away and does not take it for a while: what only the leader does cannot be done from here. */
  resign(forMs: number): Promise<void>;
}

/** The lead of the only instance there is. */
export const alone: Leader = { leads: () => true, look: () => Promise.resolve(), resign: () => Promise.resolve() };

/**
 * @param instance  name of this process, a new one at each start
 * @param sharedNow  the clock that all instances share
 */
export function createLeader(db: Database, instance: string, sharedNow: () => Date): Leader {
  let until = 0;
  /** How long the lead still lasts; more than it ever does: the clock was set back. */
  const left = (): number => {
    const ms = until - sharedNow().getTime();
    return ms > absurdMs ? 0 : ms;
  };
  let restsUntil = 0;
  const row = () => db.selectFrom("oncall_leader").selectAll().where("id", "=", 1).executeTakeFirst();
  return {
    leads: () => left() > 0,
    async look() {
      const seen = await row();
      const now = sharedNow().getTime();
      // A rest by the clock that nobody sets: a step back must not make it hours.
      if (performance.now() < restsUntil) return;
      const mine = seen?.holder === instance;
      if (mine && left() > leadMs / 2) return;
      if (seen !== undefined && !mine && held(seen.until, now)) {
        until = 0;
        return;
      }
      await db.transaction().execute(async (tx) => {
        const [current] = await tx.selectFrom("oncall_leader").selectAll().where("id", "=", 1).execute();
        // Read in the transaction: its beginning has brought the shared clock.
        const at = sharedNow().getTime();
        if (current !== undefined && current.holder !== instance && held(current.until, at)) return;
        const values = { id: 1, holder: instance, until: text(new Date(at + leadMs)) };
        await tx
          .insertInto("oncall_leader")
          .values(values)
          .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
          .execute();
        until = at + leadMs;
      });
    },
    async resign(forMs) {
      const now = sharedNow().getTime();
      until = 0;
      restsUntil = performance.now() + forMs;
      await db
        .updateTable("oncall_leader")
        .set({ until: text(new Date(now)) })
        .where("holder", "=", instance)
        .execute();
    },
  };
}

function held(until: string, now: number): boolean {
  const end = new Date(until).getTime();
  return end > now && end <= now + absurdMs;
}
