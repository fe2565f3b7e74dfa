import { reportFileFormats } from "../site/energy.ts";
import type { Locale } from "../site/locale.ts";

/** What the command line says; `{name}` marks what is filled in. */
const de = {
  usage: `Leitstand – die Warte eines kommunalen Rechenzentrums

  leitstand up [Optionen]          alles auf einer Maschine starten; ohne site.yaml mit dem Labor
  leitstand check [DATEI]          eine site.yaml prüfen, alle Fehler auf einmal
  leitstand probe <Gerät>          ein Gerät jetzt abfragen und als Tabelle zeigen (--json: ein Objekt je Zeile)
  leitstand probe --address HOST   dasselbe für eine Adresse, die nicht im Inventar steht (Zugang: siehe unten)
  leitstand discover BEREICH       Geräte suchen (10.0.0.0/24 oder 10.0.0.10-40) und Inventarzeilen vorschlagen
  leitstand record <Gerät>         Aufzeichnung für einen Fehlerbericht, ohne Geheimnisse und Namen (--out DATEI)
  leitstand drill <Szenario>       die Alarmkette im Labor durchspielen (--list, --all)
  leitstand report energy          Energiebericht schreiben: Zwischenstand, --year, --customer
  leitstand rules                  Alarmregeln nach alerts/generated/ schreiben
  leitstand dashboards             Grafana-Dashboards nach dashboards/grafana/ schreiben
  leitstand metrics [--json]       die kanonischen Metriken zeigen
  leitstand families [WORT]        die bekannten Gerätefamilien zeigen (docs/devices.md)
  leitstand canary                 jetzt einen Probealarm durch das Postfach schicken und darauf warten
  leitstand log verify             die Kette des Protokolls prüfen
  leitstand log show [--since T]   was im Protokoll steht, seit Tag T (JJJJ-MM-TT), sonst der letzten sieben Tage (--json)
  leitstand log forget --before T  Angaben zu Personen vor dem Tag T (JJJJ-MM-TT) löschen; die Kette bleibt
  leitstand callouts --month M     Einsätze des Monats M (JJJJ-MM) je Dienst als CSV, ohne Namen (--out DATEI)
  leitstand backup [--to ORDNER]   im laufenden Betrieb sichern; Wiederherstellen: app/README.md
  leitstand test [--quick]         die Tests ausführen
  leitstand version                Version von Leitstand und Node

Optionen von up:
  --site DATEI               site.yaml (sonst ./site.yaml, sonst das Labor)
  --lab                      das Labor, auch wenn hier eine site.yaml liegt
  --data ORDNER              Zustand (sonst var/<Standort>)
  --port N                   Leitstand (8480)          0 nimmt einen freien Port
  --prometheus-port N        Prometheus (8490)
  --alertmanager-port N      Alertmanager (8493)
  --no-install               nichts installieren, sondern sagen, was fehlt
  --json                     eine Zeile mit allen Adressen, sobald alles bereit ist
  --lang de|en               Sprache der Ausgabe

Optionen von report energy:
  --hours N                  Zwischenstand der letzten N Stunden (1–744; 4)
  --year JJJJ                Bericht eines Jahres; dazu --quarter 1-4 oder --month 1-12
  --format F                 {formats} (pdf)
  --issue                    die freigegebene Fassung          --customer ID  Nachweis für einen Kunden (pdf, csv)
  --out DATEI                wohin (sonst energiebericht… im aktuellen Ordner)

Zugang zu einer Adresse (probe, discover, record):
  --community NAME | --community-env VARIABLE      SNMPv2c; mit --snmp-version 1 auch v1
  --user NAME --auth-protocol sha256 --auth-key-env VARIABLE --priv-protocol aes --priv-key-env VARIABLE
  --context NAME             SNMPv3-Kontext            --class KLASSE  nur als diese Klasse (probe)

Befehle an einer Installation nehmen --site DATEI und --data ORDNER wie up, alle --lang de|en.
Rückgabewert: 0 gut, 1 ein Befund, 2 falsch aufgerufen, 78 falsche Konfiguration.`,
  unknownCommand: 'Unbekannter Befehl "{word}"{closest}. "leitstand help" nennt alle Befehle.',
  wrongOption: "Falsch aufgerufen: {error}",
  helpOf: "Hilfe: leitstand {word} --help",
  meant: ', gemeint ist vielleicht "{word}"',
  lab: "Keine site.yaml gewählt: Das Labor simuliert den Standort aus site/example.yaml.",
  missing: "Noch nicht installiert: {packages}.",
  missingLine: "Bitte ausführen: {line}",
  installing: "Ich installiere {packages} aus Debian (ohne den Dienst zu starten): {line}",
  installFailed: "Die Installation ist gescheitert:\n{error}\nVon Hand: {line}",
  portTaken: "Port {port} ({name}) ist belegt. Ein anderer: {option} N, ein freier: {option} 0.",
  running:
    "Leitstand läuft hier schon (Prozess {pid}, Ordner {folder}). Ein zweiter braucht einen eigenen Ordner: --data ORDNER.",
  leftovers: "Reste eines abgebrochenen Laufs beendet: {names}.",
  servicesUnchecked: "Dienste der site.yaml, die noch niemand prüft: {count}. Dafür bitte ausführen: {line}",
  starting: "Leitstand startet …",
  ready: "{name} bereit ({seconds} s)",
  targets: "Prometheus: {up} von {all} Zielen antworten",
  stillWaiting: "Noch nicht bereit nach {seconds} s: {names}. Protokolle: {folder}",
  restarted: "{name} ist beendet ({reason}), Neustart{pause}",
  afterPause: " in {ms} ms",
  stopping: "Leitstand hält an …",
  stopped: "Angehalten.",
  look: "Bereit nach {seconds} s. Hier nachsehen:",
  board: "Lage",
  incidents: "Vorfälle",
  oncall: "Bereitschaft",
  runbooks: "Runbooks",
  energy: "Energie",
  mailbox: "Postfach und Störungen (Labor)",
  stopHint: "Anhalten mit Strg-C. Zustand und Protokolle: {folder}",
  siteReloaded: "site.yaml neu gelesen (Geräte: {devices})",
  siteWrong: "site.yaml ist fehlerhaft, die alte bleibt in Kraft:",
  siteFine: "{file}: in Ordnung (Geräte: {devices}, Kontakte: {contacts}, Dienstpläne: {rotas})",
  problems: "{count} Fehler in {file}",
  findings: "Hinweise: {count}",
  codeChanged:
    "Der Code auf dem Datenträger ist ein anderer als der laufende (aktualisiert?). Bitte anhalten und neu starten: Bis dahin gibt es keine Berichte, die Alarmierung läuft weiter.",
  oldNode: "Leitstand braucht Node 24.15 oder neuer, gefunden wurde {version}. Start über ./leitstand, das bringt Node mit.",
} as const;

