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
    [
      "normal|normalMode|on ?line|(on ?)?eco(nomy)?( ?mode)?|hotStandby|inverter|onInverter|double conversion|lineInteractive|flexMode|parallel.*|highEfficiencyMode|essMode|utilityonline|on main|ups on main",
      "mains",
    ],
    ["battery|on ?battery|onBatteryTest|(ups ?)?on ?bat(tery)?", "battery"],
    [".*bypass.*", "bypass"],
    ["booster|onSmartBoost|(on)?boost(ing)?", "booster"],
    ["reducer|onSmartTrim|reducing|onBuck", "reducer"],
    ["none|(ups)?off|standby|timedSleeping|sleeping|on ?sleep|sleepingUntilPowerReturn|rebooting|upsshutdown", "off"],
    ["other", "other"],
    ["unknown", "unknown"],
  ],
  "ups.battery.status": [
    ["batteryNormal|batteryCharging|batteryDischarging|batteryTest|normal|ok", "normal"],
    ["batteryLow|low", "low"],
    ["batteryDepleted|depleted", "depleted"],
    ["unknown|batteryInFaultCondition|noBatteryPresent|batteryFailure|batteryDisconnected", "unknown"],
  ],
  "ups.battery.replace_indicator": [
    ["noBatteryNeedsReplacing|no", 0],
    ["batteryNeedsReplacing|yes", 1],
  ],
  "ups.input.fail_cause": [
    ["noTransfer|no", "none"],
    ["highLineVoltage", "high_voltage"],
    ["brownout", "brownout"],
    ["blackout|utilityoff", "blackout"],
    ["outoftolvolt", "brownout"],
    ["outoftolfreq", "frequency"],
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
    ["noTestsInitiated|none|scheduled|inhibited|notSupported", "none"],
    ["unknown", "unknown", "none"],
  ],
  "ups.status.flag": [
    ["yes", 1],
    ["no", 0],
  ],
  "ups.battery.flag": [
    ["yes", 1],
    ["no", 0],
  ],
  "ups.battery.charger_mode": [
    ["batteryCharging|charging|charge", "charging"],
    ["batteryDischarging|discharging|discharge", "discharging"],
    ["batteryFloating|floating|float", "floating"],
    ["batteryResting|resting|rest", "resting"],
    ["batteryDisconnected", "disconnected"],
    ["batteryUnderTest", "testing"],
    ["unknown|checkBattery", "unknown"],
  ],
  "ups.input.source": [
    ["primaryUtility", "utility"],
    ["secondaryUtility", "secondary"],
    ["bypassFeed", "bypass"],
    ["generator", "generator"],
    ["none", "none"],
    ["other", "other"],
  ],
  "ups.input.status": [
    ["inputGood|normal", 1],
    ["inputBad|overVoltage|underVoltage|frequencyFailure|blackout", 0],
  ],
  "ups.output.status": [
    ["outputProtected", "protected"],
    ["outputNotProtected", "unprotected"],
    ["outputNotPowered", "off"],
  ],
  "ups.system.status": [
    ["normal|on ?line|ecoMode|hotStandby|inverter|eConversion", "mains"],
    ["on ?battery|onBatteryTest", "battery"],
    [".*bypass.*", "bypass"],
    ["onSmartBoost", "booster"],
    ["onSmartTrim", "reducer"],
    ["off|.*sleeping.*|rebooting", "off"],
  ],
  "ups.alarm.level": [
    ["noAlarms", "none"],
    ["infoAlarm", "information"],
    ["warningAlarm", "warning"],
    ["criticalAlarm", "critical"],
  ],
  "env.alarm": [
    ["good|normal|.*Normal|ok|alarm-cut-off", "normal", 0],
    ["informationn?al|.*warning", "warning"],
    ["alarm", "critical", "alarm", 1],
    [".*critical", "critical"],
  ],
  "cooling.state": [
    ["on|running", "running", "on"],
    ["off|stopped", "off"],
    ["standby", "standby"],
    ["idle", "standby"],
  ],
  "cooling.compressor.state": [
    ["running|on|yes", "running"],
    ["stopped|off|no|no demand", "off"],
    ["ok", 0],
    ["alarm", 1],
  ],
  "env.contact": [
    ["noFault|normal", "normal"],
    ["fault|alarm", "alarm"],
    ["disabled", "unknown"],
    ["closed|closedWithNotice", "closed"],
    ["open|openWithNotice", "open"],
    ["inactive|noSmoke", "normal", 0],
    ["active|smokeDetected", "alarm", 1],
    ["off|on", "normal", "open", "closed", "off", "on"],
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
    ["normal|ok|up|active|running|on|false", "ok", 0],
    ["stopped|off", "absent", "failed"],
    ["failed|bad|down|notFunctioning", "failed"],
    ["notPresent", "absent"],
  ],
  "device.psu.status": [
    ["normal|ok|up|active|on", "ok"],
    ["utilityonline", "mains"],
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
    ["normal|.*normal|ok|ready|up|false|good|noSmoke|commsOK|charger ?on", "ok", "normal", 0],
    ["on|enabled|yes|poweron", "ok", "on", "running", 1],
    ["on ?line|economy|onECO|utilityonline|on ?main(s)?", "mains", 1],
    ["noTransfer", "none"],
    ["noBatteryNeedsReplacing", 0],
    ["batteryNeedsReplacing", 1],
    ["down|bad|failed", "failed"],
    ["alarm|.*alarm", "failed", "alarm", "warning", "critical", 1],
    ["stopped|off|no|disabled|notApplicable", "off", "absent", 0],
    ["full|.*floatcharging", "floating"],
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
