import {
  asText,
  column,
  difference,
  fixed,
  info,
  joinedText,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  type Profile,
  type Rows,
} from "../../profile.ts";

const unit = asText(0, {}, "unit ");
const fans: Rows = { labels: { unit: joinedText(" ", unit, asText(-1, {}, "fan ")) } };
const supplies: Rows = { labels: { unit: joinedText(" ", unit, asText(-1, {}, "power supply ")) } };
const sensors: Rows = { labels: { sensor: joinedText(" ", unit, asText(-1, {}, "sensor ")) } };
// not present, operational, failed, powering, no power, not powering, incompatible
const item = { 1: "absent", 2: "ok", 3: "failed", 4: "ok", 5: "failed", 6: "failed", 7: "failed" } as const;

/**
 * Switches on Broadcom's FASTPATH: Ubiquiti EdgeSwitch and UniFi, Dell PowerConnect and N series. Sources: FASTPATH-SWITCHING-
 * MIB, FASTPATH-BOXSERVICES-PRIVATE-MIB and their copies: the same tree below several enterprise numbers. Processor use is
 * one text: `5 Secs ( 31.1%)  60 Secs ( 16.7%)  300 Secs ( 14.3%)`.
 */
function fastPath(id: string, vendor: string, tree: string): Profile {
  const box = `${tree}.43.1`;
  const switching = `${tree}.1.1`;
  const size = value(`${switching}.4.2.0`, { scale: 1024 });
  const free = value(`${switching}.4.1.0`, { scale: 1024 });
  const processor = (window: string, pattern: RegExp) =>
    [9, 4].map((number) =>
      value(`${switching}.4.${number}.0`, { labels: { window: fixed(window) }, pattern, scale: 0.01, between: [0, 1] }),
    );
  return profile({
    id,
    vendor,
    of: "network",
    source: "FASTPATH-SWITCHING-MIB, FASTPATH-BOXSERVICES-PRIVATE-MIB",
    evidence: "mib",
    recognises: { answers: [box, `${switching}.1`, `${switching}.4`] },
    reads: {
      device_info: info({
        model: text([`${switching}.1.3.0`, `${switching}.1.2.0`, "1.3.6.1.2.1.1.1.0"]),
        firmware: text(`${switching}.1.13.0`),
        serial: text(`${switching}.1.4.0`),
      }),
      device_cpu_utilisation_ratio: [
        ...processor("5s", /\b5 Secs \(\s*([\d.]+)%/i),
        ...processor("1m", /\b60 Secs \(\s*([\d.]+)%/i),
        ...processor("5m", /\b300 Secs \(\s*([\d.]+)%/i),
      ],
      device_memory_free_bytes: free,
      device_memory_size_bytes: size,
      device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
      device_fan_state: stateColumn(`${box}.6.1.3`, item, { rows: fans }),
      device_fan_speed_rpm: column(`${box}.6.1.4`, { rows: fans }),
      device_psu_state: stateColumn(`${box}.7.1.3`, item, { rows: supplies }),
      device_temperature_celsius: column(`${box}.8.1.5`, { rows: sensors, zeroIsAbsent: true }),
      device_component_state: [
        stateColumn(
          `${box}.8.1.4`,
          { 0: "ok", 1: "ok", 2: "warning", 3: "failed", 4: "failed", 5: "absent", 6: "failed" },
          { labels: { component: joinedText(" ", unit, asText(-1, {}, "sensor ")) } },
        ),
        stateColumn(
          `${box}.15.1.2`,
          { 0: "ok", 1: "ok", 2: "warning", 3: "failed", 4: "failed" },
          { labels: { component: asText(-1, {}, "temperature of unit ") } },
        ),
      ],
    },
    lacks: { optics_power_dbm: "not in these MIBs" },
  });
}

export const edgeSwitch = fastPath("fastpath-ubiquiti", "Ubiquiti", "1.3.6.1.4.1.4413.1.1");
export const dellFastPath = fastPath("fastpath-dell", "Dell", "1.3.6.1.4.1.674.10895.5000.2.6132.1.1");
