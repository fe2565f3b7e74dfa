/** Where a chain that broke was broken: the first link that knows nothing of an alert is the one to look at. */
import { z } from "zod";
import type { Locale } from "../../site/locale.ts";
import { fill } from "../words.ts";
import { json, mailsSince, openIncidents, vector, type DrillTargets } from "./clients.ts";

const words = {
  de: { nothing: "nichts", mails: "Mails darüber: {0}", noAnswer: "keine Antwort ({0})", suppressed: "unterdrückt" },
  en: { nothing: "nothing", mails: "mails about it: {0}", noAnswer: "no answer ({0})", suppressed: "suppressed" },
} as const;

const heldAlerts = z.array(z.object({ status: z.object({ state: z.string() }), labels: z.record(z.string(), z.string()) }));

/** What each link from Prometheus to the mailbox knows of an alert now, in the order of the data's flow; never throws. */
export async function chainOf(targets: DrillTargets, alert: string, since: Date, locale: Locale): Promise<string> {
  const w = words[locale];
  const ask = async (link: string, look: () => Promise<readonly string[]>): Promise<string> => {
    try {
      const found = await look();
      return `${link}: ${found.length === 0 ? w.nothing : [...new Set(found)].join(", ")}`;
    } catch (error) {
      return `${link}: ${fill(w.noAnswer, error instanceof Error ? error.message : String(error))}`;
    }
  };
  const which = ({ device, room }: { device?: string | undefined; room?: string | undefined }): string => device ?? room ?? "";
  const known = await Promise.all([
    ask("Prometheus", async () =>
      (await vector(targets.prometheus, `ALERTS{alertname="${alert}"}`)).map(({ metric }) =>
        `${metric["alertstate"] ?? "?"} ${which(metric)}`.trim(),
      ),
    ),
    ask("Alertmanager", async () =>
      heldAlerts
        .parse(await json(`${targets.alertmanager}/api/v2/alerts?filter=${encodeURIComponent(`alertname="${alert}"`)}`))
        .map(({ status, labels }) => `${status.state === "suppressed" ? w.suppressed : status.state} ${which(labels)}`.trim()),
    ),
    ask("Leitstand", async () =>
      (await openIncidents(targets.url))
        .filter(({ title }) => title === alert)
        .map((incident) => `${incident.state} ${which(incident)}`.trim()),
    ),
    mailsSince(targets.lab, since).then(
      (mails) => fill(w.mails, mails.filter(({ text }) => text.includes(`/runbooks/${alert}`)).length),
      () => "",
    ),
  ]);
  return known.filter(Boolean).join(" · ");
}
