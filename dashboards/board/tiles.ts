import { html, type Html } from "../../site/html.ts";
import { formatDuration, formatNumber, formatPercent, type Locale } from "../../site/locale.ts";
import { bar, speaker, status, type Speaker } from "./marks.ts";
import { fresh, type BoardState, type Contact, type Reading, type RoomState, type UnitState, type UplinkState } from "./state.ts";
import { celsius, resourceName, silence, worse, type Part, type Trouble } from "./verdict.ts";
import { words, type Level } from "./words.ts";

/** All tiles of the board in order of urgency: what carries the house first. */
export function tiles(state: BoardState, found: readonly Trouble[], locale: Locale): Html[] {
  const voice = speaker(state.at, state.timeZone, locale);
  const level = (part: Part, known: boolean): Level =>
    found
      .filter((trouble) => trouble.part === part)
      .reduce<Level>((worst, one) => worse(worst, one.level), known ? "ok" : "blind");
  return [
    power(state, voice, level),
    cooling(state, voice, level),
    remoteWork(state, voice, level),
    networks(state, voice, level),
    energy(state, voice, level),
    chain(state, voice, level),
  ].filter((tile) => tile !== undefined);
}

type LevelOf = (part: Part, known: boolean) => Level;

function tile(id: string, title: string, level: Level, body: Html, voice: Speaker): Html {
  return html`<section class="tile ${level}" id="${id}" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${title} ${status(level, voice.locale)}</h2>
    ${body} ${voice.foot()}
  </section>`;
}

const isKnown = (readings: readonly Reading<unknown>[], at: Date): boolean =>
  readings.every((one) => fresh(one, at) !== undefined);
const seconds =
  (locale: Locale) =>
  (value: number): string =>
    formatDuration(value, locale);
const percent =
  (locale: Locale) =>
  (value: number): string =>
    formatPercent(value, locale);
const watts =
  (locale: Locale) =>
  (value: number): string =>
    value < 10_000 ? `${formatNumber(value / 1000, locale, 1)} kW` : `${formatNumber(value / 1000, locale)} kW`;
const people =
  (locale: Locale) =>
  (value: number): string =>
    formatNumber(Math.round(value), locale);

/** `antwortet nicht seit 03:04` if the device is known to be silent. */
function silent(contact: Contact, state: BoardState, locale: Locale): Html | undefined {
  if (contact.answers === undefined || contact.answers.value) return undefined;
  return html`<p class="none">${silence(contact, state.timeZone, locale)}</p>`;
}

function power(state: BoardState, voice: Speaker, level: LevelOf): Html | undefined {
  if (state.ups.length === 0) return undefined;
  const { at, locale } = voice;
  const w = words[locale];
  const known = state.ups.every((ups) => isKnown([ups.source, ups.runtimeSeconds], at));
  const rows = state.ups.map((ups) => {
    const load = fresh(ups.loadRatio, at);
    const source = fresh(ups.source, at);
    const runtimeLimit = fresh(ups.runtimeLimitSeconds, at);
    const worst: Level =
      source === undefined ? "blind" : source === "battery" || source === "off" || source === "bypass" ? "critical" : "ok";
    return html`<h3>${ups.name}</h3>
      ${silent(ups.contact, state, locale)}
      <dl class="facts">
        <div>
          <dt>${w.source}</dt>
          <dd class="${worst === "critical" && worst}">${voice.say(ups.source, (name) => w.sources[name] ?? name)}</dd>
        </div>
        <div>
          <dt>
            ${w.runtime}${runtimeLimit !== undefined && html` <small>(${w.limit} ${formatDuration(runtimeLimit, locale)})</small>`}
          </dt>
          <dd>${voice.say(ups.runtimeSeconds, seconds(locale))}</dd>
        </div>
        <div>
          <dt>${w.charge}</dt>
          <dd>${voice.say(ups.chargeRatio, percent(locale))}</dd>
        </div>
        <div>
          <dt>${w.load}</dt>
          <dd>${voice.say(ups.loadRatio, percent(locale))}</dd>
        </div>
      </dl>
      ${bar(load, worst === "blind" ? "ok" : worst)}`;
  });
  return tile("strom", w.power, level("power", known), html`${rows}`, voice);
}

function cooling(state: BoardState, voice: Speaker, level: LevelOf): Html | undefined {
  const rooms = state.rooms.filter((room) => room.units.length > 0 || room.inletCelsius !== undefined);
  if (rooms.length === 0 && state.plant.length === 0) return undefined;
  const { at, locale } = voice;
  const w = words[locale];
  const known = rooms.every((room) => isKnown([room.inletCelsius, ...room.units.map((unit) => unit.state)], at));
  const body = html`${rooms.map((room) => roomPart(room, state, voice))}
  ${state.plant.map(
    (unit) =>
      html`<h3>${unit.name}</h3>
        ${silent(unit.contact, state, locale)}
        <p>${plantPart(unit, voice)}</p>`,
  )}`;
  return tile("kaelte", w.cooling, level("cooling", known), body, voice);
}

