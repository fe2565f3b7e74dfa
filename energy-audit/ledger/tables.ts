/** Tables of the energy ledger and their migrations. Bookings are append-only: the database itself refuses anything else. */
import { sql, type Generated, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { entries, tableParts, type EntryTables, type PartTables } from "../entry/tables.ts";

export interface EnergyTables extends EntryTables, PartTables {
  /** Numbers for meters: a booking row then takes a few bytes, and 50 meters × 5 years fit in 250 MB. */
  energy_meter: { no: Generated<number>; id: string; unit: "J" | "ml" };
  /** One act of booking: which samples, read when. */
  energy_batch: {
    no: Generated<number>;
    meter: number;
    source: string;
    booked_at: string;
    person: string | null;
    note: string | null;
  };
  /** Amount in base units; version 1 is the first booking, every further version a counter-booking that is added to it. */
  energy_booking: {
    meter: number;
    quarter: number;
    version: number;
    amount: number;
    method: number;
    quality: number;
    measured_seconds: number;
    batch: number;
  };
  /** Audits, findings, measures: every version of each record as JSON. */
  energy_record: { id: string; version: number; kind: string; person: string; changed_at: string; note: string; content: string };
  /** Signatures: two different people under the same checksum release a period. */
  energy_signature: {
    no: Generated<number>;
    period: string;
    from_at: number;
    to_at: number;
    person: string;
    /** Contact id and roles (JSON) of who signed. */
    contact: string | null;
    roles: string | null;
    signed_at: string;
    checksum: string;
    last_batch: number;
    day: string;
    site: string;
  };
  /** Documents of released reports as they were given out. */
  energy_issue: {
    /** Of the signature that made the release. */
    signature: number;
    locale: string;
    /** Whose statement; empty for the report. */
    customer: string;
    format: string;
    sha256: string;
    content: Uint8Array;
  };
  /** Daily values that explain energy (outdoor temperature), by local day. */
  energy_driver: { name: string; day: string; value: number; source: string };
  /** Reports that left the house by mail, or are to be tried again; one row per report and person. */
  energy_mailing: {
    key: string;
    contact: string;
    address: string;
    attempts: number;
    state: "sent" | "refused" | "waiting";
    at: string;
    next_at: string | null;
    checksum: string | null;
    answer: string;
  };
  /** Bookings added up by meter and UTC day; the database keeps them itself. `day` counts days since 1970. */
  energy_day: { meter: number; day: number; amount: number; quarters: number };
  energy_event: { meter: number; at: number; kind: string; seconds: number | null };
  /** Where booking stands; the only row that changes. */
  energy_state: { meter: number; booked_until: number | null; seen_until: number | null; state: string };
}

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_meter (
            no integer primary key, id text not null unique, unit text not null check (unit in ('J', 'ml'))) strict`,
      sql`create table energy_batch (
            no integer primary key, meter integer not null references energy_meter(no), source text not null,
            booked_at text not null, person text, note text) strict`,
      sql`create table energy_booking (
            meter integer not null references energy_meter(no), quarter integer not null check (quarter % 900 = 0),
            version integer not null, amount integer not null, method integer not null, quality integer not null,
            measured_seconds integer not null check (measured_seconds between 0 and 900),
            batch integer not null references energy_batch(no),
            primary key (meter, quarter, version)) strict, without rowid`,
      sql`create trigger energy_booking_stays before update on energy_booking
          begin select raise(abort, 'a booking never changes: correct it by a counter-booking'); end`,
      sql`create trigger energy_booking_remains before delete on energy_booking
          begin select raise(abort, 'a booking is never deleted: correct it by a counter-booking'); end`,
      sql`create table energy_event (
            meter integer not null references energy_meter(no), at real not null, kind text not null, seconds real,
            primary key (meter, at, kind)) strict, without rowid`,
      sql`create table energy_state (
            meter integer primary key references energy_meter(no), booked_until integer, seen_until real,
            state text not null) strict`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const records: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_record (
            id text not null, version integer not null, kind text not null, person text not null, changed_at text not null,
            note text not null, content text not null, primary key (id, version)) strict`,
      sql`create trigger energy_record_stays before update on energy_record
          begin select raise(abort, 'a record never changes: write a further version'); end`,
      sql`create trigger energy_record_remains before delete on energy_record
          begin select raise(abort, 'a record is never deleted: its versions are the log'); end`,
      sql`create table energy_driver (
            name text not null, day text not null, value real not null, source text not null,
            primary key (name, day)) strict, without rowid`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const signatures: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_signature (
            no integer primary key, period text not null, from_at integer not null, to_at integer not null,
            person text not null, signed_at text not null, checksum text not null, last_batch integer not null,
            day text not null, site text not null) strict`,
      sql`create trigger energy_signature_stays before update on energy_signature
          begin select raise(abort, 'a signature never changes'); end`,
      sql`create trigger energy_signature_remains before delete on energy_signature
          begin select raise(abort, 'a signature is never deleted'); end`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const mailings: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table energy_mailing (
        key text primary key, contact text not null, address text not null, attempts integer not null,
        state text not null check (state in ('sent', 'refused', 'waiting')), at text not null, next_at text,
        checksum text, answer text not null) strict`.execute(db);
  },
};

/**
 * A month of a meter is 30 rows instead of 2,976. A trigger keeps the sums, so that no writer can forget them and a correction
 * is in them at once; it costs a bulk import half of its time again.
 */
const daySums: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_day (
            meter integer not null references energy_meter(no), day integer not null, amount integer not null,
            quarters integer not null, primary key (meter, day)) strict, without rowid`,
      sql`insert into energy_day
            select meter, quarter / 86400, sum(amount), sum(version = 1) from energy_booking group by meter, quarter / 86400`,
      sql`create trigger energy_booking_adds_up after insert on energy_booking
          begin
            insert into energy_day values (new.meter, new.quarter / 86400, new.amount, new.version = 1)
            on conflict (meter, day) do update set amount = amount + excluded.amount, quarters = quarters + excluded.quarters;
          end`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const signers: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table energy_signature add column contact text`.execute(db);
    await sql`alter table energy_signature add column roles text`.execute(db);
  },
};

const issues: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table energy_issue (
            signature integer not null references energy_signature(no), locale text not null, customer text not null,
            format text not null, sha256 text not null, content blob not null,
            primary key (signature, locale, customer, format)) strict`,
      sql`create trigger energy_issue_stays before update on energy_issue
          begin select raise(abort, 'an issued report never changes'); end`,
      sql`create trigger energy_issue_remains before delete on energy_issue
          begin select raise(abort, 'an issued report is never deleted'); end`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** Migrations of this room by name, for `migrate(db, "energy-audit", energyMigrations)`. */
export const energyMigrations: Readonly<Record<string, Migration>> = {
  "2026-11-23-ledger": first,
  "2026-11-23-records": records,
  "2026-11-23-signatures": signatures,
  "2026-11-27-mailings": mailings,
  "2026-11-27-sums-by-day": daySums,
  "2026-11-27-two-sides": signers,
  "2026-11-27-typed-entries": entries,
  "2026-11-28-table-parts": tableParts,
  "2026-11-28-what-was-issued": issues,
};
