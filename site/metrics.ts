/**
 * The canonical metrics: one vocabulary for every room. A vendor profile maps to it, rules and dashboards read it,
 * and nothing else may be exposed. Names follow Prometheus (base units, `_total` for counters alone).
 */

/** Classes of inventory devices. */
export const deviceClasses = ["ups", "cooling", "sensor", "meter", "vpn", "network"] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** Who exposes a metric: a device class, every device, Leitstand itself (`service`), or checks from outside (`blackbox`). */
export type MetricScope = DeviceClass | "all" | "service" | "blackbox";

/** Quantity of a recording's expectation that a metric answers: value × factor = value in the quantity's unit. */
export interface Quantity {
  readonly name: string;
  readonly factor: number;
}

export interface Metric {
  readonly help: string;
  /** `stateset`: one series per state with the label `state`, 0 or 1. `info`: always 1, text in labels. */
  readonly type: "gauge" | "counter" | "stateset" | "info";
  /** Base unit, empty for states and counts. */
  readonly unit: string;
  readonly scopes: readonly MetricScope[];
  /** Row labels; identity labels (device, class, site, room, house, role) come from service discovery. */
  readonly labels: readonly string[];
  readonly states?: readonly string[];
  readonly quantities: readonly Quantity[];
}

type Scopes = readonly MetricScope[];
/** `"a.b"` or `"a.b*100"`: the quantity's unit is 100 times finer than ours. */
const quantities = (list: string): Quantity[] =>
  list
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [name = "", factor = "1"] = word.split("*");
      return { name, factor: Number(factor) };
    });
const gauge = (scopes: Scopes, unit: string, help: string, labels = "", answers = ""): Metric => ({
  help,
  type: "gauge",
  unit,
  scopes,
  labels: labels.split(" ").filter((label) => label !== ""),
  quantities: quantities(answers),
});
const counter = (scopes: Scopes, unit: string, help: string, labels = "", answers = ""): Metric => ({
  ...gauge(scopes, unit, help, labels, answers),
  type: "counter",
});
const info = (scopes: Scopes, help: string, labels: string): Metric & { readonly type: "info" } => ({
  ...gauge(scopes, "", help, labels),
  type: "info",
});
const stateset = <const State extends string>(
  scopes: Scopes,
  states: readonly State[],
  help: string,
  labels = "",
  answers = "",
): Metric & { readonly states: readonly State[] } => ({ ...gauge(scopes, "", help, labels, answers), type: "stateset", states });

const ups: Scopes = ["ups"];
const air: Scopes = ["cooling", "sensor", "ups", "meter"];
const cooling: Scopes = ["cooling"];
const meter: Scopes = ["meter", "ups", "cooling"];
const vpn: Scopes = ["vpn"];
const net: Scopes = ["network", "vpn", "ups", "cooling", "meter", "sensor"];
const all: Scopes = ["all"];
const service: Scopes = ["service"];
const blackbox: Scopes = ["blackbox"];

