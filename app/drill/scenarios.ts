import type { Locale } from "../../site/locale.ts";
import {
  acknowledgeCode,
  acknowledgeLink,
  endFault,
  mailsSince,
  openIncidents,
  query,
  runbookLink,
  setFault,
  type DrillTargets,
  type Incident,
  type Mail,
} from "./clients.ts";
import type { Timeline } from "./timeline.ts";

/** What a scenario works with while it runs. */
export interface Drill {
  readonly targets: DrillTargets;
  readonly timeline: Timeline;
  readonly locale: Locale;
  /** Start of the drill; older mails are not looked at. */
  readonly since: Date;
}

export interface Scenario {
  readonly id: string;
  readonly title: Readonly<Record<Locale, string>>;
  /** How long it takes, roughly, so a person knows whether to wait. */
  readonly minutes: number;
  /** Alerts it is about: none of them may be open when it starts. */
  readonly alerts: readonly string[];
  /** Played by people; among the tests only when `LEITSTAND_ALL_DRILLS` is set. */
  readonly byHand?: true;
  readonly run: (drill: Drill) => Promise<void>;
}

/** From a change at the device to the mail at the SMTP server, by polling alone, for a critical rule without hold time. */
const firstPageSeconds = 45;

/** What a person does in a browser, on a machine that has other work too. */
const actSeconds = 15;

/** How long a list may wait that tells an end to somebody who had many mails lately, and then some. */
const endSeconds = 330;

const isEnd = (mail: Mail): boolean => /^(\[[^\]]*\]\s*)?(Ende?|Ended)\b/.test(mail.subject);
/** An end of its own, or its line in a list: so it comes to whom much was told within ten minutes. */
const tellsEnd = (mail: Mail, device: string): boolean =>
  isEnd(mail) || mail.text.split("\n").some((line) => /^- \d\d:\d\d (Ende?|Ended):/.test(line) && line.includes(device));
const about = (mail: Mail, alert: string): boolean => mail.text.includes(`/runbooks/${alert}`);
const people = (mails: readonly Mail[]): string[] => [...new Set(mails.flatMap(({ to }) => to))].sort();

function incidentOf(drill: Drill, alert: string, where: (incident: Incident) => boolean): Promise<Incident | undefined> {
  return openIncidents(drill.targets.url).then((all) => all.find((incident) => incident.title === alert && where(incident)));
}

/** A GET must change nothing; the POST with the code of the mail acknowledges. @param state  of the incident that it is about */
async function acknowledge(mail: Mail, state: () => Promise<Incident["state"] | undefined>): Promise<string> {
  const link = acknowledgeLink(mail);
  const shown = await fetch(link);
  if (!shown.ok) throw new Error(`GET ${shown.url} → ${shown.status}`);
  const size = Buffer.byteLength(await shown.text());
  if (size > 14_336) throw new Error(`the acknowledgement page has ${size} bytes, at most 14 KB were promised`);
  if ((await state()) === "acknowledged") throw new Error("the GET acknowledged: a mail scanner could do that");
  const answer = await fetch(link, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ code: acknowledgeCode(mail) }),
  });
  if (!answer.ok) throw new Error(`POST acknowledgement → ${answer.status}`);
  return link;
}

const words = {
  de: {
    fault: "Störung im Labor gesetzt: {0}",
    cleared: "Störung behoben: {0}",
    page: "{0}: Meldung ist beim Mailserver angenommen",
    minutes: "Die Meldung nennt die verbleibende Zeit",
    runbook: "Der Runbook-Link der Meldung öffnet sich mit Messwerten",
    acknowledged: "Übernommen: GET ändert nichts, POST mit Code wirkt",
    held: "Der Vorfall steht als übernommen in der Lage",
    end: "Das Ende ist allen gemeldet, die gerufen wurden",
    open: "{0}: Vorfall ist offen",
    blind: "Das Gerät schweigt: Der Vorfall bleibt offen und heißt „blind“",
    noEnd: "Kein falsches Ende gemeldet",
    closed: "{0}: Vorfall ist beendet",
    surge: "Fernzugang läuft voll",
  },
  en: {
    fault: "Fault set in the lab: {0}",
    cleared: "Fault cleared: {0}",
    page: "{0}: the mail server has accepted the page",
    minutes: "The page states the time left",
    runbook: "The page's runbook link opens with live values",
    acknowledged: "Acknowledged: GET changes nothing, POST with the code acts",
    held: "The board shows the incident as acknowledged",
    end: "The end is reported to everyone who was paged",
    open: "{0}: incident is open",
    blind: "The device is silent: the incident stays open as blind",
    noEnd: "No false end was reported",
    closed: "{0}: incident has ended",
    surge: "Remote access fills up",
  },
} as const;

