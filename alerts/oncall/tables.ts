/**
 * The tables of on-call. Instants are UTC text of fixed width (`2026-11-23T03:04:05.678Z`), so they sort as text on SQLite
 * and PostgreSQL alike; lists and labels are JSON text.
 */
import { sql, type Kysely, type Selectable } from "kysely";
import type { Migration } from "kysely/migration";
import type { Channel } from "./channels.ts";

export interface IncidentTable {
  id: string;
  /** The fingerprint while the incident is open, else null: unique, so one interval is open at a time. */
  open_key: string | null;
  fingerprint: string;
  severity: string;
  labels: string;
  annotations: string;
  texts_at: string;
  starts_at: string;
  newest_start_at: string;
  opened_at: string;
  last_seen_at: string;
  blind_since: string | null;
  answers_since: string | null;
  flaps: number;
  quiet_since: string | null;
  ack_by: string | null;
  ack_at: string | null;
  ack_expires_at: string | null;
  run_since: string;
  run_steps: number;
  run_notified_at: string | null;
  ends_at: string | null;
  ended_at: string | null;
  /** When escalation looks at it next; an index over what `nextSteps` computes, made anew at every start. */
  next_act_at: string | null;
}

/** `held`: waits for a digest. `merged`: went into one. `superseded`: no longer needed before it left. */
type DeliveryState = "pending" | "leased" | "accepted" | "failed" | "superseded" | "held" | "merged";

interface DeliveryTable {
  id: string;
  /** `status`: tells people beside the stand-by duty. `handover`: to be confirmed. `note`: any other letter. */
  kind: "page" | "end" | "digest" | "status" | "handover" | "note";
  contact: string;
  name: string;
  channel: Channel;
  address: string;
  /** Name of the alert; empty for a digest. */
  alert: string;
  /** What to say, as `Content` of `message.ts`; the words are made when it is sent. Empty while it is held. */
  payload: string;
  /** One page to one person over several channels carries one name here; null: it knows only its own channel. */
  page: string | null;
  /** Message-ID of the first mail of the same thread to the same person. */
  thread: string | null;
  message_id: string;
  /** Higher goes first. */
  priority: number;
  state: DeliveryState;
  created_at: string;
  next_at: string;
  lease_until: string | null;
  /** Counts claims: whoever holds an older number may not settle the row any more. */
  fence: number;
  attempts: number;
  settled_at: string | null;
  relay: string | null;
  last_error: string | null;
}

export interface OnCallTables {
  oncall_incident: IncidentTable;
  oncall_delivery: DeliveryTable;
  oncall_delivery_incident: { delivery: string; incident: string };
  /** One row per sent attempt: the link's token and the short code, both only as hashes. */
  oncall_token: { hash: string; delivery: string; code_hash: string; created_at: string; wrong_codes: number };
  oncall_log: {
    seq: number;
    at: string;
    kind: string;
    incident: string | null;
    data: string;
    /** The part that names a person, and the salt of its commitment; both may be erased later. */
    personal: string | null;
    salt: string | null;
    commitment: string;
    previous: string;
    hash: string;
  };
  oncall_log_head: { id: number; seq: number; hash: string };
  oncall_quarantine: { id: string; at: string; reason: string; bytes: number; body: string };
  /** Addresses that refused or returned a mail. */
  oncall_address: { contact: string; channel: Channel; address: string; failed_at: string; reason: string };
  /** Who stands in for whom, local times; agreed once everybody concerned has a row of consent. */
  oncall_cover: {
    id: string;
    rota: string;
    contact: string;
    from_local: string;
    to_local: string;
    covered: string;
    asked_by: string;
    asked_at: string;
    agreed_at: string | null;
    withdrawn_at: string | null;
  };
  oncall_cover_consent: { cover: string; contact: string; at: string };
  /** Maintenance that was planned in the browser, local times. */
  oncall_maintenance: {
    id: string;
    from_local: string;
    to_local: string;
    reason: string;
    devices: string;
    rooms: string;
    houses: string;
    classes: string;
    planned_by: string;
    planned_at: string;
    ended_at: string | null;
  };
  oncall_heartbeat: { name: string; at: string };
  /** One row: which instance of a pair does what is done once for both, and until when. */
  oncall_leader: { id: number; holder: string; until: string };
  /** What must happen once for ever, by a key of its own. */
  oncall_once: { key: string; at: string };
  /** One row for each change of the person on duty; `plan` is what was planned then, as JSON. */
  oncall_handover: {
    rota: string;
    at: string;
    until: string;
    contact: string;
    delivery: string | null;
    confirmed_at: string | null;
    /** When the lead was told that nobody had confirmed. */
    told_at: string | null;
    plan: string;
  };
}

export type Database = Kysely<OnCallTables>;
export type DeliveryRow = Selectable<DeliveryTable>;

/** Hash before the first log entry. */
export const genesis = "0".repeat(64);

