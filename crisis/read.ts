import type { RemoteWork, Site } from "../site/inventory.ts";
import type { Sample, SampleReader } from "../site/series.ts";
import { capacity, type Capacity, type Gateway, type Presence, type Uplink } from "./capacity.ts";

/** PromQL behind a capacity; every answer has one series per device, or per device and interface. */
export function capacityQueries(work: RemoteWork) {
  // Ids are letters, digits and hyphens (site/inventory.ts), so they need no escaping in a pattern.
  const gateways = work.gateways.join("|");
  const routers = [...new Set(work.uplinks.map(({ device }) => device))].join("|");
  const of = (metric: string, devices: string, more = ""): string => `${metric}{device=~"${devices}"${more}}`;
  return {
    answers: `max by (device) (${of("probe_success", routers === "" ? gateways : `${gateways}|${routers}`)})`,
    standby: `max by (device) (${of("cluster_role", gateways, ',state="standby"')})`,
    // Some gateways count users only, and by virtual domain; a user stands for one session then.
    sessions: `max by (device) (${of("vpn_sessions_active", gateways)}) or sum by (device) (${of("vpn_users", gateways)})`,
    // A limit for one kind of session (clientless, mail) is not a limit for all; a limit of 0 says "none of its own".
    sessionsLimit: `min by (device) (${of("vpn_sessions_limit", gateways, ',kind=~"(total)?"')} > 0)`,
    licencesUsed: `max by (device) (${of("vpn_licences_used", gateways)})`,
    licencesLimit: `min by (device) (${of("vpn_licences_limit", gateways)} > 0)`,
    ...(routers !== "" && {
      up: `max by (device, interface) (${of("interface_oper_state", routers, ',state="up"')})`,
      speed: `max by (device, interface) (${of("interface_speed_bits_per_second", routers)} > 0)`,
      // The busier direction fills first. Rates from scrape to scrape, averaged: a plain rate over two minutes is far too
      // low until the series is two minutes old, because it does not extrapolate beyond the first sample.
      traffic: `max by (device, interface) (avg_over_time(irate(${of("interface_octets_total", routers)}[5m])[2m:10s]) * 8)`,
    }),
  };
}

/**
 * The capacity of remote work now, from the sample store.
 * @returns undefined when the site has no `remote_work`
 * @throws Error when the store does not answer
 */
export async function readCapacity(site: Site, reader: SampleReader): Promise<Capacity | undefined> {
  const work = site.remote_work;
  if (work === undefined) return undefined;
  const queries = capacityQueries(work);
  const ask = async (expression: string | undefined): Promise<Find> =>
    finder(expression === undefined ? [] : await reader.instant(expression));
  const [answers, standby, sessions, sessionsLimit, licencesUsed, licencesLimit, up, speed, traffic] = await Promise.all([
    ask(queries.answers),
    ask(queries.standby),
    ask(queries.sessions),
    ask(queries.sessionsLimit),
    ask(queries.licencesUsed),
    ask(queries.licencesLimit),
    ask(queries.up),
    ask(queries.speed),
    ask(queries.traffic),
  ]);
  const gateways = work.gateways.map((id): Gateway => {
    const own = site.devices.find((device) => device.id === id)?.limits;
    return {
      id,
      presence: answers(id) === 1 && standby(id) === 1 ? "standby" : presenceOf(answers(id)),
      sessions: sessions(id),
      // The inventory's limits hold while the gateway is silent too: a shared pool stays as large as it is.
      sessionsLimit: smaller(sessionsLimit(id), own?.vpn_sessions),
      licencesUsed: licencesUsed(id),
      licencesLimit: smaller(licencesLimit(id), own?.vpn_licences),
    };
  });
  const uplinks = work.uplinks.map(({ device, interface: port }): Uplink => {
    const state = presenceOf(answers(device)) === "answers" ? up(device, port) : undefined;
    return {
      device,
      interface: port,
      state: state === undefined ? "unknown" : state === 1 ? "up" : "down",
      speedBitsPerSecond: speed(device, port),
      trafficBitsPerSecond: traffic(device, port),
    };
  });
  return capacity({ work, gateways, uplinks });
}

type Find = (device: string, port?: string) => number | undefined;

function finder(samples: readonly Sample[]): Find {
  return (device, port) =>
    samples.find(({ labels }) => labels["device"] === device && (port === undefined || labels["interface"] === port))?.value;
}

const presenceOf = (success: number | undefined): Presence =>
  success === undefined ? "unseen" : success === 1 ? "answers" : "silent";

const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
