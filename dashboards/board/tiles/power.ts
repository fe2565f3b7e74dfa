import { html, type Html } from "../../../site/html.ts";
import { formatDuration } from "../../../site/locale.ts";
import { bar } from "../marks.ts";
import { fresh, type UpsState } from "../state.ts";
import { fact, isKnown, silentLine, tile, writers, type TileParts } from "./tile.ts";

/** Can we ride through an outage? Runtime first, then where the power comes from, charge and load. */
export function power(parts: TileParts): Html | undefined {
  const { state, w } = parts;
  if (state.ups.length === 0) return undefined;
  const known = state.ups.every((ups) => isKnown([ups.source, ups.runtimeSeconds, ups.chargeRatio, ups.loadRatio], state.at));
  return tile("strom", w.power, parts.level("power", known), html`${state.ups.map((ups) => one(ups, parts))}`, parts);
}

function one(ups: UpsState, parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const { percent } = writers(locale);
  const source = fresh(ups.source, state.at);
  const runtime = fresh(ups.runtimeSeconds, state.at);
  const limit = fresh(ups.runtimeLimitSeconds, state.at);
  const bad = source === "battery" || source === "bypass" || source === "off";
  const short = runtime !== undefined && limit !== undefined && runtime <= limit;
  const silent = silentLine("", ups.contact, parts);
  if (silent !== undefined && source === undefined)
    return html`<h3>${ups.name}</h3>
      ${silent}`;
  return html`<h3>${ups.name}</h3>
    ${silent}
    <p class="figure">
      <strong class="${(bad || short) && "critical"}"
        >${voice.say(ups.runtimeSeconds, (value) => formatDuration(value, locale))}</strong
      >
      ${source === "battery" ? w.runtimeLeft : w.runtimeReady}
      ${limit !== undefined && html`<small>(${w.limit} ${formatDuration(limit, locale)})</small>`}
    </p>
    ${bar(runtimeShare(runtime), bad || short ? "critical" : "ok", [runtimeShare(limit)])}
    <dl class="facts three">
      ${fact(
        w.source,
        voice.say(ups.source, (name) => w.sources[name] ?? name),
        bad && "critical",
      )}
      ${fact(w.charge, voice.say(ups.chargeRatio, percent))} ${fact(w.load, voice.say(ups.loadRatio, percent))}
    </dl>`;
}

/** The bar of a runtime ends at one hour. */
const runtimeShare = (seconds: number | undefined): number | undefined => seconds && seconds / 3600;
