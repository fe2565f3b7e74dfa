import { html, type Html } from "../../../site/html.ts";
import { formatNumber } from "../../../site/locale.ts";
import { fresh } from "../state.ts";
import { fact, tile, writers, type TileParts } from "./tile.ts";

/** Roles shown, in this order. */
const roles = ["it", "ups_out", "cooling", "ups_loss"];

/** What does it take? Power from the grid now, where it goes, and the interim PUE with its category and period. */
export function energy(parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const { energy: now, at } = state;
  const { kilowatts } = writers(locale);
  const shown = roles.filter((role) => fresh(now.watts.get(role), at) !== undefined);
  const limit = fresh(now.pueLimit, at);
  const pue = fresh(now.pue, at);
  const known = now.gridWatts === undefined || fresh(now.gridWatts, at) !== undefined;
  const body = html`<p class="figure"><strong>${voice.say(now.gridWatts, kilowatts)}</strong> ${w.gridNow}</p>
    <dl class="facts">
      ${shown.map((role) => fact(html`${w.roles[role] ?? role} <small>${w.quarter}</small>`, voice.say(now.watts.get(role), kilowatts)))}
      ${fact(
        html`${w.pue} ${limit !== undefined && html`<small>(${w.limit} ${formatNumber(limit, locale, 1)})</small>`}`,
        voice.say(now.pue, (value) => formatNumber(value, locale, 2)),
        pue !== undefined && limit !== undefined && pue > limit && "warning",
      )}
    </dl>
    ${pue !== undefined && now.puePeriod !== undefined && html`<p><small>${w.pueOf(now.pueCategory ?? "?", now.puePeriod.replace(/m$/, " min").replace(/h$/, " h"))}</small></p>`}`;
  return tile("energie", w.energy, parts.level("energy", known && now.gridWatts !== undefined), body, parts);
}
