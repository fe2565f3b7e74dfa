import { freeTcpPort, tcpFree, udpFree } from "../ports.ts";

/** Addresses that the lab's devices answer on start here; the last octet is the device's. */
const firstLabAddress = "127.0.42.11";

/** The ports of one installation. */
export interface Ports {
  readonly service: number;
  readonly prometheus: number;
  readonly alertmanager: number;
  readonly collectors: number;
  readonly blackbox: number;
  readonly lab: number;
  readonly smtp: number;
  readonly snmp: number;
  /** UDP port of the lab's site for traps. */
  readonly traps: number;
}

/** What a person asked for; 0 takes a free port. */
export interface Wish {
  readonly port: number;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
}

/** A port that a person named, or its default, is taken. */
export class PortTaken extends Error {
  readonly port: number;
  readonly program: string;
  readonly option: string;
  constructor(port: number, program: string, option: string) {
    super(`port ${port} is taken`);
    this.port = port;
    this.program = program;
    this.option = option;
  }
}

/**
 * Ports that a person names must be free; those behind the scenes move aside by themselves. Who asks for a free port wants to
 * be alone: nothing is then looked for where a second start of the same moment looks too.
 */
export async function choosePorts(wish: Wish): Promise<Ports> {
  const named = async (port: number, name: string, option: string): Promise<number> => {
    if (port === 0) return freeTcpPort();
    if (await tcpFree(port)) return port;
    throw new PortTaken(port, name, option);
  };
  const aside = wish.port === 0;
  const behind = async (port: number): Promise<number> => (!aside && (await tcpFree(port)) ? port : freeTcpPort());
  const udp = async (first: number, host: string): Promise<number> => {
    const from = aside ? first + 100 + 2 * Math.floor(Math.random() * 8000) : first;
    for (let port = from; port < from + 250; port++) if (await udpFree(port, host)) return port;
    return from;
  };
  return {
    service: await named(wish.port, "Leitstand", "--port"),
    prometheus: await named(wish.prometheusPort, "Prometheus", "--prometheus-port"),
    alertmanager: await named(wish.alertmanagerPort, "Alertmanager", "--alertmanager-port"),
    collectors: await behind(8481),
    blackbox: await behind(8482),
    lab: await behind(16_080),
    smtp: await behind(16_025),
    snmp: await udp(16_161, firstLabAddress),
    traps: await udp(16_162, "127.0.0.1"),
  };
}
