/**
 * Marked addresses as incidents of their own; a mark is cleared when the site file names another address, or when mails
 * arrive there again.
 */
import type { Site } from "../../site/inventory.ts";
import { marksOf, type Mark } from "./addresses.ts";
import { waysTo, type Channel } from "./channels.ts";
import type { Setting } from "./contents.ts";
import { addressAlert, keepOwn, type Finding } from "./own.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** A mark is cleared at the earliest after so long without a further failure. */
const clearMs = 86_400_000;
/** A bounce may take so long to come back: an acceptance younger than that proves nothing. */
const settledMs = 3_600_000;

/** Clears marks that are no longer true, and opens or ends the incidents about those that are. @returns whether any changed */
export async function watchAddresses(db: Database, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  for (const mark of await db.selectFrom("oncall_address").selectAll().execute()) {
    if (inForce(mark, site) && !(await worksAgain(db, mark, now))) continue;
    await db
      .deleteFrom("oncall_address")
      .where("contact", "=", mark.contact)
      .where("channel", "=", mark.channel)
      .where("address", "=", mark.address)
      .execute();
  }
  const marks = await marksOf(db);
  const contacts = [...new Set(marks.map(({ contact }) => contact))];
  const findings = contacts.map((id) =>
    findingOf(
      id,
      marks.filter(({ contact }) => contact === id),
      setting,
    ),
  );
  return keepOwn(db, addressAlert, findings, setting);
}

function inForce({ contact, channel, address }: Mark, site: Site): boolean {
  const person = site.contacts.find(({ id }) => id === contact);
  return person !== undefined && waysTo(person).some((way) => way.channel === channel && way.address === address);
}

async function worksAgain(db: Database, { contact, channel, address, failed_at }: Mark, now: Date): Promise<boolean> {
  if (now.getTime() - new Date(failed_at).getTime() < clearMs) return false;
  const accepted = await db
    .selectFrom("oncall_delivery")
    .select("id")
    .where("contact", "=", contact)
    .where("channel", "=", channel)
    .where("address", "=", address)
    .where("state", "=", "accepted")
    .where("settled_at", ">", failed_at)
    .where("settled_at", "<", text(new Date(now.getTime() - settledMs)))
    .limit(1)
    .executeTakeFirst();
  return accepted !== undefined;
}

/** Critical when the person has no other way, for then nobody reaches them. */
function findingOf(contact: string, marks: readonly Mark[], { site, now }: Setting): Finding {
  const person = site.contacts.find(({ id }) => id === contact);
  const ways = person === undefined ? [] : waysTo(person);
  const other = ways.filter((way) => !marks.some(({ channel }) => channel === way.channel)).map(({ channel }) => words[channel]);
  return {
    labels: {
      alertname: addressAlert,
      severity: other.length === 0 ? "critical" : "warning",
      class: "leitstand",
      site: site.site.id,
      resource: contact,
    },
    annotations: {
      summary: `${person?.name ?? contact} ist nicht über jeden Weg erreichbar`,
      description: `Abgewiesen: ${marks.map((mark) => `${words[mark.channel]} (${mark.reason.slice(0, 120)})`).join("; ")}.`,
      folge:
        other.length === 0
          ? "Diese Person erhält keine Alarme; jede Stufe, die auf sie zeigt, läuft ins Leere."
          : `Alarme gehen nur noch über ${other.join(" und ")} hinaus.`,
      erster_schritt: "Die Adresse in site.yaml prüfen und berichtigen; bis dahin die Vertretung in den Dienstplan setzen.",
      folge_en:
        other.length === 0
          ? "This person gets no alerts; every step that leads to them leads nowhere."
          : "Alerts leave by the other ways only.",
      erster_schritt_en: "Check and correct the address in site.yaml; until then put a stand-in on the rota.",
    },
    startsAt: now,
  };
}

const words: Readonly<Record<Channel, string>> = { mail: "Mail", sms: "SMS", webhook: "Nachricht" };
