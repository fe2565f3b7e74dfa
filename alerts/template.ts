/** Pieces of Prometheus templates for the German annotations. They render inside Prometheus, at each evaluation. */

/** `usv-a (Raum rz1)`, `router-1 Te0/0/0 (Raum rz1)`, `sw-oper-1 (Haus oper)`. */
export const device =
  "{{ $labels.device }}{{ with $labels.resource }} {{ . }}{{ end }}" +
  "{{ with $labels.room }} (Raum {{ . }}){{ end }}{{ with $labels.house }} (Haus {{ . }}){{ end }}";

/** `Raum rz1`, or the site when the inventory names no room. */
export const room = "{{ with $labels.room }}Raum {{ . }}{{ else }}Standort {{ $externalLabels.site }}{{ end }}";

/** `Haus oper`, or the site for what belongs to no house. */
export const house = "{{ with $labels.house }}Haus {{ . }}{{ else }}Standort {{ $externalLabels.site }}{{ end }}";

export const site = "{{ $externalLabels.site }}";

/** How a number is written; German decimal comma. */
const formats = {
  whole: 'printf "%.0f"',
  tenths: 'printf "%.1f" | reReplaceAll "[.]" ","',
  hundredths: 'printf "%.2f" | reReplaceAll "[.]" ","',
} as const;
type Format = keyof typeof formats;

/** The alert's own value. */
export const value = (format: Format): string => `{{ $value | ${formats[format]} }}`;

/** The alert's own value, a ratio, as whole percent (cut, not rounded). */
export const percent = '{{ $value | humanizePercentage | reReplaceAll "([0-9]+)[.]?[0-9]*%" "$1 %" }}';

/** A query as a template pipeline; `"$device"`, `"$room"` and the like stand for the alert's labels. */
function pipeline(promql: string): string {
  const names: string[] = [];
  const text = promql.replaceAll("%", "%%").replaceAll(/"\$(\w+)"/g, (_match, name: string) => {
    names.push(name === "site" ? "$externalLabels.site" : `$labels.${name}`);
    return "%q";
  });
  return names.length === 0 ? `query \`${promql}\`` : `printf \`${text}\` ${names.join(" ")} | query`;
}

const first = (format: Format): string => `{{ . | first | value | ${formats[format]} }}`;

/** The first value of a query, or words when there is no such series: a missing figure is never an empty hole. */
export const answer = (promql: string, format: Format = "whole", none = "unbekannt"): string =>
  `{{ with ${pipeline(promql)} }}${first(format)}{{ else }}${none}{{ end }}`;

/** A text around the first value of a query, or another text when there is no such series. */
export const known = (promql: string, text: (value: string) => string, otherwise = "", format: Format = "whole"): string =>
  `{{ with ${pipeline(promql)} }}${text(first(format))}{{ else }}${otherwise}{{ end }}`;

/** One label of every answer, comma-separated: which sensors, which channels. The label may end in a template pipe. */
export const list = (promql: string, label: string, none = "keine"): string =>
  `{{ with ${pipeline(promql)} }}{{ range $i, $s := . }}{{ if $i }}, {{ end }}{{ $s.Labels.${label} }}{{ end }}{{ else }}${none}{{ end }}`;
