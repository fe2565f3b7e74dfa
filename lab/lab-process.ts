/**
 * The lab as a process: `node lab/lab-process.ts --site FILE --state DIR`. One JSON line on stdout when it is ready, log on stderr.
 * Exit codes: 0 stopped, 1 it could not start, 2 wrong use.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { formatProblem } from "../site/problem.ts";
import { readSite } from "../site/read.ts";
import type { Site } from "../site/inventory.ts";
import { startControl } from "./control.ts";
import { Lab } from "./lab.ts";
import { startMailbox } from "./mailbox.ts";

const usage = `usage: node lab/lab-process.ts --site FILE --state DIR [--http-port 16080] [--smtp-port 16025]
       [--speed 1] [--seed 1] [--time ISO] [--log-level info] [--exit-with-parent]
`;

class WrongUse extends Error {}

function number(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < min || value > max) {
    throw new WrongUse(`--${name}: found "${text}", expected a number from ${min} to ${max}`);
  }
  return value;
}

function options() {
  const { values } = parseArgs({
    options: {
      site: { type: "string" },
      state: { type: "string" },
      "http-port": { type: "string", default: "16080" },
      "smtp-port": { type: "string", default: "16025" },
      speed: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      time: { type: "string" },
      "log-level": { type: "string", default: "info" },
      "exit-with-parent": { type: "boolean", default: false },
    },
  });
  if (values.site === undefined || values.state === undefined) throw new WrongUse("--site and --state are needed");
  const start = values.time === undefined ? undefined : new Date(values.time);
  if (start !== undefined && Number.isNaN(start.getTime())) {
    throw new WrongUse(`--time: found "${values.time}", expected an instant such as 2026-11-24T10:00:00+01:00`);
  }
  return {
    site: values.site,
    state: values.state,
    httpPort: number(values["http-port"], "http-port", 0, 65_535),
    smtpPort: number(values["smtp-port"], "smtp-port", 0, 65_535),
    speed: number(values.speed, "speed", 0, 3600),
    seed: number(values.seed, "seed", 0, 2 ** 31),
    start,
    logLevel: values["log-level"],
    exitWithParent: values["exit-with-parent"],
  };
}

function siteFrom(file: string): Site {
  const result = readSite(readFileSync(file, "utf8"), file, {
    env: (name) => process.env[name],
    file: (path) => readFileSync(path, "utf8").trim(),
  });
  if ("site" in result) return result.site;
  throw new Error(result.problems.map((problem) => formatProblem(problem)).join("\n"));
}

async function main(): Promise<void> {
  const { site: file, state, httpPort, smtpPort, speed, seed, start, logLevel, exitWithParent } = options();
  const logger = pino({ name: "lab", level: logLevel }, pino.destination({ dest: 2, sync: true }));
  const site = siteFrom(file);
  const lab = new Lab({ site, state, seed, speed, start, logger, now: () => new Date() });
  const devices = await lab.start();
  const mailbox = await startMailbox({
    folder: `${state}/mails`,
    port: smtpPort,
    faults: () => lab.simulation.faults,
    logger,
    now: () => new Date(),
  });
  const control = await startControl({ lab, mailbox, site, port: httpPort, logger });
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, "the lab stops");
    void Promise.all([control.close(), mailbox.close(), lab.stop()]).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "the lab did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", () => stop("SIGTERM"));
  process.once("SIGINT", () => stop("SIGINT"));
  if (exitWithParent) {
    process.stdin.resume();
    process.stdin.once("close", () => stop("stdin closed"));
    process.stdin.once("end", () => stop("stdin closed"));
  }
  // Last: whoever reads this line may stop us at once.
  process.stdout.write(
    `${JSON.stringify({ ready: true, http: `http://127.0.0.1:${control.port}`, smtp: `127.0.0.1:${mailbox.port}`, devices })}\n`,
  );
  logger.info({ devices, http: control.port, smtp: mailbox.port }, "the lab is running");
}

try {
  await main();
} catch (error) {
  const wrongUse = error instanceof WrongUse || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${wrongUse ? usage : ""}`);
  process.exit(wrongUse ? 2 : 1);
}
