/**
 * On-call killed with SIGKILL again and again, at every point between a webhook body and "accepted" written down. One process
 * after the other works on one file of SQLite; the next one stands by with everything loaded before the one before it dies. An
 * alert that was not answered with 2xx is posted again, as Alertmanager does. Every kill strikes an alert of its own to two
 * persons: the successor first ends what the dead one left (every tenth is killed while it does that), then the next alert comes.
 */
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";
import type { Database } from "../../alerts/oncall/tables.ts";
import { atRest } from "./at-rest.ts";
import { standBy, type Pager } from "./pager.ts";
import { addressOf, alertJson, bodyOf, openTables, textOf, waitFor } from "./setup.ts";

/** Where a kill strikes: by the process itself, by the mail server (`smtp-…`) or by the clock. */
const points = [
  "storing", // up to 25 ms after the body was sent
  "stored", // committed, the sender has no answer
  "instant", // before or after any statement of the database, in and between transactions
  "claimed", // the lease is committed, nothing is sent
  "smtp-connected",
  "smtp-sender",
  "smtp-recipient",
  "smtp-whole", // the server has the text and has not answered
  "smtp-accepted", // the server has answered 250
  "sent", // 250 was read and is not written down
  "whenever", // up to 300 ms after the answer
] as const;
type Point = (typeof points)[number] | "takeover";
const byItself: readonly Point[] = ["stored", "claimed", "sent"];

interface Life {
  readonly point: Point;
  /** It had nothing left to do and was killed then: its point never came. */
  readonly idle: boolean;
}
interface Received {
  readonly messageId: string;
  readonly to: string;
  readonly text: string;
  /** Number of the process that sent it. */
  readonly life: number;
}

export interface KillReport {
  readonly db: Database;
  /** The clock of the last process, which still runs. */
  readonly now: () => Date;
  readonly lives: readonly Life[];
  readonly alerts: number;
  /** Alerts that did not reach both persons. */
  readonly lost: readonly string[];
  /** Every whole text that the mail server had. */
  readonly mails: readonly Received[];
  /** For each page and end, how often it came again. */
  readonly again: readonly number[];
  /** For each kill, how many texts came again because of it. */
  readonly cost: readonly number[];
  /** Texts that came again without a kill between. */
  readonly unprovoked: number;
}

/** The report for people: how many kills struck where, and what they cost. */
export function wordsOf({ lives, alerts, mails, lost, again, cost, unprovoked }: KillReport): string[] {
  const struck = [...Map.groupBy(lives, ({ point }) => point)].map(([point, all]) => {
    const idle = all.filter((life) => life.idle).length;
    return `${point} ${all.length}${idle === 0 ? "" : ` (${idle} too late)`}`;
  });
  return [
    `${lives.length} kills: ${struck.join(", ")}`,
    `${alerts} alerts, ${lost.length} lost, ${mails.length} mails, ${unprovoked} repeated without a kill between`,
    `repetitions of a message: ${distribution(again)}`,
    `repetitions for a kill: ${distribution(cost)}`,
  ];
}

/** How often each number comes: "0 × 12, 1 × 3". */
function distribution(numbers: readonly number[]): string {
  const counts = [...Map.groupBy(numbers, (number) => number)].map(([number, all]) => [number, all.length] as const);
  return counts
    .toSorted(([a], [b]) => a - b)
    .map(([number, count]) => `${number} × ${count}`)
    .join(", ");
}

/**
 * @param file  of the database; it is not there yet
 * @param tell  hears of the progress
 */
