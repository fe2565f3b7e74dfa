/** What belongs together for a reader: the same alert in the same room or house is one cause, however many devices show it. */
import { alertName, severityOf } from "./alert.ts";
import type { Incident } from "./incident.ts";

const rank = { critical: 0, warning: 1, info: 2 } as const;

/** Incidents by alert, severity, place and whether they are over; open before ended, the most severe and the largest first. */
export function byCause(incidents: readonly Incident[]): Incident[][] {
  const key = ({ labels, endedAt }: Incident): string =>
    JSON.stringify([alertName(labels), severityOf(labels), labels["room"] ?? "", labels["house"] ?? "", endedAt === undefined]);
  const order = (group: readonly Incident[]): number => {
    const [first] = group;
    return first === undefined ? 0 : rank[severityOf(first.labels)] + (first.endedAt === undefined ? 0 : 10);
  };
  const groups = [...Map.groupBy(incidents, key).values()];
  return groups.sort((a, b) => order(a) - order(b) || b.length - a.length);
}
