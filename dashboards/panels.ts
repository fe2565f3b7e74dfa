/** Our own small set of panels over the SDK: every one has a title, an explanation, a unit, a legend and an interval. */
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import * as units from "@grafana/grafana-foundation-sdk/units";
import type { Query, StateLook, Steps } from "./queries.ts";

/** Units that our panels use. */
export const unit = {
  seconds: units.Seconds,
  /** For durations of an hour or so: an axis of seconds has ticks at 16.7 min. */
  minutes: units.Minutes,
  celsius: units.Celsius,
  kelvin: units.Kelvin,
  volts: units.Volt,
  amperes: units.Ampere,
  share: units.PercentUnit,
  watts: units.Watt,
  wattHours: units.WattHour,
  tonnes: units.MetricTon,
  /** A number with the viewer's separators of thousands; the title says of what. */
  number: units.LocaleFormat,
  /** A day from milliseconds since 1970. */
  day: "time:DD.MM.YYYY",
  bitsPerSecond: units.BitsPerSecondSI,
  /** Grafana's own "pps" scales: one packet in 500 s would read "2 mp/s". */
  packetsPerSecond: "suffix:Pakete/s",
  count: units.Short,
  since: units.DateTimeFromNow,
  none: "none",
} as const;
export type Unit = (typeof unit)[keyof typeof unit];

/** A panel before it has a place: the width is in columns of 24, the height in rows of the grid. */
export interface Panel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  build(id: number, x: number, y: number): dashboard.Panel;
}

export interface PanelParts {
  readonly title: string;
  /** What the panel answers, for whoever sees it for the first time. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  readonly width: number;
  readonly height?: number;
  readonly decimals?: number;
  /** What stands where there is no value; `kein Wert` unless said otherwise. */
  readonly none?: string;
}

type Builder =
  | stat.PanelBuilder
  | timeseries.PanelBuilder
  | statetimeline.PanelBuilder
  | bargauge.PanelBuilder
  | table.PanelBuilder;

const noValue = "kein Wert";
/** Scrapes come every 10 s; finer steps would only repeat values. */
const interval = "10s";
const source: common.DataSourceRef = { type: "prometheus", uid: "${datasource}" };
export const boundColors = { warning: "orange", critical: "red" } as const;

/**
 * What is asked of Prometheus: values over the time range, or one answer for its end, as values or as a table of labels. The last
 * point of a range lies up to a step before its end, a minute over six hours, an hour over a week, and it goes on showing the last
 * value of what has long been silent: no figure of now is read from it.
 */
type Asked = "over time" | "now" | "table";

const target =
  (asked: Asked) =>
  ({ expression, legend }: Query, index: number): prometheus.DataqueryBuilder => {
    const query = new prometheus.DataqueryBuilder().refId(refId(index)).datasource(source).expr(expression).legendFormat(legend);
    if (asked === "over time") return query.range().interval(interval);
    return asked === "table" ? query.format(prometheus.PromQueryFormat.Table).instant() : query.instant();
  };

const refId = (index: number): string => String.fromCharCode(65 + index);

function thresholds([base, ...rest]: Steps): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...rest.map(([value, color]) => ({ value, color }))]);
}

/** What all panels share; `special` sets what is particular to one kind. */
function panel<Kind extends Builder>(parts: PanelParts, asked: Asked, make: () => Kind, special: (builder: Kind) => void): Panel {
  const height = parts.height ?? 7;
  return {
    title: parts.title,
    width: parts.width,
    height,
    build: (id, x, y) => {
      const builder = make();
      builder
        .id(id)
        .title(parts.title)
        .description(parts.description)
        .datasource(source)
        .interval(interval)
        .unit(parts.unit)
        .noValue(parts.none ?? noValue)
        .gridPos({ x, y, w: parts.width, h: height })
        .targets(parts.queries.map(target(asked)));
      if (parts.decimals !== undefined) builder.decimals(parts.decimals);
      special(builder);
      return builder.build();
    },
  };
}

const last = (): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);