export const oncallMigrations: Record<string, Migration> = {
  "2026-11-23-incidents-and-outbox": {
    up: async (db) => {
      const table = (name: string, columns: Record<string, string>) => {
        const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
        return sql.raw(`create table ${name} (${list.join(", ")})`).execute(db);
      };
      const text = "text not null";
      const number = "integer not null";
      await table("oncall_incident", {
        id: "text primary key",
        open_key: "text unique",
        fingerprint: text,
        severity: text,
        labels: text,
        annotations: text,
        texts_at: text,
        starts_at: text,
        newest_start_at: text,
        opened_at: text,
        last_seen_at: text,
        blind_since: "text",
        answers_since: "text",
        ack_by: "text",
        ack_at: "text",
        ack_expires_at: "text",
        run_since: text,
        run_steps: number,
        run_notified_at: "text",
        ends_at: "text",
        ended_at: "text",
        next_act_at: "text",
      });
      await table("oncall_delivery", {
        id: "text primary key",
        kind: text,
        contact: text,
        name: text,
        address: text,
        alert: text,
        payload: text,
        thread: "text",
        message_id: text,
        priority: number,
        state: text,
        created_at: text,
        next_at: text,
        lease_until: "text",
        fence: number,
        attempts: number,
        settled_at: "text",
        relay: "text",
        last_error: "text",
      });
      await table("oncall_delivery_incident", {
        delivery: "text not null references oncall_delivery(id)",
        incident: "text not null references oncall_incident(id)",
        primary: "key (delivery, incident)",
      });
      await table("oncall_token", {
        hash: "text primary key",
        delivery: "text not null references oncall_delivery(id)",
        code_hash: text,
        created_at: text,
        wrong_codes: number,
      });
      await table("oncall_log", {
        seq: "integer primary key",
        at: text,
        kind: text,
        incident: "text",
        data: text,
        personal: "text",
        salt: "text",
        commitment: text,
        previous: text,
        hash: text,
      });
      await table("oncall_log_head", { id: "integer primary key", seq: number, hash: text });
      await table("oncall_quarantine", { id: "text primary key", at: text, reason: text, bytes: number, body: text });
      await table("oncall_heartbeat", { name: "text primary key", at: text });
      for (const [name, on] of Object.entries({
        oncall_incident_fingerprint: "oncall_incident (fingerprint, ends_at)",
        oncall_incident_due: "oncall_incident (next_act_at)",
        oncall_incident_ended: "oncall_incident (ended_at)",
        oncall_delivery_due: "oncall_delivery (state, next_at)",
        oncall_delivery_contact: "oncall_delivery (contact, created_at)",
        oncall_delivery_of_incident: "oncall_delivery_incident (incident)",
        oncall_log_incident: "oncall_log (incident, seq)",
      })) {
        await sql.raw(`create index ${name} on ${on}`).execute(db);
      }
      await sql`insert into oncall_log_head (id, seq, hash) values (1, 0, ${genesis})`.execute(db);
    },
  },
  "2026-11-23-more-channels": {
    up: async (db) => {
      await sql`alter table oncall_delivery add column channel text not null default 'mail'`.execute(db);
      await sql`alter table oncall_delivery add column page text`.execute(db);
      await sql`create index oncall_delivery_page on oncall_delivery (page)`.execute(db);
    },
  },
  "2026-11-23-returned-mail": {
    up: async (db) => {
      const columns = ["contact", "channel", "address", "failed_at", "reason"].map((name) => `${name} text not null`);
      await sql.raw(`create table oncall_address (${columns.join(", ")}, primary key (contact, channel, address))`).execute(db);
    },
  },
  "2026-11-27-flapping": {
    up: async (db) => {
      await sql`alter table oncall_incident add column flaps integer not null default 0`.execute(db);
      await sql`alter table oncall_incident add column quiet_since text`.execute(db);
    },
  },
  "2026-11-27-plans": {
    up: async (db) => {
      const texts = (...names: string[]): string => names.map((name) => `${name} text not null`).join(", ");
      const people = texts("rota", "contact", "from_local", "to_local", "covered", "asked_by", "asked_at");
      await sql.raw(`create table oncall_cover (id text primary key, ${people}, agreed_at text, withdrawn_at text)`).execute(db);
      const consent = texts("cover", "contact", "at");
      await sql.raw(`create table oncall_cover_consent (${consent}, primary key (cover, contact))`).execute(db);
      const places = texts(
        "from_local",
        "to_local",
        "reason",
        "devices",
        "rooms",
        "houses",
        "classes",
        "planned_by",
        "planned_at",
      );
      await sql.raw(`create table oncall_maintenance (id text primary key, ${places}, ended_at text)`).execute(db);
    },
  },
  "2026-11-27-pair": {
    up: async (db) => {
      await sql`create table oncall_leader (id integer primary key, holder text not null, until text not null)`.execute(db);
    },
  },
  "2026-11-27-hand-overs": {
    up: async (db) => {
      await sql`create table oncall_once (key text primary key, at text not null)`.execute(db);
      await sql`create table oncall_handover (
        rota text not null, at text not null, until text not null, contact text not null, delivery text,
        confirmed_at text, told_at text, plan text not null, primary key (rota, at))`.execute(db);
    },
  },
  "2026-11-28-shares": {
    up: async (db) => {
      // What a person has had lately is counted for every page: in a storm thousands are held, which do not count.
      await sql`create index oncall_delivery_share on oncall_delivery (contact, state, created_at)`.execute(db);
    },
  },
};
