/**
 * Faults on demand: what can be broken, where, how much, and what follows. The list is data; `conditionsOf` turns what is active
 * into what the physics reads, agents and mailbox ask for their own.
 */
import type { Locale } from "../site/locale.ts";
import { closest } from "../site/problem.ts";
import type { Conditions } from "./physics/conditions.ts";
import { deviceIds, gatewayIds, houseIds, roomIds, routerIds, sensorIds, unitIds, unitPlace, upsIds } from "./physics/plan.ts";

export interface FaultParameter {
  readonly name: string;
  readonly label: Readonly<Record<Locale, string>>;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface FaultKind {
  readonly fault: string;
  readonly title: Readonly<Record<Locale, string>>;
  /** What happens, in one sentence. */
  readonly effect: Readonly<Record<Locale, string>>;
  /** What it can hit; the first is taken when none is named. Without it the fault has no target. */
  readonly targets?: readonly string[];
  readonly parameters?: readonly FaultParameter[];
}

const switches = ["sw-kern-1", ...houseIds.flatMap((house) => [`sw-${house}-1`, `sw-${house}-2`])];

export const faultKinds = [
  {
    fault: "mains_failure",
    title: { de: "Netzausfall", en: "Mains failure" },
    effect: {
      de: "Die Einspeisung fällt aus: die USV gehen auf Batterie, Kältemaschine und Umluftgeräte stehen, bis das Netz wiederkommt.",
      en: "The feed fails: the UPS run on battery, chiller and cooling units stand still until mains returns.",
    },
    targets: ["both", "a", "b"],
  },
  {
    fault: "utility_failure",
    title: { de: "Netz des Versorgers weg", en: "Utility failure" },
    effect: {
      de: "Das Netz des Versorgers fällt aus; der Generator übernimmt nach 15 Sekunden, wenn er anläuft.",
      en: "The supplier's grid fails; the generator takes over after 15 seconds, if it starts.",
    },
  },
  {
    fault: "generator_broken",
    title: { de: "Generator gestört", en: "Generator broken" },
    effect: {
      de: "Der Generator meldet eine Störung und läuft nicht an. Zusammen mit „Netz des Versorgers weg“ bleibt nur die Batterie.",
      en: "The generator reports a fault and does not start. Together with a utility failure only the batteries are left.",
    },
  },
  {
    fault: "fuel_low",
    title: { de: "Diesel unter der Reserve", en: "Fuel low" },
    effect: { de: "Der Füllstandskontakt am Tank meldet Reserve.", en: "The level contact at the tank reports the reserve." },
  },
  {
    fault: "battery_aged",
    title: { de: "Batterie gealtert", en: "Aged battery" },
    effect: {
      de: "Die Batterie hält nur noch einen Bruchteil; die USV meldet „ersetzen“, glaubt aber weiter an die alte Laufzeit.",
      en: "The battery lasts a fraction only; the UPS says “replace” but still believes in the old runtime.",
    },
    targets: upsIds,
    parameters: [
      {
        name: "health",
        label: { de: "Kapazität gegenüber neu", en: "capacity against new" },
        default: 0.35,
        min: 0.02,
        max: 0.79,
      },
    ],
  },
  {
    fault: "battery_warm",
    title: { de: "Batterieraum zu warm", en: "Battery too warm" },
    effect: {
      de: "Die Luft um die Batterie wird warm; die Batterie folgt über Stunden.",
      en: "The air around the battery gets warm; the battery follows within hours.",
    },
    targets: upsIds,
    parameters: [{ name: "celsius", label: { de: "Luft in °C", en: "air in °C" }, default: 36, min: 25, max: 60 }],
  },
  {
    fault: "battery_test_failed",
    title: { de: "Batterietest fehlgeschlagen", en: "Battery test failed" },
    effect: { de: "Der letzte Selbsttest der USV ist durchgefallen.", en: "The last self-test of the UPS has failed." },
    targets: upsIds,
  },
  {
    fault: "ups_bypass",
    title: { de: "USV auf Bypass", en: "UPS on bypass" },
    effect: {
      de: "Der Wechselrichter fällt aus, die Last hängt ungeschützt am Netz.",
      en: "The inverter fails; the load hangs on mains unprotected.",
    },
    targets: upsIds,
  },
  {
    fault: "cooling_unit_lost",
    title: { de: "Umluftkühlgerät ausgefallen", en: "Cooling unit lost" },
    effect: {
      de: "Ein Gerät steht mit Störung, das andere des Raums übernimmt.",
      en: "One unit stands still with a fault, the other of the room takes over.",
    },
    targets: unitIds,
  },
  {
    fault: "room_cooling_lost",
    title: { de: "Kühlung eines Raums ausgefallen", en: "All cooling of a room lost" },
    effect: {
      de: "Beide Geräte des Raums stehen; die Luft steigt um etwa 1,5 K je Minute.",
      en: "Both units of the room stand still; the air rises by about 1.5 K a minute.",
    },
    targets: roomIds,
  },
  {
    fault: "chilled_water_warm",
    title: { de: "Kaltwasser zu warm", en: "Chilled water warm" },
    effect: {
      de: "Die Kältemaschine regelt auf eine zu hohe Temperatur; das Wasser folgt über Minuten.",
      en: "The chiller regulates to a temperature that is too high; the water follows within minutes.",
    },
    parameters: [{ name: "celsius", label: { de: "Wasser in °C", en: "water in °C" }, default: 20, min: 13, max: 35 }],
  },
  {
    fault: "unit_without_effect",
    title: { de: "Kühlgerät ohne Wasser", en: "Cooling unit without water" },
    effect: {
      de: "Das Gerät läuft mit offenem Ventil, aber es kommt kein Wasser: Es kühlt nicht, und das andere trägt den Raum.",
      en: "The unit runs with its valve open, but no water comes: it does not cool, and the other carries the room.",
    },
    targets: unitIds,
  },
  {
    fault: "humid_air",
    title: { de: "Feuchte Luft", en: "Humid air" },
    effect: {
      de: "Feuchte Außenluft dringt in die Räume; der Taupunkt steigt über das Kaltwasser.",
      en: "Humid air from outside enters the rooms; the dew point rises above the chilled water.",
    },
    parameters: [
      { name: "humidity", label: { de: "relative Feuchte", en: "relative humidity" }, default: 0.65, min: 0.1, max: 0.95 },
    ],
  },
  {
    fault: "smoke",
    title: { de: "Rauch", en: "Smoke" },
    effect: { de: "Der Rauchmelder des Raums spricht an.", en: "The smoke detector of the room responds." },
    targets: sensorIds,
  },
  {
    fault: "leak",
    title: { de: "Leckage", en: "Leak" },
    effect: { de: "Der Leckagesensor des Raums meldet Wasser.", en: "The leak sensor of the room reports water." },
    targets: sensorIds,
  },
  {
    fault: "vpn_gateway_lost",
    title: { de: "VPN-Gateway ausgefallen", en: "VPN gateway lost" },
    effect: {
      de: "Alle seine Sitzungen reißen ab; wer draußen ist, wählt sich beim anderen Gateway ein.",
      en: "All its sessions break; those outside dial in to the other gateway.",
    },
    targets: gatewayIds,
  },
  {
    fault: "vpn_surge",
    title: { de: "Ansturm auf das VPN", en: "VPN surge" },
    effect: {
      de: "Ein Vielfaches der Busy Hour eines normalen Arbeitstages will herein, gleich zu welcher Uhrzeit.",
      en: "A multiple of the busy hour of a normal working day wants in, whatever the time of day.",
    },
    parameters: [{ name: "factor", label: { de: "Faktor", en: "factor" }, default: 3, min: 1.5, max: 8 }],
  },
  {
    fault: "licence_limit",
    title: { de: "Lizenzen knapp", en: "Licence limit" },
    effect: {
      de: "Der gemeinsame Lizenzvorrat der Gateways schrumpft; was darüber ist, wird abgewiesen.",
      en: "The gateways' common pool of licences shrinks; what is beyond it is refused.",
    },
    parameters: [{ name: "licences", label: { de: "Lizenzen", en: "licences" }, default: 600, min: 0, max: 100_000 }],
  },
  {
    fault: "uplink_down",
    title: { de: "Uplink unterbrochen", en: "Uplink down" },
    effect: {
      de: "Die Leitung nach draußen ist unterbrochen, das Gerät selbst antwortet weiter.",
      en: "The line out is down; the device itself still answers.",
    },
    targets: [...routerIds, ...switches.filter((id) => id !== "sw-kern-1"), ...houseIds.map((house) => `fw-${house}`)],
  },
  {
    fault: "switch_down",
    title: { de: "Switch ausgefallen", en: "Switch down" },
    effect: {
      de: "Der Switch ist tot: er antwortet nicht, seine Access Points fallen aus, sein Verkehr fehlt.",
      en: "The switch is dead: it does not answer, its access points fail, its traffic is missing.",
    },
    targets: switches,
  },
  {
    fault: "house_cut_off",
    title: { de: "Haus vom Netz getrennt", en: "House cut off" },
    effect: {
      de: "Kein Gerät des Hauses ist mehr erreichbar, wie nach einem Stromausfall dort.",
      en: "No device of the house can be reached, as after a power cut there.",
    },
    targets: houseIds,
  },
  {
    fault: "sensor_frozen",
    title: { de: "Fühler eingefroren", en: "Sensor frozen" },
    effect: {
      de: "Das Gerät antwortet, aber seine Messwerte stehen still.",
      en: "The device answers, but its measured values stand still.",
    },
    targets: [...sensorIds, ...unitIds],
  },
  {
    fault: "device_silent",
    title: { de: "Gerät antwortet nicht", en: "Device silent" },
    effect: { de: "Das Gerät arbeitet weiter, sein SNMP-Agent schweigt.", en: "The device works on; its SNMP agent is silent." },
    targets: deviceIds,
  },
  {
    fault: "device_slow",
    title: { de: "Gerät antwortet langsam", en: "Device slow" },
    effect: { de: "Jede Antwort kommt verspätet.", en: "Every answer comes late." },
    targets: deviceIds,
    parameters: [{ name: "delay_ms", label: { de: "Verzögerung in ms", en: "delay in ms" }, default: 3000, min: 1, max: 60_000 }],
  },
  {
    fault: "mail_refused",
    title: { de: "Mailserver weist ab", en: "Mail server refuses" },
    effect: {
      de: "Der Mailserver antwortet mit einem vorübergehenden Fehler.",
      en: "The mail server answers with a temporary error.",
    },
    parameters: [{ name: "code", label: { de: "SMTP-Code", en: "SMTP code" }, default: 451, min: 421, max: 452 }],
  },
  {
    fault: "mail_slow",
    title: { de: "Mailserver langsam", en: "Mail server slow" },
    effect: { de: "Jede Mail wird erst nach einer Pause angenommen.", en: "Every mail is accepted only after a pause." },
    parameters: [{ name: "delay_ms", label: { de: "Pause in ms", en: "pause in ms" }, default: 5000, min: 1, max: 600_000 }],
  },
  {
    fault: "mail_hangs",
    title: { de: "Mailserver hängt nach DATA", en: "Mail server hangs after DATA" },
    effect: {
      de: "Der Server nimmt den Text entgegen und antwortet nie; je nach Wahl hat er die Mail behalten oder nicht.",
      en: "The server takes the text and never answers; it has kept the mail or not, as chosen.",
    },
    parameters: [
      { name: "stored", label: { de: "behalten (1) oder nicht (0)", en: "kept (1) or not (0)" }, default: 0, min: 0, max: 1 },
    ],
  },
] as const satisfies readonly FaultKind[];

export type FaultName = (typeof faultKinds)[number]["fault"];

export interface Fault {
  readonly id: string;
  readonly fault: FaultName;
  readonly target?: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Lab time of its begin, and of its end when it ends by itself; ms. */
  readonly since: number;
  readonly until?: number;
}

export type FaultOrder = Omit<Fault, "id" | "since" | "until"> & { readonly durationSeconds?: number };

export const faultKind = (name: string): FaultKind | undefined => faultKinds.find(({ fault }) => fault === name);

/**
 * An order as it came over HTTP, numbers also as text from a form.
 * @returns the order, or every problem with it as a sentence
 */
export function readOrder(input: Readonly<Record<string, string | number>>): FaultOrder | readonly string[] {
  const name = `${input["fault"] ?? ""}`;
  const kind = faultKind(name);
  if (kind === undefined) {
    const near = closest(name, faultKinds.map(({ fault }) => fault)); // prettier-ignore
    return [
      `fault: found "${name}", expected one of ${faultKinds.map(({ fault }) => fault).join(", ")}${near === undefined ? "" : `; closest is "${near}"`}`,
    ];
  }
  const problems: string[] = [];
  const known = new Set(["fault", "duration_seconds", ...(kind.targets === undefined ? [] : ["target"])]);
  for (const { name: parameter } of kind.parameters ?? []) known.add(parameter);
  for (const key of Object.keys(input)) {
    if (!known.has(key)) problems.push(`${key}: ${name} has no such parameter, expected ${[...known].join(", ")}`);
  }
  const given = input["target"] === undefined || input["target"] === "" ? undefined : `${input["target"]}`;
  const target = given ?? kind.targets?.[0];
  if (kind.targets !== undefined && !kind.targets.includes(target ?? "")) {
    problems.push(`target: found "${target}", expected one of ${kind.targets.join(", ")}`);
  }
  const read = (key: string, fallback: number | undefined, min: number, max: number): number | undefined => {
    const raw = input[key];
    if (raw === undefined || raw === "") return fallback;
    const value = typeof raw === "number" ? raw : Number(raw.replace(",", "."));
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    problems.push(`${key}: found ${JSON.stringify(raw)}, expected a number from ${min} to ${max}`);
    return undefined;
  };
  const parameters: Record<string, number> = {};
  for (const parameter of kind.parameters ?? []) {
    parameters[parameter.name] = read(parameter.name, parameter.default, parameter.min, parameter.max) ?? parameter.default;
  }
  const durationSeconds = read("duration_seconds", undefined, 1, 10_000_000);
  if (problems.length > 0) return problems;
  return {
    fault: kind.fault as FaultName,
    parameters,
    ...(kind.targets === undefined || target === undefined ? {} : { target }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}

/** The parameter of the last active fault of this kind (and target), or undefined when there is none. */
export function activeParameter(
  faults: readonly Fault[],
  name: FaultName,
  parameter: string,
  target?: string,
): number | undefined {
  return faults.findLast((fault) => fault.fault === name && (target === undefined || fault.target === target))?.parameters[
    parameter
  ];
}

/** Whether a fault of this kind is active, on this target when one is named. */
export function isActive(faults: readonly Fault[], name: FaultName, target?: string): boolean {
  return faults.some((fault) => fault.fault === name && (target === undefined || fault.target === target));
}

/** What the physics makes of the active faults. */
export function conditionsOf(faults: readonly Fault[]): Conditions {
  const hit = <T extends string>(name: FaultName, ids: readonly T[]): Set<T> =>
    new Set(ids.filter((id) => isActive(faults, name, id)));
  const out = (feed: "a" | "b"): boolean => isActive(faults, "mains_failure", "both") || isActive(faults, "mains_failure", feed);
  const health = (id: (typeof upsIds)[number]): number => activeParameter(faults, "battery_aged", "health", id) ?? 1;
  const ambient = upsIds.flatMap((id) => {
    const celsius = activeParameter(faults, "battery_warm", "celsius", id);
    return celsius === undefined ? [] : [[id, celsius] as const];
  });
  return {
    mains: { a: !out("a"), b: !out("b") },
    utility: !isActive(faults, "utility_failure"),
    generatorBroken: isActive(faults, "generator_broken"),
    fuelLow: isActive(faults, "fuel_low"),
    health: { "usv-a": health("usv-a"), "usv-b": health("usv-b") },
    inverterFaults: hit("ups_bypass", upsIds),
    failedTests: hit("battery_test_failed", upsIds),
    batteryAmbient: new Map(ambient),
    brokenUnits: new Set(
      unitIds.filter(
        (id) => isActive(faults, "cooling_unit_lost", id) || isActive(faults, "room_cooling_lost", unitPlace[id].room),
      ),
    ),
    waterSetpoint: activeParameter(faults, "chilled_water_warm", "celsius"),
    dryUnits: hit("unit_without_effect", unitIds),
    humidity: activeParameter(faults, "humid_air", "humidity"),
    leaks: hit("leak", sensorIds),
    smoke: hit("smoke", sensorIds),
    lostGateways: hit("vpn_gateway_lost", gatewayIds),
    surge: activeParameter(faults, "vpn_surge", "factor"),
    licences: activeParameter(faults, "licence_limit", "licences"),
    uplinksDown: hit("uplink_down", deviceIds),
    downSwitches: hit("switch_down", deviceIds),
    frozen: hit("sensor_frozen", deviceIds),
  };
}
