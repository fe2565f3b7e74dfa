/** Errors of the database in the words of whoever runs the site. */
import type { Locale } from "../site/locale.ts";
import { FileReplacedError } from "./database.ts";

type Fault =
  | "away"
  | "starting"
  | "login"
  | "absent"
  | "full"
  | "tls"
  | "standby"
  | "cannotOpen"
  | "readOnly"
  | "diskFull"
  | "broken"
  | "locked"
  | "replaced";

const words: Readonly<Record<Locale, Readonly<Record<Fault, string>>>> = {
  de: {
    away: "Die Datenbank antwortet nicht (Server aus, Adresse falsch oder Netz unterbrochen).",
    starting: "Die Datenbank startet oder hält gerade an.",
    login: "Die Datenbank lehnt Benutzer oder Passwort ab (database.url in site.yaml).",
    absent: "Auf dem Datenbankserver gibt es diese Datenbank nicht (Name in database.url in site.yaml).",
    full: "Die Datenbank nimmt keine weiteren Verbindungen an (max_connections).",
    tls: "Das Zertifikat der Datenbank ist nicht vertrauenswürdig, passt nicht zu ihrem Namen, oder sie spricht kein TLS (database.ca und database.tls in site.yaml).",
    standby: "Diese Datenbank nimmt keine Änderungen an (ein Standby?).",
    cannotOpen: "Die Datei der Datenbank lässt sich nicht öffnen (Pfad, Rechte des Ordners).",
    readOnly: "Die Datei der Datenbank lässt sich nicht beschreiben (Rechte, schreibgeschütztes Dateisystem).",
    diskFull: "Der Datenträger der Datenbank ist voll oder schreibt nicht.",
    broken: "Die Datei der Datenbank ist beschädigt oder keine Datenbank; die letzte Sicherung einspielen (app/README.md).",
    locked:
      "Ein anderes Programm hält die Datei der Datenbank gesperrt (eine Sicherung, ein zweiter Leitstand, sqlite3); es beenden.",
    replaced:
      "Die Datei der Datenbank wurde im Betrieb gelöscht oder ersetzt; Leitstand beginnt mit der Datei neu, die jetzt dort liegt.",
  },
  en: {
    away: "The database does not answer (server down, wrong address, or network cut).",
    starting: "The database is starting or stopping.",
    login: "The database refuses user or password (database.url in site.yaml).",
    absent: "The database server has no such database (name in database.url in site.yaml).",
    full: "The database takes no more connections (max_connections).",
    tls: "The certificate of the database is not trusted, does not fit its name, or it speaks no TLS (database.ca and database.tls in site.yaml).",
    standby: "This database takes no changes (a standby?).",
    cannotOpen: "The file of the database cannot be opened (path, rights of the folder).",
    readOnly: "The file of the database cannot be written (rights, read-only file system).",
    diskFull: "The disk of the database is full or does not write.",
    broken: "The file of the database is damaged or none; restore the last backup (app/README.md).",
    locked: "Another program keeps the file of the database locked (a backup, a second Leitstand, sqlite3); end it.",
    replaced:
      "The file of the database was deleted or replaced while it was open; Leitstand begins anew with the file that lies there now.",
  },
};

/** Calls of the system that lead to a server: a file that is missing is no database that is away. */
const toServer: readonly unknown[] = ["connect", "read", "write", "getaddrinfo"];

/** By SQLSTATE (PostgreSQL, appendix A) or error code of TLS. */
const byCode: readonly (readonly [RegExp, Fault])[] = [
  [/^57P0[123]$/, "starting"],
  [/^28/, "login"],
  [/^3D000$/, "absent"],
  [/^53300$/, "full"],
  [/^(53100|58030)$/, "diskFull"],
  [/^25006$/, "standby"],
  [/^08/, "away"],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$|^CERT_|SIGNED_CERT|^UNABLE_TO_/, "tls"],
];
/** What pg tells in words only. */
const byText: readonly (readonly [RegExp, Fault])[] = [
  [/does not support SSL/i, "tls"],
  [
    /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error/i,
    "away",
  ],
];
/** By SQLite's primary result code. */
const byResult: Readonly<Record<number, Fault>> = {
  5: "locked",
  6: "locked",
  8: "readOnly",
  10: "diskFull",
  11: "broken",
  13: "diskFull",
  14: "cannotOpen",
  26: "broken",
};

function faultOf(error: Error): Fault | undefined {
  if (error instanceof FileReplacedError) return "replaced";
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_SQLITE_ERROR" && "errcode" in error) return byResult[Number(error.errcode) & 0xff];
  if ("syscall" in error && toServer.includes(error.syscall)) return "away";
  return byCode.find(([pattern]) => pattern.test(code))?.[1] ?? byText.find(([pattern]) => pattern.test(error.message))?.[1];
}

/** Whether SQLite itself says so: its file, its rights, its disk, or a table that is not as expected. */
export const isOfSqlite = (error: unknown): boolean =>
  error instanceof FileReplacedError || (error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR");

/** Whether another program holds the file: that passes. */
export const isLocked = (error: unknown): boolean => error instanceof Error && faultOf(error) === "locked";

/**
 * What is wrong with the database, in one sentence with the first thing to look at, and the error itself in brackets.
 * @returns undefined when the error is of another kind
 */
export function databaseFault(error: unknown, locale: Locale): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const fault = faultOf(error);
  return fault === undefined ? undefined : `${words[locale][fault]} [${error.message}]`;
}
