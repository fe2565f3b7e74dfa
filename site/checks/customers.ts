import { each, member, textOf } from "../path.ts";
import type { Check } from "./draft.ts";
import { repeated } from "./links.ts";

/** Customers and mailings are named once each. */
export const energyIds: Check = (draft) =>
  ["energy.customers[].id", "energy.mailings[].id"].flatMap((place) =>
    repeated(
      each(draft.value, place).filter(({ value }) => typeof value === "string"),
      draft,
      "SITE_ID_DUPLICATE",
    ),
  );

/** No kWh is shown to two customers: the shares of one meter make 1 at most. Rounded shares (3 × 0.3334) may exceed it by 0.1 %. */
export const customerShares: Check = ({ value: document }) => {
  const sums = new Map<string, number>();
  return each(document, "energy.customers[].meters[]").flatMap(({ path, value }) => {
    const meter = textOf(value, "meter");
    const share = member(value, "share") ?? 1;
    if (meter === undefined || typeof share !== "number") return [];
    const before = sums.get(meter) ?? 0;
    sums.set(meter, before + share);
    if (before + share <= 1.001) return [];
    const left = Math.max(0, Math.round((1 - before) * 1000) / 1000);
    return {
      code: "SITE_CUSTOMER_SHARE",
      path: [...path, "share"],
      found: {
        de: `${share}; mit den anderen Kunden sind das ${Math.round((before + share) * 1000) / 10} % von ${meter}`,
        en: `${share}; with the other customers that is ${Math.round((before + share) * 1000) / 10} % of ${meter}`,
      },
      expected: { de: `höchstens ${left}`, en: `${left} at most` },
    };
  });
};
