/** Covers and maintenance windows in the database, each change with its entry of the log in the same transaction. */
import type { Maintenance, Site } from "../../site/inventory.ts";
import type { Person } from "../../site/person.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { agreed, withPlans, type Cover, type Plans } from "./plans.ts";
import { newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Plans that ended longer ago are not read any more. */
const keptMs = 60 * 86_400_000;

const list = (json: string): string[] => JSON.parse(json) as string[];
const personal = ({ id, name }: Person): Record<string, string> => ({ contact: id, name });

/** Everything that counts or may still count at that instant. */
async function readPlans(db: Database, now: Date): Promise<Plans> {
  const since = text(new Date(now.getTime() - keptMs)).slice(0, 16);
  const rows = await db
    .selectFrom("oncall_cover")
    .selectAll()
    .where("withdrawn_at", "is", null)
    .where("to_local", ">", since)
    .orderBy("agreed_at")
    .orderBy("asked_at")
    .execute();
  const ids = rows.map(({ id }) => id);
  const consents =
    ids.length === 0 ? [] : await db.selectFrom("oncall_cover_consent").selectAll().where("cover", "in", ids).execute();
  const windows = await db
    .selectFrom("oncall_maintenance")
    .selectAll()
    .where("to_local", ">", since)
    .orderBy("from_local")
    .orderBy("id")
    .execute();
  return {
    covers: rows.map((row) => ({
      id: row.id,
      rota: row.rota,
      contact: row.contact,
      from: row.from_local,
      to: row.to_local,
      covered: list(row.covered),
      askedBy: row.asked_by,
      consents: consents.filter(({ cover }) => cover === row.id).map(({ contact }) => contact),
      ...(row.agreed_at !== null && { agreedAt: new Date(row.agreed_at) }),
    })),
    windows: windows.map((row) => ({
      id: row.id,
      window: {
        from: row.from_local,
        to: row.to_local,
        reason: row.reason,
        devices: list(row.devices),
        rooms: list(row.rooms),
        houses: list(row.houses),
        classes: list(row.classes),
      },
      plannedBy: row.planned_by,
      ...(row.ended_at !== null && { endedAt: new Date(row.ended_at) }),
    })),
  };
}

export type PlanStore = ReturnType<typeof createPlanStore>;

/** @param file  the site as its file says */
export function createPlanStore(db: Database, file: () => Site, now: () => Date) {
  let plans: Plans = { covers: [], windows: [] };
  let known = "";
  let merged: { base: Site; plans: Plans; site: Site } | undefined;

  /** Reads what other instances may have written. The site stays the same object while nothing changed. */
  async function load(): Promise<void> {
    const read = await readPlans(db, now());
    const seen = JSON.stringify(read);
    if (seen === known) return;
    known = seen;
    plans = read;
  }

  /** The site with everything that is planned. */
  function site(): Site {
    const base = file();
    if (merged?.base !== base || merged.plans !== plans) merged = { base, plans, site: withPlans(base, plans) };
    return merged.site;
  }

  async function consent(tx: Database, cover: Cover, person: Person): Promise<void> {
    const at = text(now());
    await tx
      .insertInto("oncall_cover_consent")
      .values({ cover: cover.id, contact: person.id, at })
      .onConflict((conflict) => conflict.columns(["cover", "contact"]).doNothing())
      .execute();
    const rows = await tx.selectFrom("oncall_cover_consent").select("contact").where("cover", "=", cover.id).execute();
    const consents = rows.map(({ contact }) => contact);
    const entry = (kind: LogEntry["kind"]): LogEntry => ({
      kind,
      at: now(),
      data: { cover: cover.id, rota: cover.rota, from: cover.from, to: cover.to },
      personal: personal(person),
    });
    const entries = [entry("cover-consent")];
    if (agreed({ ...cover, consents }, file())) {
      const done = await tx
        .updateTable("oncall_cover")
        .set({ agreed_at: at })
        .where("id", "=", cover.id)
        .where("agreed_at", "is", null)
        .where("withdrawn_at", "is", null)
        .executeTakeFirst();
      if (Number(done.numUpdatedRows) > 0) entries.push(entry("cover-agreed"));
    }
    await appendLog(tx, ...entries);
  }

  return {
    site,
    load,
    plans: (): Plans => plans,

    /** Asks for a cover; whoever asks and is concerned has said yes by asking. */
    async ask(wish: Omit<Cover, "id" | "askedBy" | "consents" | "agreedAt">, person: Person): Promise<void> {
      const cover: Cover = { ...wish, id: newId(), askedBy: person.id, consents: [] };
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto("oncall_cover")
          .values({
            id: cover.id,
            rota: cover.rota,
            contact: cover.contact,
            from_local: cover.from,
            to_local: cover.to,
            covered: JSON.stringify(cover.covered),
            asked_by: person.id,
            asked_at: text(now()),
            agreed_at: null,
            withdrawn_at: null,
          })
          .execute();
        await appendLog(tx, {
          kind: "cover-asked",
          at: now(),
          data: { cover: cover.id, rota: cover.rota, from: cover.from, to: cover.to },
          personal: { ...personal(person), standIn: cover.contact },
        });
        await consent(tx, cover, person);
      });
      await load();
    },

    /** Says yes. Nothing happens to a cover that counts already or was withdrawn. */
    async agree(cover: Cover, person: Person): Promise<void> {
      await db.transaction().execute((tx) => consent(tx, cover, person));
      await load();
    },

    /** Takes back what does not count yet. @returns whether it did */
    async withdraw(cover: Cover, person: Person): Promise<boolean> {
      const done = await db.transaction().execute(async (tx) => {
        const result = await tx
          .updateTable("oncall_cover")
          .set({ withdrawn_at: text(now()) })
          .where("id", "=", cover.id)
          .where("agreed_at", "is", null)
          .where("withdrawn_at", "is", null)
          .executeTakeFirst();
        if (Number(result.numUpdatedRows) === 0) return false;
        await appendLog(tx, { kind: "cover-withdrawn", at: now(), data: { cover: cover.id }, personal: personal(person) });
        return true;
      });
      await load();
      return done;
    },

    async plan(window: Maintenance, person: Person): Promise<void> {
      const id = newId();
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto("oncall_maintenance")
          .values({
            id,
            from_local: window.from,
            to_local: window.to,
            reason: window.reason,
            devices: JSON.stringify(window.devices),
            rooms: JSON.stringify(window.rooms),
            houses: JSON.stringify(window.houses),
            classes: JSON.stringify(window.classes),
            planned_by: person.id,
            planned_at: text(now()),
            ended_at: null,
          })
          .execute();
        const data = { window: id, from: window.from, to: window.to, reason: window.reason };
        await appendLog(tx, { kind: "maintenance-planned", at: now(), data, personal: personal(person) });
      });
      await load();
    },

    /** Ends a window now, or takes it back before its begin. @returns whether it had not been ended */
    async end(id: string, person: Person): Promise<boolean> {
      const done = await db.transaction().execute(async (tx) => {
        const result = await tx
          .updateTable("oncall_maintenance")
          .set({ ended_at: text(now()) })
          .where("id", "=", id)
          .where("ended_at", "is", null)
          .executeTakeFirst();
        if (Number(result.numUpdatedRows) === 0) return false;
        await appendLog(tx, { kind: "maintenance-cut", at: now(), data: { window: id }, personal: personal(person) });
        return true;
      });
      await load();
      return done;
    },
  };
}
