import { formatNumber, type Locale } from "../site/locale.ts";
import type { Capacity, Resource, ScenarioCapacity } from "./capacity.ts";

interface Words {
  readonly nothing: string;
  readonly carries: (places: string, workforce: string) => string;
  readonly enough: (workforce: string) => string;
  readonly places: (places: string) => string;
  readonly full: (places: string, people: string) => string;
  /** Before a number that is only a bound, because a kind of resource is not measured. */
  readonly atMost: string;
  readonly atLeast: string;
  readonly tightest: (what: string) => string;
  readonly taken: (used: string, capacity: string) => string;
  readonly sessions: string;
  readonly licences: string;
  readonly uplink: string;
  readonly on: string;
  readonly missing: (gateway: string, places: string, one: boolean) => string;
  readonly free: (gateway: string, places: string, one: boolean) => string;
  readonly noneFree: (gateway: string) => string;
  readonly silent: (names: string, one: boolean) => string;
  readonly standby: (names: string, one: boolean) => string;
  readonly down: (names: string, one: boolean) => string;
  readonly unknown: (kinds: string) => string;
  readonly and: string;
}

const dictionary: Readonly<Record<Locale, Words>> = {
  de: {
    nothing: "Wie viele Personen der Fernzugang trägt, ist unbekannt: Es fehlen Messwerte",
    carries: (places, workforce) => `Fernzugang trägt ${places} von ${workforce} Personen`,
    enough: (workforce) => `Fernzugang trägt alle ${workforce} Personen`,
    places: (places) => ` (Platz für ${places})`,
    full: (places, people) => `Fernzugang ist voll: ${people} Personen auf ${places} Plätzen`,
    atMost: "höchstens ",
    atLeast: "mindestens ",
    tightest: (what) => `engste Stelle: ${what}`,
    taken: (used, capacity) => `${used} von ${capacity} belegt`,
    sessions: "Sitzungen",
    licences: "Lizenzen",
    uplink: "Anbindung",
    on: "auf",
    missing: (gateway, places, one) => `ohne ${gateway} ${one ? "fehlt" : "fehlen"} ${places} ${one ? "Platz" : "Plätze"}`,
    free: (gateway, places, one) =>
      `auch ohne ${gateway} ${one ? "bleibt" : "bleiben"} ${places} ${one ? "Platz" : "Plätze"} frei`,
    noneFree: (gateway) => `ohne ${gateway} bleibt kein Platz frei`,
    silent: (names, one) => `${names} ${one ? "antwortet nicht und zählt" : "antworten nicht und zählen"} nicht mit`,
    standby: (names, one) => `${names} ${one ? "steht" : "stehen"} in Reserve`,
    down: (names, one) => `${names} ${one ? "ist" : "sind"} ausgefallen`,
    unknown: (kinds) => `unbekannt: ${kinds}`,
    and: "und",
  },
  en: {
    nothing: "How many people remote access carries is unknown: there are no measurements",
    carries: (places, workforce) => `Remote access carries ${places} of ${workforce} people`,
    enough: (workforce) => `Remote access carries all ${workforce} people`,
    places: (places) => ` (room for ${places})`,
    full: (places, people) => `Remote access is full: ${people} people on ${places} places`,
    atMost: "at most ",
    atLeast: "at least ",
    tightest: (what) => `tightest: ${what}`,
    taken: (used, capacity) => `${used} of ${capacity} taken`,
    sessions: "sessions",
    licences: "licences",
    uplink: "uplink",
    on: "on",
    missing: (gateway, places, one) => `without ${gateway} ${places} ${one ? "place is" : "places are"} missing`,
    free: (gateway, places, one) => `even without ${gateway} ${places} ${one ? "place stays" : "places stay"} free`,
    noneFree: (gateway) => `without ${gateway} no place stays free`,
    silent: (names, one) => `${names} ${one ? "does" : "do"} not answer and ${one ? "is" : "are"} not counted`,
    standby: (names, one) => `${names} ${one ? "stands" : "stand"} by`,
    down: (names, one) => `${names} ${one ? "is" : "are"} down`,
    unknown: (kinds) => `unknown: ${kinds}`,
    and: "and",
  },
};

