/**
 * What a mail has to say, as it is stored with its delivery: facts, no words. The words are made when the mail leaves
 * (`message.ts`), so that "9 min left" is true then.
 */
import { z } from "zod";

const instant = z.iso.datetime();
const common = {
  locale: z.enum(["de", "en"]),
  zone: z.string(),
  createdAt: instant,
};
const subject = {
  severity: z.enum(["critical", "warning", "info"]),
  /** What happened, without the place. */
  title: z.string(),
  /** Place for the subject line. */
  place: z.string(),
  since: instant,
};
const details = {
  ...subject,
  /** Place with full names and id. */
  where: z.string(),
  runbookUrl: z.string().optional(),
  incidentUrl: z.string(),
  /** How often it came back soon after an end; left out: never. */
  flaps: z.int().optional(),
};

const page = z.object({
  kind: z.literal("page"),
  ...common,
  ...details,
  what: z.string().optional(),
  consequence: z.string().optional(),
  firstStep: z.string().optional(),
  /** When the consequence comes. */
  deadline: instant.optional(),
  /** When the rule's texts and figures were true. */
  seenAt: instant,
  reason: z.enum(["step", "focus", "days off", "repeat", "fallback", "expired", "maintenance"]),
  /** Planned work that kept the page back until its end. */
  maintenance: z.object({ reason: z.string(), until: instant }).optional(),
  /** Number of the step, 0 is the first. */
  step: z.int().min(0),
  blind: z.boolean(),
  /** Nobody works until then. */
  daysOffUntil: instant.optional(),
  /** Names of the others who were told. */
  others: z.array(z.string()),
  /** What follows without acknowledgement. */
  next: z.object({ at: instant, names: z.array(z.string()), again: z.boolean() }).optional(),
});

const end = z.object({
  kind: z.literal("end"),
  ...common,
  ...details,
  endedAt: instant,
  /** The reader hears of it only now that it is over. */
  unheard: z.literal(true).optional(),
  acknowledgedBy: z.string().optional(),
  acknowledgedAt: instant.optional(),
});

/** One cause: one incident, or several of the same alert in the same place. */
const item = z.object({
  ...subject,
  ended: z.boolean(),
  device: z.string().optional(),
  runbookUrl: z.string().optional(),
  /** How many incidents it stands for. */
  count: z.int().default(1),
  /** Ids of the first devices, when it stands for several. */
  devices: z.array(z.string()).default([]),
});
const digest = z.object({
  kind: z.literal("digest"),
  ...common,
  /** Why it is a list: much at once, a way out that was closed, or a time in which Leitstand did not run. */
  about: z.enum(["storm", "outage", "absence"]).default("storm"),
  /** The time in which the way was closed or Leitstand did not run. */
  span: z.object({ from: instant, until: instant }).optional(),
  /** The worst first; only so many as a mail may name. */
  items: z.array(item),
  /** Incidents behind the items. */
  shown: z.int().optional(),
  open: z.int(),
  ended: z.int(),
  /** Open ones that are critical. */
  critical: z.int(),
  listUrl: z.string(),
});

/** A letter whose words are made when it is written: a status, a hand-over, a report, a hint. */
const note = z.object({
  kind: z.literal("note"),
  ...common,
  subject: z.string(),
  /** Groups of lines: a label and a text, or a sentence. */
  groups: z.array(z.array(z.object({ label: z.string().optional(), text: z.string(), link: z.boolean().optional() }))),
  /** The same for a short message. */
  short: z.string(),
  url: z.string(),
});

export const contentSchema = z.discriminatedUnion("kind", [page, end, digest, note]);
export type Content = z.output<typeof contentSchema>;
export type PageContent = z.output<typeof page>;
export type EndContent = z.output<typeof end>;
export type NoteContent = z.output<typeof note>;
export type DigestContent = z.output<typeof digest>;
