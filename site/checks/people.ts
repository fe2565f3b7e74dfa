import type { Fault } from "../fault.ts";
import { alertClasses } from "../inventory.ts";
import { each, member, textOf, type Path } from "../path.ts";
import { closest } from "../problem.ts";
import type { Check } from "./draft.ts";

/** Only contacts with the role on-call may stand in a rota. */
export const rotaRoles: Check = ({ value: document }) => {
  const roles = new Map(
    each(document, "contacts[]").map(({ value }) => [textOf(value, "id"), each(value, "roles[]").map((entry) => entry.value)]),
  );
  return ["rotas[].layers[].participants[]", "rotas[].overrides[].contact"].flatMap((place) =>
    each(document, place).flatMap(({ path, value }) => {
      const own = typeof value === "string" ? roles.get(value) : undefined;
      if (own === undefined || own.includes("on-call")) return [];
      const list = own.map(String).join(", ");
      return {
        code: "SITE_ROLE_MISSING",
        path,
        found: { de: `"${String(value)}" mit roles: [${list}]`, en: `"${String(value)}" with roles: [${list}]` },
        expected: { de: "ein Kontakt mit der Rolle on-call", en: "a contact with the role on-call" },
      };
    }),
  );
};

/** A focus topic says what it is about and for how long; an ordinary rota says neither. */
export const focusTopics: Check = ({ value: document }) =>
  each(document, "rotas[]").flatMap(({ path, value }) => {
    const has = (key: string): boolean => member(value, key) !== undefined;
    const topic = has("classes") || has("rooms");
    const keys = ["from", "until"].filter((key) => !has(key));
    if (topic && keys.length > 0) {
      const missing = keys.join(", ");
      return {
        code: "SITE_KEY_MISSING",
        path: [...path, ...keys.slice(0, 1)],
        expected: {
          de: `${missing}: Ein Schwerpunktthema gilt auf Zeit`,
          en: `${missing}: a focus topic counts for a while`,
        },
      };
    }
    if (topic || keys.length === 2) return [];
    return {
      code: "SITE_KEY_MISSING",
      path: [...path, "classes"],
      expected: {
        de: "classes oder rooms: wofür dieser Dienstplan auf Zeit zuerst gerufen wird",
        en: "classes or rooms: what this rota for a while is called for first",
      },
    };
  });

/** A focus topic stands before every policy by itself; as a step it would be a gap for most of the time. */
export const focusNoStep: Check = ({ value: document }) => {
  const focus = new Set(
    each(document, "rotas[]")
      .filter(({ value }) => member(value, "classes") !== undefined || member(value, "rooms") !== undefined)
      .map(({ value }) => textOf(value, "id")),
  );
  return each(document, "policies[].steps[].notify[].rota").flatMap(({ path, value }) => {
    if (typeof value !== "string" || !focus.has(value)) return [];
    return {
      code: "SITE_FOCUS_AS_STEP",
      path,
      expected: {
        de: "ein Dienstplan ohne Ende: Ein Schwerpunktthema geht von selbst jeder Eskalation voran",
        en: "a rota without end: a focus topic precedes every policy by itself",
      },
    };
  });
};

const localTime = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}$/;

const localTimes = [
  "rotas[].layers[].starts",
  "rotas[].overrides[].from",
  "rotas[].overrides[].to",
  "rotas[].from",
  "rotas[].until",
  "maintenance[].from",
  "maintenance[].to",
];

/** Days that the calendar has: not 30 February. The form itself is the schema's. */
export const calendarDays: Check = ({ value: document }) =>
  localTimes.flatMap((place) =>
    each(document, place).flatMap(({ path, value }) => {
      const match = typeof value === "string" ? localTime.exec(value) : null;
      if (match === null) return [];
      const [, year, month, day] = match.map(Number);
      const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
      if (date.getUTCDate() === day) return [];
      return {
        code: "SITE_FORMAT_WRONG",
        path,
        expected: { de: "ein Tag, den der Kalender hat", en: "a day that the calendar has" },
      };
    }),
  );

