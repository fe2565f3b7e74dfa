/** The cooling against outdoor temperature and IT load: two charts with their table, or which input is missing. */
import { isWarm, type CoolingDay, type CoolingProfile, type LinePoint } from "../../baseline/cooling-profile.ts";
import type { Weather } from "../../baseline/weather.ts";
import { formulas } from "../../kpi/kpi.ts";
import { table, type Block } from "../blocks.ts";
import { scatterChart, type ScatterGroup } from "../charts/scatter.ts";
import { dash } from "../format.ts";
import { coolingWords } from "./cooling-words.ts";
import type { Context } from "./input.ts";

interface Group {
  readonly name: string;
  readonly days: readonly CoolingDay[];
  readonly line: readonly LinePoint[];
}

export function coolingCharts(c: Context): Block[] {
  const { coolingProfile: profile, locale, f } = c;
  const w = coolingWords[locale];
  const { days, model, missing } = profile;
  const degrees = (value: number): string => `${f.number(value, 1)}\u00A0°C`;
  const blocks: Block[] = missing.map((what) => ({ kind: "text", text: w.missing[what] }));
  if (days.length === 0) return blocks;
  const charts: Block[] = [];
  const chart = (title: string, groups: readonly Group[], xName: string, xOf: (day: CoolingDay) => number | undefined): void => {
    const rows = groups.map((group) => rowOf(group, f));
    charts.push({
      kind: "figure",
      title,
      svg: scatterChart(
        groups.map(({ name, days: own, line }): ScatterGroup => ({
          name,
          points: own.flatMap((day) => {
            const x = xOf(day);
            return x === undefined ? [] : [{ x, y: day.coolingKw }];
          }),
          line,
        })),
        {
          x: xName,
          y: "kW",
          number: (value) => f.number(value, Number.isInteger(value) ? 0 : 1),
          ...(model && { lines: model.changePoint === undefined ? w.intervalPlain : w.interval }),
        },
      ),
      alt: `${title}. ${xName}; ${w.power}. ${rows.map((row) => row.map((cell, index) => `${w.head[index] ?? ""} ${cell}`).join(", ")).join("; ")}`,
      table: table(w.head, rows, [1, 2, 3, 4]),
      widths: [1.75, 0.5, 0.95, 0.8, 0.8, 1.15, 2],
    });
  };
  const known = days.filter(({ temperature }) => temperature !== undefined);
  const [, perIt, perDegree] = model?.coefficients ?? [];
  if (known.length > 0) {
    chart(
      model?.changePoint === undefined || perDegree === undefined
        ? w.titleTemperatureFlat
        : w.titleTemperature(`${f.number(perDegree, 2)}\u00A0kW`, degrees(model.changePoint)),
      bandGroups(profile, known, (from, to) => w.band(f.number(from, 1), f.number(to, 1))),
      w.temperature,
      ({ temperature }) => temperature,
    );
  }
  const names: [string, string] =
    model?.changePoint === undefined
      ? [w.allDays, w.allDays]
      : [w.cold(degrees(model.changePoint)), w.warm(degrees(model.changePoint))];
  chart(
    perIt === undefined ? w.titleLoadFlat : w.titleLoad(`${f.number(perIt, 3)}\u00A0kW`),
    warmGroups(profile, model?.changePoint === undefined ? days : known, names),
    w.load,
    ({ itKw }) => itKw,
  );
  const { text } = formulas[profile.formula];
  charts.push({
    kind: "text",
    text: w.about(
      f.number(days.length),
      f.share(profile.coverage),
      f.share(profile.temperatureCoverage),
      text,
      String(profile.version),
    ),
  });
  if (model !== undefined) charts.push({ kind: "text", text: modelText(model, { f, locale }) });
  return [...charts, ...weatherBlocks(c), ...blocks];
}

/** Degree days beside the year before: a hot summer is no bad cooling. Nothing without temperatures. */
function weatherBlocks({ weather: { base, now, before }, locale, f }: Context): Block[] {
  if (now === undefined) return [];
  const w = coolingWords[locale];
  const row = (name: string, of: (one: Weather) => string): string[] => [name, of(now), before === undefined ? dash : of(before)];
  const sum = (value: number): string => `${f.number(value)}\u00A0K·d`;
  const rows = [
    row(w.coolingDays(`${f.number(base, 1)}\u00A0°C`), ({ sums }) => sum(sums.cddSimple)),
    row(w.eurostat, ({ sums }) => sum(sums.cddEurostat)),
    row(w.heatingDays, ({ sums }) => sum(sums.gradtagzahl)),
    row(w.weatherDays, ({ known, days }) => w.ofDays(f.number(known), f.number(days))),
  ];
  return [
    { kind: "heading", text: w.weather },
    { kind: "table", table: table(w.weatherHead, rows, [1, 2]), widths: [2.4, 1, 1] },
  ];
}

function modelText(
  { changePoint, coefficients, n }: NonNullable<CoolingProfile["model"]>,
  { f, locale }: Pick<Context, "f" | "locale">,
): string {
  const w = coolingWords[locale];
  const [base = 0, perIt = 0, perDegree] = coefficients;
  const parts = [w.base(`${f.number(base, 1)}\u00A0kW`), w.perIt(f.number(perIt, 3))];
  if (changePoint !== undefined && perDegree !== undefined)
    parts.push(w.knee(`${f.number(changePoint, 1)}\u00A0°C`), w.perDegree(f.number(perDegree, 2)));
  return w.model(f.number(n), parts.join(", "));
}

function bandGroups(
  { bands, overTemperature }: CoolingProfile,
  days: readonly CoolingDay[],
  name: (from: number, to: number) => string,
): Group[] {
  return bands.flatMap(({ from, to }, band) => {
    const own = days.filter((day) => day.band === band);
    const line = overTemperature.find((one) => one.band === band)?.points ?? [];
    return own.length === 0 ? [] : [{ name: name(from, to), days: own, line }];
  });
}

function warmGroups({ overLoad, model }: CoolingProfile, days: readonly CoolingDay[], [cold, hot]: [string, string]): Group[] {
  return [false, true].flatMap((warm) => {
    const own = days.filter(({ temperature }) => isWarm(temperature, model?.changePoint) === warm);
    const line = overLoad.find((one) => one.warm === warm)?.points ?? [];
    return own.length === 0 ? [] : [{ name: warm ? hot : cold, days: own, line }];
  });
}

/** Group, days, mean, lowest, highest; where its line begins and ends, with the interval there. */
function rowOf({ name, days, line }: Group, f: Context["f"]): string[] {
  const powers = days.map(({ coolingKw }) => coolingKw);
  const mean = powers.reduce((sum, value) => sum + value, 0) / powers.length;
  const kw = (value: number): string => f.number(value, 1);
  // A range stays on its line.
  const span = (from: string, to: string): string => `${from}\u00A0–\u00A0${to}\u00A0kW`;
  const [first, last] = [line[0], line.at(-1)];
  const ends =
    first === undefined || last === undefined
      ? [dash, dash]
      : [span(kw(first.y), kw(last.y)), `${span(kw(first.low), kw(first.high))}; ${span(kw(last.low), kw(last.high))}`];
  return [
    name,
    f.number(days.length),
    `${kw(mean)}\u00A0kW`,
    `${kw(Math.min(...powers))}\u00A0kW`,
    `${kw(Math.max(...powers))}\u00A0kW`,
    ...ends,
  ];
}
