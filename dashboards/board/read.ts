import type { Device, Site } from "../../site/inventory.ts";
import { escapeLabel, type SampleReader } from "../../site/series.ts";
import { chainOf, contactOf, energyOf, houseOf, remoteWorkOf, roomOf, unitOf, uplinksOf, upsOf } from "./parts.ts";
import { snapshot } from "./snapshot.ts";
import { fresh, type BoardIncidents, type BoardState, type Contact, type IncidentView } from "./state.ts";

/** Raw samples are asked for so far back: a little more than a value may be old, so that its age can be told. */
const windowSeconds = 150;

/** Series that the board reads; all canonical, Prometheus' own or recorded by our rules. */
export const names = [
  "up",
  "probe_success",
  "probe_failure_reason",
  "ups_power_source",
  "ups_battery_runtime_seconds",
  "ups_battery_runtime_limit_seconds",
  "ups_battery_charge_ratio",
  "ups_output_load_ratio",
  "device:ups_time_left:seconds",
  "air_temperature_limit_celsius",
  "room:inlet_time_to_limit:seconds",
  "leak_detected",
  "cooling_unit_state",
  "water_temperature_celsius",
  "water_temperature_limit_celsius",
  "wifi_clients_active",
  "wifi_clients",
  "power_active_watts",
  "remote_work_people",
  "remote_work_used_people",
  "remote_work_capacity_people",
  "remote_work_total_capacity_people",
  "remote_work_binding",
  "remote_work_capacity_complete",
  "energy_power_watts",
  "energy_pue_ratio",
  "energy_pue_limit_ratio",
  "leitstand_channel_up",
  "leitstand_outbox_oldest_pending_seconds",
  "leitstand_site_reload_success",
  "leitstand_code_current",
];

const regexp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const anyOf = (words: readonly string[]): string => escapeLabel([...new Set(words)].map(regexp).join("|"));

/** The raw selectors of one look at the board. */
export function selectors(site: Site): string[] {
  const uplinked = site.devices.filter(({ uplinks }) => uplinks.length > 0);
  const list = [
    `{__name__=~"${names.join("|")}"}`,
    `ALERTS{alertname="Watchdog",alertstate="firing"}`,
    `air_temperature_celsius{position="rack_inlet"}`,
  ];
  if (uplinked.length > 0) {
    const devices = anyOf(uplinked.map(({ id }) => id));
    const interfaces = anyOf(uplinked.flatMap(({ uplinks }) => uplinks));
    const metrics = "interface_oper_state|interface_octets_total|interface_speed_bits_per_second";
    list.push(`{__name__=~"${metrics}",device=~"${devices}",interface=~"${interfaces}"}`);
  }
  return list;
}

/** The state of the site now. Never rejects: what does not answer is absent in the state. */
export async function readBoard(reader: SampleReader, site: Site, incidents: BoardIncidents, now: Date): Promise<BoardState> {
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  const open: Promise<readonly IncidentView[] | undefined> = incidents.open().catch(() => undefined);
  const wanted = await Promise.allSettled(selectors(site).map((selector) => reader.raw(selector, before(windowSeconds), now)));
  const answered = wanted.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
  const shot = snapshot(answered, site.site.id);
  const storeAnswers = wanted.every(({ status }) => status === "fulfilled");
  const silentIds = site.devices.filter(({ id }) => !(shot.newest("probe_success", { device: id })?.value === 1));
  // A store that is silent is not asked a second time: the page would take twice as long to say so.
  const lastAnswers = silentIds.length === 0 || !storeAnswers ? new Map<string, Date>() : await readLastAnswers(reader);
  const contact = (device: Device): Contact => contactOf(shot, device.id, lastAnswers);
  const people = remoteWorkOf(shot, site);
  return {
    at: now,
    siteName: site.site.name,
    timeZone: site.site.time_zone,
    storeAnswers,
    storeSilentSince: storeAnswers ? undefined : reader.silentSince?.(),
    incidents: await open,
    unwritableSince: incidents.unwritableSince?.(),
    devices: site.devices.length,
    silent: site.devices
      .map((device) => ({ name: device.name, class: device.class, contact: contact(device) }))
      .filter((device) => fresh(device.contact.answers, now) !== true),
    ...(people && { remoteWork: people }),
    ups: site.devices.filter((device) => device.class === "ups").map((device) => upsOf(shot, device, contact(device), now)),
    rooms: site.rooms.map((room) => roomOf(shot, site, room, contact, now)),
    plant: site.devices
      .filter((device) => device.class === "cooling" && device.room === undefined)
      .map((device) => unitOf(shot, device, contact(device))),
    uplinks: site.devices
      .filter(({ house }) => house === undefined)
      .flatMap((device) => uplinksOf(shot, device, contact(device))),
    houses: site.houses.map((house) => houseOf(shot, site, house, contact, now)),
    energy: energyOf(shot, site),
    chain: chainOf(shot),
  };
}

/** When each device last answered, within six hours; empty if the store does not say. */
async function readLastAnswers(reader: SampleReader): Promise<Map<string, Date>> {
  const samples = await reader.instant("max_over_time(timestamp(probe_success == 1)[6h:1m])").catch(() => []);
  return new Map(samples.map(({ labels, value }) => [labels["device"] ?? "", new Date(value * 1000)]));
}
