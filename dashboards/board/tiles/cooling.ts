import { html, type Html } from "../../../site/html.ts";
import { formatDuration, formatNumber } from "../../../site/locale.ts";
import { bar } from "../marks.ts";
import { fresh, type RoomState, type UnitState } from "../state.ts";
import { celsius } from "../trouble.ts";
import { soonSeconds } from "../trouble-supply.ts";
import type { Level } from "../words.ts";
import { fact, isKnown, silentLine, tile, writers, type TileParts } from "./tile.ts";

/** Is it getting warm? The hottest inlet of each room against its limits, what runs, and the machines behind it. */
export function cooling(parts: TileParts): Html | undefined {
  const { state, w } = parts;
  const rooms = state.rooms.filter((room) => room.units.length > 0 || room.inletCelsius !== undefined);
  if (rooms.length === 0 && state.plant.length === 0) return undefined;
  const known =
    rooms.every((room) => isKnown([room.inletCelsius, ...room.units.map((unit) => unit.state)], state.at)) &&
    state.plant.every((unit) => isKnown([unit.state], state.at));
  const body = html`${rooms.map((room) => roomPart(room, parts))} ${state.plant.map((unit) => plantPart(unit, parts))}`;
  return tile("kaelte", w.cooling, parts.level("cooling", known), body, parts);
}

/** The bar of a room spans 15 to 40 °C: the allowable range of class A1 and a little more. */
const share = (value: number | undefined): number | undefined => value && (value - 15) / 25;

function roomPart(room: RoomState, parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const inlet = fresh(room.inletCelsius, state.at);
  const recommended = fresh(room.recommendedCelsius, state.at);
  const allowable = fresh(room.allowableCelsius, state.at);
  const limits = [recommended, allowable].filter((one) => one !== undefined).map((one) => formatNumber(one, locale));
  const mood = moodOf(inlet, recommended, allowable);
  return html`<h3>${room.name}</h3>
    <p class="figure">
      <strong class="${mood === "critical" && mood}">${voice.say(room.inletCelsius, (value) => celsius(value, locale))}</strong>
      ${w.inlet} ${limits.length > 0 && html`<small>(${w.limits} ${limits.join(" / ")} °C)</small>`}
    </p>
    ${bar(share(inlet), mood, [share(recommended), share(allowable)])} ${soon(room, allowable, parts)}
    <dl class="facts">
      ${fact(w.units, unitsOf(room, parts))}
      ${fact(
        w.floor,
        voice.say(room.leak, (leak) => (leak ? w.wet : w.dry)),
        fresh(room.leak, state.at) === true && "critical",
      )}
    </dl>
    ${unwell(room.units, parts)}`;
}

function moodOf(inlet: number | undefined, recommended: number | undefined, allowable: number | undefined): Level {
  if (inlet === undefined || recommended === undefined || allowable === undefined) return "blind";
  return inlet >= allowable ? "critical" : inlet > recommended ? "warning" : "ok";
}

/** `Erreicht 32 °C in 9 min`, when the verdict says so too. */
function soon(room: RoomState, allowable: number | undefined, { locale, w }: TileParts): Html | undefined {
  const seconds = soonSeconds(room);
  if (seconds === undefined || allowable === undefined) return undefined;
  return html`<p class="critical">${w.reaches(writers(locale).degrees(allowable), formatDuration(seconds, locale))}</p>`;
}

function unitsOf({ units, unitsNeeded }: RoomState, { state, w }: TileParts): string {
  const states = units.map((unit) => fresh(unit.state, state.at));
  const unknown = states.filter((one) => one === undefined).length;
  if (unknown === units.length) return w.none;
  const running = states.filter((one) => one === "running").length;
  const needed = unitsNeeded === undefined ? "" : ` (${w.needed(unitsNeeded)})`;
  return `${w.unitsRunning(running, units.length)}${needed}${unknown > 0 ? `, ${w.unitsUnknown(unknown)}` : ""}`;
}

/** Units are named only when they are not well: `gestört: Umluftkühlgerät 1`, then those that do not answer. */
function unwell(units: readonly UnitState[], parts: TileParts): Html {
  const { state, voice, w } = parts;
  const lines = ["fault", "off"].map((wanted) => {
    const here = units.filter((unit) => fresh(unit.state, state.at) === wanted);
    const [first] = here;
    if (first === undefined) return undefined;
    return html`<p>
      ${voice.say(first.state, (name) => w.unitStates[name] ?? name)}: ${here.map(({ name }) => name).join(", ")}
    </p>`;
  });
  return html`${lines} ${units.map((unit) => silentLine(unit.name, unit.contact, parts))}`;
}

function plantPart(unit: UnitState, parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const { degrees } = writers(locale);
  const silent = silentLine("", unit.contact, parts);
  const water = fresh(unit.waterCelsius, state.at);
  const limit = fresh(unit.waterLimitCelsius, state.at);
  if (silent !== undefined && water === undefined)
    return html`<h3>${unit.name}</h3>
      ${silent}`;
  const warm = water !== undefined && limit !== undefined && water > limit;
  return html`<h3>${unit.name}</h3>
    ${silent}
    <p>
      ${voice.say(unit.state, (name) => w.unitStates[name] ?? name)}; ${w.water}
      <strong class="${warm && "critical"}">${voice.say(unit.waterCelsius, (value) => celsius(value, locale))}</strong>
      ${limit !== undefined && html`<small>(${w.limit} ${degrees(limit)})</small>`}
    </p>`;
}
