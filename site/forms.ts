import type { Words } from "./problem.ts";

/** Forms of text that the inventory asks for, as a person reads them: "expected ...". */
export const forms = {
  id: {
    de: "eine Kennung aus Kleinbuchstaben, Ziffern und Bindestrichen, höchstens 63 Zeichen",
    en: "an identifier of lower-case letters, digits and hyphens, at most 63 characters",
  },
  line: { de: "Text in einer Zeile", en: "text in one line" },
  duration: { de: "eine Dauer wie 30s, 15m, 8h oder 7d", en: "a duration such as 30s, 15m, 8h or 7d" },
  role: {
    de: "ein Wort aus Kleinbuchstaben, Ziffern, Binde- und Unterstrichen",
    en: "a word of lower-case letters, digits, hyphens and underscores",
  },
  local_time: { de: "eine Ortszeit wie 2026-11-23T08:00", en: "a local time such as 2026-11-23T08:00" },
  alert: {
    de: "der Name eines Alarms wie CoolingRedundancyLost (so heißt auch sein Runbook)",
    en: "the name of an alert such as CoolingRedundancyLost (its runbook is called so too)",
  },
  time_of_day: { de: "eine Uhrzeit wie 08:00", en: "a time of day such as 08:00" },
  shift: { de: "eine Schichtlänge wie 12h, 1d oder 1w", en: "a length of shift such as 12h, 1d or 1w" },
  email: { de: "eine Mailadresse wie name@stadt.example", en: "a mail address such as name@city.example" },
  url: {
    de: "eine vollständige Adresse wie https://leitstand.example.org",
    en: "a full address such as https://leitstand.example.org",
  },
  host: { de: "ein Rechnername oder eine IP-Adresse", en: "a host name or an IP address" },
  host_port: { de: "Rechner und Port wie mail.example.org:587", en: "host and port such as mail.example.org:587" },
  http_url: {
    de: "eine Adresse wie https://portal.example.org/ ohne Benutzer und Passwort",
    en: "an address such as https://portal.example.org/ without user and password",
  },
  database_url: {
    de: "eine Adresse wie postgres://leitstand:…@db.example.org/leitstand, ohne Zusätze außer ?host=",
    en: "an address such as postgres://leitstand:…@db.example.org/leitstand, without additions except ?host=",
  },
  date: { de: "ein Datum wie 2026-11-23", en: "a date such as 2026-11-23" },
} as const satisfies Record<string, Words>;

export type Form = keyof typeof forms;
