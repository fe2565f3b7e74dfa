/** Incidents that on-call itself finds, without a rule of Prometheus: no list of Alertmanager ever names them. */
import type { Labels } from "../../site/series.ts";
import { alertName, fingerprintOf, watchdog, type Alert } from "./alert.ts";
import { applyChanges } from "./changes.ts";
import type { Setting } from "./contents.ts";
import { applyAlert, type Incident } from "./incident.ts";
import { incidentOf, knownOf } from "./store.ts";
import type { Database } from "./tables.ts";

/** A person's address fails. */
export const addressAlert = "OnCallAddressFails";

/** A message that came could not be read. */
export const quarantineAlert = "AlertsMayBeMissing";

/** The disk of the database has no room. */
export const diskAlert = "LeitstandDiskFull";

/** The file of the energy ledger cannot be used. */
export const ledgerAlert = "EnergyLedgerDown";

/** Those that no rule of Prometheus has; each has its runbook. */
export const ownAlerts: readonly string[] = [addressAlert, quarantineAlert, diskAlert, ledgerAlert];

const names: readonly string[] = [watchdog, ...ownAlerts];

export const isOwn = (labels: Labels): boolean => labels["class"] === "leitstand" && names.includes(alertName(labels));

/** What is wrong now, as an alert of our own says it. */
export interface Finding {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: Date;
}

/** Opens an incident for each finding that has none, and ends those of that name without finding. @returns whether any changed */
export async function keepOwn(db: Database, name: string, findings: readonly Finding[], setting: Setting): Promise<boolean> {
  const { now } = setting;
  const firing = findings.map((finding): Alert => ({ ...finding, fingerprint: fingerprintOf(finding.labels), status: "firing" }));
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("open_key", "is not", null)
    .where("labels", "like", `%"${name}"%`)
    .execute();
  const open = rows.map(incidentOf).filter(({ labels }) => isOwn(labels) && alertName(labels) === name);
  const loud = open.filter(({ quietSince }) => quietSince === undefined);
  const has = (list: readonly Pick<Incident, "fingerprint">[], { fingerprint }: Pick<Incident, "fingerprint">): boolean =>
    list.some((one) => one.fingerprint === fingerprint);
  const alerts: Alert[] = [
    ...open
      .filter((incident) => incident.quietSince === undefined && !has(firing, incident))
      .map((incident): Alert => ({ ...incident, status: "resolved", endsAt: now })),
    ...firing.filter((alert) => !has(loud, alert)),
  ];
  for (const alert of alerts) {
    await db.transaction().execute(async (tx) => {
      const before = (await knownOf(tx, [alert.fingerprint], now)).get(alert.fingerprint) ?? {};
      await applyChanges(tx, [applyAlert(before, alert, now, { answers: true, active: true })], setting);
    });
  }
  return alerts.length > 0;
}
