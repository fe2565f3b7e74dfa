/**
 * Keeps the published figures: computed in a process of their own when something was booked or entered, served from memory at
 * every scrape. The service's loop only asks four numbers of the database and reads some hundred samples.
 */
import { sql, type Kysely } from "kysely";
import type { Logger } from "pino";
import type { Site } from "../../site/inventory.ts";
import type { Sample } from "../../site/series.ts";
import { CodeReplacedError, runProgram } from "../child.ts";
import { auditedSite } from "../kpi/site.ts";
import { epochSeconds } from "../ledger/calendar.ts";
import type { EnergyTables } from "../ledger/tables.ts";
import type { PublishOrder } from "./publish-process.ts";

export interface PublisherOptions {
  readonly db: Kysely<EnergyTables>;
  readonly site: () => Site;
  readonly now: () => Date;
  readonly log: Logger;
}

/** What was computed last, and of what. */
interface Kept {
  readonly at: number;
  readonly hour: number;
  readonly batch: number;
  readonly inputs: string;
  readonly month: readonly Sample[];
  readonly others: readonly Sample[];
}

interface Look {
  /** File of the ledger; empty for one in memory. */
  readonly file: string;
  /** Number of the last batch of bookings. */
  readonly batch: number;
  /** Somebody imported, entered or corrected something since. */
  readonly entered: boolean;
  /** What the figures are made of beside bookings. */
  readonly inputs: string;
}

export interface Publisher {
  /**
   * For the timetable; never rejects. Everything is computed anew once an hour, and when a person booked something or register,
   * temperatures or site file are others; after bookings of samples only the running month.
   */
  refresh(): Promise<void>;
  /** What was computed last; nothing once that is older than two hours. */
  samples(): readonly Sample[];
}

/** After a run it rests for this many times its length: a long import must not keep a core busy. */
const rest = 20;
/** Older figures are not those of the ledger any more: they are taken anew every hour at least. */
const longestSeconds = 2 * 3600;
const program = new URL("publish-process.ts", import.meta.url);

export function createPublisher({ db, site, now, log }: PublisherOptions): Publisher {
  let kept: Kept | undefined;
  let restUntil = 0;

  /** @param since  last batch that the kept figures know */
  async function look(since: number): Promise<Look> {
    const { rows } = await sql<{ file: string; batch: number | null; byPeople: number; records: number; days: number }>`
      select (select file from pragma_database_list where name = 'main') as file,
             (select max(no) from energy_batch) as batch,
             (select count(*) from energy_batch where no > ${since} and person is not null) as byPeople,
             (select count(*) from energy_record) as records,
             (select count(*) from energy_driver) as days`.execute(db);
    const [row] = rows;
    return {
      file: row?.file ?? "",
      batch: row?.batch ?? 0,
      entered: (row?.byPeople ?? 0) > 0,
      inputs: JSON.stringify([row?.records, row?.days, auditedSite(site())]),
    };
  }

  async function compute(order: PublishOrder): Promise<Sample[]> {
    const started = performance.now();
    const { output } = await runProgram(program, order, "the figures were not computed", { polite: true });
    restUntil = order.now + (rest * (performance.now() - started)) / 1000;
    const label = { site: order.site.site.id };
    const samples = JSON.parse(output.toString("utf8")) as Sample[];
    return samples.map((sample) => ({ ...sample, labels: { ...label, ...sample.labels } }));
  }

  return {
    async refresh() {
      try {
        const at = epochSeconds(now());
        if (at < restUntil) return;
        const { file, batch, entered, inputs } = await look(kept?.batch ?? 0);
        if (file === "") return;
        const hour = Math.floor(at / 3600);
        const order = { file, site: auditedSite(site()), now: at };
        if (kept === undefined || kept.hour !== hour || kept.inputs !== inputs || entered) {
          const all = await compute({ ...order, which: "all" });
          const others = all.filter((sample) => !ofMonth(sample));
          kept = { at, hour, batch, inputs, month: all.filter(ofMonth), others };
        } else if (kept.batch !== batch) {
          kept = { ...kept, batch, month: await compute({ ...order, which: "month" }) };
        }
      } catch (error) {
        // Said once by whoever looks at the code, and on the board.
        if (!(error instanceof CodeReplacedError))
          log.warn({ err: error }, "energy figures not computed; the metrics keep what was known for two hours at most");
      }
    },
    samples: () => (kept === undefined || epochSeconds(now()) - kept.at > longestSeconds ? [] : [...kept.others, ...kept.month]),
  };
}

const ofMonth = ({ labels }: Sample): boolean => labels["period"] === "month";
