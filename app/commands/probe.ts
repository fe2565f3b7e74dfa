import { parseArgs } from "node:util";
import { pino } from "pino";
import { Registry } from "prom-client";
import { probeTable } from "../../collectors/cli.ts";
import { createCollectors } from "../../collectors/routes.ts";
import { closest } from "../../site/problem.ts";
import type { Locale } from "../../site/locale.ts";
import { findInstallation } from "../installation.ts";
import { loadSite } from "../site-file.ts";

const words = {
  de: {
    which: "Welches Gerät? leitstand probe <Gerät>",
    unknown: 'Kein Gerät "{0}" in {1}{2}.',
    meant: ', gemeint ist vielleicht "{0}"',
  },
  en: { which: "Which device? leitstand probe <device>", unknown: 'No device "{0}" in {1}{2}.', meant: ', perhaps "{0}"' },
} as const;

/** `leitstand probe <device> [--json]`: polls an inventory device now. @returns 0 it answered, 1 it did not, 2 wrong use, 78 wrong site file */
export async function probeCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      site: { type: "string" },
      data: { type: "string" },
      json: { type: "boolean", default: false },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const [device] = positionals;
  if (device === undefined) {
    process.stderr.write(`${w.which}\n`);
    return 2;
  }
  const { siteFile } = findInstallation(values.site, values.data, () => "site");
  const read = loadSite(siteFile);
  if (!("site" in read)) {
    process.stderr.write(`${siteFile}: ${read.problems.length} Fehler; leitstand check ${siteFile}\n`);
    return 78;
  }
  const ids = read.site.devices.map(({ id }) => id);
  if (!ids.includes(device)) {
    const near = closest(device, ids);
    const meant = near === undefined ? "" : w.meant.replace("{0}", near);
    process.stderr.write(`${w.unknown.replace("{0}", device).replace("{1}", siteFile).replace("{2}", meant)}\n`);
    return 2;
  }
  const collectors = createCollectors({
    site: () => read.site,
    log: pino({ level: "silent" }),
    registry: new Registry(),
    now: () => new Date(),
  });
  try {
    const result = await collectors.poll(device);
    if (values.json) for (const sample of result.samples) process.stdout.write(`${JSON.stringify(sample)}\n`);
    else process.stdout.write(`${probeTable(result, locale)}\n`);
    return result.samples.some(({ metric, value }) => metric === "probe_success" && value === 1) ? 0 : 1;
  } finally {
    await collectors.close();
  }
}
