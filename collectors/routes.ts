/** The collectors over HTTP: `/probe`, `/samples`, `/targets`, `/traps`, `/metrics`. */
import { createHash } from "node:crypto";
import { Router, type NextFunction, type Request, type Response } from "express";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Device, Site } from "../site/inventory.ts";
import { deviceClasses, type DeviceClass } from "../site/metrics.ts";
import { closest } from "../site/problem.ts";
import type { Scrape } from "./front.ts";
import { ownMetrics } from "./own-metrics.ts";
import { Prober, type ProbeResult } from "./prober.ts";
import { profiles } from "./profiles/index.ts";
import { targetGroups } from "./targets.ts";
import { createTraps, type OnConfirmed, type Traps } from "./traps.ts";

export interface CollectorsOptions {
  /** The site as it is now; it may be another one at the next call. */
  readonly site: () => Site;
  readonly log: Logger;
  readonly registry: Registry;
  readonly now: () => Date;
  /** SNMPv3 with DES; off, because it protects nothing any more. */
  readonly allowDes?: boolean;
  /** Told of every trap that a poll has confirmed; answers in words what became of it, for `/traps`. */
  readonly onConfirmed?: OnConfirmed;
}

export interface Collectors {
  readonly router: Router;
  /** What `/probe` answers for a device of the inventory, for the short way before the router (`front.ts`). */
  readonly scrape: Scrape;
  /** Polls one inventory device now. @throws RangeError for an unknown id */
  poll(deviceId: string): Promise<ProbeResult>;
  /** Listens for traps where the site says, and follows the site when called again. */
  readonly listenForTraps: () => Promise<Traps["address"]>;
  close(): Promise<void>;
}

const exposition = "text/plain; version=0.0.4; charset=utf-8";
/** Answer so much before Prometheus gives up, so that it gets a reason instead of nothing. */
const marginMs = 500;
const defaultDeadlineMs = 9500;
const longestDeadlineMs = 60_000;

/** Time for one probe from Prometheus' own header; ten seconds less the margin when it says nothing. */
export function deadlineOf(header: string | undefined): number {
  const timeoutMs = Number(header) * 1000;
  if (header === undefined || !Number.isFinite(timeoutMs) || timeoutMs <= 0) return defaultDeadlineMs;
  return Math.min(longestDeadlineMs, Math.max(timeoutMs / 2, timeoutMs - marginMs));
}

const byId = new WeakMap<Site, ReadonlyMap<string, Device>>();

/** A device of the site by its id; a site is indexed once. */
function find(site: Site, id: string): Device | undefined {
  let devices = byId.get(site);
  if (devices === undefined) byId.set(site, (devices = new Map(site.devices.map((device) => [device.id, device]))));
  return devices.get(id);
}

/** An answer that is sent as it is. */
interface Ready {
  readonly body: Buffer;
  readonly etag: string;
}

const targetsOf = new WeakMap<Site, Ready>();

/** Every device for discovery, which asks every few seconds: written once for a site. */
function allTargets(site: Site): Ready {
  let ready = targetsOf.get(site);
  if (ready === undefined) {
    const body = Buffer.from(JSON.stringify(targetGroups(site)));
    ready = { body, etag: `"${createHash("sha1").update(body).digest("base64url")}"` };
    targetsOf.set(site, ready);
  }
  return ready;
}

/** Builds the room. Nothing is polled before someone asks. */
export function createCollectors({ site, log, registry, now, allowDes = false, onConfirmed }: CollectorsOptions): Collectors {
  const prober = new Prober({ site, log, now, profiles, allowDes, own: (resting) => ownMetrics(registry, resting) });

  const pollAfter = async (device: Device, notBefore: Date): Promise<ProbeResult> => {
    const result = await prober.device(device, defaultDeadlineMs);
    // A poll that was under way may have read its values before the trap.
    return result.at >= notBefore ? result : prober.device(device, defaultDeadlineMs);
  };
  const traps = createTraps({
    site,
    log,
    registry,
    now,
    poll: pollAfter,
    onConfirmed: onConfirmed ?? (() => Promise.resolve(undefined)),
  });

  const probeOf = (device: Device, timeout: string | undefined): Promise<ProbeResult> =>
    prober.device(device, deadlineOf(timeout));

  const probe = (request: Request, response: Response, fail: NextFunction): void => {
    answer(request, response).catch(fail);
  };

  const answer = async (request: Request, response: Response): Promise<void> => {
    const id = request.query["target"];
    const { devices } = site();
    const device = typeof id === "string" ? find(site(), id) : undefined;
    if (device === undefined) {
      const near =
        typeof id === "string"
          ? closest(
              id,
              devices.map((one) => one.id),
            )
          : undefined;
      const hint = near === undefined ? "" : `; closest is "${near}"`;
      response.status(404).type("text").send(`no such device in the inventory${hint}\n`);
      return;
    }
    const { text } = await probeOf(device, request.get("x-prometheus-scrape-timeout-seconds"));
    // No hash over hundreds of lines that nobody asks for again.
    response.writeHead(200, { "content-type": exposition, "content-length": Buffer.byteLength(text) });
    response.end(text);
  };

  /** One poll now as JSON, for the part of alerting that follows what a trap began. */
  const samples = async (request: Request, response: Response): Promise<void> => {
    const id = request.query["target"];
    const device = typeof id === "string" ? find(site(), id) : undefined;
    if (device === undefined) return void response.status(404).type("text").send("no such device in the inventory\n");
    const { success, at, samples: found } = await pollAfter(device, now());
    if (success) response.json({ at, samples: found });
    else response.status(503).type("text").send("the device does not answer\n");
  };

  const targets = (request: Request, response: Response): void => {
    const wanted = request.query["class"];
    if (wanted !== undefined && !deviceClasses.includes(wanted as DeviceClass)) {
      response
        .status(400)
        .type("text")
        .send(`no such class; one of ${deviceClasses.join(", ")}\n`);
      return;
    }
    if (wanted !== undefined) return void response.json(targetGroups(site(), wanted as DeviceClass));
    const { body, etag } = allTargets(site());
    response.set("etag", etag).type("json").send(body);
  };

  const router = Router();
  router.get("/probe", probe);
  router.get("/samples", (request, response, fail) => {
    samples(request, response).catch(fail);
  });
  router.get("/targets", targets);
  router.use(traps.router);
  router.get("/metrics", (_request, response, next) => {
    registry.metrics().then((text) => response.set("content-type", registry.contentType).send(text), next);
  });

  return {
    router,
    scrape(target, timeout) {
      const device = find(site(), target);
      return device === undefined ? undefined : probeOf(device, timeout);
    },
    async poll(deviceId) {
      const device = site().devices.find(({ id }) => id === deviceId);
      if (device === undefined) throw new RangeError(`no device ${deviceId} in the inventory`);
      return prober.device(device, defaultDeadlineMs);
    },
    async listenForTraps() {
      await traps.follow();
      return traps.address;
    },
    async close() {
      traps.close();
      prober.close();
    },
  };
}
