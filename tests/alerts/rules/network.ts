import { at, flat, siteId, state, steps, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const line = (device: string, name: string, now: string, adminUp = 1): SeriesMap => ({
  ...state(device, "interface_oper_state", now, { interface: name, ifindex: "1" }),
  ...state(device, "interface_oper_state", "down", { interface: "unused", ifindex: "2" }),
  [at(device, "interface_admin_up", { interface: name, ifindex: "1" })]: flat(adminUp),
  [at(device, "interface_admin_up", { interface: "unused", ifindex: "2" })]: flat(1),
  [at(device, "interface_uplink", { interface: name })]: flat(1),
});
const router = (device: string, now: string, adminUp = 1): SeriesMap => line(device, "Te0/0/0", now, adminUp);
const site = { class: "network", site: siteId };

export const networkCases: Readonly<Record<string, Cases>> = {
  UplinkDown: {
    cases: [
      {
        says: "fires for the interface, not for unused ones",
        series: { ...router("router-1", "down"), ...router("router-2", "up") },
        at: "30s",
        firing: [about("router-1", { resource: "Te0/0/0" })],
      },
      {
        says: "fires when the layer below is gone",
        series: router("router-1", "lower_layer_down"),
        at: "30s",
        firing: [about("router-1", { resource: "Te0/0/0" })],
      },
      {
        says: "fires for the line of a house",
        series: line("fw-oper", "wan1", "down"),
        at: "30s",
        firing: [about("fw-oper", { resource: "wan1" })],
      },
      { says: "is quiet for a line that was switched off", series: router("router-1", "down", 0), at: "5m" },
      { says: "is quiet for access switches", series: line("sw-oper-1", "Te1/1/1", "down"), at: "5m" },
      { says: "is quiet while up", series: router("router-1", "up"), at: "5m" },
      { says: "waits 30 s", series: router("router-1", "down"), at: "20s" },
    ],
  },
  UplinkRedundancyLost: {
    cases: [
      {
        says: "fires when one of two lines is left",
        series: { ...router("router-1", "down"), ...router("router-2", "up") },
        at: "2m",
        firing: [site],
      },
      {
        says: "goes on when none is left",
        series: { ...router("router-1", "down"), ...router("router-2", "down") },
        at: "2m",
        firing: [site],
      },
      { says: "is quiet with both", series: { ...router("router-1", "up"), ...router("router-2", "up") }, at: "10m" },
      { says: "is quiet where there was only ever one", series: line("fw-oper", "wan1", "up"), at: "10m" },
      {
        says: "does not count the line of a router that fell silent",
        series: {
          ...router("router-2", "up"),
          [at("router-1", "interface_uplink", { interface: "Te0/0/0" })]: (n) => `1+0x12 stale _x${n}`,
          [at("router-1", "interface_oper_state", { interface: "Te0/0/0", ifindex: "1", state: "up" })]: (n) =>
            `1+0x12 stale _x${n}`,
        },
        at: "5m",
        firing: [site],
      },
    ],
  },
  DeviceSilent: {
    cases: [
      {
        says: "fires after five minutes",
        series: { [at("sw-oper-1", "probe_success")]: flat(0), [at("sw-oper-1", "up")]: flat(1) },
        at: "5m",
        firing: [about("sw-oper-1")],
      },
      { says: "fires when the scrape fails", series: { [at("usv-a", "up")]: flat(0) }, at: "5m", firing: [about("usv-a")] },
      { says: "leaves out a restart", series: { [at("sw-oper-1", "probe_success")]: steps([0, 27], [1, 1]) }, at: "6m" },
      {
        says: "is quiet while the device answers",
        series: { [at("sw-oper-1", "probe_success")]: flat(1), [at("sw-oper-1", "up")]: flat(1) },
        at: "10m",
      },
      {
        says: "is about devices, not about our own processes",
        series: { 'up{job="collectors",instance="c"}': flat(0) },
        at: "10m",
      },
    ],
  },
};
