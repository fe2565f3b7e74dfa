/**
 * Documents of released reports as they were given out. Made anew they would follow the words and drawings of a later version of
 * this program; a report that people signed stays byte by byte what it was.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Kysely } from "kysely";
import type { Locale } from "../../site/locale.ts";
import type { EnergyTables } from "../ledger/tables.ts";

/** Formats that are kept, the package last: it holds others of them. */
export const keptFormats = ["pdf", "page.pdf", "xlsx", "csv", "json", "cooling.csv", "load.csv", "audit.zip"] as const;
/** Larger documents are made anew: one long row would hold up the pager. */
const largest = 4_000_000;
/** Megabytes of digits, a fifth when packed (gzip). */
const packedFormats: readonly string[] = ["load.csv"];

/** Which release, in which language, and whose statement; empty: the report. */
export interface IssueKey {
  /** Number of the signature that made the release. */
  readonly signature: number;
  readonly locale: Locale;
  readonly customer?: string;
}

export function createIssueStore(db: Kysely<EnergyTables>) {
  const where = ({ signature, locale, customer = "" }: IssueKey) =>
    db
      .selectFrom("energy_issue")
      .where("signature", "=", signature)
      .where("locale", "=", locale)
      .where("customer", "=", customer)
      .select(["format", "content", "sha256"]);

  return {
    /** What is kept of these formats. @throws Error  a document is not what was stored */
    async of(key: IssueKey, formats: readonly string[]): Promise<Map<string, Buffer>> {
      const rows = await where(key)
        .where("format", "in", [...formats])
        .execute();
      const kept = new Map<string, Buffer>();
      for (const { format, content, sha256 } of rows) {
        const document = packedFormats.includes(format) ? await unpack(content) : Buffer.from(content);
        if (sha256Of(document) !== sha256) throw new Error(`the issued ${format} of signature ${key.signature} is damaged`);
        kept.set(format, document);
      }
      return kept;
    },
    /** Keeps documents; what is kept already stays. */
    async keep({ signature, locale, customer = "" }: IssueKey, documents: Readonly<Record<string, Uint8Array>>): Promise<void> {
      for (const [format, content] of Object.entries(documents)) {
        if (!keptFormats.some((one) => one === format)) continue;
        const stored = packedFormats.includes(format) ? await pack(content) : content;
        if (stored.byteLength > largest) continue;
        await db
          .insertInto("energy_issue")
          .values({ signature, locale, customer, format, sha256: sha256Of(content), content: stored })
          .onConflict((conflict) => conflict.columns(["signature", "locale", "customer", "format"]).doNothing())
          .execute();
      }
    },
  };
}

/** In threads of their own: the loop goes on meanwhile. */
const pack = promisify(gzip);
const unpack = promisify(gunzip);
const sha256Of = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