/**
 * A capacity as one sentence for the board: how many it carries, the tightest spot, what the loss of one gateway would
 * mean for the people working now, and what is gone or unknown.
 * @param name  name of a device for its id, as people call it
 */
export function capacitySentence(capacity: Capacity, locale: Locale, name: (device: string) => string = (id) => id): string {
  const w = dictionary[locale];
  const { all, nMinus1 } = capacity;
  const parts = [
    head(capacity, w, locale),
    all.binding && w.tightest(spot(all, w, locale, name)),
    loss(nMinus1, w, locale, name),
    named(all, ["silent", "unseen"], w.silent, w, name),
    named(all, ["standby"], w.standby, w, name),
    named(all, ["down"], w.down, w, name),
    all.capacityPeople !== undefined &&
      all.unknown.length > 0 &&
      w.unknown(
        list(
          all.unknown.map((kind) => w[kind]),
          w.and,
        ),
      ),
  ];
  return `${parts.filter((part) => typeof part === "string").join("; ")}.`;
}

function head({ workforce, people, all }: Capacity, w: Words, locale: Locale): string {
  if (all.capacityPeople === undefined) return w.nothing;
  const places = `${all.unknown.length > 0 ? w.atMost : ""}${formatNumber(all.capacityPeople, locale)}`;
  if (people !== undefined && people >= all.capacityPeople) return w.full(places, formatNumber(people, locale));
  const everyone = formatNumber(workforce, locale);
  if (all.capacityPeople < workforce) return w.carries(places, everyone);
  return `${w.enough(everyone)}${all.capacityPeople > workforce ? w.places(places) : ""}`;
}

function spot({ binding, resources }: ScenarioCapacity, w: Words, locale: Locale, name: (id: string) => string): string {
  const resource = resources.find((one) => one.kind === binding?.kind && one.resource === binding.resource);
  if (resource === undefined) return "";
  const what = resource.kind === "uplink" || resource.resource === "licences" ? [] : [w[resource.kind], w.on];
  const where = resource.resource === "licences" ? w.licences : resourceName(resource, name);
  const { usedPeople: used, capacityPeople: places } = resource;
  const taken =
    used === undefined || places === undefined ? undefined : w.taken(formatNumber(used, locale), formatNumber(places, locale));
  return `${[...what, where].join(" ")}${taken === undefined ? "" : ` (${taken})`}`;
}

function loss({ lost, headroomPeople: room, unknown }: ScenarioCapacity, w: Words, locale: Locale, name: (id: string) => string) {
  if (lost === undefined || room === undefined) return undefined;
  if (room === 0) return w.noneFree(name(lost));
  const bound = unknown.length === 0 ? "" : room < 0 ? w.atLeast : w.atMost;
  const places = `${bound}${formatNumber(Math.abs(room), locale)}`;
  return (room < 0 ? w.missing : w.free)(name(lost), places, Math.abs(room) === 1);
}

function named(
  { resources, unknown }: ScenarioCapacity,
  states: readonly Resource["state"][],
  say: (names: string, one: boolean) => string,
  w: Words,
  name: (id: string) => string,
): string | undefined {
  // A kind that is unknown as a whole is said once, as unknown.
  const wanted = resources.filter((one) => states.includes(one.state) && !unknown.includes(one.kind));
  const names = [...new Set(wanted.map((one) => resourceName(one, name)))];
  return names.length === 0 ? undefined : say(list(names, w.and), names.length === 1);
}

/** `vpn-1` by its name; `router-1:Te0/0/0` as name and interface. */
function resourceName({ resource }: Resource, name: (id: string) => string): string {
  const [device = "", ...port] = resource.split(":");
  return port.length === 0 ? name(device) : `${name(device)} (${port.join(":")})`;
}

function list(names: readonly string[], and: string): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} ${and} ${names.at(-1)}`;
}
