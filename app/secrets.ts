import { readFileSync } from "node:fs";
import type { Secrets } from "../site/read.ts";

/** Secrets as the processes see them: environment variables, and files without their closing newline. */
export const processSecrets: Secrets = {
  env: (name) => process.env[name],
  file: (path) => {
    try {
      return readFileSync(path, "utf8").replace(/\r?\n$/, "");
    } catch {
      return undefined;
    }
  },
};
