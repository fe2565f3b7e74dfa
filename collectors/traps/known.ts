/**
 * Which notification means what: its name, and what a poll shows when it is true. A trap brings the truth forward, it
 * is not the truth; one without a state to look for only brings the poll forward. Pure, data.
 */
import type { Sample } from "../../site/series.ts";
import type { Notification } from "./message.ts";

/** Whether samples of a poll show what the trap said. */
export type Shows = (samples: readonly Sample[]) => boolean;

export interface KnownTrap {
  /** As its MIB names it. */
  readonly name: string;
  readonly about: "ups" | "cooling" | "environment" | "link" | "agent";
  /** Undefined: a poll, but nothing that it must show. */
  readonly shows?: Shows;
  /** False for what no poll can tell more about. */
  readonly poll: boolean;
}

type Labels = Readonly<Record<string, string>>;

const matching = (samples: readonly Sample[], metric: string, labels: Labels): readonly Sample[] =>
  samples.filter(
    (sample) => sample.metric === metric && Object.entries(labels).every(([name, text]) => sample.labels[name] === text),
  );
const on =
  (metric: string, labels: Labels = {}): Shows =>
  (samples) =>
    matching(samples, metric, labels).some(({ value }) => value === 1);
/** Known, and nowhere 1: a value that is missing shows nothing. */
const off =
  (metric: string, labels: Labels = {}): Shows =>
  (samples) => {
    const found = matching(samples, metric, labels);
    return found.length > 0 && found.every(({ value }) => value !== 1);
  };
const either =
  (...all: readonly Shows[]): Shows =>
  (samples) =>
    all.some((shows) => shows(samples));

const source = (state: string): Shows => on("ups_power_source", { state });
const notSource = (state: string): Shows => off("ups_power_source", { state });
const battery = (state: string): Shows => on("ups_battery_state", { state });
const lowBattery = either(battery("low"), battery("depleted"));
const batteryFine = either(battery("normal"), source("mains"));
const testFailed = on("ups_last_test", { state: "failed" });
const testPassed = on("ups_last_test", { state: "passed" });
const replace = on("ups_battery_replace");
const leak = on("leak_detected");
const noLeak = off("leak_detected");
const unitFault = on("cooling_unit_state", { state: "fault" });

type Entry = readonly [oid: string, name: string, shows?: Shows];
/** One family: entries below a common prefix. */
const family = (about: KnownTrap["about"], prefix: string, entries: readonly Entry[]): [string, KnownTrap][] =>
  entries.map(([oid, name, shows]) => [`${prefix}.${oid}`, { name, about, poll: true, ...(shows !== undefined && { shows }) }]);

/** XUPS-MIB sends the same traps from two sources, its own alarms and the load's. */
const xups: readonly Entry[] = [
  ["3", "xupstdOnBattery", source("battery")],
  ["4", "xupstdLowBattery", either(lowBattery, on("ups_alarm", { alarm: "low_battery" }))],
  ["5", "xupstdUtilityPowerRestored", notSource("battery")],
  ["6", "xupstdReturnFromLowBattery", batteryFine],
  ["7", "xupstdOutputOverload"],
  ["8", "xupstdInternalFailure"],
  ["9", "xupstdBatteryDischarged", lowBattery],
  ["10", "xupstdInverterFailure"],
  ["11", "xupstdOnBypass", source("bypass")],
  ["12", "xupstdBypassNotAvailable"],
  ["13", "xupstdOutputOff", source("off")],
  ["14", "xupstdInputFailure"],
  ["16", "xupstdShutdownImminent"],
  ["17", "xupstdOnInverter", notSource("bypass")],
  ["21", "xupstdAlarmEntryAdded"],
  ["22", "xupstdAlarmEntryRemoved"],
  ["23", "xupstdAlarmBatteryBad", either(replace, on("ups_alarm", { alarm: "battery_fault" }))],
  ["24", "xupstdOutputOffAsRequested", source("off")],
  ["25", "xupstdDiagnosticTestFailed", testFailed],
  ["29", "xupstdAmbientTempBad"],
  ["30", "xupstdContactActiveNotice"],
  ["31", "xupstdContactInactiveNotice"],
  ["32", "xupstdLossOfRedundancy"],
  ["45", "xupstdDiagnosticTestPassed", testPassed],
  ["47", "xupstdAwaitingPower"],
  ["48", "xupstdOnMaintenanceBypass", source("bypass")],
];

