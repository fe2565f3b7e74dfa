/** The two cookies of the login, and where a person may be sent afterwards. Pure. */
import type { IncomingMessage } from "node:http";

export type CookieName = "leitstand" | "leitstand-login";

/** With TLS the browser itself sees to it that the cookie is for this host alone (RFC 6265bis, `__Host-`). */
const nameOf = (name: CookieName, secure: boolean): string => (secure ? `__Host-${name}` : name);

/** Value of the cookie; undefined when there is none or it does not look like one of ours. */
export function readCookie(request: IncomingMessage, name: CookieName, secure: boolean): string | undefined {
  const wanted = nameOf(name, secure);
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === wanted && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** Text of `Set-Cookie`; without a value the browser forgets it. */
export function cookieText(name: CookieName, secure: boolean, value: string | undefined, maxAgeSeconds: number): string {
  const parts = [`${nameOf(name, secure)}=${value ?? ""}`, "Path=/", `Max-Age=${value === undefined ? 0 : maxAgeSeconds}`];
  return [...parts, "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])].join("; ");
}

/** A path of this house to go back to; whatever leads elsewhere, or back to the login, becomes `/`. */
export function returnPath(wish: unknown): string {
  if (typeof wish !== "string" || wish.length > 500 || !wish.startsWith("/")) return "/";
  const base = "http://leitstand.invalid";
  if (!URL.canParse(wish, base)) return "/";
  // The parser knows every way to write another host (backslashes, tabs); what it makes of the text is what is used.
  const { origin, pathname, search } = new URL(wish, base);
  if (origin !== base || pathname.startsWith("//") || /^\/log(in|out)\b/.test(pathname)) return "/";
  return pathname + search;
}
