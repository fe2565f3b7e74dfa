import { english } from "../../rule.ts";
import { percent, pieces } from "../../template.ts";
import { portal } from "../remote-access.ts";

const { answer, known, list } = pieces("en");

export const remoteAccessEnglish = english({
  VpnPortalDown: {
    description: `No login page passes its check from outside: ${list(`service_up{${portal}} == 0`, "service")}.`,
    consequence: "Nobody can log in from outside, not even the stand-by duty.",
    firstStep: "Open the login page from a telephone without Wi-Fi. If that fails: work on site or through the spare access.",
  },
  VpnAddressPoolTight: {
    description: `${percent} of the ${answer(`sum(vpn_address_pool_size{device="$device"})`)} addresses are in use.`,
    consequence: `Without a free address the login fails with a message that looks like a wrong password.${known(
      `sum(vpn_address_pool_size{device="$device"}) - max(vpn_sessions_active{device="$device"} or vpn_users{device="$device"})`,
      (free) => ` Free now: ${free}.`,
    )}`,
    firstStep: "Shorten the idle timeout of sessions; then enlarge the address range at the gateway.",
  },
  VpnLoginBudgetBurn: {
    description: `${percent} of the logins of the last 5 minutes were refused for want of room.${known(`max(remote_work_people)`, (count) => ` People in remote access: ${count}.`)}`,
    consequence: "Whoever logs in now often does not get in; repetitions burden login and second factor.",
    firstStep: "See what is tightest (sessions, addresses, licences) and make room there; tell the hotline.",
  },
  VpnCertificateExpiry: {
    description: "The certificate of the login page is valid for another {{ $value | humanizeDuration }} only.",
    consequence: "When it expires all logins fail at the same moment, those of the stand-by duty too.",
    firstStep: "Apply for a new certificate and install it today; check whether all gateways carry the same one.",
  },
  GatewayClusterDegraded: {
    description: `A member of the cluster is missing or not in sync. Failed: ${list(`cluster_member_state{device="$device",state=~"down|failed"} == 1`, "member", "not named")}.`,
    consequence: "If the active device fails none takes over, or all sessions break off in passing.",
    firstStep: "Look at the state of the cluster at the active device; do not force a switch-over.",
  },
});
