import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { holderOf, localSecrets, readRun, webhookToken, type Run } from "./state-folder.ts";

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), "..");

const identified = z.object({ site: z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) }) });

/**
 * Id of the site that a file describes, whatever else is wrong with it or secret in it: a typo or a missing variable must
 * not lead to another state folder. @returns "site" when the file tells none
 */
export function siteIdOf(path: string): string {
  try {
    return identified.parse(parse(readFileSync(path, "utf8"), { logLevel: "silent" })).site.id;
  } catch {
    return "site";
  }
}

/** The installation a command speaks of: its site file, its state folder, and what runs there. */
export interface Installation {
  readonly siteFile: string;
  readonly folder: string;
  readonly lab: boolean;
  /** Addresses of the running one; undefined when nothing runs. */
  readonly run?: Run;
}

/**
 * Finds the installation by the same rules as `up`: the site file given, else ./site.yaml, else the lab. The secrets
 * that `up` made for it go into the environment, as they do for the processes that `up` starts.
 */
export function findInstallation(
  site: string | undefined,
  data: string | undefined,
  siteId: (path: string) => string = siteIdOf,
): Installation {
  const named = site ?? (existsSync("site.yaml") ? "site.yaml" : undefined);
  const lab = named === undefined;
  const folder = resolve(data ?? join(projectRoot, "var", lab ? "lab" : siteId(resolve(named))));
  if (existsSync(join(folder, "secrets.json"))) {
    for (const [name, value] of Object.entries(localSecrets(folder)))
      if (lab || name === webhookToken) process.env[name] ??= value;
  }
  // `up` makes this one by itself; before its first start any value shows that the file is right.
  process.env[webhookToken] ??= "made by up";
  const copy = join(folder, "site.yaml");
  const siteFile = named !== undefined ? resolve(named) : existsSync(copy) ? copy : join(projectRoot, "site", "example.yaml");
  const run = holderOf(folder) === undefined ? undefined : readRun(folder);
  return { siteFile, folder, lab, ...(run !== undefined && { run }) };
}
