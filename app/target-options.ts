/** Options of commands that ask an agent which no inventory has: its address and how to speak to it. */
import type { Credential } from "../site/inventory.ts";
import type { Locale } from "../site/locale.ts";
import { fill } from "./words.ts";

/** For `parseArgs`. Secrets come by the name of an environment variable; a community may stand on the line. */
export const credentialOptions = {
  community: { type: "string" },
  "community-env": { type: "string" },
  "snmp-version": { type: "string" },
  user: { type: "string" },
  "auth-protocol": { type: "string" },
  "auth-key-env": { type: "string" },
  "priv-protocol": { type: "string" },
  "priv-key-env": { type: "string" },
  context: { type: "string" },
} as const;

export type CredentialValues = { readonly [Name in keyof typeof credentialOptions]?: string | undefined };

type V3 = Extract<Credential, { version: "3" }>;
const hashes = ["md5", "sha", "sha224", "sha256", "sha384", "sha512"] as const;
const ciphers = ["des", "aes", "aes192b", "aes192r", "aes256b", "aes256r"] as const;

const words = {
  de: {
    mixed: "--community und --user schließen sich aus",
    version: "--snmp-version ist 1, 2c oder 3",
    oneOf: "{0} ist eines von {1}",
    needs: "{0} braucht {1}",
    empty: "die Umgebungsvariable {0} ist leer oder nicht gesetzt",
    context: "--context gibt es nur mit SNMPv3 (--user)",
  },
  en: {
    mixed: "--community and --user exclude each other",
    version: "--snmp-version is 1, 2c or 3",
    oneOf: "{0} is one of {1}",
    needs: "{0} needs {1}",
    empty: "the environment variable {0} is empty or not set",
    context: "--context exists only with SNMPv3 (--user)",
  },
} as const;

/** What was asked for cannot be done; the message is for the person. */
export class WrongOptions extends Error {}

/**
 * The credential that the options describe; v2c with the community `public` when they say nothing.
 * @param env  looks up an environment variable
 * @throws WrongOptions
 */
export function credentialOf(values: CredentialValues, env: (name: string) => string | undefined, locale: Locale): Credential {
  const w = words[locale];
  const fail = (text: string, ...values: readonly string[]): never => {
    throw new WrongOptions(fill(text, ...values));
  };
  const secret = (name: string): string => env(name) || fail(w.empty, name);
  const oneOf = <const Word extends string>(option: string, value: string, known: readonly Word[]): Word =>
    known.find((word) => word === value.toLowerCase().replaceAll("-", "")) ?? fail(w.oneOf, option, known.join(", "));

  const version = values["snmp-version"] ?? (values.user === undefined ? "2c" : "3");
  const community = values["community-env"] === undefined ? values.community : secret(values["community-env"]);
  if (version === "1" || version === "2c") {
    if (values.user !== undefined) return fail(w.needs, "--user", "--snmp-version 3");
    if (values.context !== undefined) return fail(w.context);
    return { id: "cli", version, community: community ?? "public" };
  }
  if (version !== "3") return fail(w.version);
  if (community !== undefined) return fail(w.mixed);
  if (values.user === undefined) return fail(w.needs, "--snmp-version 3", "--user");
  const keys = {
    "--auth-protocol": values["auth-protocol"] ?? (values["auth-key-env"] === undefined ? undefined : "sha256"),
    "--priv-protocol": values["priv-protocol"] ?? (values["priv-key-env"] === undefined ? undefined : "aes"),
  };
  const key = (option: "--auth-key-env" | "--priv-key-env", of: string): string =>
    secret(values[option === "--auth-key-env" ? "auth-key-env" : "priv-key-env"] ?? fail(w.needs, of, option));
  const hash = keys["--auth-protocol"];
  const cipher = keys["--priv-protocol"];
  if (cipher !== undefined && hash === undefined) return fail(w.needs, "--priv-protocol", "--auth-protocol");
  const user: V3 = { id: "cli", version: "3", user: values.user };
  return {
    ...user,
    ...(values.context !== undefined && { context: values.context }),
    ...(hash !== undefined && {
      authentication: { protocol: oneOf("--auth-protocol", hash, hashes), key: key("--auth-key-env", "--auth-protocol") },
    }),
    ...(cipher !== undefined && {
      privacy: { protocol: oneOf("--priv-protocol", cipher, ciphers), key: key("--priv-key-env", "--priv-protocol") },
    }),
  };
}
