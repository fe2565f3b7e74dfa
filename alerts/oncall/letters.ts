/** Letters: mails of on-call that are no pages (hand-overs, reports, hints, the canary), written into the same outbox. */
import type { Contact } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import type { Way } from "./channels.ts";
import type { NoteContent } from "./content.ts";
import type { Setting } from "./contents.ts";
import { addDeliveries, domainOf } from "./deliveries.ts";
import { newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

export interface Letter {
  readonly to: Pick<Contact, "id" | "name" | "email">;
  readonly content: NoteContent;
  /** To be confirmed by link and code. */
  readonly handover?: boolean;
  /** Left out: by mail. */
  readonly way?: Way;
  /** What it is counted under; left out: nothing. */
  readonly alert?: string;
}

/** Below every page. */
const priority = 10;

/** Writes letters into the outbox; call it in the transaction of what they tell. @returns ids of the deliveries */
export async function writeLetters(db: Database, letters: readonly Letter[], setting: Setting): Promise<string[]> {
  const deliveries = letters.map(({ to, content, handover, way, alert = "" }) => ({
    id: newId(),
    contact: to,
    way: way ?? { channel: "mail" as const, address: to.email },
    kind: handover === true ? ("handover" as const) : ("note" as const),
    content,
    incidents: [],
    alert,
    domain: domainOf(setting),
    thread: undefined,
    priority,
  }));
  await addDeliveries(db, deliveries, setting.now);
  return deliveries.map(({ id }) => id);
}

/** The frame of a letter in one language. */
export const letterFrame = (locale: Locale, { site, now }: Setting) =>
  ({ kind: "note", locale, zone: site.site.time_zone, createdAt: now.toISOString() }) as const;

/** Does something once for ever, however often and by however many processes it is tried. @returns whether it was this time */
export async function once(db: Database, key: string, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("oncall_once")
    .values({ key, at: text(now) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Team leads; where nobody has the role, the people who run the site. */
export function leads(contacts: readonly Contact[]): readonly Contact[] {
  const of = (role: Contact["roles"][number]) => contacts.filter(({ roles }) => roles.includes(role));
  const found = of("lead");
  return found.length > 0 ? found : of("admin");
}
