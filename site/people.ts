/** Who is told, when, and how often: people, rotas, policies, planned work. */
import { z } from "zod";
import { duration, email, id, localDateTime, name, secret, span, text, timeOfDay } from "./fields.ts";
import { deviceClasses } from "./metrics.ts";
import { serviceClasses } from "./services.ts";

export const contactRoles = ["on-call", "lead", "crisis", "energy", "auditor", "admin"] as const;

export const contact = z.strictObject({
  id,
  name,
  email: email.describe("Address that pages and reports go to"),
  sms: email.optional().describe("Address of a mail-to-SMS gateway for this person"),
  webhook: z
    .strictObject({
      url: z.url().describe("Address that gets each page as JSON: a voice gateway, a chat, a ticket system"),
      secret: secret.describe("Key of the signature (HMAC-SHA-256) by which the receiver knows us"),
    })
    .optional()
    .describe("A way to this person that needs no mail"),
  roles: z.array(z.enum(contactRoles)).min(1).describe("What the person may see and do; on-call may stand in rotas"),
  locale: z.enum(["de", "en"]).default("de").describe("Language of mails to this person"),
});

/** Values of the label `class` of alerts: classes of devices and services, energy figures, and Leitstand's own alarm chain. */
export const alertClasses = [...deviceClasses, ...serviceClasses, "energy", "leitstand"] as const;

export const rota = z.strictObject({
  id,
  name,
  layers: z
    .array(
      z.strictObject({
        participants: z.array(id).min(1).describe("Ids of contacts, in order of duty"),
        starts: localDateTime.describe('First hand-over, local time of the site: "2026-01-05T08:00"'),
        shift: text("shift", /^[1-9]\d*(h|d|w)$/).describe("Length of one shift in local calendar time: 12h, 1d, 1w"),
      }),
    )
    .min(1)
    .describe("Plans of duty; of several that have begun the last one counts"),
  overrides: z
    .array(z.strictObject({ contact: id, from: localDateTime, to: localDateTime }))
    .default([])
    .describe("Who stands in, from when to when; counts before every layer"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .min(1)
    .optional()
    .describe("Focus topic: incidents of these classes go to whoever is on duty here first"),
  rooms: z
    .array(id)
    .min(1)
    .optional()
    .describe("Focus topic: the same for these rooms; with classes only what is of these classes there"),
  from: localDateTime.optional().describe("First instant of a focus topic, local time of the site"),
  until: localDateTime.optional().describe("Its end; a focus topic is what a crisis adds for a while"),
  head_start: duration
    .default("10m")
    .describe("So long the people of a focus topic have an incident to themselves; then the ordinary steps begin"),
});

/** Planned work: pages rest, the record does not. */
export const maintenance = z.strictObject({
  from: localDateTime.describe('Begin, local time of the site: "2026-12-05T20:00"'),
  to: localDateTime.describe("End; what fires then still pages at once"),
  reason: name.describe("What is done, as mails say it afterwards"),
  devices: z.array(id).default([]).describe("Ids of devices"),
  rooms: z.array(id).default([]).describe("Ids of rooms"),
  houses: z.array(id).default([]).describe("Ids of houses"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .default([])
    .describe("Classes; with devices, rooms or houses only what is of these classes there"),
});

export const target = z.union([
  z.strictObject({ rota: id.describe("Id of a rota: whoever is on duty") }),
  z.strictObject({ contact: id.describe("Id of a contact") }),
]);

export const severities = ["critical", "warning", "info"] as const;

export const policy = z.strictObject({
  id,
  name,
  severity: z.array(z.enum(severities)).min(1).describe("Severities it serves; of all policies the first that fits wins"),
  classes: z
    .array(z.string().meta({ enum: [...alertClasses] }))
    .min(1)
    .optional()
    .describe("Classes it serves; left out: all"),
  alerts: z
    .array(text("alert", /^[A-Za-z][A-Za-z0-9_]{0,79}$/))
    .min(1)
    .optional()
    .describe("Names of the alerts it serves, as their runbooks are called: CoolingRedundancyLost; left out: all"),
  steps: z
    .array(
      z.strictObject({
        after: duration.describe("Time since the incident began: 0m, 10m"),
        notify: z.array(target).min(1).describe("Rotas and contacts"),
      }),
    )
    .min(1)
    .describe("Who is told when, until somebody acknowledges"),
  repeat: span.optional().describe("The last step again after so long, until acknowledged or ended"),
  acknowledgement_expires: span.optional().describe("An acknowledgement holds so long, then the incident pages again"),
  working_hours_only: z.boolean().default(false).describe("Page only within the working hours of the site"),
  before_days_off: timeOfDay
    .optional()
    .describe(
      "From this time on the last working day before a weekend or holiday what is still open pages like a critical one, and on the days off by day",
    ),
  inform: z
    .strictObject({
      roles: z
        .array(z.enum(contactRoles))
        .min(1)
        .describe("Who gets a status mail of begin and end, with nothing to acknowledge"),
      working_hours_only: z.boolean().default(true).describe("Begins outside working hours are not told"),
    })
    .optional()
    .describe("People beside the stand-by duty who are to know, for example the crisis team"),
  fallback: id.describe("Id of the contact who is told when a step reaches nobody"),
});

/** What on-call owes the people who do it. */
export const duty = z.strictObject({
  confirm_handover: span.default("30m").describe("Whoever takes over a shift confirms it within so long, else the lead is told"),
  rest: span.default("11h").describe("Rest after a call-out (ArbZG § 5: 11h; less only by collective agreement)"),
  weekly_report: z.boolean().default(true).describe("A short report for the team on the first working morning of the week"),
});
