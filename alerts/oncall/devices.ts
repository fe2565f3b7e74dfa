/** Which devices stand behind an alert, and whether they still answer. */
import type { Site } from "../../site/inventory.ts";
import type { Labels } from "../../site/series.ts";

/**
 * Inventory devices that an alert speaks about: the one it names, else those that share its room, house and class, else
 * all. Empty when it names a device that the inventory no longer holds.
 */
export function devicesBehind(labels: Labels, site: Site): string[] {
  const { device, room, house } = labels;
  if (device !== undefined) return site.devices.filter(({ id }) => id === device).map(({ id }) => id);
  const near = site.devices.filter(
    (one) => (room === undefined || one.room === room) && (house === undefined || one.house === house),
  );
  const alike = near.filter((one) => one.class === labels["class"]);
  const of = alike.length > 0 ? alike : near.length > 0 ? near : site.devices;
  return of.map(({ id }) => id);
}

/** Devices asked at most for one alert: of many, some will answer while the way to them stands. */
const mostAsked = 6;

/**
 * Whether the end of this alert can be believed. A device that has left the inventory will never answer: its alerts may
 * end. Of several devices one that answers is enough, for the rule still sees something.
 * @returns undefined when nobody can say
 */
export async function whetherAnswers(
  labels: Labels,
  site: Site,
  deviceAnswers: (device: string) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  const devices = devicesBehind(labels, site);
  if (devices.length === 0) return true;
  let known: boolean | undefined;
  for (const device of devices.slice(0, mostAsked)) {
    const answer = await deviceAnswers(device).catch(() => undefined);
    if (answer === true) return true;
    known ??= answer;
  }
  return known;
}