const phrase = (locale: Locale, key: keyof (typeof words)["de"], value = ""): string => words[locale][key].replace("{0}", value);

interface Fault extends Readonly<Record<string, unknown>> {
  readonly fault: string;
  readonly target?: string;
}

/** Sets a fault, runs the story, and takes the fault back whatever happens. */
async function withFault(drill: Drill, fault: Fault, story: (clear: () => Promise<void>) => Promise<void>): Promise<void> {
  const { timeline, targets, locale } = drill;
  const name = `${fault.fault} ${fault.target ?? ""}`.trim();
  const id = await timeline.step(phrase(locale, "fault", name), actSeconds, () => setFault(targets.lab, fault));
  let cleared = false;
  const clear = async (): Promise<void> => {
    cleared = true;
    await timeline.step(phrase(locale, "cleared", name), actSeconds, () => endFault(targets.lab, id));
  };
  try {
    await story(clear);
  } finally {
    if (!cleared) await endFault(targets.lab, id).catch(() => undefined);
  }
}

const firstMail = (mails: readonly Mail[]): string => `${mails[0]?.subject ?? ""} → ${people(mails).join(", ")}`;

/** @param wanted  how many people have a page */
function paged(drill: Drill, alert: string, device: string, wanted: number, limit: number): Promise<Mail[]> {
  const { timeline, targets, locale, since } = drill;
  return timeline.until(
    phrase(locale, "page", alert),
    limit,
    async () => {
      const found = (await mailsSince(targets.lab, since)).filter(
        (mail) => !isEnd(mail) && about(mail, alert) && mail.text.includes(device),
      );
      return people(found).length >= wanted ? found : undefined;
    },
    firstMail,
  );
}

/** Everybody who was paged knows that it is over. */
async function ended(drill: Drill, alert: string, device: string, pages: readonly Mail[]): Promise<void> {
  const { timeline, targets, locale, since } = drill;
  await timeline.until(
    phrase(locale, "end"),
    endSeconds,
    async () => {
      const found = (await mailsSince(targets.lab, since)).filter((mail) => about(mail, alert) && tellsEnd(mail, device));
      return people(pages).every((person) => people(found).includes(person)) ? found : undefined;
    },
    firstMail,
  );
}

async function acknowledgedAndEnded(
  drill: Drill,
  alert: string,
  mails: readonly Mail[],
  clear: () => Promise<void>,
  where: (incident: Incident) => boolean,
  device = "",
): Promise<void> {
  const { timeline, locale } = drill;
  const [mail] = mails;
  if (mail === undefined) throw new Error("no mail to acknowledge");
  const state = async (): Promise<Incident["state"] | undefined> => (await incidentOf(drill, alert, where))?.state;
  await timeline.step(phrase(locale, "acknowledged"), actSeconds, () => acknowledge(mail, state));
  await timeline.until(phrase(locale, "held"), actSeconds, async () => (await state()) === "acknowledged");
  await clear();
  await ended(drill, alert, device, mails);
}

const mainsFailure: Scenario = {
  id: "mains-failure",
  alerts: ["UpsOnBattery"],
  title: {
    de: "Das Netz fällt aus, die USV trägt, das Netz kehrt zurück",
    en: "The mains fails, the UPS carries, the mains returns",
  },
  minutes: 3,
  run: (drill) =>
    withFault(drill, { fault: "mains_failure" }, async (clear) => {
      const { timeline, locale } = drill;
      const mails = await paged(drill, "UpsOnBattery", "usv-a", 2, firstPageSeconds);
      await timeline.step(
        phrase(locale, "minutes"),
        1,
        () => {
          const line = mails[0]?.text.split("\n").find((text) => /\d+\s*min|\d+ s/.test(text));
          return line === undefined ? Promise.reject(new Error("no minutes in the mail")) : Promise.resolve(line.trim());
        },
        (line) => line,
      );
      await timeline.step(phrase(locale, "runbook"), actSeconds, async () => {
        const [mail] = mails;
        if (mail === undefined) throw new Error("no mail");
        const response = await fetch(runbookLink(mail));
        const text = await response.text();
        if (!response.ok || !text.includes("UpsOnBattery")) throw new Error(`runbook → ${response.status}`);
      });
      await acknowledgedAndEnded(drill, "UpsOnBattery", mails, clear, ({ device }) => device === "usv-a", "usv-a");
    }),
};

