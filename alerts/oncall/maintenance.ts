/** Planned work from the site file: during it nobody is paged for what it names, and everything is recorded. Pure. */
import { Temporal } from "temporal-polyfill";
import type { Maintenance, Site } from "../../site/inventory.ts";
import type { Labels } from "../../site/series.ts";
import { instantOf } from "./calendar.ts";

/** One window as instants; `from` ≤ t < `until`. */
export interface Window {
  readonly from: Date;
  readonly until: Date;
  /** What is done; of windows that adjoin, that of the last. */
  readonly reason: string;
}

/** Whether the window names what these labels speak of: the place, and the class where both are given. */
function covers({ devices, rooms, houses, classes }: Maintenance, { device, room, house, class: kind }: Labels): boolean {
  const named = (list: readonly string[], value: string | undefined): boolean => value !== undefined && list.includes(value);
  const places = devices.length + rooms.length + houses.length > 0;
  const here = named(devices, device) || named(rooms, room) || named(houses, house);
  return (!places || here) && (classes.length === 0 ? places : named(classes, kind));
}

function windowOf({ from, to, reason }: Maintenance, { site }: Site): Window {
  const instant = (text: string): Date => instantOf(Temporal.PlainDateTime.from(text), site.time_zone);
  return { from: instant(from), until: instant(to), reason };
}

/** The windows over these labels in order of time; those that overlap or adjoin are one. */
export function windowsOver(labels: Labels, site: Site): Window[] {
  const list = site.maintenance.filter((one) => covers(one, labels)).map((one) => windowOf(one, site));
  const merged: Window[] = [];
  for (const window of list.sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const before = merged.at(-1);
    if (before === undefined || window.from > before.until) merged.push(window);
    else if (window.until > before.until) merged[merged.length - 1] = { ...window, from: before.from };
  }
  return merged;
}

/** The window over these labels at that instant. */
export function windowAt(labels: Labels, site: Site, at: Date): Window | undefined {
  return windowsOver(labels, site).find(({ from, until }) => from <= at && at < until);
}

/** The last window over these labels that has ended by then. */
export function lastWindow(labels: Labels, site: Site, at: Date): Window | undefined {
  return windowsOver(labels, site).findLast(({ until }) => until <= at);
}

/** A planned window with what it names, for people. */
export interface Planned extends Window {
  /** Names of devices, rooms and houses; classes as they are. */
  readonly names: readonly string[];
}

/** Windows that have not ended, in order of their begin. */
export function planned(site: Site, now: Date): Planned[] {
  const nameIn = (list: readonly { id: string; name: string }[], id: string): string =>
    list.find((one) => one.id === id)?.name ?? id;
  return site.maintenance
    .map((one) => ({
      ...windowOf(one, site),
      names: [
        ...one.devices.map((id) => nameIn(site.devices, id)),
        ...one.rooms.map((id) => nameIn(site.rooms, id)),
        ...one.houses.map((id) => nameIn(site.houses, id)),
        ...one.classes,
      ],
    }))
    .filter(({ until }) => until > now)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}
