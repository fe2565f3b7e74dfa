/**
 * A test page to oneself, by a button on `/oncall`: over every way that the site file names for the person, through the same outbox
 * as a page. It proves the ways before the first night, and wakes nobody else.
 */
import { html, type Html } from "../../site/html.ts";
import { formatMoment } from "../../site/locale.ts";
import { hasRole, type Person } from "../../site/person.ts";
import { waysTo, type Channel } from "./channels.ts";
import type { Setting } from "./contents.ts";
import { letterFrame, writeLetters } from "./letters.ts";
import { appendLog } from "./log.ts";
import type { Scene } from "./pages.ts";
import { sayPlan, type PlanWord } from "./plan-words.ts";
import { text } from "./store.ts";
import type { Database, DeliveryRow } from "./tables.ts";

/** Name in the column `alert` of its deliveries: no rule has it. */
const testAlert = "test.";
/** So many test pages in so long; a short message costs money, and a relay that is flooded takes no pages. */
const most = 3;
const withinMs = 600_000;
/** How long the outcome is shown. */
const shownMs = 3_600_000;

/** One way of the last test page and what became of it. */
export interface TestResult {
  readonly channel: Channel;
  readonly state: DeliveryRow["state"];
  readonly at: Date;
  readonly error: string | undefined;
}

/** Writes a test page over every way to the person. @returns why not, or undefined when it is on its way */
export function sendTest(db: Database, person: Person, setting: Setting): Promise<"often" | "unknown" | undefined> {
  const { site, now } = setting;
  const contact = site.contacts.find(({ id }) => id === person.id);
  if (contact === undefined) return Promise.resolve("unknown");
  const { locale } = contact;
  const subject = sayPlan(locale, "testSubject", { site: site.site.name });
  const content = {
    ...letterFrame(locale, setting),
    subject,
    groups: [[{ text: sayPlan(locale, "testBody", { name: person.name }) }]],
    short: subject,
    url: `${setting.baseUrl}/oncall`,
  };
  return db.transaction().execute(async (tx) => {
    const before = await testsOf(tx, person.id, new Date(now.getTime() - withinMs));
    if (new Set(before.map(({ created_at }) => created_at)).size >= most) return "often";
    const letters = waysTo(contact).map((way) => ({ to: contact, way, content, alert: testAlert }));
    await writeLetters(tx, letters, setting);
    const ways = letters.map(({ way }) => way.channel).join(" ");
    await appendLog(tx, { kind: "test-sent", at: now, data: { ways }, personal: { contact: person.id, name: person.name } });
    return undefined;
  });
}

/** What became of the person's last test page, if it was lately. */
export async function lastTest(db: Database, person: Person | undefined, now: Date): Promise<TestResult[]> {
  if (person === undefined) return [];
  const rows = await testsOf(db, person.id, new Date(now.getTime() - shownMs));
  const newest = rows.at(-1)?.created_at;
  return rows
    .filter(({ created_at }) => created_at === newest)
    .map(({ channel, state, settled_at, created_at, last_error }) => ({
      channel,
      state,
      at: new Date(settled_at ?? created_at),
      error: last_error ?? undefined,
    }));
}

/** Deliveries of the person's test pages since then, oldest first. */
function testsOf(db: Database, contact: string, since: Date): Promise<DeliveryRow[]> {
  return db
    .selectFrom("oncall_delivery")
    .selectAll()
    .where("contact", "=", contact)
    .where("alert", "=", testAlert)
    .where("created_at", ">", text(since))
    .orderBy("created_at")
    .execute();
}

const channelWords = { mail: "testMail", sms: "testSms", webhook: "testWebhook" } as const satisfies Record<Channel, PlanWord>;

/** The button, and what became of the last one; for whoever may be paged. */
export function testHtml(results: readonly TestResult[], person: Person | undefined, { locale, site, now }: Scene): Html | false {
  if (!hasRole(person, "on-call", "admin")) return false;
  const stateOf = ({ state, at, error }: TestResult): string => {
    const time = formatMoment(at, now, site.site.time_zone, locale);
    if (state === "accepted") return sayPlan(locale, "testAccepted", { time });
    if (state === "failed") return sayPlan(locale, "testRefused", { time, error: error ?? "" });
    return error === undefined ? sayPlan(locale, "testOnItsWay") : sayPlan(locale, "testDelayed", { error });
  };
  return html`<section aria-labelledby="testmeldung">
    <h2 id="testmeldung">${sayPlan(locale, "test")}</h2>
    <p>${sayPlan(locale, "testIntro")}</p>
    ${
      results.length > 0 &&
      html`<ul>
        ${results.map((result) => html`<li class="${result.state === "accepted" ? "ok" : result.state === "failed" ? "critical" : "warning"}">${sayPlan(locale, channelWords[result.channel])}: ${stateOf(result)}</li>`)}
      </ul>`
    }
    <form method="post" action="/oncall/test?lang=${locale}"><button>${sayPlan(locale, "testSend")}</button></form>
  </section>`;
}
