import { isLoopback } from "./address.ts";
import { problemOf, type Fault } from "./fault.ts";
import type { Device, Site } from "./inventory.ts";
import { deviceLimits } from "./limits.ts";
import { formatPath, member } from "./path.ts";
import type { Problem } from "./problem.ts";
import type { Source } from "./source.ts";

/** What one question finds about a site that is valid; `written` tells what stands in the file itself. */
type Question = (site: Site, written: unknown) => readonly Fault[];

const withIndex = <T>(list: readonly T[]): { readonly item: T; readonly index: number }[] =>
  list.map((item, index) => ({ item, index }));

/** How long a shutdown takes is known only on the spot; the default is a guess. */
const runtimeLimit: Question = (site, written) => {
  if (member(member(written, "limits"), "ups_battery_runtime_seconds") !== undefined) return [];
  return withIndex(site.devices)
    .filter(({ item }) => item.class === "ups" && item.limits?.ups_battery_runtime_seconds === undefined)
    .map(({ item, index }) => ({
      code: "SITE_UPS_LIMIT_MISSING",
      path: ["devices", index, "limits", "ups_battery_runtime_seconds"],
      found: {
        de: `nichts für ${item.id}; es gelten ${site.limits.ups_battery_runtime_seconds} s`,
        en: `nothing for ${item.id}; ${site.limits.ups_battery_runtime_seconds} s apply`,
      },
      expected: {
        de: "die Sekunden, die das geordnete Herunterfahren braucht, mit Reserve",
        en: "the seconds that an orderly shutdown takes, with a reserve",
      },
    }));
};

const sessionLimit: Question = (site) =>
  (site.remote_work?.gateways ?? []).flatMap((id) => {
    const index = site.devices.findIndex((device) => device.id === id);
    if (site.devices[index]?.limits?.vpn_sessions !== undefined) return [];
    return {
      code: "SITE_VPN_LIMIT_MISSING",
      path: ["devices", index, "limits", "vpn_sessions"],
      found: { de: `nichts für ${id}`, en: `nothing for ${id}` },
      expected: {
        de: "die Zahl der Sitzungen, die das Gateway trägt; sonst ist die Kapazität unbekannt, sobald das Gerät sie nicht selbst nennt",
        en: "the number of sessions that the gateway carries; else the capacity is unknown where the device does not say",
      },
    };
  });

const isCoolingUnit = ({ class: kind, role }: Device): boolean => kind === "cooling" && role !== "chiller";

const coolingNeeded: Question = (site) =>
  withIndex(site.rooms).flatMap(({ item: room, index }) => {
    const units = site.devices.filter((device) => device.room === room.id && isCoolingUnit(device)).length;
    const path = ["rooms", index, "cooling_units_needed"];
    const needed = room.cooling_units_needed;
    if (needed === undefined && units > 0) {
      return {
        code: "SITE_COOLING_NEED_MISSING",
        path,
        found: {
          de: `nichts für ${room.id}, dort stehen ${units} Kühlgeräte`,
          en: `nothing for ${room.id}, ${units} cooling units stand there`,
        },
        expected: { de: "wie viele davon laufen müssen", en: "how many of them must run" },
      };
    }
    if (needed === undefined || needed <= units) return [];
    return {
      code: "SITE_COOLING_UNITS_SHORT",
      path,
      expected: {
        de: `höchstens ${units}: so viele Kühlgeräte stehen in ${room.id}`,
        en: `at most ${units}: so many cooling units stand in ${room.id}`,
      },
    };
  });

const houseUplinks: Question = (site) =>
  withIndex(site.houses).flatMap(({ item: house, index }) => {
    const devices = site.devices.filter((device) => device.house === house.id);
    if (devices.some(({ uplinks }) => uplinks.length > 0)) return [];
    return {
      code: "SITE_HOUSE_UPLINK_MISSING",
      path: ["houses", index],
      found:
        devices.length === 0
          ? { de: `kein Gerät in ${house.id}`, en: `no device in ${house.id}` }
          : {
              de: `${devices.length} Geräte in ${house.id}, keines mit uplinks`,
              en: `${devices.length} devices in ${house.id}, none with uplinks`,
            },
      expected: { de: "ein Gerät, dessen uplinks aus dem Haus führen", en: "a device whose uplinks lead out of the house" },
    };
  });

