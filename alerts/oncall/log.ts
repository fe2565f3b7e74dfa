/**
 * The log of on-call: append-only, each entry chained to the one before by SHA-256, written in the transaction of what
 * it tells. Whoever acted stands in a part of its own, of which the chain holds only a salted commitment: erase part and
 * salt, and the chain still verifies.
 */
import { hash, randomBytes } from "node:crypto";
import { inParts, text } from "./store.ts";
import { genesis, type Database } from "./tables.ts";

export interface LogEntry {
  readonly kind: LogKind;
  readonly at: Date;
  /** Incident id, when it is about one. */
  readonly incident?: string;
  /** Facts without persons. */
  readonly data?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Who: contact id, name, address. */
  readonly personal?: Readonly<Record<string, string>>;
}

export const logKinds = [
  "opened",
  "sighted",
  "reopened",
  "flapped",
  "blind",
  "ended",
  "missed",
  "replay",
  "notified",
  "held",
  "unreachable",
  "accepted",
  "delayed",
  "refused",
  "superseded",
  "returned",
  "acknowledged",
  "acknowledgement-expired",
  "maintenance",
  "maintenance-ended",
  "days-off",
  "informed",
  "handover",
  "handover-confirmed",
  "handover-unconfirmed",
  "canary",
  "test-sent",
  "canary-confirmed",
  "weekly-report",
  "rest-hint",
  "wrong-code",
  "quarantined",
  "hole",
  "told-unstored",
  "clock-stepped",
  "forgotten",
  "absent",
  "duty-changed",
  // Of the login and the gate, which write into the same chain.
  "code-sent",
  "login",
  "login-failed",
  "logout",
  "session-ended",
  "act",
  "act-refused",
  // Of people who are logged in.
  "taken-over",
  "handed-back",
  "cover-asked",
  "cover-consent",
  "cover-agreed",
  "cover-withdrawn",
  "maintenance-planned",
  "maintenance-cut",
] as const;
export type LogKind = (typeof logKinds)[number];

const sha256 = (value: string): string => hash("sha256", value, "hex");

interface Chained {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly incident: string | null;
  readonly data: string;
  readonly commitment: string;
  readonly previous: string;
}

/** Hash of one entry over a JSON list, so that no field can flow into the next. */
function hashOf({ seq, at, kind, incident, data, commitment, previous }: Chained): string {
  return sha256(JSON.stringify([seq, at, kind, incident, data, commitment, previous]));
}

/**
 * Appends entries in their order; call it inside the transaction of the acts. The head row serialises writers on every
 * database, so no two entries ever follow the same one.
 */
export async function appendLog(db: Database, ...entries: readonly LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await db
    .updateTable("oncall_log_head")
    .set((e) => ({ seq: e("seq", "+", entries.length) }))
    .where("id", "=", 1)
    .execute();
  const head = await db.selectFrom("oncall_log_head").selectAll().where("id", "=", 1).executeTakeFirstOrThrow();
  let seq = head.seq - entries.length;
  let previous = head.hash;
  const rows = entries.map((entry) => {
    const row = rowOf(entry, ++seq, previous);
    previous = row.hash;
    return row;
  });
  await inParts(rows, (part) =>
    db
      .insertInto("oncall_log")
      .values([...part])
      .execute(),
  );
  await db.updateTable("oncall_log_head").set({ hash: previous }).where("id", "=", 1).execute();
}

function rowOf(entry: LogEntry, seq: number, previous: string) {
  const personal = entry.personal === undefined ? null : JSON.stringify(entry.personal);
  const salt = personal === null ? null : randomBytes(16).toString("hex");
  const chained: Chained = {
    seq,
    at: text(entry.at),
    kind: entry.kind,
    incident: entry.incident ?? null,
    data: JSON.stringify(entry.data ?? {}),
    commitment: personal === null || salt === null ? "" : sha256(salt + personal),
    previous,
  };
  return { ...chained, personal, salt, hash: hashOf(chained) };
}

/** An entry as people read it; `personal` is undefined where nobody is named, or is erased. */
export interface LogLine {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly incident: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>> | undefined;
}

/** Entries since an instant, in their order, some hundred at a time. */
export async function* readLog(db: Database, since: Date): AsyncGenerator<LogLine> {
  const page = 500;
  const facts = (json: string): Readonly<Record<string, unknown>> => JSON.parse(json) as Readonly<Record<string, unknown>>;
  for (let seq = 0, more = true; more;) {
    const rows = await db
      .selectFrom("oncall_log")
      .select(["seq", "at", "kind", "incident", "data", "personal"])
      .where("seq", ">", seq)
      .where("at", ">=", text(since))
      .orderBy("seq")
      .limit(page)
      .execute();
    for (const row of rows) {
      yield {
        seq: row.seq,
        at: new Date(row.at),
        kind: row.kind,
        incident: row.incident ?? undefined,
        data: facts(row.data),
        personal: row.personal === null ? undefined : facts(row.personal),
      };
    }
    seq = rows.at(-1)?.seq ?? seq;
    more = rows.length === page;
  }
}

export type LogDamage = "missing" | "changed" | "personal part changed" | "cut off";

export type LogCheck =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly entries: number; readonly brokenAt: number; readonly reason: LogDamage };

/**
 * Checks the whole chain: numbers without holes, every hash, every personal part that is still there, and the head.
 * An erased personal part (both columns null) is no fault. @returns the first fault, or how many entries verified
 */
export async function verifyLog(db: Database): Promise<LogCheck> {
  let previous = genesis;
  let seq = 0;
  const page = 2000;
  let looked = -1;
  const read = (after: number) =>
    db.selectFrom("oncall_log").selectAll().where("seq", ">", after).orderBy("seq").limit(page).execute();
  let reading = read(seq);
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    if (rows.length === page && last !== undefined) {
      // A server prepares the next entries while we compute these.
      reading = read(last.seq);
      reading.catch(() => undefined);
    }
    for (const row of rows) {
      const broken = (reason: LogDamage): LogCheck => ({ ok: false, entries: seq, brokenAt: seq + 1, reason });
      if (row.seq !== seq + 1) return broken("missing");
      if (row.previous !== previous || hashOf(row) !== row.hash) return broken("changed");
      if (row.personal !== null && sha256((row.salt ?? "") + row.personal) !== row.commitment)
        return broken("personal part changed");
      seq = row.seq;
      previous = row.hash;
    }
    if (rows.length === page) continue;
    const head = await db.selectFrom("oncall_log_head").selectAll().where("id", "=", 1).executeTakeFirst();
    // A service that runs has written between the two questions: read on. No entry where the head has one: it is gone.
    if (head !== undefined && head.seq > seq && looked !== seq) {
      looked = seq;
      reading = read(seq);
      continue;
    }
    if (head?.seq !== seq || head.hash !== previous) return { ok: false, entries: seq, brokenAt: seq + 1, reason: "cut off" };
    return { ok: true, entries: seq };
  }
}
