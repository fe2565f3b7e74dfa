import { parseArgs } from "node:util";
import { proberByHand } from "../../collectors/by-hand.ts";
import { probeTable } from "../../collectors/cli.ts";
import type { ProbeResult } from "../../collectors/prober.ts";
import { parseAddress } from "../../site/address.ts";
import type { Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { deviceClasses } from "../../site/metrics.ts";
import { closest } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { loadSite } from "../site-file.ts";
import { credentialOf, credentialOptions, WrongOptions } from "../target-options.ts";
import { fill, say } from "../words.ts";

const words = {
  de: {
    which: "Welches Gerät? leitstand probe <Gerät> oder leitstand probe --address HOST:PORT",
    unknown: 'Kein Gerät "{0}" in {1}{2}.',
    meant: ', gemeint ist vielleicht "{0}"',
    broken: "{0}: {1} Fehler; leitstand check {0}",
    address: '"{0}" ist keine Adresse wie 10.0.0.1, 10.0.0.1:161 oder [2001:db8::1]:161',
    class: '"{0}" ist keine Klasse; eine von {1}',
  },
  en: {
    which: "Which device? leitstand probe <device> or leitstand probe --address HOST:PORT",
    unknown: 'No device "{0}" in {1}{2}.',
    meant: ', perhaps "{0}"',
    broken: "{0}: {1} problems; leitstand check {0}",
    address: '"{0}" is no address such as 10.0.0.1, 10.0.0.1:161 or [2001:db8::1]:161',
    class: '"{0}" is no class; one of {1}',
  },
} as const;

/** The site of the installation that the command speaks of, or the exit code after telling what is wrong. */
export function siteOf(
  options: { site?: string | undefined; data?: string | undefined },
  locale: Locale,
): [Site, string] | number {
  const { siteFile } = findInstallation(options.site, options.data);
  const read = loadSite(siteFile);
  if ("site" in read) return [read.site, siteFile];
  process.stderr.write(`${fill(words[locale].broken, siteFile, read.problems.length)}\n`);
  return 78;
}

/** Tells that the inventory has no such device, and which one may be meant. */
export function tellUnknown(id: string, site: Site, siteFile: string, locale: Locale): void {
  const w = words[locale];
  const near = closest(
    id,
    site.devices.map((device) => device.id),
  );
  process.stderr.write(`${fill(w.unknown, id, siteFile, near === undefined ? "" : fill(w.meant, near))}\n`);
}

/** A person waits; a slow device may take this long to be learnt. */
const deadlineMs = 60_000;

/**
 * `leitstand probe <device> | --address HOST:PORT ... [--json]`: polls now; a table, or one JSON object a line.
 * @returns 0 it answered, 1 it did not, 2 wrong use, 78 wrong site file
 */
export async function probeCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...credentialOptions,
      address: { type: "string" },
      class: { type: "string" },
      profile: { type: "string" },
      site: { type: "string" },
      data: { type: "string" },
      json: { type: "boolean", default: false },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const wrong = (error: string): number => {
    process.stderr.write(`${say(locale, "wrongOption", { error })}\n`);
    return 2;
  };
  const [id, ...more] = positionals;
  if ((id === undefined) === (values.address === undefined) || more.length > 0) return wrong(w.which);

  if (values.address === undefined) {
    const found = siteOf(values, locale);
    if (typeof found === "number") return found;
    const [site, siteFile] = found;
    const device = site.devices.find((one) => one.id === id);
    if (device === undefined) {
      tellUnknown(id ?? "", site, siteFile, locale);
      return 2;
    }
    const prober = proberByHand(() => site);
    return show(await prober.device(device, deadlineMs).finally(() => prober.close()));
  }

  const { address } = values;
  if (parseAddress(address) === undefined) return wrong(fill(w.address, address));
  const deviceClass = deviceClasses.find((name) => name === values.class);
  if (values.class !== undefined && deviceClass === undefined)
    return wrong(fill(w.class, values.class, deviceClasses.join(", ")));
  let credential;
  try {
    credential = credentialOf(values, (name) => process.env[name], locale);
  } catch (error) {
    if (error instanceof WrongOptions) return wrong(error.message);
    throw error;
  }
  const prober = proberByHand();
  return show(
    await prober.target({ address, credential, deviceClass, profile: values.profile }, deadlineMs).finally(() => prober.close()),
  );

  function show(result: ProbeResult): number {
    if (values.json) {
      for (const { metric, labels, value } of result.samples)
        process.stdout.write(`${JSON.stringify({ metric, labels, value })}\n`);
    } else process.stdout.write(`${probeTable(result, locale)}\n`);
    return result.success ? 0 : 1;
  }
}
