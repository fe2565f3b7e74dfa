import { html, type Html } from "../../../site/html.ts";
import { fresh, type Contact, type HouseState, type UplinkState } from "../state.ts";
import { isKnown, tile, writers, type TileParts } from "./tile.ts";

/** Are the networks fit? The site's own uplinks, then every house: way out, devices, people on its WLAN. */
export function networks(parts: TileParts): Html | undefined {
  const { state, w } = parts;
  if (state.houses.length === 0 && state.uplinks.length === 0) return undefined;
  const links = [...state.uplinks, ...state.houses.flatMap((house) => house.uplinks)];
  const known =
    isKnown(
      links.map((link) => link.state),
      state.at,
    ) && state.houses.every((house) => house.unknown === 0);
  const body = html`<table>
    <thead>
      <tr>
        <th scope="col">${w.place}</th>
        <th scope="col">${w.uplink}</th>
        <th scope="col">${w.devices}</th>
        <th scope="col" class="number">${w.wifi}</th>
      </tr>
    </thead>
    <tbody>
      ${state.uplinks.map((link) => siteRow(link, parts))} ${state.houses.map((house) => houseRow(house, parts))}
    </tbody>
  </table>`;
  return tile("netze", w.networks, parts.level("networks", known), body, parts);
}

function siteRow(link: UplinkState, parts: TileParts): Html {
  return html`<tr>
    <th scope="row">${link.name}</th>
    <td>${linkWords(link, parts)}</td>
    <td>${contactWord(link.contact, parts)}</td>
    <td></td>
  </tr>`;
}

function houseRow(house: HouseState, parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const silent = house.silent.length;
  const devices = silent > 0 ? w.silentOf(silent, house.devices) : house.unknown > 0 ? w.none : w.allAnswer;
  return html`<tr>
    <th scope="row">
      ${house.name}${silent > 0 && silent < house.devices && html` <small>${w.silentNames(house.silent.join(", "))}</small>`}
    </th>
    <td>${house.uplinks.map((link, index) => html`${index > 0 && html`<br />`}${linkWords(link, parts)}`)}</td>
    <td class="${silent > 0 && "blind"}">${devices}</td>
    <td class="number">
      ${fresh(house.wifiClients, state.at) === undefined ? w.none : voice.say(house.wifiClients, writers(locale).people)}
    </td>
  </tr>`;
}

/** `in Betrieb, 12 %`: the state, and the busier direction while it is up. */
function linkWords(link: UplinkState, { state, voice, locale, w }: TileParts): Html {
  const now = fresh(link.state, state.at);
  const load = now === "up" && fresh(link.loadRatio, state.at);
  const said = voice.say(link.state, (name) => (name === "up" ? w.up : name === "unknown" ? w.level.blind : w.down));
  const cut = now !== undefined && now !== "up" && now !== "unknown";
  return html`<span class="${cut && "critical"}">${said}</span
    >${typeof load === "number" && `, ${writers(locale).percent(load)}`}`;
}

function contactWord({ answers }: Contact, { state, w }: TileParts): string {
  const now = fresh(answers, state.at);
  return now === undefined ? w.none : now ? w.answers : w.silent;
}
