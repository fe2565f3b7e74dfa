import { parseArgs } from "node:util";
import { canarySeenAt, sendCanary } from "../../alerts/oncall/service.ts";
import type { Locale } from "../../site/locale.ts";
import { findInstallation } from "../installation.ts";
import { openOnCallDatabase } from "../oncall-database.ts";
import { loadSite } from "../site-file.ts";
import { fill } from "../words.ts";

const words = {
  de: {
    wrong: "{0} ist fehlerhaft: leitstand check nennt alles.",
    none: "In {0} steht kein Probealarm (mail.canary: Postfach und Maildir).",
    idle: "Leitstand läuft hier nicht ({0}); ohne ihn geht kein Probealarm ab.",
    sent: "Probealarm an {0} geschrieben, warte auf das Postfach …",
    seen: "Nach {0} s im Postfach: Der Mailweg ist bewiesen.",
    lost: "Nach {0} s nicht im Postfach. Angenommen ist nicht zugestellt: Mailserver und {1} prüfen.",
  },
  en: {
    wrong: "{0} is wrong: leitstand check tells everything.",
    none: "{0} names no test page (mail.canary: mailbox and Maildir).",
    idle: "Leitstand does not run here ({0}); without it no test page leaves.",
    sent: "Test page to {0} written, waiting for the mailbox …",
    seen: "In the mailbox after {0} s: the way of mails is proven.",
    lost: "Not in the mailbox after {0} s. Accepted is not delivered: check the mail server and {1}.",
  },
} as const;

/** Two minutes are promised. */
const limitMs = 120_000;

/** `leitstand canary`: one test page now, through the running Leitstand. @returns 0 it arrived, 1 it did not, 78 it cannot */
export async function canaryCommand(args: string[], locale: Locale): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { site: { type: "string" }, data: { type: "string" }, lang: { type: "string" } },
  });
  const w = words[locale];
  const end = (code: number, text: string): number => {
    process.stdout.write(`${text}\n`);
    return code;
  };
  const { folder, siteFile, run } = findInstallation(values.site, values.data);
  const read = loadSite(siteFile);
  if (!("site" in read)) return end(78, fill(w.wrong, siteFile));
  const { canary } = read.site.mail;
  if (canary === undefined) return end(78, fill(w.none, siteFile));
  if (run === undefined) return end(1, fill(w.idle, folder));
  const { db } = openOnCallDatabase(read.site, folder);
  try {
    const before = (await canarySeenAt(db))?.getTime() ?? 0;
    const began = performance.now();
    await sendCanary(db, { site: read.site, baseUrl: run.addresses["url"] ?? "", now: new Date() });
    process.stdout.write(`${fill(w.sent, canary.address)}\n`);
    while (performance.now() - began < limitMs) {
      const seen = (await canarySeenAt(db))?.getTime() ?? 0;
      if (seen > before) return end(0, fill(w.seen, Math.round((performance.now() - began) / 1000)));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return end(1, fill(w.lost, limitMs / 1000, canary.folder));
  } finally {
    await db.destroy();
  }
}
