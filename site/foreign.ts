/** Whether a form was sent by a page of another site. Pure. */
import type { IncomingMessage } from "node:http";

/**
 * Browsers say in Sec-Fetch-Site where a request comes from, older ones in Origin; what says neither is no browser and carries
 * nobody's cookie.
 * @param baseUrl  address of the pages as phones know it, which a proxy may not pass on as Host
 * @param secretPage  the form stands on a page that tells nobody its address: Origin may then be "null"
 */
export function foreign({ headers }: IncomingMessage, baseUrl?: string, { secretPage } = { secretPage: false }): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin, host } = headers;
  if (origin === undefined || (secretPage && origin === "null")) return false;
  const ours = [host, ...(baseUrl === undefined ? [] : [new URL(baseUrl).host])];
  return !URL.canParse(origin) || !ours.includes(new URL(origin).host);
}
