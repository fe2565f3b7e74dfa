import {
  column,
  fixed,
  first,
  index,
  info,
  joinedText,
  asText,
  matches,
  profile,
  stateColumn,
  text,
  value,
  withParts,
  type Profile,
  type Rows,
} from "../../profile.ts";

const physicalName = ["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"] as const;
const name = text(physicalName);
const operational = {
  1: "ok",
  2: "failed",
  3: "unknown",
  5: "standby",
  6: "absent",
  7: "off",
  8: "ok",
  9: "standby",
  10: "off",
} as const;
const part = { 1: "ok", 2: "failed", 5: "ok", 6: "absent", 7: "absent", 8: "ok" } as const;

interface Release {
  readonly id: string;
  readonly enterprise: string;
  readonly evidence: "recording" | "mib";
  /** Board temperature, certification and synchronisation: the column numbers differ between releases. */
  readonly temperature: readonly number[];
  readonly certified: number;
}

/**
 * Alcatel-Lucent OmniSwitch: AOS 6, and AOS 7 and 8 below another number. Sources: ALCATEL-IND1-CHASSIS-MIB, -HEALTH-MIB,
 * -STACK-MANAGER-MIB, -VIRTUAL-CHASSIS-MIB, -PORT-MIB. Transceivers of AOS 7: thousandths of °C, V, mA and dBm.
 */
function omniSwitch({ id, enterprise, evidence, temperature, certified }: Release): Profile {
  const chassis = `${enterprise}.1.1.1.3.1.1`;
  const entity = `${enterprise}.1.1.1.1.1.1.1`;
  const health = `${enterprise}.1.2.1.16.1.1`;
  const optics = `${enterprise}.1.2.1.5.1.1.2.6.1`;
  const stack = `${enterprise}.1.2.1.24.1.1.1.1`;
  const virtual = `${enterprise}.1.2.1.69.1.1`;
  const fans: Rows = {
    labels: { unit: joinedText(" ", text(physicalName.map((oid) => withParts(oid, 0))), asText(-1, {}, "fan ")) },
  };
  const light = (direction: string): Rows => ({
    labels: { interface: text(withParts("1.3.6.1.2.1.31.1.1.1.1", 0)), direction: fixed(direction) },
  });
  const port: Rows = { labels: { interface: text(withParts("1.3.6.1.2.1.31.1.1.1.1", 0)) } };
  const control = { labels: { component: joinedText(" ", name, "certified") } };
  const ports = (letter: string) => ({ labels: { component: joinedText(" ", "stack port", letter, "of unit", index()) } });
  return profile({
    id,
    vendor: "Alcatel-Lucent Enterprise",
    of: "network",
    source: "ALCATEL-IND1-CHASSIS-MIB, ALCATEL-IND1-HEALTH-MIB, ALCATEL-IND1-STACK-MANAGER-MIB, ALCATEL-IND1-PORT-MIB",
    evidence,
    recognises: { answers: [entity, health] },
    reads: {
      device_info: info({
        model: text([`1.3.6.1.2.1.47.1.1.1.1.13.1`, `1.3.6.1.2.1.47.1.1.1.1.13.569`, "1.3.6.1.2.1.1.1.0"]),
        firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /(\d+\.\d+\.\d+[\w.]*)/ }),
        serial: text([`1.3.6.1.2.1.47.1.1.1.1.11.1`, `1.3.6.1.2.1.47.1.1.1.1.11.569`]),
      }),
      device_cpu_utilisation_ratio: first(
        value(`${health}.1.14.0`, { scale: 0.01, labels: { window: fixed("1m") } }),
        column(`${health}.1.1.1.11`, { scale: 0.01, labels: { unit: index(), window: fixed("1m") } }),
      ),
      device_memory_utilisation_ratio: first(
        value(`${health}.1.9.0`, { scale: 0.01 }),
        column(`${health}.1.1.1.8`, { scale: 0.01, labels: { unit: index() } }),
      ),
      device_temperature_celsius: temperature.map((number) =>
        column(`${chassis}.3.1.${number}`, { labels: { sensor: name }, zeroIsAbsent: true }),
      ),
      device_fan_state: [
        stateColumn(`${chassis}.11.1.2`, { 0: "absent", 1: "failed", 2: "ok" }, { rows: fans }),
        stateColumn(`${entity}.2`, part, { labels: { unit: name }, where: matches(physicalName[0], /fan/i) }),
      ],
      device_fan_speed_rpm: column(`${chassis}.11.1.4`, { rows: fans }),
      device_psu_state: stateColumn(`${entity}.2`, part, {
        labels: { unit: name },
        where: matches(physicalName[0], /power|\bps/i),
      }),
      device_component_state: [
        stateColumn(`${entity}.2`, operational, { labels: { component: name } }),
        stateColumn(`${chassis}.1.1.1.${certified}`, { 1: "unknown", 2: "warning", 3: "ok" }, control),
        stateColumn(
          `${chassis}.1.1.1.6`,
          { 1: "unknown", 2: "off", 3: "warning", 4: "ok" },
          { labels: { component: joinedText(" ", name, "synchronised") } },
        ),
        stateColumn(`${stack}.4`, { 1: "ok", 2: "failed", 3: "unknown" }, ports("A")),
        stateColumn(`${stack}.7`, { 1: "ok", 2: "failed", 3: "unknown" }, ports("B")),
        stateColumn(
          `${virtual}.2.1.5`,
          { 1: "ok", 0: "standby" },
          { labels: { component: asText(-1, {}, "virtual chassis unit ") } },
        ),
        stateColumn(
          `${virtual}.7.1.3`,
          { 0: "off", 1: "ok", 2: "failed" },
          { labels: { component: joinedText(" ", "virtual fabric link", index()) } },
        ),
      ],
      optics_temperature_celsius: column(`${optics}.2`, { rows: port, scale: 0.001, signed: true, between: [-40, 150] }),
      optics_voltage_volts: column(`${optics}.7`, { rows: port, scale: 0.001, zeroIsAbsent: true }),
      optics_bias_amperes: column(`${optics}.12`, { rows: port, scale: 0.000001 }),
      optics_power_dbm: [
        column(`${optics}.22`, { rows: light("in"), scale: 0.001, signed: true, between: [-60, 20] }),
        column(`${optics}.17`, { rows: light("out"), scale: 0.001, signed: true, between: [-60, 20] }),
      ],
    },
    lacks: { poe_devices: "POWER-ETHERNET-MIB tells ports and groups" },
  });
}

export const omniSwitch6 = omniSwitch({
  id: "omniswitch-aos6",
  enterprise: "1.3.6.1.4.1.6486.800",
  evidence: "recording",
  temperature: [4],
  certified: 5,
});
export const omniSwitch8 = omniSwitch({
  id: "omniswitch-aos8",
  enterprise: "1.3.6.1.4.1.6486.801",
  evidence: "mib",
  temperature: [8],
  certified: 4,
});
