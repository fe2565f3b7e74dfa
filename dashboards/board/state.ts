/** What the board shows at one instant: plain values with their age, named from the inventory, without any wording. */

import type { Locale } from "../../site/locale.ts";
import type { DeviceClass } from "../../site/metrics.ts";

/** One value and the instant it was measured; undefined means that nobody measured it lately. */
export type Reading<Value = number> = { readonly value: Value; readonly at: Date } | undefined;

/** A value older than this is no longer shown: on a bad night no figure is better than a wrong one. */
export const oldestShownSeconds = 120;

/** Age in seconds, never negative (clocks of two machines differ a little). */
export function ageSeconds(at: Date, now: Date): number {
  return Math.max(0, (now.getTime() - at.getTime()) / 1000);
}

/** The value if it may still be shown, else undefined. */
export function fresh<Value>(reading: Reading<Value>, now: Date): Value | undefined {
  return reading !== undefined && ageSeconds(reading.at, now) <= oldestShownSeconds ? reading.value : undefined;
}

/** An open incident as the board needs it; handed in by `app/`. */
export interface IncidentView {
  readonly id: string;
  /** Name of the alert, which is also its runbook's. */
  readonly title: string;
  readonly severity: "critical" | "warning" | "info";
  readonly class: string;
  readonly device?: string;
  readonly room?: string;
  readonly house?: string;
  readonly state: "open" | "acknowledged" | "blind";
  readonly since: Date;
  /** Name of the person who is on it. */
  readonly acknowledgedBy?: string;
  /** What happened and where, with names, for people. */
  readonly summary: string;
  /** The same in English, where it is known; `summary` is in the language of the site. */
  readonly summaryEnglish?: string;
}

/** What happened, in the language of the page. */
export const summaryOf = ({ summary, summaryEnglish }: IncidentView, locale: Locale): string =>
  locale === "en" ? (summaryEnglish ?? summary) : summary;

/** Who keeps the incidents; rejects when its store does not answer. */
export interface BoardIncidents {
  open(): Promise<readonly IncidentView[]>;
  /** Since when nothing can be stored, so that incidents may be missing; left out: nobody knows. */
  unwritableSince?(): Date | undefined;
}

/** Whether a device answers. `silentSince` is its last answer, if that is known. */
export interface Contact {
  readonly answers: Reading<boolean>;
  readonly reason?: string;
  readonly silentSince?: Date;
}

export interface UpsState {
  readonly id: string;
  readonly name: string;
  readonly contact: Contact;
  /** State of `ups_power_source`. */
  readonly source: Reading<string>;
  readonly runtimeSeconds: Reading;
  /** Runtime at which an orderly shutdown must start. */
  readonly runtimeLimitSeconds: Reading;
  readonly chargeRatio: Reading;
  /** The busiest phase. */
  readonly loadRatio: Reading;
}

export interface UnitState {
  readonly id: string;
  readonly name: string;
  readonly contact: Contact;
  /** State of `cooling_unit_state`; the worst of its units. */
  readonly state: Reading<string>;
  /** Supply water, for chillers. */
  readonly waterCelsius: Reading;
  readonly waterLimitCelsius: Reading;
}

export interface RoomState {
  readonly id: string;
  readonly name: string;
  /** Hottest air at a rack's inlet and the sensor that says so. */
  readonly inletCelsius: Reading;
  readonly recommendedCelsius: Reading;
  readonly allowableCelsius: Reading;
  /** Seconds until an inlet crosses the allowable limit at its present slope; absent while nothing rises. */
  readonly secondsToAllowable?: number;
  readonly leak: Reading<boolean>;
  readonly units: readonly UnitState[];
  readonly unitsNeeded?: number;
}

export interface UplinkState {
  readonly device: string;
  readonly name: string;
  readonly interface: string;
  readonly contact: Contact;
  readonly state: Reading<string>;
  /** Busier direction over the speed. */
  readonly loadRatio: Reading;
}

export interface HouseState {
  readonly id: string;
  readonly name: string;
  readonly devices: number;
  /** Names of devices that do not answer. */
  readonly silent: readonly string[];
  /** Devices of which nothing is known at all (no probe result). */
  readonly unknown: number;
  readonly uplinks: readonly UplinkState[];
  readonly wifiClients: Reading;
}

export interface ResourceState {
  readonly name: string;
  readonly kind: string;
  readonly used: Reading;
  readonly capacity: Reading;
  readonly binding: boolean;
}

export interface RemoteWorkState {
  readonly people: Reading;
  readonly workforce: number;
  readonly capacity: Reading;
  /** False when a resource is not measured: the capacity is then an upper bound. */
  readonly complete: Reading<boolean>;
  /** Capacity with the largest gateway gone. */
  readonly capacityNMinusOne: Reading;
  /** The resource that runs out first. */
  readonly binding?: ResourceState;
  readonly resources: readonly ResourceState[];
}

export interface EnergyState {
  /** Power at the grid meters now. */
  readonly gridWatts: Reading;
  /** Mean power of the last quarter hour by role. */
  readonly watts: ReadonlyMap<string, Reading>;
  readonly pue: Reading;
  readonly puePeriod?: string;
  readonly pueCategory?: string;
  readonly pueLimit: Reading;
}

export interface ChainState {
  /** Whether the rule engine evaluates: the Watchdog alert always fires. */
  readonly rules: Reading<boolean>;
  /** Whether every collector and the service itself can be scraped; the names of those that cannot. */
  readonly deaf: readonly string[];
  readonly channels: readonly { readonly name: string; readonly up: Reading<boolean> }[];
  readonly oldestPendingSeconds: Reading;
  /** Whether the site file on disk is the one in force; false while a wrong one is ignored. */
  readonly siteFileInForce: Reading<boolean>;
  /** Whether the code on disk is the one that runs; false after an update without a restart. */
  readonly codeCurrent: Reading<boolean>;
}

export interface BoardState {
  readonly at: Date;
  readonly siteName: string;
  readonly timeZone: string;
  /** False when Prometheus did not answer: then every reading is absent. */
  readonly storeAnswers: boolean;
  /** When it last answered, if it does not now and that is known. */
  readonly storeSilentSince?: Date | undefined;
  /** Undefined when the store of incidents did not answer. */
  readonly incidents: readonly IncidentView[] | undefined;
  /** Since when no incident can be stored. */
  readonly unwritableSince?: Date | undefined;
  readonly devices: number;
  /** Devices that do not answer, by name. */
  readonly silent: readonly { readonly name: string; readonly class: DeviceClass; readonly contact: Contact }[];
  readonly remoteWork?: RemoteWorkState;
  readonly ups: readonly UpsState[];
  readonly rooms: readonly RoomState[];
  /** Cooling machines that serve the whole site. */
  readonly plant: readonly UnitState[];
  readonly uplinks: readonly UplinkState[];
  readonly houses: readonly HouseState[];
  readonly energy: EnergyState;
  readonly chain: ChainState;
}
