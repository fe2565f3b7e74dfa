/** What login says, in both languages. `{name}` is filled by `say`. */
import type { Dictionary, Locale } from "../../site/locale.ts";
import type { Person } from "../../site/person.ts";

const de = {
  title: "Anmeldung",
  intro: "Lesen geht ohne Anmeldung. Wer etwas ändern will, meldet sich mit einem Code an, der per Mail kommt.",
  needed: "Dafür bitte anmelden. Danach geht es zurück zu dieser Seite; was Sie abgeschickt haben, wurde nicht ausgeführt.",
  email: "Ihre Mailadresse im Leitstand",
  ask: "Code anfordern",
  codeTitle: "Code eingeben",
  codeIntro:
    "Wenn diese Adresse im Leitstand steht, ist eine Mail mit einem Code unterwegs. Er gilt {minutes} Minuten, einmal, und nur in diesem Browser.",
  code: "Code aus der Mail (8 Ziffern)",
  enter: "Anmelden",
  again: "Keine Mail bekommen? Neuen Code anfordern",
  wrong: "Der Code stimmt nicht. Noch {left} Versuche.",
  wrongOne: "Der Code stimmt nicht. Noch ein Versuch.",
  dead: "Dieser Code gilt nicht mehr: zu alt, schon benutzt oder zu oft falsch eingegeben. Bitte einen neuen anfordern.",
  tooOften: "Zu viele Versuche von diesem Anschluss. Bitte in einer Viertelstunde noch einmal.",
  foreign: "Diese Anfrage kam von einer fremden Seite und wurde abgelehnt. Bitte die Seite hier öffnen und noch einmal absenden.",
  signedIn: "Angemeldet als {name}",
  roles: "Ihre Aufgaben: {roles}",
  roleOnCall: "Bereitschaft",
  roleLead: "Leitung",
  roleCrisis: "Krisenstab",
  roleEnergy: "Energie",
  roleAuditor: "Prüfung",
  roleAdmin: "Verwaltung",
  until: "Die Anmeldung endet spätestens am {time} Uhr, ohne Nutzung nach {idle} Stunden.",
  logout: "Abmelden",
  logoutAll: "Auf allen Geräten abmelden",
  onward: "Weiter",
  loggedOut: "Sie sind abgemeldet.",

  mailSubject: "Anmeldecode für den Leitstand",
  mailCode: "Ihr Code: {code}",
  mailUse: "Gültig bis {time} Uhr, für eine Anmeldung, nur in dem Browser, in dem er angefordert wurde:\n{url}/login",
  mailAsked: "Angefordert am {at} von {client}.",
  mailNever: "Niemand von uns fragt nach diesem Code, auch nicht am Telefon.",
  mailNotYou:
    "Nicht angefordert? Dann ist nichts zu tun: Ohne den Code kommt niemand hinein. Häuft es sich, bitte dem Betrieb melden.",
} as const;

export type Word = keyof typeof de;

const en: Readonly<Record<Word, string>> = {
  title: "Log in",
  intro: "Reading needs no login. To change something, log in with a code that comes by mail.",
  needed: "Please log in for that. You then come back to this page; what you sent was not carried out.",
  email: "Your mail address in Leitstand",
  ask: "Ask for a code",
  codeTitle: "Enter the code",
  codeIntro:
    "If Leitstand knows this address, a mail with a code is on its way. It holds for {minutes} minutes, once, and in this browser only.",
  code: "Code from the mail (8 digits)",
  enter: "Log in",
  again: "No mail? Ask for a new code",
  wrong: "The code is wrong. {left} tries left.",
  wrongOne: "The code is wrong. One try left.",
  dead: "This code holds no longer: too old, used already or wrong too often. Please ask for a new one.",
  tooOften: "Too many tries from this connection. Please come again in a quarter of an hour.",
  foreign: "This request came from another site and was refused. Please open the page here and send it again.",
  signedIn: "Logged in as {name}",
  roles: "Your duties: {roles}",
  roleOnCall: "on-call",
  roleLead: "lead",
  roleCrisis: "crisis team",
  roleEnergy: "energy",
  roleAuditor: "audit",
  roleAdmin: "administration",
  until: "The login ends at the latest on {time}, and after {idle} hours without use.",
  logout: "Log out",
  logoutAll: "Log out on all devices",
  onward: "Go on",
  loggedOut: "You are logged out.",

  mailSubject: "Login code for Leitstand",
  mailCode: "Your code: {code}",
  mailUse: "Valid until {time}, for one login, only in the browser that asked for it:\n{url}/login",
  mailAsked: "Asked for on {at} from {client}.",
  mailNever: "None of us asks for this code, not by phone either.",
  mailNotYou: "Not you? Then nothing needs doing: without the code nobody gets in. If it happens often, please tell operations.",
};

const words: Dictionary<Word> = { de, en };

/** What people call a role of the inventory. */
export const roleWords = {
  "on-call": "roleOnCall",
  lead: "roleLead",
  crisis: "roleCrisis",
  energy: "roleEnergy",
  auditor: "roleAuditor",
  admin: "roleAdmin",
} as const satisfies Record<Person["roles"][number], Word>;

/** The sentence with its `{names}` filled. */
export function say(locale: Locale, word: Word, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[locale][word].replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(fill[name] ?? gap));
}