/** One figure as it is now, coloured by its steps; `name` shows the legend instead of the number. */
export function figure(parts: PanelParts & { readonly steps: Steps; readonly name?: boolean }): Panel {
  return panel(
    parts,
    "now",
    () => new stat.PanelBuilder(),
    (builder) => {
      builder
        .reduceOptions(last())
        .thresholds(thresholds(parts.steps))
        .colorMode(common.BigValueColorMode.Background)
        .graphMode(common.BigValueGraphMode.None)
        .textMode(parts.name === true ? common.BigValueTextMode.Name : common.BigValueTextMode.Value)
        .wideLayout(true);
      for (const [index, { steps }] of parts.queries.entries()) {
        if (steps !== undefined) builder.overrideByQuery(refId(index), [{ id: "thresholds", value: thresholds(steps).build() }]);
      }
    },
  );
}

const legend = (placement: common.LegendPlacement, calcs: string[]): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(calcs.length > 0 ? common.LegendDisplayMode.Table : common.LegendDisplayMode.List)
    .placement(placement)
    .calcs(calcs);

/** Values over time with their limits as dashed lines. `stacked` adds them up; `from` fixes the lower end of the axis. */
export function overTime(
  parts: PanelParts & { readonly stacked?: boolean; readonly from?: number; readonly to?: number },
): Panel {
  return panel(
    parts,
    "over time",
    () => new timeseries.PanelBuilder(),
    (builder) => {
      builder
        .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
        .lineWidth(2)
        .fillOpacity(parts.stacked === true ? 30 : 0)
        .showPoints(common.VisibilityMode.Never)
        // A gap in the data stays a gap: nobody measured anything then.
        .spanNulls(false)
        .legend(legend(common.LegendPlacement.Bottom, []))
        .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
      if (parts.stacked === true)
        builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group("A"));
      if (parts.from !== undefined) builder.axisSoftMin(parts.from);
      if (parts.to !== undefined) builder.axisSoftMax(parts.to);
      for (const [index, query] of parts.queries.entries()) {
        if (query.limit !== undefined) builder.overrideByQuery(refId(index), limitLook(query.limit));
        if (query.bandTo !== undefined) builder.overrideByQuery(refId(index), bandLook(query.bandTo));
        if (query.right !== undefined) builder.overrideByQuery(refId(index), rightLook(query.right));
      }
    },
  );
}

/** Both ends of a band are invisible; the area between them is shaded from the upper one down. */
const bandLook = (lower: string): dashboard.DynamicConfigValue[] => [
  { id: "custom.lineWidth", value: 0 },
  ...(lower === ""
    ? []
    : [
        { id: "custom.fillBelowTo", value: lower },
        { id: "custom.fillOpacity", value: 25 },
      ]),
  { id: "color", value: { mode: "fixed", fixedColor: "green" } },
];

const rightLook = (of: string): dashboard.DynamicConfigValue[] => [
  { id: "unit", value: of },
  { id: "custom.axisPlacement", value: "right" },
  { id: "custom.lineStyle", value: { fill: "dash", dash: [2, 6] } },
];

function limitLook(bound: "warning" | "critical"): dashboard.DynamicConfigValue[] {
  return [
    { id: "color", value: { mode: "fixed", fixedColor: boundColors[bound] } },
    { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 6] } },
    { id: "custom.fillOpacity", value: 0 },
    { id: "custom.stacking", value: { mode: "none", group: "limit" } },
  ];
}

/** What each number of a picture of states says; 0 is the line that stands for none. */
function mappings(looks: readonly StateLook[], none: string): dashboard.ValueMapping[] {
  const named = [{ text: none, color: "gray" }, ...looks];
  const options = Object.fromEntries(named.map(({ text, color }, index) => [String(index), { text, color, index }]));
  return [{ type: dashboard.MappingType.ValueToText, options }];
}

/** One line of 0 where the whole time range has no series: Grafana itself would say that the data have no time field. */
const nothing = (queries: readonly Query[]): Query => ({
  expression: `vector(0) unless on () last_over_time((${queries.map(({ expression }) => expression).join(" or ")})[$__range:$__interval] @ end())`,
  legend: "–",
});

