import { english } from "../../rule.ts";
import { percent, pieces } from "../../template.ts";
import { untilFull } from "../vpn.ts";

const { answer, known, list, value } = pieces("en");
const sessionsNow = answer(`max(vpn_sessions_active{device="$device"} or vpn_users{device="$device"})`);
const limitNow = answer(`min(vpn_sessions_limit{device="$device",kind="total",limit!="pool"})`);
const fullSoon = known(
  `floor(${untilFull} / 60) > 0 < 240`,
  (minutes) => `At the present rate the gateway is full in ${minutes} min. `,
);
const people = known(`max(remote_work_people)`, (count) => ` People in remote access now: ${count}.`);
const places = known(
  `min(remote_work_total_headroom_people{scenario="all"}) >= 0`,
  (count) => ` The site has room for ${count} more people.`,
);
const ofGateway = '{{ if ne $labels.resource "licences" }} of {{ $labels.resource }}{{ end }}';
const binding = (scenario: "all" | "n_minus_1"): string =>
  list(`remote_work_binding{scenario="${scenario}"} == 1`, "resource", "unknown");

export const vpnEnglish = english({
  VpnGatewayDown: {
    description: `The gateway has been silent for a minute at least.${known(
      `max(last_over_time(vpn_sessions_active{device="$device"}[1h]) or last_over_time(vpn_users{device="$device"}[1h]))`,
      (count) => ` It last carried ${count} sessions.`,
    )}`,
    consequence: `Whoever works through this gateway is cut off and logs in at the other one.${places}`,
    firstStep: "Try a VPN login from outside: is only the monitoring silent, or is the service gone?",
  },
  VpnSessionsCritical: {
    description: `${sessionsNow} of ${limitNow} sessions in use (${percent}).${places}`,
    consequence: `${fullSoon}New logins are refused; after a refusal clients do not always go to the other gateway.`,
    firstStep: "Shorten the idle timeout of the gateway, so that orphaned sessions are freed.",
  },
  VpnSessionsHigh: {
    description: `${sessionsNow} of ${limitNow} sessions in use (${percent}).`,
    consequence: `${fullSoon}In the morning peak the first logins will be refused within the next hour.`,
    firstStep: "Look at the distribution over the gateways and end orphaned sessions.",
  },
  VpnLicencesTight: {
    description: `${percent} of the licences${ofGateway} are in use.${people}`,
    consequence: "Once all licences are in use, logins are refused although there is room otherwise. Buying more takes days.",
    firstStep: "Ask the maker for a temporary emergency licence; look for double logins.",
  },
  VpnMassDisconnect: {
    description: `Within 5 minutes ${value("whole")} sessions dropped.${people}`,
    consequence: "All log in again at once; login and second factor may break down under that wave.",
    firstStep: "Check whether gateways and login (directory, second factor) answer. Restart no gateway.",
  },
  VpnUplinkSaturated: {
    description: `${percent} of the line are in use, limit ${answer(
      `100 * min(interface_load_limit_ratio{device="$device",interface="$resource"})`,
    )} %.`,
    consequence: "It becomes slow for everybody on this line, calls and video conferences break off.",
    firstStep: "Find out which traffic fills the line (backup, updates, VPN) and stop what can wait.",
  },
  RemoteWorkFull: {
    description: `Free places: ${value("whole")}; what is tightest: ${binding("all")}.${people}`,
    consequence: "Whoever logs in now is refused, or works too slowly to be of use.",
    firstStep: "Shorten the idle timeout of sessions and tell the crisis team what is tightest.",
  },
  RemoteWorkNoNMinusOne: {
    description: `Were the most important gateway to fail, places would be missing (${answer(`-min(remote_work_total_headroom_people{scenario="n_minus_1"})`)}); tight would be: ${binding("n_minus_1")}.${people}`,
    consequence: "The failure of a gateway locks people out for good, not only until they log in again.",
    firstStep: "Begin no maintenance of the gateways; prepare measures for more places.",
  },
});
