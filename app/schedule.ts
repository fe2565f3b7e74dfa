import { CronJob } from "cron";
import type { Logger } from "pino";

/** One recurring act: when (cron, with seconds) and what. What is due is computed by the act itself, from its own store. */
export interface Act {
  readonly name: string;
  readonly when: string;
  readonly run: () => Promise<unknown>;
}

/**
 * Wakes acts on their timetable in the site's time zone. A run that fails is logged and tried at the next wake-up;
 * a run that takes longer than its period is not started twice.
 * @returns stops the timetable
 */
export function startSchedule(acts: readonly Act[], timeZone: string, log: Logger): () => void {
  const jobs = acts.map((act) =>
    CronJob.from({
      cronTime: act.when,
      timeZone,
      start: true,
      waitForCompletion: true,
      name: act.name,
      // A blocked loop must delay a run, never drop it (the default threshold is 250 ms).
      threshold: 60_000,
      onTick: async () => {
        try {
          await act.run();
        } catch (error) {
          log.warn({ act: act.name, err: error }, "scheduled act failed; it is tried again at its next time");
        }
      },
    }),
  );
  return () => {
    for (const job of jobs) void job.stop();
  };
}
