import { mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { rulesPath, writeRules } from "../../alerts/write.ts";
import { dashboardFiles } from "../../dashboards/export.ts";
import type { Locale } from "../../site/locale.ts";
import { projectRoot } from "../installation.ts";
import { writeWhole } from "../state-folder.ts";

function write(path: string, text: string): void {
  const target = join(projectRoot, path);
  mkdirSync(dirname(target), { recursive: true });
  writeWhole(target, text);
  process.stdout.write(`${path}\n`);
}

/** `leitstand rules`: the alert rules as Prometheus reads them. */
export function rulesCommand(args: string[], _locale: Locale): Promise<number> {
  parseArgs({ args, options: { lang: { type: "string" } } });
  writeRules();
  process.stdout.write(`${relative(projectRoot, rulesPath)}\n`);
  return Promise.resolve(0);
}

/** `leitstand dashboards`: dashboards and provisioning files as Grafana reads them. */
export function dashboardsCommand(args: string[], _locale: Locale): Promise<number> {
  parseArgs({ args, options: { lang: { type: "string" } } });
  for (const { path, text } of dashboardFiles()) write(path, text);
  return Promise.resolve(0);
}
