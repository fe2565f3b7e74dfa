import { at, checked, flat, ramp, siteId, state, steps, type Course, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const site = { class: "vpn", site: siteId };
const day = 86_400;
const portal = (id: string, up: number, days = 60): SeriesMap =>
  checked(id, up, days * day, { class: "gateway", role: "remote_access", house: "" });
const pool = (used: SeriesMap): SeriesMap => ({ ...used, [at("vpn-1", "vpn_address_pool_size")]: flat(2000) });
/** Logins of one gateway a step: refused ones and those that succeeded. */
const logins = (refused: Course, opened: Course): SeriesMap => ({
  [at("vpn-1", "vpn_sessions_refused_total")]: refused,
  [at("vpn-1", "vpn_sessions_total", { kind: "anyconnect" })]: opened,
  // A client that logs in through the portal counts in both kinds.
  [at("vpn-1", "vpn_sessions_total", { kind: "clientless_ssl" })]: opened,
});
const member = (now: string): SeriesMap => state("vpn-1", "cluster_member_state", now, { member: "secondary unit" });

export const remoteAccessCases: Readonly<Record<string, Cases>> = {
  VpnPortalDown: {
    cases: [
      {
        says: "fires when every way in fails",
        series: { ...portal("vpn-anmeldung", 0), ...portal("vpn-ersatz", 0) },
        at: "30s",
        firing: [site],
      },
      { says: "is quiet while one works", series: { ...portal("vpn-anmeldung", 0), ...portal("vpn-ersatz", 1) }, at: "5m" },
      { says: "waits 30 s", series: portal("vpn-anmeldung", 0), at: "20s" },
      { says: "is about remote access only", series: checked("portal", 0), at: "5m" },
    ],
  },
  VpnAddressPoolTight: {
    cases: [
      {
        says: "fires by the addresses that the gateway counts",
        series: pool({
          [at("vpn-1", "vpn_address_pool_used", { pool: "a" })]: flat(1000),
          [at("vpn-1", "vpn_address_pool_used", { pool: "b" })]: flat(801),
        }),
        at: "5m",
        firing: [about("vpn-1")],
      },
      {
        says: "takes sessions for addresses where it counts none",
        series: pool({ [at("vpn-1", "vpn_sessions_active")]: flat(1801) }),
        at: "5m",
        firing: [about("vpn-1")],
      },
      { says: "is quiet at nine tenths", series: pool({ [at("vpn-1", "vpn_sessions_active")]: flat(1800) }), at: "10m" },
      {
        says: "leaves the standby unit of a failover pair out",
        series: {
          ...pool({ [at("vpn-1", "vpn_sessions_active")]: flat(1900) }),
          ...state("vpn-1", "cluster_role", "standby"),
        },
        at: "10m",
      },
      { says: "waits five minutes", series: pool({ [at("vpn-1", "vpn_sessions_active")]: flat(1900) }), at: "4m50s" },
    ],
  },
  VpnLoginBudgetBurn: {
    cases: [
      { says: "fires when one login in ten is refused", series: logins(ramp(0, 1), ramp(0, 9)), at: "6m", firing: [site] },
      { says: "waits two minutes", series: logins(ramp(0, 1), ramp(0, 9)), at: "2m" },
      { says: "is quiet at one in twenty", series: logins(ramp(0, 1), ramp(0, 19)), at: "10m" },
      {
        says: "is quiet soon after it has stopped",
        series: logins((n) => `0+1x30 31+0x${n}`, ramp(0, 9)),
        at: "13m",
      },
      {
        says: "is quiet about a blip that the hour carries",
        series: logins((n) => `0+0x340 0+1x${n}`, ramp(0, 9)),
        at: "59m",
      },
      {
        says: "counts refusals for want of room, not wrong passwords",
        series: {
          [at("vpn-1", "vpn_login_failures_total")]: ramp(0, 9),
          [at("vpn-1", "vpn_sessions_total", { kind: "anyconnect" })]: ramp(0, 9),
          [at("vpn-1", "vpn_sessions_refused_total")]: flat(3),
        },
        at: "10m",
      },
    ],
  },
  VpnCertificateExpiry: {
    cases: [
      {
        says: "fires with less than three days left",
        series: { ...portal("vpn-anmeldung", 1, 2.9), ...checked("portal", 1, 2 * day) },
        at: "10m",
        firing: [{ class: "gateway", resource: "vpn-anmeldung", site: siteId }],
      },
      { says: "is quiet with more", series: portal("vpn-anmeldung", 1, 3.1), at: "20m" },
      { says: "leaves other services to their own warning", series: checked("portal", 1, 2 * day), at: "20m" },
    ],
  },
  GatewayClusterDegraded: {
    cases: [
      {
        says: "fires when a member has failed",
        series: { ...state("vpn-1", "cluster_role", "active"), ...member("failed") },
        at: "5m",
        firing: [about("vpn-1")],
      },
      {
        says: "fires when a member is not in step",
        series: { [at("vpn-1", "cluster_in_sync", { member: "b" })]: flat(0), [at("vpn-1", "cluster_enabled")]: flat(1) },
        at: "5m",
        firing: [about("vpn-1")],
      },
      {
        says: "is quiet while all members are there and in step",
        series: {
          ...state("vpn-1", "cluster_role", "active"),
          ...member("standby"),
          [at("vpn-1", "cluster_in_sync", { member: "b" })]: flat(1),
        },
        at: "10m",
      },
      {
        says: "is quiet for a device that stands alone, whose empty place is down",
        series: { ...state("vpn-1", "cluster_role", "unknown"), ...member("down") },
        at: "10m",
      },
      {
        says: "is quiet where the cluster is switched off",
        series: { ...member("down"), [at("vpn-1", "cluster_enabled")]: flat(0) },
        at: "10m",
      },
      {
        says: "leaves out a failover of three minutes",
        series: {
          [at("vpn-1", "cluster_in_sync", { member: "b" })]: steps([0, 18], [1, 1]),
        },
        at: "6m",
      },
    ],
  },
};
