/**
 * What exists and what it is called: the shape of `site.yaml` after reading. Secrets are never in it, only references
 * (`${env:NAME}`, `${file:PATH}`) that `read.ts` resolves. Keys are those of the file, so a message can name them.
 */
import { z } from "zod";
import { deviceClasses } from "./metrics.ts";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens, at most 63");
const name = z.string().min(1).max(120);
/** `15m`, `8h`, `7d`, `90s`; kept as text in the file, read by `seconds()`. */
const duration = z.string().regex(/^\d+(ms|s|m|h|d|w)$/, "a duration such as 30s, 15m, 8h or 7d");
const email = z.email();
const share = z.number().min(0).max(1);
const host = z.string().min(1);

export const place = z.strictObject({ id, name });

export const room = place.extend({
  /** Units that must run to keep the room cool (N of N+1). */
  cooling_units_needed: z.int().min(0).optional(),
  limits: z
    .strictObject({ inlet_recommended_celsius: z.number().optional(), inlet_allowable_celsius: z.number().optional() })
    .optional(),
});

const secret = z.string().min(1);

export const credential = z.discriminatedUnion("version", [
  z.strictObject({ id, version: z.enum(["1", "2c"]), community: secret }),
  z.strictObject({
    id,
    version: z.literal("3"),
    user: z.string().min(1),
    context: z.string().optional(),
    authentication: z
      .strictObject({ protocol: z.enum(["md5", "sha", "sha224", "sha256", "sha384", "sha512"]), key: secret })
      .optional(),
    privacy: z.strictObject({ protocol: z.enum(["des", "aes", "aes256b", "aes256r"]), key: secret }).optional(),
  }),
]);

/** Limits of one device; what is left out falls back to `limits` of the site. */
export const deviceLimits = z.strictObject({
  ups_battery_runtime_seconds: z.number().positive().optional(),
  ups_battery_temperature_celsius: z.number().optional(),
  ups_load_ratio: share.optional(),
  water_supply_celsius: z.number().optional(),
  inlet_recommended_celsius: z.number().optional(),
  inlet_allowable_celsius: z.number().optional(),
  vpn_sessions: z.int().positive().optional(),
  vpn_licences: z.int().positive().optional(),
  uplink_load_ratio: share.optional(),
});

export const device = z.strictObject({
  id,
  name,
  class: z.enum(deviceClasses),
  /** `host`, `host:port` or `[v6]:port`; SNMP's port 161 by default. */
  address: z.string().min(1),
  /** Profile id or `auto` (recognition by evidence). */
  profile: z.string().default("auto"),
  credentials: id,
  room: id.optional(),
  house: id.optional(),
  /** Free word of the field that rules and dashboards select by: `uplink`, `crac`, `chiller`, `access`, `core`, `wlan`, `firewall`. */
  role: z
    .string()
    .regex(/^[a-z0-9_-]+$/)
    .optional(),
  /** Devices that take their power from this one. */
  feeds: z.array(id).default([]),
  /** Interfaces (ifName) that lead out of the house. */
  uplinks: z.array(z.string()).default([]),
  /** Position of sensors by the device's own name: `{ "Sensor 1": rack_inlet }`. */
  positions: z.record(z.string(), z.enum(["supply", "return", "rack_inlet", "room", "outdoor"])).optional(),
  limits: deviceLimits.optional(),
  timeout: duration.optional(),
});

