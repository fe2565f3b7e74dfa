import type { Html } from "../../../site/html.ts";
import type { Locale } from "../../../site/locale.ts";
import { speaker } from "../marks.ts";
import type { BoardState } from "../state.ts";
import { worse, type Trouble } from "../trouble.ts";
import { words, type Level } from "../words.ts";
import { chain } from "./chain.ts";
import { cooling } from "./cooling.ts";
import { energy } from "./energy.ts";
import { networks } from "./networks.ts";
import { power } from "./power.ts";
import { remoteWork } from "./remote-work.ts";
import type { TileParts } from "./tile.ts";

/** All tiles of the board in order of urgency; a tile about nothing that the site has is left out. */
export function tiles(state: BoardState, found: readonly Trouble[], locale: Locale): Html[] {
  const parts: TileParts = {
    state,
    voice: speaker(state.at, state.timeZone, locale),
    locale,
    w: words[locale],
    level: (part, known) =>
      found
        .filter((trouble) => trouble.parts.includes(part))
        .reduce<Level>((worst, { level }) => worse(worst, level), known ? "ok" : "blind"),
  };
  return [power, cooling, remoteWork, networks, energy, chain].map((one) => one(parts)).filter((one) => one !== undefined);
}
