/** Errors of files and folders in the words of whoever runs the site. */
import type { Locale } from "../site/locale.ts";

type Words = Readonly<Record<Locale, string>>;

/** By the code of the system (errno(3)). */
const words: Readonly<Record<string, Words>> = {
  ENOENT: { de: "die Datei oder ihr Ordner fehlt", en: "the file or its folder is missing" },
  ENOTDIR: { de: "ein Teil des Pfades ist kein Ordner", en: "a part of the path is no folder" },
  EISDIR: { de: "das ist ein Ordner, keine Datei", en: "this is a folder, no file" },
  EEXIST: { de: "das gibt es schon", en: "this exists already" },
  EACCES: { de: "dieser Benutzer darf das nicht (Rechte)", en: "this user may not do that (rights)" },
  EPERM: { de: "dieser Benutzer darf das nicht (Rechte)", en: "this user may not do that (rights)" },
  EROFS: { de: "das Dateisystem ist schreibgeschützt", en: "the file system is read-only" },
  ENOSPC: { de: "der Datenträger ist voll", en: "the disk is full" },
  EDQUOT: { de: "der zugeteilte Platz ist verbraucht", en: "the quota is used up" },
  EIO: { de: "der Datenträger liest oder schreibt nicht", en: "the disk does not read or write" },
};

/** A folder that cannot be made although the one above is there, as below /proc. */
const noFolder: Words = { de: "hier lässt sich kein Ordner anlegen", en: "no folder can be made here" };

/**
 * What is wrong with a file or folder, in one sentence that names it, and the code in brackets.
 * @returns undefined when the error is of another kind
 */
export function fileFault(error: unknown, locale: Locale): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const unmade = error.syscall === "mkdir" && error.code === "ENOENT";
  const said = unmade ? noFolder : words[String(error.code)];
  if (said === undefined) return undefined;
  const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
  return `${path}${said[locale]} [${String(error.code)}]`;
}
