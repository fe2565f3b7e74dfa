/**
 * What exists and what it is called: the shape of `site.yaml` after reading. Secrets are never in it, only references
 * (`${env:NAME}`, `${file:PATH}`) that `read.ts` resolves. Keys are those of the file, so a message can name them.
 */
import { z } from "zod";
import { energySection } from "./energy.ts";
import type { Form } from "./forms.ts";
import { deviceClasses } from "./metrics.ts";
import { service, serviceClasses } from "./services.ts";

/** Text of a certain form. The form's name is the message: `forms.ts` has its words in both languages. */
const text = (form: Form, pattern: RegExp) => z.string().regex(pattern, form);

const id = text("id", /^[a-z0-9][a-z0-9-]{0,62}$/).describe("Identifier: lower-case letters, digits and hyphens, at most 63");
const name = text("line", /^[^\r\n\t]*$/)
  .min(1)
  .max(120)
  .describe("Name as people say it; stands in mails and on pages");
/** `15m`, `8h`, `7d`, `90s`; kept as text in the file, read by `seconds()`. */
const duration = text("duration", /^\d+(ms|s|m|h|d|w)$/);
const span = text("duration", /^[1-9]\d*(ms|s|m|h|d|w)$/);
const email = z.email();
const share = z.number().gt(0).max(1);
const celsius = z.number().min(-30).max(100);
const host = z.string().min(1);
/** Marks what only a reference may fill (`secrets.ts`, `schema.ts`). */
const secret = z.string().min(1).meta({ secret: true });

export const place = z.strictObject({ id, name });

export const room = place.extend({
  cooling_units_needed: z
    .int()
    .min(0)
    .optional()
    .describe("Cooling units that must run to keep the room cool (N of N+1); without it lost redundancy is not noticed"),
  limits: z
    .strictObject({
      inlet_recommended_celsius: celsius.optional().describe("Air at the rack inlet, recommended upper limit, °C"),
      inlet_allowable_celsius: celsius.optional().describe("Air at the rack inlet, allowable upper limit, °C"),
    })
    .optional()
    .describe("Limits of this room, before those of the site"),
});

export const credential = z.discriminatedUnion("version", [
  z.strictObject({
    id,
    version: z.enum(["1", "2c"]).describe('SNMP version; in quotes: "1", "2c" or "3"'),
    community: secret.describe("Community, read only"),
  }),
  z.strictObject({
    id,
    version: z.literal("3").describe('SNMP version; in quotes: "1", "2c" or "3"'),
    user: z.string().min(1).describe("User name of the user-based security model (RFC 3414)"),
    context: z.string().optional().describe("Context name; empty on most devices"),
    authentication: z
      .strictObject({
        protocol: z.enum(["md5", "sha", "sha224", "sha256", "sha384", "sha512"]).describe("Hash; sha256 or better where offered"),
        key: secret.describe("Password of at least 8 characters (RFC 3414, 11.2)"),
      })
      .optional()
      .describe("Left out: no authentication"),
    privacy: z
      .strictObject({
        protocol: z
          .enum(["des", "aes", "aes192b", "aes192r", "aes256b", "aes256r"])
          .describe("Cipher; aes is AES-128; b after Blumenthal, r after Reeder (Cisco)"),
        key: secret.describe("Password of at least 8 characters (RFC 3414, 11.2)"),
      })
      .optional()
      .describe("Left out: no encryption. Needs authentication"),
  }),
]);

