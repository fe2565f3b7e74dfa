import { formatDuration, formatNumber, formatTime, type Locale } from "../../site/locale.ts";
import type { DeviceClass } from "../../site/metrics.ts";
import {
  fresh,
  type BoardState,
  type Contact,
  type IncidentView,
  type Reading,
  type ResourceState,
  type RoomState,
  type UpsState,
} from "./state.ts";
import { words, type Level } from "./words.ts";

export type Part = "power" | "cooling" | "remote" | "networks" | "energy" | "chain" | "incidents";

/** One thing that is wrong now, as a sentence. */
export interface Trouble {
  readonly level: Exclude<Level, "ok">;
  /** The tiles that show it. */
  readonly parts: readonly Part[];
  /** Weight within a level: 0 the whole site is in danger, 1 the alarm chain, 2 many people, 3 one house or device. */
  readonly tier: 0 | 1 | 2 | 3;
  readonly sentence: string;
  /** Seconds until it hurts; absent when it hurts already or never will. */
  readonly secondsLeft?: number;
  /** What it is about, so that an incident about the same is not said twice. */
  readonly about: readonly string[];
}

/** The sentence on top of the board, and what else is wrong, worst first. */
export interface Verdict {
  readonly level: Level;
  readonly sentence: string;
  /** What the sentence rests on, when nothing is wrong. */
  readonly detail?: string;
  readonly others: readonly Trouble[];
}

const severity: readonly Level[] = ["critical", "blind", "warning", "ok"];

/** The worse of two levels: critical, then blind (nobody can say), then warning. */
export const worse = (a: Level, b: Level): Level => (severity.indexOf(a) <= severity.indexOf(b) ? a : b);

export function verdict(state: BoardState, found: readonly Trouble[], locale: Locale): Verdict {
  const w = words[locale];
  const [first, ...others] = found;
  if (first !== undefined) return { level: first.level, sentence: first.sentence, others };
  const hints = state.incidents?.length ?? 0;
  const count = w.answering(state.devices - state.silent.length, state.devices);
  return { level: "ok", sentence: w.allWell, detail: `${count}, ${hints === 0 ? w.noIncidents : w.hints(hints)}.`, others: [] };
}

export const celsius = (value: number, locale: Locale, digits = 1): string => `${formatNumber(value, locale, digits)}\u00a0°C`;
const limitCelsius = (value: number, locale: Locale): string => celsius(value, locale, Number.isInteger(value) ? 0 : 1);

/** Everything that is wrong, worst first: by level, then by tier, then by the time left. */
export function troubles(state: BoardState, locale: Locale): Trouble[] {
  const live = [
    ...aboutChain(state, locale),
    ...aboutPower(state, locale),
    ...state.rooms.flatMap((room) => aboutRoom(room, state.at, locale)),
    ...aboutPlant(state, locale),
    ...aboutRemoteWork(state, locale),
    ...aboutNetworks(state, locale),
    ...aboutSilence(state, locale),
  ];
  const said = new Set(live.filter(({ level }) => level === "critical").flatMap(({ about }) => about));
  const incidents = (state.incidents ?? []).flatMap((incident) => aboutIncident(incident, said, locale));
  return [...live, ...incidents].sort(
    (a, b) =>
      severity.indexOf(a.level) - severity.indexOf(b.level) || a.tier - b.tier || (a.secondsLeft ?? 0) - (b.secondsLeft ?? 0),
  );
}

function aboutChain({ at, storeAnswers, incidents, chain }: BoardState, locale: Locale): Trouble[] {
  const w = words[locale];
  const list: Trouble[] = [];
  const add = (level: Trouble["level"], sentence: string, tier: Trouble["tier"] = 1): void => {
    list.push({ level, parts: ["chain"], tier, sentence, about: [] });
  };
  if (!storeAnswers) add("blind", w.storeSilent, 0);
  if (incidents === undefined) add("blind", w.say.incidentsUnknown);
  if (!storeAnswers) return list;
  if (fresh(chain.rules, at) === undefined) add("critical", w.say.rulesStop);
  for (const channel of chain.channels) {
    if (fresh(channel.up, at) === false) add("critical", w.say.channelDown(channel.name));
  }
  const pending = fresh(chain.oldestPendingSeconds, at) ?? 0;
  if (pending > 60) add("critical", w.say.pending(formatDuration(pending, locale)));
  if (chain.deaf.length > 0) add("blind", w.say.deaf(chain.deaf.join(", ")));
  return list;
}

