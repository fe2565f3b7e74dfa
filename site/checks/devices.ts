import { parseAddress } from "../address.ts";
import type { Fault } from "../fault.ts";
import { deviceClasses, type DeviceClass } from "../metrics.ts";
import { each, member, textOf } from "../path.ts";
import { closest, type Words } from "../problem.ts";
import { circles, type Check } from "./draft.ts";
import { repeated } from "./links.ts";

export const addresses: Check = (draft) => {
  const contexts = new Map(
    each(draft.value, "credentials[]").map(({ value }) => [textOf(value, "id"), textOf(value, "context") ?? ""]),
  );
  const faults: Fault[] = [];
  const seen: { path: (string | number)[]; value: string }[] = [];
  for (const { path, value } of each(draft.value, "devices[]")) {
    const text = textOf(value, "address");
    if (text === undefined || text === "") continue;
    const here = [...path, "address"];
    const address = parseAddress(text);
    if (address === undefined) faults.push({ code: "SITE_ADDRESS_FORM", path: here, expected: addressForm });
    // Contexts are different agents behind one address (RFC 3411, 3.3.1).
    else
      seen.push({ path: here, value: `[${address.host}]:${address.port} ${contexts.get(textOf(value, "credentials")) ?? ""}` });
  }
  return [...faults, ...repeated(seen, draft, "SITE_ADDRESS_DUPLICATE")];
};

const addressForm: Words = {
  de: "Rechnername oder IP-Adresse, mit Port wie 10.0.0.1:161 oder [2001:db8::1]:161",
  en: "host name or IP address, with port as in 10.0.0.1:161 or [2001:db8::1]:161",
};

export const places: Check = ({ value: document }) =>
  [...each(document, "devices[]"), ...each(document, "services[]")]
    .filter(({ value }) => textOf(value, "room") !== undefined && textOf(value, "house") !== undefined)
    .map(({ path, value }) => ({
      code: "SITE_PLACE_AMBIGUOUS",
      path: [...path, "house"],
      found: `room: ${textOf(value, "room")}, house: ${textOf(value, "house")}`,
      expected: { de: "entweder room oder house", en: "either room or house" },
    }));

export const feedCircles: Check = ({ value: document }) => {
  const devices = each(document, "devices[]");
  // Whoever feeds nobody stands on no circle.
  const feeds = new Map(
    devices.flatMap(({ value }): [string, string[]][] => {
      const fed = member(value, "feeds");
      return Array.isArray(fed) && fed.length > 0 ? [[textOf(value, "id") ?? "", fed.map(String)]] : [];
    }),
  );
  return circles(feeds).flatMap((circle) => {
    const entry = devices.find(({ value }) => textOf(value, "id") === circle[0]);
    if (entry === undefined) return [];
    return {
      code: "SITE_FEEDS_CIRCLE",
      path: [...entry.path, "feeds"],
      found: [...circle, circle[0]].join(" → "),
      expected: { de: "Strom, der nicht im Kreis fließt", en: "power that does not flow in a circle" },
    };
  });
};

export const gateways: Check = ({ value: document }) => {
  const classes = new Map(each(document, "devices[]").map(({ value }) => [textOf(value, "id"), textOf(value, "class")]));
  return each(document, "remote_work.gateways[]").flatMap(({ path, value }) => {
    const found = typeof value === "string" ? classes.get(value) : undefined;
    if (found === undefined || found === "vpn") return [];
    return {
      code: "SITE_DEVICE_CLASS",
      path,
      found: { de: `"${String(value)}", ein Gerät der Klasse ${found}`, en: `"${String(value)}", a device of class ${found}` },
      expected: { de: "ein Gerät der Klasse vpn", en: "a device of class vpn" },
    };
  });
};

const classNames: Readonly<Record<DeviceClass, Words & object>> = {
  ups: { de: "USV-Profilen", en: "UPS profiles" },
  cooling: { de: "Kälteprofilen", en: "cooling profiles" },
  sensor: { de: "Sensorprofilen", en: "sensor profiles" },
  meter: { de: "Zählerprofilen", en: "meter profiles" },
  vpn: { de: "VPN-Profilen", en: "VPN profiles" },
  network: { de: "Netzprofilen", en: "network profiles" },
};

export type KnownProfiles = ReadonlyMap<DeviceClass, readonly string[]>;

/** Profile ids against those that exist; the caller knows them, since `site/` reads no room. */
export const profiles =
  (known: KnownProfiles): Check =>
  ({ value: document }) =>
    each(document, "devices[]").flatMap(({ path, value }) => {
      const profile = textOf(value, "profile");
      const kind = deviceClasses.find((name) => name === textOf(value, "class"));
      const ids = kind === undefined ? [] : (known.get(kind) ?? []);
      if (profile === undefined || profile === "auto" || kind === undefined || ids.includes(profile)) return [];
      const other = deviceClasses.find((name) => known.get(name)?.includes(profile));
      const { de, en } = classNames[kind];
      return {
        code: "SITE_PROFILE_UNKNOWN",
        path: [...path, "profile"],
        expected: { de: `eines von ${ids.length} ${de}, oder auto`, en: `one of ${ids.length} ${en}, or auto` },
        closest: closest(profile, ids),
        ...(other !== undefined && {
          remedy: {
            de: `Dieses Profil gehört zu Geräten der Klasse ${other}.`,
            en: `This profile belongs to devices of class ${other}.`,
          },
        }),
      };
    });

/** The allowable temperature lies above the recommended one, wherever both stand together. */
export const limitOrder: Check = ({ value: document }) =>
  ["limits", "rooms[].limits", "devices[].limits"].flatMap((place) =>
    each(document, place).flatMap(({ path, value }) => {
      const recommended = member(value, "inlet_recommended_celsius");
      const allowable = member(value, "inlet_allowable_celsius");
      if (typeof recommended !== "number" || typeof allowable !== "number" || allowable > recommended) return [];
      return {
        code: "SITE_LIMIT_ORDER",
        path: [...path, "inlet_allowable_celsius"],
        expected: { de: `mehr als die empfohlenen ${recommended}`, en: `more than the recommended ${recommended}` },
      };
    }),
  );
