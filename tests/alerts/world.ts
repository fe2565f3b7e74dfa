/** The example site on a good day: every device answers, nothing is near a limit. */
import { contactMeanings } from "../../site/inventory.ts";
import { at, checked, exampleSite, flat, lively, of, state, type SeriesMap } from "./series.ts";

const ups = (device: string): SeriesMap => ({
  ...state(device, "ups_power_source", "mains"),
  ...state(device, "ups_battery_state", "normal"),
  ...state(device, "ups_last_test", "passed"),
  [at(device, "ups_battery_runtime_seconds")]: flat(1500),
  [at(device, "ups_battery_runtime_limit_seconds")]: flat(600),
  [at(device, "ups_battery_charge_ratio")]: flat(1),
  [at(device, "ups_battery_temperature_celsius")]: flat(23),
  [at(device, "ups_battery_temperature_limit_celsius")]: flat(27),
  [at(device, "ups_battery_hot_limit_celsius")]: flat(35),
  [at(device, "ups_alarm", { alarm: "charger_failed" })]: flat(0),
  [at(device, "ups_battery_replace")]: flat(0),
  [at(device, "ups_battery_bad_packs")]: flat(0),
  [at(device, "ups_output_load_ratio", { phase: "L1" })]: flat(0.42),
  [at(device, "ups_output_load_ratio", { phase: "L2" })]: flat(0.4),
  [at(device, "ups_load_limit_ratio")]: flat(0.95),
});
const unit = (device: string): SeriesMap => ({
  ...state(device, "cooling_unit_state", "running", { unit: "1" }),
  ...state(device, "cooling_compressor_state", "running", { unit: "1" }),
  [at(device, "air_temperature_celsius", { sensor: "r", position: "return" })]: flat(33),
  [at(device, "air_temperature_celsius", { sensor: "s", position: "supply" })]: flat(20),
});
const sensor = (device: string): SeriesMap => ({
  [at(device, "air_temperature_celsius", { sensor: "1", position: "rack_inlet" })]: lively(22),
  [at(device, "air_temperature_celsius", { sensor: "2", position: "rack_inlet" })]: lively(23),
  [at(device, "air_temperature_celsius", { sensor: "3", position: "return" })]: flat(36),
  [at(device, "air_temperature_limit_celsius", { bound: "recommended" })]: flat(27),
  [at(device, "air_temperature_limit_celsius", { bound: "allowable" })]: flat(32),
  [at(device, "leak_detected", { sensor: "1" })]: flat(0),
  [at(device, "smoke_detected", { sensor: "1" })]: flat(0),
  // 9.6 °C of dew point.
  [at(device, "air_humidity_ratio", { sensor: "1" })]: flat(0.45),
});
/** A contact that rests: not in the state that has a meaning. */
const contact = (meaning: string): SeriesMap => ({
  [at("sensor-rz1", "contact_state", { contact: meaning, state: "closed" })]: flat(0),
  [at("sensor-rz1", "contact_meaning", { contact: meaning, meaning, state: "closed" })]: flat(1),
});
const strip = (device: string): SeriesMap => ({
  [at(device, "power_rack", { rack: "r07" })]: flat(1),
  [at(device, "power_current_amperes", { scope: "phase", phase: "L1" })]: flat(8),
  [at(device, "power_current_limit_amperes", { scope: "inlet" })]: flat(32),
});
const gateway = (device: string): SeriesMap => ({
  [at(device, "vpn_sessions_active")]: flat(1000),
  [at(device, "vpn_sessions_limit", { kind: "total", limit: "inventory" })]: flat(2500),
  [at(device, "vpn_address_pool_size")]: flat(2000),
  [at(device, "vpn_sessions_refused_total")]: flat(3),
  [at(device, "vpn_sessions_total", { kind: "anyconnect" })]: (n) => `0+2x${n}`,
  ...state(device, "cluster_member_state", "standby", { member: "secondary unit" }),
});
const line = (device: string, name: string): SeriesMap => ({
  ...state(device, "interface_oper_state", "up", { interface: name, ifindex: "1" }),
  [at(device, "interface_admin_up", { interface: name, ifindex: "1" })]: flat(1),
  [at(device, "interface_uplink", { interface: name })]: flat(1),
  [at(device, "interface_load_limit_ratio", { interface: name })]: flat(0.85),
  [at(device, "interface_speed_bits_per_second", { interface: name, ifindex: "1" })]: flat(1e9),
  [at(device, "interface_octets_total", { interface: name, ifindex: "1", direction: "in" })]: (n) => `0+100000000x${n}`,
});

const process = (job: string, instance: string): string => `up{job="${job}",instance="${instance}"}`;

