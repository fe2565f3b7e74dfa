/**
 * What people plan in the browser beside the site file: covers of a rota and maintenance windows. They become overrides and
 * windows of the site, so everything that follows a rota or a window follows them too. Pure.
 */
import { Temporal } from "temporal-polyfill";
import type { Maintenance, Rota, Site } from "../../site/inventory.ts";
import { instantOf, localTime } from "./calendar.ts";
import { shifts } from "./rota.ts";

/** Somebody stands in for whoever would be on duty; local times of the site. */
export interface Cover {
  readonly id: string;
  readonly rota: string;
  /** Who stands in. */
  readonly contact: string;
  readonly from: string;
  readonly to: string;
  /** Whose duty it touches; empty: it fills a gap. */
  readonly covered: readonly string[];
  readonly askedBy: string;
  /** Who has said yes. */
  readonly consents: readonly string[];
  readonly agreedAt?: Date;
}

export interface PlannedWindow {
  readonly id: string;
  readonly window: Maintenance;
  readonly plannedBy: string;
  /** Ended before its time. */
  readonly endedAt?: Date;
}

export interface Plans {
  /** Agreed ones in the order in which they were agreed, and those that wait for somebody; none that was withdrawn. */
  readonly covers: readonly Cover[];
  readonly windows: readonly PlannedWindow[];
}

/**
 * Whether a cover counts: the person who stands in said yes, and so did everybody whose duty it is, or an administrator in
 * their place (illness). Nobody decides alone about somebody else's night.
 */
export function agreed({ contact, covered, consents }: Cover, site: Site): boolean {
  const yes = new Set(consents);
  const forThem = site.contacts.some(({ id, roles }) => id !== contact && roles.includes("admin") && yes.has(id));
  return yes.has(contact) && (forThem || covered.every((id) => yes.has(id)));
}

/** Who still has to say yes, the one who stands in first. */
export const awaited = (cover: Cover): string[] => [cover.contact, ...cover.covered].filter((id) => !cover.consents.includes(id));

/** Whose duty the span touches, without the one who stands in. */
export function coveredBy(rota: Rota, site: Site, contact: string, from: string, to: string): string[] {
  const zone = site.site.time_zone;
  const instant = (text: string): Date => instantOf(Temporal.PlainDateTime.from(text), zone);
  const people = shifts(rota, zone, instant(from), instant(to)).map((shift) => shift.contact);
  return [...new Set(people)].filter((id) => id !== contact);
}

/** The site with what people planned. Of two covers the one agreed later counts, and every cover counts over the file's overrides. */
export function withPlans(site: Site, { covers, windows }: Plans): Site {
  const counting = covers.filter(({ agreedAt }) => agreedAt !== undefined);
  if (counting.length === 0 && windows.length === 0) return site;
  // Whoever has left the inventory, or may not be on call any more, covers nobody.
  const able = new Set(site.contacts.filter(({ roles }) => roles.includes("on-call")).map(({ id }) => id));
  return {
    ...site,
    rotas: site.rotas.map((rota) => {
      const own = counting.filter((cover) => cover.rota === rota.id && able.has(cover.contact));
      const overrides = own.map(({ contact, from, to }) => ({ contact, from, to }));
      return own.length === 0 ? rota : { ...rota, overrides: [...rota.overrides, ...overrides] };
    }),
    maintenance: [...site.maintenance, ...windows.flatMap((one) => windowOf(one, site.site.time_zone))],
  };
}

/** The window as it counts: one that was ended early ends then, one that was ended before its begin never was. */
function windowOf({ window, endedAt }: PlannedWindow, zone: string): Maintenance[] {
  if (endedAt === undefined) return [window];
  const ended = localTime(endedAt, zone).toString({ smallestUnit: "minute" }).slice(0, 16);
  if (ended <= window.from) return [];
  return [ended < window.to ? { ...window, to: ended } : window];
}
