/** Pieces of Prometheus templates for the annotations. They render inside Prometheus, at each evaluation. */
import type { Locale } from "../site/locale.ts";

/** `usv-a (Raum rz1)`, `router-1 Te0/0/0 (Raum rz1)`, `sw-oper-1 (Haus oper)`. */
export const device =
  "{{ $labels.device }}{{ with $labels.resource }} {{ . }}{{ end }}" +
  "{{ with $labels.room }} (Raum {{ . }}){{ end }}{{ with $labels.house }} (Haus {{ . }}){{ end }}";

/** `Raum rz1`, or the site when the inventory names no room. */
export const room = "{{ with $labels.room }}Raum {{ . }}{{ else }}Standort {{ $externalLabels.site }}{{ end }}";

/** `Haus oper`, or the site for what belongs to no house. */
export const house = "{{ with $labels.house }}Haus {{ . }}{{ else }}Standort {{ $externalLabels.site }}{{ end }}";

export const site = "{{ $externalLabels.site }}";

/** How a number is written: Go's formats. */
const formats = { whole: 'printf "%.0f"', tenths: 'printf "%.1f"', hundredths: 'printf "%.2f"' } as const;
type Format = keyof typeof formats;

/** A query as a template pipeline; `"$device"`, `"$room"` and the like stand for the alert's labels. */
function pipeline(promql: string): string {
  const names: string[] = [];
  const text = promql.replaceAll("%", "%%").replaceAll(/"\$(\w+)"/g, (_match, name: string) => {
    names.push(name === "site" ? "$externalLabels.site" : `$labels.${name}`);
    return "%q";
  });
  return names.length === 0 ? `query \`${promql}\`` : `printf \`${text}\` ${names.join(" ")} | query`;
}

/** The pieces in one language: what differs is how a number is written, and the word for what nobody knows. */
export function pieces(locale: Locale) {
  const german = locale === "de";
  const written = (format: Format): string =>
    german && format !== "whole" ? `${formats[format]} | reReplaceAll "[.]" ","` : formats[format];
  const first = (format: Format): string => `{{ . | first | value | ${written(format)} }}`;
  return {
    /** The alert's own value. */
    value: (format: Format): string => `{{ $value | ${written(format)} }}`,

    /** The first value of a query, or words when there is no such series: a missing figure is never an empty hole. */
    answer: (promql: string, format: Format = "whole", none = german ? "unbekannt" : "unknown"): string =>
      `{{ with ${pipeline(promql)} }}${first(format)}{{ else }}${none}{{ end }}`,

    /** A text around the first value of a query, or another text when there is no such series. */
    known: (promql: string, text: (value: string) => string, otherwise = "", format: Format = "whole"): string =>
      `{{ with ${pipeline(promql)} }}${text(first(format))}{{ else }}${otherwise}{{ end }}`,

    /** One label of every answer, comma-separated: which sensors, which channels. The label may end in a template pipe. */
    list: (promql: string, label: string, none = german ? "keine" : "none"): string =>
      `{{ with ${pipeline(promql)} }}{{ range $i, $s := . }}{{ if $i }}, {{ end }}{{ $s.Labels.${label} }}{{ end }}{{ else }}${none}{{ end }}`,
  };
}

export const { value, answer, known, list } = pieces("de");

/** The alert's own value, a ratio, as whole percent (cut, not rounded); the same in every language. */
export const percent = '{{ $value | humanizePercentage | reReplaceAll "([0-9]+)[.]?[0-9]*%" "$1 %" }}';
