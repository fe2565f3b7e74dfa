/** The interim report as text and numbers ready to be set: page and PDF show the same view. Pure. */
import { createHash } from "node:crypto";
import type { Meter, Site } from "../../site/inventory.ts";
import { formatInstant, formatTime, type Locale } from "../../site/locale.ts";
import type { Interim } from "../interim.ts";
import { dischargesOf, upsPairs } from "../kpi/battery.ts";
import { headlinePue, type Part } from "../kpi/balance.ts";
import { worstQuality } from "../kpi/energy.ts";
import type { Energy, Kpi } from "../kpi/kpi.ts";
import type { Quality } from "../ledger/booking.ts";
import { hoursOf, instantOf, type Period } from "../ledger/calendar.ts";
import { stackedBar } from "./charts/stacked-bar.ts";
import { formatOf } from "./format.ts";
import { words, type Words } from "./words.ts";

export interface InterimView {
  readonly locale: Locale;
  readonly title: string;
  readonly site: string;
  readonly period: string;
  /** End of the period, epoch seconds: the date of the document, so that the same data give the same bytes. */
  readonly timestamp: number;
  readonly message: readonly string[];
  readonly figures: Table;
  readonly parts?: { readonly chart: string; readonly alt: string; readonly table: Table };
  readonly meters: Table;
  readonly events: readonly string[];
  readonly trust: readonly string[];
  readonly checksum: string;
  readonly say: Pick<Words, "keyFigures" | "parts" | "meters" | "events" | "trust" | "page" | "of" | "download" | "partsNone">;
}

/** A table with a header row; the first column names its row, `numbers` are set right-aligned. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
  /** The last row is a sum. */
  readonly sum: boolean;
}

/** Events that are listed one by one; what is beyond is counted. */
const eventsShown = 5;

