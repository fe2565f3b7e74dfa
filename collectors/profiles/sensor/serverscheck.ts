import { info, matches, profile, text, value, type NumberOptions } from "../../profile.ts";

const gateway = "1.3.6.1.4.1.17095";
/** Sixteen sensors, each four scalars: name, value as text, state, when it changed. What it measures stands in its name alone. */
const slots = Array.from({ length: 16 }, (_, slot) => ({
  name: `${gateway}.3.${4 * slot + 1}.0`,
  at: `${gateway}.3.${4 * slot + 2}.0`,
}));
const named = (pattern: RegExp, options: NumberOptions) =>
  slots.map(({ name, at }) => value(at, { labels: { sensor: text(name) }, where: matches(name, pattern), ...options }));

/** ServersCheck sensor gateway. Source: ServersCheck.mib: °C and percent as decimal texts, DRY or WET of a flood sensor. */
export const serversCheck = profile({
  id: "serverscheck",
  vendor: "ServersCheck",
  of: "sensor",
  source: "ServersCheck.mib",
  evidence: "recording",
  recognises: { sysObjectID: gateway, answers: `${gateway}.3` },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.5.0", { pattern: /Gateway: (.+)$/ }), firmware: text(`${gateway}.1.2.0`) }),
    air_temperature_celsius: named(/temp/i, { signed: true, between: [-60, 125] }),
    air_humidity_ratio: named(/humid/i, { scale: 0.01, between: [0, 1] }),
    leak_detected: named(/flood|leak|water|wasser/i, { codes: { dry: 0, wet: 1 } }),
  },
  lacks: { contact_state: "the gateway does not tell kinds of sensors but in their names" },
});
