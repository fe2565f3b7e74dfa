import { each, member, type Path } from "../path.ts";
import type { Check } from "./draft.ts";

/** Lists of the energy section in which each day or year stands once: of two, one would count and nobody could say which. */
const lists = [
  ["energy.tariffs[]", "from"],
  ["energy.emission_factors.location[]", "year"],
  ["energy.guarantees_of_origin[]", "year"],
  ["energy.register[]", "year"],
] as const;

export const energyDates: Check = ({ value: document, lineOf }) =>
  lists.flatMap(([place, key]) => {
    const seen = new Map<unknown, Path>();
    return each(document, place).flatMap(({ path, value }) => {
      const day = member(value, key);
      const before = seen.get(day);
      if (typeof day !== "string" && typeof day !== "number") return [];
      if (before === undefined) {
        seen.set(day, path);
        return [];
      }
      const line = lineOf(before);
      return {
        code: "SITE_ENERGY_TWICE",
        path: [...path, key],
        found: { de: `${day}, wie in Zeile ${line}`, en: `${day}, as in line ${line}` },
        expected: {
          de: `${key} nur einmal: der berichtigte Wert ersetzt den alten`,
          en: `each ${key} once: a corrected value replaces the old one`,
        },
      };
    });
  });
