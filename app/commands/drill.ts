import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closest } from "../../site/problem.ts";
import type { Locale } from "../../site/locale.ts";
import { chainOf } from "../drill/chain.ts";
import { endAllFaults, openIncidents, type DrillTargets } from "../drill/clients.ts";
import { scenarios, type Scenario } from "../drill/scenarios.ts";
import { Timeline } from "../drill/timeline.ts";
import { findInstallation } from "../installation.ts";
import { startLab, type RunningLab } from "../drill/own-lab.ts";
import { fill } from "../words.ts";

const words = {
  de: {
    list: "Szenarien (Labor, echte Protokolle):",
    unknown: 'Unbekanntes Szenario "{0}"{1}. "leitstand drill --list" nennt alle.',
    meant: ', gemeint ist vielleicht "{0}"',
    using: "Übe am laufenden Labor {0}",
    own: "Kein Labor läuft; ich starte ein eigenes für die Übung …",
    calm: "Das Labor ist ruhig (kein Vorfall dieser Übung offen)",
    held: "Die Kette hat gehalten: {0} Schritte in {1} s.",
    broke: "Die Kette ist gerissen: {0} von {1} Schritten nicht wie versprochen.",
    which: "Welches Szenario? --list nennt alle, --all spielt alle.",
  },
  en: {
    list: "Scenarios (lab, real protocols):",
    unknown: 'Unknown scenario "{0}"{1}. "leitstand drill --list" lists all.',
    meant: ', perhaps "{0}" is meant',
    using: "Drilling on the running lab {0}",
    own: "No lab is running; starting one for the drill …",
    calm: "The lab is calm (no incident of this drill open)",
    held: "The chain held: {0} steps in {1} s.",
    broke: "The chain broke: {0} of {1} steps not as promised.",
    which: "Which scenario? --list names them, --all plays all.",
  },
} as const;

const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** `leitstand drill <scenario>|--list|--all`. @returns 0 the chain held, 1 it broke, 2 wrong use */
export async function drillCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      data: { type: "string" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  if (values.list) {
    write(w.list);
    for (const { id, title, minutes } of scenarios) write(`  ${id.padEnd(20)} ${title[locale]} (~${minutes} min)`);
    return 0;
  }
  const chosen: Scenario[] = values.all ? [...scenarios] : [];
  for (const word of positionals) {
    const found = scenarios.find(({ id }) => id === word);
    if (found === undefined) {
      const near = closest(
        word,
        scenarios.map(({ id }) => id),
      );
      process.stderr.write(`${fill(w.unknown, word, near === undefined ? "" : fill(w.meant, near))}\n`);
      return 2;
    }
    chosen.push(found);
  }
  if (chosen.length === 0) {
    process.stderr.write(`${w.which}\n`);
    return 2;
  }
  const installation = findInstallation(undefined, values.data);
  const { url, lab, prometheus, alertmanager } = installation.run?.addresses ?? {};
  if (url !== undefined && lab !== undefined && prometheus !== undefined && alertmanager !== undefined) {
    write(fill(w.using, url));
    return playAll(chosen, { url, lab, prometheus, alertmanager }, locale);
  }
  write(w.own);
  const own: RunningLab = await startLab(mkdtempSync(join(tmpdir(), "leitstand-drill-")), locale);
  try {
    return await playAll(chosen, own.targets, locale);
  } finally {
    await own.stop();
  }
}

async function playAll(chosen: readonly Scenario[], targets: DrillTargets, locale: Locale): Promise<number> {
  let exitCode = 0;
  for (const scenario of chosen) {
    await endAllFaults(targets.lab);
    if (!(await play(scenario, targets, locale, write)).held) exitCode = 1;
  }
  return exitCode;
}

/**
 * Plays one scenario against a running lab without other faults that matter to it, and prints its timeline.
 * @param patience  how many times its limit a step is waited for
 */
export async function play(
  scenario: Scenario,
  targets: DrillTargets,
  locale: Locale,
  print: (line: string) => void,
  patience = 1,
): Promise<Timeline> {
  const w = words[locale];
  print(`\n${scenario.title[locale]}`);
  const timeline = new Timeline(locale, print, patience);
  const started = new Date();
  try {
    await timeline.until(
      w.calm,
      300,
      async () => !(await openIncidents(targets.url)).some(({ title }) => scenario.alerts.includes(title)),
    );
    await scenario.run({ targets, timeline, locale, since: new Date() });
  } catch (error) {
    // A step that failed stands in the timeline; anything else must not pass for success.
    if (timeline.steps.every(({ came }) => came)) throw error;
    for (const alert of scenario.alerts) print(`      ${alert}: ${await chainOf(targets, alert, started, locale)}`);
  }
  const broken = timeline.steps.filter(({ ok }) => !ok).length;
  print(
    timeline.held
      ? fill(w.held, timeline.steps.length, Math.round((Date.now() - started.getTime()) / 1000))
      : fill(w.broke, broken, timeline.steps.length),
  );
  return timeline;
}