/** Meters and chillers may serve the whole site; everything else stands somewhere. */
const placeless: Question = (site) =>
  withIndex(site.devices)
    .filter(
      ({ item: { room, house, class: kind, role } }) =>
        room === undefined && house === undefined && kind !== "meter" && role !== "chiller",
    )
    .map(({ item, index }) => ({
      code: "SITE_PLACE_MISSING",
      path: ["devices", index],
      found: { de: `${item.id} ohne room und house`, en: `${item.id} without room and house` },
      expected: {
        de: "room oder house: Die Meldung soll sagen, wohin man geht",
        en: "room or house: the message is to say where to go",
      },
    }));

/** Changing a limit that nothing reads changes no sample. */
const idleLimits: Question = (site) =>
  withIndex(site.devices).flatMap(({ item: device, index }) => {
    const samples = (limits: Device["limits"]): string => JSON.stringify(deviceLimits(site, { ...device, limits }));
    return Object.keys(device.limits ?? {})
      .filter((key) => samples({ ...device.limits, [key]: -1 }) === samples(device.limits))
      .map((key) => ({
        code: "SITE_LIMIT_IDLE",
        path: ["devices", index, "limits", key],
        found: {
          de: `${key} an ${device.id} (Klasse ${device.class}), wirkt nicht`,
          en: `${key} at ${device.id} (class ${device.class}), has no effect`,
        },
        expected: { de: "eine Grenze, die zum Gerät gehört", en: "a limit that belongs to the device" },
      }));
  });

const uplinksListed: Question = (site) =>
  withIndex(site.remote_work?.uplinks ?? []).flatMap(({ item, index }) => {
    const router = site.devices.find(({ id }) => id === item.device);
    if (router === undefined || router.uplinks.includes(item.interface)) return [];
    return {
      code: "SITE_UPLINK_UNLISTED",
      path: ["remote_work", "uplinks", index, "interface"],
      found: `"${item.interface}"`,
      expected: {
        de: `eine Schnittstelle, die bei ${router.id} unter uplinks steht; sonst meldet sie sich nicht, wenn sie ausfällt`,
        en: `an interface that stands in uplinks of ${router.id}; else nobody hears when it fails`,
      },
    };
  });

const lostSeverities: Question = ({ policies }) =>
  policies.some(({ severity, classes, alerts }) => severity.includes("warning") && classes === undefined && alerts === undefined)
    ? []
    : [
        {
          code: "SITE_POLICY_WARNING_GAP",
          path: ["policies"],
          found: { de: "keine Eskalation für jede warning", en: "no policy for every warning" },
          expected: {
            de: "eine mit severity: [warning] ohne classes; sonst steht sie nur auf der Seite",
            en: "one with severity: [warning] without classes; else it only stands on the page",
          },
        },
      ];

const hiddenPolicies: Question = ({ policies }) =>
  withIndex(policies).flatMap(({ item: policy, index }) => {
    const before = policies
      .slice(0, index)
      .find(
        ({ severity, classes, alerts }) =>
          policy.severity.every((one) => severity.includes(one)) &&
          (alerts === undefined || (policy.alerts?.every((one) => alerts.includes(one)) ?? false)) &&
          (classes === undefined || (policy.classes?.every((one) => classes.includes(one)) ?? false)),
      );
    if (before === undefined) return [];
    return {
      code: "SITE_POLICY_HIDDEN",
      path: ["policies", index],
      found: {
        de: `${policy.id} hinter ${before.id}, die alles davon schon nimmt`,
        en: `${policy.id} after ${before.id}, which takes all of it already`,
      },
      expected: { de: "die engere Eskalation zuerst", en: "the narrower policy first" },
    };
  });

