/** Where devices stand, how they are asked, what they are: the part of `site.yaml` that collectors live on. */
import { z } from "zod";
import { celsius, host, id, name, secret, share, span, text } from "./fields.ts";
import { deviceClasses } from "./metrics.ts";

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