function aboutPower(state: BoardState, locale: Locale): Trouble[] {
  const { say } = words[locale];
  const { at, ups } = state;
  const list: Trouble[] = [];
  const onBattery = ups.filter(({ source }) => fresh(source, at) === "battery").sort((a, b) => left(a, at) - left(b, at));
  const [first] = onBattery;
  if (first !== undefined) {
    const runtime = fresh(first.runtimeSeconds, at);
    const limit = fresh(first.runtimeLimitSeconds, at) ?? 0;
    const start =
      onBattery.length > 1 && onBattery.length === ups.length
        ? say.mainsGone(onBattery.length, first.name)
        : onBattery.length > 1
          ? say.onBattery(onBattery.map(({ name }) => name).join(", "))
          : say.onBattery(first.name);
    const end =
      runtime === undefined
        ? say.lastsUnknown
        : runtime <= limit
          ? say.lastsShort(formatDuration(runtime, locale))
          : say.lasts(formatDuration(runtime, locale), formatDuration(runtime - limit, locale));
    const about = onBattery.map(({ id }) => id);
    list.push({
      level: "critical",
      parts: ["power"],
      tier: 0,
      sentence: start + end,
      secondsLeft: Math.max(0, left(first, at)),
      about,
    });
  }
  for (const { id, name, source } of ups) {
    const now = fresh(source, at);
    const sentence = now === "off" ? say.off(name) : now === "bypass" ? say.bypass(name) : undefined;
    if (sentence !== undefined) list.push({ level: "critical", parts: ["power"], tier: 0, sentence, about: [id] });
  }
  return list;
}

/** Seconds until an orderly shutdown must start; an unknown runtime counts as none left. */
function left(ups: UpsState, at: Date): number {
  return (fresh(ups.runtimeSeconds, at) ?? 0) - (fresh(ups.runtimeLimitSeconds, at) ?? 0);
}

function aboutRoom(room: RoomState, at: Date, locale: Locale): Trouble[] {
  const { say } = words[locale];
  const list: Trouble[] = [];
  const add = (level: Trouble["level"], tier: Trouble["tier"], sentence: string, secondsLeft?: number): void => {
    const about = [room.id, ...room.units.map(({ id }) => id)];
    list.push({ level, parts: ["cooling"], tier, sentence, about, ...(secondsLeft !== undefined && { secondsLeft }) });
  };
  const inlet = fresh(room.inletCelsius, at);
  const allowable = fresh(room.allowableCelsius, at);
  const recommended = fresh(room.recommendedCelsius, at);
  const now = inlet === undefined ? "" : celsius(inlet, locale);
  const limit = allowable === undefined ? "" : limitCelsius(allowable, locale);
  const soon = soonSeconds(room);
  const left = soon === undefined ? "" : formatDuration(soon, locale);
  const states = room.units.map(({ state }) => fresh(state, at));
  const running = states.filter((state) => state === "running").length;
  const ready = states.filter((state) => state === "running" || state === "standby").length;
  const known = states.length > 0 && states.every((state) => state !== undefined);
  const needed = room.unitsNeeded ?? 0;
  const stopped = known && running === 0;

  if (inlet !== undefined && allowable !== undefined && inlet >= allowable) add("critical", 0, say.tooHot(room.name, now, limit));
  else if (soon !== undefined && stopped) add("critical", 0, say.noCoolingSoon(room.name, limit, left, now), soon);
  else if (soon !== undefined) add("critical", 0, say.hotSoon(room.name, limit, left, now), soon);
  else if (inlet !== undefined && recommended !== undefined && inlet > recommended) {
    add("warning", 2, say.warm(room.name, now, limitCelsius(recommended, locale)));
  }
  if (fresh(room.leak, at) === true) add("critical", 0, say.leak(room.name));
  if (stopped && soon === undefined) add("critical", 0, say.noCooling(room.name));
  if (known && !stopped && running < needed) add("critical", 0, say.lessCooling(room.name, running, needed));
  if (known && !stopped && running >= needed && ready <= needed && states.length > needed)
    add("warning", 3, say.noReserve(room.name));
  for (const unit of room.units) {
    if (fresh(unit.state, at) === "fault") add("warning", 3, say.unitFault(unit.name));
  }
  return list;
}

