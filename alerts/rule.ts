/**
 * The shape of an alert rule as our files write it. `compile.ts` turns it into Prometheus' own form and adds what
 * nobody should type: the identity labels, the links, the severity label.
 */

/** critical pages now, warning in working hours, info stands on the board only. */
export type Severity = "critical" | "warning" | "info";

/**
 * What one alert is about, which decides the labels it keeps. Every other label of the expression is aggregated away,
 * because one label more is a second alert and a second page.
 */
export type Subject = "device" | "interface" | "service" | "room" | "place" | "resource" | "site";

/** Labels by subject, next to alertname and severity. `class` comes from the series unless the rule fixes it. */
export const identity: Readonly<Record<Subject, readonly string[]>> = {
  device: ["class", "device", "room", "house", "site"],
  interface: ["class", "device", "resource", "room", "house", "site"],
  service: ["class", "resource", "severity", "room", "house", "site"],
  room: ["room", "site"],
  place: ["house", "site"],
  resource: ["resource", "site"],
  site: ["site"],
};

/** What a rule says beside its summary, in one language; Prometheus templates. */
export interface RuleTexts {
  /** What was measured, with numbers. */
  readonly description: string;
  /** What fails for whom, and when (annotation `folge`). */
  readonly consequence: string;
  /** The one safe first act (annotation `erster_schritt`). */
  readonly firstStep: string;
}

export interface AlertRule<Name extends string = string> extends RuleTexts {
  /** PascalCase; also the name of the runbook. */
  readonly name: Name;
  readonly severity: Severity;
  /** The series themselves carry the label `severity`, at most the one given here: the inventory decides for each subject. */
  readonly severityFromSeries?: boolean;
  readonly about: Subject;
  /** Fixed class, for rules that are not about one device: on-call policies select by it. */
  readonly class?: string;
  /** How long the condition must hold before the alert fires (`for`), for example `0s` or `10m`. */
  readonly holdFor: string;
  /**
   * How long it goes on firing after the condition ended (`keep_firing_for`): bridges a missed scrape or a value that
   * swings around its limit. Alerts that hold longer than a minute rarely need it: their hold already damps.
   */
  readonly keepFiringFor?: string;
  /** Which value speaks when several series of one subject meet the condition; the highest unless said otherwise. */
  readonly worst?: "highest" | "lowest";
  /** Row label that becomes `resource`, where the subject has one: `interface`, `channel`. */
  readonly resource?: string;
  /** PromQL over canonical metrics (and Prometheus' own, for the alarm chain itself). */
  readonly when: string;
  /** What and where, without numbers: the subject of the mail. German, as all texts here; Prometheus templates. */
  readonly summary: string;
  /** The same texts in English (`rules/en/`), for contacts who read that; the title is on-call's (`oncall/titles-en.ts`). */
  readonly english?: RuleTexts;
  /**
   * Template that yields the seconds until the consequence, or nothing (annotation `frist_sekunden`): what a machine
   * reads to put "noch 9 min" into a subject line.
   */
  readonly secondsLeft?: string;
}

/** An alert rule; a function only so that the compiler checks each where it stands. */
export const alert = <const Name extends string>(rule: AlertRule<Name>): AlertRule<Name> => rule;

/** English texts by the name of their rule. */
export const english = <Name extends string>(texts: Readonly<Record<Name, RuleTexts>>): Readonly<Record<Name, RuleTexts>> =>
  texts;

/** Rules with their English texts; the compiler wants one for each rule, and a rule for each of them. */
export const inBoth = <Name extends string, Written extends string>(
  rules: readonly AlertRule<Name>[],
  texts: Readonly<Record<Written, RuleTexts>> &
    Readonly<Record<NoInfer<Name>, RuleTexts>> &
    Record<Exclude<Written, Name>, never>,
): readonly AlertRule[] => rules.map((rule) => ({ ...rule, english: texts[rule.name] }));

/** A recording rule: what several rooms read under one name. */
export interface Recording {
  /** `<level>:<what>:<unit>`, as the Prometheus documentation asks. */
  readonly name: string;
  readonly help: string;
  readonly when: string;
}

/** A time span of a rule file in seconds. @throws RangeError for anything but a number and s, m, h or d. */
export function spanSeconds(text: string): number {
  const match = /^(\d+)([smhd])$/.exec(text);
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? ""];
  if (match?.[1] === undefined || unit === undefined) throw new RangeError(`not a time span: ${text}`);
  return Number(match[1]) * unit;
}
