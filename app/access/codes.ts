/**
 * One-time codes: eight digits, for ten minutes, for one use, for the browser that asked. Neither cookie nor code is stored,
 * only hashes; the cookie's 256 bits salt the short code.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import type { Contact } from "../../site/inventory.ts";
import type { AccessDatabase } from "./tables.ts";

export const codeMinutes = 10;
/** Wrong codes after which a code is dead. */
export const mostTries = 5;
/** Codes for one person within a quarter of an hour. */
const mostCodes = 10;
const quarterMs = 900_000;
const dayMs = 86_400_000;

export const newToken = (): string => randomBytes(32).toString("base64url");
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hashOf = (browser: string, code: string): string => sha256(`${browser}:${code}`);

export interface Asked {
  /** Cookie of the browser that asked. */
  readonly browser: string;
  /** undefined: nobody is to get a mail. */
  readonly code: string | undefined;
}

/**
 * Notes that a code was asked for. An address that nobody has gets a row like any other, so that nothing that follows tells.
 * @param before  cookie of the code that this browser asked for earlier: it is closed
 */
export async function askCode(
  db: AccessDatabase,
  contact: Contact | undefined,
  before: string | undefined,
  now: Date,
): Promise<Asked> {
  const browser = newToken();
  const code = String(randomInt(100_000_000)).padStart(8, "0");
  const at = now.toISOString();
  return db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom("access_code")
      .where("asked_at", "<", new Date(now.getTime() - dayMs).toISOString())
      .execute();
    if (before !== undefined) await close(tx, before, now);
    const { recent } = await tx
      .selectFrom("access_code")
      .where("contact", "=", contact?.id ?? "")
      .where("asked_at", ">", new Date(now.getTime() - quarterMs).toISOString())
      // PostgreSQL counts in text.
      .select(({ fn }) => fn.countAll<number | string>().as("recent"))
      .executeTakeFirstOrThrow();
    const mailed = contact !== undefined && Number(recent) < mostCodes;
    await tx
      .insertInto("access_code")
      .values({
        browser: sha256(browser),
        contact: mailed ? contact.id : null,
        code_hash: hashOf(browser, code),
        asked_at: at,
        tries: 0,
        closed_at: null,
      })
      .execute();
    return { browser, code: mailed ? code : undefined };
  });
}

export type CodeCheck =
  | { readonly outcome: "right"; readonly contact: string }
  | { readonly outcome: "wrong"; readonly contact: string | undefined; readonly left: number }
  /** Too old, used, or killed by wrong tries. */
  | { readonly outcome: "dead" };

/** Checks a typed code and uses it up when it is right; call it inside the transaction of the login. */
export async function checkCode(tx: AccessDatabase, browser: string, typed: string, now: Date): Promise<CodeCheck> {
  const hash = sha256(browser);
  // Counted first: of two tries at the same time both count, also with several instances.
  await tx
    .updateTable("access_code")
    .set((e) => ({ tries: e("tries", "+", 1) }))
    .where("browser", "=", hash)
    .execute();
  const row = await tx.selectFrom("access_code").selectAll().where("browser", "=", hash).executeTakeFirst();
  const until = row === undefined ? 0 : new Date(row.asked_at).getTime() + codeMinutes * 60_000;
  if (row === undefined || row.closed_at !== null || row.tries > mostTries || now.getTime() >= until) return { outcome: "dead" };
  const given = Buffer.from(hashOf(browser, typed.replaceAll(/\D/g, "")), "hex");
  const right = timingSafeEqual(given, Buffer.from(row.code_hash, "hex"));
  if (!right || row.contact === null) return { outcome: "wrong", contact: row.contact ?? undefined, left: mostTries - row.tries };
  await close(tx, browser, now);
  return { outcome: "right", contact: row.contact };
}

async function close(tx: AccessDatabase, browser: string, now: Date): Promise<void> {
  await tx
    .updateTable("access_code")
    .set({ closed_at: now.toISOString() })
    .where("browser", "=", sha256(browser))
    .where("closed_at", "is", null)
    .execute();
}
