import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { proberByHand } from "../../collectors/by-hand.ts";
import { addressesOf, discover, mostAddresses, type Found } from "../../collectors/discover.ts";
import { parseAddress } from "../../site/address.ts";
import type { Credential, Device, Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { findInstallation } from "../installation.ts";
import { credentialOf, credentialOptions, WrongOptions } from "../target-options.ts";
import { fill, say } from "../words.ts";
import { siteOf } from "./probe.ts";

const words = {
  de: {
    which: "Welcher Bereich? leitstand discover 10.0.0.0/24 oder 10.0.0.10-10.0.0.40; gefunden: {0}",
    nothing: "nichts",
    many: "Der Bereich hat mehr als {0} Adressen",
    port: "--port ist eine Zahl von 1 bis 65535",
    none: "Keine Zugangsdaten: --community, --user oder credentials in site.yaml",
    progress: "{0} von {1} Adressen gefragt",
    head: "Im Bereich {1} antworten {0} von {2} Adressen, {3} davon stehen noch nicht im Inventar.",
    how: "Vorschlag für site.yaml, Abschnitt devices: Namen prüfen, room oder house ergänzen, dann leitstand check.",
    known: "{0} steht schon als {1} im Inventar",
    credentials: "Die benutzten Zugangsdaten stehen noch nicht in site.yaml; das Geheimnis gehört in die Umgebung:",
    unrecognised: "Kein Profil kennt dieses Gerät; die Klasse ist geraten. leitstand record hilft, eines zu schreiben.",
  },
  en: {
    which: "Which range? leitstand discover 10.0.0.0/24 or 10.0.0.10-10.0.0.40; found: {0}",
    nothing: "nothing",
    many: "The range has more than {0} addresses",
    port: "--port is a number from 1 to 65535",
    none: "No credentials: --community, --user or credentials in site.yaml",
    progress: "{0} of {1} addresses asked",
    head: "In the range {1}, {0} of {2} addresses answer, {3} of them are not in the inventory yet.",
    how: "A proposal for site.yaml, section devices: check names, add room or house, then leitstand check.",
    known: "{0} is in the inventory already, as {1}",
    credentials: "The credentials used are not in site.yaml yet; the secret belongs into the environment:",
    unrecognised: "No profile knows this device; the class is a guess. leitstand record helps to write one.",
  },
} as const;

/** Texts of devices come from outside: one line, no control characters. */
const line = (text: string): string =>
  text
    .replaceAll(/\p{C}+/gu, " ")
    .trim()
    .slice(0, 120);

/** `USV Keller.stadt.example` → `usv-keller`; unique among those taken. */
function idFor(found: Found, taken: Set<string>): string {
  const spelled =
    (found.name ?? "").split(".")[0]?.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue") ?? "";
  const slug = spelled
    .replaceAll("ß", "ss")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 50);
  const base = slug === "" ? `geraet-${found.address.replaceAll(/[^0-9a-f]+/g, "-")}` : slug;
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  taken.add(id);
  return id;
}

/** What a credential of the command line looks like in the site file: with references where secrets stand. */
function reference(credential: Credential): Record<string, unknown> {
  const env = (name: string): string => ["$", `{env:${name}}`].join("");
  if (credential.version !== "3")
    return { id: credential.id, version: credential.version, community: env("LEITSTAND_SNMP_COMMUNITY") };
  const { authentication, privacy, ...rest } = credential;
  return {
    ...rest,
    ...(authentication && { authentication: { protocol: authentication.protocol, key: env("LEITSTAND_SNMP_AUTH_KEY") } }),
    ...(privacy && { privacy: { protocol: privacy.protocol, key: env("LEITSTAND_SNMP_PRIV_KEY") } }),
  };
}

