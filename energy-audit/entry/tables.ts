/** What people enter: readings of meters, and tables that wait to be booked. Both stay as evidence of the bookings that came of them. */
import { sql, type Generated, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export interface EntryTables {
  /** Readings by hand, append-only; of several at one instant the last one counts. Value in kWh or m³, as the meter shows it. */
  energy_reading: {
    no: Generated<number>;
    meter: string;
    at: number;
    value: number;
    contact: string;
    person: string;
    entered_at: string;
    note: string;
  };
  /**
   * A table that somebody sent, with what its columns mean; booked once, or never. `content` is its beginning, the whole stands in
   * parts; without parts (before 2026-11-28) `content` is all of it.
   */
  energy_import: {
    id: string;
    file: string;
    content: string;
    plan: string;
    contact: string;
    person: string;
    sent_at: string;
    booked_at: string | null;
    quarters: number | null;
  };
}

/** Bytes of a sent table in the order of `no`. */
export interface PartTables {
  energy_import_part: { import: string; no: number; bytes: Uint8Array };
}

export const tableParts: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_import_part (
            import text not null, no integer not null, bytes blob not null, primary key (import, no)) strict`,
      sql`create trigger energy_import_part_booked before delete on energy_import_part
          when exists (select 1 from energy_import where id = old.import and booked_at is not null)
          begin select raise(abort, 'a booked table stays as evidence'); end`,
      sql`create trigger energy_import_part_stays before update on energy_import_part
          begin select raise(abort, 'a sent table never changes'); end`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

export const entries: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_reading (
            no integer primary key, meter text not null, at integer not null, value real not null, contact text not null,
            person text not null, entered_at text not null, note text not null) strict`,
      sql`create index energy_reading_meter on energy_reading (meter, at)`,
      sql`create trigger energy_reading_stays before update on energy_reading
          begin select raise(abort, 'a reading never changes: enter a further one for the same instant'); end`,
      sql`create trigger energy_reading_remains before delete on energy_reading
          begin select raise(abort, 'a reading is never deleted'); end`,
      sql`create table energy_import (
            id text primary key, file text not null, content text not null, plan text not null, contact text not null,
            person text not null, sent_at text not null, booked_at text, quarters integer) strict`,
      sql`create trigger energy_import_booked before delete on energy_import when old.booked_at is not null
          begin select raise(abort, 'a booked table stays as evidence'); end`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};
