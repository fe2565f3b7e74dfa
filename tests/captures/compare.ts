/** How samples are held against a recording's expectations: by quantity, in the way the recordings' README advises. Pure. */
import { stateWords } from "../../collectors/state-words.ts";
import { metricOf } from "../../site/metrics.ts";
import type { Sample } from "../../site/series.ts";
import type { Capture, Expectation, InterfaceExpectation } from "./folder.ts";

export type Grade = "strict" | "normal" | "soft";

export interface Finding {
  readonly what: "missing" | "wrong" | "sentinel" | "interface";
  readonly grade?: Grade;
  readonly text: string;
}

export interface Score {
  readonly met: number;
  readonly total: number;
}

export interface Verdict {
  readonly capture: string;
  readonly grades: Readonly<Record<Grade, Score>>;
  readonly interfaces: Score;
  readonly wrong: number;
  readonly sentinels: number;
  readonly findings: readonly Finding[];
}

/** What was reported under one quantity: numbers in its unit, and states by name. */
interface Reported {
  readonly numbers: number[];
  readonly states: Set<string>;
}

/** Samples by the quantities that their metrics answer. */
export function byQuantity(samples: readonly Sample[]): Map<string, Reported> {
  const out = new Map<string, Reported>();
  for (const { metric, labels, value } of samples) {
    const about = metricOf(metric);
    for (const { name, factor } of about?.quantities ?? []) {
      const reported = out.get(name) ?? { numbers: [], states: new Set() };
      out.set(name, reported);
      const { state } = labels;
      if (about?.states === undefined || state === undefined) reported.numbers.push(value * factor);
      else if (value === 1) reported.states.add(state);
    }
  }
  return out;
}

const close = (a: number, b: number, scale: number): boolean =>
  Math.abs(a - b) <= Math.max(Math.abs(b) * 0.005, Math.abs(scale), 1e-9);

/** What a state's name in a MIB means in our vocabulary; empty when the table does not know it. */
function meanings(quantity: string, text: string): readonly (string | number)[] {
  return stateWords[quantity]?.find(([pattern]) => new RegExp(`^(?:${pattern})$`, "i").test(text))?.slice(1) ?? [];
}

function isMet(expected: Expectation, reported: Reported | undefined): boolean {
  if (reported === undefined) return false;
  if (typeof expected.text === "string") {
    const wanted = meanings(expected.quantity, expected.text);
    if (wanted.length > 0) {
      return wanted.some((one) => (typeof one === "string" ? reported.states.has(one) : reported.numbers.includes(one)));
    }
  }
  const value = Number(expected.value);
  return Number.isFinite(value) && reported.numbers.some((number) => close(number, value, expected.scale ?? 0));
}

const gradeOf = ({ status, core }: Expectation): Grade =>
  /^(librenms|convention)/.test(status) ? "soft" : core ? "strict" : "normal";

const isGraded = ({ status, phantom, suspect }: Expectation): boolean => status !== "disputed" && !phantom && !suspect;

/** The implausible reading that other software takes from a disputed value, when we take it too. */
function misread(expected: Expectation, reported: Reported | undefined): boolean {
  const rejected = Number(expected.librenms);
  if (isGraded(expected) || expected.librenms === null || expected.librenms === undefined || !Number.isFinite(rejected))
    return false;
  const right = Number(expected.value);
  if (close(rejected, right, expected.scale ?? 0)) return false;
  return reported?.numbers.some((number) => close(number, rejected, 0)) ?? false;
}

const describe = ({ quantity, value, unit, text, labels, object, oid }: Expectation): string =>
  `${quantity} = ${value} ${text ?? unit ?? ""} ${JSON.stringify(labels)} ${object ?? oid ?? ""}`;

const operStates: Readonly<Record<string, string>> = { notPresent: "not_present", lowerLayerDown: "lower_layer_down" };