/** The proposal as YAML with comments. */
export function proposal(
  found: readonly Found[],
  site: Inventory,
  about: { range: string; asked: number },
  locale: Locale,
): string {
  const w = words[locale];
  const place = (address: string): string => {
    const parsed = parseAddress(address);
    return parsed === undefined ? address : `${parsed.host} ${parsed.port}`;
  };
  const known = new Map(site.devices.map((device: Device) => [place(device.address), device.id]));
  const fresh = found.filter(({ address }) => !known.has(place(address)));
  const taken = new Set(site.devices.map(({ id }) => id));
  const lines = [`# ${fill(w.head, found.length, about.range, about.asked, fresh.length)}`];
  for (const { address } of found) {
    const id = known.get(place(address));
    if (id !== undefined) lines.push(`# ${fill(w.known, address, id)}`);
  }
  if (fresh.length === 0) return lines.join("\n");
  lines.push(`# ${w.how}`);
  const ownIds = new Set(site.credentials.map(({ id }) => id));
  const foreign = new Map(
    fresh.flatMap(({ credential }) => (ownIds.has(credential.id) ? [] : [[credential.id, credential] as const])),
  );
  if (foreign.size > 0) {
    lines.push(
      `# ${w.credentials}`,
      stringify({ credentials: [...foreign.values()].map(reference) }, { lineWidth: 0 }).trimEnd(),
    );
  }
  lines.push("devices:");
  for (const one of fresh) {
    const id = idFor(one, taken);
    const entry = {
      id,
      name: line(one.name ?? "") || id,
      class: one.deviceClass ?? "network",
      address: one.address,
      profile: "auto",
      credentials: one.credential.id,
    };
    const text = stringify([entry], { lineWidth: 0 }).trimEnd();
    if (one.description !== undefined) lines.push(`  # ${line(one.description)}`);
    if (one.profiles.length > 0) lines.push(`  # ${one.profiles.join(", ")}`);
    if (one.deviceClass === undefined) lines.push(`  # ${w.unrecognised}`);
    lines.push(...text.split("\n").map((part) => `  ${part}`));
  }
  return lines.join("\n");
}

/** What a proposal looks at: what the inventory has already. */
type Inventory = Pick<Site, "devices" | "credentials">;
const nothingKnown: readonly [Inventory] = [{ devices: [], credentials: [] }];

/**
 * `leitstand discover RANGE [--port N] [--community ...|--user ...]`: asks every address of the range once and proposes
 * inventory lines. @returns 0 something answers, 1 nothing does, 2 wrong use, 78 wrong site file
 */
export async function discoverCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...credentialOptions,
      port: { type: "string", default: "161" },
      site: { type: "string" },
      data: { type: "string" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const wrong = (error: string): number => {
    process.stderr.write(`${say(locale, "wrongOption", { error })}\n`);
    return 2;
  };
  const [range = "", ...more] = positionals;
  const addresses = addressesOf(range);
  if (addresses === undefined || more.length > 0) return wrong(fill(w.which, positionals.join(" ") || w.nothing));
  if (addresses === "too many") return wrong(fill(w.many, mostAddresses));
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return wrong(w.port);
  const given = values.community !== undefined || values["community-env"] !== undefined || values.user !== undefined;
  // On the first day there is no site.yaml yet: with credentials on the line none is needed.
  const read = given && findInstallation(values.site, values.data).lab ? nothingKnown : siteOf(values, locale);
  if (typeof read === "number") return read;
  const [site] = read;
  let credentials: readonly Credential[] = site.credentials;
  if (given) {
    try {
      credentials = [{ ...credentialOf(values, (name) => process.env[name], locale), id: "neu" }];
    } catch (error) {
      if (error instanceof WrongOptions) return wrong(error.message);
      throw error;
    }
  }
  if (credentials.length === 0) return wrong(w.none);

  const prober = proberByHand();
  let told = Date.now();
  const progress = (done: number, all: number): void => {
    if (Date.now() - told < 3000) return;
    told = Date.now();
    process.stderr.write(`${fill(w.progress, done, all)}\n`);
  };
  try {
    const found = await discover({ addresses, port, credentials, progress, probe: (target) => prober.target(target, 30_000) });
    process.stdout.write(`${proposal(found, site, { range, asked: addresses.length }, locale)}\n`);
    return found.length > 0 ? 0 : 1;
  } finally {
    prober.close();
  }
}
