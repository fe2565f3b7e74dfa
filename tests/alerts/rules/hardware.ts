import { at, flat, siteId, state, steps, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const oper = { class: "network", house: "oper", site: siteId };
const points = (down: number, all: number): SeriesMap =>
  Object.fromEntries(
    Array.from({ length: all }, (_, k) => [at("wlan-oper", "wifi_access_point_up", { ap: `ap-${k}` }), flat(k < down ? 0 : 1)]),
  );
const counted = (down: number, up: number): SeriesMap => ({
  [at("wlan-oper", "wifi_access_points", { state: "down" })]: flat(down),
  [at("wlan-oper", "wifi_access_points", { state: "up" })]: flat(up),
});
const answers = (devices: Readonly<Record<string, number>>): SeriesMap =>
  Object.fromEntries(Object.entries(devices).map(([device, up]) => [at(device, "probe_success"), flat(up)]));
const poe = (watts: number): SeriesMap => ({
  [at("sw-oper-1", "poe_power_watts", { group: "1" })]: flat(watts),
  [at("sw-oper-1", "poe_power_watts", { group: "2" })]: flat(100),
  [at("sw-oper-1", "poe_power_limit_watts", { group: "1" })]: flat(370),
  [at("sw-oper-1", "poe_power_limit_watts", { group: "2" })]: flat(370),
});
const feed = (device: string, amperes: number, limit = 32): SeriesMap => ({
  [at(device, "power_rack", { rack: "r07" })]: flat(1),
  [at(device, "power_current_amperes", { scope: "phase", phase: "L1" })]: flat(amperes),
  [at(device, "power_current_amperes", { scope: "phase", phase: "L2" })]: flat(2),
  [at(device, "power_current_amperes", { scope: "inlet" })]: flat(40),
  [at(device, "power_current_limit_amperes", { scope: "inlet" })]: flat(limit),
});
const rack = (a: number, b: number, limit?: number): SeriesMap => ({
  ...feed("pdu-rz1-a", a),
  ...feed("pdu-rz1-b", b, limit),
});

export const hardwareCases: Readonly<Record<string, Cases>> = {
  DevicePartFailed: {
    cases: [
      {
        says: "fires once for the device, whatever has failed",
        series: {
          ...state("sw-kern-1", "device_psu_state", "failed", { unit: "1" }),
          ...state("sw-kern-1", "device_fan_state", "failed", { unit: "2" }),
        },
        at: "5m",
        firing: [about("sw-kern-1")],
      },
      {
        says: "fires for a fan alone",
        series: state("vpn-1", "device_fan_state", "failed", { unit: "1" }),
        at: "5m",
        firing: [about("vpn-1")],
      },
      {
        says: "fires for any other part",
        series: state("router-1", "device_component_state", "failed", { component: "Slot 3" }),
        at: "5m",
        firing: [about("router-1")],
      },
      {
        says: "is quiet for an empty place and for parts that work",
        series: {
          ...state("sw-kern-1", "device_psu_state", "absent", { unit: "2" }),
          ...state("sw-kern-1", "device_fan_state", "ok", { unit: "1" }),
          ...state("sw-kern-1", "device_component_state", "ok", { component: "Slot 3" }),
        },
        at: "10m",
      },
      {
        says: "leaves cooling units and UPS to their own rules",
        series: state("klima-1", "device_component_state", "failed", { component: "Fan 1" }),
        at: "10m",
      },
    ],
  },
  PoeBudgetTight: {
    cases: [
      { says: "fires above nine tenths of all groups", series: poe(570), at: "15m", firing: [about("sw-oper-1")] },
      { says: "is quiet at nine tenths", series: poe(566), at: "20m" },
      { says: "waits a quarter hour", series: poe(570), at: "14m" },
    ],
  },
  AccessPointsDown: {
    cases: [
      { says: "fires when more than a fifth is out", series: points(3, 14), at: "5m", firing: [oper] },
      { says: "is quiet about a few", series: points(2, 14), at: "10m" },
      { says: "is quiet at a fifth", series: points(2, 10), at: "10m" },
      { says: "reads the controller's own counts", series: counted(4, 10), at: "5m", firing: [oper] },
      { says: "is quiet by them too", series: counted(1, 13), at: "10m" },
      { says: "waits five minutes", series: points(3, 14), at: "4m50s" },
    ],
  },
  HouseSilent: {
    cases: [
      {
        says: "fires when no device of the house answers",
        series: answers({ "sw-oper-1": 0, "wlan-oper": 0, "fw-oper": 0 }),
        at: "3m",
        firing: [oper],
      },
      { says: "is quiet while one answers", series: answers({ "sw-oper-1": 0, "wlan-oper": 0, "fw-oper": 1 }), at: "10m" },
      { says: "leaves a single device to DeviceSilent", series: answers({ "fw-oper": 0 }), at: "10m" },
      {
        says: "leaves out two minutes",
        series: {
          [at("fw-oper", "probe_success")]: steps([0, 12], [1, 1]),
          [at("wlan-oper", "probe_success")]: steps([0, 12], [1, 1]),
        },
        at: "4m",
      },
      { says: "is about houses", series: answers({ "usv-a": 0, "usv-b": 0 }), at: "10m" },
    ],
  },
  RackFeedRedundancyLost: {
    cases: [
      {
        says: "fires when both feeds together pass nine tenths of one",
        series: rack(15, 14),
        at: "15m",
        firing: [{ class: "meter", resource: "r07", site: siteId }],
      },
      { says: "is quiet when one could carry both", series: rack(14, 14), at: "20m" },
      {
        says: "takes the weaker feed",
        series: rack(8, 8, 16),
        at: "15m",
        firing: [{ class: "meter", resource: "r07", site: siteId }],
      },
      { says: "waits a quarter hour", series: rack(15, 14), at: "14m" },
    ],
  },
};
