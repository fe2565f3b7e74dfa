import type { contactMeanings } from "../site/inventory.ts";

type Meaning = (typeof contactMeanings)[number];

/**
 * PromQL of every contact that the inventory gives this meaning: 1 while it is in the state that means it, else 0. The
 * device's own words for a state (open, closed, alarm, normal) do not matter here.
 */
export const contacts = (meaning: Meaning): string =>
  `contact_state * on (device, contact, state) group_left () contact_meaning{meaning="${meaning}"}`;
