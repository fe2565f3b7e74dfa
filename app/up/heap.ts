import { join } from "node:path";

/**
 * Flags of V8 for the collectors. Learning a device makes megabytes of garbage once; left alone V8 grows to hold it and keeps
 * the room for good. A small young generation and slow growth of the old one keep a thousand devices below 250 MB. Measured in turns,
 * 800 UPS, 150 switches and 50 firewalls after six polls: 340 MB with neither, 220 and 229 with the first, 205 and 200 with both; learning
 * them took 22, 33 and 48 s of CPU on a crowded machine, a round of polls afterwards 0.8, 1.2 and 1.4 s. The limit of the old space is no
 * target, only what a fault may eat before it ends the process: it lies far above what the devices need.
 * @param devices  of the inventory; a larger one needs `up` to be started again only beyond twice as many
 */
export function collectorsHeap(devices: number): string[] {
  // A few devices: room does not matter, and larger halves are collected less often. Thousands: after a start all are learnt
  // within one interval, and a quarter of that CPU is saved where garbage is collected seldom.
  const semiSpace = devices <= 200 ? 16 : devices <= 2000 ? 1 : 32;
  return [
    `--max-semi-space-size=${semiSpace}`,
    ...(devices <= 200 || devices > 2000 ? [] : ["--heap-growing-percent=10"]),
    `--max-old-space-size=${512 + Math.ceil(devices * 0.5)}`,
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
