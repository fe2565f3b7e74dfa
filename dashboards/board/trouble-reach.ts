/** What is wrong with reaching and being reached: remote work, networks, silent devices; and what on-call holds open. */
import { formatMoment, formatNumber, type Locale } from "../../site/locale.ts";
import type { DeviceClass } from "../../site/metrics.ts";
import { fresh, summaryOf, type BoardState, type Contact, type IncidentView, type Reading, type ResourceState } from "./state.ts";
import type { Part, Trouble } from "./trouble.ts";
import { words } from "./words.ts";

export function aboutRemoteWork({ at, remoteWork }: BoardState, locale: Locale): Trouble[] {
  if (remoteWork === undefined) return [];
  const { say } = words[locale];
  const people = fresh(remoteWork.people, at);
  const capacity = fresh(remoteWork.capacity, at);
  const reduced = fresh(remoteWork.capacityNMinusOne, at);
  if (people === undefined) return [];
  const count = (value: number): string => formatNumber(Math.round(value), locale);
  const binding = remoteWork.binding === undefined ? "" : say.bindingIs(resourceName(remoteWork.binding, locale));
  const base = { parts: ["remote"], tier: 2, about: ["remote-work"] } as const;
  if (capacity !== undefined && people >= capacity * 0.98) {
    return [{ ...base, level: "critical", sentence: say.full(count(people), count(capacity), binding) }];
  }
  const list: Trouble[] = [];
  if (capacity !== undefined && people >= capacity * 0.85) {
    list.push({ ...base, level: "warning", sentence: say.nearlyFull(count(people), count(capacity), binding) });
  }
  if (reduced !== undefined && people > reduced) {
    list.push({ ...base, level: "warning", sentence: say.noNMinusOne(count(people - reduced)) });
  }
  return list;
}

/** `Lizenzen`, `Internetanbindung 1 (Bandbreite)`: a resource that is no device is named by its kind. */
export function resourceName({ name, kind }: ResourceState, locale: Locale): string {
  const what = words[locale].kind[kind] ?? kind;
  return name === "" || name === kind ? what : `${name} (${what})`;
}

export function aboutNetworks({ at, uplinks, houses }: BoardState, locale: Locale): Trouble[] {
  const { say } = words[locale];
  const down = (state: Reading<string>): boolean => {
    const now = fresh(state, at);
    return now !== undefined && now !== "up" && now !== "unknown";
  };
  const cut = houses.filter((house) => house.uplinks.length > 0 && house.uplinks.every(({ state }) => down(state)));
  return [
    ...uplinks
      .filter(({ state }) => down(state))
      .map((link): Trouble => ({
        level: "critical",
        parts: ["networks"],
        tier: 2,
        sentence: say.linkDown(link.name),
        about: [link.device],
      })),
    ...cut.map((house): Trouble => ({
      level: "critical",
      parts: ["networks"],
      tier: 3,
      sentence: say.houseCut(house.name),
      about: house.uplinks.map(({ device }) => device),
    })),
  ];
}

const partOf: Readonly<Record<DeviceClass, Part>> = {
  ups: "power",
  meter: "energy",
  cooling: "cooling",
  sensor: "cooling",
  vpn: "remote",
  network: "networks",
};

/** Silent devices in one sentence; at most three are named, power first. Without the store nothing is known of any device. */
export function aboutSilence({ at, storeAnswers, silent, devices, timeZone }: BoardState, locale: Locale): Trouble[] {
  const [first] = silent;
  if (!storeAnswers || first === undefined) return [];
  const { say } = words[locale];
  const some = silent
    .slice(0, 3)
    .map(({ name }) => name)
    .join(", ");
  const sentence =
    silent.length === 1
      ? `${first.name} ${silence(first.contact, at, timeZone, locale)}.`
      : say.silentMany(silent.length, devices, silent.length > 3 ? `${some} …` : `${some}.`);
  const parts = [...new Set(silent.map((device) => partOf[device.class]))];
  return [{ level: "blind", parts, tier: parts.includes("power") || parts.includes("cooling") ? 1 : 3, sentence, about: [] }];
}

/** `antwortet nicht seit 03:04`, with the day when it was another, without the time when nobody knows it. */
export function silence({ silentSince }: Contact, now: Date, timeZone: string, locale: Locale): string {
  const w = words[locale];
  return silentSince === undefined ? w.silent : w.silentSince(formatMoment(silentSince, now, timeZone, locale));
}

/** Tiles that an incident colours: that of its class, if there is one. */
function partsOf(incident: IncidentView): readonly Part[] {
  const classes: Readonly<Record<string, Part | undefined>> = { ...partOf, energy: "energy", leitstand: "chain" };
  const part = classes[incident.class];
  return part === undefined ? [] : [part];
}

export function aboutIncident(incident: IncidentView, said: ReadonlySet<string>, locale: Locale): Trouble[] {
  const about = [incident.device, incident.room].filter((id) => id !== undefined);
  if (incident.severity === "info") return [];
  const parts = partsOf(incident);
  if (incident.state === "blind") {
    const sentence = words[locale].say.blind(summaryOf(incident, locale));
    return [{ level: incident.severity === "critical" ? "critical" : "blind", parts, tier: 1, sentence, about }];
  }
  if (about.some((id) => said.has(id)) && incident.severity === "critical") return [];
  const summary = summaryOf(incident, locale);
  const sentence = /[.!?]$/.test(summary) ? summary : `${summary}.`;
  return [{ level: incident.severity, parts, tier: 3, sentence, about }];
}
