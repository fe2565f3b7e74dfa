import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";

const alertSchema = z.object({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  updatedAt: z.iso.datetime({ offset: true }),
  generatorURL: z.string().optional(),
  status: z.object({ state: z.enum(["unprocessed", "active", "suppressed"]) }),
});

export type ActiveAlert = z.output<typeof alertSchema>;

const silenceSchema = z.object({
  matchers: z.array(
    z.object({ name: z.string(), value: z.string(), isEqual: z.boolean().optional(), isRegex: z.boolean().optional() }),
  ),
  comment: z.string(),
  createdBy: z.string(),
  endsAt: z.coerce.date(),
  status: z.object({ state: z.enum(["expired", "active", "pending"]) }),
});

/**
 * Silences that are in force now.
 * @throws Error  when it does not answer within 5 s or answers something else
 */
export async function activeSilences(baseUrl: string): Promise<z.output<typeof silenceSchema>[]> {
  const response = await fetch(`${baseUrl}/api/v2/silences`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}`);
  const all = z.array(silenceSchema).parse(await response.json());
  return all.filter(({ status }) => status.state === "active");
}

/**
 * Alerts that Alertmanager holds now, suppressed ones included.
 * @throws Error  when it does not answer within 5 s or answers something else
 */
export async function activeAlerts(baseUrl: string): Promise<ActiveAlert[]> {
  const response = await fetch(`${baseUrl}/api/v2/alerts`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}`);
  const list = z.array(z.unknown()).parse(await response.json());
  const alerts: ActiveAlert[] = [];
  for (const one of list) {
    alerts.push(alertSchema.parse(one));
    // Ten thousand of them: whoever waits has a turn now and then.
    if (alerts.length % 100 === 0) await nextTurn();
  }
  return alerts;
}
