/** What people read of the team's figures: lines for the page and for the weekly report. */
import { html, type Html } from "../../site/html.ts";
import { formatDay, formatDuration, formatNumber, formatPercent, type Locale } from "../../site/locale.ts";
import type { Scene } from "./pages.ts";
import { fewest, type TeamFigures } from "./team.ts";
import { englishTitles } from "./titles-en.ts";
import { say } from "./words.ts";
import { inLanguage } from "../../site/page.ts";

/** Each figure as label and text; one line that says why, when there are too few to tell. */
export function figureLines(
  figures: TeamFigures | undefined,
  locale: Locale,
): { readonly label?: string; readonly text: string }[] {
  if (figures === undefined) return [{ text: say(locale, "teamTooFew", { fewest }) }];
  const spread = (value: TeamFigures["repair"]): string =>
    value === undefined
      ? say(locale, "teamTooFewValues", { fewest })
      : say(locale, "teamSpread", { median: formatDuration(value.median, locale), p90: formatDuration(value.p90, locale) });
  return [
    {
      label: say(locale, "teamCalls"),
      text: say(locale, "teamCallsText", { calls: figures.calls, perShift: formatNumber(figures.perShift, locale, 2) }),
    },
    { label: say(locale, "teamAcknowledgement"), text: spread(figures.acknowledgement) },
    { label: say(locale, "teamRepair"), text: spread(figures.repair) },
    { label: say(locale, "teamActionable"), text: formatPercent(figures.actionable, locale) },
    ...figures.noisy.map(({ alert, title, calls, taken }) => ({
      label: say(locale, "teamNoisy"),
      text: say(locale, "teamNoisyText", {
        title: (locale === "en" ? englishTitles.get(alert) : title) ?? title ?? alert,
        alert,
        calls,
        taken: formatPercent(taken, locale),
      }),
    })),
  ];
}

/** @param months  months whose call-outs the reader may take along */
export function teamBody(
  figures: TeamFigures | undefined,
  from: Date,
  until: Date,
  { locale, site }: Scene,
  months: readonly string[],
): Html {
  const day = (at: Date): string => formatDay(at, site.site.time_zone, locale);
  return html`<h1>${say(locale, "team")}</h1>
    <p>${day(from)} – ${day(until)}</p>
    ${
      figures === undefined
        ? html`<p>${say(locale, "teamTooFew", { fewest })}</p>`
        : html`<table>
            <tbody>
              ${figureLines(figures, locale).map(
                ({ label, text }) =>
                  html`<tr>
                    <th scope="row">${label}</th>
                    <td>${text}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    <p><small>${say(locale, "teamNote", { fewest })}</small></p>
    ${
      months.length > 0 &&
      html`<h2>${say(locale, "callOuts")}</h2>
        <p>${say(locale, "callOutsNote")}</p>
        <ul>
          ${months.map((month) => html`<li><a href="/oncall/call-outs.csv?month=${month}&lang=${locale}">${month}</a></li>`)}
        </ul>`
    }
    <p><a href="${inLanguage("/oncall", locale)}">${say(locale, "oncall")}</a></p>`;
}