export async function killAgainAndAgain(
  t: { after(end: () => unknown): void },
  file: string,
  kills: number,
  tell: (text: string) => void = () => undefined,
): Promise<KillReport> {
  const { db } = await openTables(file);
  t.after(() => db.destroy());
  const lives: Life[] = [];
  const mails: Received[] = [];
  let victim: { readonly pager: Pager; readonly point: Point } | undefined;
  const strike = (point: Point): void => {
    if (victim?.point === point) victim.pager.process.kill("SIGKILL");
  };
  const port = await mailServer(t, strike, () => lives.length, mails);
  const clock = { offset: 0 };
  const now = (): Date => new Date(Date.now() + clock.offset * 1000);

  let next = standBy(t);
  /** The next process, a minute later by its clock: the lease of the dead one has run out. */
  async function rise(): Promise<Pager> {
    clock.offset += 61;
    const take = await next;
    const pager = take({ file, ports: [port], offset: clock.offset });
    next = standBy(t);
    return pager;
  }

  let alerts = 0;
  /** The body that nobody has answered with 2xx yet. */
  let unanswered: object | undefined;
  async function post(pager: Pager, body: object): Promise<void> {
    unanswered = body;
    const { status } = await pager.post(body).catch(() => ({ status: 0 }));
    if (status === 200) unanswered = undefined;
    else if (status !== 0) throw new Error(`the webhook answered ${status}`);
  }
  const device = (number: number): string => `usv-${String(number).padStart(5, "0")}`;
  /** A new alert, and the end of the one before it. */
  function nextBody(): object {
    const at = now().toISOString();
    const one = (number: number, status: "firing" | "resolved") =>
      alertJson({ name: `Alert${number}`, device: device(number), status, startsAt: starts[number] ?? at, endsAt: at });
    const body = alerts > 0 ? bodyOf(one(alerts, "firing"), one(alerts - 1, "resolved")) : bodyOf(one(alerts, "firing"));
    starts.push(at);
    alerts += 1;
    return body;
  }
  const starts: string[] = [];
  const end = async (pager: Pager, life: Life): Promise<void> => {
    await pager.kill();
    victim = undefined;
    lives.push(life);
    if (lives.length % 100 === 0) tell(`${lives.length} kills, ${mails.length} mails`);
  };

  let instants = 0;
  while (lives.length < kills) {
    const pager = await rise();
    if (lives.length % 10 === 9) {
      if (unanswered !== undefined) void post(pager, unanswered);
      await sleep(Math.random() * 80);
      await end(pager, { point: "takeover", idle: false });
      continue;
    }
    if (unanswered !== undefined) await post(pager, unanswered);
    await waitFor("what the dead one left to be done", () => atRest(db, now()), 60_000);
    // The first life is left alone: it counts the instants of a life.
    const point = instants === 0 ? "whenever" : (points[lives.length % points.length] ?? "whenever");
    const when = point === "instant" ? 1 + Math.floor(Math.random() * instants) : byItself.includes(point) ? point : "never";
    await pager.dieAt(when);
    victim = { pager, point };
    const answered = post(pager, nextBody());
    if (point === "storing") await sleep(Math.random() * 25);
    else if (point === "whenever" && instants > 0) await answered.then(() => sleep(Math.random() * 300));
    else {
      const quiet = answered.then(() => waitFor("its end", async () => gone(pager) || (await atRest(db, now())), 60_000));
      await Promise.race([pager.gone, quiet]);
    }
    if (instants === 0) instants = Number(await (await fetch(`${pager.url}/test/instants`)).text());
    const idle = point !== "storing" && point !== "whenever" && gone(pager) === undefined;
    await end(pager, { point, idle });
    await answered;
  }
  const last = await rise();
  if (unanswered !== undefined) await post(last, unanswered);
  // Ten minutes later lists are due as well.
  clock.offset += 600;
  await last.setOffset(clock.offset);
  await waitFor("an outbox in which nothing waits", () => atRest(db, now(), ["pending", "leased", "held"]), 120_000);
  await next;
  const devices = Array.from({ length: alerts }, (_, at) => device(at));
  return { db, now, lives, alerts, mails, lost: lostOf(mails, devices), ...repetitions(mails, kills) };
}

/** Whether the process has ended. */
const gone = ({ process: { exitCode, signalCode } }: Pager): true | undefined =>
  exitCode !== null || signalCode !== null ? true : undefined;

/** A mail server that tells where it is. */
async function mailServer(
  t: { after(end: () => unknown): void },
  strike: (point: Point) => void,
  life: () => number,
  mails: Received[],
): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    authOptional: true,
    onConnect: (_session, callback) => (strike("smtp-connected"), callback()),
    onMailFrom: (_address, _session, callback) => (strike("smtp-sender"), callback()),
    onRcptTo: (_address, _session, callback) => (strike("smtp-recipient"), callback()),
    onData(stream, _session, callback) {
      const from = life();
      simpleParser(stream, {}, (error: Error | null, mail) => {
        if (error !== null) return callback(error);
        mails.push({ messageId: mail.messageId ?? "", to: addressOf(mail), text: textOf(mail), life: from });
        strike("smtp-whole");
        callback(null);
        setImmediate(() => strike("smtp-accepted"));
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}

function lostOf(mails: readonly Received[], devices: readonly string[]): string[] {
  const reached = new Map(devices.map((device) => [device, new Set<string>()]));
  for (const { to, text } of mails) for (const [device] of text.matchAll(/usv-\d{5}/g)) reached.get(device)?.add(to);
  return [...reached].filter(([, people]) => people.size < 2).map(([device]) => device);
}

function repetitions(mails: readonly Received[], kills: number): Pick<KillReport, "again" | "cost" | "unprovoked"> {
  const cost = Array.from({ length: kills }, () => 0);
  let unprovoked = 0;
  const again = [...Map.groupBy(mails, ({ messageId }) => messageId).values()].map((same) => {
    for (const [at, { life }] of same.slice(1).entries()) {
      const before = same[at]?.life ?? life;
      if (before === life) unprovoked += 1;
      else cost[before] = (cost[before] ?? 0) + 1;
    }
    return same.length - 1;
  });
  return { again, cost, unprovoked };
}
