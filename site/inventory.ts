/**
 * What exists and what it is called: the shape of `site.yaml` after reading. Secrets are never in it, only references
 * (`${env:NAME}`, `${file:PATH}`) that `read.ts` resolves. Keys are those of the file, so a message can name them.
 */
import { z } from "zod";
import { credential, device, place, remoteWork, room, traps } from "./devices.ts";
import { energySection } from "./energy.ts";
import { celsius, email, host, id, name, secret, share, span, text, timeOfDay } from "./fields.ts";
import { meter, type meterRoles } from "./meters.ts";
import { contact, duty, maintenance, policy, rota } from "./people.ts";
import { service } from "./services.ts";

export { contactMeanings, deviceLimits } from "./devices.ts";
export { seconds } from "./fields.ts";
export { alertClasses, contactRoles, policy, rota } from "./people.ts";

export const relay = z.strictObject({
  host: host.describe("Name or address of the mail server; an address works without DNS"),
  port: z.int().min(1).max(65535),
  tls: z.enum(["none", "starttls", "tls"]).default("starttls"),
  user: z.string().optional().describe("Plain or as a reference"),
  password: secret.optional(),
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
