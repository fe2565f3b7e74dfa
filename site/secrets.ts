import type { Fault } from "./fault.ts";
import { leaves, mapLeaves, shapeOf, type Path } from "./path.ts";
import type { Words } from "./problem.ts";

/** What reading needs from outside: secrets by reference. Both return undefined when there is no such thing. */
export interface Secrets {
  readonly env: (name: string) => string | undefined;
  readonly file: (path: string) => string | undefined;
}

/** Where a secret stands, and so only a reference may stand. A test holds them against the marks in the schema. */
export const secretPlaces: ReadonlySet<string> = new Set([
  "credentials[].community",
  "credentials[].authentication.key",
  "credentials[].privacy.key",
  "contacts[].webhook.secret",
  "mail.relays[].password",
  "database.url",
  "heartbeat.url",
  "webhook_token",
]);
/** Where a reference may stand beside plain text. */
const referencePlaces: ReadonlySet<string> = new Set([...secretPlaces, "mail.relays[].user"]);

/** A reference to a secret, and nothing else. */
export const secretPattern = /^\$\{(env|file):([^}]+)\}$/;
const either: Words = { de: "${env:NAME} oder ${file:PFAD}", en: "${env:NAME} or ${file:PATH}" };

/** The document with references replaced by what they name; what cannot be resolved stays and is a fault. */
export function resolveSecrets(
  document: unknown,
  secrets: Secrets,
): { readonly value: unknown; readonly faults: readonly Fault[] } {
  const resolved = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { path, value } of leaves(document)) {
    const place = shapeOf(path);
    const match = typeof value === "string" ? secretPattern.exec(value) : null;
    if (match !== null && referencePlaces.has(place)) {
      const secret = lookUp(match, secrets);
      if (typeof secret === "string") resolved.set(JSON.stringify(path), secret);
      else faults.push({ ...secret, path });
    } else if (match !== null) {
      faults.push({
        code: "SITE_REFERENCE_MISPLACED",
        path,
        expected: { de: "der Wert selbst", en: "the value itself" },
        remedy: onlySecrets,
      });
    } else if (secretPlaces.has(place) && value !== null && value !== "") {
      const broken = typeof value === "string" && value.includes("${");
      faults.push(
        broken
          ? {
              code: "SITE_REFERENCE_FORM",
              path,
              found: { de: "ein Verweis in anderer Form", en: "a reference of another form" },
              expected: either,
            }
          : plainText(path),
      );
    }
  }
  return { value: mapLeaves(document, ({ path, value }) => resolved.get(JSON.stringify(path)) ?? value), faults };
}

const onlySecrets: Words = {
  de: "Verweise stehen nur, wo ein Geheimnis steht; alles andere steht offen in der Datei.",
  en: "References stand only where a secret stands; everything else is in the file itself.",
};

const plainText = (path: Path): Fault => ({
  code: "SITE_SECRET_PLAIN",
  path,
  expected: either,
  remedy: {
    de: "Geheimnis in eine Umgebungsvariable oder Datei legen und hier darauf verweisen; danach am Gerät ändern, denn es stand offen.",
    en: "Put the secret into an environment variable or a file and refer to it here; then change it at the device, for it stood open.",
  },
});

/** The secret that a reference names, or why there is none. One closing newline of a file does not belong to it. */
function lookUp(match: RegExpExecArray, secrets: Secrets): string | Omit<Fault, "path"> {
  const [, kind, name = ""] = match;
  const secret = kind === "env" ? secrets.env(name) : secrets.file(name)?.replace(/\r?\n$/, "");
  if (secret !== undefined && secret !== "") return secret;
  const state = secret === undefined ? absent[kind === "env" ? "env" : "file"] : { de: "leer", en: "empty" };
  const what =
    kind === "env" ? { de: "die Umgebungsvariable", en: "the environment variable" } : { de: "die Datei", en: "the file" };
  return {
    code: "SITE_SECRET_UNRESOLVED",
    expected: { de: `${what.de} ${name}; sie ist ${state.de}`, en: `${what.en} ${name}; it is ${state.en}` },
  };
}

const absent = {
  env: { de: "nicht gesetzt", en: "not set" },
  file: { de: "nicht lesbar", en: "not readable" },
} as const;