/** Limits of one device; what is left out falls back to `limits` of the site. */
export const deviceLimits = z.strictObject({
  ups_battery_runtime_seconds: z
    .number()
    .positive()
    .optional()
    .describe("Battery runtime below which an orderly shutdown must start, seconds: as long as it takes, and a reserve"),
  ups_battery_temperature_celsius: celsius.optional().describe("Battery temperature that shortens its life, °C"),
  ups_battery_hot_celsius: celsius.optional().describe("Battery temperature that endangers the battery, °C"),
  ups_load_ratio: share.optional().describe("Output load that is too high, 0 to 1"),
  water_supply_celsius: celsius.optional().describe("Chilled water at the supply that is too warm, °C"),
  inlet_recommended_celsius: celsius.optional().describe("Air at the rack inlet, recommended upper limit, °C"),
  inlet_allowable_celsius: celsius.optional().describe("Air at the rack inlet, allowable upper limit, °C"),
  vpn_sessions: z
    .int()
    .positive()
    .optional()
    .describe("Sessions the gateway can hold; the device's own figure counts too if smaller"),
  vpn_licences: z
    .int()
    .positive()
    .optional()
    .describe("Licences bought: of the shared pool, or of this gateway (remote_work.licences)"),
  vpn_addresses: z.int().positive().optional().describe("Addresses in the pool that the gateway gives its clients"),
  current_amperes: z.number().positive().optional().describe("Current that each phase of its feed may carry, A"),
  uplink_load_ratio: share.optional().describe("Load from which an uplink counts as saturated, 0 to 1"),
});

/** What a dry contact can tell that no device says of itself. */
export const contactMeanings = [
  "mains_lost",
  "generator_running",
  "generator_fault",
  "generator_fuel_low",
  "generator_starter_battery_low",
  "fire_warning",
] as const;

export const device = z.strictObject({
  id,
  name,
  class: z.enum(deviceClasses).describe("What it is; decides profiles, rules and dashboards"),
  /** Read by `address.ts`. */
  address: z.string().min(1).describe("Address of its SNMP agent: host, host:port or [v6]:port; port 161 if left out"),
  profile: z.string().default("auto").describe("Profile id, or auto: recognised by what the device answers"),
  credentials: id.describe("Id of an entry of credentials"),
  room: id.optional().describe("Id of the room it stands in; either room or house, or neither for what serves the whole site"),
  house: id.optional().describe("Id of the house it stands in"),
  role: text("role", /^[a-z0-9_-]+$/)
    .optional()
    .describe("What rules and dashboards select by: uplink, crac, chiller, access, core, wlan, firewall, a_feed, b_feed, ..."),
  feeds: z.array(id).default([]).describe("Ids of the devices that take their power from this one"),
  uplinks: z.array(z.string().min(1)).default([]).describe("Interfaces (ifName) that lead out of the house or the site"),
  positions: z
    .record(z.string(), z.enum(["supply", "return", "rack_inlet", "room", "outdoor"]))
    .optional()
    .describe('Where its sensors sit, by the device\'s own names: { "Sensor 1": rack_inlet }'),
  contacts: z
    .record(
      z.string(),
      z.strictObject({
        means: z.enum(contactMeanings).describe("What is wired to it"),
        when: z.enum(["open", "closed", "alarm", "normal"]).default("alarm").describe("State in which it means that"),
      }),
    )
    .optional()
    .describe(
      'What its dry contacts mean, by the device\'s own names: { "Input 1": { means: generator_running, when: closed } }',
    ),
  rack: id.optional().describe("Rack that it feeds; the feeds of one rack must fit on one of them"),
  limits: deviceLimits.optional().describe("Limits of this device, before those of its room and of the site"),
  timeout: span.optional().describe("How long one request may take, for example 2s"),
});

/** Traps bring a poll forward; what no device of the inventory sends is only counted. */
export const traps = z.strictObject({
  listen: host.default("0.0.0.0").describe("Address that traps arrive at: 0.0.0.0 for all of IPv4, :: for both families"),
  port: z.int().min(1).max(65535).default(162).describe("UDP port; below 1024 the process needs CAP_NET_BIND_SERVICE"),
});

export const remoteWork = z.strictObject({
  workforce: z.int().positive().describe("People who can work remotely"),
  sessions_per_person: z.number().positive().default(1).describe("Sessions that one person holds on average"),
  megabits_per_person: z.number().positive().describe("Busy-hour traffic of one person, Mbit/s, the busier direction"),
  usable_uplink_share: share.default(0.85).describe("Share of an uplink that may be used before calls break, 0 to 1"),
  gateways: z.array(id).min(1).describe("Ids of the VPN gateways that people log in to"),
  licences: z
    .enum(["shared", "per_gateway"])
    .default("shared")
    .describe("One pool of licences over all gateways, or one per gateway"),
  uplinks: z
    .array(
      z.strictObject({
        device: id.describe("Id of the router"),
        interface: z.string().min(1).describe("Name of the interface (ifName)"),
      }),
    )
    .default([])
    .describe("Uplinks that carry remote work"),
});

