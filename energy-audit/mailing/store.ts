/** Which reports went to whom: one row per report and person, kept for ever as the trace of what left the house. */
import type { Kysely } from "kysely";
import { quarterSeconds, type Period } from "../ledger/calendar.ts";
import type { EnergyTables } from "../ledger/tables.ts";

export interface Dispatch {
  readonly key: string;
  /** Person by id, and the address it was or is to be sent to. */
  readonly contact: string;
  readonly address: string;
  readonly attempts: number;
  /** `sent`: a relay has taken it. `refused`: the address is refused for good. `waiting`: to be tried again at `nextAt`. */
  readonly state: "sent" | "refused" | "waiting";
  readonly at: string;
  readonly nextAt: string | null;
  /** Checksum of the figures that were sent; null when none was. */
  readonly checksum: string | null;
  /** The relay that took it, or what went wrong. */
  readonly answer: string;
}

export function createMailingStore(db: Kysely<EnergyTables>) {
  return {
    async of(key: string): Promise<Dispatch | undefined> {
      const row = await db.selectFrom("energy_mailing").selectAll().where("key", "=", key).executeTakeFirst();
      return row && dispatchOf(row);
    },
    async note({ key, nextAt, ...rest }: Dispatch): Promise<void> {
      const row = { ...rest, next_at: nextAt };
      await db
        .insertInto("energy_mailing")
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
        .execute();
    },
    /** Whether any meter has a booking in the period, and one after it: then the period is over in the ledger too. */
    async covers({ from, to }: Period): Promise<boolean> {
      const booked = (after: number, before: number) =>
        db
          .selectFrom("energy_meter")
          .select("no")
          .where((query) =>
            query.exists(
              query
                .selectFrom("energy_booking")
                .select("quarter")
                .whereRef("meter", "=", "energy_meter.no")
                .where("quarter", ">=", after)
                .where("quarter", "<", before),
            ),
          )
          .limit(1)
          .executeTakeFirst();
      return (await booked(from, to)) !== undefined && (await booked(to - quarterSeconds, Number.MAX_SAFE_INTEGER)) !== undefined;
    },
    /** The newest first. */
    async latest(count: number): Promise<Dispatch[]> {
      const rows = await db.selectFrom("energy_mailing").selectAll().orderBy("at", "desc").limit(count).execute();
      return rows.map(dispatchOf);
    },
  };
}
export type MailingStore = ReturnType<typeof createMailingStore>;

const dispatchOf = ({ next_at, ...row }: EnergyTables["energy_mailing"]): Dispatch => ({ ...row, nextAt: next_at });
