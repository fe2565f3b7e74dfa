import type { Device, Site } from "./inventory.ts";
import type { Sample } from "./series.ts";
import { certificateLimit } from "./services.ts";

/**
 * Limits of one device as samples, exposed by the probe beside the values: the device's own limit, else its room's,
 * else the site's. Rules compare series with series, so they are the same for every site.
 */
export function deviceLimits(site: Site, device: Device): Sample[] {
  const own = device.limits ?? {};
  const room = site.rooms.find(({ id }) => id === device.room)?.limits ?? {};
  const all = site.limits;
  const samples: Sample[] = [];
  const add = (metric: string, value: number | undefined, labels: Record<string, string> = {}) => {
    if (value !== undefined) samples.push({ metric, labels, value });
  };
  if (device.class === "ups") {
    add("ups_battery_runtime_limit_seconds", own.ups_battery_runtime_seconds ?? all.ups_battery_runtime_seconds);
    add("ups_battery_temperature_limit_celsius", own.ups_battery_temperature_celsius ?? all.ups_battery_temperature_celsius);
    add("ups_battery_hot_limit_celsius", own.ups_battery_hot_celsius ?? all.ups_battery_hot_celsius);
    add("ups_load_limit_ratio", own.ups_load_ratio ?? all.ups_load_ratio);
  }
  // Power strips and UPS can carry sensors too; the inventory says which of them hang at a rack's inlet.
  const atInlet = Object.values(device.positions ?? {}).includes("rack_inlet");
  if (device.class === "cooling" || device.class === "sensor" || atInlet) {
    const recommended = own.inlet_recommended_celsius ?? room.inlet_recommended_celsius ?? all.inlet_recommended_celsius;
    const allowable = own.inlet_allowable_celsius ?? room.inlet_allowable_celsius ?? all.inlet_allowable_celsius;
    add("air_temperature_limit_celsius", recommended, { bound: "recommended" });
    add("air_temperature_limit_celsius", allowable, { bound: "allowable" });
  }
  if (device.class === "cooling") add("water_temperature_limit_celsius", own.water_supply_celsius ?? all.water_supply_celsius);
  if (device.class === "vpn") {
    add("vpn_sessions_limit", own.vpn_sessions, { kind: "total", limit: "inventory" });
    // Each session takes an address: the pool is a limit of sessions too.
    add("vpn_sessions_limit", own.vpn_addresses, { kind: "total", limit: "pool" });
    add("vpn_address_pool_size", own.vpn_addresses);
    add("vpn_licences_limit", own.vpn_licences, { limit: "inventory" });
  }
  if (device.rack !== undefined) add("power_rack", 1, { rack: device.rack });
  if (device.class === "meter") add("power_current_limit_amperes", own.current_amperes, { scope: "inlet" });
  for (const [contact, { means, when }] of Object.entries(device.contacts ?? {})) {
    add("contact_meaning", 1, { contact, meaning: means, state: when });
  }
  for (const uplink of device.uplinks) {
    add("interface_uplink", 1, { interface: uplink });
    add("interface_load_limit_ratio", own.uplink_load_ratio ?? all.uplink_load_ratio, { interface: uplink });
  }
  return samples;
}

/** Limits that belong to the site or a room, exposed by the service. */
export function siteLimits(site: Site): Sample[] {
  const label = { site: site.site.id };
  const samples: Sample[] = [
    { metric: "energy_pue_limit_ratio", labels: label, value: site.limits.pue },
    { metric: "air_dew_point_limit_celsius", labels: label, value: site.limits.dew_point_celsius },
  ];
  const contracted = site.energy?.facts?.contracted_kw;
  if (contracted !== undefined) {
    samples.push({ metric: "energy_grid_power_limit_watts", labels: label, value: contracted * 1000 });
  }
  const generator = site.energy?.generator;
  if (generator?.reserve_l !== undefined) {
    const value = (generator.reserve_l / generator.diesel_l_per_kwh) * 3.6e6;
    samples.push({ metric: "generator_reserve_energy_joules", labels: label, value });
  }
  for (const room of site.rooms) {
    if (room.cooling_units_needed !== undefined) {
      samples.push({ metric: "cooling_units_needed", labels: { ...label, room: room.id }, value: room.cooling_units_needed });
    }
  }
  for (const one of site.services) {
    const value = certificateLimit(one);
    if (value !== undefined)
      samples.push({ metric: "service_certificate_limit_seconds", labels: { ...label, service: one.id }, value });
  }
  if (site.remote_work !== undefined) {
    samples.push({ metric: "remote_work_workforce_people", labels: label, value: site.remote_work.workforce });
  }
  return samples;
}

/** Identity labels of a device, given to Prometheus by service discovery; empty ones are left out. */
export function identityLabels(site: Site, device: Device): Record<string, string> {
  const labels: Record<string, string> = { device: device.id, class: device.class, site: site.site.id };
  if (device.room !== undefined) labels["room"] = device.room;
  if (device.house !== undefined) labels["house"] = device.house;
  if (device.role !== undefined) labels["role"] = device.role;
  return labels;
}
