/** `POST /webhooks/traps`: what the collectors hand on, parsed at the door. */
import { createHash, timingSafeEqual } from "node:crypto";
import express, { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";

const largestBody = 4 * 1024 * 1024;

const body = z.strictObject({
  device: z.string().max(63),
  trap: z.strictObject({ oid: z.string().max(500), name: z.string().max(200), at: z.iso.datetime() }),
  at: z.iso.datetime().transform((text) => new Date(text)),
  samples: z
    .array(
      z.strictObject({
        metric: z.string().max(200),
        labels: z.record(z.string().max(100), z.string().max(2000)),
        value: z.number(),
      }),
    )
    .max(50_000),
});

/** A trap whose state a poll has shown, with that poll's samples. */
export type Confirmed = z.output<typeof body>;

export interface ConfirmedRouteParts {
  readonly token: string | undefined;
  /** Undefined for a device that the site does not have. */
  readonly take: (confirmed: Confirmed) => Promise<readonly { readonly alert: string; readonly outcome: string }[] | undefined>;
  readonly log: Logger;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

export function confirmedRouter({ token, take, log }: ConfirmedRouteParts): Router {
  const wanted = token === undefined ? undefined : digest(`Bearer ${token}`);
  const answer = (response: Response, status: number, text: string): void =>
    void response.status(status).type("text").send(`${text}\n`);
  const router = Router({ caseSensitive: true });
  router.post("/webhooks/traps", (request, response, next) => {
    if (wanted !== undefined && timingSafeEqual(digest(request.get("authorization") ?? ""), wanted)) return next();
    answer(response.set("WWW-Authenticate", "Bearer"), 401, "401: wrong or missing token");
  });
  const receive = async (request: Request, response: Response): Promise<void> => {
    const parsed = body.safeParse(request.body);
    if (!parsed.success) {
      log.warn({ problem: z.prettifyError(parsed.error).slice(0, 500) }, "handed-on trap cannot be read");
      return answer(response, 400, `400: ${z.prettifyError(parsed.error).slice(0, 500)}`);
    }
    const alerts = await take(parsed.data);
    if (alerts === undefined) return answer(response, 404, "404: no such device");
    response.json({ alerts });
  };
  router.post("/webhooks/traps", express.json({ limit: largestBody }), (request, response, fail) => {
    receive(request, response).catch(fail);
  });
  return router;
}
