import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dutyFindings } from "../../alerts/oncall/service.ts";
import { profiles } from "../../collectors/profiles/index.ts";
import { problemOf } from "../../site/fault.ts";
import { readSource } from "../../site/source.ts";
import type { Locale } from "../../site/locale.ts";
import { deviceClasses, type DeviceClass } from "../../site/metrics.ts";
import { formatProblem } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { loadSite } from "../site-file.ts";
import { secretNames } from "../state-folder.ts";
import { say } from "../words.ts";

/** Ids of the profiles that can serve a class. */
function knownProfiles(): ReadonlyMap<DeviceClass, readonly string[]> {
  const serves = (of: (typeof profiles)[number]["of"], kind: DeviceClass): boolean => of === "all" || [of].flat().includes(kind);
  return new Map(deviceClasses.map((kind) => [kind, profiles.filter(({ of }) => serves(of, kind)).map(({ id }) => id)]));
}

/** `leitstand check [FILE]`, or `--site FILE` as everywhere: all problems of a site file at once, then hints that stop nothing. @returns 0 fine, 1 hints, 78 wrong */
export function checkCommand(args: string[], locale: Locale): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { site: text, data: text, lang: text } });
  const files = [...(values.site === undefined ? [] : [values.site]), ...positionals];
  const [named] = files;
  if (files.length > 1) {
    process.stderr.write(`${say(locale, "wrongOption", { error: files.slice(1).join(" ") })}\n`);
    return Promise.resolve(2);
  }
  const installation = findInstallation(named, values.data);
  // The lab's secrets are made at its first start; before that any value shows that the file is right.
  if (installation.lab) for (const name of secretNames) process.env[name] ??= "labor-schluessel";
  const file = named ?? installation.siteFile;
  const read = loadSite(file, knownProfiles());
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  if (!("site" in read)) {
    for (const problem of read.problems) print(formatProblem(problem, locale));
    print(say(locale, "problems", { count: read.problems.length, file }));
    return Promise.resolve(78);
  }
  const source = readSource(readFileSync(file, "utf8"), file);
  const findings = [...read.findings, ...dutyFindings(read.site, new Date()).map((fault) => problemOf(fault, source))];
  for (const finding of findings) print(formatProblem(finding, locale));
  const { devices, contacts, rotas } = read.site;
  print(say(locale, "siteFine", { file, devices: devices.length, contacts: contacts.length, rotas: rotas.length }));
  if (findings.length > 0) print(say(locale, "findings", { count: findings.length }));
  return Promise.resolve(findings.length > 0 ? 1 : 0);
}