/** Differences of one interface; the row is found by ifIndex. */
function interfaceFaults(expected: InterfaceExpectation, samples: readonly Sample[]): string[] {
  const index = String(expected.ifIndex);
  const of = (metric: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find(
      (sample) =>
        sample.metric === metric &&
        sample.labels["ifindex"] === index &&
        Object.entries(labels).every(([name, value]) => sample.labels[name] === value),
    )?.value;
  const faults: string[] = [];
  const same = (what: string, wanted: number | null | undefined, found: number | undefined, tolerance = 0) => {
    if (typeof wanted !== "number") return;
    if (found === undefined || Math.abs(found - wanted) > Math.abs(wanted) * tolerance)
      faults.push(`${what} ${found} instead of ${wanted}`);
  };
  if (typeof expected.oper === "string") {
    const state = operStates[expected.oper] ?? expected.oper;
    if (of("interface_oper_state", { state }) !== 1) faults.push(`oper state is not ${state}`);
  }
  if (expected.admin === "up" || expected.admin === "down")
    same("admin", expected.admin === "up" ? 1 : 0, of("interface_admin_up"));
  same("speed", expected.speed_bps, of("interface_speed_bits_per_second"), 0.01);
  for (const direction of ["in", "out"] as const) {
    same(`octets ${direction}`, expected[`${direction}_octets`], of("interface_octets_total", { direction }));
    same(`errors ${direction}`, expected[`${direction}_errors`], of("interface_errors_total", { direction }));
    same(`discards ${direction}`, expected[`${direction}_discards`], of("interface_discards_total", { direction }));
  }
  return faults;
}

/**
 * Whether a "not available" raw value was published, as it is or with a usual scale. What another object of the same
 * recording truthfully answers (1,092 minutes are 65,520 s) is no sentinel, however near it lies.
 */
function publishedSentinel(raw: unknown, reported: Reported | undefined, truthful: readonly Expectation[]): boolean {
  const value = Number(raw);
  if (raw === null || raw === "" || !Number.isFinite(value) || value === 0) return false;
  const scales = value === -1 || Math.abs(value) > 10_000 ? [1, 0.1, 0.01, 60] : [1];
  const isTrue = (number: number) => truthful.some((one) => close(number, Number(one.value), one.scale ?? 0));
  return reported?.numbers.some((number) => scales.some((scale) => close(number, value * scale, 0)) && !isTrue(number)) ?? false;
}

/** Holds the samples of one probe against what its recording contains. */
export function compare({ name, expected }: Capture, samples: readonly Sample[]): Verdict {
  const reported = byQuantity(samples);
  const findings: Finding[] = [];
  const grades: Record<Grade, { met: number; total: number }> = {
    strict: { met: 0, total: 0 },
    normal: { met: 0, total: 0 },
    soft: { met: 0, total: 0 },
  };
  for (const one of expected.expect) {
    const found = reported.get(one.quantity);
    if (misread(one, found))
      findings.push({ what: "wrong", text: `${describe(one)}, reported as ${one.librenms}: ${one.note ?? ""}` });
    if (!isGraded(one)) continue;
    const grade = gradeOf(one);
    grades[grade].total++;
    if (isMet(one, found)) grades[grade].met++;
    else findings.push({ what: "missing", grade, text: describe(one) });
  }
  for (const { quantity, raw, reason } of expected.notAvailable) {
    const truthful = expected.expect.filter((one) => one.quantity === quantity);
    if (publishedSentinel(raw, reported.get(quantity), truthful))
      findings.push({ what: "sentinel", text: `${quantity} ${String(raw)}: ${reason}` });
  }
  let right = 0;
  for (const one of expected.interfaces) {
    const faults = interfaceFaults(one, samples);
    if (faults.length === 0) right++;
    else findings.push({ what: "interface", text: `${one.ifIndex} ${one.name ?? one.descr ?? ""}: ${faults.join(", ")}` });
  }
  return {
    capture: name,
    grades,
    interfaces: { met: right, total: expected.interfaces.length },
    wrong: findings.filter(({ what }) => what === "wrong").length,
    sentinels: findings.filter(({ what }) => what === "sentinel").length,
    findings,
  };
}

/** What the verdicts lack for the bars: all of strict, 95 % of normal, no sentinel, no misreading, every interface. */
export function shortfalls(verdicts: readonly Verdict[]): string[] {
  const total = (pick: (verdict: Verdict) => Score): Score =>
    verdicts.map(pick).reduce((all, one) => ({ met: all.met + one.met, total: all.total + one.total }), { met: 0, total: 0 });
  const strict = total(({ grades }) => grades.strict);
  const normal = total(({ grades }) => grades.normal);
  const interfaces = total((verdict) => verdict.interfaces);
  const wrong = verdicts.reduce((all, verdict) => all + verdict.wrong, 0);
  const sentinels = verdicts.reduce((all, verdict) => all + verdict.sentinels, 0);
  const short: string[] = [];
  if (strict.met < strict.total) short.push(`core: ${strict.met} of ${strict.total}, all are needed`);
  if (normal.met < 0.95 * normal.total) short.push(`other verified or mib: ${normal.met} of ${normal.total}, 95 % are needed`);
  if (interfaces.met < interfaces.total) short.push(`interfaces: ${interfaces.met} of ${interfaces.total}, all are needed`);
  if (wrong > 0) short.push(`${wrong} disputed values misread`);
  if (sentinels > 0) short.push(`${sentinels} sentinels published`);
  return short;
}
