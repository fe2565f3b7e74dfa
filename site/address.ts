import { isIPv4, isIPv6 } from "node:net";

export interface Address {
  /** Name or IP address; an IPv6 address without brackets, in its shortest form. */
  readonly host: string;
  readonly port: number;
}

/** Well-known port of SNMP agents (RFC 3417, 3.1). */
const snmpPort = 161;
const label = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;

/** A host name by RFC 1123, 2.1; a last label of digits alone would be a mistyped IPv4 address. */
function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return text.length <= 253 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

/** The address of an agent: `host`, `host:port`, `[v6]` or `[v6]:port`; undefined for any other text. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const [, v6, plain = "", digits] = match;
  const port = digits === undefined ? snmpPort : Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  if (v6 !== undefined) return isIPv6(v6) ? { host: shortest(v6), port } : undefined;
  return isIPv4(plain) || isHostName(plain) ? { host: plain.toLowerCase(), port } : undefined;
}

/** One writing for every IPv6 address (RFC 5952), so that duplicates show; a zone (`%eth0`) stays as it is. */
function shortest(v6: string): string {
  const [address = "", zone] = v6.split("%");
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  return zone === undefined ? written : `${written}%${zone}`;
}

/** Whether only this machine can reach a listener at the host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
