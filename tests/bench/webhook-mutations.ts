/**
 * Seeded mutations of Alertmanager's webhook bodies. What was changed without ceasing to be valid must be taken whole; whatever else
 * is refused or set aside, never thrown at. What is taken must make a mail whose head nobody has written but we.
 */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { pageContent } from "../../alerts/oncall/contents.ts";
import { septets } from "../../alerts/oncall/gsm.ts";
import { applyAlert } from "../../alerts/oncall/incident.ts";
import { parseBody } from "../../alerts/oncall/intake.ts";
import { renderMail } from "../../alerts/oncall/message.ts";
import { renderSms } from "../../alerts/oncall/sms.ts";
import { alertJson, bodyOf, exampleSite } from "../oncall/setup.ts";

export interface WebhookTally {
  bodies: number;
  /** Bodies that are valid by what was done to them. */
  valid: number;
  refused: number;
  /** Alerts that were taken, and that were set aside from a readable body. */
  alerts: number;
  broken: number;
  rendered: number;
  slowestMs: number;
  /** Broken promises, in words; empty when all is well. */
  readonly wrong: string[];
}

/** A body, whether it must be taken, and with how many alerts. */
export interface Mutant {
  readonly text: string;
  readonly valid: boolean;
  readonly alerts: number;
}

type Random = (below: number) => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** xorshift32: the same numbers for the same seed everywhere. */
export function randomOf(seed: number): Random {
  let state = (seed >>> 0) + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const oddTexts = [
  "",
  " ",
  "\0",
  "\r\nBcc: evil@example.org\r\n\r\n",
  "\nSubject: other",
  "🔥💧👩‍🚒",
  "\ud800",
  "\u202e\u2066rtl\u2069",
  "\u2028\u2029\u0085",
  "Ä".repeat(500),
  "<script>alert(1)</script>",
  "${env:HOME} {{ .Labels }} %s %n",
  "__proto__",
  "'; drop table oncall_incident; --",
  "=?utf-8?B?QmNjOg==?=",
  "a".repeat(20_000),
] as const;
const oddValues: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[[]]],
  { toString: 1 },
  "x",
  "firing",
];

const pick = <Value>(random: Random, list: readonly Value[]): Value => list[random(list.length)] as Value;

/** A value of its own: what is changed later must not change the list. */
const odd = (random: Random): Json => structuredClone(pick(random, oddValues));

function freshBody(random: Random): { [key: string]: Json } {
  const alerts = Array.from({ length: 1 + random(3) }, (_, index) =>
    alertJson({
      name: pick(random, ["UpsOnBattery", "DeviceSilent", "RoomHot"]),
      device: `usv-${random(50)}`,
      severity: pick(random, ["critical", "warning", "info"]),
      status: random(4) === 0 ? "resolved" : "firing",
      startsAt: new Date(1_795_399_200_000 + random(1_000_000) * 1000 + index).toISOString(),
    }),
  );
  return structuredClone(bodyOf(...alerts));
}

const alertsOf = (body: { [key: string]: Json }): { [key: string]: Json }[] => body["alerts"] as { [key: string]: Json }[];

/** Changes after which the body is as valid as before. */
const harmless: readonly ((body: { [key: string]: Json }, random: Random) => void)[] = [
  (body, random) => void (body[`x${random(9)}`] = odd(random)),
  (body, random) => void (pick(random, alertsOf(body))["unknown"] = [[pick(random, oddTexts)], { a: odd(random) }]),
  (body, random) => void (labelsOf(body, random)[`l${random(5)}`] = pick(random, oddTexts)),
  (body, random) => void (labelsOf(body, random)[pick(random, oddTexts).slice(0, 100)] = "odd name"),
  (body, random) => void (labelsOf(body, random)["resource"] = pick(random, [7, true, null, -0.5])),
  (body, random) =>
    void (annotationsOf(body, random)[pick(random, ["summary", "folge", "frist_sekunden", "x"])] = pick(random, oddTexts)),
  (body, random) => void (annotationsOf(body, random)["description"] = odd(random)),
  (body, random) =>
    void delete pick(random, alertsOf(body))[pick(random, ["annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"])],
  (body, random) =>
    void (pick(random, alertsOf(body))[pick(random, ["annotations", "startsAt", "endsAt", "fingerprint"])] = pick(
      random,
      oddValues,
    )),
  (body, random) => void alertsOf(body).push(structuredClone(pick(random, alertsOf(body)))),
  (body) => void (body["alerts"] = alertsOf(body).toReversed()),
  (body, random) => void (body["truncatedAlerts"] = pick(random, [0, 0, -1, "many", null])),
  (body, random) => {
    for (let index = 0; index < 60; index++) labelsOf(body, random)[`many_${index}`] = String(random(1000));
  },
];

function labelsOf(body: { [key: string]: Json }, random: Random): { [key: string]: Json } {
  return pick(random, alertsOf(body))["labels"] as { [key: string]: Json };
}

function annotationsOf(body: { [key: string]: Json }, random: Random): { [key: string]: Json } {
  const alert = pick(random, alertsOf(body));
  if (typeof alert["annotations"] !== "object" || alert["annotations"] === null || Array.isArray(alert["annotations"]))
    alert["annotations"] = {};
  return alert["annotations"];
}

