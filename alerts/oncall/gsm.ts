/**
 * Text for a short message: the default alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1), in which 160 septets fit into one
 * message. German umlauts and ß are in it; what is not is written with letters that are, so that no gateway turns the
 * whole message into UCS-2, where only 70 characters fit.
 */

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each takes two septets: an escape and itself. */
const extended = new Set("^{}\\[~]|€");

const instead: Readonly<Record<string, string>> = {
  "–": "-",
  "—": "-",
  "−": "-",
  "‑": "-",
  "·": "-",
  "•": "-",
  "…": "...",
  "„": '"',
  "“": '"',
  "”": '"',
  "»": '"',
  "«": '"',
  "‚": "'",
  "‘": "'",
  "’": "'",
  "`": "'",
  "→": "->",
  "←": "<-",
  "≥": ">=",
  "≤": "<=",
  "×": "x",
  "²": "2",
  "³": "3",
  "°": "",
  ẞ: "SS",
};

/** The text in the GSM alphabet, in one line; what has no likeness there becomes a question mark. */
export function toGsm(text: string): string {
  let out = "";
  for (const character of text.normalize("NFC").replaceAll(/\s+/gu, " ")) {
    if (fits(character)) out += character;
    else if (instead[character] !== undefined) out += instead[character];
    else {
      const plain = Array.from(character.normalize("NFKD")).filter(fits).join("");
      out += plain === "" && !/[\p{M}\p{C}]/u.test(character) ? "?" : plain;
    }
  }
  return out.trim();
}

const fits = (character: string): boolean => basic.has(character) || extended.has(character);

/** Septets that the text takes; it must be of the GSM alphabet. */
export function septets(text: string): number {
  let count = 0;
  for (const character of text) count += extended.has(character) ? 2 : 1;
  return count;
}

/** The text cut to at most so many septets, at a word where one ends near, with a full stop where something is missing. */
export function cutGsm(text: string, most: number): string {
  if (septets(text) <= most) return text;
  let out = "";
  for (const character of text) {
    if (septets(out + character) > most - 1) break;
    out += character;
  }
  if (most < 1) return "";
  const words = out.replace(/ \S{0,7}$/, "");
  return `${(words.length > out.length / 2 ? words : out).trimEnd()}.`;
}
