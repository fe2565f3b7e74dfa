/** The lab's first page: what is true in the simulated site, which faults are active, and a button for each that can be. */
import type { Site } from "../../site/inventory.ts";
import { html, type Html } from "../../site/html.ts";
import { formatDuration, formatNumber, formatPercent, type Locale } from "../../site/locale.ts";
import { faultKind, faultKinds, type Fault, type FaultKind } from "../faults.ts";
import type { Truth } from "../truth.ts";
import { layout } from "./layout.ts";

const words = {
  de: {
    title: "Zustand der Anlage",
    note: "Die Wahrheit des simulierten Rechenzentrums; was Leitstand davon sieht, fragt er über SNMP ab.",
    clock: "Uhr der Anlage",
    speed: "Geschwindigkeit",
    set: "Setzen",
    grid: "Netzbezug",
    it: "IT-Leistung",
    cooling: "Kühlung",
    loss: "USV-Verluste",
    pue: "PUE jetzt",
    outdoor: "Außenluft",
    water: "Kaltwasser",
    sessions: "VPN-Sitzungen",
    waiting: "abgewiesen, wartend",
    room: "Zuluft",
    charge: "Ladung",
    lasts: "hält",
    uplink: "Uplink",
    down: "unterbrochen",
    active: "Aktive Störungen",
    noneActive: "Keine. Die Anlage arbeitet normal.",
    since: "seit",
    end: "Beenden",
    endAll: "Alle beenden",
    cause: "Störung auslösen",
    start: "Auslösen",
    target: "Ziel",
    mails: "Mails im Postfach",
    modes: { mains: "Netz", battery: "Batterie", bypass: "Bypass", off: "aus" },
    targets: { both: "beide Einspeisungen", a: "Einspeisung A", b: "Einspeisung B", rz1: "Raum 1", rz2: "Raum 2" },
  },
  en: {
    title: "State of the site",
    note: "The truth of the simulated data centre; what Leitstand sees of it, it asks for by SNMP.",
    clock: "Clock of the site",
    speed: "Speed",
    set: "Set",
    grid: "Grid",
    it: "IT power",
    cooling: "Cooling",
    loss: "UPS losses",
    pue: "PUE now",
    outdoor: "Outdoors",
    water: "Chilled water",
    sessions: "VPN sessions",
    waiting: "refused, waiting",
    room: "Supply air",
    charge: "charge",
    lasts: "lasts",
    uplink: "Uplink",
    down: "down",
    active: "Active faults",
    noneActive: "None. The site works normally.",
    since: "since",
    end: "End",
    endAll: "End all",
    cause: "Cause a fault",
    start: "Cause",
    target: "Target",
    mails: "mails in the mailbox",
    modes: { mains: "mains", battery: "battery", bypass: "bypass", off: "off" },
    targets: { both: "both feeds", a: "feed A", b: "feed B", rz1: "room 1", rz2: "room 2" },
  },
} as const;