const traps: ReadonlyMap<string, KnownTrap> = new Map([
  // RFC 1628 § 4; upsTrapOnBattery is repeated every minute.
  ...family("ups", "1.3.6.1.2.1.33.2", [
    ["1", "upsTrapOnBattery", source("battery")],
    ["2", "upsTrapTestCompleted"],
    ["3", "upsTrapAlarmEntryAdded"],
    ["4", "upsTrapAlarmEntryRemoved"],
  ]),
  // PowerNet-MIB 4.3: UPS, then units and sensors of the same maker.
  ...family("ups", "1.3.6.1.4.1.318", [
    ["2", "upsOverload"],
    ["3", "upsDiagnosticsFailed", testFailed],
    ["4", "upsDischarged", lowBattery],
    ["5", "upsOnBattery", source("battery")],
    ["7", "lowBattery", lowBattery],
    ["9", "powerRestored", notSource("battery")],
    ["10", "upsDiagnosticsPassed", testPassed],
    ["11", "returnFromLowBattery", batteryFine],
    ["12", "upsTurnedOff", source("off")],
    ["13", "upsSleeping"],
    ["14", "upsWokeUp", notSource("off")],
    ["15", "upsRebootStarted"],
    ["17", "upsBatteryNeedsReplacement", replace],
    ["20", "hardwareFailureBypass", source("bypass")],
    ["21", "softwareBypass", source("bypass")],
    ["22", "switchedBypass", source("bypass")],
    ["23", "returnFromBypass", notSource("bypass")],
    ["30", "upsTurnedOn", notSource("off")],
    ["33", "upsOverloadCleared"],
    ["36", "upsBatteryReplaced", off("ups_battery_replace")],
    ["38", "dischargeCleared", batteryFine],
    ["53", "batteryOverTemperature"],
    ["54", "batteryOverTemperatureCleared"],
    ["734", "upsCriticalCondition"],
    ["735", "upsCriticalConditionCleared"],
    ["777", "upsOnBatteryDueToFault", source("battery")],
    ["778", "upsOnBatteryDueToFaultCleared", notSource("battery")],
    ["787", "temporaryBypass", source("bypass")],
  ]),
  ...family("cooling", "1.3.6.1.4.1.318", [
    ["306", "airCriticalCondition"],
    ["307", "airCriticalConditionCleared"],
    ["308", "airWarningCondition"],
    ["309", "airWarningConditionCleared"],
  ]),
  ...family("environment", "1.3.6.1.4.1.318", [
    ["18", "contactFault"],
    ["19", "contactFaultResolved"],
    ["59", "temperatureThresholdViolation1"],
    ["60", "temperatureThresholdViolationCleared1"],
    ["63", "temperatureThresholdViolation2"],
    ["64", "temperatureThresholdViolationCleared2"],
    ["163", "iemHighTempThresholdViolation"],
    ["164", "iemHighTempThresholdViolationCleared"],
    ["173", "iemContactFault"],
    ["174", "iemContactFaultCleared"],
    ["253", "envHighTempThresholdViolation"],
    ["254", "envHighTempThresholdViolationCleared"],
    ["359", "envMaxTempThresholdViolation"],
    ["360", "envMaxTempThresholdViolationCleared"],
    ["519", "apcEnvMaxTempThresholdViolation"],
    ["520", "apcEnvMaxTempThresholdViolationCleared"],
    ["521", "apcEnvHighTempThresholdViolation"],
    ["522", "apcEnvHighTempThresholdViolationCleared"],
    ["553", "apcCriticalDiscreteInputContactStateAbnormal"],
    ["554", "apcCriticalDiscreteInputContactStateNormal"],
  ]),
  ...family("ups", "1.3.6.1.4.1.534.1.11.4.1", xups),
  ...family("ups", "1.3.6.1.4.1.534.1.11.4.2", xups),
  // MG-SNMP-UPS-MIB 1.8.
  ...family("ups", "1.3.6.1.4.1.705.1.11", [
    ["1", "upsmgBatteryFault"],
    ["3", "upsmgBatteryReplacementIndicated", replace],
    ["4", "upsmgBatteryReplaceNotIndicated", off("ups_battery_replace")],
    ["5", "upsmgAtLowBattery", lowBattery],
    ["6", "upsmgFromLowBattery", batteryFine],
    ["11", "upsmgOnBattery", source("battery")],
    ["12", "upsmgReturnFromBattery", notSource("battery")],
    ["13", "upsmgOnByPass", source("bypass")],
    ["14", "upsmgReturnFromByPass", notSource("bypass")],
    ["17", "upsmgUtilityFailure"],
    ["18", "upsmgUtilityRestored", notSource("battery")],
    ["21", "upsmgOverLoad"],
    ["22", "upsmgLoadOK"],
    ["45", "upsmgDiagnosticTestFail", testFailed],
    ["46", "upsmgDiagnosticTestOK", testPassed],
    ["47", "upsmgBatteryTestOK", testPassed],
    ["48", "upsmgBatteryTestFail", testFailed],
    ["65", "upsRedundancyLost"],
    ["66", "upsRedundancyOK"],
  ]),
  // LIEBERT-GP-NOTIFICATIONS-MIB: UPS and cooling units alike.
  ...family("ups", "1.3.6.1.4.1.476.1.42.3.3", [
    ["1", "lgpEventConditionEntryAdded"],
    ["2", "lgpEventConditionEntryRemoved"],
    ["3", "lgpEventLowBatteryWarning", lowBattery],
    ["4", "lgpEventLoadTransferedToBypass", source("bypass")],
    ["5", "lgpEventInternalFault"],
    ["6", "lgpEventBatteryTestFailed", testFailed],
    ["7", "lgpEventOutputOverload"],
  ]),
  // STULZ-WIB8000-MIB; every other alarm of it brings a poll forward too (`families`).
  ...family("cooling", "1.3.6.1.4.1.29462.10.1.12", [
    ["6", "trpwaterDetector", either(leak, unitFault, on("cooling_alarm"))],
    ["61", "trpcompr1Alarm", either(unitFault, on("cooling_alarm"))],
    ["62", "trpcompr2Alarm", either(unitFault, on("cooling_alarm"))],
    ["110", "trpunitOffline"],
    ["124", "trpunit1Failure", unitFault],
    ["125", "trpunit2Failure", unitFault],
  ]),
  // NETBOTZ50-MIB: spot and rope leak sensors, smoke, doors; 10 begins, 110 ends.
  ...family("environment", "1.3.6.1.4.1.52674.500.10.1", [
    ["12.10", "netBotzSpotLeakSensorValueError", leak],
    ["12.110", "netBotzSpotLeakSensorValueErrorRTN", noLeak],
    ["13.10", "netBotzRopeLeakSensorValueError", leak],
    ["13.110", "netBotzRopeLeakSensorValueErrorRTN", noLeak],
    ["18.10", "netBotzSmokeSensorValueError", on("smoke_detected")],
    ["18.110", "netBotzSmokeSensorValueErrorRTN", off("smoke_detected")],
    ["8.10", "netBotzDoorSensorValueError", on("door_open")],
    ["8.110", "netBotzDoorSensorValueErrorRTN", off("door_open")],
  ]),
  // SNMPv2-MIB (RFC 3418) and IF-MIB (RFC 2863).
  ...family("agent", "1.3.6.1.6.3.1.1.5", [
    ["1", "coldStart"],
    ["2", "warmStart"],
  ]),
  ["1.3.6.1.6.3.1.1.5.5", { name: "authenticationFailure", about: "agent", poll: false }],
]);

