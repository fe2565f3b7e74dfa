/** Names instead of ids: what an alert's labels say, in the words of the inventory. */
import type { Site } from "../../site/inventory.ts";
import type { Labels } from "../../site/series.ts";

/** Text from outside made harmless for a mail: one line, no control or direction characters, cut to length. */
export function clean(text: string, most: number): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200B}\u{FEFF}]/gu, "")
    .replaceAll(/ {2,}/g, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** `USV A (Anlage Strang A)` → `USV A`: what a subject line has room for. */
const short = (name: string): string => name.replace(/\s*\([^)]*\)\s*$/, "");

export interface Place {
  /** For the subject: device and room or house, without ids. */
  readonly short: string;
  /** For the body: full names, the part concerned, and the device's id. */
  readonly full: string;
}

/** The rota that an alert of the chain itself is about: its id may be any word, so it is looked for there only. */
const rotaOf = (labels: Labels, site: Site): Site["rotas"][number] | undefined =>
  labels["class"] === "leitstand" ? site.rotas.find(({ id }) => id === labels["resource"]) : undefined;

/** Where the incident is. Unknown ids stand as they are; without any label it is the site. */
export function placeOf(labels: Labels, site: Site): Place {
  const device = labels["device"];
  const name = device === undefined ? undefined : (site.devices.find(({ id }) => id === device)?.name ?? device);
  const place =
    (labels["room"] !== undefined && (site.rooms.find(({ id }) => id === labels["room"])?.name ?? labels["room"])) ||
    (labels["house"] !== undefined && (site.houses.find(({ id }) => id === labels["house"])?.name ?? labels["house"])) ||
    undefined;
  const resource = labels["resource"];
  const rota = rotaOf(labels, site)?.name;
  const part = rota ?? site.services.find(({ id }) => id === resource)?.name ?? resource;
  const present = (parts: readonly (string | undefined)[]): string[] =>
    parts.filter((text) => text !== undefined && text !== "") as string[];
  const brief = present([name === undefined ? undefined : short(name), rota, place]);
  const full = present([name, part, place]);
  const id = device === undefined || device === name ? "" : ` [${device}]`;
  return {
    short: clean(brief.length === 0 ? site.site.name : brief.join(", "), 60),
    full: `${clean(full.length === 0 ? site.site.name : full.join(", "), 160)}${clean(id, 70) === "" ? "" : ` ${clean(id, 70)}`}`,
  };
}

/**
 * What happened, without the place: rules end their summary with `: usv-a (Raum rz1)`, and the place stands elsewhere.
 */
export function titleOf(summary: string, labels: Labels, site: Site): string {
  const { device, room, house, site: siteId } = labels;
  const ids = [device, room, house, siteId, rotaOf(labels, site)?.id].filter((id) => id !== undefined);
  const at = summary.lastIndexOf(": ");
  const tail = at === -1 ? "" : summary.slice(at + 2);
  const names = ids.some((id) => tail.split(/[\s(),]+/).includes(id));
  return clean(names && at > 0 ? summary.slice(0, at) : summary, 90);
}

const namesOfSite = new WeakMap<Site, ReadonlyMap<string, string>>();
function namesOf(site: Site): ReadonlyMap<string, string> {
  const known = namesOfSite.get(site);
  if (known !== undefined) return known;
  const names = new Map(site.devices.map(({ id, name }) => [id, short(name)]));
  for (const { id, name } of site.services) names.set(id, short(name));
  for (const { id, name } of site.rooms) names.set(`Raum ${id}`, name);
  for (const { id, name } of site.houses) names.set(`Haus ${id}`, name);
  namesOfSite.set(site, names);
  return names;
}

const idLike = /(?:(?:Raum|Haus) )?[a-z0-9]+(?:-[a-z0-9]+)*/g;

/**
 * The text with the ids of devices, rooms and houses replaced by their names, where they stand as words.
 * @param original  the same in German, where `text` is a translation: a word that stands only here is no id, be there a service "mail"
 */
export function withNames(text: string, site: Site, original = text): string {
  const names = namesOf(site);
  const meant = new Set(original.match(idLike));
  return text.replaceAll(idLike, (word) => (meant.has(word) ? names.get(word) : undefined) ?? word);
}
