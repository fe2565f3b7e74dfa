import { join } from "node:path";

/**
 * Flags of V8 for the collectors. Learning a device makes megabytes of garbage once; left alone V8 grows to hold it and keeps
 * the room for good. A small young generation and slow growth of the old one keep a thousand devices below 250 MB. Measured in turns,
 * 800 UPS, 150 switches and 50 firewalls after six polls: 340 MB with neither, 220 and 229 with the first, 205 and 200 with both; learning
 * them took 22, 33 and 48 s of CPU on a crowded machine, a round of polls afterwards 0.8, 1.2 and 1.4 s. That was on a machine that learnt
 * slowly; one that learns as fast as it can ended at 246 to 256 MB, of which 36 were pages that V8 had emptied and kept for later. It gives
 * them back in a collection that is to save memory, and begins one only after 106 s in which nobody asked, unless size goes before speed:
 * then a second after a collection (193 to 199 MB, 230 at most while learning, which took 66 to 74 s of CPU instead of 58 to 66, a round of
 * polls the same).
 * The limit of the old space is no target, only what a fault may eat before it ends the process: it lies far above what the devices need.
 * @param devices  of the inventory; a larger one needs `up` to be started again only beyond twice as many
 */
export function collectorsHeap(devices: number): string[] {
  const limit = `--max-old-space-size=${512 + Math.ceil(devices * 0.5)}`;
  // A few devices: room does not matter, and larger halves are collected less often.
  if (devices <= 200) return ["--max-semi-space-size=16", limit];
  // Thousands: after a start all are learnt within one interval, and a quarter of that CPU is saved where garbage is collected seldom.
  if (devices > 2000) return ["--max-semi-space-size=32", limit];
  return [
    "--max-semi-space-size=1",
    "--heap-growing-percent=10",
    "--optimize-for-size",
    "--gc-memory-reducer-start-delay-ms=1000",
    limit,
  ];
}

/**
 * Surroundings of a process of ours. Compiled modules are kept, so that a start does without the compiler of types and its
 * 25 MB; the C library shares two heaps among the threads and gives back what is free (as long as it is glibc).
 * @param folder  where state is kept
 */
export const nodeEnvironment = (folder: string): Record<string, string> => ({
  NODE_COMPILE_CACHE: join(folder, "compiled"),
  MALLOC_ARENA_MAX: "2",
  MALLOC_TRIM_THRESHOLD_: "131072",
});
