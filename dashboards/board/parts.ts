/** Parts of the board from one snapshot; pure. */
import type { Device, Site } from "../../site/inventory.ts";
import type { Labels } from "../../site/series.ts";
import { perSecond, type Snapshot } from "./snapshot.ts";
import {
  ageSeconds,
  fresh,
  type ChainState,
  type Contact,
  type EnergyState,
  type HouseState,
  type Reading,
  type RemoteWorkState,
  type ResourceState,
  type RoomState,
  type UnitState,
  type UplinkState,
  type UpsState,
} from "./state.ts";

export function contactOf(shot: Snapshot, id: string, lastAnswers: ReadonlyMap<string, Date>): Contact {
  const success = shot.newest("probe_success", { device: id });
  const answers = success && { value: success.value === 1, at: success.at };
  if (answers?.value === true) return { answers };
  const reason = shot
    .all("probe_failure_reason", { device: id })
    .find(({ value, at }) => value === 1 && at.getTime() === answers?.at.getTime())?.labels["state"];
  const since = lastAnswers.get(id);
  return { answers, ...(reason !== undefined && { reason }), ...(since && { silentSince: since }) };
}

/** A recorded value ends when its condition does: after three evaluations without it, it no longer speaks. */
function recorded(shot: Snapshot, metric: string, labels: Labels, now: Date): Reading {
  const reading = shot.newest(metric, labels);
  return reading !== undefined && ageSeconds(reading.at, now) <= 30 ? reading : undefined;
}

export function upsOf(shot: Snapshot, { id, name }: Device, contact: Contact, now: Date): UpsState {
  const labels = { device: id };
  const estimate = shot.newest("ups_battery_runtime_seconds", labels);
  const corrected = recorded(shot, "device:ups_time_left:seconds", labels, now);
  return {
    id,
    name,
    contact,
    source: shot.state("ups_power_source", labels),
    // The worse of its own estimate and the one corrected by how fast it really falls, as the mails say it.
    runtimeSeconds: corrected !== undefined && estimate !== undefined && corrected.value < estimate.value ? corrected : estimate,
    runtimeLimitSeconds: shot.newest("ups_battery_runtime_limit_seconds", labels),
    chargeRatio: shot.newest("ups_battery_charge_ratio", labels),
    loadRatio: shot.largest("ups_output_load_ratio", labels),
  };
}

const worstFirst = ["fault", "unknown", "off", "standby", "running"];

export function unitOf(shot: Snapshot, { id, name }: Device, contact: Contact): UnitState {
  const units = new Set(shot.all("cooling_unit_state", { device: id }).map(({ labels }) => labels["unit"] ?? ""));
  const states = [...units]
    .map((unit) => shot.state("cooling_unit_state", { device: id, unit }))
    .filter((state) => state !== undefined)
    .sort((a, b) => worstFirst.indexOf(a.value) - worstFirst.indexOf(b.value));
  return {
    id,
    name,
    contact,
    state: states[0],
    waterCelsius: shot.largest("water_temperature_celsius", { device: id, position: "supply" }),
    waterLimitCelsius: shot.newest("water_temperature_limit_celsius", { device: id }),
  };
}

type ContactOf = (device: Device) => Contact;

export function roomOf(shot: Snapshot, site: Site, room: Site["rooms"][number], contact: ContactOf, now: Date): RoomState {
  const labels = { room: room.id };
  const inlet = shot.largest("air_temperature_celsius", { ...labels, position: "rack_inlet" });
  const limit = (bound: string): Reading => {
    const all = shot.all("air_temperature_limit_celsius", { ...labels, bound });
    const lowest = all.toSorted((a, b) => a.value - b.value)[0];
    return lowest && { value: lowest.value, at: lowest.at };
  };
  const toLimit = recorded(shot, "room:inlet_time_to_limit:seconds", labels, now);
  const leaks = shot.largest("leak_detected", labels);
  return {
    id: room.id,
    name: room.name,
    inletCelsius: inlet,
    recommendedCelsius: limit("recommended"),
    allowableCelsius: limit("allowable"),
    ...(toLimit && { secondsToAllowable: toLimit.value }),
    leak: leaks && { value: leaks.value === 1, at: leaks.at },
    units: site.devices
      .filter((device) => device.class === "cooling" && device.room === room.id)
      .map((device) => unitOf(shot, device, contact(device))),
    ...(room.cooling_units_needed !== undefined && { unitsNeeded: room.cooling_units_needed }),
  };
}

export function uplinksOf(shot: Snapshot, device: Device, contact: Contact): UplinkState[] {
  return device.uplinks.map((name) => {
    const labels = { device: device.id, interface: name };
    const speed = shot.newest("interface_speed_bits_per_second", labels);
    const busiest = shot
      .all("interface_octets_total", labels)
      .map(({ points, at }) => ({ rate: perSecond(points), at }))
      .filter((row): row is { rate: number; at: Date } => row.rate !== undefined)
      .sort((a, b) => b.rate - a.rate)[0];
    const load = busiest && speed && speed.value > 0 ? { value: (8 * busiest.rate) / speed.value, at: busiest.at } : undefined;
    return {
      device: device.id,
      name: device.name,
      interface: name,
      contact,
      state: shot.state("interface_oper_state", labels),
      loadRatio: load,
    };
  });
}

