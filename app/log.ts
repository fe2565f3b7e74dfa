import { pino, stdSerializers, type Logger } from "pino";

/** Paths whose values never reach a log line. */
const secrets = [
  "community",
  "password",
  "token",
  "*.community",
  "*.password",
  "*.token",
  "*.key",
  "req.headers.authorization",
  "req.headers.cookie",
];

/**
 * An error in one line. That a peer did not answer in time is a DOMException, which carries 25 constants and no stack worth having:
 * while a peer is silent it comes every few seconds.
 */
export const errorOf = (error: unknown): unknown =>
  error instanceof DOMException
    ? { type: error.name, message: error.message }
    : error instanceof Error
      ? stdSerializers.err(error)
      : error;

/** The log of one process: JSON lines to standard error, so standard output stays free for answers. */
export function openLog(name: string): Logger {
  return pino(
    { name, level: process.env["LEITSTAND_LOG"] ?? "info", redact: secrets, serializers: { err: errorOf } },
    pino.destination({ dest: 2, sync: true }),
  );
}
