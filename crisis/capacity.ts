import type { RemoteWork } from "../site/inventory.ts";

/** What remote work runs on, in the order that decides between equals. */
export const kinds = ["sessions", "licences", "uplink"] as const;
export type Kind = (typeof kinds)[number];

/**
 * `standby`: answers, and says that it is the unit of a failover pair that does not work now: its sessions are copies.
 * `silent`: asked and did not answer. `unseen`: nobody knows, for example because nothing has been measured yet.
 */
export type Presence = "answers" | "standby" | "silent" | "unseen";

/** What is measured at one gateway; an absent value is unknown, never 0. */
export interface Gateway {
  readonly id: string;
  readonly presence: Presence;
  /** The gateway's own total of remote-access sessions. */
  readonly sessions?: number | undefined;
  /** The smallest limit in force: platform, licence, address pool, inventory. */
  readonly sessionsLimit?: number | undefined;
  /** Licences that this gateway's own users hold. */
  readonly licencesUsed?: number | undefined;
  /** Size of the pool when it is shared, else of this gateway's own. */
  readonly licencesLimit?: number | undefined;
}

/** What is measured at one uplink; `unknown` when its router does not say. */
export interface Uplink {
  readonly device: string;
  readonly interface: string;
  readonly state: "up" | "down" | "unknown";
  /** The busier direction. */
  readonly trafficBitsPerSecond?: number | undefined;
  readonly speedBitsPerSecond?: number | undefined;
}

export interface CapacityInput {
  readonly work: RemoteWork;
  readonly gateways: readonly Gateway[];
  readonly uplinks: readonly Uplink[];
}

/** One resource in people. Absent means unknown. */
export interface Resource {
  readonly kind: Kind;
  /** Gateway id, `licences` for the shared pool, `device:interface` for an uplink. */
  readonly resource: string;
  /** `counts`, or why it does not: gateways `standby`, `silent` or `unseen`, uplinks `down` or `unseen`, the gateway assumed `lost`. */
  readonly state: "counts" | "standby" | "silent" | "unseen" | "down" | "lost";
  readonly usedPeople?: number;
  /** Absent for a resource that is gone. */
  readonly capacityPeople?: number;
  /** Capacity less used, by the resource's own measure; negative when overfull. */
  readonly headroomPeople?: number;
}

/** All resources of one kind together. Absent means unknown. */
export interface KindCapacity {
  readonly kind: Kind;
  /** People who fit: the sum of the resources, less what others than the people working now take from it. */
  readonly capacityPeople?: number;
  readonly headroomPeople?: number;
}

export interface ScenarioCapacity {
  /** The gateway assumed gone; absent in `all`, and when no gateway is left to lose. */
  readonly lost?: string;
  readonly resources: readonly Resource[];
  readonly kinds: readonly KindCapacity[];
  /** What runs out first; absent when no kind is known. */
  readonly binding?: { readonly kind: Kind; readonly resource: string };
  /** The smallest capacity over the known kinds. */
  readonly capacityPeople?: number;
  /** Capacity less the people working now; negative when they do not fit. */
  readonly headroomPeople?: number;
  /** Kinds that limit remote work here but are not measured: then the capacity is only an upper bound. */
  readonly unknown: readonly Kind[];
}

export interface Capacity {
  readonly workforce: number;
  /** People working remotely now; absent when a gateway that answers does not say, or none answers. */
  readonly people?: number;
  readonly all: ScenarioCapacity;
  /** The same without the gateway whose loss hurts most. */
  readonly nMinus1: ScenarioCapacity;
}

/** Whole people who fit; a millionth forgives binary fractions such as 3000 / 1.2. */
const fit = (people: number): number => Math.floor(people + 1e-6);
const need = (people: number): number => Math.ceil(people - 1e-6);

