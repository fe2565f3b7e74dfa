/**
 * What the words of MIBs mean in our states, by quantity of the recordings: `onLine` of PowerNet-MIB is `mains`.
 * Profiles map codes; recordings name states. This table translates the names, so that a recording can be compared
 * without reading a profile, by `leitstand metrics --json` too. Patterns are tried in order and match the whole name,
 * upper and lower case alike.
 */

/** A pattern for names and what it means: states, or numbers for metrics that are 0 or 1. Any one of several will do. */
export type StateWord = readonly [pattern: string, ...meanings: (string | number)[]];

export const stateWords: Readonly<Record<string, readonly StateWord[]>> = {
  "ups.output.source": [
    ["normal|on ?line|ecoMode|hotStandby|inverter|double conversion", "mains"],
    ["battery|on ?battery|onBatteryTest", "battery"],
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
  "ups.input.fail_cause": [
    ["noTransfer", "none"],
    ["highLineVoltage", "high_voltage"],
    ["brownout", "brownout"],
    ["blackout", "blackout"],
    [".*Sag", "sag"],
    [".*Spike", "spike"],
    ["selfTest", "self_test"],
    ["rateOfVoltageChange", "rate_of_change"],
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
  "cooling.compressor.state": [
    ["running|on|yes", "running"],
    ["stopped|off|no|no demand", "off"],
  ],
  "env.contact": [
    ["noFault|normal", "normal"],
    ["fault|alarm", "alarm"],
    ["disabled", "unknown"],
    ["closed", "closed"],
    ["open", "open"],
    ["off|on", "normal", "open", "closed"],
  ],
  "power.outlet.state": [
    ["outletOn|on", "on"],
    ["outletOff|off", "off"],
  ],
  "power.load_state": [
    ["lowLoad|low", "low"],
    ["normal", "normal"],
    ["nearOverload", "near_overload"],
    ["overload", "overload"],
  ],
  "device.fan.status": [
    ["normal|ok|up|active|running|on|false", "ok"],
    ["stopped|off", "absent", "failed"],
    ["failed|bad|down|notFunctioning", "failed"],
    ["notPresent", "absent"],
  ],
  "device.psu.status": [
    ["normal|ok|up|active|on", "ok"],
    ["notPresent|empty|inactive", "absent"],
    ["down|failed|bad", "failed"],
  ],
  "device.state": [
    ["master", "master"],
    ["member", "member"],
    ["standby", "standby"],
    ["standbyHot", "standby"],
    ["active|running", "running", "active", "ok"],
    ["open", "open"],
    ["closed", "closed"],
    ["primary", "ok"],
    ["normal|ok|ready|up|on|false|good", "ok"],
    ["down|bad|failed", "failed"],
    ["stopped|off", "off"],
    ["NA|notPresent", "absent"],
  ],
  "cluster.status": [
    ["up", "up"],
    ["active", "active"],
    ["standby", "standby"],
    ["true", 1],
    ["false", 0],
  ],
  "cluster.mode": [
    ["standalone", "standalone"],
    ["activeActive", "active_active"],
    ["activePassive", "active_passive"],
  ],
  "cluster.role": [
    ["active|primary|master", "active"],
    ["standby|passive|secondary|slave|backup", "standby"],
    ["standalone|disabled", "standalone"],
  ],
  "cluster.sync_status": [
    ["synchronized", 1],
    ["unsynchronized", 0],
  ],
  "vpn.ssl.enabled": [
    ["enabled", 1],
    ["disabled", 0],
  ],
  "vpn.tunnel.state": [
    ["up|active", 1],
    ["down|inactive", 0],
  ],
  "wlan.radio.state": [
    ["up", 1],
    ["down", 0],
  ],
  "poe.status": [
    ["on", "on"],
    ["off", "off"],
    ["faulty", "faulty"],
  ],
};
