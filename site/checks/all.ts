import { addresses, feedCircles, gateways, limitOrder, places } from "./devices.ts";
import { customerShares, energyIds } from "./customers.ts";
import type { Check } from "./draft.ts";
import { energyDates } from "./energy-dates.ts";
import { danglingLinks, duplicateEntries, duplicateIds } from "./links.ts";
import { meterCircles, meterExchanges, meterOverlaps, meterPeriods, meterSources } from "./meters.ts";
import {
  heartbeatUrl,
  hosts,
  privacyNeedsAuthentication,
  proxies,
  publicUrl,
  relayLogins,
  timeZone,
  workingHours,
} from "./operation.ts";
import {
  calendarDays,
  classNames,
  criticalCovered,
  focusNoStep,
  focusTopics,
  maintenanceNames,
  periods,
  rotaRoles,
  stepOrder,
} from "./people.ts";

/** Everything that is asked of a site beyond its shape. */
export const checks: readonly Check[] = [
  duplicateIds,
  duplicateEntries,
  danglingLinks,
  addresses,
  places,
  feedCircles,
  gateways,
  limitOrder,
  meterSources,
  meterCircles,
  meterOverlaps,
  meterExchanges,
  meterPeriods,
  energyDates,
  energyIds,
  customerShares,
  rotaRoles,
  focusTopics,
  focusNoStep,
  calendarDays,
  periods,
  maintenanceNames,
  criticalCovered,
  classNames,
  stepOrder,
  timeZone,
  workingHours,
  proxies,
  hosts,
  publicUrl,
  heartbeatUrl,
  relayLogins,
  privacyNeedsAuthentication,
];