export function houseOf(shot: Snapshot, site: Site, house: Site["houses"][number], contact: ContactOf, now: Date): HouseState {
  const devices = site.devices.filter((device) => device.house === house.id);
  const wifi = sum([...shot.all("wifi_clients_active", { house: house.id })]);
  const answers = devices.map((device) => ({ name: device.name, answers: fresh(contact(device).answers, now) }));
  return {
    id: house.id,
    name: house.name,
    devices: devices.length,
    silent: answers.filter((device) => device.answers === false).map(({ name }) => name),
    unknown: answers.filter((device) => device.answers === undefined).length,
    // The way out of the house: its firewall if it has one, else every switch with an uplink.
    uplinks: wayOut(devices).flatMap((device) => uplinksOf(shot, device, contact(device))),
    wifiClients: wifi ?? sum([...shot.all("wifi_clients", { house: house.id })]),
  };
}

function wayOut(devices: readonly Device[]): readonly Device[] {
  const linked = devices.filter(({ uplinks }) => uplinks.length > 0);
  const firewalls = linked.filter(({ role }) => role === "firewall" || role === "uplink");
  return firewalls.length > 0 ? firewalls : linked;
}

/** Sum over series, as old as the oldest of them. */
function sum(rows: readonly { readonly value: number; readonly at: Date }[]): Reading {
  if (rows.length === 0) return undefined;
  return {
    value: rows.reduce((total, { value }) => total + value, 0),
    at: new Date(Math.min(...rows.map(({ at }) => at.getTime()))),
  };
}

/** `licences` as it is; a device id, alone or before a separator, becomes the device's name. */
function resourceName(site: Site, resource: string): string {
  const device = site.devices.find(({ id }) => resource === id || resource.startsWith(`${id}:`) || resource.startsWith(`${id}/`));
  return device?.name ?? resource;
}

export function remoteWorkOf(shot: Snapshot, site: Site): RemoteWorkState | undefined {
  if (site.remote_work === undefined) return undefined;
  const rows = shot.all("remote_work_capacity_people", { scenario: "all" });
  const resources: ResourceState[] = rows.map(({ labels, value, at }) => {
    const key: Labels = { resource: labels["resource"] ?? "", kind: labels["kind"] ?? "" };
    return {
      name: resourceName(site, labels["resource"] ?? ""),
      kind: labels["kind"] ?? "",
      used: shot.newest("remote_work_used_people", key),
      capacity: { value, at },
      binding: shot.newest("remote_work_binding", { ...key, scenario: "all" })?.value === 1,
    };
  });
  const complete = shot.newest("remote_work_capacity_complete", { scenario: "all" });
  const first = resources.find(({ binding }) => binding);
  return {
    people: shot.newest("remote_work_people"),
    workforce: site.remote_work.workforce,
    capacity: shot.newest("remote_work_total_capacity_people", { scenario: "all" }),
    complete: complete && { value: complete.value === 1, at: complete.at },
    capacityNMinusOne: shot.newest("remote_work_total_capacity_people", { scenario: "n_minus_1" }),
    ...(first && { binding: first }),
    resources,
  };
}

export function energyOf(shot: Snapshot, site: Site): EnergyState {
  const grid = site.meters.flatMap(({ role, source }) =>
    role === "grid" && source !== undefined ? [meterWatts(shot, source.device)] : [],
  );
  const known = grid.filter((reading) => reading !== undefined);
  // The best category that is measured, of the newest period: 3 (at the IT equipment) says more than 1 (at the UPS output).
  const pue = shot
    .all("energy_pue_ratio")
    // Months and years are figures of reports; the board shows what happens now.
    .filter(({ labels }) => /^\d+[mh]$/.test(labels["period"] ?? ""))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || Number(b.labels["category"]) - Number(a.labels["category"]))[0];
  const period = pue?.labels["period"];
  const category = pue?.labels["category"];
  const watts = new Map(shot.all("energy_power_watts").map(({ labels, value, at }) => [labels["role"] ?? "", { value, at }]));
  const [into, outOf] = [watts.get("ups_in"), watts.get("ups_out")];
  // While batteries discharge more comes out than goes in; that difference is not a loss.
  if (into !== undefined && outOf !== undefined && into.value >= outOf.value)
    watts.set("ups_loss", { value: into.value - outOf.value, at: into.at });
  return {
    gridWatts: known.length === grid.length ? sum(known) : undefined,
    watts,
    pue: pue && { value: pue.value, at: pue.at },
    ...(period !== undefined && { puePeriod: period }),
    ...(category !== undefined && { pueCategory: category }),
    pueLimit: shot.newest("energy_pue_limit_ratio"),
  };
}

/** Power at a meter's inlet: its own total if it gives one, else the sum of its phases. */
function meterWatts(shot: Snapshot, device: string): Reading {
  const inlet = shot.all("power_active_watts", { device, scope: "inlet" });
  const total = inlet.filter(({ labels }) => (labels["phase"] ?? "") === "");
  if (total.length > 0) return sum(total);
  return sum(inlet.length > 0 ? inlet : shot.all("power_active_watts", { device, scope: "phase" }));
}

export function chainOf(shot: Snapshot): ChainState {
  const watchdog = shot.newest("ALERTS");
  const siteFile = shot.newest("leitstand_site_reload_success");
  const code = shot.newest("leitstand_code_current");
  const jobs = new Map<string, boolean>();
  for (const { labels, value } of shot.all("up")) {
    const job = labels["job"] ?? "";
    jobs.set(job, (jobs.get(job) ?? false) || value === 1);
  }
  return {
    rules: watchdog && { value: true, at: watchdog.at },
    deaf: [...jobs].filter(([, answers]) => !answers).map(([job]) => job),
    channels: shot.all("leitstand_channel_up").map(({ labels, value, at }) => ({
      name: labels["channel"] ?? "",
      up: { value: value === 1, at },
    })),
    oldestPendingSeconds: shot.newest("leitstand_outbox_oldest_pending_seconds"),
    codeCurrent: code && { value: code.value === 1, at: code.at },
    siteFileInForce: siteFile && { value: siteFile.value === 1, at: siteFile.at },
  };
}
