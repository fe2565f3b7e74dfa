/** Tables of the login. They lie beside those of on-call, so that a login and its entry of the log are one transaction. */
import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Database } from "../../alerts/oncall/tables.ts";
import type { OnCallTables } from "../../alerts/oncall/service.ts";

/** A type, not an interface: Kysely wants one that can be indexed. */
export type AccessTables = {
  /** A code that was asked for, by the hash of the cookie of the browser that asked. Contact null: nobody has that address. */
  access_code: {
    browser: string;
    contact: string | null;
    code_hash: string;
    asked_at: string;
    tries: number;
    /** When it was used, or replaced by a newer one. */
    closed_at: string | null;
  };
  /** Open sessions, by the hash of their cookie. Address and roles are those at the login. */
  access_session: { hash: string; contact: string; email: string; roles: string; opened_at: string; seen_at: string };
};

export type AccessDatabase = Kysely<OnCallTables & AccessTables>;

/** The same database or transaction with the tables of the login, too. */
export const withAccess = (db: Database): AccessDatabase => db.$extendTables<AccessTables>();

/** Migrations of the login, for `migrate(db, "access", accessMigrations)`. */
export const accessMigrations: Readonly<Record<string, Migration>> = {
  "2026-11-27-login": {
    up: async (db) => {
      await sql`create table access_code (
        browser text primary key, contact text, code_hash text not null, asked_at text not null,
        tries integer not null, closed_at text)`.execute(db);
      await sql`create index access_code_contact on access_code (contact, asked_at)`.execute(db);
      await sql`create table access_session (
        hash text primary key, contact text not null, email text not null, roles text not null,
        opened_at text not null, seen_at text not null)`.execute(db);
      await sql`create index access_session_contact on access_session (contact)`.execute(db);
    },
  },
};