export function interimView(interim: Interim, site: Site, locale: Locale): InterimView {
  const w = words[locale];
  const { balance } = interim;
  const zone = site.site.time_zone;
  const f = formatOf(site, locale);
  const { number } = f;
  const head = headlinePue(balance);
  const period = periodText(balance.period, zone, locale, w);
  const body = {
    locale,
    title: w.title,
    site: site.site.name,
    period: interim.provisional
      ? w.minutes(period, number(hoursOf(balance.period) * 60, 0))
      : w.period(period, number(hoursOf(balance.period), hoursOf(balance.period) % 1 === 0 ? 0 : 2)),
    timestamp: balance.period.to,
    message: messageOf(),
    figures: figuresTable(),
    ...partsOf(),
    meters: metersTable(),
    events: eventLines(),
    trust: trustLines(),
    say: {
      keyFigures: w.keyFigures,
      parts: w.parts,
      meters: w.meters,
      events: w.events,
      trust: w.trust,
      page: w.page,
      of: w.of,
      download: w.download,
      partsNone: head.value === undefined ? w.partsNoPue : w.partsNone,
    },
  };
  return { ...body, checksum: w.checksum(createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 16)) };

  /** The worst quality among the meter's bookings; undefined without bookings. */
  function worstOf(meter: string): Quality | undefined {
    const series = interim.series.find((one) => one.meter.id === meter);
    return series === undefined ? undefined : worstQuality(series, balance.period);
  }

  function messageOf(): string[] {
    const lines: string[] = [];
    const battery = onBattery();
    if (head.reason === "it_exceeds_facility" && battery.length > 0) lines.push(w.noPueOnBattery(battery.join(", ")));
    else if (head.value === undefined) lines.push(w.noPue(w.reasons[head.reason ?? "no_booking"]));
    else {
      lines.push(w.message(number(head.value, 2), String(head.category)));
      const biggest = balance.parts
        .filter(({ id, share }) => id !== "rest" && (share ?? 0) > 0)
        .sort((a, b) => (b.share ?? 0) - (a.share ?? 0))
        .slice(0, 2)
        .map(({ id, share }) => w.biggestPart(w.partNames[id], number(share ?? 0, 2)));
      if (biggest.length > 0) lines.push(w.biggest(biggest.join(w.and)));
      const integrated = balance.meters.some(({ meter }) => head.meters.includes(meter.id) && worstOf(meter.id) === "integrated");
      if (head.estimatedShare > 0) lines.push(w.someEstimated(f.share(head.estimatedShare, "up")));
      else lines.push(integrated ? w.someIntegrated : w.allCounted);
    }
    if (head.value !== undefined && battery.length > 0) lines.push(w.battery(battery.join(", ")));
    if (interim.provisional) lines.push(w.provisional);
    else if (hoursOf(balance.period) < interim.hoursAsked) lines.push(w.asked(number(interim.hoursAsked, 0)));
    return lines;
  }

  /** Why there is no figure; on battery no meter is to blame for it. */
  function reasonOf({ reason = "no_booking", coverage }: Kpi): string {
    const fed = ["it_exceeds_facility", "output_exceeds_input"].includes(reason) || (reason === "no_booking" && coverage > 0);
    return fed && onBattery().length > 0 ? w.reasonBattery : w.reasons[reason];
  }

  /** UPS that ran on battery and how long: by their own state where it is known, else by quarter hours of the ledger. */
  function onBattery(): string[] {
    const states = (interim.battery ?? []).filter(({ seconds }) => seconds > 0);
    const known = states.map(({ device, seconds }) => ({
      name: site.devices.find(({ id }) => id === device)?.name ?? device,
      seconds,
    }));
    const booked = upsPairs(interim.series, site.energy).flatMap((pair) => {
      const quarters = dischargesOf(pair, balance.period).reduce((sum, event) => sum + event.quarters, 0);
      return quarters === 0 ? [] : [{ name: pair.name, seconds: quarters * pair.output.step }];
    });
    return (known.length > 0 ? known : booked).map(({ name, seconds }) =>
      w.onBattery(name, number(seconds / 60, seconds < 600 ? 1 : 0)),
    );
  }

  function figuresTable(): Table {
    const hours = hoursOf(balance.period);
    const energyRow = (name: string, energy: Energy): string[] => {
      const spread = 2 * energy.relativeUncertainty * Math.abs(energy.kwh);
      const power = `${f.energy(energy.kwh)} (${w.meanPower} ${f.kw(energy.kwh / (hours * energy.coverage))})`;
      if (energy.coverage === 0) return [name, w.notBooked, "–", f.share(0)];
      return [name, power, `± ${f.energy(spread)}`, f.share(energy.coverage)];
    };
    const kpiRow = (name: string, kpi: Kpi, text: (value: number) => string): string[] => {
      const range = kpi.interval === undefined ? "–" : `${text(kpi.interval[0])} – ${text(kpi.interval[1])}`;
      return [name, kpi.value === undefined ? reasonOf(kpi) : text(kpi.value), range, f.share(kpi.coverage)];
    };
    const category = balance.pue[0]?.category ?? 1;
    const rows = [energyRow(w.facility, balance.facility), energyRow(w.itEnergy(String(category)), balance.it)];
    for (const kpi of balance.pue) {
      const name = `${w.pue(String(kpi.category))}, ${w.measuredAt[kpi.category ?? 1]}`;
      rows.push(kpiRow(name, kpi, (value) => number(value, 2)));
    }
    if (balance.ups.input.meters.length > 0) {
      rows.push(
        kpiRow(w.upsLoss, balance.ups.loss, f.energy),
        kpiRow(w.upsEfficiency, balance.ups.efficiency, (value) => f.percent(value, 1)),
      );
    }
    return { head: [w.figure, w.value, w.range, w.coverage], rows, numbers: [3], sum: false };
  }

  /** Shares of a PUE that there is not (on battery the IT takes more than comes in) would be negative and add up to nothing. */
  function partsOf(): Pick<InterimView, "parts"> {
    if (head.value === undefined) return {};
    const shown = balance.parts.filter((part): part is Part & { share: number } => part.share !== undefined);
    if (shown.length === 0) return {};
    const total = 1 + shown.reduce((sum, { share }) => sum + share, 0);
    const itKwh = balance.partsIt.kwh;
    const bars = [
      { id: "it" as const, name: w.it, share: 1 },
      ...shown.map(({ id, share }) => ({ id, name: w.partNames[id], share })),
    ];
    const rows = [
      [w.it, f.energy(itKwh), number(1, 3)],
      ...shown.map(({ id, energy, share }) => [w.partNames[id], f.energy(energy.kwh), number(share, 3)]),
      [w.sum, f.energy(itKwh * total), number(total, 3)],
    ];
    return {
      parts: {
        chart: stackedBar(bars, (value, digits) => number(value, digits)),
        alt: w.chartAlt(period, bars.map(({ name, share }) => `${name} ${number(share, 2)}`).join(", "), number(total, 2)),
        table: { head: [w.part, w.energy, w.contribution], rows, numbers: [1, 2], sum: true },
      },
    };
  }

  /** A volume has millilitres where an energy has joules. */
  function amountOf({ role }: Meter, { kwh }: Energy): string {
    return role === "water" ? `${number(kwh * 3.6, 1)}\u00A0m³` : f.energy(kwh);
  }

  function metersTable(): Table {
    const rows = balance.meters.map(({ meter, energy }) => {
      const quality = worstOf(meter.id);
      return [
        meter.name,
        w.roles[meter.role],
        quality === undefined ? w.notBooked : w.qualities[quality],
        number(meter.accuracy_percent, meter.accuracy_percent % 1 === 0 ? 0 : 1),
        quality === undefined ? "–" : amountOf(meter, energy),
        f.share(energy.coverage),
      ];
    });
    return { head: [w.meter, w.role, w.quality, w.accuracy, w.energy, w.coverage], rows, numbers: [3, 4, 5], sum: false };
  }

  function eventLines(): string[] {
    const names = new Map(site.meters.map(({ id, name }) => [id, name]));
    const late = interim.late.map(({ meter, until }) =>
      w.late(names.get(meter) ?? meter, formatInstant(instantOf(until), zone, locale)),
    );
    if (interim.events.length === 0) return late.length === 0 ? [w.eventsNone] : late;
    const lines = interim.events.slice(0, eventsShown).map(({ meter, event }) => {
      const length = event.seconds === undefined ? "" : ` (${number(event.seconds / 60, event.seconds < 600 ? 1 : 0)} min)`;
      const time = formatTime(instantOf(event.at), zone, locale);
      return `${time} ${names.get(meter) ?? meter}: ${w.eventNames[event.kind]}${length}`;
    });
    const beyond = interim.events.length - eventsShown;
    return [...late, ...lines, ...(beyond > 0 ? [w.more(number(beyond, 0))] : [])];
  }

  function trustLines(): string[] {
    const rest = balance.parts.find(({ id }) => id === "rest");
    const restShare = rest === undefined ? 0 : rest.energy.kwh / balance.facility.kwh;
    const lines = [w.trustInterim];
    if (!interim.provisional) lines.push(w.trustCoverage(f.share(head.coverage), f.share(head.estimatedShare, "up")));
    if (head.interval !== undefined) lines.push(w.trustInterval(number(head.interval[0], 3), number(head.interval[1], 3)));
    if (restShare > 0.05) lines.push(w.trustRest(f.share(restShare)));
    if (restShare < 0) lines.push(w.trustNegativeRest);
    lines.push((interim.provisional ? w.trustSourceProvisional : w.trustSource)(String(head.version)));
    return lines;
  }
}

/** `23.11.2026, 10:00 bis 14:00 Uhr`; over midnight both dates. */
function periodText({ from, to }: Period, timeZone: string, locale: Locale, w: Words): string {
  const day = (seconds: number): string =>
    instantOf(seconds).toLocaleDateString(locale === "de" ? "de-DE" : "en-GB", { timeZone, dateStyle: "medium" });
  const time = (seconds: number): string => formatTime(instantOf(seconds), timeZone, locale);
  if (day(from) === day(to)) return `${day(from)}, ${w.clock(time(from), time(to))}`;
  return w.clock(`${day(from)}, ${time(from)}`, `${day(to)}, ${time(to)}`);
}
