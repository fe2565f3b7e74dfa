import { roomDewPoint } from "./dew-point.ts";
import type { Recording } from "./rule.ts";

const inlet = `air_temperature_celsius{position="rack_inlet"}`;
const device = "class, device, room, house, site";

/** What several rooms read under one name. A recording may be one interval older, so only alerts that hold for minutes build on one. */
export const recordings: readonly Recording[] = [
  {
    name: "device:ups_time_left:seconds",
    help: "Runtime of a UPS; on battery for 3 min and longer corrected by how fast the estimate really falls",
    when: `min by (${device}) (
  ups_battery_runtime_seconds / clamp_min(-deriv(ups_battery_runtime_seconds[3m]), 1)
    and on (device) min_over_time(ups_power_source{state="battery"}[3m]) == 1
    and on (device) ups_power_source{state="battery"} offset 3m == 1
  or ups_battery_runtime_seconds
)`,
  },
  {
    name: "room:inlet_temperature_max:celsius",
    help: "Hottest inlet air of a room",
    when: `max by (room, site) (${inlet})`,
  },
  {
    name: "room:inlet_time_to_limit:seconds",
    help: "Time until the first rack inlet of a room crosses the allowable limit, by the steeper of the lines through the last 4 min and the last minute; absent while nothing rises by 0.2 K a minute",
    when: `min by (room, site) (
  clamp_min(
    -(${inlet} - on (device) group_left () air_temperature_limit_celsius{bound="allowable"})
      / ((deriv(${inlet}[1m]) > deriv(${inlet}[4m]) or deriv(${inlet}[4m])) and deriv(${inlet}[4m]) > 0.003),
    0
  )
)`,
  },
  {
    name: "room:air_dew_point:celsius",
    help: "Highest dew point of a room: measured, else from temperature and humidity of the same probe",
    when: roomDewPoint,
  },
  {
    name: "site:generator_reserve_time:seconds",
    help: "Time that the fuel reserve lasts at what the generator gives now; absent while it gives nothing",
    when: `generator_reserve_energy_joules
  / on (site) group_left () sum by (site) (power_active_watts{role="generator",scope="inlet"} > 500)`,
  },
  {
    name: "room:cooling_units_available:count",
    help: "Cooling units of a room that run or stand by",
    when: `sum by (room, site) (cooling_unit_state{state=~"running|standby",role!="chiller",room!=""})`,
  },
  {
    name: "interface:uplink_utilisation:ratio",
    help: "Load of an uplink over 2 min as a share of its speed, the busier direction",
    when: `max by (${device}, interface) (
  rate(interface_octets_total[2m]) * 8
    / on (device, interface) group_left () interface_speed_bits_per_second
  and on (device, interface) interface_uplink == 1
)`,
  },
  {
    name: "device:vpn_time_to_full:seconds",
    help: "Time until a VPN gateway has no place left, by the line through its sessions of the last 15 min; absent while they rise by less than 2 a minute",
    when: `min by (${device}) (
  clamp_min(
    -((vpn_sessions_active or vpn_users)
        - on (device, site) group_left () min by (device, site) (vpn_sessions_limit{kind="total",limit!="pool"}))
      / ((deriv(vpn_sessions_active[15m]) or deriv(vpn_users[15m])) > 2 / 60),
    0
  )
)`,
  },
  {
    name: "site:remote_work_headroom:people",
    help: "People who still fit into remote work now",
    when: `min by (site) (remote_work_total_headroom_people{scenario="all"})`,
  },
  {
    name: "site:pue:ratio",
    help: "Power usage effectiveness of the last quarter hour from mean powers; IT by the best role that is metered (it, pdu_out, ups_out). An indication, not the audit's figure",
    when: `sum by (site) (energy_power_watts{role="grid"})
/ (
  sum by (site) (energy_power_watts{role="it"})
  or sum by (site) (energy_power_watts{role="pdu_out"})
  or sum by (site) (energy_power_watts{role="ups_out"})
)`,
  },
];