export type Word = keyof typeof de;

const en: Readonly<Record<Word, string>> = {
  usage: `Leitstand – the control room of a municipal data centre

  leitstand up [options]           start everything on one machine; without a site.yaml with the lab
  leitstand check [FILE]           check a site.yaml, all problems at once
  leitstand probe <device>         poll one device now and show a table (--json: one object a line)
  leitstand probe --address HOST   the same for an address that is not in the inventory (access: see below)
  leitstand discover RANGE         look for devices (10.0.0.0/24 or 10.0.0.10-40) and propose inventory lines
  leitstand record <device>        a recording for a bug report, without secrets and names (--out FILE)
  leitstand drill <scenario>       play the alarm chain through in the lab (--list, --all)
  leitstand report energy          write an energy report: interim, --year, --customer
  leitstand rules                  write alert rules to alerts/generated/
  leitstand dashboards             write Grafana dashboards to dashboards/grafana/
  leitstand metrics [--json]       show the canonical metrics
  leitstand families [WORD]        show the device families that are known (docs/devices.md)
  leitstand canary                 send a test page through its mailbox now and wait for it
  leitstand log verify             verify the chain of the log
  leitstand log show [--since D]   what the log says, since day D (YYYY-MM-DD), else of the last seven days (--json)
  leitstand log forget --before D  erase who stands in entries before day D (YYYY-MM-DD); the chain stays
  leitstand callouts --month M     call-outs of month M (YYYY-MM) by duty as CSV, without names (--out FILE)
  leitstand backup [--to FOLDER]   back up while running; how to restore: app/README.md
  leitstand test [--quick]         run the tests
  leitstand version                version of Leitstand and Node

Options of up:
  --site FILE                site.yaml (else ./site.yaml, else the lab)
  --lab                      the lab, even if there is a site.yaml here
  --data FOLDER              state (else var/<site>)
  --port N                   Leitstand (8480)          0 takes a free port
  --prometheus-port N        Prometheus (8490)
  --alertmanager-port N      Alertmanager (8493)
  --no-install               install nothing, say what is missing
  --json                     one line with all addresses once everything is ready
  --lang de|en               language of the output

Options of report energy:
  --hours N                  interim report of the last N hours (1–744; 4)
  --year YYYY                report of a year; with it --quarter 1-4 or --month 1-12
  --format F                 {formats} (pdf)
  --issue                    the released version              --customer ID  statement for a customer (pdf, csv)
  --out FILE                 where to (else energiebericht… in the current folder)

Access to an address (probe, discover, record):
  --community NAME | --community-env VARIABLE      SNMPv2c; with --snmp-version 1 also v1
  --user NAME --auth-protocol sha256 --auth-key-env VARIABLE --priv-protocol aes --priv-key-env VARIABLE
  --context NAME             SNMPv3 context            --class CLASS  only as this class (probe)

Commands about an installation take --site FILE and --data FOLDER like up, all take --lang de|en.
Exit code: 0 fine, 1 a finding, 2 wrong use, 78 wrong configuration.`,
  unknownCommand: 'Unknown command "{word}"{closest}. "leitstand help" lists all commands.',
  wrongOption: "Wrong use: {error}",
  helpOf: "Help: leitstand {word} --help",
  meant: ', perhaps "{word}" is meant',
  lab: "No site.yaml chosen: the lab simulates the site of site/example.yaml.",
  missing: "Not installed yet: {packages}.",
  missingLine: "Please run: {line}",
  installing: "Installing {packages} from Debian (without starting the service): {line}",
  installFailed: "The installation failed:\n{error}\nBy hand: {line}",
  portTaken: "Port {port} ({name}) is taken. Another one: {option} N, a free one: {option} 0.",
  running: "Leitstand already runs here (process {pid}, folder {folder}). A second one needs its own folder: --data FOLDER.",
  leftovers: "Ended what an aborted run left behind: {names}.",
  servicesUnchecked: "Services of site.yaml that nobody checks yet: {count}. For that please run: {line}",
  starting: "Leitstand starts …",
  ready: "{name} ready ({seconds} s)",
  targets: "Prometheus: {up} of {all} targets answer",
  stillWaiting: "Not ready after {seconds} s: {names}. Logs: {folder}",
  restarted: "{name} ended ({reason}), starting again{pause}",
  afterPause: " in {ms} ms",
  stopping: "Leitstand stops …",
  stopped: "Stopped.",
  look: "Ready after {seconds} s. Look here:",
  board: "Board",
  incidents: "Incidents",
  oncall: "On-call",
  runbooks: "Runbooks",
  energy: "Energy",
  mailbox: "Mailbox and faults (lab)",
  stopHint: "Stop with Ctrl-C. State and logs: {folder}",
  siteReloaded: "site.yaml read again (devices: {devices})",
  siteWrong: "site.yaml is wrong, the old one stays in force:",
  siteFine: "{file}: fine (devices: {devices}, contacts: {contacts}, rotas: {rotas})",
  problems: "Problems in {file}: {count}",
  findings: "Hints: {count}",
  codeChanged:
    "The code on disk is another one than what runs (updated?). Please stop and start again: until then there are no reports; alerting goes on.",
  oldNode: "Leitstand needs Node 24.15 or newer, found {version}. Start with ./leitstand, which brings Node along.",
};

const dictionary = { de, en };

/** A sentence of the command line with its gaps filled. */
export function say(locale: Locale, word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return dictionary[locale][word].replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}

/**
 * The usage, or what it says of one command: its lines, the options that name it, and the exit codes. Options of all commands
 * (`--site`, `--data`, `--lang`) stand with `up`.
 */
export function helpOf(command: string | undefined, locale: Locale): string {
  const usage = say(locale, "usage", { formats: reportFileFormats.join(", ") });
  if (command === undefined) return usage;
  const [title = "", list = "", ...rest] = usage.split("\n\n");
  const own = list.split("\n").filter((line) => line.startsWith(`  leitstand ${command} `));
  const options = rest.filter((part) => new RegExp(`\\b${command}\\b`).test(part.split("\n")[0] ?? ""));
  return [title, own.join("\n"), ...options, rest.at(-1) ?? ""].join("\n\n");
}

/** A sentence of one command with its gaps `{0}`, `{1}`, … filled in their order. */
export const fill = (text: string, ...values: readonly (string | number)[]): string =>
  text.replaceAll(/\{(\d)\}/g, (_gap, index: string) => String(values[Number(index)] ?? ""));