/** Swaps, removes or doubles something anywhere in the tree. */
function hurt(value: Json, random: Random): Json {
  if (typeof value !== "object" || value === null || random(4) === 0) return odd(random);
  const keys = Object.keys(value);
  const key = keys[random(Math.max(1, keys.length))];
  if (key === undefined) return odd(random);
  if (Array.isArray(value)) {
    const copy = [...value];
    copy[Number(key)] = hurt(copy[Number(key)] ?? null, random);
    return copy;
  }
  const copy = { ...value };
  if (random(5) === 0) delete copy[key];
  else copy[key] = hurt(copy[key] ?? null, random);
  return copy;
}

/** Changes of the text that ask nothing of what comes out. */
function spoil(text: string, random: Random): string {
  const at = random(Math.max(1, text.length));
  switch (random(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(random(0x10000)) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random(20));
    case 3:
      return text + text.slice(at);
    case 4:
      return text.replace('"status"', `"status":${pick(random, ["1e999", "-", "[", '{"a":', "tru", '"\\ud800'])},"status"`);
    case 5:
      return `${text.slice(0, at)}${"[".repeat(random(3000))}${text.slice(at)}`;
    default:
      return text.replace('"labels":', `"labels":{"alertname":"Twice"},"labels":`);
  }
}

/** One body: whole, changed without harm, hurt in its shape, or spoilt as text. */
export function mutant(random: Random): Mutant {
  const body = freshBody(random);
  const kind = random(10);
  if (kind < 6) {
    for (let change = random(4); change > 0; change--) pick(random, harmless)(body, random);
    const text = JSON.stringify(body, undefined, pick(random, [undefined, undefined, "\t", 3]));
    return { text: random(20) === 0 ? `\u{FEFF}${text}` : text, valid: true, alerts: alertsOf(body).length };
  }
  if (kind < 8) {
    let shape: Json = body;
    for (let change = 1 + random(3); change > 0; change--) shape = hurt(shape, random);
    return { text: JSON.stringify(shape), valid: false, alerts: 0 };
  }
  let text = JSON.stringify(body);
  for (let change = 1 + random(3); change > 0; change--) text = spoil(text, random);
  return { text, valid: false, alerts: 0 };
}

const site = exampleSite();
const person = site.contacts[0];

/** What the first alert would lead to, as far as no database is needed. @returns what is wrong with it */
function judge(alert: Parameters<typeof applyAlert>[1], now: Date): string | undefined {
  const change = applyAlert({}, alert, now, { answers: true, active: true });
  if (change.do !== "open" || person === undefined) return change.do === "missed" ? undefined : `a first alert is ${change.do}`;
  const setting = { site, baseUrl: "https://leitstand.example", now };
  const notify = { do: "notify", who: person.id, reason: "step", step: 0 } as const;
  const content = pageContent({ id: "x", ...change.incident }, person, notify, [], undefined, setting);
  const mail = renderMail(content, { url: "https://leitstand.example/ack/x", code: "1234" }, now);
  if (/\p{Cc}/u.test(mail.subject)) return "control characters in a subject";
  if (mail.subject.length > 250) return `a subject of ${mail.subject.length} characters`;
  if (mail.text.length > 2500) return `a mail of ${mail.text.length} characters`;
  if (/<script/i.test(mail.html)) return "markup of a label in a mail";
  const sms = renderSms(content, undefined, now);
  return septets(sms) > 160 ? `a short message of ${septets(sms)} septets` : undefined;
}

/** Reads so many bodies, and makes the mail of every fourth. */
export async function mutateBodies(count: number, seed: number): Promise<WebhookTally> {
  const random = randomOf(seed);
  const now = new Date("2026-11-24T02:00:00Z");
  const tally: WebhookTally = { bodies: 0, valid: 0, refused: 0, alerts: 0, broken: 0, rendered: 0, slowestMs: 0, wrong: [] };
  const wrong = (what: string, text: string): void =>
    void (tally.wrong.length < 20 && tally.wrong.push(`${what}: ${text.slice(0, 300)}`));
  for (; tally.bodies < count; tally.bodies++) {
    const { text, valid, alerts } = mutant(random);
    const started = performance.now();
    try {
      const parsed = await parseBody(Buffer.from(text), now);
      if (valid) tally.valid++;
      if ("reason" in parsed) {
        tally.refused++;
        if (valid) wrong(`a valid body was refused (${parsed.reason})`, text);
      } else {
        tally.alerts += parsed.alerts.length;
        tally.broken += parsed.broken.length;
        if (valid && parsed.alerts.length !== alerts) wrong(`${parsed.alerts.length} of ${alerts} alerts were taken`, text);
        const [first] = parsed.alerts;
        if (first !== undefined && tally.bodies % 4 === 0) {
          tally.rendered++;
          const fault = judge(first, now);
          if (fault !== undefined) wrong(fault, text);
        }
      }
    } catch (error) {
      wrong(`threw ${String(error)}`, text);
    }
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
  }
  return tally;
}

/** A body on its way: packed or not, its packing whole or spoilt. */
export function packed(
  one: Mutant,
  random: Random,
): { body: Buffer<ArrayBuffer>; headers: Record<string, string>; valid: boolean } {
  const plain = Buffer.from(one.text);
  const kind = random(8);
  if (kind > 3) return { body: plain, headers: {}, valid: one.valid };
  const [encoding, pack] = pick(random, [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const);
  const whole = Buffer.from(pack(plain));
  const headers = { "content-encoding": encoding };
  if (kind < 2) return { body: whole, headers, valid: one.valid };
  if (kind === 2) return { body: whole.subarray(0, random(whole.length)), headers, valid: false };
  const spoilt = Buffer.from(whole);
  spoilt[random(spoilt.length)] = random(256);
  return { body: spoilt, headers, valid: false };
}
