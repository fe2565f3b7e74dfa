/** The lab as one thing: simulation, agents on their addresses, state on disk. `lab-process.ts` runs it, tests do so too. */
import type { Logger } from "pino";
import type { Credential, Device, Site } from "../site/inventory.ts";
import { engineGroup } from "./agents/system.ts";
import { families } from "./agents/families.ts";
import { activeParameter, isActive } from "./faults.ts";
import { channelOf } from "./physics/noise.ts";
import { deviceIds, gatewayIds } from "./physics/plan.ts";
import type { Setting } from "./physics/world.ts";
import { Simulation } from "./simulation.ts";
import { MibView } from "./snmp/mib.ts";
import { Responder, type Access, type Engine } from "./snmp/responder.ts";
import { listen, type AgentSocket, type Manners } from "./snmp/udp.ts";
import { StateFile } from "./state-file.ts";

export interface LabOptions {
  readonly site: Site;
  readonly state: string;
  readonly seed: number;
  readonly speed: number;
  /** Instant that a fresh lab begins at; now when undefined. */
  readonly start: Date | undefined;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** What the site file says that the simulation must know; a smaller site takes what is usual. */
export function settingOf(site: Site, seed: number): Setting {
  const limit = (id: string) => site.devices.find((device) => device.id === id)?.limits;
  const licences = gatewayIds.map((id) => limit(id)?.vpn_licences ?? 3000);
  const shared = site.remote_work?.licences !== "per_gateway";
  return {
    seed,
    timeZone: site.site.time_zone,
    workforce: site.remote_work?.workforce ?? 3000,
    sessions: { "vpn-1": limit("vpn-1")?.vpn_sessions ?? 2500, "vpn-2": limit("vpn-2")?.vpn_sessions ?? 2500 },
    addresses: { "vpn-1": limit("vpn-1")?.vpn_addresses ?? Infinity, "vpn-2": limit("vpn-2")?.vpn_addresses ?? Infinity },
    licences: shared ? Math.max(...licences) : licences.reduce((a, b) => a + b, 0),
  };
}

/** `host:port` or `[v6]:port`; SNMP's own port without one. */
function parseAddress(address: string): { host: string; port: number } {
  const match = /^\[([^\]]+)\](?::(\d+))?$/.exec(address) ?? /^([^:]+)(?::(\d+))?$/.exec(address);
  return { host: match?.[1] ?? address, port: Number(match?.[2] ?? 161) };
}

function accessOf(device: Device, credentials: readonly Credential[]): Access {
  const credential = credentials.find(({ id }) => id === device.credentials);
  if (credential === undefined) throw new Error(`${device.id}: no credentials "${device.credentials}" in the site file`);
  if (credential.version !== "3") return { version: "2c", community: credential.community };
  const { user, authentication, privacy } = credential;
  if (privacy !== undefined && privacy.protocol !== "aes") {
    throw new Error(`${device.id}: the lab encrypts SNMPv3 with aes only, found ${privacy.protocol}`);
  }
  return {
    version: "3",
    user: {
      name: user,
      ...(authentication === undefined ? {} : { authentication }),
      ...(privacy === undefined ? {} : { privacy: { key: privacy.key } }),
    },
  };
}

/** snmpEngineID in the format "octets" (RFC 3411 § 5), the same at every start. */
function engineId(id: string): Buffer {
  const octets = Buffer.alloc(13);
  octets.writeUInt32BE(0x80000000 + 8072, 0);
  octets[4] = 5;
  octets.writeUInt32BE(channelOf(id), 5);
  octets.writeUInt32BE(channelOf(`${id} lab`), 9);
  return octets;
}

export class Lab {
  readonly simulation: Simulation;
  private readonly options: LabOptions;
  private readonly state: StateFile;
  private sockets: AgentSocket[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(options: LabOptions) {
    this.options = options;
    this.state = new StateFile(options.state);
    this.simulation = new Simulation(settingOf(options.site, options.seed), () => options.now().getTime(), {
      speed: options.speed,
      before: this.state.read(),
      labStart: options.start?.getTime(),
    });
  }

  /** Binds every device of the site. @throws Error naming the first device that the lab does not play or whose address is taken */
  async start(): Promise<number> {
    const { site, logger } = this.options;
    const unknown = site.devices.filter(({ id }) => !deviceIds.includes(id)).map(({ id }) => id);
    if (unknown.length > 0) {
      throw new Error(`the lab does not play ${unknown.join(", ")}; it plays the devices of site/example.yaml only`);
    }
    const started = await Promise.allSettled(site.devices.map((device) => this.startAgent(device, logger)));
    this.sockets = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const failed = started.find((result) => result.status === "rejected");
    if (failed !== undefined) {
      await this.stop();
      throw failed.reason;
    }
    await this.save();
    this.timer = setInterval(() => {
      this.save().catch((error: unknown) => logger.error({ err: error }, "the state could not be saved"));
    }, 3000);
    return this.sockets.length;
  }

  private async startAgent(device: Device, logger: Logger): Promise<AgentSocket> {
    const family = families.get(device.id);
    if (family === undefined) throw new Error(`${device.id} has no family in lab/agents/families.ts`);
    const { simulation } = this;
    const place =
      this.options.site.rooms.find(({ id }) => id === device.room) ??
      this.options.site.houses.find(({ id }) => id === device.house);
    const engine: Engine = { id: engineId(device.id), clock: this.engineClock(device.id) };
    const location = place?.name ?? this.options.site.site.name;
    const build = (): MibView =>
      new MibView([...family({ id: device.id, name: device.name, location, lab: simulation }), ...engineGroup(engine)]);
    const responder = new Responder(build, accessOf(device, this.options.site.credentials), engine);
    const manners = (): Manners => {
      simulation.advance();
      return {
        silent:
          simulation.world.devices[device.id]?.alive !== true ||
          isActive(simulation.faults, "device_silent", device.id) ||
          (device.house !== undefined && isActive(simulation.faults, "house_cut_off", device.house)),
        delayMs: activeParameter(simulation.faults, "device_slow", "delay_ms", device.id) ?? 0,
      };
    };
    const { host, port } = parseAddress(device.address);
    return listen(device.id, host, port, responder, manners, logger);
  }

  /** Engine boots count starts of the lab and of the device; engine time is real seconds since the last of them. */
  private engineClock(id: string): Engine["clock"] {
    const { simulation } = this;
    const now = (): number => this.options.now().getTime();
    const first = simulation.world.devices[id]?.boots ?? 1;
    let boots = first;
    let since = now();
    return () => {
      const current = simulation.world.devices[id]?.boots ?? 1;
      if (current !== boots) {
        boots = current;
        since = now();
      }
      return { boots: simulation.starts + boots, seconds: Math.max(0, Math.floor((now() - since) / 1000)) };
    };
  }

  /** Writes the state; called every few seconds and at once when a fault begins or ends. */
  save(): Promise<void> {
    return this.state.write(this.simulation.snapshot());
  }

  async stop(): Promise<void> {
    if (this.timer !== undefined) {
      clearInterval(this.timer);
      await this.save();
    }
    this.timer = undefined;
    await Promise.all(this.sockets.map((socket) => socket.close()));
    this.sockets = [];
  }
}
