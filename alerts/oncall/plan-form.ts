/** What somebody typed into a form, as a cover or a window, or why it is none. Pure. */
import { Temporal } from "temporal-polyfill";
import { alertClasses, type Maintenance, type Site } from "../../site/inventory.ts";
import { hasRole, type Person } from "../../site/person.ts";
import { instantOf } from "./calendar.ts";
import { coveredBy, type Cover } from "./plans.ts";
import type { PlanWord } from "./plan-words.ts";
import { nameOf } from "./views.ts";

/** Fields of a form as text; what is missing is empty. */
export type Typed = Readonly<Record<string, string>>;

export type Refusal = { readonly wrong: PlanWord; readonly fill?: Readonly<Record<string, string | number>> };

/** Longest cover and longest window, days: whoever needs more changes the site file. */
const longest = { cover: 62, window: 14 } as const;

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Local times as the browser's field gives them; undefined for a day that the calendar does not have. */
function timeOf(text: string): Temporal.PlainDateTime | undefined {
  try {
    return form.test(text) ? Temporal.PlainDateTime.from(text, { overflow: "reject" }) : undefined;
  } catch {
    return undefined;
  }
}

function spanOf(typed: Typed, site: Site, now: Date, days: number): { from: string; to: string } | Refusal {
  const { from = "", to = "" } = typed;
  const [begin, end] = [timeOf(from), timeOf(to)];
  const zone = site.site.time_zone;
  // As instants: between 02:10 and 02:50 lies nothing in the night in which that hour is left out.
  if (begin === undefined || end === undefined || instantOf(begin, zone) >= instantOf(end, zone)) return { wrong: "wrongTime" };
  if (instantOf(end, zone) <= now) return { wrong: "past" };
  return begin.until(end, { largestUnit: "days" }).days >= days ? { wrong: "tooLong", fill: { days } } : { from, to };
}

export type CoverWish = Pick<Cover, "rota" | "contact" | "from" | "to" | "covered">;

/** @param site  with everything that is planned, so that a cover of a cover asks the right person */
export function coverOf(typed: Typed, person: Person, site: Site, now: Date): CoverWish | Refusal {
  const span = spanOf(typed, site, now, longest.cover);
  if ("wrong" in span) return span;
  const rota = site.rotas.find(({ id }) => id === typed["rota"]);
  if (rota === undefined) return { wrong: "wrongRota" };
  const contact = site.contacts.find(({ id }) => id === typed["contact"]);
  if (contact === undefined || !contact.roles.includes("on-call")) return { wrong: "wrongPerson" };
  const covered = coveredBy(rota, site, contact.id, span.from, span.to);
  if (covered.length === 0 && dutyOf(rota, site, contact.id, span)) {
    return { wrong: "needless", fill: { name: nameOf(contact.id, site) } };
  }
  const concerned = [contact.id, ...covered].includes(person.id) || hasRole(person, "admin");
  return concerned ? { rota: rota.id, contact: contact.id, ...span, covered } : { wrong: "notConcerned" };
}

/** Whether it is that person's duty all the time: with nobody in the list, a stranger would find them. */
const dutyOf = (rota: Site["rotas"][number], site: Site, contact: string, span: { from: string; to: string }): boolean =>
  coveredBy(rota, site, "", span.from, span.to).includes(contact);

/** `room:rz1`, `house:oper`, `device:usv-a`, or empty. */
export function windowOf(typed: Typed, site: Site, now: Date): Maintenance | Refusal {
  const span = spanOf(typed, site, now, longest.window);
  if ("wrong" in span) return span;
  const [kind = "", id = ""] = (typed["place"] ?? "").split(":");
  const pick = (name: string, places: readonly { id: string }[]): string[] =>
    kind === name && places.some((place) => place.id === id) ? [id] : [];
  const devices = pick("device", site.devices);
  const rooms = pick("room", site.rooms);
  const houses = pick("house", site.houses);
  const classes = alertClasses.filter((name) => name === typed["kind"]);
  const named = devices.length + rooms.length + houses.length;
  const broken = (kind !== "" && named === 0) || ((typed["kind"] ?? "") !== "" && classes.length === 0);
  if (broken || named + classes.length === 0) return { wrong: "wrongPlace" };
  const reason = (typed["reason"] ?? "").trim().replaceAll(/[\r\n\t]+/g, " ");
  if (reason === "" || reason.length > 120) return { wrong: "reasonMissing" };
  return { ...span, reason, devices, rooms, houses, classes };
}