/** Roles of meters in the energy balance (ISO/IEC 30134-2, EN 50600-4-2). */
export const meterRoles = [
  "grid",
  "pv",
  "generator",
  "feed_in",
  "ups_in",
  "ups_out",
  "pdu_out",
  "it",
  "cooling",
  "chiller",
  "pump",
  "air_handler",
  "other",
  "water",
  "heat",
  "heat_reuse",
] as const;

export const meter = z.strictObject({
  id,
  name,
  role: z.enum(meterRoles).describe("Role in the energy balance (ISO/IEC 30134-2, EN 50600-4-2)"),
  source: z
    .strictObject({
      device: id.describe("Id of the device that counts"),
      metric: z.enum([
        "power_energy_joules_total",
        "ups_output_energy_joules_total",
        "power_active_watts",
        "ups_input_power_watts",
        "ups_output_power_watts",
        "cooling_power_watts",
      ]),
      labels: z.record(z.string(), z.string()).default({}).describe("Rows to pick: { scope: inlet, direction: import }"),
    })
    .optional()
    .describe("Where the counter comes from: an inventory device and a canonical metric; left out: imported or read by hand"),
  parent: id.optional().describe("Id of the meter above it in the hierarchy"),
  accuracy_percent: z.number().positive().default(1).describe("Accuracy class, percent (EN 62053: 0.5, 1, 2)"),
  resolution_wh: z.number().positive().default(1).describe("Smallest step of the counter, Wh"),
  max_watts: z.number().positive().describe("Highest power it can see, W: tells a rollover from a reset"),
  rollover_wh: z.number().positive().optional().describe("Value at which the counter wraps to 0, Wh"),
  transformers_percent: z
    .array(z.number().positive())
    .optional()
    .describe("Accuracy classes of its current and voltage transformers, percent (EN 61869: 0.2, 0.5)"),
  serial: z.string().min(1).optional().describe("Serial number of the device that counts today"),
  calibrated_until: z.iso.date().optional().describe("Last day on which its calibration or verification holds (MessEG/MessEV)"),
  exchanges: z
    .array(
      z.strictObject({
        at: z.iso.datetime({ offset: true }).describe("Instant of the exchange with offset: 2026-05-04T10:30:00+02:00"),
        removed_kwh: z.number().min(0).describe("Reading of the removed device (m³ for water)"),
        installed_kwh: z.number().min(0).default(0).describe("Reading of the installed device at its start (m³ for water)"),
        removed_serial: z.string().min(1).optional(),
        installed_serial: z.string().min(1).optional(),
      }),
    )
    .optional()
    .describe("Devices that were exchanged at this place, oldest first: with both readings no energy is lost"),
  from: z.iso.date().optional().describe("First day it counts, for example 2026-01-01"),
  to: z.iso.date().optional().describe("Last day it counts, for a meter that was replaced"),
});

export const contactRoles = ["on-call", "lead", "crisis", "energy", "auditor", "admin"] as const;

export const contact = z.strictObject({
  id,
  name,
  email: email.describe("Address that pages and reports go to"),
  sms: email.optional().describe("Address of a mail-to-SMS gateway for this person"),
  webhook: z
    .strictObject({
      url: z.url().describe("Address that gets each page as JSON: a voice gateway, a chat, a ticket system"),
      secret: secret.describe("Key of the signature (HMAC-SHA-256) by which the receiver knows us"),
    })
    .optional()
    .describe("A way to this person that needs no mail"),
  roles: z.array(z.enum(contactRoles)).min(1).describe("What the person may see and do; on-call may stand in rotas"),
  locale: z.enum(["de", "en"]).default("de").describe("Language of mails to this person"),
});

