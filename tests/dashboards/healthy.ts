import { readFileSync } from "node:fs";
import type { Site } from "../../site/inventory.ts";
import { deviceLimits, identityLabels, siteLimits } from "../../site/limits.ts";
import { metricOf } from "../../site/metrics.ts";
import { readSite } from "../../site/read.ts";
import type { Labels, Sample, SampleReader, Series } from "../../site/series.ts";

/** The example site; its secrets are empty words. */
export function exampleSite(): Site {
  const text = readFileSync(new URL("../../site/example.yaml", import.meta.url), "utf8");
  const result = readSite(text, "example.yaml", { env: () => "geheim", file: () => "geheim" });
  if (!("site" in result)) throw new Error(`example.yaml is broken: ${JSON.stringify(result.problems)}`);
  return result.site;
}

/** All states of a state set, the named one with 1. */
export function stateSet(metric: string, state: string, labels: Labels = {}): Sample[] {
  return (metricOf(metric)?.states ?? []).map((one) => ({
    metric,
    labels: { ...labels, state: one },
    value: one === state ? 1 : 0,
  }));
}

const own = (metric: string, value: number, labels: Labels = {}): Sample => ({ metric, labels, value });

/** What a device of the example site says on a quiet morning, without identity labels. */
function says(device: Site["devices"][number]): Sample[] {
  switch (device.class) {
    case "ups":
      return [
        ...stateSet("ups_power_source", "mains"),
        own("ups_battery_runtime_seconds", 2520),
        own("ups_battery_charge_ratio", 1),
        ...["L1", "L2", "L3"].map((phase, i) => own("ups_output_load_ratio", 0.36 + i * 0.01, { phase })),
      ];
    case "cooling":
      return device.role === "chiller"
        ? [...stateSet("cooling_unit_state", "running"), own("water_temperature_celsius", 8.2, { position: "supply" })]
        : stateSet("cooling_unit_state", device.id === "klima-2" || device.id === "klima-4" ? "standby" : "running");
    case "sensor":
      return [
        own("air_temperature_celsius", 22.4, { sensor: "1", position: "rack_inlet" }),
        own("air_temperature_celsius", 24.1, { sensor: "2", position: "rack_inlet" }),
        own("air_temperature_celsius", 33.5, { sensor: "3", position: "return" }),
        own("leak_detected", 0, { sensor: "4" }),
      ];
    case "meter":
      return device.role === "grid" ? [own("power_active_watts", 61_300, { scope: "inlet" })] : [];
    case "vpn":
      return [own("vpn_sessions_active", 406)];
    case "network":
      return [
        ...device.uplinks.flatMap((name) => [
          ...stateSet("interface_oper_state", "up", { interface: name }),
          own("interface_speed_bits_per_second", 1e9, { interface: name }),
        ]),
        ...(device.role === "wlan" ? [own("wifi_clients_active", 131)] : []),
      ];
  }
}

/** What the service itself publishes on that morning. */
function service(site: Site): Sample[] {
  const labels = { site: site.site.id };
  const both = ["all", "n_minus_1"];
  const resource = { resource: "licences", kind: "licences" };
  return [
    ...siteLimits(site),
    own("remote_work_people", 812, labels),
    own("remote_work_used_people", 812, { ...labels, ...resource }),
    ...both.map((scenario, i) => own("remote_work_total_capacity_people", i === 0 ? 3000 : 2500, { ...labels, scenario })),
    ...both.map((scenario) => own("remote_work_capacity_people", 3000, { ...labels, ...resource, scenario })),
    ...both.map((scenario) => own("remote_work_binding", 1, { ...labels, ...resource, scenario })),
    own("energy_power_watts", 44_000, { ...labels, role: "ups_in" }),
    own("energy_power_watts", 41_800, { ...labels, role: "ups_out" }),
    own("energy_power_watts", 14_200, { ...labels, role: "cooling" }),
    own("energy_pue_ratio", 1.43, { ...labels, category: "2", period: "4h" }),
    own("energy_pue_ratio", 1.21, { ...labels, category: "3", period: "twelve_months" }),
    own("leitstand_channel_up", 1, { channel: "mail" }),
    own("leitstand_outbox_oldest_pending_seconds", 0),
    own("leitstand_site_reload_success", 1),
    own("leitstand_code_current", 1),
    own("up", 1, { job: "leitstand" }),
    own("ALERTS", 1, { alertname: "Watchdog", alertstate: "firing" }),
  ];
}

