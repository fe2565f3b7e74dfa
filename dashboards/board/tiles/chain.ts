import { html, type Html } from "../../../site/html.ts";
import { formatDuration } from "../../../site/locale.ts";
import { fresh } from "../state.ts";
import { fact, tile, type TileParts } from "./tile.ts";

/** Would an alarm reach a person now? Values, rules, parts, channels, and what waits to be sent. */
export function chain(parts: TileParts): Html {
  const { state, voice, locale, w } = parts;
  const { chain: now, at, storeAnswers } = state;
  const rules = fresh(now.rules, at) === true;
  const known = storeAnswers && state.incidents !== undefined && now.channels.length > 0;
  const body = html`<dl class="facts">
    ${fact(w.values, storeAnswers ? w.valuesCome : w.valuesStop, !storeAnswers && "critical")}
    ${fact(w.rules, storeAnswers ? (rules ? w.rulesRun : w.rulesStop) : w.none, storeAnswers && !rules && "critical")}
    ${fact(w.parts, !storeAnswers ? w.none : now.deaf.length === 0 ? w.allParts : w.partsDeaf(now.deaf.map((job) => w.jobs[job] ?? job).join(", ")), now.deaf.length > 0 && "critical")}
    ${now.channels.map(({ name, up }) =>
      fact(
        w.channel(name),
        voice.say(up, (works) => (works ? w.accepts : w.refuses)),
        up?.value === false && "critical",
      ),
    )}
    ${fact(
      w.pending,
      voice.say(now.oldestPendingSeconds, (age) => (age < 1 ? w.noPending : w.waits(formatDuration(age, locale)))),
    )}
  </dl>`;
  return tile("alarmkette", w.chain, parts.level("chain", known), body, parts);
}
