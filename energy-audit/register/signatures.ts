/** Release of a period: two different people sign the same figures. A later booking makes a supplement, never another report. */
import type { Kysely } from "kysely";
import type { Person } from "../../site/person.ts";
import type { AuditedSite } from "../kpi/site.ts";
import type { Period } from "../ledger/calendar.ts";
import type { EnergyTables } from "../ledger/tables.ts";

export interface Signature {
  readonly no: number;
  /** `2025`, `2025-q3`, `2025-03`. */
  readonly name: string;
  readonly period: Period;
  readonly person: string;
  /** Contact and roles at the signature; undefined for signatures from before there was a login. */
  readonly signer?: Pick<Person, "id" | "roles">;
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
/** Two people released these figures already. */
export class AlreadyReleasedError extends Error {}
/** The two signatures would come from the same side: one must be of the energy management, the other of somebody else. */
export class SameSideError extends Error {}

type Signer = Pick<Signature, "person" | "signer">;

const samePerson = (a: Signer, b: Signer): boolean =>
  a.signer === undefined || b.signer === undefined ? a.person === b.person : a.signer.id === b.signer.id;

/** Whether two signatures make a release: different people, one with the role energy, the other with another one. */
function pair(a: Signer, b: Signer): boolean {
  if (samePerson(a, b)) return false;
  if (a.signer === undefined || b.signer === undefined) return true;
  const sides = (one: Signer, other: Signer): boolean =>
    one.signer?.roles.includes("energy") === true && other.signer?.roles.some((role) => role !== "energy") === true;
  return sides(a, b) || sides(b, a);
}

/** The newest release among the signatures of one period: the last two that make one under one checksum. */
export function releaseOf(signatures: readonly Signature[]): Release | undefined {
  for (const second of signatures.toReversed()) {
    const first = signatures.findLast((one) => one.no < second.no && one.checksum === second.checksum && pair(one, second));
    if (first !== undefined) return { first, second };
  }
  return undefined;
}

export function createSignatureStore(db: Kysely<EnergyTables>) {
  async function read(source: Kysely<EnergyTables>, name?: string): Promise<Signature[]> {
    let query = source
      .selectFrom("energy_signature")
      .select(["no", "period", "from_at", "to_at", "person", "contact", "roles", "signed_at", "checksum", "last_batch", "day"])
      .orderBy("no");
    if (name !== undefined) query = query.where("period", "=", name);
    const rows = await query.execute();
    return rows.map((row) => ({
      no: row.no,
      name: row.period,
      period: { from: row.from_at, to: row.to_at },
      person: row.person,
      ...(row.contact !== null &&
        row.roles !== null && { signer: { id: row.contact, roles: JSON.parse(row.roles) as Person["roles"] } }),
      at: row.signed_at,
      checksum: row.checksum,
      lastBatch: row.last_batch,
      day: row.day,
    }));
  }

  /** Signatures of a period, oldest first; of all periods without a name. */
  const of = (name?: string): Promise<Signature[]> => read(db, name);

  /** The site file as it was when somebody signed. */
  async function siteOf(no: number): Promise<AuditedSite> {
    const { site } = await db.selectFrom("energy_signature").select("site").where("no", "=", no).executeTakeFirstOrThrow();
    return JSON.parse(site) as AuditedSite;
  }

  /**
   * @throws SameSignerError  this person signed these figures already
   * @throws AlreadyReleasedError  two people did
   * @throws SameSideError  whoever signed before stands on the same side
   */
  async function sign(signature: Omit<Signature, "no">, site: AuditedSite): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const under = (await read(tx, signature.name)).filter(({ checksum }) => checksum === signature.checksum);
      if (releaseOf(under) !== undefined) throw new AlreadyReleasedError(`${signature.name} is released already`);
      if (under.some((one) => samePerson(one, signature))) {
        throw new SameSignerError(`${signature.person} signed ${signature.name} already`);
      }
      if (under.length > 0 && !under.some((one) => pair(one, signature))) {
        throw new SameSideError(`${signature.name} needs a signature with another role`);
      }
      await tx
        .insertInto("energy_signature")
        .values({
          period: signature.name,
          from_at: signature.period.from,
          to_at: signature.period.to,
          person: signature.person,
          contact: signature.signer?.id ?? null,
          roles: signature.signer === undefined ? null : JSON.stringify(signature.signer.roles),
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