const localDateTime = text("local_time", /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/);
const timeOfDay = text("time_of_day", /^([01]\d|2[0-3]):[0-5]\d$/);

/** Values of the label `class` of alerts: classes of devices and services, energy figures, and Leitstand's own alarm chain. */
export const alertClasses = [...deviceClasses, ...serviceClasses, "energy", "leitstand"] as const;

export const rota = z.strictObject({
  id,
  name,
  layers: z
    .array(
      z.strictObject({
        participants: z.array(id).min(1).describe("Ids of contacts, in order of duty"),
        starts: localDateTime.describe('First hand-over, local time of the site: "2026-01-05T08:00"'),
        shift: text("shift", /^[1-9]\d*(h|d|w)$/).describe("Length of one shift in local calendar time: 12h, 1d, 1w"),
      }),
    )
    .min(1)
    .describe("Plans of duty; of several that have begun the last one counts"),
  overrides: z
    .array(z.strictObject({ contact: id, from: localDateTime, to: localDateTime }))
    .default([])
    .describe("Who stands in, from when to when; counts before every layer"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .min(1)
    .optional()
    .describe("Focus topic: incidents of these classes go to whoever is on duty here first"),
  rooms: z
    .array(id)
    .min(1)
    .optional()
    .describe("Focus topic: the same for these rooms; with classes only what is of these classes there"),
  from: localDateTime.optional().describe("First instant of a focus topic, local time of the site"),
  until: localDateTime.optional().describe("Its end; a focus topic is what a crisis adds for a while"),
  head_start: duration
    .default("10m")
    .describe("So long the people of a focus topic have an incident to themselves; then the ordinary steps begin"),
});

/** Planned work: pages rest, the record does not. */
export const maintenance = z.strictObject({
  from: localDateTime.describe('Begin, local time of the site: "2026-12-05T20:00"'),
  to: localDateTime.describe("End; what fires then still pages at once"),
  reason: name.describe("What is done, as mails say it afterwards"),
  devices: z.array(id).default([]).describe("Ids of devices"),
  rooms: z.array(id).default([]).describe("Ids of rooms"),
  houses: z.array(id).default([]).describe("Ids of houses"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .default([])
    .describe("Classes; with devices, rooms or houses only what is of these classes there"),
});

export const target = z.union([
  z.strictObject({ rota: id.describe("Id of a rota: whoever is on duty") }),
  z.strictObject({ contact: id.describe("Id of a contact") }),
]);

export const severities = ["critical", "warning", "info"] as const;

export const policy = z.strictObject({
  id,
  name,
  severity: z.array(z.enum(severities)).min(1).describe("Severities it serves; of all policies the first that fits wins"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .min(1)
    .optional()
    .describe("Classes it serves; left out: all"),
  alerts: z
    .array(text("alert", /^[A-Za-z][A-Za-z0-9_]{0,79}$/))
    .min(1)
    .optional()
    .describe("Names of the alerts it serves, as their runbooks are called: CoolingRedundancyLost; left out: all"),
  steps: z
    .array(
      z.strictObject({
        after: duration.describe("Time since the incident began: 0m, 10m"),
        notify: z.array(target).min(1).describe("Rotas and contacts"),
      }),
    )
    .min(1)
    .describe("Who is told when, until somebody acknowledges"),
  repeat: span.optional().describe("The last step again after so long, until acknowledged or ended"),
  acknowledgement_expires: span.optional().describe("An acknowledgement holds so long, then the incident pages again"),
  working_hours_only: z.boolean().default(false).describe("Page only within the working hours of the site"),
  before_days_off: timeOfDay
    .optional()
    .describe(
      "From this time on the last working day before a weekend or holiday what is still open pages like a critical one, and on the days off by day",
    ),
  inform: z
    .strictObject({
      roles: z
        .array(z.enum(contactRoles))
        .min(1)
        .describe("Who gets a status mail of begin and end, with nothing to acknowledge"),
      working_hours_only: z.boolean().default(true).describe("Begins outside working hours are not told"),
    })
    .optional()
    .describe("People beside the stand-by duty who are to know, for example the crisis team"),
  fallback: id.describe("Id of the contact who is told when a step reaches nobody"),
});

export const relay = z.strictObject({
  host: host.describe("Name or address of the mail server; an address works without DNS"),
  port: z.int().min(1).max(65535),
  tls: z.enum(["none", "starttls", "tls"]).default("starttls"),
  user: z.string().optional().describe("Plain or as a reference"),
  password: secret.optional(),
});

/** What on-call owes the people who do it. */
export const duty = z.strictObject({
  confirm_handover: span.default("30m").describe("Whoever takes over a shift confirms it within so long, else the lead is told"),
  rest: span.default("11h").describe("Rest after a call-out (ArbZG § 5: 11h; less only by collective agreement)"),
  weekly_report: z.boolean().default(true).describe("A short report for the team on the first working morning of the week"),
});

/** Limits of the whole site; the defaults are those of `docs/` with their sources. */
export const limits = z.strictObject({
  ups_battery_runtime_seconds: z.number().positive().default(600).describe("See limits of a device"),
  ups_battery_temperature_celsius: celsius.default(27).describe("Battery temperature that shortens its life, °C"),
  ups_battery_hot_celsius: celsius.default(35).describe("Battery temperature that endangers the battery, °C"),
  ups_load_ratio: share.default(0.95).describe("Output load that is too high, 0 to 1"),
  inlet_recommended_celsius: celsius.default(27).describe("Air at the rack inlet (ASHRAE TC 9.9, recommended), °C"),
  inlet_allowable_celsius: celsius.default(32).describe("Air at the rack inlet (ASHRAE TC 9.9, class A1 allowable), °C"),
  dew_point_celsius: celsius.default(15).describe("Dew point of the air (ASHRAE TC 9.9, recommended), °C"),
  water_supply_celsius: celsius.default(16).describe("Chilled water at the supply that is too warm, °C"),
  uplink_load_ratio: share.default(0.85).describe("Load from which an uplink counts as saturated, 0 to 1"),
  pue: z.number().min(1).default(1.5).describe("PUE limit in force for this site (EnEfG § 11)"),
});

/** States of Germany (ISO 3166-2:DE), whose public holidays differ. */
export const states = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"] as const;

export const siteSchema = z.strictObject({
  site: z
    .strictObject({
      id,
      name,
      time_zone: z
        .string()
        .default("Europe/Berlin")
        .describe("IANA time zone that rotas, working hours and energy months follow"),
      holidays: z.enum(states).default("SN").describe("State of Germany for public holidays: SN Saxony"),
      locale: z.enum(["de", "en"]).default("de").describe("Language of pages, and of reports"),
      working_hours: z
        .strictObject({ from: timeOfDay.default("08:00"), to: timeOfDay.default("17:00") })
        .default({ from: "08:00", to: "17:00" })
        .describe("Monday to Friday, less holidays: when warnings page"),
    })
    .describe("The data centre as a whole"),
  listen: host.default("127.0.0.1").describe("Address that pages listen on"),
  public_url: z.url().optional().describe("How a phone reaches the pages; links in mails start with it"),
  trusted_proxies: z
    .array(z.string())
    .default([])
    .describe("Peers whose X-Forwarded-* headers are believed: addresses, networks, or loopback"),
  rooms: z.array(room).default([]).describe("Rooms of the data centre"),
  houses: z.array(place).default([]).describe("Houses elsewhere whose networks are watched"),
  credentials: z.array(credential).default([]).describe("How devices are asked; secrets only as references"),
  devices: z.array(device).default([]).describe("Everything that answers SNMP"),
  services: z.array(service).default([]).describe("Services that are checked from outside, by Prometheus' blackbox exporter"),
  traps: traps.optional().describe("Where SNMP traps and informs arrive; left out: nowhere"),
  remote_work: remoteWork.optional().describe("Who works remotely and what carries them"),
  meters: z.array(meter).default([]).describe("Meters of the energy audit and their hierarchy"),
  energy: energySection.optional().describe("What the energy audit must know beside meters"),
  contacts: z.array(contact).min(1).describe("People who are told or may look"),
  rotas: z.array(rota).min(1).describe("Who is on duty when"),
  policies: z.array(policy).min(1).describe("What happens with an incident"),
  maintenance: z.array(maintenance).default([]).describe("Planned work, during which nobody is paged for what it names"),
  heartbeat: z
    .strictObject({
      url: secret.describe("Address at a watcher outside that raises the alarm when it hears nothing (a dead man's switch)"),
      method: z.enum(["GET", "POST"]).default("POST"),
      every: span.default("1m").describe("How often it hears from us while the whole way is well"),
    })
    .optional()
    .describe("Sign of life to the outside; left out: nobody notices when all of this is gone"),
  duty: duty.prefault({}).describe("Hand-overs, rest and the weekly report"),
  mail: z
    .strictObject({
      from: email.describe("Sender of all mails"),
      relays: z.array(relay).min(1).describe("Mail servers; the next one is used when one fails"),
      heartbeat: z
        .strictObject({
          address: email.describe("Mailbox of a third party that raises the alarm when these mails stop (a dead man's switch)"),
          every: span.default("15m").describe("How often a mail leaves while the whole way is well"),
        })
        .optional()
        .describe("Sign of life to the outside by mail, beside or instead of the address in heartbeat"),
      canary: z
        .strictObject({
          address: email.describe("Mailbox of the daily test page"),
          folder: z.string().min(1).describe("Its Maildir on this machine: what is seen there was really delivered"),
          at: timeOfDay.default("06:30").describe("Local time from which the test page of a day leaves"),
        })
        .optional()
        .describe("A mail every day through a real mailbox; left out: whether mails arrive is unproven"),
      bounces: z
        .strictObject({
          address: email.describe("Mailbox that returned mails go to; it must take name+anything@domain too"),
          folder: z.string().min(1).describe("Its Maildir on this machine, which Leitstand reads"),
        })
        .optional()
        .describe("Where mails come back that could not be delivered; left out: nobody notices"),
    })
    .describe("How mails leave"),
  database: z
    .strictObject({
      url: text("database_url", /^postgres(ql)?:\/\/[^?#]*\/[^?#/]+(\?host=[^&#]+)?$/)
        .meta({ secret: true })
        .describe("PostgreSQL for two active instances: postgres://user:password@host/name"),
      tls: z
        .enum(["verify", "none"])
        .default("verify")
        .describe("verify: encrypted, and the server's certificate is checked; none only on loopback. A socket needs neither"),
      ca: z
        .string()
        .min(1)
        .optional()
        .describe("File with the certificates (PEM) that vouch for the server; left out: the system's"),
      ledger_on: host
        .optional()
        .describe(
          "Host name of the one machine that books energy and mails its reports; left out: every instance, each in its own file",
        ),
    })
    .optional()
    .describe("Where incidents and deliveries are kept; left out: a file (SQLite). Read at the start"),
  alertmanagers: z
    .array(z.url({ protocol: /^https?$/ }))
    .default([])
    .describe("Alertmanagers of the other machines of a pair: alerts of rules and of confirmed traps go to each of them as well"),
  webhook_token: secret.optional().describe("Token that Alertmanager shows to Leitstand; left out, `up` makes one"),
  limits: limits.prefault({}).describe("Limits of the whole site; a device or room can have its own"),
});

export type Site = z.output<typeof siteSchema>;
export type Device = Site["devices"][number];
export type Credential = Site["credentials"][number];
export type Contact = Site["contacts"][number];
export type Rota = Site["rotas"][number];
export type Policy = Site["policies"][number];
export type Maintenance = Site["maintenance"][number];
export type Meter = Site["meters"][number];
export type MeterRole = (typeof meterRoles)[number];
export type RemoteWork = z.output<typeof remoteWork>;
export type Relay = Site["mail"]["relays"][number];

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a duration such as `15m`; the schema has checked its form. @throws RangeError for any other text. */
export function seconds(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d|w)$/.exec(text);
  const unit = unitSeconds[match?.[2] ?? ""];
  if (match?.[1] === undefined || unit === undefined) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unit;
}
