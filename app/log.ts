import { pino, type Logger } from "pino";

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

/** The log of one process: JSON lines to standard error, so standard output stays free for answers. */
export function openLog(name: string): Logger {
  return pino(
    { name, level: process.env["LEITSTAND_LOG"] ?? "info", redact: secrets },
    pino.destination({ dest: 2, sync: true }),
  );
}
