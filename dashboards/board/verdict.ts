import type { Locale } from "../../site/locale.ts";
import type { BoardState } from "./state.ts";
import { severity, type Trouble } from "./trouble.ts";
import { aboutIncident, aboutNetworks, aboutRemoteWork, aboutSilence } from "./trouble-reach.ts";
import { aboutChain, aboutPlant, aboutPower, aboutRoom } from "./trouble-supply.ts";
import { words, type Level } from "./words.ts";

/** The sentence on top of the board, and what else is wrong, worst first. */
export interface Verdict {
  readonly level: Level;
  readonly sentence: string;
  /** What the sentence rests on, when nothing is wrong; else what to do first, where only the board can say it. */
  readonly detail?: string;
  readonly others: readonly Trouble[];
}

export function verdict(state: BoardState, found: readonly Trouble[], locale: Locale): Verdict {
  const w = words[locale];
  const [first, ...others] = found;
  if (first !== undefined) {
    const { level, sentence, firstStep } = first;
    return { level, sentence, ...(firstStep !== undefined && { detail: firstStep }), others };
  }
  const hints = state.incidents?.length ?? 0;
  const count = w.answering(state.devices - state.silent.length, state.devices);
  return { level: "ok", sentence: w.allWell, detail: `${count}, ${hints === 0 ? w.noIncidents : w.hints(hints)}.`, others: [] };
}

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
