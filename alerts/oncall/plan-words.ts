/** What pages say to somebody who is logged in: acts on incidents, covers, maintenance. */
import type { Dictionary, Locale } from "../../site/locale.ts";

const de = {
  acknowledge: "Ich übernehme",
  takeOver: "Von {name} übernehmen",
  handBack: "Zurückgeben: Die Stufen beginnen neu",
  loginToAct: "Anmelden, um zu übernehmen",
  loginToPlan: "Anmelden, um Vertretung oder Wartung einzutragen",
  mayNot: "Das darf, wer die Rolle on-call hat.",
  mayNotPlan: "Das darf, wer die Rolle on-call oder admin hat.",
  ended: "Der Vorfall ist schon beendet.",
  already: "{name} hat schon übernommen.",
  notYours: "Zurückgeben kann, wer übernommen hat.",

  covers: "Vertretung",
  coverIntro:
    "Eine Vertretung gilt, sobald zugestimmt haben: wer einspringt und alle, deren Dienst es ist. Ist jemand von ihnen nicht erreichbar, stimmt ein Administrator an ihrer Stelle zu. Die spätere Vertretung zählt; eine vereinbarte endet durch eine neue.",
  coverItem: "{name} vertritt {covered} von {from} bis {to} ({rota})",
  coverGap: "die Lücke",
  coverAgreed: "vereinbart",
  coverAwaits: "wartet auf {names}",
  coverNew: "Vertretung eintragen",
  coverPerson: "Wer springt ein",
  coverNone: "Keine eingetragen.",
  agree: "Zustimmen",
  withdraw: "Zurückziehen",
  rota: "Dienstplan",
  from: "Beginn (Ortszeit)",
  to: "Ende (Ortszeit)",
  save: "Eintragen",

  windowNew: "Wartung planen",
  windowIntro:
    "Während der Wartung wird für das Genannte niemand benachrichtigt; was am Ende noch ansteht, meldet sich sofort. Nur das Nötige nennen.",
  place: "Was betroffen ist",
  kind: "Nur diese Art",
  everyKind: "alles davon",
  everywhere: "überall (nur mit Art)",
  reason: "Was gemacht wird",
  end: "Jetzt beenden",
  rooms: "Räume",
  houses: "Häuser",
  devices: "Geräte",

  wrongTime: "Beginn und Ende als Tag und Uhrzeit angeben, das Ende nach dem Beginn.",
  past: "Das Ende liegt in der Vergangenheit.",
  tooLong: "Höchstens {days} Tage auf einmal.",
  wrongRota: "Diesen Dienstplan gibt es nicht.",
  wrongPerson: "Einspringen kann, wer die Rolle on-call hat.",
  needless: "{name} hat in dieser Zeit selbst Dienst.",
  notConcerned: "Eintragen kann, wer einspringt, wessen Dienst es ist, oder ein Administrator.",
  wrongPlace: "Bitte einen Raum, ein Haus oder ein Gerät wählen, oder eine Art.",
  reasonMissing: "Bitte sagen, was gemacht wird (höchstens 120 Zeichen).",
  gone: "Das ist inzwischen vereinbart, zurückgezogen oder beendet.",
} as const;

export type PlanWord = keyof typeof de;

const en: Readonly<Record<PlanWord, string>> = {
  acknowledge: "I am on it",
  takeOver: "Take over from {name}",
  handBack: "Hand back: the steps begin anew",
  loginToAct: "Log in to acknowledge",
  loginToPlan: "Log in to enter covers or maintenance",
  mayNot: "That needs the role on-call.",
  mayNotPlan: "That needs the role on-call or admin.",
  ended: "The incident has ended already.",
  already: "{name} has acknowledged already.",
  notYours: "Whoever acknowledged can hand back.",

  covers: "Covers",
  coverIntro:
    "A cover counts once these have agreed: whoever stands in, and everybody whose duty it is. If one of them cannot be reached, an administrator agrees in their place. The later cover counts; one that was agreed ends by a new one.",
  coverItem: "{name} covers {covered} from {from} until {to} ({rota})",
  coverGap: "the gap",
  coverAgreed: "agreed",
  coverAwaits: "waits for {names}",
  coverNew: "Enter a cover",
  coverPerson: "Who stands in",
  coverNone: "None entered.",
  agree: "Agree",
  withdraw: "Withdraw",
  rota: "Rota",
  from: "Begin (local time)",
  to: "End (local time)",
  save: "Enter",

  windowNew: "Plan maintenance",
  windowIntro:
    "During maintenance nobody is notified of what it names; what still fires at its end is told at once. Name no more than needed.",
  place: "What it touches",
  kind: "Only of this class",
  everyKind: "all of it",
  everywhere: "everywhere (with a class only)",
  reason: "What is done",
  end: "End now",
  rooms: "Rooms",
  houses: "Houses",
  devices: "Devices",

  wrongTime: "Give begin and end as day and time, the end after the begin.",
  past: "The end lies in the past.",
  tooLong: "At most {days} days at a time.",
  wrongRota: "There is no such rota.",
  wrongPerson: "Whoever stands in needs the role on-call.",
  needless: "{name} is on duty then anyway.",
  notConcerned: "Whoever stands in, whose duty it is, or an administrator can enter it.",
  wrongPlace: "Please choose a room, a house or a device, or a class.",
  reasonMissing: "Please say what is done (at most 120 characters).",
  gone: "That was agreed, withdrawn or ended meanwhile.",
};

const words: Dictionary<PlanWord> = { de, en };

export function sayPlan(locale: Locale, word: PlanWord, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[locale][word].replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(fill[name] ?? gap));
}