function figure(label: string, value: string, bad = false): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd ${bad ? html`class="bad"` : ""}>${value}</dd>
  </div>`;
}

function figures(state: Truth, locale: Locale): Html {
  const w = words[locale];
  const kilowatts = (watts: number): string => `${formatNumber(watts / 1000, locale, 1)} kW`;
  const celsius = (value: number): string => `${formatNumber(value, locale, 1)} °C`;
  const ups = Object.entries(state.ups).map(([id, it]) =>
    figure(
      id,
      `${w.modes[it.mode]} · ${formatPercent(it.charge_ratio, locale)} · ${formatDuration(it.runtime_seconds, locale)}`,
      it.mode !== "mains",
    ),
  );
  const units = Object.entries(state.units).map(([id, unit]) => figure(id, kilowatts(unit.cooling_watts), !unit.running));
  const rooms = Object.entries(state.rooms).map(([id, room]) =>
    figure(`${w.room} ${id}`, celsius(room.air_celsius), room.air_celsius > 27),
  );
  const uplinks = Object.entries(state.uplinks).map(([id, line]) => {
    const megabits = formatNumber(Math.max(line.in_bits_per_second, line.out_bits_per_second) / 1e6, locale);
    return figure(`${w.uplink} ${id}`, line.up ? `${megabits} Mbit/s` : w.down, !line.up);
  });
  return html`<dl class="figures">
    ${figure(w.grid, kilowatts(state.grid_watts), state.grid_watts === 0)}
    ${figure(w.it, kilowatts(state.it_watts), state.it_watts === 0)}
    ${figure(w.cooling, kilowatts(state.cooling_watts), state.cooling_watts === 0)}
    ${figure(w.loss, kilowatts(state.ups_loss_watts))}
    ${figure(w.pue, state.pue === null ? "–" : formatNumber(state.pue, locale, 2))}
    ${figure(w.outdoor, celsius(state.outdoor_celsius))} ${ups} ${rooms} ${units}
    ${figure(w.water, celsius(state.chiller.water_supply_celsius), state.chiller.water_supply_celsius > 16)}
    ${figure(w.sessions, `${formatNumber(state.remote.sessions, locale)} / ${formatNumber(state.remote.licences, locale)}`)}
    ${figure(w.waiting, formatNumber(state.remote.waiting, locale), state.remote.waiting > 50)} ${uplinks}
  </dl>`;
}

function activeFaults(faults: readonly Fault[], site: Site, locale: Locale): Html {
  const w = words[locale];
  if (faults.length === 0) return html`<p>${w.noneActive}</p>`;
  const rows = faults.map((fault) => {
    const kind = faultKind(fault.fault);
    const since = new Date(fault.since).toLocaleTimeString(locale === "de" ? "de-DE" : "en-GB", {
      timeZone: site.site.time_zone,
    });
    const values = Object.entries(fault.parameters).map(
      ([name, value]) => `${name} ${formatNumber(value, locale, value % 1 === 0 ? 0 : 2)}`,
    );
    return html`<tr>
      <td>${kind?.title[locale] ?? fault.fault}</td>
      <td>${fault.target === undefined ? "" : targetName(fault.target, site, locale)}</td>
      <td>${values.join(", ")}</td>
      <td>${w.since} ${since}</td>
      <td>
        <form method="post" action="/faults/end">
          <input type="hidden" name="id" value="${fault.id}" /><button>${w.end}</button>
        </form>
      </td>
    </tr>`;
  });
  return html`<div class="scroll">
      <table>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <form method="post" action="/faults/end"><button>${w.endAll}</button></form>`;
}

function targetName(target: string, site: Site, locale: Locale): string {
  const known: Readonly<Record<string, string>> = words[locale].targets;
  return known[target] ?? site.devices.find(({ id }) => id === target)?.name ?? target;
}

function faultForm(kind: FaultKind, site: Site, locale: Locale): Html {
  const w = words[locale];
  const choices = (kind.targets ?? []).filter(
    (target) => target in words[locale].targets || site.devices.some(({ id }) => id === target),
  );
  return html`<li>
    <strong>${kind.title[locale]}</strong>
    <p>${kind.effect[locale]}</p>
    <form method="post" action="/faults">
      <input type="hidden" name="fault" value="${kind.fault}" />
      ${
        choices.length > 0 &&
        html`<select name="target" aria-label="${w.target}">
          ${choices.map((target) => html`<option value="${target}">${targetName(target, site, locale)}</option>`)}
        </select>`
      }
      ${(kind.parameters ?? []).map(
        ({ name, label, default: value, min, max }) =>
          html`<label
            >${label[locale]} <input type="number" name="${name}" value="${value}" min="${min}" max="${max}" step="any"
          /></label>`,
      )}
      <button>${w.start}</button>
    </form>
  </li>`;
}

export function overviewPage(state: Truth, faults: readonly Fault[], site: Site, mails: number, locale: Locale): string {
  const w = words[locale];
  const time = new Date(state.time).toLocaleString(locale === "de" ? "de-DE" : "en-GB", {
    timeZone: site.site.time_zone,
    weekday: "short",
    dateStyle: undefined,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const body = html`<h1>${w.title}</h1>
    <p class="note">${w.note}</p>
    ${figures(state, locale)}
    <form method="post" action="/clock">
      <span>${w.clock}: <strong>${time}</strong></span>
      <label>${w.speed} <input type="number" name="speed" value="${state.speed}" min="0" max="3600" step="any" /></label>
      <button>${w.set}</button>
    </form>
    <p><a href="/mails">${mails} ${w.mails}</a></p>
    <h2>${w.active}</h2>
    ${activeFaults(faults, site, locale)}
    <h2>${w.cause}</h2>
    <ul class="faults">
      ${faultKinds.map((kind) => faultForm(kind, site, locale))}
    </ul>`;
  return layout(w.title, locale, body);
}