export const world: SeriesMap = {
  ...Object.assign(
    {},
    ...exampleSite.devices.map(({ id }): SeriesMap => ({ [at(id, "probe_success")]: flat(1), [at(id, "up")]: flat(1) })),
    ...["usv-a", "usv-b"].map(ups),
    ...["klima-1", "klima-2", "klima-3", "klima-4", "kaeltemaschine-1"].map(unit),
    ...["sensor-rz1", "sensor-rz2"].map(sensor),
    ...["vpn-1", "vpn-2"].map(gateway),
    ...["router-1", "router-2"].map((device) => line(device, "Te0/0/0")),
    line("fw-oper", "wan1"),
  ),
  ...Object.assign({}, ...contactMeanings.map(contact), strip("pdu-rz1-a"), strip("pdu-rz1-b")),
  [at("zaehler-generator", "power_energy_joules_total", { class: "meter", role: "generator", scope: "inlet" })]: flat(7e9),
  [at("wlan-oper", "wifi_access_point_up", { ap: "ap-1" })]: flat(1),
  [at("sw-oper-1", "poe_power_watts", { group: "1" })]: flat(120),
  [at("sw-oper-1", "poe_power_limit_watts", { group: "1" })]: flat(370),
  [at("kaeltemaschine-1", "water_temperature_celsius", { sensor: "1", position: "supply" })]: flat(12),
  [at("kaeltemaschine-1", "water_temperature_limit_celsius")]: flat(16),
  [of("cooling_units_needed", { room: "rz1" })]: flat(1),
  [of("cooling_units_needed", { room: "rz2" })]: flat(1),
  [of("remote_work_used_people", { kind: "licences", resource: "licences" })]: flat(2000),
  [of("remote_work_capacity_people", { kind: "licences", resource: "licences", scenario: "all" })]: flat(3000),
  [of("remote_work_total_headroom_people", { scenario: "all" })]: flat(1000),
  [of("remote_work_total_capacity_people", { scenario: "all" })]: flat(3000),
  [of("remote_work_total_headroom_people", { scenario: "n_minus_1" })]: flat(300),
  [of("energy_pue_ratio", { category: "1", period: "4h" })]: flat(1.32),
  [of("energy_pue_limit_ratio")]: flat(1.5),
  [of("energy_ledger_lag_limit_seconds", { meter: "z-netz" })]: flat(4 * 3600),
  [of("energy_kpi_coverage_ratio", { kpi: "pue1", period: "month" })]: flat(0.998),
  [of("energy_coverage_limit_ratio")]: flat(0.9),
  [of("energy_check_stops", { period: "month" })]: flat(0),
  [of("energy_check_stops", { period: "year" })]: flat(0),
  [of("energy_rule_margin_bound_ratio", { rule: "pue", when: "next", bound: "high" })]: flat(0.14),
  [of("energy_rule_next_timestamp_seconds", { rule: "pue" })]: flat(200 * 86_400),
  [of("energy_enpi_savings_bound_joules", { baseline: "B-2024", period: "month", bound: "high" })]: flat(4e9),
  [of("energy_enpi_observations", { baseline: "B-2024", period: "month" })]: flat(14),
  [of("energy_enpi_outside_ratio", { baseline: "B-2024", period: "month" })]: flat(0),
  [of("energy_due_timestamp_seconds", { duty: "audit" })]: flat(900 * 86_400),
  [of("leitstand_outbox_oldest_pending_seconds")]: flat(0),
  [of("leitstand_channel_up", { channel: "mail-1" })]: flat(1),
  [of("air_dew_point_limit_celsius")]: flat(15),
  [of("energy_power_watts", { role: "grid" })]: flat(90_000),
  [of("energy_grid_power_limit_watts")]: flat(120_000),
  [of("leitstand_canary_confirmed_timestamp_seconds")]: flat(0),
  [of("leitstand_oncall_verified_channels", { rota: "it" })]: flat(2),
  [of("leitstand_clock_skew_seconds", { against: "prometheus" })]: flat(0.3),
  [of("energy_ledger_booked_until_timestamp_seconds", { meter: "z-netz" })]: flat(1800),
  [of("leitstand_state_filesystem_available_bytes")]: flat(60e9),
  [of("leitstand_state_filesystem_size_bytes")]: flat(100e9),
  ...checked("vpn-anmeldung", 1, 60 * 86_400, { class: "gateway", role: "remote_access", house: "" }),
  ...checked("dns-1", 1, 60 * 86_400, { class: "name_service", house: "" }),
  ...checked("portal", 1),
  [of("service_certificate_limit_seconds", { service: "portal" })]: flat(21 * 86_400),
  [process("collectors", "c")]: flat(1),
  [process("leitstand", "l")]: flat(1),
  [process("prometheus", "p")]: flat(1),
  [process("alertmanager", "a")]: flat(1),
  'prometheus_notifications_dropped_total{job="prometheus",instance="p"}': flat(0),
  'prometheus_rule_evaluation_failures_total{job="prometheus",instance="p",rule_group="leitstand-ups"}': flat(0),
  'alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="webhook"}': flat(0),
};
