/** What becomes of an alert that a trap brought forward, look by look. Pure. */

/** What the last look at the device said of the rule's state; silent: it gave no answer. */
export type Look = "shown" | "gone" | "silent";

export interface Watch {
  readonly startsAt: Date;
  /** When the state was seen last. */
  readonly shownAt: Date;
  /** What Alertmanager was told last: the alert ends by itself then. */
  readonly endsAt: Date;
}

export type Step =
  /** Tell Alertmanager that it goes on. */
  | { readonly do: "extend"; readonly watch: Watch }
  /** The rule's own alert fires: it is Prometheus' from here on, ends included. */
  | { readonly do: "join" }
  /** Tell Alertmanager that it is over. */
  | { readonly do: "end"; readonly endsAt: Date }
  /** Nothing is known: the alert runs out by itself, and on-call finds the device blind. */
  | { readonly do: "wait" }
  | { readonly do: "give_up" };

/** Three rounds of scrape and evaluation, as the rule's own alert may be late by. */
export const defaultLifetimeMs = (scrapeSeconds: number, evaluationSeconds: number): number =>
  3 * (scrapeSeconds + evaluationSeconds) * 1000;

/**
 * @param fires  whether the rule's own alert fires; undefined when Prometheus does not say
 * @param keepMs  how long the rule goes on firing after its state was seen last
 */
export function step(
  watch: Watch,
  look: Look,
  fires: boolean | undefined,
  { keepMs, lifetime, now }: { readonly keepMs: number; readonly lifetime: number; readonly now: Date },
): Step {
  if (fires === true) return { do: "join" };
  const endsAt = new Date(now.getTime() + lifetime);
  if (look === "shown") return { do: "extend", watch: { ...watch, shownAt: now, endsAt } };
  if (look === "silent") return now >= watch.endsAt ? { do: "give_up" } : { do: "wait" };
  if (now.getTime() - watch.shownAt.getTime() < keepMs) return { do: "extend", watch: { ...watch, endsAt } };
  return { do: "end", endsAt: now };
}
