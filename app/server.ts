import { createServer, type Server } from "node:http";
import type { Express } from "express";
import type { Logger } from "pino";

/** Serves an Express app until SIGTERM or SIGINT, then runs `onStop` and ends the process. */
export function serve(
  app: Express,
  { host, port }: { host: string; port: number },
  log: Logger,
  onStop: () => Promise<void>,
): Promise<Server> {
  const server = createServer(app);
  // A browser that keeps its connection open must not hold up the stop.
  const stop = (): void => {
    log.info("stopping");
    server.close();
    server.closeAllConnections();
    onStop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => resolve(server));
  });
}
