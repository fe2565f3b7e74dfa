/**
 * Room that is kept for the pager: a file beside its database that is given up when the disk is full, so that alarms are
 * still stored, paged and acknowledged while people make room. What becomes free goes into the database at once (`claim`):
 * whatever fills the disk must not take it first.
 */
import { randomBytes } from "node:crypto";
import { existsSync, rmSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

/** Some 100,000 alerts. */
export const reserveBytes = 64 * 2 ** 20;

export interface ReserveOptions {
  readonly folder: string;
  readonly bytes: number;
  readonly now: () => Date;
  readonly log: Logger | undefined;
  /** Makes room that is free now the database's own. */
  readonly claim: (bytes: number) => Promise<void>;
}

export interface Reserve {
  /** Since when there is too little room; undefined: there is enough. */
  readonly shortSince: () => Date | undefined;
  /** Gives the file up; call it when a write found no room. */
  release(): void;
  /** Looks how much is free, and takes the reserve anew once there is room again. */
  look(): Promise<void>;
}

/** The reserve of a folder; call `look` at the start and every some seconds. */
export function keepReserve({ folder, bytes, now, log, claim }: ReserveOptions): Reserve {
  const file = join(folder, "reserve");
  let since: Date | undefined;
  let looking: Promise<void> | undefined;
  const short = (why: string): void => {
    if (since !== undefined) return;
    since = now();
    log?.error({ folder, free: freeOf(folder) }, why);
  };
  const whole = (): boolean => statSync(file, { throwIfNoEntry: false })?.size === bytes;
  async function lookNow(): Promise<void> {
    const free = freeOf(folder);
    if (whole()) {
      if (free < bytes / 4) short("the disk is nearly full, the reserve is still there");
      else if (free > bytes / 2) since = undefined;
      return;
    }
    // Not to the last byte: what was just freed would be gone again.
    if (free < bytes * 2) return short("the disk has no room for the reserve of the pager");
    await fill(file, bytes);
    if (since !== undefined) log?.warn({ folder }, "there is room again, the reserve is back");
    since = undefined;
  }
  return {
    shortSince: () => since,
    release() {
      short("the disk is full: the reserve of the pager is given up");
      if (!existsSync(file)) return;
      rmSync(file, { force: true });
      // The statement that failed still holds the database; this waits for its turn.
      claim(Math.floor(bytes * 0.375)).catch((error: unknown) => log?.error({ err: error }, "freed room could not be claimed"));
    },
    look: () =>
      (looking ??= lookNow()
        .catch((error: unknown) => {
          rmSync(file, { force: true });
          short("the reserve of the pager could not be written");
          log?.error({ err: error, folder }, "the reserve of the pager could not be written");
        })
        .finally(() => (looking = undefined))),
  };
}

/** Bytes that we may still write. */
function freeOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Bytes that no file system can make fewer: zeros might take no room at all. */
async function fill(file: string, bytes: number): Promise<void> {
  const part = randomBytes(Math.min(bytes, 2 ** 20));
  const handle = await open(file, "w", 0o600);
  try {
    for (let left = bytes; left > 0; left -= part.length) await handle.write(part, 0, Math.min(left, part.length));
  } finally {
    await handle.close();
  }
}
