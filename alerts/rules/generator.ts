import { contacts } from "../contacts.ts";
import { alert } from "../rule.ts";
import { answer, device, known, site } from "../template.ts";

export const onBattery = `ups_power_source{state="battery"}`;
/** 1 while a generator of the site runs: its contact says so, or its meter. */
const running = `(
  max by (site) (${contacts("generator_running")})
  or max by (site) (power_active_watts{role="generator",scope="inlet"} > bool 500)
)`;
/** The grid is gone: a contact at the incoming feeder says so; without one, every UPS of the site runs on battery. */
const mainsLost = `(
  max by (site) (${contacts("mains_lost")})
  or min by (site) (${onBattery}) unless on (site) contact_meaning{meaning="mains_lost"}
)`;
export const untilShutdown = `min(device:ups_time_left:seconds and on (device) ${onBattery} == 1) - max(ups_battery_runtime_limit_seconds)`;
const clock = known(
  `floor((${untilShutdown}) / 60) >= 0`,
  (minutes) => ` Das geordnete Herunterfahren muss in ${minutes} min beginnen.`,
  " Mit dem geordneten Herunterfahren jetzt rechnen.",
);
export const fuelHours = `site:generator_reserve_time:seconds / 3600`;
const fuel = known(
  fuelHours,
  (hours) => `Ab der Meldung reicht der Rest bei jetziger Last ${hours} h.`,
  "Wie lange der Rest reicht, ist nicht bekannt (reserve_l im Inventar und ein Zähler am Generator fehlen).",
  "tenths",
);

/** The generator: what its contacts say, and what its meter shows. All of class ups: whoever keeps the power hears it. */
export const generatorRules = [
  alert({
    name: "GeneratorDidNotStart",
    severity: "critical",
    about: "site",
    class: "ups",
    // A start takes 10 to 20 s; after a minute it has failed.
    holdFor: "1m",
    keepFiringFor: "30s",
    when: `${mainsLost} == 1
and on (site) ${running} == 0`,
    summary: `Ersatzstrom ist nicht angelaufen: ${site}`,
    description: `Das Netz ist seit mindestens einer Minute weg, der Generator läuft nicht. Auf Batterie: ${answer(`count(${onBattery} == 1)`, "whole", "0")} USV.`,
    consequence: `Es bleibt nur die Batterie.${clock}`,
    firstStep:
      "Jemanden zum Generator schicken: Not-Aus, Startsperre, Hauptschalter und Störmeldung ansehen, dann von Hand starten.",
    secondsLeft: answer(untilShutdown, "whole", ""),
  }),
  alert({
    name: "UpsOnBatteryNoTakeover",
    severity: "critical",
    about: "device",
    // Four to six times the start of a generator, and longer than GeneratorDidNotStart, which says more and hides it.
    holdFor: "2m",
    keepFiringFor: "30s",
    // Only where a generator is known: without one nobody takes over. A self test is no outage.
    when: `${onBattery} == 1
and on (site) count by (site) (last_over_time(contact_meaning{meaning="generator_running"}[1h]) or last_over_time(power_active_watts{role="generator"}[1h]))
unless on (device) ups_last_test{state="running"} == 1`,
    summary: `Kein Ersatzstrom an der USV nach 2 Minuten: ${device}`,
    description: `Die USV läuft weiter auf Batterie. Generator laut Meldung: ${known(`max(${contacts("generator_running")}) == 1`, () => "läuft", "läuft nicht oder unbekannt")}.`,
    consequence: `Die Umschaltung auf den Ersatzstrom ist ausgeblieben.${known(
      `floor(min(device:ups_time_left:seconds{device="$device"}) / 60)`,
      (minutes) => ` Die Batterie reicht noch ${minutes} min.`,
    )}`,
    firstStep: "Netzumschaltung und Leistungsschalter vor der USV ansehen; zugleich das geordnete Herunterfahren vorbereiten.",
    secondsLeft: answer(
      `min(device:ups_time_left:seconds{device="$device"}) - min(ups_battery_runtime_limit_seconds{device="$device"})`,
      "whole",
      "",
    ),
  }),
  alert({
    name: "GeneratorFuelShort",
    severity: "critical",
    about: "site",
    class: "ups",
    holdFor: "5m",
    keepFiringFor: "2m",
    when: `max by (site) (${contacts("generator_fuel_low")}) == 1
and on (site) ${running} == 1`,
    summary: `Diesel geht zur Neige, Generator läuft: ${site}`,
    description: `Der Füllstand ist unter der Reserve, und der Generator trägt die Last. ${fuel}`,
    consequence: "Ohne Lieferung bleibt der Generator stehen; danach bleiben nur die Minuten der Batterie.",
    firstStep: "Dieselnotlieferung abrufen (Notfallmappe) und entbehrliche Last abschalten, damit der Rest länger reicht.",
    secondsLeft: answer("min(site:generator_reserve_time:seconds)", "whole", ""),
  }),
  alert({
    name: "GeneratorFuelLow",
    severity: "warning",
    about: "site",
    class: "ups",
    // Fuel sloshes while the engine runs up.
    holdFor: "10m",
    when: `max by (site) (${contacts("generator_fuel_low")}) == 1`,
    summary: `Diesel unter der Reserve: ${site}`,
    description: `Der Füllstandskontakt des Generators meldet Reserve. ${fuel}`,
    consequence: "Bei einem langen Netzausfall reicht der Vorrat keinen Tag.",
    firstStep: "Diesel bestellen und den Füllstand am Tank ablesen.",
  }),
  alert({
    name: "GeneratorFault",
    severity: "warning",
    about: "device",
    holdFor: "1m",
    when: `${contacts("generator_fault")} == 1
or ${contacts("generator_starter_battery_low")} == 1`,
    summary: `Generator gestört, startet vielleicht nicht: ${device}`,
    description: `Kontakte der Generatorsteuerung melden eine Störung. Starterbatterie: ${known(`max(${contacts("generator_starter_battery_low")}) == 1`, () => "schwach", "nicht beanstandet")}.`,
    consequence: "Beim nächsten Netzausfall bleibt nur die Batterie der USV.",
    firstStep: "Störmeldung an der Generatorsteuerung ablesen, Ladegerät der Starterbatterie prüfen, Wartungsfirma rufen.",
  }),
  alert({
    name: "GeneratorTestOverdue",
    severity: "warning",
    about: "device",
    holdFor: "1h",
    worst: "lowest",
    // A month and five days; a test under load makes more than 1 kWh. A counter that was reset proves nothing.
    when: `max by (class, device, room, house, site) (power_energy_joules_total{role="generator"})
  - max by (class, device, room, house, site) (power_energy_joules_total{role="generator"} offset 35d) < 3.6e6
and max by (class, device, room, house, site) (power_energy_joules_total{role="generator"})
  >= max by (class, device, room, house, site) (power_energy_joules_total{role="generator"} offset 35d)`,
    summary: `Probelauf des Generators überfällig: ${device}`,
    description: "Der Zähler am Generator hat seit 35 Tagen weniger als 1 kWh gezählt: Es gab keinen Probelauf unter Last.",
    consequence: "Die Reserve ist unbewiesen; beim nächsten Netzausfall kann der Generator versagen (BSI INF.2.A14).",
    firstStep: "Probelauf unter Last mit der Gebäudetechnik vereinbaren und als Wartung eintragen.",
  }),
];