/** States over time, one line per subject; the text of a state stands in its bar. */
export function states(parts: PanelParts & { readonly looks: readonly StateLook[] }): Panel {
  return panel(
    { ...parts, queries: [...parts.queries, nothing(parts.queries)] },
    "over time",
    () => new statetimeline.PanelBuilder(),
    (builder) => {
      builder
        .mappings(mappings(parts.looks, parts.none ?? noValue))
        .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor("gray"))
        .showValue(common.VisibilityMode.Auto)
        .mergeValues(true)
        .rowHeight(0.85)
        .fillOpacity(75)
        .lineWidth(0)
        .legend(legend(common.LegendPlacement.Bottom, []))
        .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Single).sort(common.SortOrder.None));
    },
  );
}

/** One bar per subject as it is now, coloured by its steps. */
export function bars(parts: PanelParts & { readonly steps: Steps; readonly from?: number; readonly to?: number }): Panel {
  return panel(
    parts,
    "now",
    () => new bargauge.PanelBuilder(),
    (builder) => {
      builder
        .reduceOptions(last())
        .thresholds(thresholds(parts.steps))
        .orientation(common.VizOrientation.Horizontal)
        .displayMode(common.BarGaugeDisplayMode.Basic)
        .valueMode(common.BarGaugeValueMode.Text)
        .namePlacement(common.BarGaugeNamePlacement.Left)
        .showUnfilled(true)
        .minVizWidth(0)
        .minVizHeight(16)
        .min(parts.from ?? 0);
      if (parts.to !== undefined) builder.max(parts.to);
    },
  );
}

/** A column of a table: the label or `Value` it comes from, its heading, where a click leads. */
export interface Column {
  readonly from: string;
  readonly heading: string;
  readonly link?: { readonly title: string; readonly url: string };
  readonly looks?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
  readonly unit?: Unit;
  readonly width?: number;
}

/** Labels as a table; columns that are not named are left out. */
export function list(
  parts: PanelParts & {
    readonly columns: readonly Column[];
    /** Labels of the answer that no column shows. */
    readonly hidden?: readonly string[];
    /** The last column in ascending order; descending unless said. */
    readonly rising?: boolean;
  },
): Panel {
  return panel(
    parts,
    "table",
    () => new table.PanelBuilder(),
    (builder) => {
      const { columns } = parts;
      builder
        .showHeader(true)
        .cellHeight(common.TableCellHeight.Sm)
        .filterable(false)
        .sortBy([
          new common.TableSortByFieldStateBuilder().displayName(columns.at(-1)?.heading ?? "").desc(parts.rising !== true),
        ])
        .withTransformation({
          id: "organize",
          options: {
            excludeByName: {
              Time: true,
              ...Object.fromEntries(
                ["__name__", "site", "job", "instance", "class", "role", ...(parts.hidden ?? [])].map((name) => [name, true]),
              ),
            },
            indexByName: Object.fromEntries(columns.map(({ from }, index) => [from, index])),
            renameByName: Object.fromEntries(columns.map(({ from, heading }) => [from, heading])),
          },
        });
      for (const column of columns) {
        // What a row does not say is a dash; the panel's own words are for a table without rows.
        const properties: dashboard.DynamicConfigValue[] = [{ id: "noValue", value: "–" }];
        if (column.unit !== undefined) properties.push({ id: "unit", value: column.unit });
        if (column.width !== undefined) properties.push({ id: "custom.width", value: column.width });
        if (column.link !== undefined) properties.push({ id: "links", value: [{ ...column.link, targetBlank: true }] });
        if (column.looks !== undefined) {
          const options = Object.fromEntries(Object.entries(column.looks).map(([key, look], index) => [key, { ...look, index }]));
          properties.push({ id: "mappings", value: [{ type: "value", options }] });
          properties.push({ id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } });
        }
        builder.overrideByName(column.heading, properties);
      }
    },
  );
}
