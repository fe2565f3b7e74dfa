/** Words of the mails that carry reports. */
import type { Locale } from "../../site/locale.ts";

const de = {
  subject: (site: string, period: string) => `Energiebericht ${site}, ${period}`,
  stoppedSubject: (site: string, period: string) => `Kein Energiebericht ${site}, ${period}: Zahlen widersprechen sich`,
  greeting: "Guten Tag,",
  stopped: "der Bericht ist nicht entstanden, weil Prüfungen ihn angehalten haben:",
  stoppedNext:
    "Bitte die Zähler und ihre Rollen in der Standortdatei prüfen. Sobald die Zahlen zusammenpassen, geht der Bericht von selbst heraus.",
  attached: "Angehängt:",
  page: "Bericht im Browser:",
  status: "Status:",
  checksum: "Prüfsumme der Zahlen:",
  footer: "Diese Mail verschickt der Leitstand von selbst. Wer sie nicht mehr oder anders erhalten möchte, sagt es dem Betrieb.",
};
const en: typeof de = {
  subject: (site, period) => `Energy report ${site}, ${period}`,
  stoppedSubject: (site, period) => `No energy report ${site}, ${period}: figures contradict each other`,
  greeting: "Hello,",
  stopped: "the report was not made, because checks have stopped it:",
  stoppedNext:
    "Please check the meters and their roles in the site file. As soon as the figures agree, the report goes out by itself.",
  attached: "Attached:",
  page: "Report in the browser:",
  status: "Status:",
  checksum: "Checksum of the figures:",
  footer: "Leitstand sends this mail by itself. To get it no more, or in another form, please tell operations.",
};

export const mailingWords: Readonly<Record<Locale, typeof de>> = { de, en };
