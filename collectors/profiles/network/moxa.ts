import {
  asText,
  column,
  difference,
  fixed,
  info,
  profile,
  quotient,
  state,
  text,
  value,
  type NumberRead,
  type Profile,
  type Rows,
  type StateRead,
} from "../../profile.ts";

/** Models of one firmware share a sub-tree; the numbers behind 8691.7 are models. */
const models = [69, 70, 71, 84, 85, 86, 108, 114, 116, 117, 119, 142, 162, 178, 180, 246] as const;
const moxa = "1.3.6.1.4.1.8691.7";
const each = <Read>(make: (tree: string) => Read): Read[] => models.map((model) => make(`${moxa}.${model}.1`));
const input = (number: number): StateRead<"ok" | "absent">[] =>
  each((tree) =>
    state(`${tree}.10.${number}.0`, { 0: "absent", 1: "ok" }, { labels: { component: fixed(`power input ${number}`) } }),
  );
const fibre = (number: number, options: Rows & { readonly signed?: true }): NumberRead[] =>
  each((tree) => column(`${tree}.10.11.1.${number}`, options));
/** Older firmware has a table of transceivers at another place. */
const sfp = (number: number, options: Rows & { readonly signed?: true }): NumberRead[] =>
  each((tree) => column(`${tree}.10.7.1.${number}`, options));
const port = { interface: asText(-1, {}, "port ") };

/** Moxa EtherDevice switches. Source: MOXA-EDS-MIBs: one MIB per model, with the same objects below the model's number. Numbers are texts. */
export const moxaEtherDevice: Profile = profile({
  id: "moxa-eds",
  vendor: "Moxa",
  of: "network",
  source: "MOXA-EDS-MIBs",
  evidence: "mib",
  recognises: { sysObjectID: moxa },
  reads: {
    device_info: info({ model: text(["1.3.6.1.2.1.1.1.0"]) }),
    device_cpu_utilisation_ratio: each((tree) => value(`${tree}.54.0`, { scale: 0.01, labels: { window: fixed("30s") } })),
    device_memory_size_bytes: each((tree) => value(`${tree}.56.0`)),
    device_memory_free_bytes: each((tree) => value(`${tree}.57.0`)),
    device_memory_used_bytes: each((tree) => value(`${tree}.58.0`)),
    device_memory_utilisation_ratio: each((tree) =>
      quotient(difference(value(`${tree}.56.0`), value(`${tree}.57.0`)), value(`${tree}.56.0`), [0, 1]),
    ),
    device_power_watts: each((tree) => value(`${tree}.10.8.0`)),
    device_component_state: [...input(1), ...input(2)],
    poe_port_power_watts: each((tree) => column(`${tree}.40.6.1.2`, { labels: port })),
    optics_voltage_volts: [...fibre(4, { labels: port }), ...sfp(4, { labels: port })],
    optics_temperature_celsius: [...fibre(5, { labels: port, signed: true }), ...sfp(3, { labels: port, signed: true })],
    optics_power_dbm: [
      ...fibre(9, { labels: { ...port, direction: fixed("in") }, signed: true }),
      ...fibre(7, { labels: { ...port, direction: fixed("out") }, signed: true }),
      ...sfp(6, { labels: { ...port, direction: fixed("in") }, signed: true }),
      ...sfp(5, { labels: { ...port, direction: fixed("out") }, signed: true }),
    ],
  },
  lacks: { device_temperature_celsius: "not in these MIBs" },
});
