import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel } from "./panels.ts";

/** A question and the panels that answer it, most urgent first. */
export interface Section {
  readonly question: string;
  readonly panels: readonly Panel[];
}

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
  /** Start of the time range when it is opened; the last six hours unless said. */
  readonly from?: string;
  /** Labels that the viewer can choose values of, besides the site. */
  readonly choices?: readonly Choice[];
}

export interface Choice {
  readonly name: "room" | "house" | "device";
  readonly label: string;
  /** A query that Grafana understands: `label_values(probe_success{class="ups"}, device)`. */
  readonly values: string;
}

const columns = 24;

/** Where Leitstand's own pages are; whoever opens a dashboard can change it, and the link keeps it. */
const defaultLeitstand = "http://127.0.0.1:8480";

function variables(choices: readonly Choice[]): dashboard.VariableModel[] {
  const source = new dashboard.DatasourceVariableBuilder("datasource").label("Datenquelle").type("prometheus");
  const ref = { type: "prometheus", uid: "${datasource}" };
  const query = (name: string, label: string, values: string): dashboard.QueryVariableBuilder =>
    new dashboard.QueryVariableBuilder(name)
      .label(label)
      .datasource(ref)
      .query(values)
      .definition(values)
      .refresh(dashboard.VariableRefresh.OnDashboardLoad)
      .sort(dashboard.VariableSort.AlphabeticalAsc);
  const url = new dashboard.TextBoxVariableBuilder("leitstand")
    .label("Leitstand")
    .description("Adresse der Leitstand-Seiten: Lage, Vorfälle, Runbooks")
    .defaultValue(defaultLeitstand)
    .current({ selected: true, text: defaultLeitstand, value: defaultLeitstand });
  return [
    source,
    query("site", "Standort", "label_values(probe_success, site)"),
    ...choices.map(({ name, label, values }) => query(name, label, values).multi(true).includeAll(true).allValue(".*")),
    url,
  ].map((builder) => builder.build());
}

/** Rows and panels on the grid, left to right, with ids in reading order. */
function place(sections: readonly Section[]): (dashboard.Panel | dashboard.RowPanel)[] {
  const placed: (dashboard.Panel | dashboard.RowPanel)[] = [];
  let y = 0;
  for (const { question, panels } of sections) {
    const row = new dashboard.RowBuilder(question).id(placed.length + 1).gridPos({ x: 0, y, w: columns, h: 1 });
    placed.push(row.build());
    y += 1;
    let x = 0;
    let tallest = 0;
    for (const panel of panels) {
      if (x + panel.width > columns) {
        x = 0;
        y += tallest;
        tallest = 0;
      }
      placed.push(panel.build(placed.length + 1, x, y));
      x += panel.width;
      tallest = Math.max(tallest, panel.height);
    }
    y += tallest;
  }
  return placed;
}

/** A dashboard in Grafana's classic form, which provisioning takes from version 10 to 13. */
export function layout({ uid, title, description, sections, choices = [], from = "now-6h" }: DashboardSpec): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["leitstand"])
    .readonly()
    .timezone("browser")
    .refresh("30s")
    .time({ from, to: "now" })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .links([
      new dashboard.DashboardLinkBuilder("Lage")
        .type(dashboard.DashboardLinkType.Link)
        .icon("external link")
        .url("${leitstand}/")
        .targetBlank(true),
      new dashboard.DashboardLinkBuilder("Runbooks")
        .type(dashboard.DashboardLinkType.Link)
        .icon("doc")
        .url("${leitstand}/runbooks")
        .targetBlank(true),
      new dashboard.DashboardLinkBuilder("Weitere")
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(["leitstand"])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    ])
    .build();
  return { ...built, templating: { list: variables(choices) }, panels: place(sections) };
}
