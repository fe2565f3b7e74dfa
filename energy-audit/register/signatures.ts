/** Release of a period: two different people sign the same figures. A later booking makes a supplement, never another report. */
import type { Kysely } from "kysely";
import type { AuditedSite } from "../kpi/site.ts";
import type { Period } from "../ledger/calendar.ts";
import type { EnergyTables } from "../ledger/tables.ts";

export interface Signature {
  readonly no: number;
  /** `2025`, `2025-q3`, `2025-03`. */
  readonly name: string;
  readonly period: Period;
  readonly person: string;
  /** ISO instant. */
  readonly at: string;
  /** Checksum of the figures that were signed. */
  readonly checksum: string;
  readonly lastBatch: number;
  /** Day that duties were judged on. */
  readonly day: string;
}

export interface Release {
  readonly first: Signature;
  readonly second: Signature;
}

/** The same person signed these figures already. */
export class SameSignerError extends Error {}

/** The newest release among the signatures of one period: the last two of different people under one checksum. */
export function releaseOf(signatures: readonly Signature[]): Release | undefined {
  for (const second of signatures.toReversed()) {
    const first = signatures.findLast(
      ({ no, person, checksum }) => no < second.no && person !== second.person && checksum === second.checksum,
    );
    if (first !== undefined) return { first, second };
  }
  return undefined;
}

export function createSignatureStore(db: Kysely<EnergyTables>) {
  /** Signatures of a period, oldest first; of all periods without a name. */
  async function of(name?: string): Promise<Signature[]> {
    let query = db
      .selectFrom("energy_signature")
      .select(["no", "period", "from_at", "to_at", "person", "signed_at", "checksum", "last_batch", "day"])
      .orderBy("no");
    if (name !== undefined) query = query.where("period", "=", name);
    const rows = await query.execute();
    return rows.map((row) => ({
      no: row.no,
      name: row.period,
      period: { from: row.from_at, to: row.to_at },
      person: row.person,
      at: row.signed_at,
      checksum: row.checksum,
      lastBatch: row.last_batch,
      day: row.day,
    }));
  }

  /** The site file as it was when somebody signed. */
  async function siteOf(no: number): Promise<AuditedSite> {
    const { site } = await db.selectFrom("energy_signature").select("site").where("no", "=", no).executeTakeFirstOrThrow();
    return JSON.parse(site) as AuditedSite;
  }

  /** @throws SameSignerError  this person signed these figures already */
  async function sign(signature: Omit<Signature, "no">, site: AuditedSite): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const twice = await tx
        .selectFrom("energy_signature")
        .select("no")
        .where("period", "=", signature.name)
        .where("person", "=", signature.person)
        .where("checksum", "=", signature.checksum)
        .executeTakeFirst();
      if (twice !== undefined) throw new SameSignerError(`${signature.person} signed ${signature.name} already`);
      await tx
        .insertInto("energy_signature")
        .values({
          period: signature.name,
          from_at: signature.period.from,
          to_at: signature.period.to,
          person: signature.person,
          signed_at: signature.at,
          checksum: signature.checksum,
          last_batch: signature.lastBatch,
          day: signature.day,
          site: JSON.stringify(site),
        })
        .execute();
    });
  }

  return { of, siteOf, sign };
}
