import { alert } from "../rule.ts";
import { answer, device, known, list, value } from "../template.ts";

const runtime = `ups_battery_runtime_seconds`;
const onBattery = `ups_power_source{state="battery"}`;
export const timeLeft = `min(device:ups_time_left:seconds{device="$device"})`;
export const stated = `floor(min(ups_battery_runtime_seconds{device="$device"}) / 60)`;

/** Alarms of the UPS that take away a part of it and that no rule of their own speaks of. */
const faults = [
  "charger_failed|charger_fault|battery_charger_failure",
  "fan_failure|bypass_fan_failure",
  "fuse_failure",
  "general|general_fault|critical_hardware_fault",
  "inverter_fault|rectifier_fault",
  "overload|output_overload",
  "over_temperature|internal_temperature_high",
  "bypass_internal_fault|bypass_supply_failure|bypass_bad",
  "battery_fault|battery_circuit_open|battery_communication_lost|no_battery|no_batteries_attached",
  "redundancy_lost",
].join("|");

/** What wears a UPS out, or shows in an outage that its estimate is wrong. */
export const batteryRules = [
  alert({
    name: "UpsRuntimeFallsTooFast",
    severity: "critical",
    about: "device",
    holdFor: "1m",
    keepFiringFor: "30s",
    worst: "lowest",
    // A second on the wall may cost a second of runtime; at 1.5 the estimate lies. Only a window that lies wholly on
    // battery counts: the switch itself makes the estimate jump.
    when: `deriv(${runtime}[3m]) < -1.5
and on (device) min_over_time(${onBattery}[3m]) == 1
and on (device) ${onBattery} offset 3m == 1`,
    summary: `Batterie leert sich schneller als angezeigt: ${device}`,
    description: `Die Schätzung der USV sagt ${answer(stated)} min, sie fällt aber ${answer(`-60 * max(deriv(ups_battery_runtime_seconds{device="$device"}[3m]))`)} s je Minute statt 60.`,
    consequence: `Die Batterie ist in ${answer(`floor(${timeLeft} / 60)`)} min leer, früher als die USV sagt. Danach fällt die Last hart aus.`,
    firstStep: "Die kürzere Zeit gelten lassen und danach entscheiden, wann das geordnete Herunterfahren beginnt.",
    secondsLeft: answer(timeLeft, "whole", ""),
  }),
  alert({
    name: "UpsBatteryHot",
    severity: "critical",
    about: "device",
    // A battery is heavy and warms over hours; 10 min are no noise of a probe.
    holdFor: "10m",
    keepFiringFor: "2m",
    when: `ups_battery_temperature_celsius > on (device) group_left () ups_battery_hot_limit_celsius`,
    summary: `Batterie gefährlich heiß: ${device}`,
    description: `Batterietemperatur ${value("tenths")} °C, gefährlich ab ${answer(`min(ups_battery_hot_limit_celsius{device="$device"})`, "tenths")} °C.`,
    consequence:
      "Bleizellen können thermisch durchgehen: Sie heizen sich selbst, gasen aus und können brennen. Die USV fällt dann ganz aus.",
    firstStep:
      "Raum der Batterie lüften und ansehen, ohne sie zu berühren. Riecht es nach faulen Eiern oder ist ein Block verformt: hinausgehen, Feuerwehr rufen.",
  }),
  alert({
    name: "UpsRuntimeDegraded",
    severity: "warning",
    about: "device",
    holdFor: "6h",
    worst: "lowest",
    // End of life is 80 % of the capacity (IEEE 1188). Compared with the same hours of the same weekday 13 weeks ago, on mains
    // all the while and at like load: the estimate follows the load.
    when: `avg_over_time(${runtime}[6h]) < 0.8 * avg_over_time(${runtime}[6h] offset 91d)
and on (device) max_over_time(${onBattery}[1d]) == 0
and on (device) max_over_time(${onBattery}[1d] offset 91d) == 0
and on (device) max by (device) (avg_over_time(ups_output_load_ratio[6h])) < 1.1 * max by (device) (avg_over_time(ups_output_load_ratio[6h] offset 91d))`,
    summary: `Überbrückungszeit gesunken: ${device}`,
    description: `Bei gleicher Last sagt die USV im Mittel ${answer(`floor(min(avg_over_time(ups_battery_runtime_seconds{device="$device"}[6h])) / 60)`)} min; vor 13 Wochen waren es ${answer(
      `floor(min(avg_over_time(ups_battery_runtime_seconds{device="$device"}[6h] offset 91d)) / 60)`,
    )} min.`,
    consequence: "Die Batterie hat weniger als 80 % ihrer Leistung und gilt als verbraucht; Ersatz hat Wochen Lieferzeit.",
    firstStep: "Batterietausch anfragen und die Grenze für das Herunterfahren mit der kürzeren Zeit vergleichen.",
  }),
  alert({
    name: "UpsFault",
    severity: "warning",
    about: "device",
    // A self test raises some of them for seconds.
    holdFor: "5m",
    when: `ups_alarm{alarm=~"${faults}"} == 1`,
    summary: `USV meldet eine Störung: ${device}`,
    description: `Anstehende Alarme der USV: ${list(`ups_alarm{device="$device"} == 1`, "alarm", "keine gemeldet")}.${known(`max(ups_output_load_ratio{device="$device"}) * 100`, (share) => ` Last ${share} %.`)}`,
    consequence: "Ein Teil der USV fehlt. Sie trägt noch, aber beim nächsten Ereignis vielleicht nicht mehr.",
    firstStep: "Meldung am Bedienfeld ablesen und prüfen, ob die andere USV gesund ist; dann die Wartungsfirma rufen.",
  }),
];
