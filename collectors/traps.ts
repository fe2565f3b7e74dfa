/**
 * Traps and informs: whatever arrives on the trap port brings a poll of its device forward, and what that poll confirms is
 * handed on. Only devices of the inventory are ever polled; strangers are counted.
 */
import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { Router } from "express";
import type { Logger } from "pino";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Site } from "../site/inventory.ts";
import { Confirmer, type ConfirmedTrap, type PollAfter } from "./traps/confirm.ts";
import { engineIdOf, TrapEngine } from "./traps/engine.ts";
import { TrapIntake, type TrapRecord } from "./traps/intake.ts";
import { TrapSocket, type Endpoint } from "./traps/socket.ts";
import { Sources } from "./traps/sources.ts";

export type { ConfirmedTrap } from "./traps/confirm.ts";

/** Told of every trap that a poll has confirmed; answers in words what became of it, undefined when there is nothing to say. */
export type OnConfirmed = (confirmed: ConfirmedTrap) => Promise<string | undefined>;

export interface TrapsOptions {
  readonly site: () => Site;
  readonly log: Logger;
  readonly registry: Registry;
  readonly now: () => Date;
  readonly poll: PollAfter;
  readonly onConfirmed: OnConfirmed;
  readonly looksMs?: readonly number[];
}

export interface Traps {
  /** `/traps`: where it listens, and the last hundred, newest first. */
  readonly router: Router;
  /** Listens where the site says; call it again when the site has changed. */
  follow(): Promise<void>;
  readonly address: Endpoint | undefined;
  readonly records: TrapIntake["records"];
  close(): void;
}

const namesEveryMs = 300_000;

export function createTraps({ site, log, registry, now, poll, onConfirmed, looksMs }: TrapsOptions): Traps {
  const registers = [registry];
  const total = new Counter({
    name: "leitstand_traps_total",
    help: "SNMP notifications by version and by what became of them",
    labelNames: ["version", "result"],
    registers,
  });
  const acknowledged = new Counter({
    name: "leitstand_traps_informs_acknowledged_total",
    help: "SNMP informs that were answered",
    registers,
  });
  const sources = new Sources(site, async (host) => (await lookup(host, { all: true })).map(({ address }) => address));
  const intake = new TrapIntake({
    site,
    sources,
    engine: new TrapEngine(engineIdOf(`${hostname()} ${site().site.id}`), now()),
    counted: (version, result) => total.inc({ version, result }),
  });
  const handedOn = new Counter({
    name: "leitstand_traps_handed_on_total",
    help: "Confirmed traps handed on to alerting, by whether it took them",
    labelNames: ["result"],
    registers,
  });
  const handOn = async (confirmed: ConfirmedTrap, record: TrapRecord): Promise<void> => {
    try {
      const words = await onConfirmed(confirmed);
      if (words !== undefined) record.handedOn = words;
      handedOn.inc({ result: "taken" });
    } catch (error) {
      record.handedOn = "failed";
      handedOn.inc({ result: "failed" });
      // The next scrape finds what this trap would have told early.
      log.error({ err: error, device: confirmed.device.id, trap: confirmed.trap.name }, "confirmed trap not handed on");
    }
  };
  const confirmer = new Confirmer({
    poll,
    intake,
    log,
    now,
    onConfirmed: (confirmed, record) => {
      log.info({ device: confirmed.device.id, trap: confirmed.trap.name }, "trap confirmed by a poll");
      void handOn(confirmed, record);
    },
    ...(looksMs !== undefined && { looksMs }),
  });
  const socket = new TrapSocket(log, (datagram, from) => {
    const { reply, acknowledged: isAnswer, waiting } = intake.take(datagram, from, now());
    for (const one of waiting) confirmer.add(one);
    if (isAnswer === true) acknowledged.inc();
    return reply;
  });
  const gauge = (name: string, help: string, read: () => number): Gauge => {
    const made: Gauge = new Gauge({ name, help, registers, collect: (): void => made.set(read()) });
    return made;
  };
  gauge("leitstand_traps_waiting", "SNMP notifications that wait for their confirming poll", () => confirmer.waiting);
  gauge("leitstand_traps_listening", "1 while the trap port is open", () => (socket.address === undefined ? 0 : 1));

  const refresh = (): void => void sources.refresh().catch((error: unknown) => log.warn({ err: error }, "names of devices"));
  const timer = setInterval(refresh, namesEveryMs).unref();
  const router = Router();
  router.get("/traps", (_request, response) => {
    response.json({ listening: socket.address ?? null, traps: intake.records });
  });
  return {
    router,
    async follow() {
      // Whose address is whose is looked at when a trap comes; only names are looked up ahead.
      if (site().traps !== undefined) refresh();
      await socket.open(site().traps);
    },
    get address() {
      return socket.address;
    },
    get records() {
      return intake.records;
    },
    close() {
      clearInterval(timer);
      socket.close();
      confirmer.close();
    },
  };
}
