/** Whose address a datagram came from. */
import { isIP } from "node:net";
import { parseAddress } from "../../site/address.ts";
import type { Device, Site } from "../../site/inventory.ts";

/** `::ffff:192.0.2.1` is how a socket for both families names 192.0.2.1. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");

/** Addresses of inventory devices; names are looked up now and then, never for a datagram. */
export class Sources {
  readonly #site: () => Site;
  readonly #lookup: (host: string) => Promise<readonly string[]>;
  readonly #names = new Map<string, readonly string[]>();
  #of: Site | undefined;
  #devices = new Map<string, Device[]>();

  constructor(site: () => Site, lookup: (host: string) => Promise<readonly string[]>) {
    this.#site = site;
    this.#lookup = lookup;
  }

  /** Devices with this address; none for a stranger. */
  at(address: string): readonly Device[] {
    if (this.#of !== this.#site()) this.#index();
    return this.#devices.get(plainAddress(address)) ?? [];
  }

  /** Looks up names anew; one without an answer keeps its last addresses. */
  async refresh(): Promise<void> {
    const hosts = new Set(this.#site().devices.flatMap(({ address }) => nameOf(address) ?? []));
    for (const host of hosts) {
      const found = await this.#lookup(host).catch(() => undefined);
      if (found !== undefined) this.#names.set(host, found.map(plainAddress));
    }
    for (const host of this.#names.keys()) if (!hosts.has(host)) this.#names.delete(host);
    this.#index();
  }

  #index(): void {
    this.#of = this.#site();
    this.#devices = new Map();
    for (const device of this.#of.devices) {
      const host = parseAddress(device.address)?.host;
      const addresses = host === undefined ? [] : isIP(host) === 0 ? (this.#names.get(host) ?? []) : [host];
      for (const address of addresses) {
        const there = this.#devices.get(address);
        if (there === undefined) this.#devices.set(address, [device]);
        else there.push(device);
      }
    }
  }
}

function nameOf(address: string): string | undefined {
  const host = parseAddress(address)?.host;
  return host === undefined || isIP(host) !== 0 ? undefined : host;
}
