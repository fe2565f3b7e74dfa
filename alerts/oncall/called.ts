/** Incidents for which somebody was called, read from the database without the names of people. */
import type { Site } from "../../site/inventory.ts";
import { alertName, severityOf } from "./alert.ts";
import { incidentTitle } from "./contents.ts";
import { incidentOf, text } from "./store.ts";
import type { Database } from "./tables.ts";
import type { Called } from "./team.ts";

/** Incidents that opened in `from` ≤ t < `until` and of which a page was accepted somewhere. */
export async function calledIn(db: Database, site: Site, from: Date, until: Date): Promise<Called[]> {
  const told = db
    .selectFrom("oncall_delivery_incident")
    .innerJoin("oncall_delivery", "oncall_delivery.id", "oncall_delivery_incident.delivery")
    .select("incident")
    .where("kind", "in", ["page", "digest"])
    .where("state", "=", "accepted");
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("opened_at", ">=", text(from))
    .where("opened_at", "<", text(until))
    .where("id", "in", told)
    .execute();
  return rows.map(incidentOf).map(({ labels, annotations, openedAt, acknowledgement, endedAt }) => ({
    alert: alertName(labels),
    title: incidentTitle({ labels, annotations }, site, site.site.locale),
    severity: severityOf(labels),
    openedAt,
    ...(acknowledgement !== undefined && { acknowledgedAt: acknowledgement.at }),
    ...(endedAt !== undefined && { endedAt }),
  }));
}

/** How many people can have been called. */
export const teamSize = ({ contacts }: Site): number => contacts.filter(({ roles }) => roles.includes("on-call")).length;