const relays: Question = ({ mail }) => [
  ...(mail.relays.length > 1
    ? []
    : [
        {
          code: "SITE_RELAY_SINGLE",
          path: ["mail", "relays"],
          found: { de: "ein einziger Mailserver", en: "a single mail server" },
          expected: {
            de: "zwei unabhängige; der zweite trägt die Meldung, dass der erste fehlt",
            en: "two independent ones; the second carries the news that the first is gone",
          },
        },
      ]),
  ...withIndex(mail.relays)
    .filter(({ item }) => item.tls === "none" && !isLoopback(item.host))
    .map(({ index }) => ({
      code: "SITE_RELAY_PLAIN",
      path: ["mail", "relays", index, "tls"],
      expected: { de: "starttls oder tls, sonst liest das Netz mit", en: "starttls or tls, else the network reads along" },
    })),
];

const openPages: Question = ({ listen, public_url }) => [
  ...(public_url === undefined && (listen === "0.0.0.0" || listen === "::")
    ? [
        {
          code: "SITE_PUBLIC_URL_MISSING",
          path: ["listen"],
          found: { de: `${listen}, und keine public_url`, en: `${listen}, and no public_url` },
          expected: {
            de: "public_url, die Adresse für Telefone: Sonst führen die Links der Mails nach 127.0.0.1",
            en: "public_url, the address for phones: else links in mails lead to 127.0.0.1",
          },
        },
      ]
    : []),
  ...(public_url?.startsWith("http:") === true
    ? [
        {
          code: "SITE_PUBLIC_URL_PLAIN",
          path: ["public_url"],
          expected: { de: "https://, denn Übernahmen laufen darüber", en: "https://, since acknowledgements pass there" },
        },
      ]
    : []),
];

/** Agents refuse shorter ones (RFC 3414, 11.2); the key itself is never shown. */
const shortKeys: Question = ({ credentials }) =>
  withIndex(credentials).flatMap(({ item, index }) =>
    item.version !== "3"
      ? []
      : (["authentication", "privacy"] as const)
          .filter((part) => (item[part]?.key.length ?? 8) < 8)
          .map((part) => ({
            code: "SITE_KEY_SHORT",
            path: ["credentials", index, part, "key"],
            found: { de: "weniger als 8 Zeichen", en: "fewer than 8 characters" },
            expected: {
              de: "8 Zeichen oder mehr, sonst weisen Geräte ihn ab (RFC 3414)",
              en: "8 characters or more, else devices refuse it (RFC 3414)",
            },
          })),
  );

const balance: Question = ({ meters }) => {
  const missing = [
    { roles: ["grid"], de: "ein Zähler der Rolle grid (Eingang)", en: "a meter of role grid (what comes in)" },
    {
      roles: ["it", "pdu_out", "ups_out"],
      de: "ein Zähler der Rolle it, pdu_out oder ups_out (IT)",
      en: "a meter of role it, pdu_out or ups_out (IT)",
    },
  ].filter(({ roles }) => !meters.some(({ role }) => roles.includes(role)));
  if (meters.length === 0) return [];
  return missing.map(({ de, en }) => ({
    code: "SITE_METER_ROLE_MISSING",
    path: ["meters"],
    found: { de: "keiner", en: "none" },
    expected: { de: `${de}; ohne ihn gibt es keine PUE`, en: `${en}; without it there is no PUE` },
  }));
};

const questions: readonly Question[] = [
  runtimeLimit,
  sessionLimit,
  coolingNeeded,
  houseUplinks,
  placeless,
  idleLimits,
  uplinksListed,
  lostSeverities,
  hiddenPolicies,
  relays,
  openPages,
  shortKeys,
  balance,
];

/**
 * What a valid site had better say or change; nothing of it stops anything. `readSite` gives them with their lines.
 * @param source  the file it was read from; without it there are no lines, and defaults pass for written
 */
export function findings(site: Site, source?: Source): Problem[] {
  const place = source ?? { file: "site.yaml", lineOf: () => undefined, found: (path) => formatPath(path) };
  return questions.flatMap((question) => question(site, source?.value ?? site)).map((fault) => problemOf(fault, place));
}
