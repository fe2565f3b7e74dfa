import { isIP } from "node:net";
import { isLoopback, parseAddress } from "../address.ts";
import { each, member, textOf } from "../path.ts";
import { closest } from "../problem.ts";
import type { Check } from "./draft.ts";

export const timeZone: Check = ({ value: document }) => {
  const zone = textOf(member(document, "site"), "time_zone");
  if (zone === undefined || isTimeZone(zone)) return [];
  return [
    {
      code: "SITE_TIME_ZONE_UNKNOWN",
      path: ["site", "time_zone"],
      expected: { de: "eine Zeitzone wie Europe/Berlin (IANA)", en: "a time zone such as Europe/Berlin (IANA)" },
      closest: closest(zone, Intl.supportedValuesOf("timeZone")),
    },
  ];
};

function isTimeZone(zone: string): boolean {
  // Offsets such as +01:00 are accepted by Intl, but know no daylight saving.
  if (/^[+-]/.test(zone)) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const workingHours: Check = ({ value: document }) => {
  const hours = member(member(document, "site"), "working_hours");
  const [from, to] = [textOf(hours, "from") ?? "08:00", textOf(hours, "to") ?? "17:00"];
  if (hours === undefined || from < to) return [];
  return [
    {
      code: "SITE_PERIOD_EMPTY",
      path: ["site", "working_hours", "to"],
      found: `"${to}"`,
      expected: { de: `später als ${from}`, en: `later than ${from}` },
    },
  ];
};

/** What Express' `trust proxy` understands: addresses, networks, or these names of networks. */
const networkNames = ["loopback", "linklocal", "uniquelocal"];

export const proxies: Check = ({ value: document }) =>
  each(document, "trusted_proxies[]").flatMap(({ path, value }) => {
    if (typeof value !== "string" || networkNames.includes(value)) return [];
    const [address = "", bits, ...rest] = value.split("/");
    const width = { 4: 32, 6: 128 }[isIP(address)];
    if (width !== undefined && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width)))
      return [];
    const list = networkNames.join(", ");
    return {
      code: "SITE_FORMAT_WRONG",
      path,
      expected: {
        de: `eine IP-Adresse, ein Netz wie 10.0.0.0/8, oder ${list}`,
        en: `an IP address, a network such as 10.0.0.0/8, or ${list}`,
      },
      closest: closest(value, networkNames),
    };
  });

/** Addresses to listen on and to send to: a name or an address, the port stands apart. */
export const hosts: Check = ({ value: document }) =>
  ["listen", "traps.listen", "mail.relays[].host"].flatMap((place) =>
    each(document, place).flatMap(({ path, value }) => {
      if (typeof value !== "string" || value === "" || isIP(value) > 0) return [];
      if (!/[:[]/.test(value) && parseAddress(value) !== undefined) return [];
      return {
        code: "SITE_ADDRESS_FORM",
        path,
        expected: { de: "ein Rechnername oder eine IP-Adresse, ohne Port", en: "a host name or an IP address, without a port" },
      };
    }),
  );

/** Pages link to each other from the root, so the address has no path; and it stands in mails, so it has no password. */
export const publicUrl: Check = ({ value: document }) => {
  const text = textOf(document, "public_url");
  if (text === undefined || !URL.canParse(text)) return [];
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const bare = [username, password, search, hash].every((part) => part === "") && pathname === "/";
  if (bare && ["http:", "https:"].includes(protocol)) return [];
  return [
    {
      code: "SITE_FORMAT_WRONG",
      path: ["public_url"],
      expected: {
        de: "http oder https und ein Rechnername, ohne Pfad und Anmeldung, wie https://leitstand.example.org",
        en: "http or https and a host, without path and login, such as https://leitstand.example.org",
      },
    },
  ];
};

/** The sign of life crosses the internet, and whoever knows its address can fake it. */
export const heartbeatUrl: Check = ({ value: document }) => {
  const text = textOf(member(document, "heartbeat"), "url");
  if (text === undefined) return [];
  if (URL.canParse(text)) {
    const { protocol, hostname } = new URL(text);
    if (protocol === "https:" || (protocol === "http:" && isLoopback(hostname))) return [];
  }
  return [
    {
      code: "SITE_FORMAT_WRONG",
      path: ["heartbeat", "url"],
      found: { de: "keine https-Adresse (sie wird nicht gezeigt)", en: "no https address (it is not shown)" },
      expected: { de: "eine Adresse wie https://waechter.example.org/…", en: "an address such as https://watcher.example.org/…" },
    },
  ];
};

export const relayLogins: Check = ({ value: document }) =>
  each(document, "mail.relays[]").flatMap(({ path, value }) => {
    const [user, password] = [member(value, "user"), member(value, "password")];
    if ((user === undefined) === (password === undefined)) return [];
    const missing = user === undefined ? "user" : "password";
    return {
      code: "SITE_KEY_MISSING",
      path: [...path, missing],
      expected: { de: "user und password zusammen, oder keines von beiden", en: "user and password together, or neither" },
    };
  });

/** SNMPv3 knows no privacy without authentication (RFC 3411, 3.4.3). */
export const privacyNeedsAuthentication: Check = ({ value: document }) =>
  each(document, "credentials[]").flatMap(({ path, value }) => {
    if (member(value, "privacy") === undefined || member(value, "authentication") !== undefined) return [];
    return {
      code: "SITE_KEY_MISSING",
      path: [...path, "authentication"],
      expected: { de: "authentication, wo privacy steht (SNMPv3)", en: "authentication where privacy stands (SNMPv3)" },
    };
  });
