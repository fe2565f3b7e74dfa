/** What `leitstand check` says of rotas: gaps of the next 14 days, people on duty who can be reached in one way only, addresses of two people. */
import type { Fault } from "../../site/fault.ts";
import type { Site } from "../../site/inventory.ts";
import { formatDay } from "../../site/locale.ts";
import { waysTo } from "./channels.ts";
import { aheadMs } from "./rota-page.ts";
import { gaps, wholeShifts } from "./rota.ts";

export function dutyFindings(site: Site, now: Date): Fault[] {
  const zone = site.site.time_zone;
  const until = new Date(now.getTime() + aheadMs);
  const known = new Set(site.contacts.map(({ id }) => id));
  const holes = site.rotas.flatMap((rota, index) => {
    const [gap] = gaps(rota, zone, now, until, (id) => known.has(id));
    if (gap === undefined) return [];
    const span = (locale: "de" | "en"): string => `${formatDay(gap.from, zone, locale)} – ${formatDay(gap.until, zone, locale)}`;
    return {
      code: "SITE_ROTA_GAP",
      path: ["rotas", index],
      found: { de: `niemand im Dienst: ${rota.id}, ${span("de")}`, en: `nobody on duty: ${rota.id}, ${span("en")}` },
      expected: { de: "jemand in layers oder overrides", en: "somebody in layers or overrides" },
    };
  });
  const soon = new Set(site.rotas.flatMap((rota) => wholeShifts(rota, zone, now, until).map(({ contact }) => contact)));
  const single = site.contacts.flatMap((contact, index) => {
    if (!soon.has(contact.id) || waysTo(contact).length > 1) return [];
    return {
      code: "SITE_CONTACT_SINGLE_WAY",
      path: ["contacts", index],
      found: {
        de: `${contact.id} hat binnen 14 Tagen Dienst und nur eine Mailadresse`,
        en: `${contact.id} is on duty within 14 days and has a mail address only`,
      },
      expected: { de: "einen zweiten Weg: sms oder webhook", en: "a second way: sms or webhook" },
    };
  });
  // A mail comes back, is answered and logs in as the first contact with its address.
  const shared = site.contacts.flatMap(({ id, email }, index) => {
    const first = site.contacts.find((other) => other.email.toLowerCase() === email.toLowerCase());
    if (first === undefined || first.id === id) return [];
    return {
      code: "SITE_CONTACT_ADDRESS_SHARED",
      path: ["contacts", index, "email"],
      found: {
        de: `${email} hat schon ${first.id}; wer sich damit anmeldet, gilt als ${first.id}, nicht als ${id}`,
        en: `${email} is that of ${first.id} already; whoever logs in with it counts as ${first.id}, not as ${id}`,
      },
      expected: { de: "für jeden Kontakt eine eigene Adresse", en: "an address of its own for each contact" },
    };
  });
  return [...holes, ...single, ...shared];
}