/** Sum of values, or undefined as soon as one is unknown. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}

const less = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** An object without its undefined members, as exactOptionalPropertyTypes wants it. */
function known<T extends object>(value: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function resourceOf(kind: Kind, resource: string, state: Resource["state"], used?: number, capacity?: number): Resource {
  if (state !== "counts") return { kind, resource, state };
  return known<Resource>({
    kind,
    resource,
    state,
    usedPeople: used,
    capacityPeople: capacity,
    headroomPeople: less(capacity, used),
  });
}

/** One resource per gateway, from what it holds and what it can hold in sessions. */
function perGateway(
  kind: Kind,
  { work, gateways }: CapacityInput,
  read: (gateway: Gateway) => { readonly used: number | undefined; readonly limit: number | undefined },
): Resource[] {
  return gateways.map((gateway) => {
    if (gateway.presence !== "answers") return resourceOf(kind, gateway.id, gateway.presence);
    const { used, limit } = read(gateway);
    return resourceOf(
      kind,
      gateway.id,
      "counts",
      used === undefined ? undefined : need(used / work.sessions_per_person),
      limit === undefined ? undefined : fit(limit / work.sessions_per_person),
    );
  });
}

const licencesOf = (gateway: Gateway): number | undefined => gateway.licencesUsed ?? gateway.sessions;

/** Licences; no resource at all when nobody names a limit, since many gateways are sold without. */
function licences(input: CapacityInput): Resource[] {
  const { work, gateways } = input;
  const pool = smallest(gateways.map(({ licencesLimit }) => licencesLimit));
  if (pool === undefined) return [];
  if (work.licences === "per_gateway") {
    return perGateway("licences", input, (gateway) => ({ used: licencesOf(gateway), limit: gateway.licencesLimit }));
  }
  const answering = gateways.filter(({ presence }) => presence === "answers");
  const used = answering.length === 0 ? undefined : sum(answering.map(licencesOf));
  const people = used === undefined ? undefined : need(used / work.sessions_per_person);
  return [resourceOf("licences", "licences", "counts", people, fit(pool / work.sessions_per_person))];
}

function uplinks({ work, uplinks }: CapacityInput): Resource[] {
  const bitsPerPerson = work.megabits_per_person * 1e6;
  return uplinks.map(({ device, interface: port, state, trafficBitsPerSecond: traffic, speedBitsPerSecond: speed }) =>
    resourceOf(
      "uplink",
      `${device}:${port}`,
      state === "up" ? "counts" : state === "down" ? "down" : "unseen",
      traffic === undefined ? undefined : need(traffic / bitsPerPerson),
      speed === undefined ? undefined : fit((speed * work.usable_uplink_share) / bitsPerPerson),
    ),
  );
}

/** Sum over the resources that count: 0 when all are gone, but unknown when nothing was seen of any. */
function total(resources: readonly Resource[]): number | undefined {
  const counting = resources.filter(({ state }) => state === "counts");
  const working = resources.filter(({ state }) => state !== "standby");
  if (working.length > 0 && working.every(({ state }) => state === "unseen")) return undefined;
  return sum(counting.map(({ capacityPeople }) => capacityPeople));
}

/**
 * All resources of one kind. What they carry beyond the people working now (other traffic, orphaned licences) is not
 * free for people: it is taken off the capacity.
 */
function kindOf(kind: Kind, resources: readonly Resource[], used: number | undefined, people: number | undefined): KindCapacity {
  const gross = total(resources);
  const others = Math.max(0, less(used, people) ?? 0);
  const capacity = gross === undefined ? undefined : Math.max(0, gross - others);
  return known<KindCapacity>({ kind, capacityPeople: capacity, headroomPeople: less(capacity, people) });
}

function tightest(resources: readonly Resource[]): string | undefined {
  const room = ({ state, headroomPeople, capacityPeople }: Resource): number =>
    state === "counts" ? (headroomPeople ?? capacityPeople ?? Infinity) : Infinity;
  let best = resources[0];
  for (const resource of resources) if (best === undefined || room(resource) < room(best)) best = resource;
  return best?.resource;
}

function scenarioOf(
  resources: readonly Resource[],
  used: ReadonlyMap<Kind, number | undefined>,
  people: number | undefined,
  lost?: string,
): ScenarioCapacity {
  const present = kinds.filter((kind) => resources.some((resource) => resource.kind === kind));
  const all = present.map((kind) =>
    kindOf(
      kind,
      resources.filter((resource) => resource.kind === kind),
      used.get(kind),
      people,
    ),
  );
  const capacity = smallest(all.map(({ capacityPeople }) => capacityPeople));
  const binding = capacity === undefined ? undefined : all.find(({ capacityPeople }) => capacityPeople === capacity)?.kind;
  const resource = tightest(resources.filter(({ kind }) => kind === binding));
  return known<ScenarioCapacity>({
    lost,
    resources,
    kinds: all,
    binding: binding === undefined || resource === undefined ? undefined : { kind: binding, resource },
    capacityPeople: capacity,
    headroomPeople: less(capacity, people),
    unknown: all.filter(({ capacityPeople }) => capacityPeople === undefined).map(({ kind }) => kind),
  });
}

/**
 * The resources when one more gateway is gone: its rows stay, without figures. A standby unit takes them over as they are: both
 * units of a pair are of one model and licence.
 */
function without(resources: readonly Resource[], gateway: string, standby?: string): Resource[] {
  return resources.map((one) => {
    if (one.resource === gateway) return { kind: one.kind, resource: gateway, state: "lost" };
    const taken = one.resource === standby && resources.find(({ kind, resource }) => kind === one.kind && resource === gateway);
    return taken ? { ...taken, resource: one.resource } : one;
  });
}

/**
 * How many people can work remotely, what runs out first, and the same without the gateway whose loss hurts most.
 * A gateway that is silent or unseen counts as gone now; only when all are unseen is its kind unknown instead of 0. A standby
 * unit adds nothing while it stands by, and takes over from the one that is lost.
 */
export function capacity(input: CapacityInput): Capacity {
  const sessions = perGateway("sessions", input, ({ sessions: used, sessionsLimit: limit }) => ({ used, limit }));
  const resources = [...sessions, ...licences(input), ...uplinks(input)];
  const usedOf = (kind: Kind): number | undefined =>
    sum(resources.filter((one) => one.kind === kind && one.state === "counts").map(({ usedPeople }) => usedPeople));
  const used = new Map(kinds.map((kind) => [kind, usedOf(kind)]));
  const answering = sessions.filter(({ state }) => state === "counts");
  const people = answering.length === 0 ? undefined : used.get("sessions");
  const all = scenarioOf(resources, used, people);
  const standby = sessions.find(({ state }) => state === "standby")?.resource;
  const losses = answering.map(({ resource }) => scenarioOf(without(resources, resource, standby), used, people, resource));
  return known<Capacity>({ workforce: input.work.workforce, people, all, nMinus1: worst(losses, sessions) ?? all });
}

/** The loss that leaves least; among equals that of the largest gateway, then the first in the inventory. */
function worst(losses: readonly ScenarioCapacity[], sessions: readonly Resource[]): ScenarioCapacity | undefined {
  const size = ({ lost }: ScenarioCapacity): number =>
    sessions.find(({ resource }) => resource === lost)?.capacityPeople ?? Infinity;
  const left = ({ capacityPeople }: ScenarioCapacity): number => capacityPeople ?? Infinity;
  return losses.toSorted((a, b) => compare(left(a), left(b)) || compare(size(b), size(a)))[0];
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
