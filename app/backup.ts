/** A copy of everything that must not be lost, made while the service runs. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import type { Site } from "../site/inventory.ts";
import { makeFolder } from "./make-folder.ts";
import { oncallFile } from "./oncall-database.ts";
import { readUrl } from "./postgres.ts";
import { lastGoodSite, writeWhole } from "./state-folder.ts";

export interface BackupParts {
  readonly folder: string;
  readonly siteFile: string;
  readonly database: Site["database"];
  /** Folder that gets the copy; it must not exist yet. */
  readonly to: string;
  readonly now: Date;
}

/** The copy could not be made; nothing of that name is left behind. */
export class BackupFailed extends Error {}

/**
 * Copies databases, site file and secrets into a new folder, with a list of their SHA-256. The folder has its name only when
 * it is complete. @returns the files @throws BackupFailed
 */
export async function makeBackup({ folder, siteFile, database, to, now }: BackupParts): Promise<readonly string[]> {
  if (existsSync(to)) throw new BackupFailed(`${to} exists`);
  const part = `${to}.part`;
  // What a broken attempt left behind must not stand in this one.
  rmSync(part, { recursive: true, force: true });
  makeFolder(part, 0o700);
  const secure = process.umask(0o077);
  try {
    if (database !== undefined) dump(database, join(part, "oncall.dump"));
    for (const file of [...(database === undefined ? [oncallFile(folder)] : []), join(folder, "energy.db")]) {
      if (existsSync(file)) await copyDatabase(file, join(part, basename(file)));
    }
    for (const [file, name] of [
      [siteFile, "site.yaml"],
      [lastGoodSite(folder), basename(lastGoodSite(folder))],
      [join(folder, "secrets.json"), "secrets.json"],
    ] as const) {
      if (existsSync(file)) copyFileSync(file, join(part, name));
    }
    const files = readdirSync(part).sort();
    const sums = files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(join(part, file)))
        .digest("hex"),
    ]);
    writeWhole(
      join(part, "manifest.json"),
      `${JSON.stringify({ made: now.toISOString(), files: Object.fromEntries(sums) }, null, 2)}\n`,
    );
    renameSync(part, to);
    return files;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  } finally {
    process.umask(secure);
  }
}

/** SQLite's own copying: consistent, while others read and write. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { timeout: 5000 });
  try {
    await backup(source, to);
  } finally {
    source.close();
  }
}

/** pg_dump in the custom format; the password goes by the environment, for everybody can read command lines. */
function dump({ url, tls, ca }: NonNullable<Site["database"]>, to: string): void {
  const { host, port, user, password, database } = readUrl(url);
  const result = spawnSync("pg_dump", ["--format=custom", `--file=${to}`], {
    encoding: "utf8",
    env: {
      ...process.env,
      PGHOST: host,
      PGDATABASE: database,
      ...(port !== undefined && { PGPORT: String(port) }),
      ...(user !== undefined && { PGUSER: user }),
      ...(typeof password === "string" && { PGPASSWORD: password }),
      ...(host?.startsWith("/") !== true && {
        PGSSLMODE: tls === "none" ? "disable" : "verify-full",
        PGSSLROOTCERT: ca ?? "system",
      }),
    },
  });
  if (result.error !== undefined) throw new BackupFailed(`pg_dump: ${result.error.message} (Debian: postgresql-client)`);
  if (result.status !== 0) throw new BackupFailed(`pg_dump: ${result.stderr.trim()}`);
}