/** Whole families whose every notification is worth a poll, by prefix. */
const families: readonly (readonly [prefix: string, name: string, about: KnownTrap["about"]])[] = [
  ["1.3.6.1.4.1.29462.10.1.12.", "STULZ-WIB8000-MIB", "cooling"],
  ["1.3.6.1.4.1.2606.7.", "RITTAL-CMC-III-MIB", "environment"],
  ["1.3.6.1.4.1.2606.4.", "RITTAL-CMC-TC-MIB", "environment"],
  ["1.3.6.1.4.1.52674.500.10.1.", "NETBOTZ50-MIB", "environment"],
  ["1.3.6.1.4.1.476.1.42.3.3.", "LIEBERT-GP-NOTIFICATIONS-MIB", "ups"],
  ["1.3.6.1.4.1.705.1.11.", "MG-SNMP-UPS-MIB", "ups"],
  ["1.3.6.1.4.1.534.1.11.4.", "XUPS-MIB", "ups"],
];

const linkDown = "1.3.6.1.6.3.1.1.5.3";
const linkUp = "1.3.6.1.6.3.1.1.5.4";
const ifIndex = "1.3.6.1.2.1.2.2.1.1";

function link(trap: string, { bindings }: Notification): KnownTrap {
  const row = bindings.find(({ oid }) => oid.startsWith(`${ifIndex}.`));
  const index = row?.value ?? Number(row?.oid.split(".").at(-1));
  const is = (state: string): Shows => on("interface_oper_state", { ifindex: String(index), state });
  const name = trap === linkDown ? "linkDown" : "linkUp";
  if (typeof index !== "number" || Number.isNaN(index)) return { name, about: "link", poll: true };
  const shows = trap === linkDown ? either(is("down"), is("lower_layer_down"), is("not_present")) : is("up");
  return { name, about: "link", poll: true, shows };
}

