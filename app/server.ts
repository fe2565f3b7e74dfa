import { createServer, type Server } from "node:http";
import type { Express } from "express";
import type { Logger } from "pino";

/** Serves an Express app until SIGTERM or SIGINT, then runs `onStop` and ends the process. @param before  may change the server first */
export function serve(
  app: Express,
  { host, port }: { host: string; port: number },
  log: Logger,
  onStop: () => Promise<void>,
  before: (server: Server) => void = () => undefined,
): Promise<Server> {
  const server = createServer(app);
  before(server);
  let stopping = false;
  const stop = (): void => {
    // Ctrl-C reaches the whole process group, and then the supervisor asks as well.
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    server.close();
    // A browser that keeps its connection open must not hold up the stop.
    server.closeAllConnections();
    onStop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // After a start a scraper opens a connection for each of thousands of devices.
    server.listen({ host, port, backlog: 4096 }, () => resolve(server));
  });
}
