import { at, flat, of, siteId, state, steps, type Course, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const site = { class: "vpn", site: siteId };
const gateway = (device: string, sessions: Course): SeriesMap => ({
  [at(device, "vpn_sessions_active")]: sessions,
  [at(device, "vpn_sessions_limit", { kind: "total", limit: "platform" })]: flat(5000),
  [at(device, "vpn_sessions_limit", { kind: "total", limit: "inventory" })]: flat(2500),
  // The pool of addresses speaks for itself (VpnAddressPoolTight).
  [at(device, "vpn_sessions_limit", { kind: "total", limit: "pool" })]: flat(2100),
});
const uplink = (device: string, now: string): SeriesMap => ({
  ...state(device, "interface_oper_state", now, { interface: "Te0/0/0", ifindex: "1" }),
  [at(device, "interface_uplink", { interface: "Te0/0/0" })]: flat(1),
});
const traffic = (bytesPerStep: number): SeriesMap => ({
  [at("router-1", "interface_octets_total", { interface: "Te0/0/0", ifindex: "1", direction: "in" })]: (n) =>
    `0+${bytesPerStep}x${n}`,
  [at("router-1", "interface_octets_total", { interface: "Te0/0/0", ifindex: "1", direction: "out" })]: (n) => `0+1000x${n}`,
  [at("router-1", "interface_octets_total", { interface: "Gi0/0/1", ifindex: "2", direction: "in" })]: (n) =>
    `0+${bytesPerStep}x${n}`,
  [at("router-1", "interface_speed_bits_per_second", { interface: "Te0/0/0", ifindex: "1" })]: flat(1e9),
  [at("router-1", "interface_speed_bits_per_second", { interface: "Gi0/0/1", ifindex: "2" })]: flat(1e9),
  [at("router-1", "interface_load_limit_ratio", { interface: "Te0/0/0" })]: flat(0.85),
});
const people = (scenario: string, headroom: number, capacity = 4000): SeriesMap => ({
  [of("remote_work_total_headroom_people", { scenario })]: flat(headroom),
  [of("remote_work_total_capacity_people", { scenario })]: flat(capacity),
  [of("remote_work_binding", { scenario, kind: "licences", resource: "licences" })]: flat(1),
});
/** The standby unit of a failover pair, which holds copies of the sessions of the other. */
const standby = (device: string): SeriesMap => state(device, "cluster_role", "standby");
/** 1,000 sessions, then so many, on each of two gateways. */
const drop = (left: number): SeriesMap => ({
  ...gateway("vpn-1", steps([1000, 60], [left, 1])),
  ...gateway("vpn-2", steps([1000, 60], [left, 1])),
});

export const vpnCases: Readonly<Record<string, Cases>> = {
  VpnGatewayDown: {
    cases: [
      {
        says: "fires after a minute of silence",
        series: { [at("vpn-1", "probe_success")]: flat(0), [at("vpn-1", "up")]: flat(1) },
        at: "1m",
        firing: [about("vpn-1")],
      },
      { says: "fires when the scrape fails", series: { [at("vpn-1", "up")]: flat(0) }, at: "1m", firing: [about("vpn-1")] },
      { says: "waits for that minute", series: { [at("vpn-1", "probe_success")]: flat(0) }, at: "50s" },
      {
        says: "is quiet while it answers",
        series: { [at("vpn-1", "probe_success")]: flat(1), [at("vpn-1", "up")]: flat(1) },
        at: "5m",
      },
      {
        says: "is about gateways only",
        series: { [at("sw-kern-1", "probe_success")]: flat(0), [at("sw-kern-1", "up")]: flat(0) },
        at: "5m",
      },
    ],
  },
  VpnSessionsCritical: {
    cases: [
      { says: "fires by the smallest limit", series: gateway("vpn-1", flat(2400)), at: "2m", firing: [about("vpn-1")] },
      { says: "is quiet at 95 %", series: gateway("vpn-1", flat(2375)), at: "10m" },
      {
        says: "lets the working unit speak for a failover pair",
        series: {
          ...gateway("vpn-1", flat(2400)),
          ...state("vpn-1", "cluster_role", "active"),
          ...gateway("vpn-2", flat(2400)),
          ...standby("vpn-2"),
        },
        at: "2m",
        firing: [about("vpn-1")],
      },
      {
        says: "speaks for gateways that count users",
        series: {
          [at("vpn-1", "vpn_users")]: flat(2400),
          [at("vpn-1", "vpn_sessions_limit", { kind: "total", limit: "inventory" })]: flat(2500),
        },
        at: "2m",
        firing: [about("vpn-1")],
      },
    ],
  },
  VpnSessionsHigh: {
    cases: [
      { says: "fires after ten minutes", series: gateway("vpn-1", flat(2200)), at: "10m", firing: [about("vpn-1")] },
      { says: "is quiet at 85 %", series: gateway("vpn-1", flat(2125)), at: "20m" },
      { says: "waits those ten minutes", series: gateway("vpn-1", flat(2200)), at: "9m50s" },
      { says: "leaves the standby unit out", series: { ...gateway("vpn-2", flat(2200)), ...standby("vpn-2") }, at: "10m" },
    ],
  },
  VpnLicencesTight: {
    cases: [
      {
        says: "fires above nine tenths",
        series: {
          [of("remote_work_used_people", { kind: "licences", resource: "licences" })]: flat(2710),
          [of("remote_work_capacity_people", { kind: "licences", resource: "licences", scenario: "all" })]: flat(3000),
        },
        at: "10m",
        firing: [{ ...site, resource: "licences" }],
      },
      {
        says: "is quiet at nine tenths",
        series: {
          [of("remote_work_used_people", { kind: "licences", resource: "licences" })]: flat(2700),
          [of("remote_work_capacity_people", { kind: "licences", resource: "licences", scenario: "all" })]: flat(3000),
        },
        at: "20m",
      },
      {
        says: "is about licences only",
        series: {
          [of("remote_work_used_people", { kind: "sessions", resource: "vpn-1" })]: flat(2990),
          [of("remote_work_capacity_people", { kind: "sessions", resource: "vpn-1", scenario: "all" })]: flat(3000),
        },
        at: "20m",
      },
    ],
  },
  VpnMassDisconnect: {
    cases: [
      { says: "fires when over a third is gone within five minutes", series: drop(650), at: "11m", firing: [site] },
      { says: "goes on for a quarter of an hour", series: drop(650), at: "22m", firing: [site] },
      { says: "waits a minute", series: drop(650), at: "10m50s" },
      { says: "is quiet when a quarter is gone", series: drop(750), at: "12m" },
      {
        says: "is quiet when few were there",
        series: { ...gateway("vpn-1", steps([200, 60], [20, 1])), ...gateway("vpn-2", flat(10)) },
        at: "12m",
      },
      {
        says: "is quiet when users only move to the other gateway",
        series: { ...gateway("vpn-1", steps([1000, 60], [100, 1])), ...gateway("vpn-2", steps([1000, 60], [1900, 1])) },
        at: "12m",
      },
      {
        says: "is quiet when a failover pair changes over: the other unit holds the sessions",
        series: { ...gateway("vpn-1", steps([1000, 60], [0, 1])), ...gateway("vpn-2", steps([0, 60], [1000, 1])) },
        at: "12m",
      },
      {
        says: "leaves both lines down to UplinkDown",
        series: { ...drop(0), ...uplink("router-1", "down"), ...uplink("router-2", "down") },
        at: "12m",
      },
      {
        says: "fires while one line is up",
        series: { ...drop(0), ...uplink("router-1", "down"), ...uplink("router-2", "up") },
        at: "12m",
        firing: [site],
      },
    ],
  },
  VpnUplinkSaturated: {
    cases: [
      {
        says: "fires after ten minutes above the limit",
        series: traffic(1.1e9),
        at: "13m",
        firing: [about("router-1", { resource: "Te0/0/0" })],
      },
      { says: "waits those ten minutes", series: traffic(1.1e9), at: "10m" },
      { says: "is quiet below the limit", series: traffic(1e9), at: "20m" },
    ],
  },
  RemoteWorkFull: {
    cases: [
      { says: "fires with the last two per cent", series: people("all", 80), at: "1m", firing: [site] },
      { says: "fires when nothing carries anyone", series: people("all", 0, 0), at: "1m", firing: [site] },
      { says: "is quiet with more room", series: people("all", 90), at: "10m" },
      { says: "leaves the N-1 case to its own rule", series: people("n_minus_1", -500), at: "10m" },
    ],
  },
  RemoteWorkNoNMinusOne: {
    cases: [
      { says: "fires when not everybody would fit", series: people("n_minus_1", -1), at: "15m", firing: [site] },
      { says: "is quiet when everybody would just fit", series: people("n_minus_1", 0), at: "16m" },
    ],
  },
};
