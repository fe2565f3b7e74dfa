/**
 * What the words of MIBs mean in our states, by quantity of the recordings: `onLine` of PowerNet-MIB is `mains`.
 * Profiles map codes; recordings name states. This table translates the names, so that a recording can be compared
 * without reading a profile, by `leitstand metrics --json` too. Patterns are tried in order and match the whole name.
 */

/** A pattern for names and the state, or the number for metrics that are 0 or 1. */
export type StateWord = readonly [pattern: string, meaning: string | number];

export const stateWords: Readonly<Record<string, readonly StateWord[]>> = {
  "ups.output.source": [
    ["normal|on ?line|onLine|ecoMode|hotStandby|inverter|double conversion", "mains"],
    ["battery|onBattery|onBatteryTest|on battery", "battery"],
    [".*bypass.*", "bypass"],
    ["booster|onSmartBoost", "booster"],
    ["reducer|onSmartTrim", "reducer"],
    ["none|off|timedSleeping|sleepingUntilPowerReturn|rebooting", "off"],
    ["other", "other"],
    ["unknown", "unknown"],
  ],
  "ups.battery.status": [
    ["batteryNormal|normal|ok", "normal"],
    ["batteryLow|low", "low"],
    ["batteryDepleted|depleted", "depleted"],
    ["unknown|batteryInFaultCondition|noBatteryPresent", "unknown"],
  ],
  "ups.battery.replace_indicator": [
    ["noBatteryNeedsReplacing|no", 0],
    ["batteryNeedsReplacing|yes", 1],
  ],
  "ups.test.result": [
    ["donePass|ok|passed", "passed"],
    ["doneWarning", "warning"],
    ["doneError|failed", "failed"],
    ["aborted|invalidTest", "aborted"],
    ["inProgress|testInProgress", "running"],
    ["noTestsInitiated|none", "none"],
    ["unknown", "unknown"],
  ],
};
