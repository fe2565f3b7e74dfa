import { z } from "zod";

/** What a drill touches: the lab's controls and mailbox, and the service as a person with a browser sees it. */
export interface DrillTargets {
  /** Base address of the service. */
  readonly url: string;
  /** Base address of the lab's controls. */
  readonly lab: string;
  readonly prometheus: string;
  readonly alertmanager: string;
}

const mailSchema = z.object({
  messageId: z.string(),
  subject: z.string(),
  to: z.union([z.string(), z.array(z.string())]).transform((to) => (typeof to === "string" ? [to] : to)),
  receivedAt: z.coerce.date(),
  text: z.string(),
});
/** A mail as the lab's mailbox holds it. */
export type Mail = z.output<typeof mailSchema>;

const incidentSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string(),
  severity: z.string(),
  state: z.enum(["open", "acknowledged", "blind"]),
  device: z.string().optional(),
  room: z.string().optional(),
  acknowledgedBy: z.string().optional(),
  nextActAt: z.coerce.date().optional(),
});
export type Incident = z.output<typeof incidentSchema>;

export async function json(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000), ...init });
  if (!response.ok)
    throw new Error(`${init?.method ?? "GET"} ${url} → ${response.status}: ${(await response.text()).slice(0, 300)}`);
  const text = await response.text();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** Sets a fault in the lab. @returns its id, for ending it */
export async function setFault(lab: string, fault: Readonly<Record<string, unknown>>): Promise<string> {
  const answer = await json(`${lab}/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  return z.object({ id: z.union([z.string(), z.number()]).transform(String) }).parse(answer).id;
}

export async function endFault(lab: string, id: string): Promise<void> {
  await json(`${lab}/faults/${id}`, { method: "DELETE" });
}

export async function endAllFaults(lab: string): Promise<void> {
  await json(`${lab}/faults`, { method: "DELETE" });
}

/** Mails received since an instant, oldest first. */
export async function mailsSince(lab: string, since: Date): Promise<Mail[]> {
  const answer = z.array(mailSchema).parse(await json(`${lab}/mails.json?since=${encodeURIComponent(since.toISOString())}`));
  return answer.filter((mail) => mail.receivedAt >= since).sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

export async function openIncidents(url: string): Promise<Incident[]> {
  return z.array(incidentSchema).parse(await json(`${url}/incidents.json`));
}

const vectorSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** The series of an expression now. */
export async function vector(
  prometheus: string,
  expression: string,
): Promise<{ metric: Readonly<Record<string, string>>; value: number }[]> {
  const answer = await json(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
  return vectorSchema.parse(answer).data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** The value of the first series of an expression, or undefined. */
export async function query(prometheus: string, expression: string): Promise<number | undefined> {
  return (await vector(prometheus, expression))[0]?.value;
}

/** The acknowledgement link in a mail. @throws Error when there is none */
export function acknowledgeLink(mail: Mail): string {
  const link = /https?:\/\/\S+\/ack\/[\w-]+/.exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`no acknowledgement link in the mail "${mail.subject}"`);
  return link;
}

/** The runbook link in a mail. @throws Error when there is none */
export function runbookLink(mail: Mail): string {
  const link = /https?:\/\/\S+\/runbooks\/\S+/.exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`no runbook link in the mail "${mail.subject}"`);
  return link;
}

/** The short code that the acknowledgement form asks for. @throws Error when there is none */
export function acknowledgeCode(mail: Mail): string {
  const code = /(?:Code|code)[^\w\n]*([A-Z0-9]{4,8})\b/.exec(mail.text)?.[1];
  if (code === undefined) throw new Error(`no short code in the mail "${mail.subject}"`);
  return code;
}
