/** Stand-ins for names and addresses: the same thing gets the same one all through a recording. Pure but for its memory. */
import { isTechnical } from "./vocabulary.ts";

/** How much of a text goes: all of it, every word that is not of the field, or only what is known to be a name. */
export type Depth = "whole" | "words" | "names";

const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*/g;
const url = /\b[a-z][a-z+]{1,9}:\/\/[^\s"']+/gi;
const v4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const macText =
  /(?<![0-9a-f])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f])|(?<![0-9a-f])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-f])/gi;
/** Eight groups, or fewer around `::`; a MAC has six and no gap. */
const v6 =
  /(?<![0-9a-f:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:)*[0-9a-f]{1,4}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?)(?![0-9a-f:])/gi;
const hostText = /\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*\.[a-z]{2,}\b/gi;
/** Telephone numbers, inventory numbers, serial numbers. */
const longNumber = /\d{7,}|\+?\d[\d /-]{8,}\d/g;
const wordText = /[\p{L}][\p{L}\p{M}\p{N}_-]*/gu;

/** Addresses that say nothing: loopback, none, masks, multicast. */
const harmless = /^(?:127\.|0\.|255\.|2(?:2[4-9]|3\d)\.)/;
const isV4 = (text: string): boolean => text.split(".").every((part) => Number(part) <= 255);

export class Pseudonyms {
  readonly #secrets: readonly string[];
  readonly #names = new Set<string>();
  readonly #given = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #addresses = new Set<string>();
  readonly #macs = new Set<string>();

  readonly #kept: ReadonlySet<string>;

  /** @param kept  words in lower case that stay beside those of the field */
  constructor(secrets: readonly string[], kept: ReadonlySet<string> = new Set()) {
    this.#kept = kept;
    this.#secrets = [...new Set(secrets)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  }

  /** A name and its parts are replaced from now on wherever they stand, also in texts of the maker. */
  learnName(name: string): void {
    for (const word of name.match(/[\p{L}\p{N}]+/gu) ?? []) {
      if (word.length >= 3 && /\p{L}/u.test(word) && !this.#isTechnical(word)) this.#names.add(word.toLowerCase());
    }
  }

  learnAddress(address: string): void {
    if (!harmless.test(address)) this.#addresses.add(address);
  }

  learnMac(octets: Uint8Array): void {
    this.#macs.add(octets.join("."));
  }

  address(address: string): string {
    if (harmless.test(address) || !isV4(address)) return address;
    const number = this.#number("v4", address) - 1;
    // RFC 2544: for benchmarks, nobody's address.
    return `198.18.${Math.floor(number / 250) % 256}.${(number % 250) + 1}`;
  }

  mac(octets: Buffer): Buffer {
    if (octets.every((octet) => octet === 0) || octets.every((octet) => octet === 255)) return octets;
    const number = this.#number("mac", octets.toString("hex"));
    return Buffer.from([2, 0, 0, 0, number >> 8, number & 255]);
  }

  text(text: string, depth: Depth): string {
    if (text === "") return text;
    if (depth === "whole") return `text${this.#number("text", text)}`;
    let clean = this.#withoutSecrets(text)
      .replaceAll(url, (found) => this.#word(found))
      .replaceAll(email, (found) => this.#word(found))
      .replaceAll(macText, (found) => this.#macText(found))
      .replaceAll(v4, (found) => this.address(found))
      .replaceAll(v6, (found) => `2001:db8::${this.#number("v6", found.toLowerCase()).toString(16)}`);
    if (depth === "names") return this.#withoutNames(clean);
    // A pure number is a value; a long one inside a text names something.
    if (!/^[-+]?[\d.,]+\s*\p{L}{0,4}$/u.test(clean))
      clean = clean.replaceAll(longNumber, (found) => found.replaceAll(/\d/g, "0"));
    clean = clean.replaceAll(hostText, (found) =>
      found.split(".").every((part) => this.#keeps(part)) ? found : this.#word(found),
    );
    return clean.replaceAll(wordText, (word) => (this.#keeps(word) ? word : this.#word(word)));
  }

  /** An object identifier whose index may hold a name, an address or a MAC. */
  index(oid: string): string {
    const arcs = oid.split(".");
    for (let at = 7; at < arcs.length; at++) {
      const four = arcs.slice(at, at + 4).join(".");
      if (this.#addresses.has(four)) arcs.splice(at, 4, ...this.address(four).split("."));
      const six = arcs.slice(at, at + 6);
      if (this.#macs.has(six.join(".")))
        arcs.splice(
          at,
          6,
          ...this.mac(Buffer.from(six.map(Number)))
            .join(".")
            .split("."),
        );
    }
    for (let at = 7; at < arcs.length; at++) {
      let end = at;
      while (end < arcs.length && isTextArc(Number(arcs[end]))) end++;
      const text = String.fromCharCode(...arcs.slice(at, end).map(Number));
      // Four letters in a row are hardly an index of numbers.
      if (/[A-Za-z]{4}|@/.test(text) || (end - at >= 3 && Number(arcs[at - 1]) === end - at && /[A-Za-z]{2}/.test(text))) {
        const stand = this.#isTechnical(text) ? text : this.#sameLength(text);
        arcs.splice(at, end - at, ...Array.from(stand, (letter) => String(letter.charCodeAt(0))));
      }
      at = Math.max(at, end);
    }
    return arcs.join(".");
  }

  #withoutSecrets(text: string): string {
    return this.#secrets.reduce(
      (clean, secret) => clean.replaceAll(secret, (found) => `secret${this.#number("secret", found)}`),
      text,
    );
  }

  #withoutNames(text: string): string {
    return text.replaceAll(/[\p{L}\p{N}]+/gu, (word) => (this.#names.has(word.toLowerCase()) ? this.#word(word) : word));
  }

  /** Short words are units and phases; words with a number are often parts of the device (`port12`, `Te0`). */
  #keeps(word: string): boolean {
    const letters = word.replaceAll(/\p{N}/gu, "");
    if (this.#names.has(word.toLowerCase())) return false;
    if (/^(?:text|secret|word)\d+$|^(?:an|auf|aus|bei|by|for|from|in|nach|of|on|the|to|und|via|von|zu|zum)$/i.test(word))
      return true;
    return letters.length <= 2 || this.#isTechnical(letters.replaceAll(/[-_]+$/g, "")) || this.#isTechnical(word);
  }

  #isTechnical(word: string): boolean {
    return isTechnical(word) || this.#kept.has(word.toLowerCase());
  }

  #word(word: string): string {
    return `word${this.#number("word", word.toLowerCase())}`;
  }

  #macText(found: string): string {
    const mac = this.mac(Buffer.from(found.replaceAll(/[^0-9a-f]/gi, ""), "hex"));
    return [...mac].map((octet) => octet.toString(16).padStart(2, "0")).join(":");
  }

  #sameLength(text: string): string {
    const number = this.#number("index", text);
    return number
      .toString(26)
      .replaceAll(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
      .padStart(text.length, "a")
      .slice(-text.length);
  }

  #number(kind: string, of: string): number {
    const name = `${kind} ${of}`;
    const known = this.#given.get(name);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    this.#given.set(name, number);
    return number;
  }
}

const isTextArc = (arc: number): boolean => arc >= 33 && arc < 127;
