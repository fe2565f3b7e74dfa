import { z } from "zod";
import type { Sample, SampleReader, Series } from "../site/series.ts";

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const answer = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: point })) }),
      z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ metric: labels, values: z.array(point) })) }),
      z.object({ resultType: z.literal("scalar"), result: point }),
    ]),
  }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

const number = (text: string): number => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text));
const instant = (seconds: number): Date => new Date(Math.round(seconds * 1000));

function named(metric: Readonly<Record<string, string>>): { metric: string; labels: Record<string, string> } {
  const { __name__: name = "", ...rest } = metric;
  return { metric: name, labels: rest };
}

/** The server does not answer. Without stack and cause: while it is silent it stands in the log every few seconds. */
class PrometheusSilentError extends Error {
  override readonly name = "PrometheusSilentError";
  constructor(reason: string) {
    super(`Prometheus does not answer: ${reason}`);
    this.stack = this.message;
  }
}

/** Longest wait for a server that was silent when last asked: a page that is looked at then must not hang. */
const silentPatienceMs = 1000;

/**
 * Reads samples from a Prometheus-compatible server.
 * A server that hangs costs whoever asks first the whole wait, the others a short one: they ask first whether it is back.
 * @param baseUrl  for example `http://127.0.0.1:8490`
 * @throws Error  when the server does not answer in time, or refuses the expression
 */
export function prometheusReader(baseUrl: () => string, timeoutMs = 5000, now: () => Date = () => new Date()): SampleReader {
  let lastAnswer: Date | undefined;
  let silent = false;
  async function answerOf(path: string, parameters: Record<string, string>, patienceMs: number): Promise<unknown> {
    try {
      const response = await fetch(`${baseUrl()}${path}`, {
        method: "POST",
        body: new URLSearchParams(parameters),
        signal: AbortSignal.timeout(patienceMs),
      });
      const body: unknown = await response.json();
      lastAnswer = now();
      silent = false;
      return body;
    } catch (error) {
      silent = true;
      throw new PrometheusSilentError(reasonOf(error, patienceMs));
    }
  }
  async function query(
    path: string,
    parameters: Record<string, string>,
  ): Promise<Extract<z.infer<typeof answer>, { status: "success" }>["data"]> {
    if (silent) await answerOf("/api/v1/query", { query: "vector(1)" }, Math.min(silentPatienceMs, timeoutMs));
    const parsed = answer.parse(await answerOf(path, parameters, timeoutMs));
    if (parsed.status === "error") throw new Error(`Prometheus refused the query: ${parsed.error}`);
    return parsed.data;
  }
  async function matrix(path: string, parameters: Record<string, string>): Promise<Series[]> {
    const data = await query(path, parameters);
    if (data.resultType !== "matrix") throw new Error(`Prometheus answered ${data.resultType}, expected matrix`);
    return data.result.map(({ metric, values }) => ({
      ...named(metric),
      points: values.map(([at, value]) => ({ at: instant(at), value: number(value) })),
    }));
  }
  return {
    silentSince: () => (silent ? lastAnswer : undefined),
    async instant(expression, at) {
      const data = await query("/api/v1/query", { query: expression, ...(at && { time: String(at.getTime() / 1000) }) });
      if (data.resultType === "scalar")
        return [{ metric: "", labels: {}, value: number(data.result[1]), at: instant(data.result[0]) }];
      if (data.resultType !== "vector") throw new Error(`Prometheus answered ${data.resultType}, expected vector`);
      const samples: Sample[] = data.result.map(({ metric, value }) => ({
        ...named(metric),
        value: number(value[1]),
        at: instant(value[0]),
      }));
      return samples.filter(({ value }) => !Number.isNaN(value));
    },
    range: (expression, from, to, stepSeconds) =>
      matrix("/api/v1/query_range", {
        query: expression,
        start: String(from.getTime() / 1000),
        end: String(to.getTime() / 1000),
        step: String(stepSeconds),
      }),
    raw: async (selector, from, to) => {
      // One second more at the start: range ends are closed in Prometheus 2 and left-open in 3.
      const span = Math.ceil((to.getTime() - from.getTime()) / 1000) + 1;
      const found = await matrix("/api/v1/query", { query: `${selector}[${span}s]`, time: String(to.getTime() / 1000) });
      return found.map((series) => ({ ...series, points: series.points.filter(({ at }) => at >= from) }));
    },
  };
}

/** `ECONNREFUSED`, `nothing within 5 s`: without the many lines that the errors of `fetch` carry. */
function reasonOf(error: unknown, patienceMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing within ${patienceMs / 1000} s`;
  const cause = error.cause;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error.message;
}