const coolingUnitLost: Scenario = {
  id: "cooling-unit-lost",
  alerts: ["CoolingUnitFault", "AllCoolingUnitsStopped"],
  title: {
    de: "Ein Umluftkühlgerät fällt aus, dann das zweite des Raums",
    en: "One cooling unit is lost, then the room's second",
  },
  minutes: 6,
  run: (drill) =>
    withFault(drill, { fault: "cooling_unit_lost", target: "klima-1" }, async (clearFirst) => {
      const { timeline, locale } = drill;
      const incident = (): Promise<Incident | undefined> =>
        incidentOf(drill, "CoolingUnitFault", ({ device }) => device === "klima-1");
      await timeline.until(phrase(locale, "open", "CoolingUnitFault"), 150, incident);
      await withFault(drill, { fault: "cooling_unit_lost", target: "klima-2" }, async (clearSecond) => {
        const mails = await paged(drill, "AllCoolingUnitsStopped", "", 2, 90);
        await acknowledgedAndEnded(drill, "AllCoolingUnitsStopped", mails, clearSecond, ({ room }) => room === "rz1");
      });
      await clearFirst();
      await timeline.until(phrase(locale, "closed", "CoolingUnitFault"), 240, async () => (await incident()) === undefined);
    }),
};

const vpnFull: Scenario = {
  id: "vpn-full",
  alerts: ["RemoteWorkFull"],
  title: { de: "Der Fernzugang läuft voll", en: "Remote access fills up" },
  minutes: 6,
  run: (drill) =>
    withFault(drill, { fault: "vpn_surge", factor: 8 }, async (clear) => {
      const { timeline, targets, locale } = drill;
      await timeline.until(
        phrase(locale, "surge"),
        120,
        async () => ((await query(targets.prometheus, "min(remote_work_headroom_people)")) ?? 1e9) < 200,
      );
      const mails = await paged(drill, "RemoteWorkFull", "", 1, 240);
      await acknowledgedAndEnded(drill, "RemoteWorkFull", mails, clear, () => true);
    }),
};

const silentOnBattery: Scenario = {
  id: "silent-on-battery",
  alerts: ["UpsOnBattery", "UpsSilentDuringOutage"],
  title: {
    de: "Auf Batterie, dann schweigt die USV: kein falsches Ende",
    en: "On battery, then the UPS falls silent: no false end",
  },
  minutes: 5,
  run: (drill) =>
    withFault(drill, { fault: "mains_failure" }, async (clearMains) => {
      const { timeline, locale, targets } = drill;
      const mails = await paged(drill, "UpsOnBattery", "usv-a", 2, firstPageSeconds);
      await withFault(drill, { fault: "device_silent", target: "usv-a" }, async (clearSilence) => {
        await timeline.until(
          phrase(locale, "blind"),
          240,
          async () => (await incidentOf(drill, "UpsOnBattery", ({ device }) => device === "usv-a"))?.state === "blind",
        );
        await timeline.step(phrase(locale, "noEnd"), actSeconds, async () => {
          const wrong = (await mailsSince(targets.lab, drill.since)).filter(
            (mail) => about(mail, "UpsOnBattery") && mail.text.includes("usv-a") && tellsEnd(mail, "usv-a"),
          );
          if (wrong.length > 0) throw new Error(`false end: ${wrong[0]?.subject ?? ""}`);
        });
        await clearSilence();
      });
      await clearMains();
      await ended(drill, "UpsOnBattery", "usv-a", mails);
    }),
};

const generatorFails: Scenario = {
  id: "generator-fails",
  alerts: ["UpsOnBattery", "GeneratorDidNotStart"],
  title: {
    de: "Das Netz des Versorgers fällt aus, und der Generator läuft nicht an",
    en: "The supplier's grid fails, and the generator does not start",
  },
  minutes: 4,
  byHand: true,
  run: (drill) =>
    withFault(drill, { fault: "generator_broken" }, async (repair) => {
      await withFault(drill, { fault: "utility_failure" }, async () => {
        await paged(drill, "UpsOnBattery", "usv-a", 2, firstPageSeconds);
        const mails = await paged(drill, "GeneratorDidNotStart", "", 2, 120);
        // The repaired generator takes over after its start; the grid is still gone.
        await acknowledgedAndEnded(drill, "GeneratorDidNotStart", mails, repair, () => true);
        await drill.timeline.until(
          phrase(drill.locale, "closed", "UpsOnBattery"),
          120,
          async () => (await incidentOf(drill, "UpsOnBattery", () => true)) === undefined,
        );
      });
    }),
};

/** Every scenario that `drill --list` names. */
export const scenarios: readonly Scenario[] = [mainsFailure, vpnFull, coolingUnitLost, silentOnBattery, generatorFails];
