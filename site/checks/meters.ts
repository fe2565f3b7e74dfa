import { metricOf } from "../metrics.ts";
import { each, member, textOf, type Entry } from "../path.ts";
import { closest } from "../problem.ts";
import { circles, type Check } from "./draft.ts";

/** The device's class can answer the metric, and the metric has the labels. */
export const meterSources: Check = ({ value: document }) => {
  const classes = new Map(each(document, "devices[]").map(({ value }) => [textOf(value, "id"), textOf(value, "class")]));
  return each(document, "meters[]").flatMap(({ path, value }) => {
    const source = member(value, "source");
    const metric = textOf(source, "metric");
    const entry = metricOf(metric ?? "");
    if (metric === undefined || entry === undefined) return [];
    const kind = classes.get(textOf(source, "device"));
    const scopes: readonly string[] = entry.scopes;
    const faults = Object.keys(member(source, "labels") ?? {})
      .filter((label) => !entry.labels.includes(label))
      .map((label) => ({
        code: "SITE_METER_LABEL",
        path: [...path, "source", "labels", label],
        found: `"${label}"`,
        expected: {
          de: entry.labels.length === 0 ? `kein Label, ${metric} hat keine` : `eines der Label ${entry.labels.join(", ")}`,
          en: entry.labels.length === 0 ? `no label, ${metric} has none` : `one of the labels ${entry.labels.join(", ")}`,
        },
        closest: closest(label, entry.labels),
      }));
    if (kind === undefined || scopes.includes(kind)) return faults;
    return [
      ...faults,
      {
        code: "SITE_METER_METRIC",
        path: [...path, "source", "metric"],
        expected: { de: `eine Metrik, die Geräte der Klasse ${kind} haben`, en: `a metric that devices of class ${kind} have` },
      },
    ];
  });
};

export const meterCircles: Check = ({ value: document }) => {
  const meters = each(document, "meters[]");
  const parents = new Map(meters.map(({ value }) => [textOf(value, "id") ?? "", [textOf(value, "parent") ?? []].flat()]));
  return circles(parents).flatMap((circle) => {
    const entry = meters.find(({ value }) => textOf(value, "id") === circle[0]);
    if (entry === undefined) return [];
    return {
      code: "SITE_METER_CIRCLE",
      path: [...entry.path, "parent"],
      found: [...circle, circle[0]].join(" → "),
      expected: { de: "eine Zählerhierarchie ohne Kreis", en: "a hierarchy of meters without a circle" },
    };
  });
};

/**
 * Two meters may not count the same rows at the same time, for the balance would hold that energy twice. One above the
 * other may: the balance subtracts the lower one.
 */
export const meterOverlaps: Check = ({ value: document, lineOf }) => {
  const meters = each(document, "meters[]").filter(({ value }) => textOf(member(value, "source"), "device") !== undefined);
  return meters.flatMap(({ path, value }, index) => {
    const other = meters.slice(0, index).find((before) => sameRows(before.value, value) && sameTime(before.value, value));
    if (other === undefined || isAbove(meters, other.value, value) || isAbove(meters, value, other.value)) return [];
    const id = textOf(other.value, "id") ?? "";
    const line = lineOf(other.path);
    return {
      code: "SITE_METER_OVERLAP",
      path: [...path, "source"],
      found: { de: `dieselben Werte wie der Zähler ${id} (Zeile ${line})`, en: `the same values as meter ${id} (line ${line})` },
      expected: {
        de: "eigene Werte: ein anderes Gerät, andere labels oder ein anderer Zeitraum (from, to)",
        en: "values of its own: another device, other labels or another period (from, to)",
      },
    };
  });
};

function sameRows(a: unknown, b: unknown): boolean {
  const [one, two] = [member(a, "source"), member(b, "source")];
  if (textOf(one, "device") !== textOf(two, "device") || textOf(one, "metric") !== textOf(two, "metric")) return false;
  const [left, right] = [member(one, "labels"), member(two, "labels")];
  // Rows differ for sure only where both name a label and name it differently.
  return Object.keys(left ?? {}).every(
    (label) => textOf(right, label) === undefined || textOf(right, label) === textOf(left, label),
  );
}

function sameTime(a: unknown, b: unknown): boolean {
  const from = (meter: unknown): string => textOf(meter, "from") ?? "0000-00-00";
  const to = (meter: unknown): string => textOf(meter, "to") ?? "9999-12-31";
  return from(a) <= to(b) && from(b) <= to(a);
}

function isAbove(meters: readonly Entry[], upper: unknown, lower: unknown): boolean {
  const wanted = textOf(upper, "id");
  let parent = textOf(lower, "parent");
  // A circle has no end, but no more members than there are meters.
  for (let steps = 0; parent !== undefined && steps < meters.length; steps++) {
    if (parent === wanted) return true;
    const above = meters.find(({ value }) => textOf(value, "id") === parent)?.value;
    parent = textOf(above, "parent");
  }
  return false;
}

/** Exchanges stand in the order of time and within the time that the meter counts. */
export const meterExchanges: Check = ({ value: document }) =>
  each(document, "meters[]").flatMap(({ path, value }) => {
    const list = each(value, "exchanges[]");
    return list.flatMap(({ path: own, value: exchange }, index) => {
      const at = textOf(exchange, "at") ?? "";
      const before = textOf(list[index - 1]?.value, "at");
      const [from, to] = [textOf(value, "from"), textOf(value, "to")];
      const place = [...path, ...own, "at"];
      if (before !== undefined && !(Date.parse(at) > Date.parse(before))) {
        return {
          code: "SITE_METER_EXCHANGE_ORDER",
          path: place,
          found: at,
          expected: {
            de: `ein Zeitpunkt nach dem Tausch davor (${before})`,
            en: `an instant after the exchange before (${before})`,
          },
        };
      }
      if ((from !== undefined && at.slice(0, 10) < from) || (to !== undefined && at.slice(0, 10) > to)) {
        return {
          code: "SITE_METER_EXCHANGE_OUTSIDE",
          path: place,
          found: at,
          expected: {
            de: `zwischen ${from ?? "…"} und ${to ?? "…"}, solange der Zähler zählt`,
            en: `between ${from ?? "…"} and ${to ?? "…"}, while the meter counts`,
          },
        };
      }
      return [];
    });
  });

export const meterPeriods: Check = ({ value: document }) =>
  each(document, "meters[]").flatMap(({ path, value }) => {
    const [from, to] = [textOf(value, "from"), textOf(value, "to")];
    if (from === undefined || to === undefined || from <= to) return [];
    return { code: "SITE_PERIOD_EMPTY", path: [...path, "to"], expected: { de: `frühestens ${from}`, en: `${from} or later` } };
  });