/** Scrapes every 10 s over the last 150 s. */
function overTime({ metric, labels, value }: Sample, now: Date, rise = 0): Series {
  const points = Array.from({ length: 15 }, (_, i) => ({
    at: new Date(now.getTime() - 3000 - i * 10_000),
    value: value - rise * i * 10,
  })).toReversed();
  return { metric, labels, points };
}

/** The example site on a quiet morning as raw series: every device answers and nothing is wrong. */
export function healthySeries(site: Site, now: Date): Series[] {
  const devices = site.devices.flatMap((device) => {
    const identity = identityLabels(site, device);
    const all = [own("probe_success", 1), own("up", 1, { job: "devices" }), ...deviceLimits(site, device), ...says(device)];
    const counters = device.uplinks.flatMap((name) =>
      [0, 1].map((i) =>
        // 120 and 40 Mbit/s.
        overTime(
          own("interface_octets_total", 5e9, { ...identity, interface: name, direction: i === 0 ? "in" : "out" }),
          now,
          i === 0 ? 15e6 : 5e6,
        ),
      ),
    );
    return [...all.map((sample) => overTime({ ...sample, labels: { ...sample.labels, ...identity } }, now)), ...counters];
  });
  return [...devices, ...service(site).map((sample) => overTime(sample, now))];
}

/** A reader over fixed series; it understands selectors by name, which is all that the board asks. */
export function readerOf(series: readonly Series[]): SampleReader {
  return {
    instant: () => Promise.resolve([]),
    range: () => Promise.resolve([]),
    raw: (selector, from, to) => {
      const names = /__name__=~"([^"]*)"/.exec(selector)?.[1] ?? /^[\w:]+/.exec(selector)?.[0] ?? "";
      const pattern = new RegExp(`^(?:${names})$`);
      return Promise.resolve(
        series
          .filter(({ metric }) => pattern.test(metric))
          .map((one) => ({ ...one, points: one.points.filter(({ at }) => at >= from && at <= to) }))
          .filter(({ points }) => points.length > 0),
      );
    },
  };
}

/** A reader of a store that does not answer. */
export const silentReader: SampleReader = {
  instant: () => Promise.reject(new Error("connect ECONNREFUSED")),
  range: () => Promise.reject(new Error("connect ECONNREFUSED")),
  raw: () => Promise.reject(new Error("connect ECONNREFUSED")),
};

/** The series with every sample of one metric and these labels changed. */
export function changed(
  series: readonly Series[],
  metric: string,
  labels: Labels,
  value: (old: number, at: Date) => number,
): Series[] {
  return series.map((one) =>
    one.metric === metric && Object.entries(labels).every(([name, wanted]) => one.labels[name] === wanted)
      ? { ...one, points: one.points.map((point) => ({ ...point, value: value(point.value, point.at) })) }
      : one,
  );
}

/** The series with another state of a state set. */
export function inState(series: readonly Series[], metric: string, labels: Labels, state: string): Series[] {
  return series.map((one) =>
    one.metric === metric && Object.entries(labels).every(([name, wanted]) => one.labels[name] === wanted)
      ? { ...one, points: one.points.map(({ at }) => ({ at, value: one.labels["state"] === state ? 1 : 0 })) }
      : one,
  );
}

/** A device that stopped answering `seconds` ago: nothing of it is newer, only `probe_success` goes on and says 0. */
export function silenced(series: readonly Series[], device: string, seconds: number, now: Date): Series[] {
  const until = now.getTime() - seconds * 1000;
  return series.map((one) => {
    if (one.labels["device"] !== device || one.metric === "up" || /_limit_/.test(one.metric)) return one;
    if (one.metric === "probe_success") {
      return { ...one, points: one.points.map(({ at }) => ({ at, value: at.getTime() <= until ? 1 : 0 })) };
    }
    return { ...one, points: one.points.filter(({ at }) => at.getTime() <= until) };
  });
}