export const remoteWork = z.strictObject({
  /** People who can work remotely. */
  workforce: z.int().positive(),
  /** Sessions that one person holds on average. */
  sessions_per_person: z.number().positive().default(1),
  /** Busy-hour traffic of one person through the uplinks, Mbit/s, the busier direction. */
  megabits_per_person: z.number().positive(),
  /** Share of an uplink that may be used before calls break. */
  usable_uplink_share: share.default(0.85),
  gateways: z.array(id).min(1),
  /** One licence pool over all gateways, or one per gateway. */
  licences: z.enum(["shared", "per_gateway"]).default("shared"),
  /** Uplinks that carry remote work: device and ifName. */
  uplinks: z.array(z.strictObject({ device: id, interface: z.string() })).default([]),
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
] as const;

export const meter = z.strictObject({
  id,
  name,
  role: z.enum(meterRoles),
  /** Where the counter comes from: an inventory device and a canonical metric, rows picked by labels. */
  source: z.strictObject({
    device: id,
    metric: z.enum([
      "power_energy_joules_total",
      "ups_output_energy_joules_total",
      "power_active_watts",
      "ups_input_power_watts",
      "ups_output_power_watts",
      "cooling_power_watts",
    ]),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  parent: id.optional(),
  /** Accuracy class of the meter, percent (EN 62053: 0.5, 1, 2). */
  accuracy_percent: z.number().positive().default(1),
  /** Smallest step of the counter. */
  resolution_wh: z.number().positive().default(1),
  /** Highest power the meter can see: what tells a rollover from a reset. */
  max_watts: z.number().positive(),
  /** Value at which the counter wraps to 0, in Wh. */
  rollover_wh: z.number().positive().optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});

export const contactRoles = ["on-call", "crisis", "energy", "auditor", "admin"] as const;

export const contact = z.strictObject({
  id,
  name,
  email,
  /** Address of a mail-to-SMS gateway. */
  sms: email.optional(),
  roles: z.array(z.enum(contactRoles)).min(1),
  locale: z.enum(["de", "en"]).default("de"),
});

const localDateTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "local time such as 2026-11-23T08:00");

export const rota = z.strictObject({
  id,
  name,
  layers: z
    .array(
      z.strictObject({
        /** Contacts in order of duty. */
        participants: z.array(id).min(1),
        /** First hand-over, local time of the site. */
        starts: localDateTime,
        /** Length of one shift in local calendar time: `7d`, `1d`, `12h`. */
        shift: z.string().regex(/^\d+(h|d|w)$/, "a shift such as 12h, 1d or 1w"),
      }),
    )
    .min(1),
  overrides: z.array(z.strictObject({ contact: id, from: localDateTime, to: localDateTime })).default([]),
});

export const target = z.union([z.strictObject({ rota: id }), z.strictObject({ contact: id })]);

export const policy = z.strictObject({
  id,
  name,
  /** Which incidents it serves; the first policy that fits wins. */
  severity: z.array(z.enum(["critical", "warning", "info"])).min(1),
  classes: z.array(z.string()).optional(),
  steps: z.array(z.strictObject({ after: duration, notify: z.array(target).min(1) })).min(1),
  /** The last step again after so long, until acknowledged or ended. */
  repeat: duration.optional(),
  /** An acknowledgement holds so long, then the incident pages again. */
  acknowledgement_expires: duration.optional(),
  /** Only within working hours of the site. */
  working_hours_only: z.boolean().default(false),
  /** Who is told when a step reaches nobody. */
  fallback: id,
});

export const relay = z.strictObject({
  host,
  port: z.int().min(1).max(65535),
  tls: z.enum(["none", "starttls", "tls"]).default("starttls"),
  user: z.string().optional(),
  password: secret.optional(),
});

/** Limits of the whole site; the defaults are those of `docs/` with their sources. */
export const limits = z.strictObject({
  ups_battery_runtime_seconds: z.number().positive().default(600),
  ups_battery_temperature_celsius: z.number().default(27),
  ups_load_ratio: share.default(0.95),
  inlet_recommended_celsius: z.number().default(27),
  inlet_allowable_celsius: z.number().default(32),
  water_supply_celsius: z.number().default(16),
  uplink_load_ratio: share.default(0.85),
  pue: z.number().min(1).default(1.5),
});

export const siteSchema = z.strictObject({
  site: z.strictObject({
    id,
    name,
    time_zone: z.string().default("Europe/Berlin"),
    /** State of Germany for public holidays: `SN` Saxony. */
    holidays: z.string().default("SN"),
    locale: z.enum(["de", "en"]).default("de"),
    working_hours: z
      .strictObject({ from: z.string().default("08:00"), to: z.string().default("17:00") })
      .default({ from: "08:00", to: "17:00" }),
  }),
  /** Address that pages listen on. */
  listen: host.default("127.0.0.1"),
  /** How a phone reaches the pages; links in mails start with it. */
  public_url: z.url().optional(),
  /** Peers whose X-Forwarded-* headers are believed. */
  trusted_proxies: z.array(z.string()).default([]),
  rooms: z.array(room).default([]),
  houses: z.array(place).default([]),
  credentials: z.array(credential).default([]),
  devices: z.array(device).default([]),
  remote_work: remoteWork.optional(),
  meters: z.array(meter).default([]),
  contacts: z.array(contact).min(1),
  rotas: z.array(rota).min(1),
  policies: z.array(policy).min(1),
  mail: z.strictObject({ from: email, relays: z.array(relay).min(1) }),
  webhook_token: secret.optional(),
  limits: limits.prefault({}),
});

export type Site = z.output<typeof siteSchema>;
export type Device = Site["devices"][number];
export type Credential = Site["credentials"][number];
export type Room = Site["rooms"][number];
export type Contact = Site["contacts"][number];
export type Rota = Site["rotas"][number];
export type Policy = Site["policies"][number];
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
