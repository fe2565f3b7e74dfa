import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { record } from "../../collectors/record.ts";
import { SnmpError } from "../../collectors/snmp/session.ts";
import { parseAddress } from "../../site/address.ts";
import type { Site } from "../../site/inventory.ts";
import { formatNumber, type Locale } from "../../site/locale.ts";
import { credentialOf, credentialOptions, WrongOptions } from "../target-options.ts";
import { fill, say } from "../words.ts";
import { siteOf, tellUnknown } from "./probe.ts";

const words = {
  de: {
    which: "Welches Gerät? leitstand record <Gerät> [--out DATEI] oder leitstand record --address HOST:PORT",
    address: "--address ist keine Adresse wie 10.0.0.1 oder 10.0.0.1:161",
    silent: "Das Gerät antwortet nicht: {0}",
    done: "{0} Werte aufgezeichnet, {1} davon unkenntlich gemacht, {2} weggelassen (Nachbarn, Adressen, Benutzer, Prozesse).",
    look: "Vor dem Versand ansehen: Kein Verfahren erkennt jeden Namen.",
    cut: "Unvollständig: {0}",
  },
  en: {
    which: "Which device? leitstand record <device> [--out FILE] or leitstand record --address HOST:PORT",
    address: "--address is no address such as 10.0.0.1 or 10.0.0.1:161",
    silent: "The device does not answer: {0}",
    done: "{0} values recorded, {1} of them made unrecognisable, {2} left out (neighbours, addresses, users, processes).",
    look: "Look before sending it: no procedure knows every name.",
    cut: "Incomplete: {0}",
  },
} as const;

/**
 * `leitstand record <device> | --address HOST:PORT ... [--out FILE]`: a recording for a bug report, without secrets and
 * names. @returns 0 complete, 1 silent or cut, 2 wrong use, 78 wrong site file
 */
export async function recordCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...credentialOptions,
      address: { type: "string" },
      out: { type: "string" },
      site: { type: "string" },
      data: { type: "string" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const tell = (text: string, ...values: readonly (string | number)[]): void =>
    void process.stderr.write(`${fill(text, ...values)}\n`);
  const wrong = (error: string): number => {
    tell(say(locale, "wrongOption", { error }));
    return 2;
  };
  const [id, ...more] = positionals;
  if ((id === undefined) === (values.address === undefined) || more.length > 0) return wrong(w.which);

  let site: Site | undefined;
  let target;
  if (values.address === undefined) {
    const found = siteOf(values, locale);
    if (typeof found === "number") return found;
    const [known, file] = found;
    site = known;
    const device = site.devices.find((one) => one.id === id);
    const credential = site.credentials.find((one) => one.id === device?.credentials);
    if (device === undefined || credential === undefined) {
      tellUnknown(id ?? "", site, file, locale);
      return 2;
    }
    target = { address: device.address, credential };
  } else {
    if (parseAddress(values.address) === undefined) return wrong(w.address);
    try {
      target = { address: values.address, credential: credentialOf(values, (name) => process.env[name], locale) };
    } catch (error) {
      if (error instanceof WrongOptions) return wrong(error.message);
      throw error;
    }
  }

  try {
    const { lines, replaced, removed, cut } = await record(target, site);
    const text = `${lines.join("\n")}\n`;
    if (values.out === undefined) process.stdout.write(text);
    else writeFileSync(values.out, text, { mode: 0o600 });
    tell(w.done, ...[lines.length, replaced, removed].map((count) => formatNumber(count, locale, 0)));
    tell(w.look);
    if (cut !== undefined) tell(w.cut, cut);
    return cut === undefined ? 0 : 1;
  } catch (error) {
    if (!(error instanceof SnmpError)) throw error;
    tell(w.silent, error.message);
    return 1;
  }
}
