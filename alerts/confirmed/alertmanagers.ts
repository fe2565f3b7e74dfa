/** Posting to Alertmanager (`POST /api/v2/alerts`): to every one, as Prometheus does. */

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Always given: without it Alertmanager takes the end as the start. */
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const limitMs = 5000;

/**
 * @returns how many took it
 * @throws AggregateError  when none did
 */
export async function postAlert(urls: readonly string[], alert: PostedAlert): Promise<number> {
  const { labels, annotations, startsAt, endsAt } = alert;
  const body = JSON.stringify([{ labels, annotations, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }]);
  const results = await Promise.allSettled(
    urls.map(async (url) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(limitMs),
      });
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    }),
  );
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length === urls.length) throw new AggregateError(failures, "no Alertmanager took the alert");
  return urls.length - failures.length;
}