const upsAlarmDescr = "1.3.6.1.2.1.33.1.6.2.1.2";
const wellKnown = "1.3.6.1.2.1.33.1.6.3";
/** upsWellKnownAlarms (RFC 1628 § 3.6) with a state of ours: while present, and after. */
const upsAlarms: Readonly<Record<string, readonly [present: Shows, gone: Shows]>> = {
  [`${wellKnown}.2`]: [source("battery"), notSource("battery")],
  [`${wellKnown}.3`]: [lowBattery, batteryFine],
  [`${wellKnown}.4`]: [battery("depleted"), off("ups_battery_state", { state: "depleted" })],
  [`${wellKnown}.9`]: [source("bypass"), notSource("bypass")],
  [`${wellKnown}.14`]: [source("off"), notSource("off")],
  [`${wellKnown}.15`]: [source("off"), notSource("off")],
  [`${wellKnown}.19`]: [testFailed, off("ups_last_test", { state: "failed" })],
};

/** What upsTrapAlarmEntryAdded and -Removed are about stands in a variable. */
function withAlarm(known: KnownTrap, { bindings }: Notification): KnownTrap {
  const alarm = bindings.find(({ oid }) => oid.startsWith(`${upsAlarmDescr}.`))?.value;
  const states = typeof alarm === "string" && Object.hasOwn(upsAlarms, alarm) ? upsAlarms[alarm] : undefined;
  if (states === undefined) return known;
  return { ...known, shows: states[known.name === "upsTrapAlarmEntryAdded" ? 0 : 1] };
}

/** v1 traps have a zero before their number (RFC 3584 § 3.1), many v2 agents too, others not. */
const plain = (trap: string): string => trap.replace(/\.0(\.\d+)$/, "$1");

/** What is known about a notification; undefined for one that nobody here has heard of. */
export function knownTrap(notification: Notification): KnownTrap | undefined {
  const trap = plain(notification.trap);
  if (trap === linkDown || trap === linkUp) return link(trap, notification);
  const known = traps.get(trap);
  if (known !== undefined) return known.name.startsWith("upsTrapAlarm") ? withAlarm(known, notification) : known;
  const of = families.find(([prefix]) => trap.startsWith(prefix));
  return of === undefined ? undefined : { name: `${of[1]} ${trap.slice(of[0].length)}`, about: of[2], poll: true };
}
