/**
 * The outward dead man's switch: somebody elsewhere hears every minute that the whole way is well, and raises the alarm when
 * it stays silent. The signal is held back as soon as a page could not leave, so its silence means more than a dead process.
 */
import type { Logger } from "pino";
import { text } from "./store.ts";
import { lastHeartbeat, silenceMs } from "./heartbeat.ts";
import { seconds, type Site } from "../../site/inventory.ts";
import type { Setting } from "./contents.ts";
import type { OutgoingMail, SendResult } from "./mailer.ts";
import type { Database } from "./tables.ts";
import { say } from "./words.ts";
import { formatDay } from "../../site/locale.ts";

/** A delivery that waits so long says that no way out is open. */
const longestWaitMs = 180_000;
const answerLimitMs = 10_000;

/** What speaks against the signal, in words for the log; undefined: everything is well. Writes to the database to know that it can. */
export async function whySilent(db: Database, now: Date): Promise<string | undefined> {
  const heard = await lastHeartbeat(db);
  if (heard === undefined) return "the watchdog of Prometheus has not come through yet";
  if (now.getTime() - heard.getTime() > silenceMs) return `the watchdog of Prometheus last came through at ${text(heard)}`;
  const oldest = await db
    .selectFrom("oncall_delivery")
    .select((e) => e.fn.min("created_at").as("at"))
    .where("state", "in", ["pending", "leased"])
    .executeTakeFirst();
  const waits: string | null | undefined = oldest?.at;
  if (typeof waits === "string" && now.getTime() - new Date(waits).getTime() > longestWaitMs)
    return `a delivery has been waiting since ${waits}`;
  const row = { name: "outward", at: text(now) };
  await db
    .insertInto("oncall_heartbeat")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: row.at }))
    .execute();
  return undefined;
}

/** Tells the watcher that all is well. @returns why that did not succeed; the address is a secret and is not named */
export async function signal({ url, method }: Required<NonNullable<Site["heartbeat"]>>): Promise<string | undefined> {
  try {
    const response = await fetch(url, { method, redirect: "error", signal: AbortSignal.timeout(answerLimitMs) });
    await response.body?.cancel();
    return response.ok ? undefined : `the watcher answered ${response.status}`;
  } catch (error) {
    return `the watcher cannot be reached (${error instanceof Error ? error.name : "unknown"})`;
  }
}

/** A mail to the watcher that all is well; it takes the way that pages take. @returns why no relay took it */
export async function signalByMail(
  address: string,
  { site, now }: Setting,
  send: (mail: OutgoingMail) => Promise<SendResult>,
): Promise<string | undefined> {
  const { locale, name } = site.site;
  const result = await send({
    from: { name: `Leitstand ${name}`, address: site.mail.from },
    to: { name: say(locale, "aliveName"), address },
    subject: say(locale, "aliveSubject", { site: name }),
    text: `${say(locale, "aliveBody")}\n\n${formatDay(now, site.site.time_zone, locale, true)}\n`,
    messageId: `<alive-${now.getTime()}@${site.mail.from.split("@")[1] ?? "leitstand.invalid"}>`,
    urgent: false,
  });
  return result.outcome === "accepted" ? undefined : result.error;
}

export interface OutwardParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly send: (mail: OutgoingMail) => Promise<SendResult>;
}

/** Signs of life to the outside, while the whole way is well; call `look` every second. `forget`: the clock has stepped. */
export function createOutward({ db, log, setting, send }: OutwardParts): {
  readonly look: () => Promise<void>;
  readonly forget: () => void;
} {
  const signalledAt = { url: 0, mail: 0 };
  let told: string | undefined;
  async function look(): Promise<void> {
    const { site, now } = setting();
    const { heartbeat, mail } = site;
    const due = (way: "url" | "mail", every: string | undefined): boolean => {
      if (every === undefined || now.getTime() - signalledAt[way] < seconds(every) * 1000) return false;
      signalledAt[way] = now.getTime();
      return true;
    };
    const [byUrl, byMail] = [due("url", heartbeat?.every), due("mail", mail.heartbeat?.every)];
    if (!byUrl && !byMail) return;
    let fault: string | undefined;
    try {
      fault = await whySilent(db, now);
      if (fault === undefined) {
        const signalled = byUrl && heartbeat !== undefined ? await signal(heartbeat) : undefined;
        const mailed =
          byMail && mail.heartbeat !== undefined ? await signalByMail(mail.heartbeat.address, setting(), send) : undefined;
        fault = signalled ?? mailed;
      }
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
    }
    if (fault !== undefined && fault !== told) log.error({ fault }, "no sign of life to the outside");
    told = fault;
  }
  return { look, forget: () => void (signalledAt.url = signalledAt.mail = 0) };
}
