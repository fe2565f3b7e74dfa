/**
 * The first minutes of a ledger: figures straight from raw samples while no quarter hour is complete. Shown as provisional,
 * never booked. A newcomer sees after five minutes that the meters are read rightly, not after half an hour.
 */
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import type { SampleReader } from "../site/series.ts";
import { metersOn, neededRoles, type Interim } from "./interim.ts";
import { balanceOf } from "./kpi/balance.ts";
import type { MeterSeries } from "./kpi/energy.ts";
import { qualities } from "./ledger/booking.ts";
import { isRead, readingOf, samplesOf, selectorOf } from "./ledger/booker.ts";
import { epochSeconds, instantOf } from "./ledger/calendar.ts";
import { stretchesOf, within, type Stretch } from "./ledger/counter.ts";

/** Raw samples are read so far back at most. */
const lookbackSeconds = 1800;
/** Below this the steps of the counters (0.1 kWh, often) weigh more than what they count. */
const shortestSeconds = 300;
const stepSeconds = 10;

/**
 * Balance of the last minutes that all meters of the PUE have samples for; meters that are integrated from power are left out.
 * @returns undefined below five minutes, or when a needed meter has no samples
 */
export async function readProvisional(
  reader: SampleReader,
  site: Site,
  hoursAsked: number,
  now: Date,
  log: Logger,
): Promise<Interim | undefined> {
  const end = epochSeconds(now);
  const read: { meter: Site["meters"][number]; stretches: Stretch[] }[] = [];
  for (const meter of metersOn(site, now).filter(isRead)) {
    const reading = readingOf(meter);
    if (reading.kind !== "counter") continue;
    try {
      const series = await reader.raw(selectorOf(meter), instantOf(end - lookbackSeconds), now);
      read.push({ meter, stretches: stretchesOf(samplesOf(series, reading), reading).stretches });
    } catch (error) {
      log.info({ meter: meter.id, err: error }, "no samples for provisional figures");
      return undefined;
    }
  }
  const needed = read.filter(({ meter }) => neededRoles.includes(meter.role));
  if (needed.length === 0 || needed.some(({ stretches }) => stretches.length === 0)) return undefined;
  const up = (seconds: number): number => Math.ceil(seconds / stepSeconds) * stepSeconds;
  const from = up(Math.max(...needed.map(({ stretches }) => stretches[0]?.from ?? end)));
  const to = up(Math.min(...needed.map(({ stretches }) => stretches.at(-1)?.to ?? from)) - stepSeconds + 1e-6);
  if (to - from < shortestSeconds) return undefined;
  const period = { from, to };
  const series = read.map(({ meter, stretches }) => columnOf(meter, stretches, from, to));
  return {
    balance: balanceOf(series, period),
    provisional: true,
    hoursAsked,
    bookedUntil: new Map(),
    late: [],
    events: [],
    series,
  };
}

/** One place for the whole stretch: within minutes the steps of a counter would only be noise. */
function columnOf(meter: Site["meters"][number], stretches: readonly Stretch[], from: number, to: number): MeterSeries {
  const first = stretches[0]?.from ?? Number.POSITIVE_INFINITY;
  const last = stretches.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
  return {
    meter,
    from,
    step: to - from,
    amounts: Float64Array.of(first <= from && last >= to ? within(stretches, { from, to }) : Number.NaN),
    methods: new Uint8Array(1),
    qualities: Uint8Array.of(qualities.indexOf("good")),
    measuredSeconds: Uint16Array.of(Math.min(to - from, 0xffff)),
  };
}
