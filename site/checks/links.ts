import type { Fault } from "../fault.ts";
import { each, textOf, type Path } from "../path.ts";
import { closest, type Words } from "../problem.ts";
import type { Check, Draft } from "./draft.ts";

/** Lists whose entries have an `id`, and what one entry is called. */
const lists = {
  rooms: { de: "eines Raums", en: "a room" },
  houses: { de: "eines Hauses", en: "a house" },
  credentials: { de: "von Zugangsdaten", en: "credentials" },
  devices: { de: "eines Geräts", en: "a device" },
  services: { de: "eines Dienstes", en: "a service" },
  meters: { de: "eines Zählers", en: "a meter" },
  contacts: { de: "eines Kontakts", en: "a contact" },
  rotas: { de: "eines Dienstplans", en: "a rota" },
  policies: { de: "einer Eskalation", en: "a policy" },
} as const satisfies Record<string, Words>;
type List = keyof typeof lists;

/** Every place that names an entry of a list. */
const links: readonly (readonly [place: string, list: List])[] = [
  ["devices[].credentials", "credentials"],
  ["devices[].room", "rooms"],
  ["devices[].house", "houses"],
  ["services[].room", "rooms"],
  ["services[].house", "houses"],
  ["devices[].feeds[]", "devices"],
  ["remote_work.gateways[]", "devices"],
  ["remote_work.uplinks[].device", "devices"],
  ["meters[].source.device", "devices"],
  ["meters[].parent", "meters"],
  ["energy.ups[].input", "meters"],
  ["energy.ups[].output", "meters"],
  ["energy.customers[].meters[].meter", "meters"],
  ["energy.mailings[].to[]", "contacts"],
  ["rotas[].layers[].participants[]", "contacts"],
  ["rotas[].overrides[].contact", "contacts"],
  ["rotas[].rooms[]", "rooms"],
  ["policies[].steps[].notify[].rota", "rotas"],
  ["policies[].steps[].notify[].contact", "contacts"],
  ["policies[].fallback", "contacts"],
  ["maintenance[].devices[]", "devices"],
  ["maintenance[].rooms[]", "rooms"],
  ["maintenance[].houses[]", "houses"],
];

/** Lists in which an entry twice would count twice, or is a slip. */
const sets = [
  "remote_work.gateways",
  "remote_work.uplinks",
  "devices[].feeds",
  "devices[].uplinks",
  "contacts[].roles",
  "policies[].severity",
  "policies[].classes",
  "policies[].alerts",
  "policies[].inform.roles",
  "rotas[].classes",
  "rotas[].rooms",
  "energy.mailings[].to",
  "energy.mailings[].formats",
];

export const duplicateIds: Check = (draft) =>
  Object.keys(lists).flatMap((list) => {
    const ids = each(draft.value, `${list}[].id`).filter(({ value }) => typeof value === "string");
    return repeated(ids, draft, "SITE_ID_DUPLICATE");
  });

export const duplicateEntries: Check = (draft) =>
  sets.flatMap((set) =>
    each(draft.value, set).flatMap(({ path, value }) => {
      // Thousands of devices have one entry or none.
      if (Array.isArray(value) && value.length < 2) return [];
      const entries = each(value, "[]").map((entry) => ({ path: [...path, ...entry.path], value: JSON.stringify(entry.value) }));
      return repeated(entries, draft, "SITE_ENTRY_DUPLICATE");
    }),
  );

/** A fault for each entry whose value stood before, naming the line where. */
export function repeated(entries: readonly { path: Path; value: unknown }[], draft: Draft, code: string): Fault[] {
  const first = new Map<unknown, Path>();
  return entries.flatMap(({ path, value }) => {
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, path);
      return [];
    }
    const line = draft.lineOf(before);
    return {
      code,
      path,
      expected: { de: `nur einmal; steht schon in Zeile ${line}`, en: `only once; stands already in line ${line}` },
    };
  });
}

export const danglingLinks: Check = ({ value: document }) => {
  const targets = new Map(Object.keys(lists).map((list) => [list, idsOf(document, list as List)]));
  return links.flatMap(([place, list]) => {
    const target = targets.get(list);
    if (target === undefined) return [];
    return each(document, place)
      .filter(({ value }) => typeof value === "string" && !target.has(value))
      .map(({ path, value }) => ({
        code: "SITE_REFERENCE_UNKNOWN",
        path,
        expected: idOf(list, target),
        closest: closest(String(value), target),
      }));
  });
};

/** The ids of a list; undefined when it is no list at all, which is a fault of its own. */
function idsOf(document: unknown, list: List): ReadonlySet<string> | undefined {
  const [found] = each(document, list);
  if (found === undefined) return new Set();
  if (!Array.isArray(found.value)) return undefined;
  return new Set(found.value.flatMap((entry: unknown) => textOf(entry, "id") ?? []));
}

/** The ids themselves while they fit into a line, else how many there are. */
function idOf(list: List, ids: ReadonlySet<string>): Words {
  const known = ids.size <= 8 ? [...ids].join(", ") : undefined;
  const de = ids.size === 0 ? "dort steht keine" : (known ?? `${ids.size} bekannt`);
  const en = ids.size === 0 ? "there is none" : (known ?? `${ids.size} known`);
  return { de: `die id ${lists[list].de} aus ${list} (${de})`, en: `the id of ${lists[list].en} in ${list} (${en})` };
}
