/** A recording as answers, read without SNMP. */
import { readFileSync } from "node:fs";
import { answersOf, type Answers, type Raw } from "../../collectors/raw.ts";

/** snmpsim's type tags: the ASN.1 tag in decimal, `x` behind it for octets in hexadecimal. */
function rawOf(tag: string, text: string): Raw | undefined {
  if (["2", "65", "66", "67", "70"].includes(tag)) return Number(text);
  if (tag === "4") return Buffer.from(text, "latin1");
  if (tag === "4x") return Buffer.from(text, "hex");
  return tag === "5" ? undefined : text;
}

/** Answers of a `.snmprec` file. */
export function readRecording(file: string): Answers {
  return answersOf(
    readFileSync(file, "latin1")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): [string, Raw | undefined] => {
        const [oid = "", tag = "", ...rest] = line.split("|");
        return [oid, rawOf(tag, rest.join("|"))];
      }),
  );
}