/** The bar of a room spans 15 to 40 °C: the allowable range of class A1 and a little more. */
const share = (value: number): number => (value - 15) / 25;

function roomPart(room: RoomState, state: BoardState, voice: Speaker): Html {
  const { at, locale } = voice;
  const w = words[locale];
  const inlet = fresh(room.inletCelsius, at);
  const recommended = fresh(room.recommendedCelsius, at);
  const allowable = fresh(room.allowableCelsius, at);
  const mood: Level =
    inlet === undefined || allowable === undefined || recommended === undefined
      ? "blind"
      : inlet >= allowable
        ? "critical"
        : inlet > recommended
          ? "warning"
          : "ok";
  const states = room.units.map((unit) => fresh(unit.state, at));
  const unknown = states.filter((one) => one === undefined).length;
  const running = states.filter((one) => one === "running").length;
  const limits = [recommended, allowable].filter((one) => one !== undefined).map((one) => formatNumber(one, locale));
  const soon =
    room.secondsToAllowable !== undefined && allowable !== undefined && room.secondsToAllowable <= 1200
      ? html` <strong class="critical"
          >${w.inRoom(formatDuration(room.secondsToAllowable, locale), `${formatNumber(allowable, locale)} °C`)}</strong
        >`
      : undefined;
  return html`<h3>${room.name}</h3>
    <p class="figure">
      <strong>${voice.say(room.inletCelsius, (value) => celsius(value, locale))}</strong> ${w.inlet}
      ${limits.length > 0 && html`<small>(${w.limit} ${limits.join(" / ")} °C)</small>`}${soon}
    </p>
    ${bar(
      inlet === undefined ? undefined : share(inlet),
      mood,
      [recommended, allowable].map((one) => one && share(one)),
    )}
    <p>
      ${w.unitsRunning(running, room.units.length)}${unknown > 0 && `, ${w.unitsUnknown(unknown)}`}${
        room.unitsNeeded !== undefined && ` (${w.needed(room.unitsNeeded)})`
      };
      ${voice.say(room.leak, (leak) => (leak ? w.wet : w.dry))}
    </p>
    ${room.units
      .filter(({ state: unit }) => ["fault", "off"].includes(fresh(unit, at) ?? ""))
      .map((unit) => html`<p>${unit.name}: ${voice.say(unit.state, (name) => w.unitStates[name] ?? name)}</p>`)}
    ${room.units.map((unit) => silent(unit.contact, state, locale) && html`<p class="none">${unit.name} ${silence(unit.contact, state.timeZone, locale)}</p>`)}`;
}

function plantPart(unit: UnitState, voice: Speaker): Html {
  const w = words[voice.locale];
  const limit = fresh(unit.waterLimitCelsius, voice.at);
  return html`${voice.say(unit.state, (name) => w.unitStates[name] ?? name)}, ${w.water}
  ${voice.say(unit.waterCelsius, (value) => celsius(value, voice.locale))}
  ${limit !== undefined && html`<small>(${w.limit} ${formatNumber(limit, voice.locale)} °C)</small>`}`;
}

function remoteWork(state: BoardState, voice: Speaker, level: LevelOf): Html | undefined {
  const { remoteWork: work } = state;
  if (work === undefined) return undefined;
  const { at, locale } = voice;
  const w = words[locale];
  const now = fresh(work.people, at);
  const capacity = fresh(work.capacity, at);
  const reduced = fresh(work.capacityNMinusOne, at);
  const mood = level("remote", now !== undefined && capacity !== undefined);
  const ratio = now !== undefined && capacity !== undefined && capacity > 0 ? now / capacity : undefined;
  const ticks = [reduced !== undefined && capacity !== undefined && capacity > 0 ? reduced / capacity : undefined];
  const body = html`<p class="figure">
      <strong>${voice.say(work.people, people(locale))}</strong>
      ${capacity === undefined ? voice.say(work.capacity, people(locale)) : w.peopleOf(people(locale)(capacity))}
    </p>
    ${bar(ratio, mood, ticks)}
    <dl class="facts">
      <div>
        <dt>${w.free}</dt>
        <dd>${now === undefined || capacity === undefined ? w.none : people(locale)(Math.max(0, capacity - now))}</dd>
      </div>
      <div>
        <dt>${w.nMinusOne}</dt>
        <dd>${voice.say(work.capacityNMinusOne, people(locale))}</dd>
      </div>
      <div class="wide">
        <dt>${w.binding}</dt>
        <dd>${work.binding === undefined ? w.none : resourceName(work.binding, locale)}</dd>
      </div>
      <div class="wide">
        <dt>${w.workforce}</dt>
        <dd>${people(locale)(work.workforce)}</dd>
      </div>
    </dl>`;
  return tile("remote", w.remoteWork, mood, body, voice);
}

