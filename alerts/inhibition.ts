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
    hides: [
      "InletReachesLimitSoon",
      "InletRisingFast",
      "CoolingRedundancyLost",
      "CoolingUnitFault",
      "CoolingUnitRunsWithoutEffect",
      "InletAboveRecommended",
    ],
    same: ["site", "room"],
  },
  { source: "InletAboveAllowable", hides: ["InletAboveRecommended", "InletRisingFast"], same: ["site", "room"] },
  { source: "InletReachesLimitSoon", hides: ["InletRisingFast"], same: ["site", "room"] },
  { source: "CondensationRisk", hides: ["DewPointHigh"], same: ["site", "room"] },
  // Warm water takes the effect from all units of the site.
  { source: "ChilledWaterWarm", hides: ["CoolingUnitRunsWithoutEffect"], same: ["site"] },
  // Without mains what is not on a UPS falls silent, and cooling restarts. That the cooling stands is its own page.
  {
    source: "UpsOnBattery",
    hides: ["DeviceSilent", "CoolingUnitFault", "CoolingRedundancyLost", "CoolingUnitRunsWithoutEffect"],
    same: ["site"],
  },
  { source: "GeneratorDidNotStart", hides: ["UpsOnBatteryNoTakeover"], same: ["site"] },
  { source: "GeneratorFuelShort", hides: ["GeneratorFuelLow"], same: ["site"] },
  { source: "UpsBatteryHot", hides: ["UpsBatteryTooWarm"], same: ["site", "device"] },
  { source: "UpsOutputOff", hides: ["DeviceSilent"], same: ["site"] },
  { source: "UpsSilentDuringOutage", hides: ["DeviceSilent"], same: ["site", "device"] },
  { source: "VpnGatewayDown", hides: ["DeviceSilent"], same: ["site", "device"] },
  { source: "VpnSessionsCritical", hides: ["VpnSessionsHigh"], same: ["site", "device"] },
  { source: "VpnAddressPoolTight", hides: ["VpnSessionsHigh"], same: ["site", "device"] },
  // Full is the cause that somebody can act on; refused logins follow from it.
  { source: "RemoteWorkFull", hides: ["RemoteWorkNoNMinusOne", "VpnLoginBudgetBurn"], same: ["site"] },
  { source: "VpnGatewayDown", hides: ["GatewayClusterDegraded"], same: ["site", "class"] },
  { source: "UplinkDown", hides: ["UplinkRedundancyLost"], same: ["site", "house"] },
  { source: "HouseSilent", hides: ["DeviceSilent", "AccessPointsDown"], same: ["site", "house"] },
  { source: "DnsFails", hides: ["ServiceDown"], same: ["site", "class"] },
  { source: "RotaGapNear", hides: ["RotaGapAhead"], same: ["site", "resource"] },
  { source: "CollectorDown", hides: ["DeviceSilent", "VpnGatewayDown", "HouseSilent"], same: ["site"] },
];

/** Never hidden, whatever else fires: each of them is the last chance to act, or the chain speaking of itself. */
export const neverHidden: readonly string[] = [
  "UpsOnBattery",
  "GeneratorDidNotStart",
  "UpsRuntimeShort",
  "UpsRuntimeFallsTooFast",
  "UpsBatteryLowOrDepleted",
  "UpsSilentDuringOutage",
  "UpsOutputOff",
  "AllCoolingUnitsStopped",
  "InletAboveAllowable",
  "LeakDetected",
  "FireEarlyWarning",
  "UpsBatteryHot",
  "VpnPortalDown",
  "DnsFails",
  "Watchdog",
  "PrometheusDropsNotifications",
  "AlertmanagerCannotReachLeitstand",
  "RuleEvaluationFails",
  "LeitstandOutboxOld",
  "LeitstandChannelDown",
  "LeitstandCanaryOverdue",
  "CollectorDown",
];
