/** While the source fires, the hidden alerts with the same values of the `same` labels stay silent. */
export interface Inhibition {
  readonly source: string;
  readonly hides: readonly string[];
  readonly same: readonly string[];
}

/**
 * What merely follows from something that has already paged. A hidden alert holds at least one scrape and one
 * evaluation longer than its source, so the source is known first; tests/alerts checks it.
 */
export const inhibitions: readonly Inhibition[] = [
  {
    source: "AllCoolingUnitsStopped",
    hides: ["InletReachesLimitSoon", "CoolingRedundancyLost", "CoolingUnitFault", "InletAboveRecommended"],
    same: ["site", "room"],
  },
  { source: "InletAboveAllowable", hides: ["InletAboveRecommended"], same: ["site", "room"] },
  // Without mains what is not on a UPS falls silent, and cooling restarts. That the cooling stands is its own page.
  { source: "UpsOnBattery", hides: ["DeviceSilent", "CoolingUnitFault", "CoolingRedundancyLost"], same: ["site"] },
  { source: "UpsOutputOff", hides: ["DeviceSilent"], same: ["site"] },
  { source: "UpsSilentDuringOutage", hides: ["DeviceSilent"], same: ["site", "device"] },
  { source: "VpnGatewayDown", hides: ["DeviceSilent"], same: ["site", "device"] },
  { source: "VpnSessionsCritical", hides: ["VpnSessionsHigh"], same: ["site", "device"] },
  { source: "RemoteWorkFull", hides: ["RemoteWorkNoNMinusOne"], same: ["site"] },
  { source: "UplinkDown", hides: ["UplinkRedundancyLost"], same: ["site", "house"] },
  { source: "CollectorDown", hides: ["DeviceSilent", "VpnGatewayDown"], same: ["site"] },
];

/** Never hidden, whatever else fires: each of them is the last chance to act, or the chain speaking of itself. */
export const neverHidden: readonly string[] = [
  "UpsOnBattery",
  "UpsRuntimeShort",
  "UpsBatteryLowOrDepleted",
  "UpsSilentDuringOutage",
  "UpsOutputOff",
  "AllCoolingUnitsStopped",
  "InletAboveAllowable",
  "LeakDetected",
  "Watchdog",
  "PrometheusDropsNotifications",
  "AlertmanagerCannotReachLeitstand",
  "RuleEvaluationFails",
  "LeitstandOutboxOld",
  "LeitstandChannelDown",
  "CollectorDown",
];