function networks(state: BoardState, voice: Speaker, level: LevelOf): Html | undefined {
  if (state.houses.length === 0 && state.uplinks.length === 0) return undefined;
  const { at, locale } = voice;
  const w = words[locale];
  const links = [...state.uplinks, ...state.houses.flatMap((house) => house.uplinks)];
  const known =
    links.every((link) => fresh(link.state, at) !== undefined) && state.houses.every((house) => house.silent.length === 0);
  const link = (uplink: UplinkState): Html => {
    const up = fresh(uplink.state, at);
    const load = fresh(uplink.loadRatio, at);
    const text = voice.say(uplink.state, (name) => (name === "up" ? w.up : name === "unknown" ? w.level.blind : w.down));
    return html`<span class="${up === undefined || up === "up" ? "" : "critical"}">${text}</span
      >${up === "up" && load !== undefined && `, ${formatPercent(load, locale)}`}`;
  };
  const links2 = state.uplinks.map(
    (uplink) =>
      html`<tr>
        <th scope="row">${uplink.name}</th>
        <td>${link(uplink)}</td>
        <td>${contactWord(uplink.contact, at, locale)}</td>
        <td></td>
      </tr>`,
  );
  const rows = state.houses.map((house) => {
    const answers =
      house.silent.length > 0 ? w.silentOf(house.silent.length, house.devices) : house.unknown > 0 ? w.none : w.allAnswer;
    return html`<tr>
      <th scope="row">${house.name}</th>
      <td>${house.uplinks.map((uplink, index) => html`${index > 0 && html`<br />`}${link(uplink)}`)}</td>
      <td class="${house.silent.length > 0 && "blind"}">${answers}</td>
      <td>${house.wifiClients === undefined ? "–" : voice.say(house.wifiClients, people(locale))}</td>
    </tr>`;
  });
  const body = html`<table>
    <thead>
      <tr>
        <th scope="col">${w.house}</th>
        <th scope="col">${w.uplink}</th>
        <th scope="col">${w.silentDevices}</th>
        <th scope="col">${w.wifi}</th>
      </tr>
    </thead>
    <tbody>
      ${links2}${rows}
    </tbody>
  </table>`;
  return tile("netze", w.networks, level("networks", known), body, voice);
}

function contactWord(contact: Contact, at: Date, locale: Locale): string {
  const w = words[locale];
  const answers = fresh(contact.answers, at);
  return answers === undefined ? w.none : answers ? w.allAnswer : w.silent;
}

const shownRoles = ["it", "ups_out", "cooling", "ups_loss"];

function energy(state: BoardState, voice: Speaker, level: LevelOf): Html {
  const { energy: now } = state;
  const { at, locale } = voice;
  const w = words[locale];
  const roles = shownRoles.filter((role) => now.watts.has(role));
  const limit = fresh(now.pueLimit, at);
  const period = now.pueCategory !== undefined && now.puePeriod !== undefined;
  const body = html`<p class="figure"><strong>${voice.say(now.gridWatts, watts(locale))}</strong> ${w.gridNow}</p>
    <dl class="facts">
      ${roles.map(
        (role) =>
          html`<div>
            <dt>${w.roles[role] ?? role}</dt>
            <dd>${voice.say(now.watts.get(role), watts(locale))}</dd>
          </div>`,
      )}
      <div class="wide">
        <dt>${w.pue}${limit !== undefined && html` <small>(${w.limit} ${formatNumber(limit, locale, 1)})</small>`}</dt>
        <dd>${voice.say(now.pue, (value) => formatNumber(value, locale, 2))}</dd>
      </div>
    </dl>
    ${period && html`<p><small>${w.pueOf(now.pueCategory ?? "", now.puePeriod ?? "")}</small></p>`}
    ${roles.length > 0 && html`<p><small>${roles.map((role) => w.roles[role] ?? role).join(", ")}: ${w.quarter}</small></p>`}`;
  return tile("energie", w.energy, level("energy", now.gridWatts !== undefined || now.pue !== undefined), body, voice);
}

function chain(state: BoardState, voice: Speaker, level: LevelOf): Html {
  const { chain: now } = state;
  const { locale } = voice;
  const w = words[locale];
  const known = state.storeAnswers && state.incidents !== undefined;
  const rules = fresh(now.rules, voice.at) === true;
  const body = html`<dl class="facts">
    <div class="wide">
      <dt>${w.rules}</dt>
      <dd class="${!rules && "critical"}">
        ${rules ? voice.say(now.rules, () => w.rulesRun) : state.storeAnswers ? w.rulesStop : w.none}
      </dd>
    </div>
    <div class="wide">
      <dt>${w.parts}</dt>
      <dd>${!state.storeAnswers ? w.none : now.deaf.length === 0 ? w.allParts : w.partsDeaf(now.deaf.join(", "))}</dd>
    </div>
    ${now.channels.map(
      (channel) =>
        html`<div class="wide">
          <dt>${w.channel(channel.name)}</dt>
          <dd class="${channel.up?.value === false && "critical"}">
            ${voice.say(channel.up, (up) => (up ? w.accepts : w.refuses))}
          </dd>
        </div>`,
    )}
    <div class="wide">
      <dt>${w.pending}</dt>
      <dd>${voice.say(now.oldestPendingSeconds, (age) => (age < 1 ? w.noPending : w.ago(formatDuration(age, locale))))}</dd>
    </div>
  </dl>`;
  return tile("alarmkette", w.chain, level("chain", known), body, voice);
}