/** Seconds until the allowable limit when they are few, by the measure of the rule InletReachesLimitSoon. */
export function soonSeconds({ secondsToAllowable: seconds, inletCelsius, recommendedCelsius }: RoomState): number | undefined {
  const near = (inletCelsius?.value ?? 0) + 3 > (recommendedCelsius?.value ?? Infinity);
  return seconds !== undefined && seconds < 600 && near ? seconds : undefined;
}

function aboutPlant({ at, plant }: BoardState, locale: Locale): Trouble[] {
  const { say } = words[locale];
  return plant.flatMap((unit): Trouble[] => {
    const water = fresh(unit.waterCelsius, at);
    const limit = fresh(unit.waterLimitCelsius, at);
    const about = [unit.id];
    if (water !== undefined && limit !== undefined && water > limit) {
      const sentence = say.waterWarm(unit.name, celsius(water, locale), limitCelsius(limit, locale));
      return [{ level: "critical", parts: ["cooling"], tier: 0, sentence, about }];
    }
    const fault = fresh(unit.state, at) === "fault";
    return fault ? [{ level: "warning", parts: ["cooling"], tier: 2, sentence: say.unitFault(unit.name), about }] : [];
  });
}

function aboutRemoteWork({ at, remoteWork }: BoardState, locale: Locale): Trouble[] {
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

function aboutNetworks({ at, uplinks, houses }: BoardState, locale: Locale): Trouble[] {
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
function aboutSilence({ storeAnswers, silent, devices, timeZone }: BoardState, locale: Locale): Trouble[] {
  const [first] = silent;
  if (!storeAnswers || first === undefined) return [];
  const { say } = words[locale];
  const some = silent
    .slice(0, 3)
    .map(({ name }) => name)
    .join(", ");
  const sentence =
    silent.length === 1
      ? `${first.name} ${silence(first.contact, timeZone, locale)}.`
      : say.silentMany(silent.length, devices, silent.length > 3 ? `${some} …` : `${some}.`);
  const parts = [...new Set(silent.map((device) => partOf[device.class]))];
  return [{ level: "blind", parts, tier: parts.includes("power") || parts.includes("cooling") ? 1 : 3, sentence, about: [] }];
}

/** `antwortet nicht seit 03:04`, without the time when nobody knows it. */
export function silence({ silentSince }: Contact, timeZone: string, locale: Locale): string {
  const w = words[locale];
  return silentSince === undefined ? w.silent : w.silentSince(formatTime(silentSince, timeZone, locale));
}

function aboutIncident(incident: IncidentView, said: ReadonlySet<string>, locale: Locale): Trouble[] {
  const about = [incident.device, incident.room].filter((id) => id !== undefined);
  if (incident.severity === "info") return [];
  if (incident.state === "blind") {
    const sentence = words[locale].say.blind(incident.summary);
    return [{ level: incident.severity === "critical" ? "critical" : "blind", parts: ["incidents"], tier: 1, sentence, about }];
  }
  if (about.some((id) => said.has(id)) && incident.severity === "critical") return [];
  const sentence = /[.!?]$/.test(incident.summary) ? incident.summary : `${incident.summary}.`;
  return [{ level: incident.severity, parts: ["incidents"], tier: 3, sentence, about }];
}