export const metrics = {
  // Whether a device answers at all; written by the prober, never by a profile.
  probe_success: gauge(all, "", "1 if the device answered and its answers made sense, else 0"),
  probe_duration_seconds: gauge(all, "seconds", "Duration of the poll behind this answer"),
  probe_failure_reason: stateset(
    all,
    ["timeout", "authentication", "unreachable", "unrecognised", "malformed", "implausible", "deadline", "back_off"],
    "Why the probe failed; all 0 when it did not",
  ),
  probe_sample_age_seconds: gauge(all, "seconds", "Age of the answer when it was served"),

  // What a device says of itself.
  device_info: info(all, "What the device says of itself", "vendor model firmware serial profile"),
  device_uptime_seconds: gauge(all, "seconds", "Time since the device's agent started (sysUpTime)", "", "device.uptime"),
  device_cpu_utilisation_ratio: gauge(
    all,
    "ratio",
    "Processor utilisation; window as the device averages it (5s, 1m, 5m)",
    "unit window",
    "device.cpu.utilization*100",
  ),
  device_memory_utilisation_ratio: gauge(all, "ratio", "Memory utilisation", "unit", "device.memory.utilization*100"),
  device_memory_size_bytes: gauge(all, "bytes", "Memory fitted", "unit", "device.memory.total"),
  device_memory_used_bytes: gauge(all, "bytes", "Memory in use", "unit", "device.memory.used"),
  device_memory_free_bytes: gauge(all, "bytes", "Memory free", "unit", "device.memory.free"),
  device_swap_utilisation_ratio: gauge(all, "ratio", "Swap space in use", "", "device.swap.utilization*100"),
  device_storage_utilisation_ratio: gauge(
    all,
    "ratio",
    "Disk or flash in use",
    "unit",
    "device.storage.utilization*100 cooling.percent*100",
  ),
  device_storage_size_bytes: gauge(all, "bytes", "Size of a disk or flash", "unit", "device.storage.total"),
  device_storage_used_bytes: gauge(all, "bytes", "Disk or flash in use", "unit", "device.storage.used"),
  device_log_utilisation_ratio: gauge(all, "ratio", "Share of the log store in use", "", "device.log.utilization*100"),
  device_temperature_celsius: gauge(
    all,
    "celsius",
    "Temperature inside the device",
    "sensor",
    "device.temperature ups.internal.temperature env.temperature",
  ),
  device_fan_state: stateset(
    all,
    ["ok", "failed", "absent", "unknown"],
    "State of a fan",
    "unit",
    "device.fan.status device.state",
  ),
  device_psu_state: stateset(
    all,
    ["ok", "failed", "absent", "unknown"],
    "State of a power supply",
    "unit",
    "device.psu.status device.state",
  ),
  device_fan_speed_rpm: gauge(all, "rpm", "Speed of a fan, turns a minute", "unit", "device.fan.speed cooling.fan.speed"),
  device_fan_speed_ratio: gauge(all, "ratio", "Speed of a fan as a share of its full speed", "unit", "device.percent*100"),
  device_voltage_volts: gauge(all, "volts", "Voltage inside the device", "sensor", "device.voltage ups.output.voltage"),
  device_current_amperes: gauge(all, "amperes", "Current inside the device", "sensor", "device.current"),
  device_power_watts: gauge(all, "watts", "Power inside the device or of a power supply", "unit", "device.power"),
  device_component_state: stateset(
    all,
    ["ok", "warning", "failed", "off", "standby", "absent", "unknown"],
    "State of a part of the device",
    "component",
    "device.state device.psu.status device.fan.status power.outlet.state env.alarm",
  ),
  device_bus_devices: gauge(
    all,
    "",
    "Devices behind a gateway that it sets apart (kind: new, duplicate); both should be 0",
    "kind",
    "device.count",
  ),
  device_alarm: gauge(all, "", "1 while the device's own alarm is on", "alarm", "device.state"),

  // UPS.
  ups_power_source: stateset(
    ups,
    ["mains", "battery", "bypass", "booster", "reducer", "off", "other", "unknown"],
    "Where the output power comes from",
    "",
    "ups.output.source ups.system.status device.state device.psu.status",
  ),
  ups_battery_state: stateset(
    ups,
    ["normal", "low", "depleted", "unknown"],
    "State of the battery",
    "",
    "ups.battery.status device.state",
  ),
  ups_battery_charge_ratio: gauge(ups, "ratio", "Remaining charge", "", "ups.battery.charge*100"),
  ups_battery_runtime_seconds: gauge(
    ups,
    "seconds",
    "Runtime at the present load, as the UPS estimates it",
    "",
    "ups.battery.runtime_remaining",
  ),
  ups_battery_runtime_limit_seconds: gauge(ups, "seconds", "Runtime below which orderly shutdown must start (limit)"),
  ups_on_battery_seconds: gauge(
    ups,
    "seconds",
    "Time since the switch to battery, 0 on mains",
    "",
    "ups.battery.time_on_battery",
  ),
  ups_battery_voltage_volts: gauge(ups, "volts", "Battery voltage", "", "ups.battery.voltage"),
  ups_battery_current_amperes: gauge(ups, "amperes", "Battery current, sign as the UPS gives it", "", "ups.battery.current"),
  ups_battery_temperature_celsius: gauge(ups, "celsius", "Battery temperature", "", "ups.battery.temperature env.temperature"),
  ups_battery_temperature_limit_celsius: gauge(ups, "celsius", "Battery temperature that shortens its life (limit)"),
  ups_battery_hot_limit_celsius: gauge(ups, "celsius", "Battery temperature that endangers the battery (limit)"),
  ups_battery_replace: gauge(ups, "", "1 if the UPS asks for a new battery", "", "ups.battery.replace_indicator device.state"),
  ups_battery_nominal_voltage_volts: gauge(ups, "volts", "Nominal battery voltage", "", "ups.battery.nominal_voltage"),
  ups_battery_charger_state: stateset(
    ups,
    ["charging", "discharging", "floating", "resting", "off", "disconnected", "testing", "unknown"],
    "What the charger does with the battery",
    "",
    "ups.battery.charger_mode device.state",
  ),
  ups_battery_packs: gauge(ups, "", "Battery packs fitted", "", "ups.battery.packs"),
  ups_battery_bad_packs: gauge(ups, "", "Battery packs that are bad", "", "ups.battery.bad_packs"),
  ups_input_voltage_volts: gauge(ups, "volts", "Input voltage", "phase", "ups.input.voltage ups.point.voltage"),
  ups_input_current_amperes: gauge(ups, "amperes", "Input current", "phase", "ups.input.current ups.point.current"),
  ups_input_power_watts: gauge(ups, "watts", "Input active power", "phase", "ups.input.power"),
  ups_input_power_factor_ratio: gauge(
    ups,
    "ratio",
    "Input power factor",
    "phase",
    "ups.input.power_factor ups.point.power_factor",
  ),
  ups_input_source: stateset(
    ups,
    ["utility", "secondary", "bypass", "generator", "flywheel", "fuel_cell", "none", "other", "unknown"],
    "Source that feeds the input",
    "",
    "ups.input.source",
  ),
  ups_input_good: gauge(ups, "", "1 while the input is within tolerance", "", "ups.input.status device.state"),
  ups_input_frequency_hertz: gauge(ups, "hertz", "Input frequency", "phase", "ups.input.frequency"),
  ups_input_lines: gauge(ups, "", "Input phases", "", "ups.input.lines"),
  ups_output_lines: gauge(ups, "", "Output phases", "", "ups.output.lines"),
  ups_last_transfer_cause: stateset(
    ups,
    ["none", "high_voltage", "brownout", "blackout", "sag", "spike", "self_test", "rate_of_change", "frequency", "unknown"],
    "Why the UPS last switched to battery",
    "",
    "ups.input.fail_cause device.state",
  ),
  ups_input_line_bads_total: counter(ups, "", "Times the input went out of tolerance", "", "ups.input.line_bads"),
  ups_output_voltage_volts: gauge(ups, "volts", "Output voltage", "phase", "ups.output.voltage ups.point.voltage"),
  ups_output_current_amperes: gauge(ups, "amperes", "Output current", "phase", "ups.output.current ups.point.current"),
  ups_output_power_watts: gauge(ups, "watts", "Output active power", "phase", "ups.output.power"),
  ups_output_apparent_power_voltamperes: gauge(ups, "voltamperes", "Output apparent power", "phase", "ups.output.apparent_power"),
  ups_output_power_factor_ratio: gauge(
    ups,
    "ratio",
    "Output power factor",
    "phase",
    "ups.output.power_factor ups.point.power_factor",
  ),
  ups_output_protection: stateset(
    ups,
    ["protected", "unprotected", "off", "unknown"],
    "Whether the output is fed and buffered by the battery",
    "",
    "ups.output.status",
  ),
  ups_output_frequency_hertz: gauge(ups, "hertz", "Output frequency", "", "ups.output.frequency"),
  ups_output_load_ratio: gauge(ups, "ratio", "Load as a share of the rating", "phase", "ups.output.load*100"),
  ups_output_power_load_ratio: gauge(
    ups,
    "ratio",
    "Active power as a share of the rated active power",
    "phase",
    "ups.output.load_power*100",
  ),
  ups_load_limit_ratio: gauge(ups, "ratio", "Load that one remaining UPS may carry (limit)"),
  ups_output_energy_joules_total: counter(
    ups,
    "joules",
    "Energy delivered at the output",
    "",
    "ups.output.energy*0.0002777777777777778",
  ),
  ups_efficiency_ratio: gauge(ups, "ratio", "Efficiency as the UPS states it", "", "ups.output.efficiency*100"),
  ups_bypass_voltage_volts: gauge(ups, "volts", "Bypass voltage", "phase", "ups.bypass.voltage ups.point.voltage"),
  ups_bypass_current_amperes: gauge(ups, "amperes", "Bypass current", "phase", "ups.bypass.current ups.point.current"),
  ups_bypass_power_watts: gauge(ups, "watts", "Bypass power", "phase", "ups.bypass.power"),
  ups_bypass_frequency_hertz: gauge(ups, "hertz", "Bypass frequency", "", "ups.bypass.frequency"),
  ups_alarms_active: gauge(ups, "", "Alarms present in the UPS", "", "ups.alarms.active"),
  ups_alarm: gauge(
    ups,
    "",
    "1 while the named alarm is present",
    "alarm",
    "ups.status.flag ups.battery.flag device.state device.fan.status",
  ),
  ups_alarm_level: stateset(
    ups,
    ["none", "information", "warning", "critical", "unknown"],
    "Severest alarm present in the UPS",
    "",
    "ups.alarm.level device.state",
  ),
  ups_last_test: stateset(
    ups,
    ["passed", "warning", "failed", "aborted", "running", "none", "unknown"],
    "Result of the last self test",
    "",
    "ups.test.result",
  ),

  // Cooling, rooms, sensors.
  air_temperature_celsius: gauge(air, "celsius", "Air temperature", "sensor position", "env.temperature"),
  air_temperature_limit_celsius: gauge(air, "celsius", "Limit of the inlet air (bound: recommended, allowable)", "bound"),
  air_humidity_ratio: gauge(air, "ratio", "Relative humidity", "sensor position", "env.humidity*100"),
  air_dew_point_celsius: gauge(air, "celsius", "Dew point of the air", "sensor", "env.temperature"),
  air_dew_point_spread_celsius: gauge(air, "celsius", "Air temperature above its dew point", "sensor", "env.temperature"),
  air_velocity_meters_per_second: gauge(air, "meters_per_second", "Air velocity", "sensor", "env.airflow env.wind_speed"),
  air_sensor_alarm: stateset(
    air,
    ["normal", "warning", "critical", "unknown"],
    "How the device grades a sensor by its own limits",
    "sensor",
    "env.alarm device.state",
  ),
  air_pressure_pascals: gauge(air, "pascals", "Air pressure difference", "sensor", "env.pressure cooling.pressure"),
  water_temperature_celsius: gauge(cooling, "celsius", "Water temperature", "sensor position", "env.temperature"),
  water_temperature_limit_celsius: gauge(cooling, "celsius", "Supply temperature above which cooling units lose effect (limit)"),
  water_flow_cubic_meters_per_second: gauge(
    cooling,
    "cubic_meters_per_second",
    "Water flow",
    "sensor",
    "cooling.water.flow*60000",
  ),
  cooling_setpoint_celsius: gauge(cooling, "celsius", "Temperature set-point", "sensor", "cooling.setpoint.temperature"),
  cooling_setpoint_humidity_ratio: gauge(cooling, "ratio", "Humidity set-point", "sensor", "cooling.setpoint.humidity*100"),
  cooling_unit_state: stateset(
    cooling,
    ["running", "standby", "off", "fault", "unknown"],
    "State of the unit",
    "unit",
    "cooling.state device.state",
  ),
  cooling_compressor_state: stateset(
    cooling,
    ["running", "off", "fault", "unknown"],
    "State of a compressor",
    "unit",
    "cooling.compressor.state device.state",
  ),
  cooling_alarm: gauge(
    cooling,
    "",
    "1 while the named alarm is present",
    "unit alarm",
    "device.state env.alarm cooling.compressor.state device.fan.status",
  ),
  cooling_alarms_active: gauge(cooling, "", "Alarms present in the unit", "unit", "device.count"),
  cooling_demand_ratio: gauge(
    cooling,
    "ratio",
    "Demand on a function of the unit (cooling, heating, humidifying, dehumidifying)",
    "unit function",
    "cooling.percent*100 cooling.capacity*100",
  ),
  cooling_operating_mode: stateset(
    cooling,
    ["automatic", "manual", "unknown"],
    "Who decides what the unit does",
    "unit",
    "device.state",
  ),
  cooling_operating_reason: stateset(
    cooling,
    ["none", "local_user", "remote_user", "alarm", "schedule", "external", "unknown"],
    "Why the unit is in its present state",
    "unit",
    "device.state",
  ),
  cooling_function_state: stateset(
    cooling,
    ["on", "off", "unknown"],
    "Whether a function of the unit works (cooling, heating, humidifying, dehumidifying)",
    "unit function",
    "cooling.state device.state env.contact",
  ),
  cooling_fan_speed_ratio: gauge(cooling, "ratio", "Fan speed", "unit", "cooling.fan.speed_percent*100"),
  cooling_fan_drive_ratio: gauge(
    cooling,
    "ratio",
    "What a fan's drive tells of itself as a share of its rating (kind: torque, current, capacitor life)",
    "unit kind",
    "cooling.fan.speed_percent*100",
  ),
  cooling_pump_speed_ratio: gauge(cooling, "ratio", "Pump speed", "unit", "cooling.pump.speed_percent*100"),
  cooling_valve_position_ratio: gauge(
    cooling,
    "ratio",
    "Valve position",
    "unit",
    "cooling.valve.position*100 cooling.percent*100 cooling.valve.state*100",
  ),
  cooling_compressor_load_ratio: gauge(
    cooling,
    "ratio",
    "Compressor load",
    "unit",
    "cooling.compressor.load*100 ups.output.load*100 cooling.percent*100",
  ),
  cooling_compressor_speed_hertz: gauge(cooling, "hertz", "Compressor speed", "unit", "device.value"),
  cooling_capacity_ratio: gauge(
    cooling,
    "ratio",
    "Cooling output as a share of the nominal capacity",
    "unit",
    "cooling.capacity*100 cooling.percent*100",
  ),
  cooling_output_watts: gauge(cooling, "watts", "Heat removed", "unit", "cooling.power"),
  cooling_power_watts: gauge(cooling, "watts", "Electrical power of the cooling unit", "unit", ""),
  cooling_airflow_cubic_meters_per_second: gauge(cooling, "cubic_meters_per_second", "Air flow", "unit", "cooling.airflow*3600"),
  cooling_pressure_pascals: gauge(cooling, "pascals", "Pressure of refrigerant or water", "sensor", "cooling.pressure"),
  cooling_run_seconds_total: counter(
    cooling,
    "seconds",
    "Running time",
    "component",
    "cooling.run_hours*0.0002777777777777778 device.run_time*0.0002777777777777778",
  ),
  contact_state: stateset(
    ["cooling", "sensor", "ups", "meter"],
    ["open", "closed", "alarm", "normal", "unknown"],
    "State of a dry contact",
    "contact",
    "env.contact device.state",
  ),
  contact_meaning: gauge(
    ["cooling", "sensor", "ups", "meter"],
    "",
    "1 for a contact that the inventory explains: what it means, and in which state it means it",
    "contact meaning state",
  ),
  leak_detected: gauge(
    ["cooling", "sensor", "meter", "ups"],
    "",
    "1 while water is detected",
    "sensor",
    "env.contact env.alarm device.state",
  ),
  smoke_detected: gauge(
    ["cooling", "sensor", "meter", "ups"],
    "",
    "1 while smoke is detected",
    "sensor",
    "env.contact env.alarm device.state",
  ),
  door_open: gauge(
    ["cooling", "sensor", "meter", "ups"],
    "",
    "1 while the door is open",
    "sensor",
    "env.contact env.alarm device.state",
  ),

  // Power distribution and meters. scope: inlet, phase, breaker, outlet.
  power_voltage_volts: gauge(meter, "volts", "Voltage", "scope phase outlet component", "power.voltage ups.point.voltage"),
  power_current_amperes: gauge(meter, "amperes", "Current", "scope phase outlet component", "power.current ups.point.current"),
  power_active_watts: gauge(meter, "watts", "Active power", "scope phase outlet component", "power.active ups.point.power"),
  power_apparent_voltamperes: gauge(
    meter,
    "voltamperes",
    "Apparent power",
    "scope phase outlet component",
    "power.apparent ups.point.apparent_power",
  ),
  power_reactive_vars: gauge(meter, "vars", "Reactive power", "scope phase outlet component", "power.reactive"),
  power_factor_ratio: gauge(
    meter,
    "ratio",
    "Power factor",
    "scope phase outlet component",
    "power.factor device.quality_factor ups.point.power_factor",
  ),
  power_distortion_ratio: gauge(
    meter,
    "ratio",
    "Total harmonic distortion (kind: voltage, current)",
    "scope phase component kind",
    "device.quality_factor*100 cooling.percent*100",
  ),
  power_reactive_energy_var_seconds: gauge(
    meter,
    "var_seconds",
    "Reactive energy as the meter counts it, signed",
    "scope phase",
    "power.energy*0.0002777777777777778",
  ),
  power_apparent_energy_voltampere_seconds_total: counter(
    meter,
    "voltampere_seconds",
    "Apparent energy as the meter counts it",
    "scope phase outlet component",
    "power.apparent_energy*0.0002777777777777778",
  ),
  power_frequency_hertz: gauge(meter, "hertz", "Frequency", "scope", "power.frequency ups.point.frequency"),
  power_energy_joules_total: counter(
    meter,
    "joules",
    "Energy as the meter counts it",
    "scope phase outlet component direction",
    "power.energy*0.0002777777777777778 ups.point.energy*0.0002777777777777778",
  ),
  power_load_ratio: gauge(
    meter,
    "ratio",
    "Load as a share of the rating",
    "scope phase outlet component",
    "power.load*100 ups.output.load*100 ups.point.load*100 ups.point.capacity*100",
  ),
  power_imbalance_ratio: gauge(
    meter,
    "ratio",
    "How far the phases are from carrying the same load, as the device says",
    "scope phase outlet component",
    "cooling.percent*100 device.percent*100",
  ),
  power_current_headroom_amperes: gauge(
    meter,
    "amperes",
    "Current left before the device raises its alarm",
    "scope phase outlet component",
    "power.current_headroom",
  ),
  power_current_limit_amperes: gauge(meter, "amperes", "Rated current (limit)", "scope phase outlet component"),
  power_rack: gauge(meter, "", "1 for a device that feeds the named rack", "rack"),
  power_load_state: stateset(
    meter,
    ["low", "normal", "near_overload", "overload", "unknown"],
    "Load as the device grades it",
    "scope phase outlet component",
    "power.load_state",
  ),
  outlet_switches_total: counter([...meter, "sensor"], "", "Times an outlet or relay was switched", "outlet", "device.count"),
  outlet_state: stateset(
    [...meter, "sensor"],
    ["on", "off", "unknown"],
    "State of an outlet",
    "outlet",
    "power.outlet.state device.state",
  ),

  // VPN and firewall. Kinds of sessions are never added up: one user can be counted in two.
  vpn_sessions: gauge(vpn, "", "Sessions by kind, as the gateway counts them", "kind vdom", "vpn.sessions.active"),
  vpn_sessions_active: gauge(vpn, "", "The gateway's own total of remote-access sessions", "", "vpn.sessions.active"),
  vpn_sessions_total: counter(vpn, "", "Sessions opened since restart", "kind", "vpn.sessions.cumulative"),
  vpn_sessions_ended_total: counter(vpn, "", "Sessions that have ended", "", "vpn.sessions.previous_total"),
  vpn_bytes_total: counter(vpn, "bytes", "Octets through all sessions", "kind direction", "vpn.bytes.in vpn.bytes.out"),
  vpn_groups: gauge(vpn, "", "Groups with users", "", "vpn.groups.active"),
  vpn_groups_limit: gauge(vpn, "", "Groups the gateway can hold (limit)", "", "vpn.groups.limit"),
  vpn_group_users: gauge(vpn, "", "Users by group", "group", "vpn.group.users.active"),
  vpn_crypto_accelerators: gauge(vpn, "", "Crypto accelerators fitted", "", "vpn.crypto_accelerators"),
  vpn_ssl_enabled: gauge(vpn, "", "1 while the SSL VPN is switched on", "vdom", "vpn.ssl.enabled"),
  vpn_sessions_peak: gauge(vpn, "", "Highest number of sessions since restart", "kind vdom", "vpn.sessions.peak"),
  vpn_sessions_limit: gauge(
    vpn,
    "",
    "Sessions the gateway can hold (limit: platform, licence, pool)",
    "kind limit",
    "vpn.sessions.limit",
  ),
  vpn_sessions_utilisation_ratio: gauge(
    vpn,
    "ratio",
    "Remote-access sessions as a share of what the gateway can hold, as it says itself",
    "",
    "vpn.sessions.utilization*100",
  ),
  vpn_licences_used: gauge(vpn, "", "Licences in use", "", "vpn.licenses.used"),
  vpn_cluster_licences_used: gauge(vpn, "", "Licences in use in the whole cluster", "", "vpn.licenses.used"),
  vpn_licences_limit: gauge(
    vpn,
    "",
    "Licences bought (limit; label `limit` is inventory if not the device says so)",
    "limit",
    "vpn.licenses.total",
  ),
  vpn_users: gauge(vpn, "", "Users logged in", "vdom", "vpn.users.active"),
  vpn_users_by_kind: gauge(
    ["vpn", "network"],
    "",
    "Users of one kind or one portal (web, mail, captive_portal, vpn); not all of them work remotely",
    "kind",
    "vpn.users.active",
  ),
  vpn_users_peak: gauge(vpn, "", "Highest number of users since restart", "vdom", "vpn.users.peak"),
  vpn_users_limit: gauge(vpn, "", "Users the gateway can hold (limit)", "kind", "vpn.users.limit"),
  vpn_ssl_connections: gauge(vpn, "", "SSL connections of clients", "", "vpn.ssl.connections"),
  vpn_security_associations: gauge(vpn, "", "Security associations in force", "kind", "vpn.sa.active"),
  vpn_tunnel_up: gauge(vpn, "", "1 while the tunnel is up", "tunnel", "vpn.tunnel.state"),
  vpn_tunnel_enabled: gauge(vpn, "", "1 if the tunnel is meant to be up", "tunnel", "vpn.tunnel.admin_state"),
  vpn_tunnel_associations: gauge(vpn, "", "Phase-2 tunnels of a connection that are up", "tunnel", "vpn.tunnel.active_count"),
  vpn_tunnel_type: stateset(
    vpn,
    ["site_to_site", "host_to_host", "remote_access", "unknown"],
    "What a tunnel connects",
    "tunnel",
    "vpn.tunnel.type",
  ),
  vpn_tunnels: gauge(vpn, "", "Tunnels configured", "kind", "vpn.tunnels.total"),
  vpn_tunnels_ended_total: counter(vpn, "", "Tunnels that have ended", "kind", "vpn.tunnels.previous_total"),
  vpn_tunnel_seconds: gauge(vpn, "seconds", "Time since the tunnel came up", "tunnel", "vpn.tunnel.active_time"),
  vpn_tunnels_up: gauge(vpn, "", "Tunnels up", "kind", "vpn.tunnels.active vpn.tunnels.up"),
  vpn_tunnel_bytes_total: counter(
    vpn,
    "bytes",
    "Octets through a tunnel",
    "tunnel direction",
    "vpn.tunnel.bytes.in vpn.tunnel.bytes.out",
  ),
  vpn_address_pool_used: gauge(vpn, "", "Addresses in use in the pool", "pool", ""),
  vpn_address_pool_size: gauge(vpn, "", "Addresses in the pool (limit)", "pool", ""),
  vpn_login_failures_total: counter(vpn, "", "Sessions refused or failed", "", "vpn.sessions.failures"),
  vpn_sessions_refused_total: counter(
    vpn,
    "",
    "Sessions that the gateway could not set up for want of resources; wrong passwords do not count",
  ),
  firewall_sessions: gauge(
    vpn,
    "",
    "Sessions in the firewall's table",
    "",
    "firewall.sessions.active firewall.states.used firewall.sessions",
  ),
  firewall_sessions_by_protocol: gauge(vpn, "", "Sessions of one protocol", "protocol", "firewall.sessions.active"),
  firewall_sessions_by_vdom: gauge(vpn, "", "Sessions of one virtual firewall", "vdom", "firewall.sessions.active"),
  firewall_sessions_by_member: gauge(
    vpn,
    "",
    "Sessions on one member of the cluster or one processor",
    "member",
    "firewall.sessions.active device.count",
  ),
  firewall_sessions_accelerated: gauge(vpn, "", "Sessions that bypass the slow path", "", "firewall.sessions.accelerated"),
  firewall_acceleration_enabled: gauge(vpn, "", "1 while acceleration is switched on", "", "firewall.accel.enabled"),
  firewall_sessions_utilisation_ratio: gauge(
    vpn,
    "ratio",
    "Share of the session table in use, as the firewall says itself",
    "vdom",
    "firewall.sessions.utilization*100 device.load*100",
  ),
  firewall_ssl_proxy_utilisation_ratio: gauge(
    vpn,
    "ratio",
    "Share of the sessions that may be decrypted in use",
    "",
    "firewall.ssl_proxy.utilization*100",
  ),
  firewall_logs_per_second: gauge(vpn, "per_second", "Log records written a second", "", "device.count"),
  firewall_events_total: counter(vpn, "", "Attacks and contents detected or blocked", "event vdom", "device.count"),
  firewall_sessions_peak: gauge(vpn, "", "Highest number of sessions in the table", "", "firewall.sessions.peak"),
  firewall_sessions_per_second: gauge(
    vpn,
    "per_second",
    "New sessions a second; window as the device averages it",
    "window protocol vdom",
    "firewall.sessions.rate",
  ),
  firewall_sessions_limit: gauge(
    vpn,
    "",
    "Size of the firewall's session table (limit)",
    "",
    "firewall.sessions.limit firewall.states.limit",
  ),
  licence_state: stateset(
    vpn,
    ["valid", "evaluating", "expired", "not_subscribed", "unknown"],
    "State of a licence or subscription",
    "licence",
    "license.status device.state",
  ),
  lb_connections: gauge(
    vpn,
    "",
    "Connections through the load balancer (side: client, server)",
    "side",
    "lb.connections.client lb.connections.server firewall.sessions device.count",
  ),
  lb_ssl_sessions: gauge(vpn, "", "SSL sessions of the load balancer", "", "lb.ssl.sessions"),
  lb_requests_per_second: gauge(vpn, "per_second", "Requests a second (kind: http, ssl)", "kind", "device.count"),
  link_probe_up: gauge(["vpn", "network"], "", "1 while the far end of a watched link answers", "link", "device.state"),
  link_probe_latency_seconds: gauge(["vpn", "network"], "seconds", "Latency of a watched link", "link", "device.count*1000"),
  link_probe_jitter_seconds: gauge(["vpn", "network"], "seconds", "Jitter of a watched link", "link", "device.count*1000"),
  link_probe_loss_ratio: gauge(["vpn", "network"], "ratio", "Packets lost on a watched link", "link", "device.count*100"),
  cluster_enabled: gauge(["vpn", "network"], "", "1 while the cluster is switched on", "", "cluster.status"),
  cluster_role: stateset(
    vpn,
    ["active", "standby", "standalone", "unknown"],
    "Role in the cluster",
    "",
    "cluster.role device.state",
  ),
  cluster_peer_role: stateset(
    vpn,
    ["active", "standby", "standalone", "unknown"],
    "Role of the other member of the cluster",
    "",
    "cluster.peer_role",
  ),
  cluster_in_sync: gauge(
    ["vpn", "network"],
    "",
    "1 while the cluster is synchronised",
    "member",
    "cluster.sync_status device.state",
  ),
  cluster_mode: stateset(
    ["vpn", "network"],
    ["standalone", "active_active", "active_passive", "unknown"],
    "How the members share the work",
    "",
    "cluster.mode cluster.status device.state",
  ),
  cluster_member_state: stateset(
    ["vpn", "network"],
    ["active", "standby", "up", "down", "failed", "unknown"],
    "State of a member or link of the cluster",
    "member",
    "cluster.status cluster.status_code device.state",
  ),
  stack_member_role: stateset(
    ["network"],
    ["master", "standby", "member", "not_member", "unknown"],
    "Role of a switch in its stack",
    "member",
    "device.state",
  ),
  stack_ring_redundant: gauge(["network"], "", "1 while the stack's ring is closed", "", "cluster.status"),

  // Interfaces (IF-MIB), WLAN, PoE, optics.
  interface_octets_total: counter(
    net,
    "bytes",
    "Octets (ifHCInOctets, ifHCOutOctets; 32 bit if nothing better)",
    "interface ifindex direction",
  ),
  interface_packets_total: counter(net, "", "Packets", "interface ifindex direction cast"),
  interface_errors_total: counter(net, "", "Packets with errors", "interface ifindex direction"),
  interface_discards_total: counter(net, "", "Packets dropped", "interface ifindex direction"),
  interface_speed_bits_per_second: gauge(net, "bits_per_second", "Speed (ifHighSpeed first)", "interface ifindex"),
  interface_admin_up: gauge(net, "", "1 if the interface is meant to be up", "interface ifindex"),
  interface_oper_state: stateset(
    net,
    ["up", "down", "testing", "unknown", "dormant", "not_present", "lower_layer_down"],
    "Operational state (ifOperStatus)",
    "interface ifindex",
  ),
  interface_info: info(net, "Texts of the interface", "interface ifindex descr alias"),
  interface_uplink: gauge(net, "", "1 for interfaces that the inventory names as uplinks", "interface"),
  interface_load_limit_ratio: gauge(
    net,
    "ratio",
    "Share of the speed above which an uplink counts as saturated (limit)",
    "interface",
  ),
  wifi_access_points: gauge(
    ["network"],
    "",
    "Access points by state (connected, registered, up, down)",
    "state",
    "wlan.aps.connected wlan.aps.registered wlan.aps.up",
  ),
  wifi_access_points_limit: gauge(["network"], "", "Access points the controller may hold (limit)", "", "wlan.aps.limit"),
  wifi_access_point_up: gauge(["network"], "", "1 while the access point is in service", "ap", "wlan.ap.state device.state"),
  wifi_access_point_clients: gauge(["network"], "", "Clients by access point", "ap", "wlan.clients"),
  wifi_clients: gauge(["network"], "", "Clients by network name", "ssid", "wlan.clients"),
  wifi_clients_active: gauge(["network"], "", "The controller's own total of clients", "", "wlan.clients"),
  wifi_clients_limit: gauge(["network"], "", "Clients the controller may hold (limit)", "", "wlan.clients.limit"),
  wifi_radio_up: gauge(["network"], "", "1 while the radio is in service", "ap radio", "wlan.radio.state device.state"),
  wifi_radio_clients: gauge(["network"], "", "Clients by radio", "ap radio", "wlan.clients"),
  wifi_channel_utilisation_ratio: gauge(["network"], "ratio", "Channel utilisation", "ap radio", "wlan.channel.utilization*100"),
  wifi_channel_share_ratio: gauge(
    ["network"],
    "ratio",
    "Share of the channel's time by cause (own_receive, own_transmit, others)",
    "ap radio cause",
    "wlan.channel.utilization*100",
  ),
  wifi_channel_frequency_hertz: gauge(["network"], "hertz", "Centre of the channel in use", "ap radio", "wlan.channel.frequency"),
  wifi_transmit_power_dbm: gauge(["network"], "dbm", "Transmit power", "ap radio", "wlan.tx_power"),
  wifi_noise_floor_dbm: gauge(["network"], "dbm", "Noise on the channel", "ap radio", "wlan.noise_floor"),
  wifi_signal_dbm: gauge(["network"], "dbm", "Strength of what is received", "ap radio", "wlan.rssi"),
  wifi_signal_to_noise_decibels: gauge(["network"], "decibels", "Signal above noise", "ap radio", "wlan.snr"),
  wifi_connection_quality_ratio: gauge(
    ["network"],
    "ratio",
    "Quality of the clients' connections, as the device grades it",
    "ap radio",
    "wlan.ccq*100",
  ),
  wifi_radio_load_ratio: gauge(["network"], "ratio", "Load of the radio's modem", "ap radio", "wlan.capacity*100"),
  wifi_link_rate_bits_per_second: gauge(["network"], "bits_per_second", "Rate of a radio link", "ap direction", "wlan.rate"),
  wifi_retransmissions_total: counter(["network"], "", "Frames sent again or received broken", "ap radio", "wlan.errors"),
  poe_power_watts: gauge(["network"], "watts", "Power drawn by powered devices", "group", "poe.power.used device.power"),
  poe_port_power_watts: gauge(["network"], "watts", "Power drawn at a port", "interface", "poe.power.used"),
  poe_power_allocated_watts: gauge(["network"], "watts", "Power granted to powered devices", "group", "poe.power.used"),
  poe_power_available_watts: gauge(
    ["network"],
    "watts",
    "Power still free for powered devices",
    "group",
    "poe.power.available device.power",
  ),
  poe_devices: gauge(["network"], "", "Powered devices", "", "poe.devices"),
  poe_supply_state: stateset(
    ["network"],
    ["on", "off", "faulty", "unknown"],
    "State of the supply of powered devices",
    "group",
    "poe.status",
  ),
  poe_power_limit_watts: gauge(
    ["network"],
    "watts",
    "Power available to powered devices (limit)",
    "group",
    "poe.power.limit device.power",
  ),
  poe_port_state: stateset(
    ["network"],
    ["delivering", "searching", "disabled", "fault", "unknown"],
    "State of a PoE port",
    "interface",
    "poe.port.state device.state",
  ),
  optics_power_dbm: gauge(["network", "vpn"], "dbm", "Optical power", "interface direction", "transceiver.power"),
  optics_bias_amperes: gauge(
    ["network", "vpn"],
    "amperes",
    "Laser bias current",
    "interface",
    "transceiver.bias_current device.current",
  ),
  optics_voltage_volts: gauge(
    ["network", "vpn"],
    "volts",
    "Supply voltage of the transceiver",
    "interface",
    "transceiver.voltage device.voltage",
  ),
  optics_temperature_celsius: gauge(
    ["network", "vpn"],
    "celsius",
    "Temperature of the transceiver",
    "interface",
    "transceiver.temperature device.temperature",
  ),

  // Facts of the site that rules compare with; exposed by the service, label `room` where a room is meant.
  cooling_units_needed: gauge(service, "", "Cooling units that a room needs (limit)", "room"),
  air_dew_point_limit_celsius: gauge(service, "celsius", "Dew point above which metal corrodes and water condenses (limit)"),
  energy_pue_limit_ratio: gauge(service, "ratio", "PUE limit in force for the site (limit)"),

  // Remote work, converted to people. `kind` is sessions, licences or uplink; `resource` a gateway, `licences` (the shared
  // pool) or `device:interface`; `scenario` is all or n_minus_1 (the gateway gone whose loss hurts most).
  remote_work_workforce_people: gauge(service, "", "People who can work remotely"),
  remote_work_people: gauge(service, "", "People working remotely now"),
  remote_work_used_people: gauge(service, "", "People on a resource now, by its own measure", "resource kind"),
  remote_work_capacity_people: gauge(service, "", "People a resource can carry", "resource kind scenario"),
  remote_work_headroom_people: gauge(
    service,
    "",
    "People who still fit on a resource, by its own measure; only for scenario all",
    "resource kind scenario",
  ),
  remote_work_resource_available: gauge(
    service,
    "",
    "1 if the resource counts now, 0 if it is silent or down and counts as gone",
    "resource kind",
  ),
  remote_work_kind_capacity_people: gauge(
    service,
    "",
    "People who fit by one kind of resource, less what others take from it",
    "kind scenario",
  ),
  remote_work_kind_headroom_people: gauge(service, "", "People who still fit by one kind of resource", "kind scenario"),
  remote_work_binding: gauge(service, "", "1 for the resource that runs out first, 0 for the others", "resource kind scenario"),
  remote_work_total_capacity_people: gauge(
    service,
    "",
    "People who fit at all: capacity of the binding kind, the smallest known",
    "scenario",
  ),
  remote_work_total_headroom_people: gauge(
    service,
    "",
    "People who still fit at all, negative if they do not fit any more",
    "scenario",
  ),
  remote_work_capacity_complete: gauge(
    service,
    "",
    "1 if every kind of resource is known; 0 if the total capacity is only an upper bound",
    "scenario",
  ),

  // The generator, as far as only the inventory knows it.
  generator_reserve_energy_joules: gauge(
    service,
    "joules",
    "Energy that the fuel still yields once the level contact reports (limit)",
  ),

  // The alarm chain itself.
  leitstand_incidents_open: gauge(service, "", "Open incidents", "severity state"),
  leitstand_webhook_received_total: counter(service, "", "Webhook bodies by result", "result"),
  leitstand_outbox_pending: gauge(service, "", "Deliveries waiting"),
  leitstand_outbox_oldest_pending_seconds: gauge(
    service,
    "seconds",
    "Age of the oldest delivery that is due and not yet accepted; 0 if none",
  ),
  leitstand_deliveries_total: counter(service, "", "Deliveries by result", "channel result"),
  leitstand_channel_up: gauge(service, "", "1 while a channel accepts mail", "channel"),
  leitstand_site_reload_success: gauge(service, "", "1 while the site file on disk is in force, 0 while a wrong one is ignored"),
  leitstand_state_filesystem_available_bytes: gauge(service, "bytes", "Space left where incidents and deliveries are stored"),
  leitstand_state_filesystem_size_bytes: gauge(
    service,
    "bytes",
    "Size of the file system where incidents and deliveries are stored",
  ),
  leitstand_clock_skew_seconds: gauge(
    service,
    "seconds",
    "Clock of a peer minus our own, by the Date header of its answer; absent while it does not answer",
    "against",
  ),
  leitstand_canary_confirmed_timestamp_seconds: gauge(
    service,
    "seconds",
    "Instant at which the last test page came back through the real mailbox; absent without a canary",
  ),
  leitstand_oncall_verified_channels: gauge(
    service,
    "",
    "Ways proven to reach the person on duty, the fewest of those on duty now and next",
    "rota",
  ),
  leitstand_oncall_single_way_contacts: gauge(service, "", "People on duty within 14 days who can be reached in one way only"),
  leitstand_rota_first_gap_timestamp_seconds: gauge(
    service,
    "seconds",
    "Instant of the first gap within 30 days; absent if there is none",
    "rota",
  ),

  // Energy figures published back for rules and dashboards.
  energy_pue_ratio: gauge(service, "ratio", "Power usage effectiveness of the period named by the label", "category period"),
  energy_power_watts: gauge(service, "watts", "Mean power of the last quarter hour by role", "role"),
  energy_grid_power_limit_watts: gauge(service, "watts", "Quarter-hour mean from the grid that sets a higher price (limit)"),
  // Services checked from outside; their labels service, class and severity come from the Prometheus configuration.
  service_up: gauge(blackbox, "", "1 if the service passed its check, else 0"),
  service_check_duration_seconds: gauge(blackbox, "seconds", "Duration of the check"),
  service_http_status_code: gauge(blackbox, "", "Status of the answer over HTTP; 0 without an answer"),
  service_certificate_expiry_timestamp_seconds: gauge(blackbox, "seconds", "End of the certificate that ends first"),
  service_certificate_limit_seconds: gauge(
    service,
    "seconds",
    "Time before its end that a certificate must be renewed (limit)",
    "service",
  ),
  energy_ledger_booked_until_timestamp_seconds: gauge(service, "seconds", "End of the last booked quarter hour", "meter"),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** Metrics that a profile of this class may map: its own and those of every device. */
export type MetricOf<Class extends DeviceClass> = {
  [Name in MetricName]: Class | "all" extends infer Wanted
    ? Wanted extends (typeof metrics)[Name]["scopes"][number]
      ? Name
      : never
    : never;
}[MetricName];

/** States of a state set metric. */
export type StateOf<Name extends MetricName> = (typeof metrics)[Name] extends { readonly states: readonly (infer State)[] }
  ? State
  : never;

/** The entry of a canonical metric, or undefined for any other name. */
export function metricOf(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name as MetricName] : undefined;
}

/** Help and type of a metric in the exposition format, where a state set is a gauge and an info is a gauge. */
export function expositionMeta(name: string): { help: string; type: "gauge" | "counter" } | undefined {
  const metric = metricOf(name);
  return metric === undefined ? undefined : { help: metric.help, type: metric.type === "counter" ? "counter" : "gauge" };
}