/** Every period has an end after its begin. */
export const periods: Check = ({ value: document }) =>
  (
    [
      ["rotas[].overrides[]", "to"],
      ["rotas[]", "until"],
      ["maintenance[]", "to"],
    ] as const
  ).flatMap(([place, end]) =>
    each(document, place).flatMap(({ path, value }) => {
      const [from, to] = [textOf(value, "from"), textOf(value, end)];
      if (from === undefined || to === undefined || from < to) return [];
      return {
        code: "SITE_PERIOD_EMPTY",
        path: [...path, end],
        expected: { de: `später als ${from}`, en: `later than ${from}` },
      };
    }),
  );

/** A window that names nothing would silence everything. */
export const maintenanceNames: Check = ({ value: document }) =>
  each(document, "maintenance[]").flatMap(({ path, value }) => {
    const places = ["devices", "rooms", "houses", "classes"];
    if (places.some((key) => each(value, `${key}[]`).length > 0)) return [];
    return {
      code: "SITE_MAINTENANCE_EMPTY",
      path,
      found: { de: "ein Wartungsfenster für nichts", en: "a maintenance window for nothing" },
      expected: { de: "devices, rooms, houses oder classes", en: "devices, rooms, houses or classes" },
    };
  });

const severitiesOf = (policy: unknown): unknown[] => each(policy, "severity[]").map(({ value }) => value);

/** Whether a policy serves every alert of the class; without `classes` it serves all. */
function serves(policy: unknown, name: string): boolean {
  if (member(policy, "alerts") !== undefined) return false;
  const classes = each(policy, "classes[]").map(({ value }) => value);
  return each(policy, "classes").length === 0 || classes.includes(name);
}

/** No critical incident without a policy: nobody would be paged. */
export const criticalCovered: Check = ({ value: document }) => {
  const policies = each(document, "policies[]").map(({ value }) => value);
  const critical = policies.filter((policy) => severitiesOf(policy).includes("critical"));
  const open = alertClasses.filter((name) => !critical.some((policy) => serves(policy, name)));
  if (
    policies.length === 0 ||
    (open.length === 0 &&
      critical.some((policy) => each(policy, "classes").length === 0 && member(policy, "alerts") === undefined))
  )
    return [];
  const list = open.join(", ");
  return [
    {
      code: "SITE_POLICY_CRITICAL_GAP",
      path: ["policies"],
      found:
        critical.length === 0
          ? { de: "keine Eskalation für critical", en: "no policy for critical" }
          : open.length === 0
            ? { de: "für critical nur Eskalationen mit classes", en: "for critical only policies with classes" }
            : { de: `keine Eskalation für critical bei ${list}`, en: `no policy for critical in ${list}` },
      expected: {
        de: "eine Eskalation mit severity: [critical] ohne classes, als letzte: Nicht jeder Alarm hat eine Klasse",
        en: "a policy with severity: [critical] without classes, as the last one: not every alert has a class",
      },
    },
  ];
};

/** Classes are those that alerts can have. */
export const classNames: Check = ({ value: document }) =>
  ["policies[].classes[]", "rotas[].classes[]", "maintenance[].classes[]"].flatMap((place) =>
    each(document, place).flatMap(({ path, value }) => {
      if (typeof value !== "string" || alertClasses.some((name) => name === value)) return [];
      const list = alertClasses.join(", ");
      return {
        code: "SITE_VALUE_UNKNOWN",
        path,
        expected: { de: `eines von ${list}`, en: `one of ${list}` },
        closest: closest(value, alertClasses),
      };
    }),
  );

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Steps stand in the order of time: each counts from the beginning of the incident. */
export const stepOrder: Check = ({ value: document }) =>
  each(document, "policies[]").flatMap(({ path, value }) => {
    const faults: Fault[] = [];
    let latest = { seconds: 0, text: "0m" };
    for (const step of each(value, "steps[].after")) {
      const match = /^(\d+)(ms|s|m|h|d|w)$/.exec(String(step.value));
      if (match === null) continue;
      const [text, count, unit = ""] = match;
      const seconds = Number(count) * (unitSeconds[unit] ?? 0);
      if (seconds >= latest.seconds) latest = { seconds, text };
      else faults.push(outOfOrder([...path, ...step.path], latest.text));
    }
    return faults;
  });

const outOfOrder = (path: Path, latest: string): Fault => ({
  code: "SITE_STEPS_ORDER",
  path,
  expected: {
    de: `${latest} oder mehr: Jede Stufe zählt ab Beginn des Vorfalls`,
    en: `${latest} or more: each step counts from the beginning of the incident`,
  },
});
