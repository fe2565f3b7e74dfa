/** What is wrong with what carries the house: the alarm chain itself, power, cooling. */
import { formatDuration, formatMoment, type Locale } from "../../site/locale.ts";
import { fresh, type BoardState, type RoomState, type UpsState } from "./state.ts";
import { celsius, limitCelsius, type Part, type Trouble } from "./trouble.ts";
import { words } from "./words.ts";

export function aboutChain(
  { at, storeAnswers, storeSilentSince, incidents, unwritableSince, timeZone, chain }: BoardState,
  locale: Locale,
): Trouble[] {
  const w = words[locale];
  const list: Trouble[] = [];
  const add = (level: Trouble["level"], sentence: string, tier: Trouble["tier"] = 1, firstStep?: string): void => {
    list.push({ level, parts: ["chain"], tier, sentence, about: [], ...(firstStep !== undefined && { firstStep }) });
  };
  if (!storeAnswers) {
    const since = storeSilentSince && formatMoment(storeSilentSince, at, timeZone, locale);
    add("blind", w.say.storeSilent(since), 0, w.say.lookAtPrometheus);
  }
  if (incidents === undefined) add("blind", w.say.incidentsUnknown);
  if (unwritableSince !== undefined) add("critical", w.say.unwritable(formatMoment(unwritableSince, at, timeZone, locale)), 0);
  if (!storeAnswers) return list;
  if (fresh(chain.rules, at) === undefined) add("critical", w.say.rulesStop, 1, w.say.lookAtPrometheus);
  for (const channel of chain.channels) {
    if (fresh(channel.up, at) === false) add("critical", w.say.channelDown(channel.name));
  }
  const pending = fresh(chain.oldestPendingSeconds, at) ?? 0;
  if (pending > 60) add("critical", w.say.pending(formatDuration(pending, locale)));
  if (fresh(chain.siteFileInForce, at) === false) add("warning", w.say.siteFileWrong);
  if (fresh(chain.codeCurrent, at) === false) add("warning", w.say.codeChanged);
  if (chain.deaf.length > 0) {
    // Without the collectors no device speaks: no tile is fine on figures that only have not grown old enough.
    const parts: readonly Part[] = chain.deaf.includes("devices")
      ? ["chain", "power", "cooling", "remote", "networks", "energy"]
      : ["chain"];
    list.push({
      level: "blind",
      parts,
      tier: 1,
      sentence: w.say.deaf(chain.deaf.map((job) => w.jobs[job] ?? job).join(", ")),
      about: [],
    });
  }
  return list;
}

export function aboutPower(state: BoardState, locale: Locale): Trouble[] {
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

export function aboutRoom(room: RoomState, at: Date, locale: Locale): Trouble[] {
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
export function soonSeconds(room: RoomState): number | undefined {
  const { secondsToAllowable: seconds, inletCelsius, recommendedCelsius, allowableCelsius } = room;
  // Behind the limit there is nothing left to be reached.
  if ((inletCelsius?.value ?? 0) >= (allowableCelsius?.value ?? Infinity)) return undefined;
  const near = (inletCelsius?.value ?? 0) + 3 > (recommendedCelsius?.value ?? Infinity);
  return seconds !== undefined && seconds < 600 && near ? seconds : undefined;
}

export function aboutPlant({ at, plant }: BoardState, locale: Locale): Trouble[] {
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
