/** The tables of a later Leitstand, made up: more columns and a table. */
import { sql } from "kysely";
import { oncallMigrations } from "../../alerts/oncall/service.ts";

export const later = "2099-01-01-later";

export const newerMigrations: typeof oncallMigrations = {
  ...oncallMigrations,
  [later]: {
    up: async (db) => {
      await sql`alter table oncall_delivery add column later text`.execute(db);
      await sql`alter table oncall_incident add column later integer not null default 7`.execute(db);
      await sql`create table oncall_later (id integer primary key)`.execute(db);
    },
  },
};
