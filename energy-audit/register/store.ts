/** Records in the database: every version stays, with who changed it when and why. */
import type { Kysely } from "kysely";
import type { EnergyTables } from "../ledger/tables.ts";
import { record, registerOf, type RegisterRecord, type Register } from "./records.ts";

export interface Change {
  readonly person: string;
  readonly at: Date;
  readonly note: string;
}

export interface RecordVersion extends Change {
  readonly version: number;
  readonly record: RegisterRecord;
}

/** Somebody else changed the record since it was read. */
export class RecordMovedError extends Error {}

export type RegisterStore = ReturnType<typeof createRegisterStore>;

export function createRegisterStore(db: Kysely<EnergyTables>) {
  /** Every record's newest version. */
  async function all(): Promise<RegisterRecord[]> {
    const rows = await db
      .selectFrom("energy_record as one")
      .select("content")
      .where("version", "=", (eb) =>
        eb
          .selectFrom("energy_record as other")
          .select(({ fn }) => fn.max("version").as("v"))
          .whereRef("other.id", "=", "one.id"),
      )
      .orderBy("id")
      .execute();
    return rows.map(({ content }) => record.parse(JSON.parse(content)));
  }

  /** All versions of one record, oldest first. */
  async function history(id: string): Promise<RecordVersion[]> {
    const rows = await db.selectFrom("energy_record").selectAll().where("id", "=", id).orderBy("version").execute();
    return rows.map(({ version, person, changed_at, note, content }) => ({
      version,
      person,
      at: new Date(changed_at),
      note,
      record: record.parse(JSON.parse(content)),
    }));
  }

  /**
   * Writes records, each as a new version; what did not change is left alone. All or nothing.
   * @param expected  version that the change was made from, by id; 0 for a new record
   * @returns how many were written
   * @throws RecordMovedError  a record has another version by now
   */
  async function write(
    records: readonly RegisterRecord[],
    change: Change,
    expected?: ReadonlyMap<string, number>,
  ): Promise<number> {
    return db.transaction().execute(async (tx) => {
      let written = 0;
      for (const one of records) {
        const last = await tx
          .selectFrom("energy_record")
          .select(["version", "content"])
          .where("id", "=", one.id)
          .orderBy("version", "desc")
          .limit(1)
          .executeTakeFirst();
        const version = last?.version ?? 0;
        if (expected !== undefined && expected.get(one.id) !== version) {
          throw new RecordMovedError(`${one.id} was changed meanwhile (version ${version})`);
        }
        const content = JSON.stringify(one);
        if (content === last?.content) continue;
        await tx
          .insertInto("energy_record")
          .values({
            id: one.id,
            version: version + 1,
            kind: one.kind,
            person: change.person,
            changed_at: change.at.toISOString(),
            note: change.note,
            content,
          })
          .execute();
        written += 1;
      }
      return written;
    });
  }

  return { all, history, write, register: async (): Promise<Register> => registerOf(await all()) };
}
